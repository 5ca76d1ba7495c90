"""Zips that were handed in: the notebook in one, found without unpacking anything else.

A zip is looked at before `zipfile` is: that reads the whole directory of entries at once, and believes its size.
"""

import contextlib
import errno
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from autograder.notebooks.notebook import ReadLimits, SubmissionError, first_few, quoted

SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")  # of the first entry; of a zip with no entries
_END, _END64_LOCATOR, _END_BYTES, _COMMENT_BYTES = b"PK\x05\x06", b"PK\x06\x07", 22, 65_536
_END64, _END64_BYTES, _LOCATOR_BYTES = b"PK\x06\x06", 56, 20  # of zips of 4 GB or with more entries than
_MOST_ENTRIES = 65_535
_NAME_BYTES = 1_000  # of an entry in the directory with its name, on average at most
_ENCRYPTED = 0x1 | 0x40  # flag bits: traditional, and strong encryption
_READ = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # what every tool writes; LZMA may ask for gigabytes
AGAIN = "zip the notebook again, or hand in the zip that the notebook's last cell makes"
# What zipfile raises on damaged files, as its source has it (3.11): not only BadZipFile.
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, struct.error, ValueError, NotImplementedError, OverflowError)


def is_hidden(name: str) -> bool:
    """Whether `name` is something that a computer adds by itself, such as __MACOSX/x or .ipynb_checkpoints/x."""
    return any(part.startswith(".") or part == "__MACOSX" for part in PurePosixPath(name).parts)


def choose_notebook(names: list[str], stem: str, where: str) -> str:
    """The one of `names` (paths with `/`) that is the notebook to grade: where there are several, `stem`.ipynb."""
    notebooks = [name for name in names if name.lower().endswith(".ipynb")]
    near = [name for name in notebooks if name.count("/") <= 1]
    if notebooks and not near:
        raise SubmissionError(
            f"{where} holds its notebook too deep, {first_few(notebooks)}; expected it at the top or in one folder: "
            f"{AGAIN}."
        )
    if not near:
        found = f"only {first_few(names)}" if names else "nothing"
        raise SubmissionError(f"{where} holds no notebook, {found}; expected {stem}.ipynb: hand in that file.")
    named = [name for name in near if PurePosixPath(name).name.lower() == f"{stem}.ipynb".lower()]
    if len(near) == 1 or len(named) == 1:
        return (named or near)[0]
    raise SubmissionError(
        f"{where} holds {len(near)} notebooks, {first_few(near)}; expected one, or one that is called {stem}.ipynb: "
        "hand in only the one to be graded."
    )


def read_archive(file: BinaryIO, name: str, stem: str, limits: ReadLimits) -> tuple[str, bytes]:
    """The name and the bytes of the notebook in the zip `file`, which is called `name`. Raises SubmissionError."""
    shown = quoted(name)
    with _reading(shown):
        entries = plain_entries(file, name, limits)
        with zipfile.ZipFile(file) as archive:
            files = {e.filename: e for e in entries if not e.is_dir() and not is_hidden(e.filename)}
            _is_not_nested(list(files), shown)
            notebook = files[choose_notebook(list(files), stem, shown)]
            return notebook.filename, _content(archive, notebook, shown, limits)


def plain_entries(file: BinaryIO, name: str, limits: ReadLimits) -> list[zipfile.ZipInfo]:
    """The entries of the zip `file`: within `limits`, none of them a link, encrypted, or on the way out of its folder.

    Raises SubmissionError where one is.
    """
    shown = quoted(name)
    _directory_is_small(file, shown, limits)
    with _reading(shown), zipfile.ZipFile(file) as archive:
        entries = archive.infolist()
        _entries_are_plain(entries, shown, limits)
        return entries


@contextlib.contextmanager
def _reading(shown: str) -> Iterator[None]:
    """Says of a damaged zip that it is one."""
    try:
        yield
    except DAMAGED:
        raise SubmissionError(f"{shown} is a damaged zip: {AGAIN}.") from None
    except OSError as error:
        if error.errno != errno.EINVAL:  # a seek to before the start of the file, to where a damaged entry points
            raise
        raise SubmissionError(f"{shown} is a damaged zip: {AGAIN}.") from None


