"""Grades what was handed in below ROOT and writes results.json.

python -m autograder.gradescope.run [--root ROOT] [--timeout-s SECONDS]
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from autograder.checks.randomness import use_seed
from autograder.engine.assignment import read_assignment
from autograder.engine.boxes import find_confines
from autograder.engine.confinement import BoxLimits
from autograder.engine.grader import warm_grader
from autograder.engine.limits import Limits
from autograder.engine.results import write_results


def main(arguments: Sequence[str]) -> int:
    """Returns the exit status."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", type=Path, default=Path("/autograder"))
    parser.add_argument("--timeout-s", type=float, default=600)
    root: Path = parser.parse_args(arguments).root
    for private in ("source", "results", "submission", "submission_metadata.json"):
        if (root / private).exists():
            (root / private).chmod(0o700)
    assignment = read_assignment(root / "source" / "dist")
    limits = Limits(box=BoxLimits(memory_mb=400))
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    assignment = replace(assignment, support=shutil.copytree(assignment.support, folder / "support"))
    with warm_grader(assignment, find_confines(assignment, limits.box), use_seed, limits) as grader:
        write_results(grader.grade(root / "submission"), root / "results" / "results.json")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
