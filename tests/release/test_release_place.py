"""Generated folders are put in place together, or not at all."""

from pathlib import Path

import pytest

from autograder.release.place import place

NAMES = ("student_release", "solutions")


def folder(root: Path, name: str, content: str) -> None:
    (root / name).mkdir(parents=True)
    (root / name / "file").write_text(content)


def contents(root: Path) -> list[str]:
    return [(root / name / "file").read_text() for name in NAMES]


@pytest.fixture
def root_and_made(tmp_path) -> tuple[Path, Path]:
    for name in NAMES:
        folder(tmp_path / "root", name, "old")
        folder(tmp_path / "made", name, "new")
    return tmp_path / "root", tmp_path / "made"


def test_the_new_folders_stand_where_the_old_ones_stood(root_and_made):
    root, made = root_and_made
    (root / "student_release" / "left over").write_text("by an earlier build")
    place(made, root, NAMES)
    assert contents(root) == ["new", "new"]
    assert not (root / "student_release" / "left over").exists()


def test_a_first_build_needs_no_old_folders(root_and_made, tmp_path):
    _, made = root_and_made
    (tmp_path / "empty").mkdir()
    place(made, tmp_path / "empty", NAMES)
    assert contents(tmp_path / "empty") == ["new", "new"]


@pytest.mark.parametrize("failing", range(4))
def test_a_failed_move_leaves_everything_as_it_was(root_and_made, monkeypatch, failing):
    root, made = root_and_made
    rename, moves = Path.rename, []

    def rename_until(self, target):
        if len(moves) == failing:
            moves.append(None)
            raise OSError("disk trouble")
        moves.append(target)
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", rename_until)
    with pytest.raises(OSError, match="disk trouble"):
        place(made, root, NAMES)
    assert contents(root) == ["old", "old"]
