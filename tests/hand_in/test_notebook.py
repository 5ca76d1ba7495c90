"""grader.check as a student meets it: one sentence, random streams as they were, Otter's report as the last resort."""

import random
import zipfile

import nbformat
import numpy as np
import otter
import pytest
import torch

from autograder import handin
from autograder.handin.public_checks import PublicReport, _sentence_of

TEST_FILE = """
from otter.test_files import test_case

OK_FORMAT = False
name = "doubling"
points = 3

@test_case(points=0, hidden=False)
def test_it(double):
    import random, numpy, torch
    random.random(), numpy.random.rand(), torch.rand(1)
    assert double(1) is not None, "double returned None: replace the ... with your code."
    assert double(2) == 4, "double(2) should be 4."

@test_case(points=3, hidden=True)
def test_secret(double):
    assert double(21) == 42, "a hidden sentence"
"""


@pytest.fixture
def grader(tmp_path, monkeypatch) -> handin.Notebook:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "doubling.py").write_text(TEST_FILE)
    cells = [nbformat.v4.new_code_cell("def double(x):\n    return 2 * x")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "hw12.ipynb")
    return handin.Notebook("hw12.ipynb")


def test_it_is_otters_notebook(grader):
    assert isinstance(grader, otter.Notebook)


def test_a_right_answer_passes_in_a_sentence(grader):
    report = grader.check("doubling", {"double": lambda x: 2 * x})
    assert report.passed
    assert (
        repr(report) == "doubling: every public check passes.\nPublic checks only: the hidden tests decide the grade."
    )


def test_a_wrong_answer_reads_the_tests_own_sentence_and_no_traceback(grader):
    report = grader.check("doubling", {"double": lambda x: x})
    assert not report.passed
    assert repr(report).startswith("doubling: double(2) should be 4.\n")
    for word in ("Error at line", "Traceback", "assert"):
        assert word not in repr(report) + report._repr_html_()


def test_code_that_raises_is_told_what_it_raised(grader):
    report = grader.check("doubling", {"double": lambda x: x.shape})
    assert "your code raised AttributeError: 'int' object has no attribute 'shape'" in repr(report)


def test_a_cell_that_was_not_run_is_told_so(grader):
    assert repr(grader.check("doubling", {})).startswith("doubling: double is not defined yet: run the cell that")


def test_a_hidden_failure_is_not_shown(grader):
    report = grader.check("doubling", {"double": lambda x: {1: 2, 2: 4}.get(x)})
    assert "hidden sentence" not in repr(report) + report._repr_html_()


def test_the_callers_names_are_found_without_being_passed(grader):
    names = {"grader": grader, "double": lambda x: 2 * x}
    exec("report = grader.check('doubling')\nall_of_it = grader.check_all()", names)
    assert names["report"].passed
    assert "doubling: every public check passes." in repr(names["all_of_it"])


def test_random_streams_are_left_as_they_were(grader):
    def draws():
        return random.random(), float(np.random.rand()), float(torch.rand(1))

    random.seed(1), np.random.seed(1), torch.manual_seed(1)
    undisturbed = draws()
    random.seed(1), np.random.seed(1), torch.manual_seed(1)
    grader.check("doubling", {"double": lambda x: 2 * x})._repr_html_()
    assert draws() == undisturbed


def test_an_unknown_question_is_answered_with_the_known_ones(grader):
    with pytest.raises(ValueError, match=r"There is no check named 'q9'; there are checks for doubling\."):
        grader.check("q9", {})


def test_hostile_text_stays_text(grader):
    def double(x):
        raise ValueError("<script>alert(1)</script>")

    assert "<script>" not in grader.check("doubling", {"double": double})._repr_html_()


@pytest.mark.parametrize("message", ["something new", "Error at line 3 in test q:\n  assert x\nAssertionError: ", ""])
def test_what_is_not_understood_is_left_to_otter(message):
    assert _sentence_of(message) is None


def test_otters_own_report_serves_where_no_sentence_is_found(grader):
    report = grader.check("doubling", {"double": lambda x: x})
    for result in report.result.test_case_results:
        result.message = "worded in another way by another version"
    fallback = PublicReport(report.result)
    assert "worded in another way" in repr(fallback)
    assert "worded in another way" in fallback._repr_html_()


def test_a_sentence_of_several_lines_is_kept_whole():
    message = "Error at line 3 in test q:\n  assert x, (\n  y)\nAssertionError: first\nsecond"
    assert _sentence_of(message) == "first\nsecond"


def test_otters_word_for_handing_in_hands_in(grader, tmp_path, capsys):
    grader.export()
    with zipfile.ZipFile(tmp_path / "hw12_submission.zip") as archive:
        assert archive.namelist() == ["hw12.ipynb"]
    assert "doubling: every public check passes." in capsys.readouterr().out


def test_a_notebook_that_is_saved_under_another_name_is_checked_all_the_same(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tests").mkdir()
    source = "from otter.test_files import test_case\nOK_FORMAT = False\nname = 'q'\npoints = 0\n"
    source += "@test_case(points=0, hidden=False)\ndef test_public(x):\n    assert x == 1, 'x is not 1.'\n"
    (tmp_path / "tests" / "q.py").write_text(source)
    grader = handin.Notebook("hw12.ipynb")
    assert grader.check("q", {"x": 1}).sentence() == "every public check passes."
    assert grader.check("q", {"x": 2}).sentence() == "x is not 1."
