"""The options of `python -m autograder calibrate`; apart from the command, which imports torch."""

import argparse
from pathlib import Path


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--seeds", type=int, default=20, metavar="N", help="for each wheat (20)")
    parser.add_argument("--question", metavar="Q", help="this question alone")
    parser.add_argument("--only", metavar="NAME", help="answers whose name holds NAME alone")
    parser.add_argument("--no-mutants", action="store_true", help="wheats and chaffs alone")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="processes (2)")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write every answer under every check to FILE")
    parser.add_argument("--json", type=Path, metavar="FILE", help="the same for programs")
    parser.add_argument("--record", action="store_true", help="write docs/calibration.json and docs/calibration.md")
    parser.add_argument("--compare", action="store_true", help="run nothing: is the record that of these checks?")
