"""The temporary folder of a run: gone at its end, and after a run that was killed gone at the next."""

import shutil
import tempfile

import pytest

from autograder.classroom.database import GradebookError
from autograder.classroom.leftovers import temporary


def test_it_is_gone_at_the_end_of_a_run_and_so_is_its_note(tmp_path):
    with temporary(tmp_path) as made:
        (made / "box").mkdir()
        assert list(tmp_path.iterdir())
    assert not made.exists()
    assert not list(tmp_path.iterdir())


def test_what_a_killed_run_left_is_gone_at_the_next(tmp_path):
    killed = temporary(tmp_path)
    left = killed.__enter__()
    with temporary(tmp_path) as made:
        assert made != left
        assert not left.exists()


def test_a_note_names_nothing_that_is_not_of_this_kind(tmp_path):
    precious = tmp_path / "class-work"
    precious.mkdir()
    (tmp_path / ".temporary").write_text(str(precious))
    with temporary(tmp_path):
        assert precious.is_dir()


def test_a_run_whose_folder_was_removed_meanwhile_ends_all_the_same(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    with temporary(out) as made:
        shutil.rmtree(out)
    assert not made.exists()


def test_a_place_where_nothing_can_be_written_is_one_sentence_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(GradebookError, match="No temporary folder could be made"), temporary(tmp_path / "not there"):
        pass
    assert not list(tmp_path.iterdir())
