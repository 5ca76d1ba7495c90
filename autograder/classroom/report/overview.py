"""Totals, questions, tests: how the class did, and how the tests did."""

from collections.abc import Mapping, Sequence
from math import isnan
from statistics import fmean, median

from autograder.classroom.class_results import SubmissionRow
from autograder.classroom.report.charts import bins, histogram, points, share_bar
from autograder.classroom.report.items import ENOUGH, WEAK, Item
from autograder.classroom.report.markup import Column, Markup, TableCell, element, escaped, joined, sortable_table

SOURCE = (
    "Pass: of those who were judged, who passed (difficulty). Discrimination: the corrected point-biserial "
    "correlation of passing with the points in all other tests (Henrysson 1963; Crocker and Algina 1986, chapter 14). "
    f"From {WEAK:g} on a test tells who knows more (Ebel 1965); below 0, those who do well otherwise fail it. "
    f"A dash: fewer than {ENOUGH} submissions, or nobody is told apart."
)


def totals(rows: Sequence[SubmissionRow], most: float) -> Markup:
    """The distribution of totals, as a picture and as a table."""
    if not rows:
        return element("p", "Nothing was graded yet.")
    scores = [row.score for row in rows]
    shown = bins(scores, most)
    middle = median(scores)
    said = f"{len(rows)} graded: mean {fmean(scores):.1f}, median {points(middle)}, "
    said += f"from {points(min(scores))} to {points(max(scores))}"
    lines = [
        [TableCell(f"{points(one.low)} to {points(one.high)}", one.low), TableCell(str(one.count), one.count)]
        for one in shown
    ]
    numbers = sortable_table("Totals in numbers", [Column("Points", True), Column("Submissions", True)], lines)
    return joined(
        [
            element("p", f"{said}, of {points(most)} points."),
            histogram(shown, f"Histogram of totals. {said}.", middle),
            element("details", element("summary", "The picture in numbers"), numbers),
        ]
    )


def questions(rows: Sequence[SubmissionRow], worth: Mapping[str, float]) -> Markup:
    """What was earned of each question's points."""
    columns = [Column("Question"), Column("Points", True), Column("Earned, mean"), Column("Full marks")]
    return sortable_table("Questions", columns, [_question(rows, *one) for one in worth.items() if one[1]], titled=True)


def _question(rows: Sequence[SubmissionRow], question: str, most: float) -> list[str | TableCell]:
    earned = [
        sum(case.points for case in row.cases if case.question == question and case.verdict == "passed") for row in rows
    ]
    mean = fmean(earned) / most if rows and most else 0.0
    full = sum(value >= most - 1e-9 for value in earned) / len(rows) if rows else 0.0
    return [question, TableCell(points(most), most), _share(mean), _share(full)]


def tests(items: Sequence[Item]) -> Markup:
    """Item analysis."""
    columns = [
        Column("Test"),
        Column("Question"),
        Column("Pass"),
        Column("Discrimination", True),
        Column("Remark"),
        Column("Points", True),
        Column("Kind"),
        Column("Judged", True),
    ]
    lines = [
        [
            _breakable(item.name),
            item.question,
            _share(item.share),
            TableCell("–" if isnan(item.discrimination) else f"{item.discrimination:.2f}", item.discrimination),
            element("strong", item.remark) if item.remark else "",
            TableCell(points(item.points), item.points),
            "hidden" if item.hidden else "public",
            TableCell(str(item.judged), item.judged),
        ]
        for item in items
    ]
    return joined([element("p", SOURCE, class_="note"), sortable_table("Tests", columns, lines, titled=True)])


def _breakable(name: str) -> Markup:
    """A name that may go on in the next line after each underscore."""
    return Markup(escaped(name).replace("_", "_<wbr>"))


def _share(share: float) -> TableCell:
    if isnan(share):
        return TableCell("–", share)
    return TableCell(share_bar(share, percent(share)), share)


def percent(share: float) -> str:
    """Whole percents, but never 0 or 100 for what is not all or nothing."""
    if 0 < share < 0.01:
        return "under 1%"
    return "over 99%" if 0.99 < share < 1 else f"{100 * share:.0f}%"
