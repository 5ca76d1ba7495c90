"""Starts a grader for each set of layers as the user that the set asks for, and hears of each attack how it ended."""

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograder.engine.confinement import SUFFICIENT_SETS
from autograder.release.pipeline import understand
from autograder.release.split import split

from .scene import Scene, build

HOMEWORK = Path(__file__).parent / "homework" / "hw12.md"
SPARE_UID = 52999  # of a grader that is not root, and downward; the last that it would claim for a submission
WORKING = frozenset({"working"})
PATIENCE_S = 90.0  # without a word from a grader


@dataclass
class Report:
    """How the attacks ended under one set."""

    name: str
    faults: dict[str, list[str]] = field(default_factory=dict)  # attack -> why it succeeded; [] where it was held
    said: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    why_not: str = ""  # why the set cannot be had here
    confined: bool = True  # whether it is to hold every attack

    def with_more(self, other: "Report") -> "Report":
        """This one and `other`, of further attacks under the same set."""
        return Report(
            self.name,
            self.faults | other.faults,
            self.said | other.said,
            self.seconds | other.seconds,
            self.why_not or other.why_not,
            self.confined,
        )


def run_set(
    name: str, layers: frozenset[str], attacks: Sequence[str], split_folder: Path, every: int = 1, number: int = 0
) -> Report:
    """Runs the attacks under one set. A grader that ends or falls silent is an attack that succeeded; another goes on.

    The solved notebook is graded after `every` attacks. WORKING stands for every layer that works here, the empty set
    for no confinement at all. `number`: one of its own for each that runs at the same time, so that no
    two graders are one user.
    """
    owner = SPARE_UID - number if "not being root" in name and os.geteuid() == 0 else os.geteuid()
    report, left = Report(name), list(attacks)
    if os.geteuid() != 0 and layers & {"uid", "cgroup"}:
        report.why_not = "needs a grader that is root"
        return report
    with tempfile.TemporaryDirectory(prefix="attacks-") as folder:
        place = Path(folder)
        scene = build(place, split_folder, owner)
        while left:
            done, ended = _run_some(scene, layers, left, owner, report, every)
            if ended is None and not done:
                return report
            left = left[done + (ended is not None) :]
            if ended is not None:
                report.faults[ended] = [*report.faults.get(ended, []), "the grader ended or hung"]
            elif left:
                report.why_not = report.why_not or "the grader stopped between two attacks"
                return report
    return report


progress = False  # whether each outcome is printed as it comes


def _run_some(
    scene: Scene, layers: frozenset[str], names: Sequence[str], owner: int, report: Report, every: int
) -> tuple[int, str | None]:
    """(how many came to their end, the one at which the grader ended or hung)."""
    python = str(scene.python)
    command = [python, "-m", "attacks.as_somebody", str(owner)]
    command += [python, "-m", "attacks.one_set", str(scene.place), ",".join(sorted(layers)), str(every), *names]
    process = subprocess.Popen(
        command,
        cwd=scene.place,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(scene.place / "python"),
            "TMPDIR": str(scene.place / "tmp"),
            "HOME": str(scene.place / "tmp"),
            "OMP_NUM_THREADS": "1",
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    done, at = 0, None
    try:
        for line in _lines(process):
            word, _, rest = line.partition(" ")
            if word == "BEGIN":
                at = rest
            elif word == "END":
                outcome = json.loads(rest)
                report.faults[outcome["name"]] = outcome["faults"]
                report.said[outcome["name"]] = outcome["said"]
                report.seconds[outcome["name"]] = outcome["seconds"]
                done, at = done + 1, None
                if progress:
                    word = "SUCCEEDED" if outcome["faults"] else "held"
                    print(f"{word:<9} {outcome['seconds']:6.1f} s  {outcome['name']}", file=sys.stderr)
    finally:
        process.kill()
        said = process.communicate()[1]
    if at is not None:
        if progress:
            print(f"SUCCEEDED (ended or hung)  {at}: {said[-300:]}", file=sys.stderr)
        report.said[at] = said[-3000:]
    elif done < len(names):
        report.why_not = (said.strip().splitlines() or ["it said nothing"])[-1]
    return done, at


def _lines(process: "subprocess.Popen[str]") -> Iterator[str]:
    """The lines of its output, until its end or until it keeps silent for too long."""
    heard: queue.Queue[str | None] = queue.Queue()

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            heard.put(line.rstrip("\n"))
        heard.put(None)

    threading.Thread(target=read, daemon=True).start()
    while True:
        try:
            line = heard.get(timeout=PATIENCE_S)
        except queue.Empty:
            return
        if line is None:
            return
        yield line


def split_homework(folder: Path) -> None:
    """Splits the small homework into `folder`."""
    folder.mkdir()
    split(understand(HOMEWORK), folder)


def all_sets() -> dict[str, frozenset[str]]:
    """Every sufficient set by its name."""
    return dict(SUFFICIENT_SETS)
