"""The page: what stands in it, in which order, in which words. One file, nothing fetched, nobody's text as HTML."""

import base64
import hashlib
from collections.abc import Iterator
from html import escape
from pathlib import Path

from autograder.classroom.report import charts, figures, winnowing
from autograder.classroom.report.tables import DRAWN_AT_ONCE, Cell, long_table, number, table, text
from autograder.classroom.results import ClassResults

_HERE = Path(__file__).resolve().parent
SHOWN = 30  # misconceptions; the rest are one student's each, by and large
CODE = 1500  # characters of an example
LONGEST = 300  # characters of a reason


def render(results: ClassResults) -> str:
    """The report as HTML. It holds students' names: it is for staff."""
    sections = [
        ("totals", "Totals", _totals(results)),
        ("questions", "Questions", _questions(results)),
        ("misconceptions", "Misconceptions", _misconceptions(results)),
        ("tests", "Tests", _tests(results)),
        ("look", "To look at", _troubles(results)),
        ("alike", "Nearly the same", _alike(results)),
        ("time", "Time and memory", _time(results)),
        ("submissions", "Submissions", _submissions(results)),
    ]
    links = "".join(f'<li><a href="#{name}">{title}</a></li>' for name, title, _ in sections)
    body = "".join(f'<section id="{name}"><h2>{title}</h2>{html}</section>' for name, title, html in sections)
    title = escape(f"{results.assignment}: report on the class")
    style = (_HERE / "page.css").read_text(encoding="utf-8")
    script = (_HERE / "page.js").read_text(encoding="utf-8").replace("STEP", str(DRAWN_AT_ONCE))
    policy = f"default-src 'none'; img-src data:; style-src '{_digest(style)}'; script-src '{_digest(script)}'"
    versions = escape(", ".join(f"{name} {version}" for name, version in results.versions.items()))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{style}</style></head><body><header><h1>{title}</h1>"
        f'<p class="soft">Made {escape(results.made)}, autograder {escape(results.autograder[:12])} ({versions}). '
        "It holds names and answers: for staff alone.</p></header>"
        f'<nav aria-label="Sections"><ul>{links}</ul></nav><main>{body}</main><script>{script}</script></body></html>\n'
    )


def _digest(source: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}"


def _totals(results: ClassResults) -> str:
    found = figures.totals(results)
    shown = [
        ("graded", f"{found.graded}"),
        ("without a grade", f"{sum(found.states.values()) - found.graded}"),
        ("mean", f"{found.mean:.1f} of {found.possible:g}"),
        ("median", f"{found.median:.1f}"),
        ("standard deviation", f"{found.spread:.1f}"),
    ]
    boxes = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in shown)
    step = found.possible / len(found.bars)
    rows = [(f"{index * step:g} to {(index + 1) * step:g}", count) for index, count in enumerate(found.bars)]
    lines = "".join(f"<tr><td>{name}</td><td>{count}</td></tr>" for name, count in rows)
    numbers = (
        "<details><summary>The same in numbers</summary><table><thead><tr><th scope='col'>points</th>"
        f"<th scope='col'>submissions</th></tr></thead><tbody>{lines}</tbody></table></details>"
    )
    drawn = charts.histogram(found.bars, found.possible, found.mean, found.median)
    return f'<dl class="numbers">{boxes}</dl>{drawn}<p class="soft">Dashed: the median.</p>{numbers}'


def _questions(results: ClassResults) -> str:
    rows = [
        [text(name), number(points), Cell(charts.share(mean), mean), Cell(charts.share(full), full)]
        for name, points, mean, full in figures.questions(results)
    ]
    columns = ("question", "points", "mean share of its points", "students with all")
    return table("by-question", "Each question, over all graded submissions", columns, rows)


def _misconceptions(results: ClassResults) -> str:
    found = figures.misconceptions(results)
    if not found:
        return "<p>None that the checks have a name for.</p>"
    graded = len(figures.counting(results))
    shown = "".join(_misconception(one, graded) for one in found[:SHOWN])
    more = f'<p class="soft">{len(found) - SHOWN} rarer ones are left out.</p>' if len(found) > SHOWN else ""
    return f"<p>By how many students have them. Open one for an example, without a name.</p>{shown}{more}"


