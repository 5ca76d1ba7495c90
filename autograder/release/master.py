"""The master notebook as cells that know where they stand in the file that people edit."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jupytext.myst
import nbformat


class MasterError(Exception):
    """A master notebook that cannot be released: the place, what was found, what was expected."""

    def __init__(self, place: str, found: str, expected: str) -> None:
        super().__init__(f"{place}: found {found}; expected {expected}.")


@dataclass(frozen=True)
class Cell:
    """One cell of the master; `place` names its first line for people, `line` counts from 1 (0 in an .ipynb)."""

    kind: str  # "markdown", "code" or "raw"
    source: str
    metadata: dict[str, Any]
    file: str
    number: int  # of the cell, from 1
    line: int

    def place(self, offset: int = 0) -> str:
        """Where line `offset` (from 0) of this cell stands."""
        if self.line:
            return f"{self.file}, line {self.line + offset}"
        return f"{self.file}, cell {self.number}, line {offset + 1}"

    @property
    def first_line(self) -> str:
        return self.source.split("\n", 1)[0].strip()

    def place_of(self, text: str) -> str:
        """Where the first line that contains `text` stands; the cell's first line if none does."""
        lines = self.source.split("\n")
        return self.place(next((i for i, line in enumerate(lines) if text in line), 0))


@dataclass(frozen=True)
class Master:
    """A master notebook: its path, its cells, and its notebook metadata."""

    path: Path
    cells: tuple[Cell, ...]
    metadata: dict[str, Any]


def read_master(path: Path) -> Master:
    """The master at `path`: MyST Markdown (.md) or a notebook (.ipynb).

    Raises MasterError if the file is missing or is neither.
    """
    if not path.is_file():
        raise MasterError(str(path), "no such file", "the master notebook: check the path, or restore it from git")
    if path.suffix not in {".md", ".ipynb"}:
        raise MasterError(str(path), f"a {path.suffix or 'nameless'} file", "a master in .md (MyST Markdown) or .ipynb")
    return _read_myst(path) if path.suffix == ".md" else _read_ipynb(path)


def _read_myst(path: Path) -> Master:
    text = path.read_text(encoding="utf-8")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            notebook = jupytext.myst.myst_to_notebook(text, add_source_map=True)
    except (jupytext.myst.MystMetadataParsingError, UserWarning) as error:
        raise MasterError(
            path.name, f"a cell header that cannot be read ({error})", "YAML, as Jupytext writes it"
        ) from error
    starts = notebook.metadata.pop("source_map")
    cells = _with_lines(notebook.cells, text.split("\n"), starts, path.name)
    return Master(path, tuple(cells), dict(notebook.metadata))


def _read_ipynb(path: Path) -> Master:
    try:
        notebook = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
    except (nbformat.reader.NotJSONError, nbformat.ValidationError) as error:
        raise MasterError(
            path.name, "text that is not a notebook", "JSON of nbformat 4, as Jupyter saves it"
        ) from error
    cells = tuple(_with_lines(notebook.cells, [], [], path.name))
    for cell, read in zip(cells, notebook.cells, strict=True):
        if read.get("attachments"):
            raise MasterError(
                cell.place(), "an image attached to a cell", "an image file in figures/, shown by its path"
            )
    return Master(path, cells, dict(notebook.metadata))


def _with_lines(cells: list[Any], lines: list[str], starts: list[int], file: str) -> Iterator[Cell]:
    for number, cell in enumerate(cells, 1):
        first = cell.source.split("\n", 1)[0]
        start = starts[number - 1] if starts else 0
        line = next((i + 1 for i in range(start, len(lines)) if lines[i] == first), start + 1) if starts else 0
        yield Cell(cell.cell_type, cell.source, dict(cell.metadata), file, number, line)
