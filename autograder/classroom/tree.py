"""A download of submissions as names and files, be it a folder or a zip; bounded, and no link is followed."""

import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol, cast

from autograder.classroom.attempt import normalized
from autograder.notebooks.archive import AGAIN, DAMAGED, is_hidden, plain_entries
from autograder.notebooks.notebook import ReadLimits, SubmissionError, quoted
from autograder.notebooks.submission import open_plain

# A whole class: a term's 10,000 submissions with 20 files each, the notebooks among them 10 MB on average.
CLASS_LIMITS = replace(ReadLimits(), entries=200_000, unpacked_bytes=100_000_000_000, ratio=1_000)
_DEPTH = 6  # folders below the top: an export has 2, a student's own folders come on top


class IntakeError(Exception):
    """What was given cannot be taken in as a class; the text is one sentence for staff."""


class Tree(Protocol):
    """Files by names with `/`."""

    # Sorted; none that a computer adds by itself. A folder that holds nothing, or is a link, has a `/` at its end: it
    # may be a student's, who would be lost without.
    names: tuple[str, ...]

    def open(self, name: str) -> AbstractContextManager[BinaryIO]:
        """One of the files, to be read inside; raises SubmissionError where it is none to be read, and OSError."""
        ...


class Folder:
    """A folder and all below it."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.names = tuple(sorted(self._walk()))

    def _walk(self) -> Iterator[str]:
        count = 0
        for place, folders, files in os.walk(self._root, onerror=_unread):  # follows no links
            inside = Path(place).relative_to(self._root)
            names = [str(inside / name) for name in files if not _is_a_computers(name)]
            folders[:] = [name for name in folders if not is_hidden(name) and len(inside.parts) < _DEPTH]
            names += [f"{inside / name}/" for name in folders if (self._root / inside / name).is_symlink()]
            names += [f"{inside}/"] if inside.parts and not names and not folders else []
            count += len(names) + len(folders)
            if count > CLASS_LIMITS.entries:
                raise IntakeError(
                    f"{self._root} holds more than {CLASS_LIMITS.entries:,} files: is it the right folder?"
                )
            yield from names

    def open(self, name: str) -> BinaryIO:
        """The file `name`, if it is a plain one."""
        return open_plain(self._root / name)


class Zip:
    """A zip of a whole class."""

    def __init__(self, archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
        self._archive = archive
        shown = [one for one in entries if not one.is_dir() and not is_hidden(str(PurePosixPath(one.filename).parent))]
        self._entries = {one.filename: one for one in shown if not _is_a_computers(PurePosixPath(one.filename).name)}
        inside = [one.filename + ("." if one.is_dir() else "") for one in entries]
        empty = {name for name in _folders(inside) - _folders(self._entries) if not is_hidden(name)}
        self.names = tuple(sorted([*self._entries, *(f"{name}/" for name in empty)]))

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """The entry `name`, unpacked as it is read."""
        try:
            with self._archive.open(self._entries[name]) as stream:
                yield cast(BinaryIO, stream)
        except DAMAGED as error:
            raise SubmissionError(
                f"{quoted(name)} is damaged in the zip ({error}): download the class again."
            ) from None


def _folders(names: Iterable[str]) -> set[str]:
    """Those on the way to files of these names."""
    return {name[:end] for name in names for end, letter in enumerate(name) if letter == "/"}


def _unread(error: OSError) -> None:
    """A folder that is passed over would be a student who is lost."""
    raise IntakeError(
        f"{normalized(str(error.filename))} cannot be read ({error.strerror}); expected a folder that you may read."
    )


def _is_a_computers(name: str) -> bool:
    """Whether a computer adds such a file by itself: a student's name may begin with a dot."""
    return name.startswith("._") or name in (".DS_Store", ".directory", ".gitignore", ".gitkeep")


@contextmanager
def opened(path: Path) -> Iterator[Tree]:
    """The download at `path`. Raises IntakeError where it is neither a folder nor a zip that can be read."""
    if path.is_dir():
        yield Folder(path)
        return
    with ExitStack() as stack:  # what goes wrong while it is used is not caught here
        try:
            file = stack.enter_context(open_plain(path))
            entries = plain_entries(file, path.name, CLASS_LIMITS)
            archive = stack.enter_context(zipfile.ZipFile(file))
        except SubmissionError as error:
            said = str(error).removesuffix(f": {AGAIN}.")
            raise IntakeError(f"{said}: download it again, or unpack it and give the folder.") from None
        except OSError as error:
            raise IntakeError(f"{path} cannot be read ({error.strerror}); expected a file that you may read.") from None
        yield Zip(archive, entries)
