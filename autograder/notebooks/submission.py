"""What a student handed in, as cells: an .ipynb, a zip with one in it, or a folder that Gradescope unpacked.

Everything here is read as bytes from a stranger: bounded before it is parsed, no link followed, nothing unpacked.
"""

import os
import stat
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from autograder.notebooks.archive import SIGNATURES, choose_notebook, is_hidden, read_archive
from autograder.notebooks.notebook import (
    Cell,
    ReadLimits,
    Submission,
    SubmissionError,
    first_few,
    quoted,
    read_notebook,
)

__all__ = [
    "Cell",
    "ReadLimits",
    "Submission",
    "SubmissionError",
    "notebook_bytes",
    "open_plain",
    "parse_submission",
    "pick_file",
    "read_submission",
    "submitted_notebook",
]


def read_submission(
    path: Path, stem: str, limits: ReadLimits | None = None, assignment: str | None = None
) -> Submission:
    """The notebook that `path` holds: an .ipynb, a .zip, or a folder with one of them at its top or one folder down.

    stem: the notebook's name without .ipynb, which decides where there are several notebooks.
    assignment: if given, what the notebook's metadata has to name where it names an assignment.
    Raises SubmissionError for what the student can mend, and OSError where `path` cannot be read at all.
    """
    limits = limits or ReadLimits()
    file_path = path / pick_file(_names(path, limits), stem) if path.is_dir() else path
    with open_plain(file_path) as file:
        name, content = notebook_bytes(file, file_path.name, stem, limits)
    return parse_submission(name, content, limits, assignment)


def parse_submission(name: str, content: bytes, limits: ReadLimits, assignment: str | None) -> Submission:
    """The submission in the notebook `content` that is called `name`. Raises SubmissionError."""
    notebook = read_notebook(content, name, limits)
    if assignment is not None and notebook.assignment not in (None, assignment):
        raise SubmissionError(
            f"{quoted(name)} answers the assignment {quoted(str(notebook.assignment))}; expected {quoted(assignment)}: "
            "hand in the notebook of this assignment."
        )
    return Submission(PurePosixPath(name).name, notebook.cells, notebook.assignment)


def submitted_notebook(path: Path, stem: str, limits: ReadLimits | None = None) -> bytes:
    """The notebook file that `read_submission` would read, as it was handed in; raises what that raises."""
    limits = limits or ReadLimits()
    file_path = path / pick_file(_names(path, limits), stem) if path.is_dir() else path
    with open_plain(file_path) as file:
        return notebook_bytes(file, file_path.name, stem, limits)[1]


def notebook_bytes(file: BinaryIO, name: str, stem: str, limits: ReadLimits) -> tuple[str, bytes]:
    """The name and the bytes of the notebook that `file` is or, being a zip, holds. Raises SubmissionError."""
    size = file.seek(0, 2)
    file.seek(0)
    start = file.read(4)
    file.seek(0)
    if start in SIGNATURES or name.lower().endswith(".zip"):
        if size > limits.archive_bytes:
            cap = limits.archive_bytes // 1_000_000
            raise SubmissionError(f"{quoted(name)} is larger than {cap} MB: hand in the notebook and nothing else.")
        return read_archive(file, name, stem, limits)
    if not name.lower().endswith(".ipynb"):
        raise SubmissionError(f"{quoted(name)} is no notebook; expected {stem}.ipynb or a zip that holds it.")
    return name, file.read(limits.notebook_bytes + 1)  # one more than is allowed tells the reader enough


def open_plain(path: Path) -> BinaryIO:
    """`path`, opened only if it is a plain file: no link is followed, no pipe waited for."""
    if path.is_symlink():
        raise SubmissionError(f"{quoted(path.name)} is a link; expected the file itself: hand in the file.")
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    file = os.fdopen(descriptor, "rb")
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        file.close()
        raise SubmissionError(f"{quoted(path.name)} is no plain file; expected a notebook or a zip: hand in the file.")
    return file


def pick_file(names: list[str], stem: str) -> str:
    """The one of `names` (paths with `/`) that was handed in, a notebook or a zip. Raises SubmissionError."""
    if any(name.lower().endswith(".ipynb") for name in names):
        return choose_notebook(names, stem, "What you handed in")
    zips = [name for name in names if name.lower().endswith(".zip")]
    if len(zips) > 1:
        raise SubmissionError(
            f"What you handed in holds {len(zips)} zips, {first_few(zips)}; expected one: hand in one."
        )
    return zips[0] if zips else choose_notebook(names, stem, "What you handed in")


def _names(folder: Path, limits: ReadLimits) -> list[str]:
    """The files of `folder` by their paths with `/`, down to one level below where a notebook may lie."""
    names: list[str] = []
    seen = 0  # folders, empty ones too
    for place, folders, files in os.walk(folder):  # follows no links
        inside = Path(place).relative_to(folder).as_posix()
        prefix = "" if inside == "." else f"{inside}/"
        names += [f"{prefix}{name}" for name in files if not is_hidden(name)]
        deeper = prefix.count("/") < 2
        folders[:] = [name for name in sorted(folders) if deeper and not is_hidden(name)]
        seen += len(folders)
        if len(names) + seen > limits.entries:
            raise SubmissionError(
                f"What you handed in holds more than {limits.entries} files and folders: hand in the notebook alone."
            )
    return names
