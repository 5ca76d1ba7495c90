"""Master, checks, corpus and staff's own code: no submission can read them, no student gets them, one zip holds one."""

import dataclasses
import hashlib
import tempfile
import zipfile
from pathlib import Path

import pytest

from autograder.engine.assignment import read_assignment
from autograder.engine.confinement import BoxLimits, opened_hidden
from autograder.engine.sandbox import find_sandbox
from autograder.release.homework_folder import DEFAULT, HomeworkFolder

HW12 = HomeworkFolder(DEFAULT)
STAFFS = ("hw12.md", "hw12_checks", "corpus", "staff")


@pytest.fixture(scope="module")
def assignment():
    if not HW12.dist.is_dir():
        pytest.skip("dist/ is written by `python build.py`")
    return read_assignment(HW12.dist)


def contents(path: Path) -> set[str]:
    """Digests of the files below, empty ones left out: those are alike everywhere."""
    files = [path] if path.is_file() else [found for found in path.rglob("*") if found.is_file()]
    kept = [file.read_bytes() for file in files if "__pycache__" not in file.parts]
    return {hashlib.sha256(content).hexdigest() for content in kept if content.strip()}


def test_all_that_is_staffs_is_hidden_from_submissions(assignment):
    places = {HW12.folder / name for name in STAFFS} | {
        HW12.dist / name for name in ("tests", "grading.json", "hw12_checks")
    }
    assert set(assignment.secret) == places


def test_each_of_them_is_tried_from_inside_a_box_and_opens_only_without_its_layers(assignment):
    sandbox = find_sandbox(assignment, BoxLimits(), unconfined=True)
    if sandbox.unkept:
        pytest.skip(f"this machine cannot confine student code: {sandbox.unkept[0]}")
    assert set(assignment.secret) <= set(sandbox.hidden)
    with tempfile.TemporaryDirectory(prefix="tried-") as folder, sandbox.box(Path(folder), BoxLimits()) as box:
        assert opened_hidden(box) == ()
        for place in assignment.secret:
            assert place in opened_hidden(dataclasses.replace(box, hidden=(place,), layers=frozenset()))


@pytest.mark.parametrize("name", STAFFS)
def test_none_of_them_is_in_the_student_release(assignment, name):
    assert not contents(HW12.folder / name) & contents(assignment.support)
    assert not (assignment.support / name).exists()


def test_of_them_only_the_checks_are_in_the_zip_for_gradescope(assignment):
    with zipfile.ZipFile(HW12.dist / "gradescope.zip") as archive:
        inside = {hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}
    assert contents(HW12.folder / "hw12_checks") <= inside
    for name in ("hw12.md", "corpus", "staff"):
        assert not contents(HW12.folder / name) & inside
