"""A test case can import its homework's packages while it runs; other homeworks, and other times, cannot."""

import importlib
import sys

import pytest
from small_homework import make

from autograder.engine.assignment import read_assignment
from autograder.engine.judge.cases import read_cases
from autograder.engine.judge.homework_packages import HomeworkPackages, homework_packages

TEST = """
from otter.test_files import test_case

OK_FORMAT = False

name = "{name}"

@test_case(points=1, hidden=True)
def test_hidden(answer):
    from ground_checks import right
    from ground_lib.numbers import TWO

    assert answer * TWO == right.ANSWER, f"expected {{right.ANSWER}}"
"""


def case_of_homework(folder, name, number):
    """Two homeworks made by this have packages of the same names and different content."""
    for package in ("ground_checks", "release/ground_lib", "tests"):
        (folder / package).mkdir(parents=True)
        (folder / package / "__init__.py").touch()
    (folder / "tests" / "__init__.py").unlink()
    (folder / "ground_checks" / "right.py").write_text(f"ANSWER = {2 * number}")
    (folder / "release" / "ground_lib" / "numbers.py").write_text("TWO = 2")
    (folder / "tests" / f"{name}.py").write_text(TEST.format(name=name))
    folders = {"ground_checks": folder / "ground_checks", "ground_lib": folder / "release" / "ground_lib"}
    ((case,),) = read_cases(folder / "tests", HomeworkPackages(folders)).values()
    return case


def test_two_homeworks_with_packages_of_one_name_are_judged_in_turns_by_their_own(tmp_path):
    first, second = case_of_homework(tmp_path / "a", "a", 3), case_of_homework(tmp_path / "b", "b", 5)
    for _ in range(2):
        first.body(3)
        second.body(5)
        with pytest.raises(AssertionError, match="expected 6"):
            first.body(5)
        with pytest.raises(AssertionError, match="expected 10"):
            second.body(3)


def test_nothing_of_a_homework_can_be_imported_when_no_test_of_it_runs(tmp_path):
    before = set(sys.modules)
    case_of_homework(tmp_path / "a", "a", 3).body(3)
    assert not {"ground_checks", "ground_lib", "ground_checks.right", "ground_lib.numbers"} & sys.modules.keys()
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("ground_checks")
    assert sys.modules.keys() >= before


def test_a_package_of_that_name_that_was_imported_before_is_there_again_afterwards(tmp_path, monkeypatch):
    ours = type(sys)("ground_checks")
    monkeypatch.setitem(sys.modules, "ground_checks", ours)
    case_of_homework(tmp_path / "a", "a", 3).body(3)
    assert sys.modules["ground_checks"] is ours


def test_a_check_that_raises_leaves_nothing_importable(tmp_path):
    with pytest.raises(AssertionError):
        case_of_homework(tmp_path / "a", "a", 3).body(4)
    assert "ground_checks" not in sys.modules


@pytest.mark.parametrize(
    "line",
    ["import os, small", "from small import FACTOR", "    from small.deep import x", "import small.deep as deep"],
)
def test_the_packages_of_the_release_that_tests_import_are_found(tmp_path, line):
    assignment = read_assignment(make(tmp_path))
    (assignment.support / "small").mkdir()
    (assignment.support / "small" / "__init__.py").touch()
    assert homework_packages(assignment).folders == {}
    word = assignment.tests / "word.py"
    word.write_text(word.read_text() + f"\nif False:\n    pass\n{line}\n")
    assert homework_packages(assignment).folders == {"small": assignment.support / "small"}
