"""The file of a gradebook: one run at a time, whole after a kill, and a sentence for what can be wrong with it."""

import contextlib
import fcntl
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from autograder.classroom.schema import TABLES, VERSION

FILE, LOCK = "gradebook.sqlite", "gradebook.lock"
GRADES = "grades.csv"  # stands beside it once a run has come to its exports
_WAIT_S = 5.0  # for somebody who reads the file meanwhile


class GradebookError(Exception):
    """The gradebook cannot be used; the text is one sentence for staff: what is wrong, and what to do."""


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """The folder for this run alone; the lock goes with the process, however that ends. Raises GradebookError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise GradebookError(
            f"Nothing can be written to {folder} ({error.strerror}): choose another folder with -o, or mend that."
        ) from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        raise GradebookError(_not_locked(error, folder)) from None
    try:
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def connected(folder: Path) -> Iterator[sqlite3.Connection]:
    """The gradebook in `folder`, made if there is none, as long as the context lasts. Raises GradebookError."""
    path = folder / FILE
    if path.is_file() and not path.stat().st_size and (folder / GRADES).exists():
        raise GradebookError(_damaged(path, "it is empty, and there were grades"))
    _make_private(path)
    with in_words(path):
        made = sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None)
        with contextlib.closing(made) as connection:
            connection.row_factory = sqlite3.Row
            _prepare(connection, path)
            yield connection


def _make_private(path: Path) -> None:
    """SQLite leaves to others what the umask does, and gives the files beside it the same rights."""
    try:
        path.touch(mode=0o600)
    except OSError as error:
        raise GradebookError(_unwritable(path, str(error.strerror))) from None
    with contextlib.suppress(OSError):  # there are file systems without rights
        path.chmod(0o600)  # of a gradebook that is older than this line


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of it is written, or nothing; inside another one it is a part of that."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        with contextlib.suppress(sqlite3.Error):  # SQLite may have rolled back by itself
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@contextlib.contextmanager
def in_words(path: Path) -> Iterator[None]:
    """Says in a sentence what SQLite found wrong."""
    try:
        yield
    except sqlite3.Error as error:
        raise GradebookError(_sentence(error, path)) from error


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")  # a result is on the disk when it counts as written
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version not in (0, VERSION):
        raise GradebookError(
            f"{path} was written by another version of this program (layout {version}, expected {VERSION}): "
            "use that version, or choose another folder with -o."
        )
    if version == 0:
        with transaction(connection):
            for statement in TABLES.split(";\n"):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {VERSION}")
    found = [row[0] for row in connection.execute("PRAGMA quick_check(1)")]
    if found != ["ok"]:
        raise GradebookError(_damaged(path, found[0]))


def _sentence(error: sqlite3.Error, path: Path) -> str:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # without what SQLite says beyond the kind
    said = str(error)
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return _damaged(path, said)
    if code == sqlite3.SQLITE_FULL:
        return f"The disk is full, so no more results can be written to {path}: make room, and run the same again."
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return _unwritable(path, said)
    if code == sqlite3.SQLITE_BUSY:
        return f"Another program holds {path} locked: close it, and run the same again."
    return f"{path} cannot be used ({said}): run the same again; what is written is kept."


def _not_locked(error: OSError, folder: Path) -> str:
    if isinstance(error, BlockingIOError):
        return f"Another run is writing to {folder}: wait for its end, or choose another folder with -o."
    return (
        f"{folder} cannot be locked for one run ({error.strerror}): choose a folder on a disk of this machine with -o."
    )


def _unwritable(path: Path, said: str) -> str:
    return f"{path} cannot be written ({said}): choose another folder with -o, or mend its rights."


def _damaged(path: Path, said: str) -> str:
    found = " ".join(said.split())
    return (
        f"{path} is damaged ({found}): put a copy of it back, or move it away and run the same again, which grades "
        "everything anew."
    )
