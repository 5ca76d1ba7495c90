"""How submissions are named, what was out of the ordinary, how long it took, and who answered alike."""

from collections.abc import Iterable, Sequence

import numpy as np

from autograder.classroom.class_results import ClassResults, SubmissionRow
from autograder.classroom.report.markup import Column, Markup, Row, TableCell, clipped, element, joined, sortable_table
from autograder.classroom.report.misconceptions import Misconception
from autograder.classroom.report.overview import percent
from autograder.classroom.report.pairs import Pair

NAMES, NAME_LETTERS, TEXT_LETTERS = 5, 60, 400
MOST_TROUBLES, MOST_MISCONCEPTIONS = 500, 60
CODE_LETTERS, WITH_CODE = 2500, 20  # of an answer in a pair; pairs that show theirs
SLOWEST = 10

_LIMITS = {
    "OutOfTime": "out of time",
    "OutOfMemory": "out of memory",
    "Exited": "ended its process",
    "Crashed": "crashed",
    "BadReply": "sent back what is no answer",
    "NotRun": "was not run",
}


def name_of(row: SubmissionRow) -> str:
    """Who handed in, or the file where nobody is known."""
    shown = [clipped(" ".join(name.split()), NAME_LETTERS) for name in row.students[:NAMES]]
    more = [f"and {len(row.students) - NAMES} more"] if len(row.students) > NAMES else []
    return ", ".join(shown + more) or clipped(row.key, NAME_LETTERS)


def troubles(results: ClassResults) -> Markup:
    """What a person should look at, the gravest first."""
    found = [one for row in results.submissions for one in _troubles(row)]
    found.sort(key=lambda one: one[0])
    lines = [
        [element("bdi", name_of(row)), element("strong", kind), clipped(text, TEXT_LETTERS), clipped(row.key, 80)]
        for _, kind, text, row in found[:MOST_TROUBLES]
    ]
    if not found:
        return element("p", "Nothing: all were read and judged, and none hit a limit.")
    columns = [Column("Who"), Column("What"), Column("In words"), Column("File")]
    rest = len(found) - len(lines)
    more = [element("p", f"{rest} more are in the gradebook.", class_="note")] if rest else []
    return joined([sortable_table("Submissions to look at", columns, lines, titled=True), *more])


def _troubles(row: SubmissionRow) -> Iterable[tuple[int, str, str, SubmissionRow]]:
    if row.state != "graded":
        superseded = row.state == "set aside" and not row.counts  # an older attempt or a duplicate: nothing is wrong
        yield 4 if superseded else 0, row.state, row.reason, row
    unjudged = [f"{case.question}: {case.name}" for case in row.cases if case.verdict == "could not judge"]
    if row.state == "graded" and unjudged:
        yield 1, "could not judge", ", ".join(unjudged), row
    stopped: dict[str, list[str]] = {}
    for case in row.cases:
        if case.stopped in _LIMITS:
            stopped.setdefault(case.stopped, []).append(f"{case.question}: {case.name}")
    for limit, cases in stopped.items():
        yield 2, _LIMITS[limit], ", ".join(cases), row
    for question, text in row.notes:
        yield 3, f"note on {question}" if question else "note", text, row


def misconceptions(found: Sequence[Misconception], students: int) -> Markup:
    """A card for each."""
    if not found:
        return element("p", "None was recognised.")
    rest = len(found) - MOST_MISCONCEPTIONS
    more = [element("p", f"{rest} rarer ones are in the gradebook.", class_="note")] if rest > 0 else []
    cards = [_misconception(one, students) for one in found[:MOST_MISCONCEPTIONS]]
    return joined([element("ol", *cards, class_="cards"), *more])


def _misconception(one: Misconception, students: int) -> Markup:
    count = f"{one.students} student{'s' if one.students != 1 else ''}, {percent(one.students / max(1, students))}"
    example = (
        [element("p", _worded(one.message)), _code(one.excerpt)]
        if one.excerpt
        else [element("p", _worded(one.message))]
    )
    return element(
        "li",
        element("p", element("strong", count), f" · {one.question} · in {', '.join(one.tests)}", class_="meta"),
        element("p", _worded(one.hint), class_="hint"),
        element("details", element("summary", f"An example of {one.question}, without names"), *example),
    )


