"""Grades the one submission in Gradescope's folders and writes its results.json. Started by `run`, which watches.

    python -m autograder.gradescope.grade_submission --root /autograder --student-s 360 --until S

It also decides how much memory student code may use in this container, so that what goes over a limit is student code
and not the grader. It writes no results.json where grading itself went wrong: `run` does.

Exit status: 0 results.json was written; 3 the grader's own fault, and nothing was.
"""

import argparse
import dataclasses
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.checking.randomness import use_seed
from autograder.engine.assignment import read_assignment
from autograder.engine.confinement import LAYERS, BoxLimits, ConfinementError
from autograder.engine.grader import warm_grader
from autograder.engine.sandbox import Limits, find_sandbox
from autograder.gradescope.metadata import read_metadata
from autograder.gradescope.places import Places, lay_out_support, read_settings
from autograder.gradescope.results_json import results_json, write_results
from autograder.results.grade import Grade
from autograder.results.table import harmless, table
from autograder.results.verdict import GraderFault

WRITTEN, OWN_FAULT = 0, 3
_ENDING_S = 15  # for the test that is running when the student's time is up, and for writing


def main(arguments: Sequence[str]) -> int:
    """Grades; returns the exit status. What it prints is for staff."""
    options = _options(arguments)
    places, begun = Places(options.root), time.monotonic()
    metadata, settings = read_metadata(places.metadata), read_settings(places.dist)
    try:
        grade = _grade(places, options)
    except (GraderFault, ConfinementError) as fault:
        print(f"Could not grade: {harmless(str(fault))}", flush=True)
        options.reason.write_text(str(fault), encoding="utf-8", errors="replace")
        return OWN_FAULT
    grade = dataclasses.replace(grade, seconds=time.monotonic() - begun)
    for warning in metadata.warnings(grade.points):
        print(f"Warning: {warning}")
    print(table(grade), flush=True)
    write_results(results_json(grade, settings, metadata), places.results)
    return WRITTEN


def _grade(places: Places, options: argparse.Namespace) -> Grade:
    with tempfile.TemporaryDirectory(prefix="support-") as folder:
        assignment = read_assignment(places.dist)
        assignment = dataclasses.replace(assignment, support=lay_out_support(assignment.support, Path(folder)))
        limits = Limits(box=BoxLimits(memory_mb=student_mb(container_mb())))
        allowed = frozenset(LAYERS) - frozenset(options.without)
        sandbox = find_sandbox(assignment, limits.box, allowed, options.allow_unconfined, places.secret)
        print(f"Memory for student code: {limits.box.memory_mb} MB. Layers: {', '.join(sorted(sandbox.layers))}.")
        with warm_grader(assignment, sandbox, use_seed, limits) as grader:
            left_s = max(1.0, options.until - time.monotonic() - _ENDING_S)
            limits = dataclasses.replace(limits, submission_wall_s=round(min(options.student_s, left_s)))
            grade = dataclasses.replace(grader, limits=limits).grade(places.submission)
    if grade.not_judged:
        why = "; ".join(f"{case.question} {case.name}: {case.message}" for case in grade.not_judged)
        raise GraderFault(f"{len(grade.not_judged)} tests could not be judged ({why}).")
    return grade


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m autograder.gradescope.grade_submission")
    parser.add_argument("--root", type=Path, required=True, help="Gradescope's folder")
    parser.add_argument("--student-s", type=float, required=True, help="seconds that the submission as a whole gets")
    parser.add_argument("--until", type=float, required=True, help="when all has to be done, by the monotonic clock")
    parser.add_argument("--reason", type=Path, required=True, help="where a fault of the grader is written")
    parser.add_argument("--without", action="append", default=[], choices=LAYERS)
    parser.add_argument("--allow-unconfined", action="store_true")
    return parser.parse_args(arguments)


# --- memory ----------------------------------------------------------------------------------------------------------

# Of the grader, the process that watches it, and the zygote with torch in it; docs/gradescope.md says how measured.
GRADER_MB = 330
LEAST_MB = 300  # below this, importing torch alone is too much

_GROUPS = Path("/sys/fs/cgroup")


def container_mb(groups: Path = _GROUPS, proc: Path = Path("/proc")) -> int:
    """The memory of the container, or of the machine where no container bounds it."""
    total_kb = re.search(r"^MemTotal: +(\d+) kB", (proc / "meminfo").read_text(), re.MULTILINE)
    found = [int(total_kb[1]) >> 10] if total_kb else []
    for path in _limits(groups, (proc / "self" / "cgroup").read_text()):
        said = path.read_text().strip() if path.is_file() else ""
        if said.isdigit():  # "max" where there is none
            found.append(int(said) >> 20)
    return min(found)


def _limits(groups: Path, own: str) -> Iterator[Path]:
    """The files with the limits of this process's memory cgroup and of those above it, of either version."""
    for line in own.splitlines():
        number, controllers, path = line.split(":", 2)
        inside = path.strip("/").split("/")
        for depth in range(len(inside) + 1):
            within = "/".join(inside[:depth])
            if number == "0":
                yield groups / within / "memory.max"
            elif "memory" in controllers.split(","):
                yield groups / "memory" / within / "memory.limit_in_bytes"


def student_mb(container: int) -> int:
    """What is left for student code of a container's memory; never more than on any other machine."""
    return min(BoxLimits().memory_mb, max(LEAST_MB, container - GRADER_MB))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
