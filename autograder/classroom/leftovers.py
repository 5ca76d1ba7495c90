"""Where grading keeps what it needs meanwhile: gone at the end of a run, or at the next one where that was killed."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from autograder.classroom.database import GradebookError

_NOTE, _PREFIX = ".temporary", "class-"


@contextlib.contextmanager
def temporary(folder: Path) -> Iterator[Path]:
    """A new folder in the system's place for such, which the boxes of student code lie in.

    Its path is noted in `folder`, which has to be locked: so that the next run there removes it if this one is killed.
    Raises GradebookError where it cannot be made.
    """
    note = folder / _NOTE
    try:
        made = _made(note)
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


def _made(note: Path) -> Path:
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
