"""The outputs of the solved notebook: `build.py solutions` makes them, a build keeps them while they are current.

Outputs are current while the code of the solved notebook and every released file that it may read are the same.
"""

import hashlib
import re
import shutil
from pathlib import Path

from nbformat import NotebookNode

from autograder.handin.submission import RUNNING
from autograder.release.archive import read_folder
from autograder.release.assignment import Assignment
from autograder.release.execution import run_notebook
from autograder.release.otter_notebooks import read_notebook, write_notebook
from autograder.release.proof import ProofError, first_few
from autograder.release.split import ReleaseError
from autograder.release.written import write_solved_pdf

_BAR = re.compile(r"\d+%\|")  # as tqdm draws it
# Released files that no output depends on: prose, the tests, and what the build makes from the notebook's text.
_OF_NO_CONSEQUENCE = re.compile(r"(?:.*/)?README\.md|(?:.*/)?LICENSE|tests/.*|[^/]*\.(?:ipynb|pdf)|written\.json")
KEY = "autograder"  # of notebook metadata; holds the digest of what the outputs were made from
SOLVED_CAP_MB = 5  # of the solved notebook with its outputs: it is read in a browser and kept in git


def carry_outputs(assignment: Assignment, made: Path, root: Path) -> str:
    """Gives the solved notebook in `made` the outputs of the one below `root` if they are current; prints it as PDF."""
    path = Path("solutions") / f"{assignment.master.path.stem}.ipynb"
    solved = read_notebook(made / path)
    kept = keep_outputs(solved, root / path, outputs_digest(solved, made / "student_release"))
    if kept:
        write_notebook(solved, made / path)
    write_solved_pdf(made / path, made / "student_release")
    if not kept:
        return "none kept: its code changed; `python build.py solutions` makes them"
    return "kept, nothing that they depend on has changed"


def run_solved(assignment: Assignment, made: Path) -> str:
    """Runs the solved notebook in `made` and keeps its outputs. Raises ProofError if a cell raises."""
    path = made / "solutions" / f"{assignment.master.path.stem}.ipynb"
    solved = read_notebook(path)
    made_from = outputs_digest(solved, made / "student_release")
    folder = shutil.copytree(made / "student_release", made / "run")
    shutil.copy(path, folder / path.name)
    # A receipt holds the time of day: without one, two runs of the notebook give the same outputs.
    take_outputs(solved, run_notebook(read_notebook(path), folder, **{RUNNING: "1"}))
    errors = [f"cell {i}: {said}" for i, cell in enumerate(solved.cells, 1) if (said := _error(cell))]
    if errors:
        raise ProofError("the solved notebook raises: " + first_few(errors))
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


def outputs_digest(solved: NotebookNode, release: Path) -> str:
    """SHA-256 of all that the outputs of `solved` depend on: its code, and the files in `release`."""
    state = hashlib.sha256()
    for cell in solved.cells:
        if cell.cell_type == "code":
            state.update(cell.source.encode() + b"\0")
    for name, content in read_folder(release).items():
        if not _OF_NO_CONSEQUENCE.fullmatch(name):
            state.update(name.encode() + b"\0" + content + b"\0")
    return state.hexdigest()


def keep_outputs(solved: NotebookNode, committed: Path, made_from: str) -> bool:
    """Gives `solved` the outputs of the notebook at `committed` if these are current; returns whether they are."""
    if not committed.is_file():
        return False
    old = read_notebook(committed)
    if old.metadata.get(KEY, {}).get("outputs_of") != made_from:
        return False
    take_outputs(solved, old)
    mark(solved, made_from)
    return True


def take_outputs(solved: NotebookNode, run: NotebookNode) -> None:
    """Gives the code cells of `solved` the outputs and counts of those of `run`, and nothing else of it.

    What a kernel writes of itself (its version, say) stays behind: a build and a run write the same bytes.
    """
    codes = [[cell for cell in notebook.cells if cell.cell_type == "code"] for notebook in (solved, run)]
    for cell, ran in zip(*codes, strict=True):
        cell.outputs, cell.execution_count = ran.outputs, ran.execution_count


def drop_progress(notebook: NotebookNode) -> None:
    """Removes progress bars from outputs: a reader of the saved notebook would see one line per step."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [output for output in map(_without_bars, cell.outputs) if output.get("text") != ""]


def _without_bars(output: NotebookNode) -> NotebookNode:
    """`output` without the progress bars in it: the other lines as a terminal would show them in the end."""
    if output.output_type == "stream" and "\r" in output.text:
        lines = [line.rpartition("\r")[2] for line in output.text.replace("\r\n", "\n").splitlines(keepends=True)]
        output.text = "".join(line for line in lines if line.strip() and not _BAR.search(line))
    return output


def mark(solved: NotebookNode, made_from: str) -> None:
    """Records in `solved` what its outputs were made from."""
    solved.metadata[KEY] = NotebookNode({"outputs_of": made_from})
