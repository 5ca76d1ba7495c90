"""A grade as the results.json that Gradescope reads."""

import json
from pathlib import Path
from typing import Any

from autograder.gradescope.markdown import escaped, shortened
from autograder.gradescope.metadata import Metadata
from autograder.gradescope.ran import did_it_run
from autograder.gradescope.settings import Settings
from autograder.gradescope.summary import summary
from autograder.results.grade import Grade
from autograder.results.private_file import private_file
from autograder.results.verdict import CaseResult, Verdict

# Characters before they are escaped, which makes at most five of one: all together stay below half a megabyte, and one
# below 20,000. Gradescope names no limit for what it shows; nobody reads more of one test.
MAX_OUTPUT = 4_000
MAX_TOGETHER = 60_000

_STATUS = {"Yes": "passed", "In part": "failed", "No": "failed"}


def results(grade: Grade, settings: Settings | None = None, metadata: Metadata | None = None) -> dict[str, Any]:
    """For each question an entry that says whether it ran, then one for each of its test cases, in order.

    Hidden test cases are shown after grades are published, but for those that `settings` shows at once.
    """
    settings, metadata = settings or Settings(), metadata or Metadata()
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


def _entries(number: int, question: str, grade: Grade, settings: Settings, room: int) -> list[dict[str, Any]]:
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


def _entry(number: str, case: CaseResult, settings: Settings, room: int) -> dict[str, Any]:
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
