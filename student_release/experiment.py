"""Trains the VAE of question 4 with the two functions of your notebook, as often as you like, from the shell.

    python experiment.py --model vae --runs 3

It reads `sample_gaussian` and `negative_elbo_bound` out of the notebook and runs none of its other cells.
The numbers and a picture of 200 sampled digits are saved in the folder `runs`. Stop it whenever you like (Ctrl-C):
the same command goes on where it was, and gives the numbers that it would have given without a stop.
"""

import os
import signal
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

# What takes long to import comes inside the functions below, so that --help is quick and Ctrl-C is heard at once.

USED_WRONGLY, INTERRUPTED = 2, 130  # exit status; 130 is what a shell reports after Ctrl-C
IS_COMMAND = __name__ == "__main__"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit status: 0 done, 2 used wrongly, 130 stopped by Ctrl-C."""
    options = _options(arguments)
    from hw12 import vae_experiment

    experiment = vae_experiment.Experiment(options)
    try:
        if IS_COMMAND:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        experiment.run()
    except vae_experiment.Refused as refusal:
        print(f"experiment.py: {refusal}", file=sys.stderr)
        return USED_WRONGLY
    except KeyboardInterrupt:
        if IS_COMMAND:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # pressed twice, it must not break into this
        print(f"\nStopped: {experiment.progress()} The same command goes on from there.", file=sys.stderr)
        return INTERRUPTED
    return 0


def _options(arguments: Sequence[str] | None) -> "argparse.Namespace":
    import argparse
    from pathlib import Path

    parser = argparse.ArgumentParser(
        prog="experiment.py",
        description=__doc__,
        epilog="A run of 10,000 iterations takes a minute or two. It exits with 0: done, 2: used wrongly, 130: Ctrl-C.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--model", choices=["vae"], default="vae", help="what to train")
    parser.add_argument("--notebook", type=Path, help="your notebook (default: hw12.ipynb beside this file)")
    parser.add_argument("--runs", type=_positive, default=1, help="how often, each from a new seed (default: 1)")
    parser.add_argument("--iterations", type=_positive, default=10_000, help="steps a run (default: 10000)")
    parser.add_argument(
        "--data",
        choices=["5k", "full"],
        default="5k",
        help="5k: the digits that come with the homework (default); full: all of MNIST, from the folder that the "
        "environment variable HW12_DATA names, or else downloaded once (12 MB)",
    )
    parser.add_argument("--seed", type=int, default=0, help="of the first run; others count up (default: 0)")
    parser.add_argument("--output", type=Path, default=Path("runs"), help="folder to write (default: runs)")
    return parser.parse_args(arguments)


def _positive(text: str) -> int:
    import argparse

    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"got {number}, expected at least 1")
    return number


def _print_anything() -> None:
    """A path may hold letters that a console's or a pipe's encoding has not: shown as \\u4f5c, not raised."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _leave(_signal: int, _frame: FrameType | None) -> None:
    """Ends the process while it imports: an exception there may be printed, or lost, inside a library."""
    os.write(2, b"\nStopped before the training began: nothing was changed.\n")
    os._exit(INTERRUPTED)


if IS_COMMAND:
    signal.signal(signal.SIGINT, _leave)
    _print_anything()
    status = main()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is saved; Python itself needs a moment to leave
    sys.exit(status)
