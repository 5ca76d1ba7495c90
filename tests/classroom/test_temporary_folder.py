"""Temporary folders of a run and of a host: gone at their end, and after one that was killed gone at the next."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from small_class import ROOT

from autograder.classroom.database import GradebookError
from autograder.classroom.temporary_folder import HostFolder, run_folder

_PIPES = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}


def test_it_is_gone_at_the_end_of_a_run_and_so_is_its_note(tmp_path):
    with run_folder(tmp_path) as made:
        (made / "box").mkdir()
        assert list(tmp_path.iterdir())
    assert not made.exists()
    assert not list(tmp_path.iterdir())


def test_what_a_killed_run_left_is_gone_at_the_next(tmp_path):
    killed = run_folder(tmp_path)
    left = killed.__enter__()
    with run_folder(tmp_path) as made:
        assert made != left
        assert not left.exists()


def test_a_note_names_nothing_that_is_not_of_this_kind(tmp_path):
    precious = tmp_path / "class-work"
    precious.mkdir()
    (tmp_path / ".temporary").write_text(str(precious))
    with run_folder(tmp_path):
        assert precious.is_dir()


def test_a_run_whose_folder_was_removed_meanwhile_ends_all_the_same(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    with run_folder(out) as made:
        shutil.rmtree(out)
    assert not made.exists()


def test_a_place_where_nothing_can_be_written_is_one_sentence_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(GradebookError, match="No temporary folder could be made"), run_folder(tmp_path / "not there"):
        pass
    assert not list(tmp_path.iterdir())


def test_what_a_killed_host_left_is_removed_by_the_next_and_what_is_in_use_is_not(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    make = "from autograder.classroom.temporary_folder import HostFolder; print(HostFolder().path); input()"
    place = {**os.environ, "TMPDIR": str(tmp_path)}
    hosts = [subprocess.Popen([sys.executable, "-c", make], cwd=ROOT, env=place, **_PIPES) for _ in range(2)]
    folders = [Path(one.stdout.readline().strip()) for one in hosts]
    hosts[0].kill()
    hosts[0].communicate()
    third = HostFolder()
    assert [folder.exists() for folder in folders] == [False, True]
    third.remove()
    assert not third.path.exists()
    hosts[1].communicate("\n")
