"""One submission laid out and graded as Gradescope does, in a fresh container of the smallest size."""

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .awkward import Awkward, expected
from .control_group import ControlGroup, bounded
from .failed import Failed
from .image import Image

MEMORY_MB, CORES = 768, 0.5  # the smallest container that Gradescope has
RUN_S = 600  # Gradescope's own timeout, if nobody changes it
OUTPUT_CHARACTERS = 100_000  # Gradescope takes no more of one output
_METADATA = {
    "id": 123456,
    "created_at": "2026-03-01T12:00:00.000000-08:00",
    "assignment": {
        "id": 1,
        "course_id": 1,
        "title": "Homework 12",
        "release_date": "2026-02-20T12:00:00.000000-08:00",
        "due_date": "2026-03-02T12:00:00.000000-08:00",
        "late_due_date": None,
        "group_submission": False,
        "group_size": None,
        "total_points": "100.0",
        "outline": None,
    },
    "submission_method": "upload",
    "users": [{"email": "student@example.org", "id": 7, "name": "A Student", "sid": "7"}],
    "previous_submissions": [
        {
            "submission_time": "2026-02-28T12:00:00.000000-08:00",
            "score": 12.0,
            "autograder_error": False,
            "results": {"tests": [{"name": "hidden", "score": 12.0, "max_score": 100.0}]},
        }
    ],
}


@dataclass(frozen=True)
class Graded:
    """What became of a submission."""

    results: dict[str, Any]
    printed: str  # for staff
    seconds: float
    peak_mb: float
    ended_for_memory: int

    @property
    def score(self) -> float:
        """Points earned, as Gradescope adds them up."""
        return float(sum(test.get("score", 0) for test in self.results["tests"]))

    @property
    def text(self) -> str:
        """All that a student reads of it, sooner or later."""
        parts = [self.results, *self.results["tests"]]
        return "\n".join(str(part.get("output", "")) for part in parts)


def grade(image: Image, one: Awkward) -> Graded:
    """Lays the submission out and runs run_autograder. Raises Failed where there is no results.json."""
    name = re.sub(r"\W+", "-", one.name)[:40]
    container = image.fresh(name)
    autograder = container.file("/autograder")
    (autograder / "submission").mkdir(parents=True)
    (autograder / "results").mkdir()
    one.make(image.notebooks, autograder / "submission")
    (autograder / "submission_metadata.json").write_text(json.dumps(_METADATA))
    begun = time.monotonic()
    with bounded(name, MEMORY_MB, CORES) as group:
        printed = _run(image, name, group)
        seconds = time.monotonic() - begun
        results = autograder / "results" / "results.json"
        if not results.is_file():
            raise Failed(f"{one.name}: there is no results.json; it said: {printed[-1500:]}")
        found = json.loads(results.read_text(encoding="utf-8"))
        made = Graded(found, printed, seconds, group.peak_mb(), group.ended_for_memory())
    shutil.rmtree(image.scratch / name)
    return made


def _run(image: Image, name: str, group: ControlGroup) -> str:
    try:
        done = image.fresh(name).run(
            ["bash", "/autograder/run_autograder"],
            RUN_S,
            group,
            environment={"TOKEN_OF_THE_HARNESS": "not for students"},
        )
    except subprocess.TimeoutExpired as error:
        raise Failed(f"{name}: run_autograder took more than Gradescope's {RUN_S} s") from error
    return done.stdout


def read_from_disk(folder: Path) -> None:
    """Has the kernel forget what it holds of the files below `folder`: reading them again is counted anew."""
    os.sync()
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            handle = os.open(path, os.O_RDONLY)
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(handle)


def faults(one: Awkward, graded: Graded, points: Mapping[str, float]) -> list[str]:
    """What is wrong with how it was graded, in words."""
    if "fault" in graded.results.get("extra_data", {}):
        return [f"{one.name}: it was not graded. {graded.printed[-600:]}"]
    found = []
    wanted, text = expected(one, points), graded.text
    if graded.score != wanted:
        found.append(f"it earned {graded.score:g} points instead of {wanted:g}")
    if "FOUND" in text + graded.printed:
        found.append(f"it saw what is hidden: {text[text.find('FOUND') :][:300]}")
    if not re.search(one.says, text):
        found.append(f"what the student reads does not match {one.says!r}: {text[:600]!r}")
    if re.search(r"Traceback \(most recent|<script|/autograder/", text):
        found.append("what the student reads holds a traceback, markup or a path of ours")
    if any(len(str(test.get("output", ""))) > OUTPUT_CHARACTERS for test in graded.results["tests"]):
        found.append(f"an output has more than {OUTPUT_CHARACTERS} characters")
    if not graded.results.get("extra_data", {}).get("confined", False):
        found.append("it was graded without confinement, or does not say")
    return [f"{one.name}: {fault}" for fault in found]
