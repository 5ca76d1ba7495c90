"""`python -m autograder.gradescope.run`: what run_autograder runs for each submission.

Locks the grader's files away, has the submission graded in a process that is watched, and sees to it that there is a
results.json in the end, whatever happens: a grade, or a sentence that says that there is none (`results_json`).

Exit status: 0 graded, whatever the score; 2 used wrongly; 3 not graded, for a reason that is not the student's, which
stands on standard output: Gradescope shows that to staff.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.gradescope.places import Places, lock_away, read_settings
from autograder.gradescope.results_json import fault_results, write_results
from autograder.gradescope.watchdog import Stopped, run_watched
from autograder.results.verdict import GraderFault

GRADED, OWN_FAULT = 0, 3
LEAST_TIMEOUT_S = 120  # torch from a cold disk on half a core takes half a minute, twice


@dataclass(frozen=True)
class Times:
    """How Gradescope's timeout is shared out: after it, Gradescope kills everything and the student has nothing."""

    timeout_s: float

    @property
    def watchdog_s(self) -> float:
        """When grading is stopped: what is left is for starting before us, and for writing the file."""
        return self.timeout_s - 30

    @property
    def student_s(self) -> float:
        """What the submission as a whole may take: 360 s of Gradescope's 600, as on any other machine."""
        return 0.6 * self.timeout_s


def main(arguments: Sequence[str]) -> int:
    """Grades what lies in Gradescope's folders; returns the exit status."""
    begun = time.monotonic()
    options = _options(arguments)
    places = Places(options.root)
    try:
        lock_away(places)
        places.results.unlink(missing_ok=True)  # of an earlier run in this container
        _graded(places, options, begun)
    except GraderFault as fault:
        print(f"NOT GRADED, no score was written. {fault}", flush=True)
        write_results(fault_results(str(fault), time.monotonic() - begun), places.results)
        return OWN_FAULT
    return GRADED


def _graded(places: Places, options: argparse.Namespace, begun: float) -> None:
    """Has the submission graded; raises GraderFault where there is no results.json after that."""
    times = Times(options.timeout_s or read_settings(places.dist).timeout_s)
    wall_s = times.watchdog_s - (time.monotonic() - begun)
    with tempfile.TemporaryDirectory(prefix="reason-") as folder:
        reason = Path(folder, "reason.txt")
        given = {"root": places.root, "student-s": times.student_s, "until": begun + times.watchdog_s, "reason": reason}
        try:
            ended = run_watched(_command(given, options.passed_on), _environment(), wall_s)
        except Stopped:
            raise GraderFault("Grading was told to stop (SIGTERM) before it was done.") from None
        if ended.status == GRADED and places.results.is_file():
            return
        said = reason.read_text(encoding="utf-8") if reason.is_file() else ended.in_words(wall_s)
    places.results.unlink(missing_ok=True)  # a grade that came too late to be believed
    raise GraderFault(f"{said.rstrip('.')}.")


def _command(given: Mapping[str, object], passed_on: Sequence[str]) -> list[str]:
    options = [f"--{name}={value}" for name, value in given.items()]
    return [
        sys.executable,
        "-P",
        "-m",
        "autograder.gradescope.grade_submission",
        *options,
        *passed_on,
    ]  # -P: not from the cwd


def _environment() -> dict[str, str]:
    """Of the process that grades: where Python finds us, and nothing else of what Gradescope's harness was given."""
    package = Path(__file__).resolve().parents[2]
    return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONPATH": str(package), "OMP_NUM_THREADS": "1"}


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m autograder.gradescope.run", description=__doc__.splitlines()[0])
    parser.add_argument("--root", type=Path, default=Path("/autograder"), help="Gradescope's folder")
    parser.add_argument("--timeout-s", type=float, help="Gradescope's timeout; default: `grading.timeout_s`, or 600")
    parser.add_argument("--without", action="append", default=[], metavar="LAYER", help="leave a layer out")
    parser.add_argument("--allow-unconfined", action="store_true", help="grade below the sufficient set of layers too")
    options = parser.parse_args(arguments)
    if not options.root.is_dir():
        parser.error(f"there is no folder {options.root}: expected Gradescope's, with source/ and submission/ in it")
    if options.timeout_s is not None and options.timeout_s < LEAST_TIMEOUT_S:
        parser.error(f"--timeout-s {options.timeout_s:g} is too short: at least {LEAST_TIMEOUT_S} are needed")
    options.passed_on = [f"--without={layer}" for layer in options.without]
    options.passed_on += ["--allow-unconfined"] if options.allow_unconfined else []
    return options


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main(sys.argv[1:]))
