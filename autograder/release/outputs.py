"""The outputs of the solved notebook: made by `python build.py solutions`, kept while what made them is the same."""

import hashlib
import re
from pathlib import Path

from nbformat import NotebookNode

from autograder.release.archive import read_folder
from autograder.release.notebooks import read_notebook

_BAR = re.compile(r"\d+%\|")  # as tqdm draws it
# Released files that no output depends on: prose, the tests, and what the build makes from the notebook's text.
_OF_NO_CONSEQUENCE = re.compile(r"(?:.*/)?README\.md|LICENSE|tests/.*|[^/]*\.(?:ipynb|pdf)|written\.json")
KEY = "autograder"  # of notebook metadata; holds the digest of what the outputs were made from


def digest(solved: NotebookNode, release: Path) -> str:
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
    """Gives `solved` the outputs of the notebook at `committed` if those were made from the same; says whether."""
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
    """Takes progress bars out of outputs: they speak to who waits, and are a stack of lines to who reads later."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [output for output in map(_without_bars, cell.outputs) if output.get("text") != ""]


def _without_bars(output: NotebookNode) -> NotebookNode:
    """`output`; of a stream that bars were drawn in, the lines that are none, as a terminal would have left them."""
    if output.output_type == "stream" and "\r" in output.text:
        lines = [line.rpartition("\r")[2] for line in output.text.replace("\r\n", "\n").splitlines(keepends=True)]
        output.text = "".join(line for line in lines if line.strip() and not _BAR.search(line))
    return output


def mark(solved: NotebookNode, made_from: str) -> None:
    """Writes into `solved` what its outputs were made from."""
    solved.metadata[KEY] = NotebookNode({"outputs_of": made_from})
