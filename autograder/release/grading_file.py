"""What the grader is given of an assignment beside its tests: `dist/grading.json` and the package with the checks."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from autograder.release.assignment import Assignment

NAME = "grading.json"
CORPUS, STAFF = "corpus", "staff"  # folders beside the master: answers that try the checks, and staff's own code


def write_grading_file(assignment: Assignment, dist: Path) -> None:
    """Writes the file and copies the checks into `dist`; paths in the file are relative to that folder."""
    grading, folder = assignment.release["grading"], assignment.master.path.parent
    content = {
        "assignment": assignment.config["name"],
        "salt": grading["salt"],
        "released": f"../student_release/{assignment.master.path.stem}.ipynb",
        "support": "../student_release",
        "tests": "tests",
        "checks": grading.get("checks"),
        "sources": [f"../{folder.name}/{name}" for name in _sources(assignment)],
        "preload": grading.get("preload", []),
        "stand_ins": grading.get("stand_ins", {}),
        "show_at_once": grading.get("show_at_once", []),
        "timeout_s": grading.get("timeout_s", 600),  # Gradescope's default
    }
    if grading.get("checks"):
        shutil.copytree(
            folder / grading["checks"], dist / grading["checks"], ignore=shutil.ignore_patterns("__pycache__")
        )
    (dist / NAME).write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _sources(assignment: Assignment) -> Iterator[str]:
    """What the release is made from and students must not see: no worker may read it where it lies beside `dist`."""
    master = assignment.master.path
    checks = assignment.release["grading"].get("checks")
    yield from (name for name in (master.name, checks, CORPUS, STAFF) if name and (master.parent / name).exists())
