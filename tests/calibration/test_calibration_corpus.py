"""Files of the corpus: read, or refused with one sentence."""

import pytest

from autograder.calibration.corpus import CorpusError, dependants, read_corpus
from autograder.engine.judge.cases import TestCase


def case(question, name, *names, hidden=True):
    return TestCase(question, name, 1.0 if hidden else 0.0, hidden, names, lambda *_: None)


CASES = {
    "draw": (
        case("draw", "test_public_shape", "draw", hidden=False),
        case("draw", "test_hidden_law", "draw"),
        case("draw", "test_hidden_graph", "draw"),
    ),
    "bound": (case("bound", "test_hidden_value", "bound", "draw"),),
    "word": (case("word", "test_hidden_word", "word"),),
}
ANSWER = "def draw(n):\n    return n\n"


@pytest.fixture
def put(tmp_path):
    def put(text, path="draw/chaffs/one.py"):
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return tmp_path

    return put


def test_a_chaff_is_read_without_its_head(put):
    (entry,) = read_corpus(put("# What: no noise\n# Fails test_hidden_law: noise is missing\n" + ANSWER), CASES)
    assert (entry.question, entry.kind, entry.name, entry.what) == ("draw", "chaff", "one", "no noise")
    assert entry.fails == {"draw/test_hidden_law": "noise is missing"}
    assert entry.source == ANSWER.strip()


def test_a_star_names_every_case_that_it_matches_and_a_later_line_replaces_its_words(put):
    head = "# What: x\n# Fails test_hidden_*: is missing\n# Fails test_hidden_graph: no gradient\n"
    (entry,) = read_corpus(put(head + ANSWER), CASES)
    assert entry.fails == {"draw/test_hidden_law": "is missing", "draw/test_hidden_graph": "no gradient"}


def test_cases_of_a_question_that_builds_on_it_may_be_named(put):
    head = "# What: x\n# Fails test_hidden_law: is missing\n# Fails bound/test_hidden_value: is missing\n"
    (entry,) = read_corpus(put(head + ANSWER), CASES)
    assert "bound/test_hidden_value" in entry.fails


def test_questions_that_ask_for_a_name_of_another_build_on_it():
    assert dependants("draw", CASES) == ["bound"]
    assert dependants("bound", CASES) == []
    assert dependants("word", CASES) == []


@pytest.mark.parametrize(
    ("text", "path", "says"),
    [
        (ANSWER, "dice/chaffs/one.py", "there is no question dice; questions with tests are draw, bound, word"),
        (ANSWER, "draw/oats/one.py", "it lies in oats/; expected wheats/ or chaffs/"),
        (ANSWER, "draw/wheats/one.py", "lacks a line `# What: ...`"),
        ("# what is this\n" + ANSWER, "draw/wheats/one.py", "'# what is this' is no line of a head"),
        ("# What: x\n" + ANSWER, "draw/chaffs/one.py", "names the hidden tests that must fail"),
        ("# What: x\n# Fails test_public_*: its shape\n" + ANSWER, "draw/chaffs/one.py", "names the hidden tests"),
        ("# What: x\n# Fails test_hidden_lore: is wrong\n", "draw/chaffs/one.py", "is called test_hidden_lore"),
        ("# What: x\n# Fails word/test_hidden_word: is wrong\n", "draw/chaffs/one.py", "that is judged for it"),
        ("# What: x\n# Fails test_hidden_law: no\n", "draw/chaffs/one.py", "could stand in any message"),
        ("# What: x\n# Fails test_hidden_law: is wrong\n", "draw/wheats/one.py", "a wheat gets full marks"),
        ("# What: x\n", "draw/wheats/one.py", "it holds no answer under its head"),
    ],
)
def test_a_bad_file_is_refused_with_a_sentence_that_names_it(put, text, path, says):
    with pytest.raises(CorpusError) as refusal:
        read_corpus(put(text, path), CASES)
    assert str(refusal.value).startswith(f"{path}: ")
    assert says in str(refusal.value)
