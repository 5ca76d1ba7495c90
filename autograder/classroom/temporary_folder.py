"""Temporary folders for hidden tests and the sandboxes of student code, which do not outlive a run for long.

A run that is killed at once removes nothing. So the next run that writes to the same output folder removes what a note
there names (`run_folder`), and the next process on the same machine of a cluster removes each folder whose lock is no
longer held (`HostFolder`): a lock goes with its process.
"""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from autograder.classroom.database import GradebookError

_NOTE, _PREFIX = ".temporary", "class-"
_HOST_PREFIX, _LOCK = "class-host-", "lock"


@contextlib.contextmanager
def run_folder(output: Path) -> Iterator[Path]:
    """A new folder in the system's place for such, which the sandboxes of student code lie in.

    Its path is noted in `output`, which has to be locked: so that the next run there removes it if this one is killed.
    Raises GradebookError where it cannot be made.
    """
    note = output / _NOTE
    try:
        made = _make(note)
    except OSError as error:
        raise GradebookError(
            f"No temporary folder could be made ({error.strerror}, {error.filename}): make room, run the same again."
        ) from None
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
        with contextlib.suppress(OSError):  # a note of a folder that is gone does no harm
            note.unlink()


def _make(note: Path) -> Path:
    if note.is_file():
        _remove(note)
    made = Path(tempfile.mkdtemp(prefix=_PREFIX))
    made.chmod(0o711)  # student code runs as somebody else, and has to get to its box
    try:
        note.write_text(str(made), encoding="utf-8", errors="surrogateescape")
    except OSError:
        made.rmdir()  # nobody would know of it
        raise
    return made


def _remove(note: Path) -> None:
    """Removes what the note names, if that is a folder of this kind, and the note."""
    named = Path(note.read_text(encoding="utf-8", errors="surrogateescape"))
    if named.parent == Path(tempfile.gettempdir()) and named.name.startswith(_PREFIX) and not named.is_symlink():
        shutil.rmtree(named, ignore_errors=True)
    note.unlink()


class HostFolder:
    """A new folder, which only this process uses; folders of processes that have ended are removed first."""

    def __init__(self) -> None:
        _remove_abandoned(Path(tempfile.gettempdir()))
        self.path = Path(tempfile.mkdtemp(prefix=_HOST_PREFIX))
        self._lock = os.open(self.path / _LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        self.path.chmod(0o711)  # student code runs as somebody else, and has to get to its box

    def remove(self) -> None:
        """Leaves nothing on the disk."""
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._lock)


def _remove_abandoned(place: Path) -> None:
    for folder in place.glob(f"{_HOST_PREFIX}*"):
        with contextlib.suppress(OSError):  # no lock yet: it is just being made; not ours; removed by another meanwhile
            if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
                continue
            lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder)
            finally:
                os.close(lock)
