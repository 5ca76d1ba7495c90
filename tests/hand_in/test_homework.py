"""Which homework a release is of: read from handin.json; what follows from its name."""

import pytest

from autograder.handin import submission
from autograder.handin.homework import NAME, Release, read_release, this_release
from autograder.handin.running_notebook import NoNotebookError, notebook_file

BLANK = '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}'
ZOO = Release("zoo", "Zoo week.ipynb", ("data", "handin"), {"data/lions.npz": "0" * 64})


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.delenv(submission.RUNNING, raising=False)
    (tmp_path / NAME).write_text(ZOO.as_json(), encoding="utf-8")
    return tmp_path


def test_what_was_written_is_what_is_read(folder):
    assert read_release(folder / NAME) == ZOO
    assert this_release() == ZOO


def test_the_folder_that_is_asked_for_comes_before_the_current_one(folder):
    other = folder / "other"
    other.mkdir()
    assert this_release(other) == ZOO
    (other / NAME).write_text(Release("farm", "farm.ipynb").as_json(), encoding="utf-8")
    assert this_release(other).name == "farm"


@pytest.mark.parametrize("text", ["", "[]", "7", "{}", '{"name": "zoo"}', '{"name": "z", "notebook": "z", "parts": 7}'])
def test_a_spoiled_description_is_refused_and_a_student_can_still_hand_in(folder, text):
    (folder / NAME).write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"handin\.json does not say which homework this is"):
        read_release(folder / NAME)
    (folder / "zebra.ipynb").write_text(BLANK, encoding="utf-8")
    assert this_release() == Release("zebra", "zebra.ipynb")


def test_without_a_description_several_notebooks_give_no_name(folder):
    (folder / NAME).unlink()
    for name in ("a.ipynb", "b.ipynb"):
        (folder / name).write_text(BLANK, encoding="utf-8")
    assert this_release() == Release("homework", "homework.ipynb")


def test_the_notebook_is_found_and_asked_for_by_its_name(folder):
    for name in ("Zoo week.ipynb", "a.ipynb"):
        (folder / name).write_text(BLANK, encoding="utf-8")
    assert notebook_file(None, {}).name == "Zoo week.ipynb"
    with pytest.raises(NoNotebookError, match=r'such as handin\.submit\("Zoo week\.ipynb"\)'):
        notebook_file("gone.ipynb", {})
