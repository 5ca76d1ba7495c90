"""Notebooks before and after Otter Assign: the one that it is given, and the ones that it writes, cleaned up."""

import hashlib
import re
from collections import Counter
from pathlib import Path

import nbformat
import yaml
from nbformat import NotebookNode

from autograder.release.assignment import DUE, RELEASE_URL, Assignment
from autograder.release.files import HANDIN

PLACE_TO_WRITE = "_Type your answer here, replacing this text._"  # as Otter words it
_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
_PROMPT_BLOCK = re.compile(r'(?m)^[ \t]*""" # BEGIN PROMPT\n(?:.*\n)*?[ \t]*""" # END PROMPT[ \t]*\n?')
_REGION_LINE = re.compile(r"(?m)^[ \t]*# (?:BEGIN SOLUTION(?: NO PROMPT)?|END SOLUTION)[ \t]*\n?")
_LINE_MARK = re.compile(r"(?m)[ \t]*# ?SOLUTION(?: NO PROMPT)?[ \t]*$")


def otter_input(assignment: Assignment) -> NotebookNode:
    """The notebook that Otter Assign is given: no release config, due date and address in their places.

    Its `files` name the package that every release carries, too.
    """
    due, url = str(assignment.release["due"]), str(assignment.release.get("release_url") or "")
    cells = []
    for cell in assignment.master.cells:
        if cell is assignment.release_cell:
            continue
        source = _with_handin(assignment) if cell is assignment.config_cell else cell.source
        new_cell = getattr(nbformat.v4, f"new_{cell.kind}_cell")
        cells.append(new_cell(source.replace(DUE, due).replace(RELEASE_URL, url), metadata=cell.metadata))
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": _KERNEL, "language_info": {"name": "python"}})


def _with_handin(assignment: Assignment) -> str:
    config = {**assignment.config, "files": [*assignment.config.get("files", []), HANDIN]}
    return f"{assignment.config_cell.first_line}\n{yaml.safe_dump(config, sort_keys=False)}"


def finish(notebook: NotebookNode, *, solved: bool) -> NotebookNode:
    """`notebook` with ids made of position and content, one kernel, no outputs; solved: no annotations."""
    seen: Counter[str] = Counter()
    for cell in notebook.cells:
        cell.source = "".join(cell.source)
    if solved:  # the model answer stands where students are asked to write
        notebook.cells = [cell for cell in notebook.cells if cell.source.strip() != PLACE_TO_WRITE]
    for cell in notebook.cells:
        if solved and cell.cell_type == "code":
            cell.source = without_annotations(cell.source)
        text = f"{cell.cell_type}\n{cell.source}"
        seen[text] += 1
        cell.id = hashlib.sha256(f"{seen[text]}\n{text}".encode()).hexdigest()[:12]
    notebook.metadata.kernelspec = NotebookNode(_KERNEL)
    notebook.metadata.language_info = NotebookNode({"name": "python"})  # versions differ between machines
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def without_annotations(source: str) -> str:
    """Solved code as a person would have written it."""
    source = _PROMPT_BLOCK.sub("", source)
    source = _REGION_LINE.sub("", source)
    return _LINE_MARK.sub("", source).rstrip("\n")


def write_notebook(notebook: NotebookNode, path: Path) -> None:
    """Writes `notebook` as Jupyter would, the same text on every machine."""
    nbformat.validate(notebook)
    path.write_text(nbformat.writes(notebook, version=nbformat.NO_CONVERT) + "\n", encoding="utf-8")


def read_notebook(path: Path) -> NotebookNode:
    """The notebook at `path`, in nbformat 4."""
    return nbformat.read(path, as_version=4)
