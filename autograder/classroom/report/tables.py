"""Tables that can be sorted by each column and filtered; long ones are kept as data and drawn a page at a time.

A row in HTML costs ten times its text: ten thousand of them would weigh more than the report may. So rows of a long
table stand in the page as JSON, and the script draws those that are looked at, as text and never as HTML.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

DRAWN_AT_ONCE = 100  # rows of a long table


@dataclass(frozen=True)
class Cell:
    """What is shown (HTML), and what it is sorted by."""

    html: str
    key: float | str


def text(value: str) -> Cell:
    """Words, as they are."""
    return Cell(escape(value), value.casefold())


def number(value: float, form: str = "g") -> Cell:
    """A number, right-aligned by its column."""
    return Cell(escape(format(value, form)), value)


def table(name: str, caption: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """A table with all its rows in the page; a click or Enter on a heading sorts by it."""
    body = "".join(
        "<tr>" + "".join(f'<td data-key="{escape(str(c.key))}">{c.html}</td>' for c in row) + "</tr>" for row in rows
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f'<table id="{name}" class="sortable"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{_headings(columns)}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def long_table(name: str, caption: str, columns: Sequence[str], rows: Iterable[Sequence[str | float]]) -> str:
    """A table of plain values of which the script draws a page at a time, with a field to filter by."""
    data = json.dumps(list(rows), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return (
        f'<p><label>Show rows that hold <input type="search" id="{name}-filter" autocomplete="off"></label> '
        f'<span id="{name}-count" role="status"></span></p>'
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f'<table id="{name}" class="long"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{_headings(columns)}</tr></thead><tbody></tbody></table></div>"
        f'<p><button type="button" id="{name}-more">Show {DRAWN_AT_ONCE} more</button></p>'
        f'<script type="application/json" id="{name}-rows">{data}</script>'
    )


def _headings(columns: Sequence[str]) -> str:
    return "".join(f'<th scope="col"><button type="button">{escape(column)}</button></th>' for column in columns)
