"""What the public checks said, in a sentence where Otter has a traceback; and all of them run on a zip.

A report that Otter words in a form that is not known here is shown as Otter shows it.
"""

import contextlib
import html
import io
import re
import warnings
from dataclasses import dataclass
from pathlib import Path

from otter.check.utils import grade_zip_file
from otter.test_files import TestFile

PUBLIC_ONLY = "Public checks only: the hidden tests decide the grade."

# How Otter 7 words a failed case: the line, its source, and then the exception.
_OTTER_FAILURE = re.compile(
    r"Error at line \d+ in test [^\n]*:\n(?:  [^\n]*\n)*?(?P<type>[A-Za-z_][\w.]*): (?P<text>.*)\Z", re.DOTALL
)


@dataclass(frozen=True)
class PublicReport:
    """What one call of `check` shows: a sentence, and that these were the public checks only."""

    result: TestFile
    undefined: tuple[str, ...] = ()  # names that the checks ask for and that no cell has defined yet

    @property
    def passed(self) -> bool:
        return bool(self.result.passed_all_public)

    def sentence(self) -> str | None:
        """The one sentence of this report, or None where Otter's own report has to serve."""
        if self.undefined:
            names = " and ".join(self.undefined)
            be, them = ("is", "it") if len(self.undefined) == 1 else ("are", "them")
            return f"{names} {be} not defined yet: run the cell that defines {them}, then check again."
        if self.passed:
            return "every public check passes."
        failures = [r for r in self.result.test_case_results if not r.passed and not r.test_case.hidden]
        return _sentence_of(failures[0].message or "")

    def __repr__(self) -> str:
        sentence = self.sentence()
        if sentence is None:
            return str(self.result.summary(public_only=True))
        return f"{self.result.name}: {sentence}\n{PUBLIC_ONLY}"

    def _repr_html_(self) -> str:
        sentence = self.sentence()
        if sentence is None:
            return f"<pre>{html.escape(self.result.summary(public_only=True))}</pre>"
        mark = "&#10003; passes" if self.passed and not self.undefined else "&#10007; not yet"
        return (
            f"<p><strong><code>{html.escape(self.result.name)}</code> {mark}:</strong> {html.escape(sentence)}"
            f"<br><small>{PUBLIC_ONLY}</small></p>"
        )


@dataclass(frozen=True)
class PublicReports:
    """What `check_all` shows: a line for every question."""

    reports: tuple[PublicReport, ...]

    def __repr__(self) -> str:
        lines = [repr(report).removesuffix(f"\n{PUBLIC_ONLY}") for report in self.reports]
        return "\n".join([*lines, PUBLIC_ONLY])


def public_reports(zip_path: Path, name: str, tests: Path) -> PublicReports:
    """What the checks in `tests` say of the notebook `name` in a zip, run as a grader would, in a fresh process."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Otter passes the child's warnings on: none is the student's
        results = grade_zip_file(str(zip_path), name, str(tests)).results
    return PublicReports(tuple(PublicReport(result) for result in results.values()))


def _sentence_of(message: str) -> str | None:
    match = _OTTER_FAILURE.search(message)
    text = match["text"].strip() if match else ""
    if match is None or (match["type"] == "AssertionError" and not text):
        return None
    if match["type"] == "AssertionError":
        return text
    return f"your code raised {match['type']}: {_with_its_quotes(text)}"


def _with_its_quotes(text: str) -> str:
    """Otter strips quotes from both ends of an exception's text: `'int' object ...` loses its first."""
    text = f"'{text}" if re.match(r"[\w.]+' ", text) else text
    return f"{text}'" if text.count("'") % 2 else text
