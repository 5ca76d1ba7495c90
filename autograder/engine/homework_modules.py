"""Makes a homework's own packages importable in the grader: its checks, and the students' packages that they use.

Each package is found under its name in the place that the assignment names. Nothing is added to Python's path, so that
no other file of a homework becomes importable with it. One process may grade several homeworks: their packages need
different names, or the same content.
"""

import importlib.machinery
import importlib.util
import re
import sys
from collections.abc import Iterable, Sequence
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import ModuleType

from autograder.engine.assignment import Assignment
from autograder.results.verdict import GraderFault

_IMPORT = re.compile(r"^[ \t]*(?:from|import)[ \t]+(\w+)", re.MULTILINE)  # the first name is the package


class _Finder(MetaPathFinder):
    """Finds the packages of every homework that was made importable."""

    def __init__(self) -> None:
        self.folders: dict[str, Path] = {}  # name of the package -> its folder

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        folder = self.folders.get(fullname)
        if folder is None:
            return None
        where = [str(folder)]
        return importlib.util.spec_from_file_location(
            fullname, folder / "__init__.py", submodule_search_locations=where
        )


_FINDER = _Finder()


def make_importable(assignment: Assignment) -> None:
    """From now on `import NAME` in this process gives the assignment's package NAME.

    Raises GraderFault where another package of that name is imported already.
    """
    if _FINDER not in sys.meta_path:
        sys.meta_path.insert(0, _FINDER)
    for folder in packages(assignment):
        known = _FINDER.folders.get(folder.name) or _loaded_from(folder.name)
        if known is not None and _content(known) != _content(folder):
            raise GraderFault(
                f"two packages are called {folder.name}: one in {known}, one in {folder}. Give each homework's "
                "packages names of their own, or run `python build.py` if one is an old copy of the other."
            )
        if known is None:
            _FINDER.folders[folder.name] = folder


def packages(assignment: Assignment) -> Iterable[Path]:
    """The folders of the checks' package and of the students' packages that tests or checks import."""
    checks = [assignment.checks] if assignment.checks else []
    imported: set[str] = set()
    for folder in (assignment.tests, *checks):
        for path in folder.glob("*.py"):
            imported.update(_IMPORT.findall(path.read_text(encoding="utf-8")))
    released = (assignment.support / name for name in sorted(imported))
    return (*checks, *(folder for folder in released if (folder / "__init__.py").is_file()))


def _loaded_from(name: str) -> Path | None:
    module = sys.modules.get(name)
    file = getattr(module, "__file__", None)
    return Path(file).resolve().parent if file else None


def _content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.py"))}
