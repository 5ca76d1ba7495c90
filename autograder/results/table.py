"""A grade as a table for a terminal."""

import re
import unicodedata

from autograder.results.grade import Grade
from autograder.results.verdict import CaseResult, Verdict

WIDTH = 110  # columns that a terminal window has, or nearly
_ANSI = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|.)")


def table(grade: Grade) -> str:
    """A line a question: points, and of each test that was not passed the sentence that says why."""
    lines = [f"{'question':<14}{'points':>12}"]
    for question, cases in grade.questions().items():
        lines.append(_line(question, cases))
        lines += [_said(case) for case in _shown(cases)]
        lines += [_indented(note.text, "  note: ") for note in grade.notes if note.question == question]
    lines += [_indented(note.text, "note: ") for note in grade.notes if note.question not in grade.questions()]
    lines.append(f"\n{'total':<14}{f'{grade.score:g} / {grade.points:g}':>12}   {grade.seconds:.1f} s")
    return "\n".join(lines)


def _line(question: str, cases: tuple[CaseResult, ...]) -> str:
    earned, possible = sum(case.score for case in cases), sum(case.points for case in cases)
    passed = sum(case.verdict is Verdict.PASSED for case in cases)
    return f"{question:<14}{f'{earned:g} / {possible:g}':>12}   {passed} of {len(cases)} tests passed"


def _shown(cases: tuple[CaseResult, ...]) -> list[CaseResult]:
    """Every test that was not passed, the same sentence once."""
    seen: dict[str, CaseResult] = {}
    for case in cases:
        if case.verdict is not Verdict.PASSED:
            seen.setdefault(case.message, case)
    return list(seen.values())


def _said(case: CaseResult) -> str:
    mark = "could not judge: " if case.verdict is Verdict.NOT_JUDGED else ""
    return _indented(f"{mark}{case.message}", f"  {case.name}: ")


def _indented(text: str, start: str) -> str:
    words, lines, line = harmless(text).split(), [], start
    for word in words:
        if len(line) + len(word) >= WIDTH and line.strip():
            lines.append(line.rstrip())
            line = " " * 6
        line += f"{word} "
    return "\n".join([*lines, line.rstrip()])


def harmless(text: str) -> str:
    """`text` without what steers a terminal or turns the direction of writing: its letters alone."""
    plain = _ANSI.sub("", text)
    return "".join(c if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"} else "" for c in plain)
