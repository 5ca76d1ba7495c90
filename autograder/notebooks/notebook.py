"""The text of a notebook as cells: a small strict reader of nbformat 4 that nothing in the file can surprise.

What is wrong with the file is a SubmissionError, one sentence for the student. Outputs are dropped while the JSON is
parsed, tags are the only metadata that is kept. nbformat's own reader is slower, keeps all of it and raises many types.
"""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any, NoReturn


class SubmissionError(Exception):
    """The file cannot be graded; the text is the one sentence for the student: found, expected, what to do."""


@dataclass(frozen=True)
class Cell:
    """A cell of any notebook."""

    kind: str  # "code", "markdown", "raw"
    source: str
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Submission:
    """A notebook that was handed in."""

    name: str  # file name of the notebook
    cells: tuple[Cell, ...]
    assignment: str | None = None  # what the notebook's own metadata says it answers: the student's word, not a fact


@dataclass(frozen=True)
class ReadLimits:
    """What a submission may be. A file past any of these is refused with a sentence; nothing is cut off in silence."""

    archive_bytes: int = 100_000_000  # a zip: what Gradescope takes at most
    entries: int = 2_000  # files of a zip or folder: a release with its data has about 50
    unpacked_bytes: int = 1_000_000_000  # of all entries as declared: a zip with the whole of MNIST has 60 MB
    ratio: int = 250  # unpacked over packed, for zips that unpack to more than a notebook may have; text has 5 to 50
    notebook_bytes: int = 25_000_000  # 12 times a solved notebook with its plots; costs 0.4 GB to read at worst
    json_depth: int = 100  # a plot's specification in an output has about 20
    json_values: int = 1_000_000  # entries of lists and objects; bounds what many small values cost in memory
    cells: int = 2_000  # a long homework has 150
    cell_characters: int = 200_000  # of a code cell: more is data that was pasted
    code_characters: int = 500_000  # of all code cells, 50 times a solved notebook's: takes 3 s to parse at worst


@dataclass(frozen=True)
class Notebook:
    """What is kept of a notebook's file."""

    cells: tuple[Cell, ...]
    assignment: str | None  # `otter.assignment_name` of its metadata


_CLEAR_OUTPUTS = 'clear its outputs (in Jupyter: Edit, "Clear Outputs of All Cells"), save it'
_DOWNLOAD = "download it again from where you edit it, open it once in Jupyter to see that it is whole"
_KINDS = ("code", "markdown", "raw")
_UNREAD = frozenset({"outputs", "attachments", "widgets"})  # may be large, and no grade depends on them
_DIGITS = 18  # of a number that is read as one; format numbers have one digit, and int() of millions is slow
# Strings are passed over as wholes. Possessive, so that no text makes it backtrack; one that never ends matches too.
_JSON_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{},]', re.DOTALL)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def read_notebook(content: bytes, name: str, limits: ReadLimits) -> Notebook:
    """The cells of the notebook in `content`, a file that is called `name`. Raises SubmissionError."""
    shown = quoted(name)
    if len(content) > limits.notebook_bytes:
        cap = limits.notebook_bytes // 1_000_000
        raise SubmissionError(f"{shown} is larger than {cap} MB: {_CLEAR_OUTPUTS}, and hand it in again.")
    text = _decoded(content, shown)
    _bound(text, shown, limits)
    root = _parsed(text, shown)
    _is_notebook(root, shown)
    _once(root, f"{shown}, at its top level,")
    cells = root["cells"]
    if len(cells) > limits.cells:
        raise SubmissionError(
            f"{shown} has {len(cells)} cells; at most {limits.cells} are read: delete what is no answer."
        )
    read = tuple(_cell(cell, f"Cell {number} of {shown}", limits) for number, cell in enumerate(cells, start=1))
    characters = sum(len(cell.source) for cell in read if cell.kind == "code")
    if characters > limits.code_characters:
        raise SubmissionError(
            f"The code cells of {shown} hold {characters:,} characters; at most {limits.code_characters:,} are read: "
            "take pasted data out of them."
        )
    return Notebook(read, _assignment_name(root))


def quoted(name: str) -> str:
    """A name of the student's choosing that is safe to print: one line, no control or direction marks, not long."""
    plain = "".join(c for c in islice(name, 200) if unicodedata.category(c)[0] not in "CZ" or c == " ")
    return f'"{plain if len(plain) <= 60 else plain[:57] + "..."}"'


def first_few(names: Iterable[str]) -> str:
    """Some of `names`, safe to print, at most four."""
    shown = sorted(names)
    rest = f" and {len(shown) - 4} more" if len(shown) > 4 else ""
    return ", ".join(quoted(name) for name in shown[:4]) + rest


def _decoded(content: bytes, shown: str) -> str:
    if not content.strip(b" \t\r\n"):
        raise SubmissionError(f"{shown} is empty; expected a notebook: save it in Jupyter, and hand it in again.")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or content[1:2] == b"\0":
        raise SubmissionError(f"{shown} is stored as UTF-16; expected UTF-8, as Jupyter saves notebooks: {_DOWNLOAD}.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SubmissionError(
            f"{shown} is not valid UTF-8 (byte {error.start}), so it is damaged or no notebook: {_DOWNLOAD}."
        ) from None


