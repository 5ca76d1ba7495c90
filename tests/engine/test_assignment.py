"""grading.json read, and the sentence for each way in which it can be wrong."""

import json

import pytest
from small_homework import GRADING, make

from autograder.engine.assignment import read_assignment
from autograder.results.verdict import GraderFault


@pytest.fixture
def homework(tmp_path):
    return make(tmp_path)


def test_paths_are_read_relative_to_the_file(homework):
    read = read_assignment(homework)
    assert (read.name, read.preload, read.stand_ins) == ("small", ("small",), {"otter": ("Notebook",)})
    assert read.released == (homework / "release" / "small.ipynb").resolve()
    assert read.tests == (homework / "tests").resolve()


def test_a_folder_without_the_file_is_the_graders_fault(tmp_path):
    with pytest.raises(GraderFault, match=r"there is no grading\.json in .*: run `python build\.py`"):
        read_assignment(tmp_path)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is not what `python build.py` writes"),
        ("{", "is not what `python build.py` writes"),
        (json.dumps({key: value for key, value in GRADING.items() if key != "salt"}), "`salt`"),
        (json.dumps(GRADING | {"preload": "small"}), "preload"),
        (json.dumps(GRADING | {"tests": "nowhere"}), "nowhere is missing, which grading.json names"),
        (json.dumps(GRADING | {"released": "release/other.ipynb"}), "other.ipynb is missing"),
    ],
)
def test_a_damaged_file_is_the_graders_fault_with_what_is_wrong(homework, text, says):
    (homework / "grading.json").write_text(text)
    with pytest.raises(GraderFault, match=says):
        read_assignment(homework)
