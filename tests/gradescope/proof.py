"""Builds an image as Gradescope would, out of a clean Debian root, grades in it, and looks at what comes out.

    python -m tests.gradescope.proof        5 minutes on two cores; as root; needs what `python build.py` writes

1. a clean root (debootstrap, from the mirror that apt uses here), the zip unpacked, setup.sh run in it as root
2. the solved, the blank and twelve awkward submissions, each in a fresh copy of that root, under 768 MB and half a core
3. an attack on each promise, by the grader that setup.sh has installed

Grade nothing else on the machine meanwhile, as root and outside: a container claims its uids without knowing of those
that are in use outside, and whoever ends a submission ends every process of its uid.

What it cannot show: Gradescope's own image, and where uv finds torch for the CPU (the installer here is pip, with this
machine's configuration of it). Exit status: 0 proved, 1 not proved, 2 used wrongly, 3 cannot be tried here.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from .attacking import run_attacks
from .awkward import AWKWARD, Awkward, write
from .control_group import NoControlGroupError
from .failed import Failed
from .image import ZIP, Image, clean_container, make_image, scratch_folder, set_up, unpack
from .submitting import faults, grade, read_from_disk

_T = TypeVar("_T")
PROVED, NOT_PROVED, CANNOT = 0, 1, 3
SOLVED = Awkward("the solved notebook", lambda made, folder: write(made.solved, folder / "hw12.ipynb"))
BLANK = Awkward("the blank notebook", lambda made, folder: write(made.blank, folder / "hw12.ipynb"), None)


def main(arguments: Sequence[str]) -> int:
    """Prints a line for each step; returns the exit status."""
    options = _options(arguments)
    begun = time.monotonic()
    try:
        with scratch_folder() as scratch:
            failures = _prove(scratch, options)
    except Failed as failure:
        failures = [str(failure)]
    except (NoControlGroupError, LookupError, RuntimeError, subprocess.SubprocessError, OSError) as error:
        print(f"The proof cannot be tried here: {error}")
        return CANNOT
    print("".join(f"\nNOT PROVED  {failure}\n" for failure in failures))
    print(f"{'not proved' if failures else 'proved'} in {time.monotonic() - begun:.0f} s")
    return NOT_PROVED if failures else PROVED


def _prove(scratch: Path, options: argparse.Namespace) -> list[str]:
    container, _ = _step("clean root", lambda: clean_container(scratch), lambda made: made[1])
    notebooks = unpack(container)
    _step("setup.sh", lambda: set_up(container, options.installer), str)
    image = make_image(container, scratch, notebooks)
    read_from_disk(container.file("/opt"))
    failures = list(_graded(image, (SOLVED,), jobs=1))
    failures += _graded(image, (BLANK, *AWKWARD), options.jobs)
    try:
        _step("attacks", lambda: run_attacks(image), str)
    except Failed as failure:
        failures.append(f"attacks: {failure}")
    return failures


def _graded(image: Image, wanted: Sequence[Awkward], jobs: int) -> Iterator[str]:
    """Grades submissions, `jobs` at a time, and yields what is wrong with each."""
    with ThreadPoolExecutor(jobs) as pool:
        for one, running in [(one, pool.submit(grade, image, one)) for one in wanted]:
            try:
                graded = running.result()
            except Failed as failure:
                yield str(failure)
                continue
            wrong = faults(one, graded, image.points)
            mark = "FAILED" if wrong else "ok"
            memory = f"{graded.peak_mb:.0f} MB" + (", some ended for memory" if graded.ended_for_memory else "")
            print(f"{mark:<7} {one.name:<66} {graded.score:5g} points  {graded.seconds:5.1f} s  {memory}", flush=True)
            yield from wrong


def _step(name: str, work: Callable[[], _T], said: Callable[[_T], str]) -> _T:
    begun = time.monotonic()
    made = work()
    print(f"ok      {name:<12} {said(made)}  ({time.monotonic() - begun:.0f} s)", flush=True)
    return made


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.gradescope.proof", description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=2, help="submissions graded at the same time, half a core each")
    parser.add_argument("--installer", choices=("pip", "uv"), default="pip", help="what setup.sh installs with")
    options = parser.parse_args(arguments)
    if not ZIP.is_file():
        parser.error(f"there is no {ZIP.relative_to(ZIP.parents[1])}: run `python build.py` first")
    if os.geteuid() != 0:
        parser.error("it makes a root folder, mounts and cgroups: run it as root")
    return options


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
