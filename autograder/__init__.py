"""Splits master notebooks, judges submissions confined, and reports: the tool, which knows no homework.

    with autograder.open_grader(folder) as grader:
        grade = grader.grade(notebook)

Rooms, from the ground up; a room imports only rooms above it in this list:

handin          what every student release carries: check, receipt and zip, PDF, doctor, Colab
notebooks       from what was handed in to what is run: alignment, and which cell answers what
checking        the library that hidden checks are written with
results         one verdict for each test case, one grade for each submission
engine          runs a submission confined and judges it
release         from the master to student release, solved notebook, test files and zips
gradescope      what runs on Gradescope
classroom       a whole class: intake, schedule, gradebook, report
calibration     right answers, wrong answers and mutants against the checks
"""

from contextlib import AbstractContextManager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.engine.grader import Grader
    from autograder.results.grade import Grade
    from autograder.results.verdict import CaseResult, GraderFault, Verdict

__all__ = ["CaseResult", "Grade", "GraderFault", "Verdict", "open_grader"]

# Imported when they are asked for: a submission's processes import this package too, and need none of it.
_WHERE = {
    "CaseResult": "autograder.results.verdict",
    "Grade": "autograder.results.grade",
    "GraderFault": "autograder.results.verdict",
    "Verdict": "autograder.results.verdict",
}


def open_grader(folder: str | Path, *, allow_unconfined: bool = False) -> "AbstractContextManager[Grader]":
    """A warm grader for one homework, as long as the context lasts; `grader.grade(path)` gives a Grade.

    folder: a homework's folder that `python build.py` was run for, or any folder that holds tests/ (Otter's test files,
    exception-based) beside the one notebook that students got. allow_unconfined: grade even where this machine cannot
    confine student code. Raises GraderFault where there is nothing to grade with, or student code cannot be confined.

    >>> import autograder, tempfile
    >>> from pathlib import Path
    >>> folder = Path(tempfile.mkdtemp())
    >>> write_example(folder)  # lab.ipynb with two cells, and tests/q1.py
    >>> with autograder.open_grader(folder) as grader:
    ...     grade = grader.grade(folder / "lab.ipynb")
    >>> grade.score, grade.points, [case.verdict for case in grade.cases]
    (2.0, 2.0, [<Verdict.PASSED: 'passed'>])
    """
    from autograder.engine.opening import open_grader
    from autograder.release.homework_folder import HomeworkFolder

    return open_grader(HomeworkFolder(Path(folder)).graded_with(), allow_unconfined=allow_unconfined)


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"module 'autograder' has no attribute {name!r}")
    return getattr(import_module(_WHERE[name]), name)
