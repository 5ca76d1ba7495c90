"""The page: head, summary, sections, and what the browser is allowed to run."""

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime
from importlib import resources

from autograder.classroom.class_results import ClassResults, SubmissionRow
from autograder.classroom.report import overview, people
from autograder.classroom.report.items import Item, analyse, graded
from autograder.classroom.report.markup import Markup, element
from autograder.classroom.report.misconceptions import find_misconceptions, student_count
from autograder.classroom.report.pairs import PairCriteria, find_pairs
from autograder.classroom.report.roll import roll


def render(results: ClassResults) -> str:
    """The report as one HTML page, the same for the same results; it opens offline and asks for nothing."""
    rows = graded(results)
    items = analyse(results, rows)
    sections = _sections(results, rows, items)
    navigation = element("ul", *(element("li", element("a", title, href=f"#{key}")) for key, title, _ in sections))
    title = f"{results.assignment or 'Class'}: report"
    body = [
        element("a", "Skip to the content", href="#content", class_="skip"),
        element("header", element("h1", title), _made(results), element("nav", navigation, aria_label="Sections")),
        element("main", _tiles(results, rows, items), *(_section(*one) for one in sections), id="content"),
        element("footer", _versions(results)),
        Markup(f"<script>{_file('report.js')}</script>"),
    ]
    return "<!DOCTYPE html>\n" + element("html", _head(title), element("body", *body), lang="en") + "\n"


def _sections(
    results: ClassResults, rows: Sequence[SubmissionRow], items: Sequence[Item]
) -> list[tuple[str, str, Markup]]:
    students = sum(map(student_count, rows))
    counting = [row for row in results.submissions if row.counts and row.answers]
    criteria = PairCriteria()
    return [
        ("totals", "Totals", overview.totals(rows, sum(results.questions.values()))),
        ("questions", "Questions", overview.questions(rows, results.questions)),
        (
            "misconceptions",
            "Misconceptions",
            people.misconceptions(find_misconceptions(rows, results.template), students),
        ),
        ("tests", "Tests", overview.tests(items)),
        ("troubles", "To look at", people.troubles(results)),
        (
            "alike",
            "Near-identical answers",
            people.pairs(*find_pairs(results, criteria), criteria.holders(len(counting))),
        ),
        ("cost", "Time and memory", people.cost(rows)),
        ("submissions", "All submissions", roll(results)),
    ]


def _section(key: str, title: str, content: Markup) -> Markup:
    heading = element("h2", title, id=f"{key}-heading")
    return element("section", heading, content, id=key, aria_labelledby=f"{key}-heading")


def _head(title: str) -> Markup:
    style, script = _file("report.css"), _file("report.js")
    policy = (
        f"default-src 'none'; script-src {_allowed(script)}; style-src {_allowed(style)}; "
        "base-uri 'none'; form-action 'none'"
    )
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", title),
        Markup(f"<style>{style}</style>"),
    )


def _file(name: str) -> str:
    """A file of this package, as it stands in the page: neither closes its own element."""
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8").strip()


def _allowed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _tiles(results: ClassResults, rows: Sequence[SubmissionRow], items: Sequence[Item]) -> Markup:
    counting = [row for row in results.submissions if row.counts]
    silent = sum(item.remark.startswith(("separates", "below")) for item in items)
    shown = [
        ("submissions that count", str(len(counting))),
        ("graded", str(len(rows))),
        ("without a grade", str(len(counting) - len(rows))),
        ("late", str(sum(row.late for row in counting))),
        ("tests", str(len(items))),
        ("tests to look at", str(silent)),
    ]
    return element(
        "dl", *(element("div", element("dt", key), element("dd", value)) for key, value in shown), class_="tiles"
    )


def _made(results: ClassResults) -> Markup:
    when = element("time", _as_people_write(results.made), datetime=results.made)
    return element("p", "Graded ", when, ". For staff: it names students.", class_="note")


def _as_people_write(moment: str) -> str:
    """14 March 2026, 09:26 UTC; a text that is no time as it is."""
    try:
        when = datetime.fromisoformat(moment)
    except ValueError:
        return moment
    zone = when.strftime("%Z") if when.tzinfo else ""
    return f"{when.day} {when:%B %Y, %H:%M} {zone}".strip()


def _versions(results: ClassResults) -> Markup:
    versions = ", ".join(f"{name} {version}" for name, version in results.versions.items())
    return element("p", f"Autograder {results.autograder or 'unknown'}", f"; {versions}." if versions else ".")
