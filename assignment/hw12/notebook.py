"""`grader.check("q4_sample")` as Otter's users know it, with a sentence in place of a traceback.

What is added to `otter.Notebook`: a check leaves the random streams of the session as they were (Otter's own
message of success draws a picture with `random.choice`), and its report says in one sentence what was found.
What Otter reports in a form that is not known here is shown as Otter shows it.
"""

import contextlib
import html
import inspect
import io
import random
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import otter
import torch
from otter.check.utils import grade_zip_file, list_available_tests
from otter.test_files import TestFile

from hw12.out_of_order import explain_names
from hw12.whereabouts import USUAL

PUBLIC_ONLY = "Public checks only: the hidden tests decide the grade."

# How Otter 7 words a failed case: the line, its source, and then the exception.
_OTTER_FAILURE = re.compile(
    r"Error at line \d+ in test [^\n]*:\n(?:  [^\n]*\n)*?(?P<type>[A-Za-z_][\w.]*): (?P<text>.*)\Z", re.DOTALL
)


@contextlib.contextmanager
def random_streams_kept() -> Iterator[None]:
    """Leaves Python's, numpy's and torch's global random streams as they were found."""
    python, numpy, torch_cpu = random.getstate(), np.random.get_state(), torch.get_rng_state()
    try:
        yield
    finally:
        random.setstate(python)
        np.random.set_state(numpy)
        torch.set_rng_state(torch_cpu)


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


class Notebook(otter.Notebook):  # type: ignore[misc]  # otter is published without types
    """`otter.Notebook` whose checks answer in a sentence; takes the same arguments.

    From then on the running notebook also says which cell to run where a name is not there yet.
    """

    def __init__(self, nb_path: str | None = None, *arguments: Any, **named: Any) -> None:
        there = nb_path if nb_path and Path(nb_path).is_file() else None  # saved under another name, or on Drive
        super().__init__(there, *arguments, **named)
        explain_names(Path(there or USUAL))

    def check(self, question: str, global_env: dict[str, Any] | None = None) -> PublicReport:
        """Runs the public checks of `question` against `global_env` (by default the caller's globals)."""
        env = _callers_globals() if global_env is None else global_env
        try:
            with random_streams_kept():
                result = super().check(question, env)
        except FileNotFoundError:
            known = ", ".join(list_available_tests(self._tests_dir, self._nbmeta_config))
            raise ValueError(f"There is no check named {question!r}; there are checks for {known}.") from None
        return PublicReport(result, _undefined(result, env))

    def check_all(self) -> PublicReports:
        """Runs the public checks of every question against the caller's globals."""
        env = _callers_globals()
        questions = list_available_tests(self._tests_dir, self._nbmeta_config)
        return PublicReports(tuple(self.check(question, env) for question in questions))

    def export(self, nb_path: str | None = None, **_: Any) -> None:
        """Otter's word for `hw12.submit()`, for those who know it."""
        from hw12.submission import submit

        if not type(self)._grading_mode:
            submit(nb_path)


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


def _undefined(result: TestFile, env: Mapping[str, object]) -> tuple[str, ...]:
    asked = [name for case in result.test_cases for name in inspect.signature(case.body.test_func).parameters]
    return tuple(dict.fromkeys(name for name in asked if name not in env and name != "env"))


def _callers_globals() -> dict[str, Any]:
    frame: FrameType | None = inspect.currentframe()
    while frame is not None and frame.f_globals.get("__name__") == __name__:
        frame = frame.f_back
    assert frame is not None  # this module is never the outermost frame
    return frame.f_globals
