"""Files to upload: never half written, in a folder that takes them, opened again.

Nothing here needs a package: a zip is written wherever Python runs, whatever of the PDF's tools is missing.
"""

import contextlib
import hashlib
import os
import zipfile
from collections.abc import Callable
from pathlib import Path


class NotWholeError(RuntimeError):
    """A file that was written and does not hold what it should; the message says what is missing."""


def write_whole(name: str, beside: Path, write: Callable[[Path], object]) -> Path:
    """The path of a file `name` made by `write` in the folder `beside`, or in the home folder if that one refuses.

    There is never half a file of that name. Raises OSError, with the first folder's reason, if both refuse.
    """
    refused: list[OSError] = []
    for folder in _folders(beside):
        try:
            return _replaced(folder / name, write)
        except OSError as error:  # read-only, full, held open by another program
            refused.append(error)
    raise refused[0]


def _folders(beside: Path) -> list[Path]:
    found = [beside]
    with contextlib.suppress(RuntimeError):  # an account without a home
        found.append(Path.home())
    return found


def _replaced(target: Path, write: Callable[[Path], object]) -> Path:
    part = target.with_name(f".{target.name}.part")
    try:
        write(part)
        os.replace(part, target)
    finally:
        with contextlib.suppress(OSError):  # a read-only disk refuses even to look for it
            part.unlink(missing_ok=True)
    return target


def name_in_zip(notebook: Path, usual: str) -> str:
    """What `notebook` is called in a zip: its own name, or the `usual` one where a grader could not take that."""
    name = notebook.name.encode("utf-8", "replace").decode()  # Linux has file names that are no text
    plain = name.lower().endswith(".ipynb") and not name.startswith(".") and not set(name) & set('\\:"*<>|')
    return name if plain and name.isprintable() else usual  # some browsers append .txt to a download


def check_zip(path: Path, name: str, content: bytes) -> str:
    """A sentence about the zip at `path`, which has to hold `content` as `name`. Raises NotWholeError."""
    try:
        with zipfile.ZipFile(path) as archive:
            same = archive.read(name) == content
    except (OSError, zipfile.BadZipFile, KeyError):
        same = False
    if not same:
        raise NotWholeError(f"{path.name} was written, but it does not hold {name} as it was saved")
    return f"{name} as it was saved"


def sha256_of(path: Path) -> str:
    """The SHA-256 of the file at `path`."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
