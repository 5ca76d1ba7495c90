"""What a grade depends on besides the submission: a change in any of it regrades, a change in anything else does not.

What decides a grade: the released notebook and every other released file, the settings, the test files, the checks,
the library they use, the versions of Python and a few packages, and the modules of the tool that the grader and the
zygote import. What only shows a grade (tables, reports, the doctor) is imported by neither, so it is not among them.
"""

import ast
import hashlib
import json
import platform
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from autograder.engine.assignment import Assignment

PACKAGE = Path(__file__).resolve().parents[1]
_DECIDE = ("engine/grader.py", "engine/worker/zygote.py")  # where the trusted and the untrusted side begin
_LIBRARY = "checking"
_PACKAGES = ("torch", "numpy", "ipython")  # whose version is part of what grades
_CACHES = {"__pycache__", ".ipynb_checkpoints"}
_IMPORT = re.compile(r"^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]+(\([^)]*\)|[^\n]*)|^[ \t]*import[ \t]+([^\n]*)", re.M)


@dataclass(frozen=True)
class Dependencies:
    """Digests (SHA-256, hex)."""

    base: str  # what every question depends on: the tool, the release, settings, versions
    questions: Mapping[str, str]  # its test file, and every module of checks and library that this imports

    def changed(self, before: "Dependencies") -> frozenset[str] | None:
        """The questions whose verdicts may differ from those with `before`; None: all, and notes and readings too."""
        if self.base != before.base or self.questions.keys() != before.questions.keys():
            return None
        return frozenset(name for name, digest in self.questions.items() if before.questions[name] != digest)


def dependencies(assignment: Assignment, package: Path = PACKAGE) -> Dependencies:
    """What grades of this assignment depend on, by question; `package`: the folder of the tool.

    A test file's imports are followed as they are written; it reaches nothing in another way.
    """
    roots = [package / _LIBRARY, *([assignment.checks] if assignment.checks else [])]
    tests = sorted(assignment.tests.glob("*.py"))
    return Dependencies(
        _base(assignment, package),
        {_question(path): _sha256([(path.name, path), *_with_names(imported_files(path, roots))]) for path in tests},
    )


def dependencies_digest(assignment: Assignment, package: Path = PACKAGE) -> str:
    """SHA-256 of all that a grade of this assignment depends on besides the submission."""
    folders = [assignment.tests, package / _LIBRARY, *([assignment.checks] if assignment.checks else [])]
    files = [(f"{folder.name}/{name}", path) for folder in folders for name, path in _files_below(folder, "*.py")]
    return _sha256(files, _base(assignment, package))


def imported_files(path: Path, packages: Collection[Path]) -> list[Path]:
    """The files of `packages` that `path` imports, and that those import in turn, sorted."""
    found: set[Path] = set()
    waiting = [path]
    while waiting:
        for module in _imported(waiting.pop()):
            file = next(filter(None, (_module_file(module, package) for package in packages)), None)
            if file is not None and file not in found:
                found.add(file)
                waiting.append(file)
    return sorted(found)


def deciding_modules(package: Path = PACKAGE) -> list[Path]:
    """The modules of the tool that the grader and the zygote import, in turn: what decides and does not only show."""
    found = {package / name for name in _DECIDE if (package / name).is_file()}
    waiting = list(found)
    while waiting:
        for module in _imported_by_the_tool(waiting.pop()):
            file = _module_file(module, package)
            if file is not None and file not in found:
                found.add(file)
                waiting.append(file)
    return sorted(found)


def versions() -> dict[str, str]:
    """Of Python and the packages that grades depend on, without importing them."""
    return {"python": platform.python_version(), **{name: version(name) for name in _PACKAGES}}


def _base(assignment: Assignment, package: Path) -> str:
    settings = [
        assignment.name,
        assignment.salt,
        list(assignment.preload),
        sorted((module, list(names)) for module, names in assignment.stand_ins.items()),
        sorted(versions().items()),
    ]
    tool = [(path.relative_to(package).as_posix(), path) for path in deciding_modules(package)]
    released = [("released", assignment.released), *_files_below(assignment.support, "*")]
    return _sha256([*tool, *released], json.dumps(settings))


def _files_below(folder: Path, pattern: str) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob(pattern)):
        if path.is_file() and not _CACHES & set(path.parts):
            yield path.relative_to(folder).as_posix(), path


def _with_names(paths: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    yield from ((f"{path.parent.name}/{path.name}", path) for path in paths)


def _question(path: Path) -> str:
    """The `name = "..."` at the top of a test file, by which its question goes."""
    for node in ast.parse(path.read_bytes()).body:
        match node:
            case ast.Assign(targets=[ast.Name("name")], value=ast.Constant(str(name))):
                return name
    return path.stem


def _imported(path: Path) -> Iterator[str]:
    """Names of modules, and of what is imported from them, which may be modules as well."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = _absolute("." * node.level + (node.module or ""), path)
            yield from (module, *(f"{module}.{alias.name}" for alias in node.names))


def _imported_by_the_tool(path: Path) -> Iterator[str]:
    """As `_imported`, by the text alone: the tool's files are formatted, and parsing them all takes 0.2 s."""
    for written, names, plain in _IMPORT.findall(path.read_text(encoding="utf-8")):
        if written:
            module = _absolute(written, path)
            yield module
            yield from (f"{module}.{name}" for name in re.findall(r"\w+", re.sub(r"\bas\s+\w+|#[^\n]*", "", names)))
        else:
            yield from re.findall(r"[\w.]+", plain)


def _absolute(module: str, path: Path) -> str:
    """The whole name of `module` as the file at `path` imports it: `.names` in a/b/c.py is a.b.names."""
    level = len(module) - len(module.lstrip("."))
    if not level:
        return module
    folder = path.parent
    package = [folder.name]
    while (folder.parent / "__init__.py").is_file():
        folder = folder.parent
        package.insert(0, folder.name)
    return ".".join([*package[: len(package) - level + 1], *filter(None, [module[level:]])])


def _module_file(module: str, package: Path) -> Path | None:
    """The file of `module` where it lies in `package`, which is called by its own name or by the tool's and its own."""
    for prefix in (package.name, f"{PACKAGE.name}.{package.name}"):
        if module == prefix or module.startswith(f"{prefix}."):
            place = (
                package.joinpath(*module.removeprefix(prefix).strip(".").split(".")) if module != prefix else package
            )
            candidates = (place.with_suffix(".py"), place / "__init__.py")
            found = next((one for one in candidates if one.is_file()), None)
            if found is not None:
                return found
    return None


def _sha256(files: Iterable[tuple[str, Path]], text: str = "") -> str:
    state = hashlib.sha256(text.encode())
    for name, path in files:
        state.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return state.hexdigest()
