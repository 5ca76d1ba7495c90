"""What a run has found, kept in the repository beside the digest of the checks that it was made with."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from autograder import checking
from autograder.calibration.verdicts import Worth
from autograder.engine.dependencies import imported_files

_CHECKING = Path(checking.__file__).parent


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """The calibration of one question: counts, and the worth of each of its checks."""

    files: list[str]  # PACKAGE/MODULE.py of the checks and the library: those that judge the question
    digest: str  # of these files
    seeds: int  # a wheat
    wheats: int
    chaffs: int
    mutants: int
    equivalent: dict[str, str]  # mutants that are as right as the reference solution, with the reason
    checks: list[Worth]


Record = dict[str, Run]  # question -> its run


def read_record(path: Path) -> Record:
    """The record at `path`; empty where there is none yet."""
    return msgspec.json.decode(path.read_bytes(), type=Record) if path.exists() else {}


def write_record(path: Path, record: Mapping[str, Run]) -> None:
    """Writes the record, sorted by question, one value a line."""
    encoded = msgspec.json.encode(dict(sorted(record.items())))
    path.write_bytes(msgspec.json.format(encoded, indent=1) + b"\n")


def check_files(test_file: Path, checks: Path | None) -> list[str]:
    """PACKAGE/MODULE.py of each module of the homework's `checks` and of the library that a test file uses."""
    packages = [_CHECKING.parent, *([checks] if checks else [])]
    return sorted(f"{path.parent.name}/{path.name}" for path in imported_files(test_file, packages))


def digest(files: Sequence[str], homework: Path) -> str:
    """SHA-256 of these files; those of the checks lie in the folder `homework`. A file that is gone counts by name."""
    state = hashlib.sha256()
    for name in files:
        folder = _CHECKING.parent if name.startswith(f"{_CHECKING.name}/") else homework
        path = folder / name
        state.update(name.encode() + b"\0" + (path.read_bytes() if path.is_file() else b"") + b"\0")
    return state.hexdigest()


def stale(record: Mapping[str, Run], questions: Sequence[str], homework: Path) -> list[str]:
    """A sentence for each of `questions` whose checks are not those that the record was made with."""
    again = "run `python -m autograder calibrate --seeds 1000 --record --question {}`."
    found = []
    for question in questions:
        if question not in record:
            found.append(f"{question} has never been calibrated for the record: {again.format(question)}")
        elif digest(record[question].files, homework) != record[question].digest:
            found.append(f"The checks of {question} have changed since its calibration: {again.format(question)}")
    return found