def _bound(text: str, shown: str, limits: ReadLimits) -> None:
    """Refuses JSON that is deep or has very many values before any of it is built."""
    depth = values = 0
    for token in _JSON_TOKEN.finditer(text):
        mark = text[token.start()]
        if mark == '"':
            continue
        depth += (mark in "[{") - (mark in "]}")
        values += mark in ",[{"
        if depth > limits.json_depth:
            raise SubmissionError(
                f"{shown} nests lists and objects more than {limits.json_depth} deep, which no notebook does: "
                f"{_DOWNLOAD}."
            )
        if values > limits.json_values:
            raise SubmissionError(
                f"{shown} holds more than {limits.json_values:,} values, nearly all of them in outputs: "
                f"{_CLEAR_OUTPUTS}, and hand it in again."
            )


class _Object(dict[str, Any]):
    """A JSON object without what is not read; `twice` is a key that it gives more than once."""

    twice: str | None = None


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    made = _Object(pairs)
    if len(made) < len(pairs):
        made.twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
    for key in _UNREAD:
        made.pop(key, None)
    return made


def _whole(digits: str) -> int | None:
    return int(digits) if len(digits) <= _DIGITS else None


def _nothing(_: str) -> None:
    """No fraction, NaN or infinity is ever read; Jupyter writes them into outputs."""


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_int=_whole, parse_float=_nothing, parse_constant=_nothing)


def _parsed(text: str, shown: str) -> Any:
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        _refuse_broken(text, error, shown)
    except RecursionError:  # deeper than this interpreter goes, though within the limit
        raise SubmissionError(f"{shown} nests lists and objects too deep to be read: {_DOWNLOAD}.") from None


def _refuse_broken(text: str, error: json.JSONDecodeError, shown: str) -> NoReturn:
    start = text.lstrip()[:100]
    if start.startswith("<"):
        raise SubmissionError(f"{shown} is a web page; expected the notebook itself: {_DOWNLOAD}.") from None
    if start.startswith("%PDF"):
        raise SubmissionError(f"{shown} is a PDF; expected the notebook itself: hand in the .ipynb file.") from None
    if error.pos >= len(text.rstrip()):
        raise SubmissionError(f"{shown} ends in the middle (line {error.lineno}): {_DOWNLOAD}.") from None
    line = text[text.rfind("\n", 0, error.pos) + 1 :][:20]
    merged = "marks of a git merge" if line.startswith(("<<<<<<<", "=======", ">>>>>>>")) else "broken JSON"
    raise SubmissionError(
        f"{shown} is no whole notebook: it has {merged} at line {error.lineno}, column {error.colno}: {_DOWNLOAD}."
    ) from None


def _is_notebook(root: Any, shown: str) -> None:
    if not isinstance(root, _Object):
        raise SubmissionError(
            f"{shown} holds {_described(root)}; expected a notebook, which is an object with cells: {_DOWNLOAD}."
        )
    version = root.get("nbformat") if type(root.get("nbformat")) is int else None
    if version in (1, 2, 3):
        raise SubmissionError(
            f"{shown} is in the old notebook format {version}; expected format 4: open it in Jupyter, save it, "
            "and hand it in again."
        )
    if version != 4:
        found = "no notebook format" if version is None else f"notebook format {version}"
        raise SubmissionError(f"{shown} has {found}; expected format 4: save it with a current Jupyter or Colab.")
    if not isinstance(root.get("cells"), list):
        raise SubmissionError(f'{shown} has no list of "cells", so it is damaged or no notebook: {_DOWNLOAD}.')


def _described(value: Any) -> str:
    kinds = {list: "a list", str: "a text", bool: "true or false", type(None): "nothing", int: "a number"}
    return kinds.get(type(value), "an object")


def _once(value: _Object, place: str) -> None:
    if value.twice is not None:
        raise SubmissionError(f"{place} gives {quoted(value.twice)} twice; expected each key once: {_DOWNLOAD}.")


def _cell(cell: Any, place: str, limits: ReadLimits) -> Cell:
    if not isinstance(cell, _Object):
        raise SubmissionError(f"{place} holds {_described(cell)}; expected a cell: {_DOWNLOAD}.")
    _once(cell, place)
    kind = cell.get("cell_type")
    if not isinstance(kind, str) or kind not in _KINDS:
        found = f"the type {quoted(kind)}" if isinstance(kind, str) else "no type"
        raise SubmissionError(f"{place} has {found}; expected code, markdown or raw: {_DOWNLOAD}.")
    source = _source(cell.get("source"), place)
    if kind == "code" and len(source) > limits.cell_characters:
        raise SubmissionError(
            f"{place} holds {len(source):,} characters of code; at most {limits.cell_characters:,} are read: "
            "take pasted data out of it."
        )
    return Cell(kind, source, _tags(cell.get("metadata")))


def _source(source: Any, place: str) -> str:
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise SubmissionError(f'{place} has no "source" that is a text or a list of lines: {_DOWNLOAD}.')
    # Half of a character outside the basic plane: cannot be written as UTF-8, on the wire or anywhere.
    return _LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", source)


def _tags(metadata: Any) -> frozenset[str]:
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    return frozenset(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else frozenset()


def _assignment_name(root: _Object) -> str | None:
    found: Any = root
    for key in ("metadata", "otter", "assignment_name"):
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, str) else None
