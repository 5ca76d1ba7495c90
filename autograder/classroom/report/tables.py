"""Tables that sort: a heading is a button, a cell carries what it sorts by."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

from autograder.classroom.report.markup import Markup, element, joined


@dataclass(frozen=True)
class Column:
    """A heading. Numbers stand right."""

    title: str
    number: bool = False


@dataclass(frozen=True)
class Cell:
    """What is shown, and what it sorts by where that is something else. nan sorts last either way."""

    shown: str
    by: float | None = None


Row = Sequence[str | Cell]


def table(caption: str, columns: Sequence[Column], rows: Sequence[Row], *, titled: bool = False) -> Markup:
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


def _cell(column: Column, cell: str | Cell, place: int) -> Markup:
    shown, by = (cell.shown, cell.by) if isinstance(cell, Cell) else (cell, None)
    number = "number" if column.number else False
    sorts = False if by is None else "" if isnan(by) else f"{by:.6g}"
    if place == 0:
        return element("th", shown, scope="row", class_=number, data_by=sorts)
    return element("td", shown, class_=number, data_by=sorts)
