"""What a change of the autograder can change: one question, or all."""

import dataclasses
import shutil

import pytest
import small_homework

from autograder.engine.assignment import read_assignment
from autograder.engine.dependencies import PACKAGE, deciding_modules, dependencies, dependencies_digest, imported_files
from autograder.release.homework_folder import DEFAULT, HomeworkFolder


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
    for room in ("engine", "checking", "notebooks", "classroom"):
        (package / room).mkdir(parents=True)
    (package / "engine" / "grader.py").write_text(
        "from autograder.engine import judge\nfrom autograder.notebooks.plan import x"
    )
    (package / "engine" / "judge.py").write_text("x = 1")
    (package / "engine" / "doctor.py").write_text("x = 1")
    (package / "notebooks" / "plan.py").write_text("x = 1")
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
        ("autograder/engine/doctor.py", set()),
        ("autograder/engine/judge.py", None),
        ("autograder/notebooks/plan.py", None),
        ("homework/release/small.py", None),
    ],
)
def test_a_module_changes_the_questions_that_reach_it(ground, changed, questions):
    assignment, package = ground
    before = dependencies(assignment, package)
    append(package.parent / changed)
    assert dependencies(assignment, package).changed(before) == questions


def test_a_test_file_changes_its_question(ground):
    assignment, package = ground
    before = dependencies(assignment, package)
    append(assignment.tests / "double.py")
    assert dependencies(assignment, package).changed(before) == {"double"}


@pytest.mark.parametrize("change", ["released", "support", "salt", "preload", "tests"])
def test_what_all_depend_on_changes_all(ground, change):
    assignment, package = ground
    before = dependencies(assignment, package)
    match change:
        case "released":
            append(assignment.released)
        case "support":
            (assignment.support / "more.csv").write_text("1,2")
        case "salt" | "preload":
            assignment = dataclasses.replace(assignment, **{change: "other"})
        case "tests":
            (assignment.tests / "more.py").write_text('name = "more"')
    assert dependencies(assignment, package).changed(before) is None


def test_a_question_goes_by_the_name_in_its_file(ground):
    assignment, package = ground
    (assignment.tests / "word.py").rename(assignment.tests / "other.py")
    assert "word" in dependencies(assignment, package).questions


def test_the_engine_is_not_followed(ground):
    assignment, package = ground
    found = {
        path.name for path in imported_files(assignment.tests / "word.py", [package / "checking", assignment.checks])
    }
    assert found == {"__init__.py", "words.py", "spelling.py", "laws.py"}


@pytest.mark.parametrize(
    ("changed", "is_another"),
    [
        ("homework/tests/word.py", True),
        ("some_checks/words.py", True),
        ("autograder/checking/laws.py", True),
        ("autograder/engine/judge.py", True),
        ("autograder/engine/doctor.py", False),
        ("homework/release/x.txt", True),
    ],
)
def test_the_digest_of_a_grade_is_of_all_that_decides_and_of_nothing_else(ground, changed, is_another):
    assignment, package = ground
    before = dependencies_digest(assignment, package)
    file = package.parent / changed
    file.write_text((file.read_text() if file.exists() else "") + "\n# changed\n")
    assert (dependencies_digest(assignment, package) != before) == is_another


def test_what_decides_is_what_grader_and_zygote_import_however_the_imports_are_read():
    by_text, waiting = (
        set(deciding_modules()),
        [PACKAGE / "engine" / "grader.py", PACKAGE / "engine" / "worker" / "zygote.py"],
    )
    by_tree = {*waiting, *(found for path in waiting for found in imported_files(path, [PACKAGE]))}
    assert by_text == by_tree


def test_relative_imports_are_followed_through_packages_in_packages(ground):
    assignment, package = ground
    cells = package / "handin" / "cells"
    cells.mkdir(parents=True)
    for folder in (package, package / "handin", cells):
        (folder / "__init__.py").write_text("")
    (cells / "__init__.py").write_text("from .reader import read_cell")
    (cells / "reader.py").write_text("from ..holes import is_hole\nfrom . import magics")
    for name in ("handin/holes.py", "handin/doctor.py", "handin/cells/magics.py"):
        (package / name).write_text("x = 1")
    (package / "notebooks" / "plan.py").write_text("from autograder.handin.cells import read_cell")
    names = {path.relative_to(package).as_posix() for path in deciding_modules(package)}
    assert {"handin/cells/__init__.py", "handin/cells/reader.py", "handin/holes.py", "handin/cells/magics.py"} <= names
    assert "handin/doctor.py" not in names
    before = dependencies(assignment, package)
    append(package / "handin" / "holes.py")
    assert dependencies(assignment, package).changed(before) is None


def test_what_only_shows_a_grade_decides_nothing():
    names = {path.relative_to(PACKAGE).as_posix() for path in deciding_modules()}
    assert {"engine/judge/judge.py", "engine/wire.py", "notebooks/placement.py", "results/verdict.py"} <= names
    assert {f"handin/{name}.py" for name in ("cells/reader", "cells/magics", "cells/names", "holes")} <= names
    assert not {"results/table.py", "engine/doctor.py", "handin/submission.py", "handin/notebook_functions.py"} & names
    assert not [name for name in names if name.split("/")[0] in ("release", "gradescope", "classroom", "calibration")]


@pytest.fixture
def hw12(tmp_path):
    """A copy of what grades this homework."""
    made = HomeworkFolder(DEFAULT)
    if not made.dist.is_dir():
        pytest.skip("dist/ is written by `python build.py`")
    for folder in (made.dist, made.beside / "student_release"):
        shutil.copytree(folder, tmp_path / folder.name)
    return read_assignment(tmp_path / "dist")


@pytest.mark.parametrize(
    ("module", "questions"),
    [
        ("q1_fix", {"q1_fix"}),
        ("q2a", {"q2a"}),
        ("q5b", {"q5b"}),
        ("q7", {"q7a", "q7b", "q7c", "q7d"}),
        ("bound", {"q4_elbo"}),
    ],
)
def test_one_changed_byte_in_a_check_regrades_exactly_its_questions(hw12, module, questions):
    before = dependencies(hw12)
    file = hw12.checks / f"{module}.py"
    file.write_bytes(file.read_bytes() + b"#")
    assert dependencies(hw12).changed(before) == questions


def test_every_released_file_counts(hw12):
    before = dependencies(hw12).base
    for path in sorted(hw12.support.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            path.write_bytes(content + b" ")
            assert dependencies(hw12).base != before, path
            path.write_bytes(content)
