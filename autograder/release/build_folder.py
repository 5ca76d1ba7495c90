"""The temporary folder of a build, and the swap that puts its generated folders in place: all of them, or none.

One build runs at a time. Its folder is removed afterwards; if a build is killed, the next one removes it. This module
does not know what the generated folders hold.
"""

import contextlib
import fcntl
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

_PREFIX = ".build-"
_ASIDE = "aside"  # holds what stood there, until all of the new stands there
_REPLACED = "replaced"  # ... and is called this from then on: it may go


class BusyError(Exception):
    """Another build is at work in the same place."""


class PutBackError(Exception):
    """Folders that were moved away and could not be put back; the message says where they are."""


@contextlib.contextmanager
def build_folder(root: Path) -> Iterator[Path]:
    """A temporary folder on the file system of `root`, gone afterwards whatever happens.

    Raises BusyError if another build is at work below `root`. A KeyboardInterrupt that comes once the new folders
    are in place says so.
    """
    with _alone(root):
        _remove_stale(root)
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=root))
        try:
            yield folder
        except KeyboardInterrupt as interrupt:
            if (folder / _REPLACED).exists():
                interrupt.args = ("What was built is in place.",)
            raise
        finally:
            if not _keeps_what_stood_there(folder):
                shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Holds a lock on the folder `root` itself; the system lets go of it when the process ends, however it ends."""
    held = os.open(root, os.O_RDONLY)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError(f"Another build is at work in {root}: wait until it is done.") from error
        yield
    finally:
        os.close(held)


def _remove_stale(root: Path) -> None:
    """Removes what builds left behind that were killed: no other build is at work, so none of it is in use."""
    for folder in sorted(root.glob(f"{_PREFIX}*")):
        if _keeps_what_stood_there(folder):
            print(
                f"{folder / _ASIDE} holds folders that a stopped build had moved away: "
                f"move them back if you miss them, then delete {folder.name}.",
                file=sys.stderr,
            )
        else:
            shutil.rmtree(folder, ignore_errors=True)


def _keeps_what_stood_there(folder: Path) -> bool:
    return (folder / _ASIDE).is_dir() and any((folder / _ASIDE).iterdir())


def swap_in(made: Path, root: Path, names: tuple[str, ...]) -> None:
    """Moves the folders `names` from `made` to `root`, in place of those that stand there.

    `made` lies on the file system of `root`. If anything stops it, Ctrl-C too, what stood there stands there again
    and the reason is raised; PutBackError if that failed, with what stood there in `made`/aside.
    """
    aside = made / _ASIDE
    aside.mkdir()
    moved: list[tuple[Path, Path]] = []
    try:
        for name in names:
            for source, target in ((root / name, aside / name), (made / name, root / name)):
                if source.exists():
                    moved.append((source, target))  # before the move: Ctrl-C may come between the two
                    source.rename(target)
    except BaseException:  # whatever stops it: committed folders are in `aside`, which is deleted with `made`
        _put_back(moved, aside)
        raise
    aside.rename(made / _REPLACED)


def _put_back(moved: list[tuple[Path, Path]], aside: Path) -> None:
    try:
        for source, target in reversed(moved):
            if target.exists() and not source.exists():
                target.rename(source)
    except BaseException as error:
        raise PutBackError(
            f"Putting back what stood here failed ({error or type(error).__name__}). It is kept in {aside}: "
            "move its folders back by hand, then delete what is left of that place."
        ) from error
