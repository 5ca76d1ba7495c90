"""HTML whose text is escaped because there is no other way to write it; and tables that sort.

In a sortable table a heading is a button, and a cell carries what it sorts by. Nothing here knows what is reported.
"""

import html
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isnan

# What HTML forbids (control characters, noncharacters) and what UTF-8 cannot hold (halves of surrogate pairs).
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_VOID = {"meta", "input", "rect", "line", "br"}
_IN_A_SCRIPT = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


class Markup(str):
    """A text that is HTML already."""

    __slots__ = ()


def printable(text: str) -> str:
    """`text` with a replacement character for each that no page can hold."""
    return _UNPRINTABLE.sub("\ufffd", text)


def clipped(text: str, letters: int) -> str:
    """`text`, or its beginning and an ellipsis: at most `letters` characters."""
    return text if len(text) <= letters else text[: letters - 1] + "…"


def escaped(text: str) -> Markup:
    """`text` as the reader is to see it, in an element or an attribute."""
    return Markup(text if isinstance(text, Markup) else html.escape(printable(text)))


def joined(parts: Iterable[str]) -> Markup:
    """One after the other, what is not Markup escaped."""
    return Markup("".join(map(escaped, parts)))


def element(name: str, /, *children: str, **attributes: str | float | bool) -> Markup:
    """An element. Attributes as in HTML with `_` for `-`, and a `_` behind what Python reserves; False: not there."""
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Markup(f"<{name}{written}>" if name not in {"rect", "line"} else f"<{name}{written}/>")
    return Markup(f"<{name}{written}>{joined(children)}</{name}>")


def _attribute(key: str, value: str | float | bool) -> str:
    name = key.rstrip("_").replace("_", "-")
    if value is False:
        return ""
    if value is True:
        return f" {name}"
    return f' {name}="{escaped(value if isinstance(value, str) else f"{value:g}")}"'


def data(name: str, value: object) -> Markup:
    """`value` as JSON for the page's script, in an element that no browser runs and no text in it can end."""
    text = json.dumps(_printable(value), ensure_ascii=False, separators=(",", ":"))
    safe = re.sub("[<>&\u2028\u2029]", lambda found: _IN_A_SCRIPT[found[0]], text)
    return Markup(f'<script type="application/json" id="{escaped(name)}">{safe}</script>')


def _printable(value: object) -> object:
    """Every text in `value` and its lists printable: JSON would keep a control character, as an escape."""
    if isinstance(value, list | tuple):
        return [_printable(one) for one in value]
    return printable(value) if isinstance(value, str) else value


@dataclass(frozen=True)
class Column:
    """A heading. Numbers stand right."""

    title: str
    number: bool = False


@dataclass(frozen=True)
class TableCell:
    """What is shown, and what it sorts by where that is something else. nan sorts last either way."""

    shown: str
    by: float | None = None


Row = Sequence[str | TableCell]


def sortable_table(caption: str, columns: Sequence[Column], rows: Sequence[Row], *, titled: bool = False) -> Markup:
    """A table that scrolls in itself where the page is narrow; the first cell of each row is its heading.

    Where `titled`, a heading says the caption already: it is there for screen readers alone.
    """
    head = element("tr", *(_heading(column) for column in columns))
    body = joined(element("tr", *(_cell(columns[i], cell, i) for i, cell in enumerate(row))) for row in rows)
    whole = element(
        "table",
        element("caption", caption, class_="unseen" if titled else False),
        element("thead", head),
        element("tbody", body),
        class_="sorts",
    )
    return element("div", whole, class_="scrolls", role="group", aria_label=caption, tabindex="0")


def _heading(column: Column) -> Markup:
    button = element("button", column.title, type="button")
    return element("th", button, scope="col", class_="number" if column.number else False)


def _cell(column: Column, cell: str | TableCell, place: int) -> Markup:
    shown, by = (cell.shown, cell.by) if isinstance(cell, TableCell) else (cell, None)
    number = "number" if column.number else False
    sorts = False if by is None else "" if isnan(by) else f"{by:.6g}"
    if place == 0:
        return element("th", shown, scope="row", class_=number, data_by=sorts)
    return element("td", shown, class_=number, data_by=sorts)
