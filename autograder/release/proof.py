"""What a build proves before anything is put in place. Each proof returns its detail or raises ProofError."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from nbformat import NotebookNode

from autograder.release.archive import read_folder
from autograder.release.assignment import Assignment
from autograder.release.execution import Score, run_notebook, run_otter
from autograder.release.files import HANDIN
from autograder.release.leaks import find_leaks
from autograder.release.otter_notebooks import read_notebook
from autograder.release.processes import run_bounded

GENERATED = ("student_release", "solutions", "dist")
_SPLIT_SECONDS = 120  # a split takes about three
_SHOWN = 5  # of many findings: enough to see the pattern, few enough to read

# Another process, another hash seed, another zone and language: what two machines differ in.
_ELSEWHERE = {"PYTHONHASHSEED": "4711", "TZ": "Pacific/Chatham", "LC_ALL": "C"}


class ProofError(Exception):
    """A proof that failed; the message says what was found and what to do."""


def proves_deterministic(assignment: Assignment, made: Path) -> str:
    """A second split, in another process, is the same bytes."""
    with tempfile.TemporaryDirectory(prefix="again-", dir=made) as folder:
        command = [
            sys.executable,
            "-m",
            "autograder.release",
            "split",
            folder,
            "--assignment",
            str(assignment.master.path.parent),
        ]
        try:
            done = run_bounded(command, seconds=_SPLIT_SECONDS, env={**os.environ, **_ELSEWHERE}, cwd=Path.cwd())
        except subprocess.TimeoutExpired as error:
            raise ProofError(f"a second split took more than {_SPLIT_SECONDS} s: run it once more.") from error
        if done.returncode:
            raise ProofError(f"a second split failed: {(done.stdout + done.stderr).strip()[-500:]}")
        first, second = ({name: read_folder(at / name) for name in GENERATED} for at in (made, Path(folder)))
    different = [
        f"{name}/{path}"
        for name in GENERATED
        for path in sorted(first[name].keys() | second[name].keys())
        if first[name].get(path) != second[name].get(path)
    ]
    if different:
        raise ProofError("two splits of the same master differ in " + first_few(different))
    return f"{sum(map(len, first.values()))} files, the same bytes twice"


def proves_no_leak(assignment: Assignment, made: Path) -> str:
    """Nothing that answers lies in the student release."""
    leaks = find_leaks(assignment, made / "student_release")
    if leaks:
        raise ProofError(f"{len(leaks)} leak(s) into student_release/: " + first_few([str(leak) for leak in leaks]))
    searched = [name for name in read_folder(made / "student_release") if not name.startswith(f"{HANDIN}/")]
    return f"{len(searched)} files searched, nothing found"


def proves_full_marks(assignment: Assignment, made: Path) -> str:
    """Otter gives the solved notebook every point, and every test passes, those without points too."""
    scores = _graded(assignment, made, "solutions")
    short = [f"{s.question} {s.earned:g} of {s.possible:g}" for s in scores if s.earned != s.possible]
    if short:
        raise ProofError("the solved notebook loses points: " + first_few(short))
    names = {f"{q.name} - {i}": test.name for q in assignment.questions for i, test in enumerate(q.tests, 1)}
    failed = [f"{names.get(number, number)} of {s.question}" for s in scores for number in s.failed]
    if failed:
        raise ProofError(
            "the solved notebook fails tests, though it loses no points: "
            + first_few(failed)
            + ". Mend the test, or the solution."
        )
    return _total(scores)


def proves_blank_earns_nothing(assignment: Assignment, made: Path) -> str:
    """Otter gives the blank notebook no point on any question."""
    scores = _graded(assignment, made, "student_release")
    earned = [f"{s.question} {s.earned:g} of {s.possible:g}" for s in scores if s.earned]
    if earned:
        raise ProofError("the blank notebook earns points: " + first_few(earned))
    return _total(scores)


def _graded(assignment: Assignment, made: Path, folder: str) -> list[Score]:
    stem = assignment.master.path.stem
    scores = run_otter(made / folder / f"{stem}.ipynb", made / "dist" / f"{stem}-autograder.zip")
    wanted = {q.name: q.points for q in assignment.questions if not q.manual}
    got = {score.question: score.possible for score in scores}
    if got != wanted:
        raise ProofError(f"Otter graded {got}, but the master asks for {wanted}")
    return scores


def _total(scores: list[Score]) -> str:
    earned, possible = sum(s.earned for s in scores), sum(s.possible for s in scores)
    return f"{earned:g} of {possible:g} points on {len(scores)} questions"


def proves_blank_runs(assignment: Assignment, made: Path) -> str:
    """The blank notebook runs from top to bottom; what complains does so in a readable line."""
    stem = assignment.master.path.stem
    with tempfile.TemporaryDirectory(prefix="blank-", dir=made) as folder:
        release = shutil.copytree(made / "student_release", Path(folder) / "student_release")
        ran = run_notebook(read_notebook(release / f"{stem}.ipynb"), release)
    complaints = [f"cell {i}: {said}" for i, cell in enumerate(ran.cells, 1) if (said := complaint(cell))]
    if complaints:
        raise ProofError("the blank notebook does not run as students should see it: " + first_few(complaints))
    return f"{sum(cell.cell_type == 'code' for cell in ran.cells)} code cells, no traceback"


def complaint(cell: NotebookNode) -> str | None:
    """What is wrong with how a cell of the blank notebook ran, or None."""
    if cell.cell_type != "code":
        return None
    for output in cell.outputs:
        if output.output_type == "error":
            return f"raises {output.ename}: {output.evalue}"
    said = "".join(_said(output) for output in cell.outputs)
    if "grader.check(" in cell.source and (len(said.strip().split("\n")) > 2 or "public check" not in said.lower()):
        return f"a check that does not answer in a sentence: {said[:200]!r}"
    if "ready(" in cell.source and "This cell needs" not in said:
        return "a demo that does not name the hole it needs"
    return None


def _said(output: NotebookNode) -> str:
    if output.output_type == "stream":
        return str(output.text)
    return str(output.get("data", {}).get("text/plain", ""))


def first_few(findings: list[str]) -> str:
    """The first few of `findings`, and how many there are besides."""
    more = len(findings) - _SHOWN
    return "; ".join(findings[:_SHOWN]) + (f"; and {more} more" if more > 0 else "")