def _directory_is_small(file: BinaryIO, shown: str, limits: ReadLimits) -> None:
    size = file.seek(0, 2)
    file.seek(max(0, size - _END_BYTES - _COMMENT_BYTES))
    tail = file.read(_END_BYTES + _COMMENT_BYTES)
    file.seek(0)
    end = len(tail) - _END_BYTES
    if tail[end : end + 4] != _END or tail[-2:] != b"\0\0":  # where zipfile looks first, then for one with a comment
        end = tail.rfind(_END)
    if end < 0 or len(tail) - end < _END_BYTES:
        raise SubmissionError(f"{shown} is no zip, or its end is missing: {AGAIN}.")
    directory_bytes = _directory_bytes(tail, end, limits)
    if directory_bytes is None or directory_bytes > limits.entries * _NAME_BYTES:
        raise _too_many(shown, limits)


def _directory_bytes(tail: bytes, end: int, limits: ReadLimits) -> int | None:
    """What the zip says of its directory; None where it has the format for huge ones, and that is not to be read."""
    (size,) = struct.unpack_from("<L", tail, end + 12)
    if not tail[max(0, end - _LOCATOR_BYTES) :].startswith(_END64_LOCATOR):
        return int(size)
    start = end - _LOCATOR_BYTES - _END64_BYTES  # where zipfile looks
    if limits.entries < _MOST_ENTRIES or start < 0 or tail[start : start + 4] != _END64:
        return None
    (size,) = struct.unpack_from("<Q", tail, start + 40)
    return int(size)


def _too_many(shown: str, limits: ReadLimits) -> SubmissionError:
    return SubmissionError(
        f"{shown} holds more than {limits.entries} files; expected the notebook and a few beside it: {AGAIN}."
    )


def _entries_are_plain(entries: list[zipfile.ZipInfo], shown: str, limits: ReadLimits) -> None:
    if len(entries) > limits.entries:
        raise _too_many(shown, limits)
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names):
        twice = Counter(names).most_common(1)[0][0]
        raise SubmissionError(f"{shown} holds {quoted(twice)} twice; expected each file once: {AGAIN}.")
    for entry in entries:
        _entry_is_plain(entry, shown)
    _unpacks_to_no_bomb(entries, shown, limits)


def _entry_is_plain(entry: zipfile.ZipInfo, shown: str) -> None:
    raw, found = entry.orig_filename, quoted(entry.filename)
    if (
        raw.startswith(("/", "\\", "\0"))
        or not raw
        or raw[1:2] == ":"
        or ".." in raw.replace("\\", "/").split("/")
        or "\0" in raw
    ):
        raise SubmissionError(f"{shown} holds {found}, a path out of its own folder; expected plain names: {AGAIN}.")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise SubmissionError(f"{shown} holds {found}, a link; expected the file itself: {AGAIN}.")
    if entry.flag_bits & _ENCRYPTED:
        raise SubmissionError(f"{shown} is encrypted ({found}); expected a zip without a password: {AGAIN}.")


def _unpacks_to_no_bomb(entries: list[zipfile.ZipInfo], shown: str, limits: ReadLimits) -> None:
    unpacked, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
    if unpacked > limits.unpacked_bytes:
        cap = limits.unpacked_bytes // 1_000_000
        raise SubmissionError(f"{shown} unpacks to more than {cap} MB; expected a notebook and little else: {AGAIN}.")
    if unpacked > limits.notebook_bytes and unpacked > limits.ratio * packed:
        raise SubmissionError(
            f"{shown} unpacks to more than {limits.ratio} times its size, as no notebook does: {AGAIN}."
        )


def _is_not_nested(names: list[str], shown: str) -> None:
    inner = [name for name in names if name.lower().endswith(".zip")]
    if inner and not any(name.lower().endswith(".ipynb") for name in names):
        raise SubmissionError(f"{shown} holds another zip, {first_few(inner)}; expected the notebook in it: {AGAIN}.")


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, shown: str, limits: ReadLimits) -> bytes:
    if entry.compress_type not in _READ:
        raise SubmissionError(f"{shown} is packed by an unusual method; expected stored or deflated: {AGAIN}.")
    with archive.open(entry) as stream:
        return stream.read(limits.notebook_bytes + 1)  # one more than is allowed tells the reader of notebooks enough
