"""What each reader of a results.json sees of it, as Gradescope's specification has it: who, and when."""

import html
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from autograder.gradescope.markdown import plain


class Reader(Enum):
    """Who looks, and when; the value is the title of the page."""

    BEFORE = "What the student sees before grades are published"
    AFTER = "What the student sees after grades are published"
    STAFF = "What staff see at any time"


# Without the due date's, which nothing of ours uses.
_SHOWN = {
    Reader.BEFORE: {"visible"},
    Reader.AFTER: {"visible", "after_published"},
    Reader.STAFF: {"visible", "after_published", "hidden"},
}


@dataclass(frozen=True)
class PageEntry:
    """One entry of `tests`."""

    title: str
    status: str  # passed, failed, or "" for neither
    points: str  # "" where it has none
    paragraphs: tuple[str, ...]
    hidden: bool  # not for every reader


@dataclass(frozen=True)
class Page:
    """One reader's view."""

    title: str
    total: str
    paragraphs: tuple[str, ...]
    entries: tuple[PageEntry, ...]
    stdout: str  # of run_autograder, for staff alone
    left_out: int  # entries that the picture leaves out, to stay short


def page(content: Mapping[str, Any], reader: Reader, stdout: str = "", questions: Collection[str] = ()) -> Page:
    """The view of `content`; with `questions`, the entries of those alone."""
    shown = [entry for entry in content["tests"] if entry.get("visibility", "visible") in _SHOWN[reader]]
    chosen = [entry for entry in shown if not questions or entry["name"].split(":")[0] in questions]
    return Page(
        reader.value,
        _total(content["tests"], everything=len(shown) == len(content["tests"])),
        tuple(content["output"].split("\n\n")),
        tuple(map(_page_entry, chosen)),
        stdout if reader is Reader.STAFF else "",
        len(shown) - len(chosen),
    )


def _total(entries: list[dict[str, Any]], *, everything: bool) -> str:
    """A student with a hidden test sees no total; a file without scores has none."""
    scored = [entry for entry in entries if "score" in entry]
    possible = sum(entry["max_score"] for entry in scored)
    if not scored:
        return "- (no score)"
    return f"{sum(entry['score'] for entry in scored):g} / {possible:g}" if everything else f"- / {possible:g}"


def _page_entry(entry: Mapping[str, Any]) -> PageEntry:
    points = f"{entry['score']:g} / {entry['max_score']:g}" if "score" in entry else ""
    title = f"{entry['number']}) {entry['name']}"
    hidden = entry.get("visibility", "visible") != "visible"
    return PageEntry(title, entry.get("status", ""), points, tuple(entry["output"].split("\n\n")), hidden)


def as_html(shown: Page) -> str:
    """The page as one HTML file without scripts or addresses."""
    entries = "".join(map(_entry_html, shown.entries))
    stdout = f"<h2>Autograder output (for staff)</h2><pre>{html.escape(shown.stdout)}</pre>" if shown.stdout else ""
    left_out = f"<p class=more>... and {shown.left_out} more entries</p>" if shown.left_out else ""
    return (
        f"<!DOCTYPE html><html lang=en><meta charset=utf-8><title>{html.escape(shown.title)}</title>{_STYLE}"
        f"<h1>{html.escape(shown.title)}</h1><p class=total>Total points: {shown.total}</p>"
        f"{_paragraphs(shown.paragraphs)}{stdout}{entries}{left_out}</html>\n"
    )


_STYLE = """<style>
body { font: 15px/1.4 sans-serif; max-width: 50em; margin: 2em auto; color: #222 }
.total { float: right; font-weight: bold } .more { color: #666 }
section { border-left: 6px solid #888; background: #f6f6f6; margin: .6em 0; padding: .3em .8em }
section.passed { border-color: #2a7d4f } section.failed { border-color: #b3312c }
h2 { font-size: 1em; margin: .2em 0 } pre { background: #f0f0f0; padding: .6em; overflow: auto }
</style>"""


def _entry_html(entry: PageEntry) -> str:
    hidden = " (not for students before publishing)" if entry.hidden else ""
    points = f" ({entry.points})" if entry.points else ""
    title = f"<h2>{html.escape(entry.title)}{points}{hidden}</h2>"
    return f'<section class="{entry.status}">{title}{_paragraphs(entry.paragraphs)}</section>'


def _paragraphs(paragraphs: tuple[str, ...]) -> str:
    """Bold as `**` marks it; everything else as it stands."""
    return "".join(f"<p>{_bold(paragraph)}</p>" for paragraph in paragraphs)


def _bold(paragraph: str) -> str:
    parts = [html.escape(plain(part)) for part in re.split(r"(?<!\\)\*\*", paragraph)]
    return "".join(f"<b>{part}</b>" if n % 2 else part for n, part in enumerate(parts))
