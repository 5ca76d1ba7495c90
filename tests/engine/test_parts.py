"""What a change of the autograder can change: one question, or all."""

import dataclasses

import pytest
import small_homework

from autograder.engine.assignment import read_assignment
from autograder.engine.parts import parts, reached


@pytest.fixture
def ground(tmp_path):
    """An assignment with two checks, the second of which uses the first and the library, and a package of rooms."""
    (tmp_path / "homework").mkdir()
    assignment = read_assignment(small_homework.make(tmp_path / "homework"))
    checks = tmp_path / "some_checks"
    checks.mkdir()
    (checks / "__init__.py").write_text("")
    (checks / "spelling.py").write_text("x = 1")
    (checks / "words.py").write_text(
        "from autograder.engine import judge\nfrom autograder.checking import laws\nfrom some_checks import spelling"
    )
    assignment = dataclasses.replace(assignment, checks=checks)
    package = tmp_path / "autograder"
    for room in ("engine", "checking", "classroom"):
        (package / room).mkdir(parents=True)
    (package / "engine" / "judge.py").write_text("x = 1")
    (package / "classroom" / "report.py").write_text("x = 1")
    (package / "checking" / "__init__.py").write_text("")
    (package / "checking" / "laws.py").write_text("x = 1")
    test = assignment.tests / "word.py"
    test.write_text(test.read_text() + "\n    from some_checks import words")
    return assignment, package


def append(path):
    path.write_text(path.read_text() + "\n# changed\n")


@pytest.mark.parametrize(
    ("changed", "questions"),
    [
        ("autograder/checking/laws.py", {"word"}),
        ("autograder/checking/__init__.py", {"word"}),
        ("some_checks/words.py", {"word"}),
        ("some_checks/spelling.py", {"word"}),
        ("autograder/classroom/report.py", set()),
        ("autograder/engine/judge.py", None),
    ],
)
def test_a_module_changes_the_questions_that_reach_it(ground, changed, questions):
    assignment, package = ground
    before = parts(assignment, package)
    append(package.parent / changed)
    assert parts(assignment, package).changed(before) == questions


def test_a_test_file_changes_its_question(ground):
    assignment, package = ground
    before = parts(assignment, package)
    append(assignment.tests / "double.py")
    assert parts(assignment, package).changed(before) == {"double"}


@pytest.mark.parametrize("change", ["released", "support", "salt", "preload", "tests"])
def test_what_all_depend_on_changes_all(ground, change):
    assignment, package = ground
    before = parts(assignment, package)
    match change:
        case "released":
            append(assignment.released)
        case "support":
            append(assignment.support / "small.py")
        case "salt" | "preload":
            assignment = dataclasses.replace(assignment, **{change: "other"})
        case "tests":
            (assignment.tests / "more.py").write_text('name = "more"')
    assert parts(assignment, package).changed(before) is None


def test_a_question_goes_by_the_name_in_its_file(ground):
    assignment, package = ground
    (assignment.tests / "word.py").rename(assignment.tests / "other.py")
    assert "word" in parts(assignment, package).questions


def test_the_engine_is_not_followed(ground):
    assignment, package = ground
    found = {path.name for path in reached(assignment.tests / "word.py", [package, assignment.checks])}
    assert found == {"__init__.py", "words.py", "spelling.py", "laws.py"}
