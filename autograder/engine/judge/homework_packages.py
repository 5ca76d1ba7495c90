"""A homework's own packages, importable while one of its test cases runs, and at no other time.

They are the package of checks and the students' packages that tests and checks import. Python has one table of modules
for a whole process; a grader may hold several homeworks. So a homework's packages are put into that table for the time
of a test case and taken out afterwards. Neither homework sees the other's, and both may use the same names.
"""

import contextlib
import importlib.machinery
import importlib.util
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import ModuleType

from autograder.engine.assignment import Assignment

_IMPORT = re.compile(r"^[ \t]*(?:from[ \t]+(\w+)|import[ \t]+([^\n]+))", re.MULTILINE)


class HomeworkPackages(MetaPathFinder):
    """The packages of one homework, and their modules that were imported so far."""

    def __init__(self, folders: Mapping[str, Path]) -> None:
        self.folders = dict(folders)  # name of a package -> its folder
        self._modules: dict[str, ModuleType] = {}

    @contextlib.contextmanager
    def importable(self) -> Iterator[None]:
        """Inside, `import NAME` gives this homework's package; afterwards what it was before."""
        displaced = self._take_out()
        sys.modules.update(self._modules)
        sys.meta_path.insert(0, self)
        try:
            yield
        finally:
            sys.meta_path.remove(self)
            self._modules = self._take_out()
            sys.modules.update(displaced)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Where the package is; its modules are then found by Python itself."""
        folder = self.folders.get(fullname)
        if folder is None:
            return None
        where = [str(folder)]
        return importlib.util.spec_from_file_location(
            fullname, folder / "__init__.py", submodule_search_locations=where
        )

    def _take_out(self) -> dict[str, ModuleType]:
        """Modules of these names leave Python's table; returns them."""
        if not any(name in sys.modules for name in self.folders):
            return {}
        names = [name for name in sys.modules if name.partition(".")[0] in self.folders]
        return {name: sys.modules.pop(name) for name in names}


def homework_packages(assignment: Assignment) -> HomeworkPackages:
    """The checks of `assignment`, and the packages of its release that tests or checks import."""
    checks = [assignment.checks] if assignment.checks else []
    imported = {name for folder in (assignment.tests, *checks) for name in _imported(folder)}
    released = (assignment.support / name for name in sorted(imported))
    found = (*checks, *(folder for folder in released if (folder / "__init__.py").is_file()))
    return HomeworkPackages({folder.name: folder for folder in found})


def _imported(folder: Path) -> Iterator[str]:
    """The first names of what the modules in `folder` import."""
    for path in folder.rglob("*.py"):
        for package, listed in _IMPORT.findall(path.read_text(encoding="utf-8")):
            yield from (
                [package] if package else (name.strip().split(".")[0].split(" ")[0] for name in listed.split(","))
            )
