"""Where the tiny homework lies, and how it is read."""

from pathlib import Path

from autograder.release.assignment import Assignment, read_assignment
from autograder.release.master import read_master
from autograder.release.rules import check_rules

TINY = Path(__file__).parent / "tiny"


def understood(path: Path) -> Assignment:
    """The assignment at `path`, every rule kept."""
    assignment = read_assignment(read_master(path))
    check_rules(assignment)
    return assignment