def _misconception(one: figures.Misconception, graded: int) -> str:
    code = one.code if len(one.code) <= CODE else f"{one.code[:CODE]}\n..."
    return (
        f"<details><summary><b>{one.students}</b> ({100 * one.students / graded:.0f}%) "
        f"<code>{escape(one.question)}</code> {escape(one.hint)}</summary>"
        f"<h3>What one of them read</h3><p>{escape(one.example)}</p>"
        f"<h3>Their answer</h3><pre>{escape(code)}</pre></details>"
    )


def _tests(results: ClassResults) -> str:
    found = figures.items(results)
    rows = [
        [
            text(f"{item.question} {item.name}"),
            text("hidden" if item.hidden else "public"),
            number(item.points),
            Cell(charts.share(item.share), item.share),
            _discrimination(item),
        ]
        for item in found
    ]
    nobody = [f"{item.question} {item.name}" for item in found if item.points and item.discrimination is None]
    said = f"<p>Tests with points that separate nobody here: {escape(', '.join(nobody))}.</p>" if nobody else ""
    about = (
        "<p>Discrimination is the correlation of passing a test with the points of all others (point-biserial, the "
        "test itself left out): near 0 or below, who passes is not who does well; look at that test first.</p>"
    )
    columns = ("test", "kind", "points", "passed", "discrimination")
    return about + said + table("by-test", "Each test case, over all submissions that were judged", columns, rows)


def _discrimination(item: figures.Item) -> Cell:
    if item.discrimination is None:
        return Cell("separates nobody", -2.0)
    mark = (
        " (look)" if item.points and item.discrimination < 0.1 else ""
    )  # below, an item is no part of what the others measure
    return Cell(f"{item.discrimination:.2f}{mark}", item.discrimination)


def _troubles(results: ClassResults) -> str:
    rows = [[", ".join(row.students) or row.source, row.source, _cut(why)] for row, why in figures.troubles(results)]
    if not rows:
        return "<p>Nothing: every submission was read, run and judged, and none hit a limit.</p>"
    said = "<p>No grade, a limit that was hit, or something out of the ordinary that its author was told.</p>"
    return said + long_table("looked-at", "Submissions to look at", ("who", "file", "why"), rows)


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[:LONGEST]} ..."


def _alike(results: ClassResults) -> str:
    found = winnowing.similar(results)
    who = {row.key: ", ".join(row.students) or row.source for row in results.submissions}
    said = (
        "<p>Pairs whose code shares more than chance and the template explain, names, comments and layout left out of "
        "account (winnowing, as MOSS does). <strong>A pair is a reason to look, never a verdict</strong>: short "
        "answers are alike by themselves, and people may study together.</p>"
    )
    if not found:
        return f"{said}<p>None.</p>"
    rows = [
        [text(who[p.first]), text(who[p.second]), Cell(charts.share(p.share), p.share), number(p.common)] for p in found
    ]
    columns = ("one", "other", "of the smaller one's code", "pieces in common")
    return said + table("pairs", f"The {len(found)} most alike", columns, rows)


def _time(results: ClassResults) -> str:
    graded = figures.counting(results)
    rows = [
        [text(name), *(number(value, form) for value in figures.quantiles(values))]
        for name, form, values in (
            ("seconds a submission", ".2f", [row.seconds for row in graded]),
            ("MB at the peak", ".0f", [row.memory_mb for row in graded if row.memory_mb]),
        )
    ]
    layers = sorted({layer for row in graded for layer in row.layers})
    confined = escape(", ".join(layers)) or "none: graded without confinement"
    columns = ("", "median", "90th percentile", "largest")
    return (
        table("time-and-memory", "Of graded submissions", columns, rows) + f"<p>Confinement in force: {confined}.</p>"
    )


def _submissions(results: ClassResults) -> str:
    rows = list(_rows(results))
    return long_table("all", "Every submission", ("who", "points", "state", "attempt", "file"), rows)


def _rows(results: ClassResults) -> Iterator[list[str | float]]:
    for row in results.submissions:
        state = row.state if row.counts else f"{row.state}, another one counts"
        late = ", late" if row.late else ""
        score: str | float = round(row.score, 4) if row.state == "graded" else ""
        yield [", ".join(row.students) or row.source, score, f"{state}{late}", row.attempt, row.source]
