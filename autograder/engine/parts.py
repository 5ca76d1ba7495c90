"""What a grade depends on besides the submission, in parts: a change of one test regrades that question alone."""

import ast
import hashlib
import json
import platform
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from autograder.engine.assignment import Assignment

_PACKAGES = ("torch", "numpy", "ipython")  # whose version is part of what grades
_SUPPORT = {".py", ".npz"}  # of the students' package and data: what graded cells can load


@dataclass(frozen=True)
class Parts:
    """Digests (SHA-256, hex)."""

    base: str  # engine, release, support package, versions: whatever every question depends on
    questions: Mapping[str, str]  # the test file, and every module of checks and checking library that it reaches

    def changed(self, before: "Parts") -> frozenset[str] | None:
        """The questions whose verdicts may be others than with `before`; None: all, and notes and readings too."""
        if self.base != before.base or self.questions.keys() != before.questions.keys():
            return None
        return frozenset(name for name, digest in self.questions.items() if before.questions[name] != digest)


def parts(assignment: Assignment, package: Path) -> Parts:
    """The parts of the autograder in `package`, the folder of `autograder`, for this assignment.

    A test file's imports are followed as they are written; it reaches nothing in another way.
    """
    engine = sorted((package / "engine").rglob("*.py"))
    support = [p for p in sorted(assignment.support.rglob("*")) if p.is_file() and p.suffix in _SUPPORT]
    settings = [
        assignment.name,
        assignment.salt,
        list(assignment.preload),
        sorted(assignment.stand_ins),
        sorted(versions().items()),
    ]
    base = _digest([assignment.released, *engine, *support], json.dumps(settings))
    tests = sorted(assignment.tests.glob("*.py"))
    roots = [package, *([assignment.checks] if assignment.checks else [])]
    return Parts(base, {_question(path): _digest([path, *reached(path, roots)]) for path in tests})


def reached(path: Path, packages: Collection[Path]) -> list[Path]:
    """The files of `packages`, except the engine's, that `path` imports and that those import, sorted."""
    found: set[Path] = set()
    waiting = [path]
    while waiting:
        for module in _imported(waiting.pop()):
            file = next(filter(None, (_file(module, package) for package in packages)), None)
            if (
                file is not None
                and file not in found
                and not any(package / "engine" in file.parents for package in packages)
            ):
                found.add(file)
                waiting.append(file)
    return sorted(found)


def versions() -> dict[str, str]:
    """Of Python and the packages that grades depend on, without importing them."""
    return {"python": platform.python_version(), **{name: version(name) for name in _PACKAGES}}


def _question(path: Path) -> str:
    """The `name = "..."` at the top of a test file, by which its question goes."""
    for node in ast.parse(path.read_bytes()).body:
        match node:
            case ast.Assign(targets=[ast.Name("name")], value=ast.Constant(str(name))):
                return name
    return path.stem


def _imported(path: Path) -> Iterable[str]:
    """Names of modules, and of what is imported from them, which may be modules as well."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None and node.level == 0:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _file(module: str, package: Path) -> Path | None:
    first, *rest = module.split(".")
    if first != package.name:
        return None
    place = package.joinpath(*rest)
    candidates = (place.with_suffix(".py"), place / "__init__.py")
    return next((one for one in candidates if one.is_file()), None)


def _digest(paths: Iterable[Path], text: str = "") -> str:
    state = hashlib.sha256(text.encode())
    for path in paths:
        state.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return state.hexdigest()
