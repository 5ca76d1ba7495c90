"""Otter's test files (exception-based ones) read without Otter: the functions, their points and what they ask for."""

import builtins
import inspect
import types
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.engine.judge.homework_packages import HomeworkPackages
from autograder.results.verdict import GraderFault


@dataclass(frozen=True)
class TestCase:
    """One test case: a function that passes by returning and fails by raising."""

    question: str
    name: str
    points: float
    hidden: bool
    names: tuple[str, ...]  # what it asks of the submission, in the order of its parameters
    body: Callable[..., object]


@dataclass(frozen=True)
class _Annotated:
    body: Callable[..., object]
    name: str | None
    points: float | None
    hidden: bool


def read_cases(folder: Path, packages: HomeworkPackages | None = None) -> dict[str, tuple[TestCase, ...]]:
    """The test cases of every `*.py` below `folder`, by question; `packages`: what they may import of their homework.

    Raises GraderFault for a file that is no exception-based test file of Otter, or that cannot be executed.
    """
    files = sorted(folder.glob("*.py"))
    if not files:
        raise GraderFault(f"there are no test files in {folder}: run `python build.py`.")
    packages = packages or HomeworkPackages({})
    with packages.importable():
        return dict(_read_file(path, packages) for path in files)


def _read_file(path: Path, packages: HomeworkPackages) -> tuple[str, tuple[TestCase, ...]]:
    module: dict[str, Any] = {"__builtins__": {**vars(builtins), "__import__": _import}, "__name__": path.stem}
    try:
        exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), module)
    except Exception as error:  # a test file that does not run is the staff's to mend, whatever it raised
        raise GraderFault(f"the test file {path.name} does not run: {type(error).__name__}: {error}") from error
    if module.get("OK_FORMAT") is not False:
        raise GraderFault(f"{path.name} is no exception-based test file: OK_FORMAT = False is expected.")
    question = str(module.get("name", path.stem))
    found = [value for value in module.values() if isinstance(value, _Annotated)]
    return question, tuple(_test_case_of(question, annotated, packages) for annotated in found)


def _test_case_of(question: str, annotated: _Annotated, packages: HomeworkPackages) -> TestCase:
    if annotated.points is None:
        raise GraderFault(f"a test case of {question} has no points of its own.")
    names = tuple(inspect.signature(annotated.body).parameters)
    body = packages.importable()(annotated.body) if packages.folders else annotated.body
    name = annotated.name or annotated.body.__name__
    return TestCase(question, name, float(annotated.points), annotated.hidden, names, body)


def _test_case(
    name: str | None = None, points: float | None = None, hidden: bool = False, **_: object
) -> Callable[[Callable[..., object]], _Annotated]:
    return lambda body: _Annotated(body, name, points, hidden)


def _import(name: str, *arguments: Any, **named: Any) -> Any:
    """Otter's decorator without Otter: importing it takes longer than grading does."""
    if name == "otter.test_files":
        module = types.ModuleType(name)
        module.test_case = _test_case  # type: ignore[attr-defined]
        return module
    return builtins.__import__(name, *arguments, **named)
