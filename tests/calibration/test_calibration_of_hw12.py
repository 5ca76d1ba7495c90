"""The corpus and the record of this homework."""

from collections import Counter

import pytest

from autograder.calibration.corpus import read_corpus
from autograder.calibration.record import read_record, stale
from autograder.engine.judge.cases import read_cases
from autograder.release.homework_folder import DEFAULT, HomeworkFolder

HW12 = HomeworkFolder(DEFAULT)
TESTS = HW12.dist / "tests"
CODE = {
    "q1_fix": (12, 15),
    "q2a": (12, 15),
    "q3a": (12, 15),
    "q4_sample": (15, 15),
    "q4_elbo": (12, 15),
    "q4a": (12, 15),
}


@pytest.fixture(scope="module")
def entries():
    if not TESTS.is_dir():
        pytest.skip("dist/ is written by `python build.py`")
    return read_corpus(HW12.corpus, read_cases(TESTS))


def test_the_corpus_holds_enough_right_and_wrong_answers(entries):
    counts = Counter((entry.question, entry.kind) for entry in entries)
    for question, (wheats, chaffs) in CODE.items():
        assert counts[question, "wheat"] >= wheats
        assert counts[question, "chaff"] >= chaffs


def test_no_two_answers_to_a_question_are_the_same(entries):
    texts = Counter((entry.question, entry.source) for entry in entries)
    assert [key for key, count in texts.items() if count > 1] == []


def test_the_record_was_made_with_the_checks_as_they_are():
    questions = sorted(path.name for path in HW12.corpus.iterdir() if path.is_dir())
    assert stale(read_record(HW12.record), questions, HW12.folder) == []
