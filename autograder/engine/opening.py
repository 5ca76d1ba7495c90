"""The one way in: a warm grader for the assignment in a folder, as long as a context lasts.

It does not import torch itself, so that the zygote can import it at the same time as the grader.
"""

import contextlib
import dataclasses
import shutil
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.engine.assignment import Assignment, read_assignment
from autograder.engine.confinement import LAYERS
from autograder.engine.launch import launch
from autograder.engine.sandbox import Limits, find_sandbox

if TYPE_CHECKING:
    from autograder.engine.grader import Grader


@contextlib.contextmanager
def open_grader(
    folder: Path,
    *,
    limits: Limits | None = None,
    layers: Collection[str] = LAYERS,
    allow_unconfined: bool = False,
    hidden: tuple[Path, ...] = (),
    support: Path | None = None,
) -> Iterator["Grader"]:
    """A warm grader for the assignment in `folder`, which holds grading.json, or tests/ beside one notebook.

    limits: of each submission. layers: those of confinement to try. allow_unconfined: grade even if the layers that
    work here are not sufficient. hidden: more paths that no submission may read. support: a copy of what students
    got, where submissions may not enter the assignment's own.
    Raises GraderFault if the folder holds no assignment, or if this machine cannot confine student code.
    """
    limits = limits or Limits()
    assignment = read_assignment(folder)
    with _support(assignment, support) as readable:
        assignment = dataclasses.replace(assignment, support=readable)
        with _opened(assignment, limits, frozenset(layers), allow_unconfined, hidden) as grader:
            yield grader


@contextlib.contextmanager
def _support(assignment: Assignment, given: Path | None) -> Iterator[Path]:
    """The folder of what students got: `given`, or the assignment's own, or a copy where tests lie in that."""
    if given is not None or assignment.support not in assignment.tests.parents:
        yield given or assignment.support
        return
    with tempfile.TemporaryDirectory(prefix="support-") as folder:
        Path(folder).chmod(0o755)  # student code may run as another user
        ignored = shutil.ignore_patterns(assignment.tests.name, "__pycache__", ".*")
        yield shutil.copytree(assignment.support, Path(folder, "support"), ignore=ignored)


@contextlib.contextmanager
def _opened(
    assignment: Assignment, limits: Limits, layers: frozenset[str], allow_unconfined: bool, hidden: tuple[Path, ...]
) -> Iterator["Grader"]:
    with launch(assignment) as launched:
        sandbox = find_sandbox(assignment, limits.box, layers, allow_unconfined, hidden)
        # Importing torch takes seconds, here and in the zygote: at the same time.
        from autograder.checking.randomness import use_seed
        from autograder.engine.grader import warm_grader

        with warm_grader(assignment, sandbox, use_seed, limits, launched) as grader:
            yield grader
