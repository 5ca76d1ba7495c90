"""The last step of building an image: the solved notebook gets every point, the blank one none.

    python -m autograder.gradescope.selftest SOURCE        SOURCE: the folder that the zip was unpacked to

Confinement is left to the run: an image is built elsewhere than it grades. Exit status 1 and a sentence where the
self-test fails.
"""

import importlib
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from autograder.checking.randomness import use_seed
from autograder.engine.assignment import read_assignment
from autograder.engine.grader import warm_grader
from autograder.engine.sandbox import Limits, find_sandbox
from autograder.gradescope.places import lay_out_support
from autograder.results.grade import Grade
from autograder.results.verdict import GraderFault, Verdict

_RUN = "autograder.gradescope.run"  # what each submission starts: imported here, so that nothing of it is missing there
FOLDER = "selftest"  # of the zip; setup.sh removes it afterwards
_SHOWN = 3  # of the tests that went wrong


class SelfTestError(Exception):
    """What the autograder did wrong; one sentence for the instructor."""


def main(arguments: Sequence[str]) -> int:
    """Prints one line; returns the exit status."""
    try:
        print(f"ok  {self_test(Path(arguments[0]))}")
    except (SelfTestError, GraderFault, ImportError) as error:
        print(f"Self-test: {error}", file=sys.stderr)
        return 1
    return 0


def self_test(source: Path) -> str:
    """What was graded, in words. Raises SelfTestError, or GraderFault where nothing could be graded."""
    begun = time.monotonic()
    importlib.import_module(_RUN)
    assignment, limits = read_assignment(source / "dist"), Limits()
    with tempfile.TemporaryDirectory(prefix="support-") as folder:
        assignment = replace(assignment, support=lay_out_support(assignment.support, Path(folder)))
        sandbox = find_sandbox(assignment, limits.box, unconfined=True)
        with warm_grader(assignment, sandbox, use_seed, limits) as grader:
            solved, blank = grader.grade(source / FOLDER / "solved.ipynb"), grader.grade(assignment.released)
    expect(solved, "solved", solved.points)
    expect(blank, "blank", 0)
    return (
        f"solved notebook {solved.score:g} of {solved.points:g}, blank {blank.score:g} of {blank.points:g} "
        f"({time.monotonic() - begun:.0f} s)"
    )


def expect(grade: Grade, name: str, points: float) -> None:
    """Raises SelfTestError unless the `name`d notebook was wholly judged and earned `points`."""
    if grade.not_judged:
        why = "; ".join(f"{case.question} {case.name}: {case.message}" for case in grade.not_judged[:_SHOWN])
        raise SelfTestError(f"{len(grade.not_judged)} tests of the {name} notebook could not be judged ({why}).")
    if not grade.points:
        raise SelfTestError("there is nothing to grade: no test has points. Make the zip again with `python build.py`.")
    if grade.score != points:
        odd = [case for case in grade.cases if (case.verdict is Verdict.PASSED) != (points > 0) and case.points]
        which = "; ".join(f"{case.question} {case.name}: {case.message}" for case in odd[:_SHOWN])
        raise SelfTestError(
            f"the {name} notebook earned {grade.score:g} of {grade.points:g} points, not {points:g} ({which}). "
            "Make the zip again with `python build.py`, which proves the same on your machine."
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
