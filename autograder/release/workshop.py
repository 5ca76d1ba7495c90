"""The folder that a build works in: one build at a time, gone afterwards, and what a killed build left behind too."""

import contextlib
import fcntl
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from autograder.release.place import ASIDE, REPLACED

_PREFIX = ".build-"


class BusyError(Exception):
    """Another build is at work in the same place."""


@contextlib.contextmanager
def workshop(root: Path) -> Iterator[Path]:
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
            if (folder / REPLACED).exists():
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
                f"{folder / ASIDE} holds folders that a stopped build had moved away: "
                f"move them back if you miss them, then delete {folder.name}.",
                file=sys.stderr,
            )
        else:
            shutil.rmtree(folder, ignore_errors=True)


def _keeps_what_stood_there(folder: Path) -> bool:
    return (folder / ASIDE).is_dir() and any((folder / ASIDE).iterdir())
