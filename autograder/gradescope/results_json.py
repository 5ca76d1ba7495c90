"""What Gradescope reads: a grade as results.json, or, where grading itself went wrong, words and no score.

A fault is never a zero. Then there is no `score`, at the top or in an entry; and one entry is never shown to students,
which has Gradescope hide the total, so that not even an empty sum is read as one.

It imports no torch, and does not know where a grade comes from.
"""

import json
from pathlib import Path
from typing import Any

from autograder.gradescope.markdown import escaped, shortened
from autograder.gradescope.metadata import Metadata
from autograder.gradescope.places import GradescopeSettings
from autograder.gradescope.summary import did_it_run, summary
from autograder.results.grade import Grade
from autograder.results.private_file import private_file
from autograder.results.verdict import CaseResult, Verdict

# Characters before they are escaped, which makes at most five of one: all together stay below half a megabyte, and one
# below 20,000. Gradescope names no limit for what it shows; nobody reads more of one test.
MAX_OUTPUT = 4_000
MAX_TOGETHER = 60_000

_STATUS = {"Yes": "passed", "In part": "failed", "No": "failed"}


def results_json(
    grade: Grade, settings: GradescopeSettings | None = None, metadata: Metadata | None = None
) -> dict[str, Any]:
    """For each question an entry that says whether it ran, then one for each of its test cases, in order.

    Hidden test cases are shown after grades are published, but for those that `settings` shows at once.
    """
    settings, metadata = settings or GradescopeSettings(), metadata or Metadata()
    room = _room(grade)
    return {
        "output": summary(grade, settings, metadata),
        "output_format": "md",
        "stdout_visibility": "hidden",  # the table for staff names what hidden tests found
        "execution_time": round(grade.seconds, 3),
        "tests": [
            entry
            for number, question in enumerate(grade.questions(), 1)
            for entry in _entries(number, question, grade, settings, room)
        ],
        "extra_data": {
            "assignment": grade.assignment,
            "seed": grade.seed,
            "layers": list(grade.layers),
            "confined": grade.confined,
            "versions": grade.versions,
            "autograder": grade.digest,
            "submission": metadata.recorded(),
        },
    }


def _entries(number: int, question: str, grade: Grade, settings: GradescopeSettings, room: int) -> list[dict[str, Any]]:
    cases = grade.questions()[question]
    whether = _whether_it_ran(number, question, grade, room)
    return [whether, *(_entry(f"{number}.{n}", case, settings, room) for n, case in enumerate(cases, 1))]


def _whether_it_ran(number: int, question: str, grade: Grade, room: int) -> dict[str, Any]:
    notes = [note for note in grade.notes if note.question == question]
    answer, said = did_it_run(grade.questions()[question], notes)
    return {
        "number": str(number),
        "name": f"{question}: did it run?",
        "status": _STATUS[answer],
        "output": escaped(shortened("\n".join(said), room)).replace("\n", "\n\n"),
        "output_format": "md",
        "visibility": "visible",
    }


def _entry(number: str, case: CaseResult, settings: GradescopeSettings, room: int) -> dict[str, Any]:
    passed = case.verdict is Verdict.PASSED
    later = case.hidden and not settings.shows(case.question, case.name)
    return {
        "number": number,
        "name": f"{case.question}: {case.name}",
        "score": case.score,
        "max_score": case.points,
        "status": "passed" if passed else "failed",
        "output": "Passed." if passed else escaped(shortened(case.message, room)).replace("\n", "\n\n"),
        "output_format": "md",
        "visibility": "after_published" if later else "visible",
    }


def _room(grade: Grade) -> int:
    """Characters for each entry: less for each where a submission makes all of them long."""
    said = [len(text.text) for text in grade.notes] + [len(case.message) for case in grade.cases]
    if sum(said) <= MAX_TOGETHER:
        return MAX_OUTPUT
    return min(MAX_OUTPUT, MAX_TOGETHER // (len(grade.cases) + len(grade.questions())))


def write_results(content: dict[str, Any], path: Path) -> None:
    """Writes the file whole or not at all, for its owner alone."""
    text = json.dumps(content, indent=1)
    with private_file(path) as file:
        file.write(text)


# --- in place of a grade --------------------------------------------------------------------------------------------

MAX_REASON = 4_000  # characters

_FOR_STUDENTS = (
    "**Your submission has not been graded yet. That is not your fault, and it costs you no points.**\n\n"
    "Something went wrong on the side of the autograder. What it was is recorded with this submission, where the "
    "course's staff can read it; they can grade this very submission again without your help.\n\n"
    "**What to do:** your submission is safe, and its time counts. You need not hand in again. If this page still says "
    "so a day later, send the staff a link to it."
)
_FOR_STAFF = (
    "Not graded, for a reason that is not the student's. The output of run_autograder on this page says more. When it "
    'is mended, use "Rerun Autograder" on this submission.'
)


def fault_results(reason: str, seconds: float) -> dict[str, Any]:
    """What Gradescope gets in place of a grade; `reason` is shown to staff alone."""
    return {
        "output": _FOR_STUDENTS,
        "output_format": "md",
        "stdout_visibility": "hidden",
        "execution_time": round(seconds, 3),
        "tests": [
            {
                "number": "1",
                "name": "Not graded: a fault of the autograder, not yours",
                "status": "failed",
                "output": "No test was judged, so there are no points to show. The top of this page says what to do.",
                "output_format": "md",
                "visibility": "visible",
            },
            {
                "number": "2",
                "name": "For staff: why this was not graded",
                "status": "failed",
                "output": f"{_FOR_STAFF}\n\n{escaped(shortened(reason, MAX_REASON))}",
                "output_format": "md",
                "visibility": "hidden",
            },
        ],
        "extra_data": {"fault": shortened(reason, MAX_REASON)},
    }
