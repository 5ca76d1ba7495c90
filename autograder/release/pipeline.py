"""The commands of `build.py`: what is done in which order, and the table that is printed.

A command works in a temporary folder; the generated folders are put in place at its end, or not at all.
"""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from autograder.release import proof
from autograder.release.archive import read_folder
from autograder.release.assignment import Assignment, read_assignment
from autograder.release.build_folder import build_folder, swap_in
from autograder.release.execution import ExecutionError
from autograder.release.grading_requirements import RequirementsError
from autograder.release.master import MasterError, read_master
from autograder.release.processes import thread_pool
from autograder.release.proof import ProofError
from autograder.release.rules import check_rules
from autograder.release.solved_outputs import carry_outputs, run_solved
from autograder.release.split import ReleaseError, split

NotProved = (MasterError, ReleaseError, RequirementsError, ProofError, ExecutionError)

NAME_WIDTH = 22  # of the table that is printed: its longest name has 21 letters


@dataclass(frozen=True)
class StepResult:
    """What a finished step reports, and how long it took."""

    detail: str
    seconds: float


def timed(work: Callable[..., str], *arguments: object) -> StepResult:
    """Runs `work`; returns its report and how long it took."""
    begun = time.perf_counter()
    detail = work(*arguments)
    return StepResult(detail, time.perf_counter() - begun)


def step(name: str, outcome: Callable[[], StepResult]) -> None:
    """Prints one line for the step when it has ended; if it failed, prints that and raises the same error."""
    try:
        done = outcome()
    except NotProved:
        print(f"FAILED  {name}", flush=True)
        raise
    print(f"ok      {name:<{NAME_WIDTH}} {done.detail}  ({done.seconds:.1f} s)", flush=True)


def understand(path: Path) -> Assignment:
    """The assignment in the master at `path`, every rule kept; raises MasterError otherwise."""
    assignment = read_assignment(read_master(path))
    check_rules(assignment)
    return assignment


def build(root: Path, master: Path) -> None:
    """Splits `master`, proves what came out, and puts it in place below `root`. Raises one of NotProved."""
    read: list[Assignment] = []
    step("master understood", lambda: timed(_summary, read, master))
    assignment = read[0]
    with build_folder(root) as made:
        step("split by Otter Assign", lambda: timed(_split, assignment, made))
        step("no leak", lambda: timed(proof.proves_no_leak, assignment, made))
        with thread_pool(2) as pool:  # two cores: each proof is a process of its own
            for name, running in _proofs(pool, assignment, made):
                step(name, running.result)
        step("outputs of the solved", lambda: timed(carry_outputs, assignment, made, root))
        swap_in(made, root, proof.GENERATED)
    print_points(assignment)


def _summary(read: list[Assignment], master: Path) -> str:
    read.append(understand(master))
    written = sum(question.manual for question in read[0].questions)
    return f"{len(read[0].questions)} questions, {written} of them graded by people"


def _split(assignment: Assignment, made: Path) -> str:
    split(assignment, made)
    tests = len(list((made / "dist" / "tests").glob("*.py")))
    return f"student notebook, solved notebook, {tests} test files"


def _proofs(pool: ThreadPoolExecutor, assignment: Assignment, made: Path) -> list[tuple[str, Future[StepResult]]]:
    proofs = [
        ("blank runs to its end", proof.proves_blank_runs),  # the longest first
        ("solved: full marks", proof.proves_full_marks),
        ("blank: no points", proof.proves_blank_earns_nothing),
        ("deterministic", proof.proves_deterministic),
    ]
    return [(name, pool.submit(timed, work, assignment, made)) for name, work in proofs]


def print_points(assignment: Assignment) -> None:
    """Prints the points of every question, autograded and written."""
    print(f"\n{'question':<14}{'points':>7}  graded by")
    for question in assignment.questions:
        by = "people" if question.manual else "hidden tests"
        print(f"{question.name:<14}{question.points:>7g}  {by}{', optional' if question.optional else ''}")
    print(f"\nautograded {assignment.autograded_points:g}, written {assignment.written_points:g}")


def solutions(root: Path, master: Path) -> None:
    """Executes the solved notebook and puts it in place with its outputs. Raises one of NotProved."""
    assignment = understand(master)
    with build_folder(root) as made:
        step("split by Otter Assign", lambda: timed(_split, assignment, made))
        with thread_pool(1) as pool:
            step("solved notebook run", pool.submit(timed, run_solved, assignment, made).result)
        swap_in(made, root, ("solutions",))


def check(root: Path, master: Path) -> None:
    """Raises ProofError if what is committed below `root` is not what `master` makes."""
    assignment = understand(master)
    with build_folder(root) as made:
        split(assignment, made)
        carry_outputs(assignment, made, root)
        different = [
            said
            for folder in ("student_release", "solutions")
            for said in _differences(folder, read_folder(root / folder), read_folder(made / folder))
        ]
    if different:
        raise ProofError(
            "what is committed is not what the master makes: "
            + "; ".join(different)
            + ". Run `python build.py` and commit what it writes."
        )
    print(f"ok      student_release/ and solutions/ are what {master.name} makes")


def _differences(folder: str, committed: dict[str, bytes], made: dict[str, bytes]) -> list[str]:
    names = sorted(committed.keys() | made.keys())
    return [
        f"{folder}/{name} "
        + ("is missing" if name not in committed else "is not made" if name not in made else "differs")
        for name in names
        if committed.get(name) != made.get(name)
    ]
