"""The commands of `build.py`: what is done in which order, and the table that is printed.

Work happens in a workshop beside the generated ones; they are swapped in at the end, or not at all.
"""

import shutil
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from autograder.handin.submission import RUNNING
from autograder.release import proof
from autograder.release.archive import read_folder
from autograder.release.assignment import Assignment, read_assignment
from autograder.release.execution import ExecutionError, run_notebook
from autograder.release.interrupts import workers
from autograder.release.master import MasterError, read_master
from autograder.release.notebooks import read_notebook, write_notebook
from autograder.release.outputs import digest, drop_progress, keep_outputs, mark, take_outputs
from autograder.release.place import place
from autograder.release.proof import ProofError
from autograder.release.rules import check_rules
from autograder.release.split import ReleaseError, split
from autograder.release.workshop import workshop
from autograder.release.written import write_solved_pdf

NotProved = (MasterError, ReleaseError, ProofError, ExecutionError)

SOLVED_CAP_MB = 5  # of the solved notebook with its outputs: it is read in a browser and kept in git
NAME_WIDTH = 22  # of the table that is printed: its longest name has 21 letters


@dataclass(frozen=True)
class Done:
    """A step that came to its end: what there is to say of it, and how long it took."""

    detail: str
    seconds: float


def clocked(work: Callable[..., str], *arguments: object) -> Done:
    """Runs `work`; returns what it said and the seconds that it took."""
    begun = time.perf_counter()
    detail = work(*arguments)
    return Done(detail, time.perf_counter() - begun)


def step(name: str, outcome: Callable[[], Done]) -> None:
    """Prints a line for `outcome` as soon as it is known; lets through what it raises, after a line that says so."""
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
    step("master understood", lambda: clocked(_summary, read, master))
    assignment = read[0]
    with workshop(root) as made:
        step("split by Otter Assign", lambda: clocked(_split, assignment, made))
        step("no leak", lambda: clocked(proof.proves_no_leak, assignment, made))
        with workers(2) as pool:  # two cores: each proof is a process of its own
            for name, running in _proofs(pool, assignment, made):
                step(name, running.result)
        step("outputs of the solved", lambda: clocked(_carry_outputs, assignment, made, root))
        place(made, root, proof.GENERATED)
    print_points(assignment)


def _summary(read: list[Assignment], master: Path) -> str:
    read.append(understand(master))
    written = sum(question.manual for question in read[0].questions)
    return f"{len(read[0].questions)} questions, {written} of them graded by people"


def _split(assignment: Assignment, made: Path) -> str:
    split(assignment, made)
    tests = len(list((made / "dist" / "tests").glob("*.py")))
    return f"student notebook, solved notebook, {tests} test files"


def _proofs(pool: ThreadPoolExecutor, assignment: Assignment, made: Path) -> list[tuple[str, Future[Done]]]:
    proofs = [
        ("blank runs to its end", proof.proves_blank_runs),  # the longest first
        ("solved: full marks", proof.proves_full_marks),
        ("blank: no points", proof.proves_blank_earns_nothing),
        ("deterministic", proof.proves_deterministic),
    ]
    return [(name, pool.submit(clocked, work, assignment, made)) for name, work in proofs]


def _carry_outputs(assignment: Assignment, made: Path, root: Path) -> str:
    path = Path("solutions") / f"{assignment.master.path.stem}.ipynb"
    solved = read_notebook(made / path)
    kept = keep_outputs(solved, root / path, digest(solved, made / "student_release"))
    if kept:
        write_notebook(solved, made / path)
    write_solved_pdf(made / path, made / "student_release")
    if not kept:
        return "none kept: its code changed; `python build.py solutions` makes them"
    return "kept, nothing that they depend on has changed"


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
    with workshop(root) as made:
        step("split by Otter Assign", lambda: clocked(_split, assignment, made))
        with workers(1) as pool:
            step("solved notebook run", pool.submit(clocked, _execute, assignment, made).result)
        place(made, root, ("solutions",))


def _execute(assignment: Assignment, made: Path) -> str:
    path = made / "solutions" / f"{assignment.master.path.stem}.ipynb"
    solved = read_notebook(path)
    made_from = digest(solved, made / "student_release")
    folder = shutil.copytree(made / "student_release", made / "run")
    shutil.copy(path, folder / path.name)
    # A receipt holds the time of day: without one, two runs of the notebook give the same outputs.
    take_outputs(solved, run_notebook(read_notebook(path), folder, **{RUNNING: "1"}))
    errors = [f"cell {i}: {said}" for i, cell in enumerate(solved.cells, 1) if (said := _error(cell))]
    if errors:
        raise ProofError("the solved notebook raises: " + proof.listed(errors))
    drop_progress(solved)
    mark(solved, made_from)
    write_notebook(solved, path)
    write_solved_pdf(path, made / "student_release")
    size_mb = path.stat().st_size / 1e6
    if size_mb > SOLVED_CAP_MB:
        raise ReleaseError(
            f"{path.name} with outputs has {size_mb:.1f} MB; at most {SOLVED_CAP_MB} MB are expected: "
            "draw smaller figures."
        )
    return f"{size_mb:.1f} MB with its outputs"


def _error(cell: object) -> str | None:
    outputs = getattr(cell, "outputs", [])
    return next((f"{o.ename}: {o.evalue}" for o in outputs if o.output_type == "error"), None)


def check(root: Path, master: Path) -> None:
    """Raises ProofError if what is committed below `root` is not what `master` makes."""
    assignment = understand(master)
    with workshop(root) as made:
        split(assignment, made)
        _carry_outputs(assignment, made, root)
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
