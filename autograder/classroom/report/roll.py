"""All submissions, in one table that stays small: its rows are data, of which the script shows a page at a time.

A row as HTML takes three times the room and a browser a second for ten thousand of them. The first page is written
out, so that without a script it is read as well, and printed.
"""

from collections.abc import Sequence

from autograder.classroom.class_results import ClassResults, SubmissionRow
from autograder.classroom.report.markup import Markup, clipped, data, element, joined
from autograder.classroom.report.people import name_of

PAGE = 100  # rows shown at once
KEY_LETTERS = 90
COLUMNS = (
    ("Who", False),
    ("Points", True),
    ("State", False),
    ("Attempt", True),
    ("Tests passed", True),
    ("Time, s", True),
    ("Memory, MB", True),
    ("File", False),
)
STATES = ("graded", "late", "no grade of its own", "could not judge", "unreadable", "set aside", "waiting")


def roll(results: ClassResults) -> Markup:
    """The table, its filter, and its data."""
    rows = [fields(row) for row in results.submissions]
    return joined([_filter(), _table(rows[:PAGE]), _pages(len(rows)), data("roll-data", rows)])


def fields(row: SubmissionRow) -> list[str | float | None]:
    """One row as the script has it, in the order of COLUMNS. None: there is no such number."""
    graded = row.state == "graded"
    return [
        name_of(row),
        round(row.score, 2) if graded else None,
        ", ".join(_states(row)),
        row.attempt,
        sum(case.verdict == "passed" for case in row.cases) if graded else None,
        round(row.seconds, 1) if graded else None,
        round(row.memory_mb) if graded and row.memory_mb > 0 else None,
        clipped(row.key, KEY_LETTERS),
    ]


def _states(row: SubmissionRow) -> list[str]:
    return [row.state, *(["late"] if row.late else []), *([] if row.counts else ["no grade of its own"])]


def _filter() -> Markup:
    options = [element("option", "all", value="")] + [element("option", state, value=state) for state in STATES]
    words = element("input", type="search", id="roll-words", autocomplete="off", spellcheck="false")
    return element(
        "div",
        element("label", "Name or file contains ", words),
        element("label", "State ", element("select", *options, id="roll-state")),
        class_="filter",
    )


def _table(rows: Sequence[Sequence[str | float | None]]) -> Markup:
    heads = [
        element("th", element("button", title, type="button"), scope="col", class_="number" if number else False)
        for title, number in COLUMNS
    ]
    body = joined(element("tr", *map(_cell, range(len(row)), row)) for row in rows)
    whole = element(
        "table",
        element("caption", "All submissions", class_="unseen"),
        element("thead", element("tr", *heads)),
        element("tbody", body),
        id="roll-table",
    )
    return element("div", whole, class_="scrolls", role="group", aria_label="All submissions", tabindex="0")


def _cell(place: int, value: str | float | None) -> Markup:
    if place == 0:
        return element("th", element("bdi", str(value)), scope="row")
    shown = "–" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
    return element("td", shown, class_="number" if COLUMNS[place][1] else False)


def _pages(count: int) -> Markup:
    shown = min(count, PAGE)
    return element(
        "div",
        element("button", f"Previous {PAGE}", type="button", id="roll-back", disabled=True),
        element("p", f"1 to {shown} of {count}" if count else "none", id="roll-said", role="status"),
        element("button", f"Next {PAGE}", type="button", id="roll-on", disabled=count <= PAGE),
        element("button", "Show all", type="button", id="roll-all", disabled=count <= PAGE),
        class_="pages",
    )
