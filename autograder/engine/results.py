"""A grade as the results.json that Gradescope reads."""

import html
import json
import os
from pathlib import Path
from typing import Any

from autograder.engine.grade import Grade
from autograder.engine.table import harmless
from autograder.engine.verdict import CaseResult, Verdict

MAX_OUTPUT = 20_000  # characters of one test's output; Gradescope refuses results that are far larger


def results(grade: Grade) -> dict[str, Any]:
    """An entry for each test case, in order; hidden ones are shown after the grades are published."""
    return {
        "output_format": "md",
        "output": _summary(grade),
        "execution_time": round(grade.seconds, 3),
        "tests": [_entry(number, case) for number, case in enumerate(grade.cases, 1)],
        "extra_data": {
            "assignment": grade.assignment,
            "seed": grade.seed,
            "layers": list(grade.layers),
            "confined": grade.confined,
            "versions": grade.versions,
            "autograder": grade.digest,
        },
    }


def _entry(number: int, case: CaseResult) -> dict[str, Any]:
    passed = case.verdict is Verdict.PASSED
    return {
        "number": str(number),
        "name": f"{case.question}: {case.name}",
        "score": case.score,
        "max_score": case.points,
        "status": "passed" if passed else "failed",
        "output": "Passed." if passed else escaped(case.message)[:MAX_OUTPUT],
        "output_format": "md",
        "visibility": "after_published" if case.hidden else "visible",
    }


def _summary(grade: Grade) -> str:
    lines = [escaped(f"{note.question}: {note.text}" if note.question else note.text) for note in grade.notes]
    return "\n\n".join(lines)[:MAX_OUTPUT]


def escaped(text: str) -> str:
    """`text` that says in Markdown what it says as it stands."""
    plain = html.escape(harmless(text), quote=False)
    return "".join(f"\\{c}" if c in "\\`*_{}[]#|~$" else c for c in plain)


def write_results(grade: Grade, path: Path) -> None:
    """Writes the file whole or not at all."""
    partial = path.with_name(f".{path.name}.part")
    partial.write_text(json.dumps(results(grade), indent=1), encoding="utf-8")
    os.replace(partial, path)
