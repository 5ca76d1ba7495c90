"""One way in: a folder becomes a grader, and what is wrong with it is said."""

import doctest
import json

import pytest
from notebook_samples import code, notebook

import autograder

TEST = """
from otter.test_files import test_case

OK_FORMAT = False

name = "q1"
points = None

@test_case(points=2, hidden=True)
def test_hidden_square(square):
    assert square(3) == 9, f"square(3) is {square(3)}; expected 9."
"""
SETUP, RIGHT = "import math", "def square(x):\n    return x * x"


def write_example(folder):
    """A notebook of two cells and one test file."""
    (folder / "tests").mkdir()
    (folder / "tests" / "q1.py").write_text(TEST)
    (folder / "lab.ipynb").write_text(json.dumps(notebook(code(SETUP), code(RIGHT))))


@pytest.fixture
def folder(tmp_path):
    write_example(tmp_path)
    return tmp_path


@pytest.fixture
def open_here():
    """Opens as the user does, or below the sufficient set where this machine has none."""

    def opened(folder):
        return autograder.open_grader(folder, allow_unconfined=True)

    return opened


def test_a_notebook_and_one_test_file_in_a_folder_are_graded(folder, open_here, tmp_path_factory):
    wrong = tmp_path_factory.mktemp("handed-in") / "lab.ipynb"
    wrong.write_text(json.dumps(notebook(code(SETUP), code("def square(x):\n    return x + x"))))
    with open_here(folder) as grader:
        right, failed = grader.grade(folder / "lab.ipynb"), grader.grade(wrong)
    assert (right.score, right.points) == (2, 2)
    assert [(case.verdict, case.message) for case in failed.cases] == [
        (autograder.Verdict.FAILED, "square(3) is 6; expected 9.")
    ]


def test_the_tests_beside_the_notebook_cannot_be_read_by_a_submission(folder, open_here, tmp_path_factory):
    spy = tmp_path_factory.mktemp("handed-in") / "lab.ipynb"
    reads = f"""def square(x):
    from pathlib import Path
    for place in (Path.cwd(), Path({str(folder)!r})):
        for found in place.rglob("q1.py"):
            raise ValueError(found.read_text()[:20])
    raise ValueError("nothing found")"""
    spy.write_text(json.dumps(notebook(code(SETUP), code(reads))))
    with open_here(folder) as grader:
        if not grader.sandbox.layers & {"landlock", "mount_namespace"}:
            pytest.skip("this machine cannot hide files")
        (case,) = grader.grade(spy).cases
    assert "OK_FORMAT" not in case.message
    assert "ValueError: nothing found" in case.message or "PermissionError" in case.message


def test_the_example_of_the_docstring_runs(folder):
    example = doctest.DocTestFinder().find(
        autograder.open_grader, "open_grader", globs={"write_example": write_example}
    )
    runner = doctest.DocTestRunner()
    for one in example:
        runner.run(one)
    assert runner.summarize().attempted > 0
    assert runner.summarize().failed == 0


@pytest.mark.parametrize("missing", ["tests", "notebook"])
def test_a_folder_with_nothing_to_grade_with_is_the_graders_fault(folder, missing):
    (folder / ("tests/q1.py" if missing == "tests" else "lab.ipynb")).unlink()
    said = r"there is no grading\.json in .*: run `python build\.py`"
    with pytest.raises(autograder.GraderFault, match=said), autograder.open_grader(folder):
        pass


def test_what_the_package_offers_is_what_it_names():
    for name in autograder.__all__:
        assert getattr(autograder, name).__doc__
    with pytest.raises(AttributeError, match="no attribute 'grade_everything'"):
        autograder.grade_everything  # noqa: B018
