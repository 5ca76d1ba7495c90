"""Generated folders are put in place together, or not at all; one build at a time, and none leaves its folder."""

import os
from pathlib import Path

import pytest

from autograder.release.build_folder import BusyError, PutBackError, build_folder, swap_in

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
    swap_in(made, root, NAMES)
    assert contents(root) == ["new", "new"]
    assert not (root / "student_release" / "left over").exists()


def test_a_first_build_needs_no_old_folders(root_and_made, tmp_path):
    _, made = root_and_made
    (tmp_path / "empty").mkdir()
    swap_in(made, tmp_path / "empty", NAMES)
    assert contents(tmp_path / "empty") == ["new", "new"]


def build(root: Path, then: type[BaseException] | None = None) -> None:
    with build_folder(root) as made:
        for name in NAMES:
            folder(made, name, "new")
        swap_in(made, root, NAMES)
        if then:
            raise then


def rename_that_stops(monkeypatch, at: set[int], after: bool, error: BaseException) -> None:
    """The moves counted in `at` raise `error`, before they are made or just after."""
    rename, moves = Path.rename, []

    def stopping(self, target):
        moves.append(target)
        if len(moves) - 1 not in at:
            return rename(self, target)
        if after:
            rename(self, target)
        raise error

    monkeypatch.setattr(Path, "rename", stopping)


@pytest.mark.parametrize("error", [OSError("disk trouble"), KeyboardInterrupt("disk trouble")])
@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("failing", range(4))
def test_a_stopped_move_leaves_everything_as_it_was(root_and_made, monkeypatch, failing, after, error):
    root, _ = root_and_made
    rename_that_stops(monkeypatch, {failing}, after, error)
    with pytest.raises(type(error), match="disk trouble"):
        build(root)
    assert contents(root) == ["old", "old"]
    assert not list(root.glob(".build-*"))


def test_what_cannot_be_put_back_is_kept_and_named(root_and_made, monkeypatch, capsys):
    root, _ = root_and_made
    rename_that_stops(monkeypatch, {2, 3}, False, OSError("disk trouble"))
    with pytest.raises(PutBackError, match=r"Putting back .* failed \(disk trouble\). It is kept in .*/aside"):
        build(root)
    (made,) = root.glob(".build-*")
    assert (made / "aside" / "student_release" / "file").read_text() == "old"
    with build_folder(root):
        pass
    assert (made / "aside" / "student_release" / "file").read_text() == "old"
    assert "holds folders that a stopped build had moved away: move them back" in capsys.readouterr().err


def test_an_interrupt_after_the_last_move_says_that_it_was_made(root_and_made):
    root, _ = root_and_made
    with pytest.raises(KeyboardInterrupt, match=r"What was built is in place\."):
        build(root, then=KeyboardInterrupt)
    assert contents(root) == ["new", "new"]


def test_a_second_build_at_the_same_time_is_told_to_wait(tmp_path):
    with build_folder(tmp_path) as first:
        (first / "work").touch()
        with (
            pytest.raises(BusyError, match=r"Another build is at work in .*: wait until it is done\."),
            build_folder(tmp_path),
        ):
            pass
        assert (first / "work").exists()
    with build_folder(tmp_path):
        pass


def test_what_a_killed_build_left_behind_is_gone_after_the_next(tmp_path):
    child = os.fork()
    if not child:
        with build_folder(tmp_path) as made:
            (made / "work").touch()
            os._exit(0)
    os.waitpid(child, 0)
    assert list(tmp_path.glob(".build-*/work"))
    with build_folder(tmp_path):
        pass
    assert not list(tmp_path.glob(".build-*"))


def test_a_blocking_error_of_the_work_is_not_taken_for_another_build(tmp_path):
    with pytest.raises(BlockingIOError, match="of the work"), build_folder(tmp_path):
        raise BlockingIOError("of the work")
