"""What a run has found, kept in the repository beside the digest of the checks that it was made with."""

import ast
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from autograder.calibration.verdicts import Worth

CHECKS = Path(__file__).resolve().parents[1] / "checks"
_PACKAGE = "autograder.checks"


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """The calibration of one question: counts, and the worth of each of its checks."""

    files: list[str]  # of autograder/checks: those that judge the question, and all that they import
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


def check_files(test_file: str, folder: Path = CHECKS) -> list[str]:
    """The files of `folder` that a test file's cases import, with all that these import in turn."""
    todo, found = _imported(test_file), set[str]()
    while todo:
        name = todo.pop()
        if name not in found and (folder / name).is_file():
            found.add(name)
            todo |= _imported((folder / name).read_text(encoding="utf-8"))
    return sorted(found)


def digest(files: Sequence[str], folder: Path = CHECKS) -> str:
    """SHA-256 of these files; of a file that is gone, of its name alone."""
    state = hashlib.sha256()
    for name in files:
        path = folder / name
        state.update(name.encode() + b"\0" + (path.read_bytes() if path.is_file() else b"") + b"\0")
    return state.hexdigest()


def stale(record: Mapping[str, Run], questions: Sequence[str], folder: Path = CHECKS) -> list[str]:
    """A sentence for each of `questions` whose checks are not those that the record was made with."""
    again = "run `python -m autograder calibrate --seeds 1000 --record --question {}`."
    found = []
    for question in questions:
        if question not in record:
            found.append(f"{question} has never been calibrated for the record: {again.format(question)}")
        elif digest(record[question].files, folder) != record[question].digest:
            found.append(f"The checks of {question} have changed since its calibration: {again.format(question)}")
    return found


def _imported(source: str) -> set[str]:
    files: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module == _PACKAGE:
            files |= {f"{name.name}.py" for name in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{_PACKAGE}."):
            files.add(f"{str(node.module).removeprefix(f'{_PACKAGE}.')}.py")
    return files
