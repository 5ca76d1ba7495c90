"""What a code cell printed and drew, as parts: terminal colours taken out, long and wide output cut with a note."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .cell_parts import CellPart, Kind
from .images import decoded
from .notebook import SavedCell, text

LINES = 80  # of one output: a page and a half; who reads wants the first and the last of it
HEAD, TAIL = 50, 20  # lines that stay of an output that is longer
COLUMNS = 600  # of a line: seven lines of the page
LETTERS = 200_000  # of one output that is looked at at all
PIECES = 40  # outputs of one cell: beyond them a loop has drawn

_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_()][0-9A-B]?)")
_BACKSPACE = re.compile(r"(?m)[^\n\x08]\x08|^\x08")
_BACKSPACES = 100  # in a row that are followed
_IMAGES = ("image/png", "image/jpeg", "image/svg+xml", "image/gif", "image/webp", "image/bmp")
_WIDGET = "application/vnd.jupyter.widget-view+json"
_SCRIPTED = re.compile(r"<(?:script|iframe|canvas|object|embed|video|audio|svg)\b", re.IGNORECASE)
_BARE_MATHS = re.compile(r"\A\s*\$(?P<two>\$?)(?P<tex>[^$]*)\$(?P=two)\s*\Z", re.DOTALL)


def output_parts(cell: SavedCell) -> Iterator[CellPart]:
    """The outputs of `cell` in their order."""
    for output in _joined(cell.outputs[:PIECES]):
        yield from _output(cell, output)
    more = len(cell.outputs) - PIECES
    if more > 0:
        yield CellPart(Kind.NOTE, f"{more} more outputs of this cell are left out here; the notebook holds them.", cell)


def _joined(outputs: tuple[Mapping[str, Any], ...]) -> Iterator[Mapping[str, Any]]:
    """Streams of one name that follow each other as one: kernels cut them where they like."""
    held: dict[str, Any] | None = None
    for output in outputs:
        if output.get("output_type") != "stream":
            yield from [held] if held else []
            held = None
            yield output
        elif held and held.get("name") == output.get("name"):
            held["text"] += text(output.get("text"))
        else:
            yield from [held] if held else []
            held = {**output, "text": text(output.get("text"))}
    yield from [held] if held else []


def _output(cell: SavedCell, output: Mapping[str, Any]) -> Iterator[CellPart]:
    kind = output.get("output_type")
    if kind == "stream":
        yield from _printed(cell, text(output.get("text")))
    elif kind == "error":
        traceback = output.get("traceback")
        lines = "\n".join(map(text, traceback)) if isinstance(traceback, list) else ""
        yield from _printed(cell, lines or f"{output.get('ename', 'Error')}: {output.get('evalue', '')}")
    elif isinstance(output.get("data"), Mapping):
        yield from _shown(cell, output["data"])


def _shown(cell: SavedCell, data: Mapping[str, Any]) -> Iterator[CellPart]:
    """The richest form of a displayed object that a page can carry."""
    plain, html = text(data.get("text/plain")), text(data.get("text/html"))
    media = next((name for name in _IMAGES if data.get(name)), None)
    if media:
        raw = text(data[media])
        content = raw.encode() if media == "image/svg+xml" and "<" in raw else decoded(raw)
        yield CellPart(Kind.PICTURE, plain or "picture", cell, content)
    elif _WIDGET in data:
        yield CellPart(Kind.NOTE, "A widget stood here; it is shown as text.", cell)
        yield from _printed(cell, plain)
    elif data.get("text/latex"):
        yield from _latex(cell, text(data["text/latex"]))
    elif data.get("text/markdown"):
        yield CellPart(Kind.MARKDOWN, text(data["text/markdown"])[:LETTERS], cell)
    elif html.strip() and not (_SCRIPTED.search(html) and plain) and len(html) <= LETTERS:
        yield CellPart(Kind.HTML, html, cell)
    elif plain:
        yield from _printed(cell, plain)
    else:
        yield from _other(cell, data)


def _latex(cell: SavedCell, latex: str) -> Iterator[CellPart]:
    bare = _BARE_MATHS.match(latex)
    if bare:
        yield CellPart(Kind.FORMULA, bare["tex"], cell)
    else:
        yield CellPart(Kind.MARKDOWN, latex[:LETTERS], cell)


def _other(cell: SavedCell, data: Mapping[str, Any]) -> Iterator[CellPart]:
    for name, content in data.items():
        yield CellPart(Kind.NOTE, f"Output of the type {name}, shown as text.", cell)
        yield from _printed(cell, text(content))


def _printed(cell: SavedCell, raw: str) -> Iterator[CellPart]:
    lines = terminal_text(raw[:LETTERS]).split("\n")
    cut = len(lines) - HEAD - TAIL if len(lines) > LINES else 0
    chunks = [lines[:HEAD], lines[-TAIL:]] if cut else [lines]
    for number, chunk in enumerate(chunks):
        if number:
            yield CellPart(Kind.NOTE, f"{cut:,} lines of output are cut here; the notebook holds them.", cell)
        if any(line.strip() for line in chunk):
            yield CellPart(Kind.OUTPUT, "\n".join(map(_narrow, chunk)), cell)
    if len(raw) > LETTERS:
        left_out = f"{len(raw) - LETTERS:,} more letters of output are cut here; the notebook holds them."
        yield CellPart(Kind.NOTE, left_out, cell)


def terminal_text(raw: str) -> str:
    """`raw` as a terminal shows it in the end: no escape sequences, overwritten lines gone (progress bars)."""
    clean = _ESCAPES.sub("", raw.replace("\r\n", "\n"))
    clean = "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in clean.split("\n"))
    for _ in range(_BACKSPACES):
        if "\b" not in clean:
            break
        clean = _BACKSPACE.sub("", clean)
    return clean.replace("\b", "").strip("\n")


def _narrow(line: str) -> str:
    more = len(line) - COLUMNS
    return line if more <= 0 else f"{line[:COLUMNS]} [... {more:,} more letters]"