def _worded(text: str) -> Markup:
    """A sentence of a check, where backticks hold code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:  # one backtick has no other
        return joined([text])
    return joined(element("code", part) if place % 2 else part for place, part in enumerate(parts))


def _code(source: str) -> Markup:
    return element("pre", element("code", source), tabindex="0", role="group", aria_label="source")


def cost(rows: Sequence[SubmissionRow]) -> Markup:
    """Time and memory."""
    if not rows:
        return element("p", "Nothing was graded yet.")
    seconds = [row.seconds for row in rows]
    memory = [row.memory_mb for row in rows if row.memory_mb > 0]
    ranks = [Column("Of a submission")] + [
        Column(name, True) for name in ("Half below", "95% below", "Greatest", "All")
    ]
    lines: list[Row] = [["Seconds", *_quantiles(seconds, "s"), TableCell(f"{sum(seconds) / 60:.1f} min")]]
    lines += [["Memory at its peak", *_quantiles(memory, "MB"), TableCell("–")]] if memory else []
    slow = sorted(rows, key=lambda row: (-row.seconds, row.key))[:SLOWEST]
    slowest: list[Row] = [
        [
            element("bdi", name_of(row)),
            TableCell(f"{row.seconds:.1f} s", row.seconds),
            TableCell(_mb(row), row.memory_mb),
        ]
        for row in slow
    ]
    columns = [Column("Who"), Column("Time", True), Column("Memory", True)]
    layers = sorted({", ".join(row.layers) for row in rows if row.layers})
    said = element("p", f"Confined by: {'; or by: '.join(layers)}.", class_="note") if layers else Markup("")
    return joined(
        [sortable_table("Time and memory", ranks, lines), sortable_table("The slowest", columns, slowest), said]
    )


def _quantiles(values: Sequence[float], unit: str) -> list[TableCell]:
    return [TableCell(f"{value:.1f} {unit}", value) for value in np.quantile(values, [0.5, 0.95, 1.0]).tolist()]


def _mb(row: SubmissionRow) -> str:
    return f"{row.memory_mb:.0f} MB" if row.memory_mb > 0 else "–"


def pairs(found: Sequence[Pair], total: int, holders: int) -> Markup:
    """Pairs to look at."""
    note = element(
        "p",
        "Pairs to look at, not a verdict: two answers can read alike for many good reasons. Names, strings, comments "
        "and layout are ignored, the released cells are subtracted, and what more than "
        f"{holders} submissions share is left out (winnowing: Schleimer, Wilkerson, Aiken 2003).",
        class_="note",
    )
    if not found:
        return joined([note, element("p", "No pair stands out.")])
    columns = [Column("One"), Column("Other"), Column("In common", True), Column("Fingerprints", True), Column("Where")]
    lines: list[Row] = [
        [
            element("bdi", name_of(one.first)),
            element("bdi", name_of(one.second)),
            TableCell(percent(one.similarity), one.similarity),
            TableCell(str(one.shared), one.shared),
            ", ".join(one.questions),
        ]
        for one in found
    ]
    head = f"The {len(found)} most alike of {total} pairs" if total > len(found) else "Pairs that read alike"
    return joined([note, sortable_table(head, columns, lines), *map(_side_by_side, found[:WITH_CODE])])


def _side_by_side(pair: Pair) -> Markup:
    question = pair.questions[0]
    sides = [
        element(
            "div",
            element("p", element("bdi", name_of(row)), class_="meta"),
            _code(clipped(row.answers[question], CODE_LETTERS)),
        )
        for row in (pair.first, pair.second)
    ]
    title = joined([element("bdi", name_of(pair.first)), " and ", element("bdi", name_of(pair.second))])
    summary = element("summary", title, f": {question}")
    return element("details", summary, element("div", *sides, class_="sides"))
