"""What the grader is told of an assignment: `dist/grading.json`."""

import json
from pathlib import Path

from autograder.release.assignment import Assignment

NAME = "grading.json"


def write_grading_file(assignment: Assignment, dist: Path) -> None:
    """Writes the file into `dist`; its paths are relative to that folder."""
    grading = assignment.release["grading"]
    content = {
        "assignment": assignment.config["name"],
        "salt": grading["salt"],
        "released": f"../student_release/{assignment.master.path.stem}.ipynb",
        "support": "../student_release",
        "tests": "tests",
        "preload": grading.get("preload", []),
        "stand_ins": grading.get("stand_ins", {}),
        "show_at_once": grading.get("show_at_once", []),
        "timeout_s": grading.get("timeout_s", 600),  # Gradescope's default
    }
    (dist / NAME).write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")
