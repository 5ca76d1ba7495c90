"""The options of `python -m autograder class`; apart from `command`, as every command of the tool imports them."""

import argparse
import os
from pathlib import Path

from autograder.classroom.cluster.address import address

EPILOG = (
    "exit status: 0 done; 2 used wrongly; 3 something could not be judged or written, which is said; 130 interrupted: "
    "run the same command again, and it goes on where it was"
)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Adds them; what all commands share is added by the caller."""
    parser.epilog = EPILOG
    parser.add_argument("submissions", type=Path, help="a folder or a zip; downloads of Gradescope, Canvas, Moodle")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="where the results go")
    parser.add_argument("--jobs", type=positive, default=cores(), metavar="N", help="submissions at once (%(default)s)")
    parser.add_argument("--cluster", type=address, metavar="ADDRESS", help="grade on a Dask cluster: tls://HOST:PORT")
    parser.add_argument("--roster", type=Path, metavar="FILE", help="a CSV of the class: name, id, email")
    parser.add_argument(
        "--attempts", choices=("newest", "best"), default="newest", help="which of somebody's attempts counts (newest)"
    )
    parser.add_argument(
        "--regrade",
        choices=("changed", "all"),
        default="",
        help="grade again: what a changed autograder could change and what no grade came of, or all",
    )
    parser.add_argument("--allow-unconfined", action="store_true", help="grade below the sufficient set of layers too")


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0))


def positive(text: str) -> int:
    """A number from 1; raises ArgumentTypeError for anything else."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of jobs; expected 1 or more")
    return int(text)
