"""What one assignment is graded with: the file `grading.json` that `build.py` writes beside the tests."""

from dataclasses import dataclass
from pathlib import Path

import msgspec

from autograder.results.verdict import GraderFault

GRADING_FILE = "grading.json"
TESTS = "tests"  # the folder of test files
_STAND_INS: dict[str, tuple[str, ...]] = {"otter": ("Notebook",)}  # what every notebook for Otter calls to check itself


class _Written(msgspec.Struct):
    """The file; its paths are relative to its folder."""

    assignment: str
    salt: str
    released: str
    support: str
    tests: str
    checks: str | None = None
    sources: tuple[str, ...] = ()
    preload: tuple[str, ...] = ()
    stand_ins: dict[str, tuple[str, ...]] = {}


@dataclass(frozen=True)
class Assignment:
    """Where the parts of one assignment lie, and what is imported for it."""

    name: str
    salt: str  # stays with the staff: with it and a submission, its hidden inputs can be computed
    released: Path  # the notebook as students got it
    support: Path  # the folder that students got: package, data, figures
    tests: Path  # the test files, hidden cases and all
    checks: Path | None  # the package that test files import their checks from
    sources: tuple[Path, ...]  # what the assignment is made from, where it lies here: no worker may read it
    preload: tuple[str, ...]  # modules that workers find imported
    stand_ins: dict[str, tuple[str, ...]]  # modules and their classes that do nothing in a worker

    @property
    def secret(self) -> tuple[Path, ...]:
        """What no worker may read: hidden tests and what they are made from."""
        checks = (self.checks,) if self.checks else ()
        return (self.tests, self.tests.parent / GRADING_FILE, *checks, *self.sources)


def read_assignment(folder: Path) -> Assignment:
    """The assignment that `grading.json` in `folder` describes, or what lies there: tests/ beside one notebook.

    Raises GraderFault where it cannot be read.
    """
    path = folder / GRADING_FILE
    if not path.is_file():
        return _plain_assignment(folder)
    try:
        written = msgspec.json.decode(path.read_bytes(), type=_Written)
    except msgspec.DecodeError as error:
        raise GraderFault(f"{path} is not what `python build.py` writes ({error}): run it again.") from error
    paths = (written.released, written.support, written.tests)
    released, support, tests = ((folder / path).resolve() for path in paths)
    checks = (folder / written.checks).resolve() if written.checks else None
    missing = [str(path) for path in (released, support, tests, *filter(None, [checks])) if not path.exists()]
    if missing:
        raise GraderFault(f"{missing[0]} is missing, which {GRADING_FILE} names: run `python build.py`.")
    sources = tuple(path for path in ((folder / source).resolve() for source in written.sources) if path.exists())
    return Assignment(
        written.assignment, written.salt, released, support, tests, checks, sources, written.preload, written.stand_ins
    )


def is_plain_assignment(folder: Path) -> bool:
    """Whether `folder` holds tests/ with test files beside exactly one notebook, the released one."""
    return any((folder / TESTS).glob("*.py")) and len(list(folder.glob("*.ipynb"))) == 1


def _plain_assignment(folder: Path) -> Assignment:
    """What students got lies beside the tests here; hidden inputs are drawn without a salt."""
    if not is_plain_assignment(folder):
        raise GraderFault(f"there is no {GRADING_FILE} in {folder}: run `python build.py`, which writes it.")
    (released,) = folder.resolve().glob("*.ipynb")
    return Assignment(released.stem, "", released, folder.resolve(), released.parent / TESTS, None, (), (), _STAND_INS)
