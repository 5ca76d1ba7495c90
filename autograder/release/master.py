"""The master notebook as cells that know where they stand in the file that people edit."""

import json
import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jupytext.myst
import nbformat

KINDS = ("markdown", "code", "raw")
_HEADER = "YAML, as Jupytext writes it, with lists in brackets (`:tags: [otter_ignore]`)"
_BARE_TAGS = re.compile(r"(?m)^:tags: *[^\[\s]")
_STRANGE_BREAK = re.compile(r"[\r\v\f\x1c-\x1e\x85\u2028\u2029]")  # what str.splitlines splits at besides
_NOTEBOOK = "JSON of nbformat 4, as Jupyter saves it"


class MasterError(Exception):
    """A master notebook that cannot be released: the place, what was found, what was expected."""

    def __init__(self, place: str, found: str, expected: str) -> None:
        super().__init__(f"{place}: found {found}; expected {expected}.")


@dataclass(frozen=True)
class MasterCell:
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
    cells: tuple[MasterCell, ...]
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
    text = _text_of(path)
    _refuse_strange_breaks(text, lambda offset: f"{path.name}, line {offset + 1}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            notebook = jupytext.myst.myst_to_notebook(text, add_source_map=True)
    except (jupytext.myst.MystMetadataParsingError, nbformat.ValidationError, UserWarning) as error:
        said = str(error).split("\n", 1)[0]
        tags = _BARE_TAGS.search(text)  # Jupytext does not say where it stopped
        place = f"{path.name}, line {1 + len(text[: tags.start()].splitlines())}" if tags else path.name
        raise MasterError(place, f"a cell header that cannot be read ({said})", _HEADER) from error
    starts = notebook.metadata.pop("source_map")
    cells = _with_lines(notebook.cells, text.split("\n"), starts, path.name)
    return Master(path, tuple(cells), dict(notebook.metadata))


def _text_of(path: Path) -> str:
    """The text at `path`, without the mark that some editors write before it. Raises MasterError if it is not UTF-8."""
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise MasterError(
            f"{path.name}, line {line}",
            f"the byte {content[error.start]:#04x}, which is not UTF-8",
            "text saved as UTF-8",
        ) from error


def _refuse_strange_breaks(text: str, place: Callable[[int], str]) -> None:
    """Raises MasterError at a character that Jupytext takes for the end of a line, and that editors do not."""
    for offset, line in enumerate(text.split("\n")):
        strange = _STRANGE_BREAK.search(line)
        if strange:
            raise MasterError(
                place(offset),
                f"the character U+{ord(strange[0]):04X}, which some programs take for the end of a line",
                "a space or a line break in its place",
            )


def _read_ipynb(path: Path) -> Master:
    text = _text_of(path)
    try:
        content = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise MasterError(path.name, "text that is not a notebook", _NOTEBOOK) from error
    _refuse_other_json(path.name, content)
    notebook = nbformat.from_dict(content)
    return Master(path, tuple(_with_lines(notebook.cells, [], [], path.name)), dict(notebook.metadata))


def _refuse_other_json(file: str, content: object) -> None:
    """Raises MasterError unless `content` has the shape of a notebook in nbformat 4; joins sources that are lists."""
    if not isinstance(content, dict) or not isinstance(content.get("cells"), list):
        raise MasterError(file, "JSON that is not a notebook", _NOTEBOOK)
    if content.get("nbformat") != 4:
        raise MasterError(file, f"nbformat {content.get('nbformat')}", _NOTEBOOK)
    content["metadata"] = content.get("metadata") or {}
    for number, cell in enumerate(content["cells"], 1):
        place = f"{file}, cell {number}, line 1"
        if not isinstance(cell, dict) or cell.get("cell_type") not in KINDS:
            kind = cell.get("cell_type") if isinstance(cell, dict) else cell
            raise MasterError(place, f"a cell of type {kind!r}", "markdown, code or raw")
        source = cell.get("source")
        lines: list[Any] = source if isinstance(source, list) else [source]
        if not all(isinstance(line, str) for line in lines):
            raise MasterError(place, "a cell without its source as text", _NOTEBOOK)
        if cell.get("attachments"):
            raise MasterError(place, "an image attached to a cell", "an image file in figures/, shown by its path")
        cell["source"], cell["metadata"] = "".join(lines), cell.get("metadata") or {}


def _with_lines(cells: list[Any], lines: list[str], starts: list[int], file: str) -> Iterator[MasterCell]:
    for number, cell in enumerate(cells, 1):
        first = cell.source.split("\n", 1)[0]
        start = starts[number - 1] if starts else 0
        line = next((i + 1 for i in range(start, len(lines)) if lines[i] == first), start + 1) if starts else 0
        made = MasterCell(cell.cell_type, cell.source, dict(cell.metadata), file, number, line)
        _refuse_strange_breaks(made.source, made.place)
        tags = made.metadata.get("tags", [])
        if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
            raise MasterError(made.place(), f"a cell with `tags: {tags}`", "a list, such as [otter_ignore]")
        yield made
