"""Grades attacks under one set of layers, one line of JSON for each; started by sets.py as whoever is to be the grader.

python -m attacks.one_set PLACE LAYER,LAYER EVERY NAME...       the solved notebook is graded after EVERY attacks
"""

import contextlib
import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from autograder.checking.randomness import use_seed
from autograder.engine.assignment import read_assignment
from autograder.engine.confinement import LAYERS, BoxLimits
from autograder.engine.grader import Grader, warm_grader
from autograder.engine.sandbox import Limits, Sandbox, find_sandbox
from autograder.gradescope.results_json import results_json
from autograder.results.table import table

from .attack import ALL, Attack
from .catalogue import by_name
from .harm import Before, Bystanders, bystanders
from .scene import Scene
from .submissions import hand_in

# Short, so that hundreds of attacks end in minutes; each bomb is well above what is allowed here.
LIMITS = Limits(
    answer_wall_s=5,
    cell_wall_s=1.5,
    case_wall_s=1,
    submission_wall_s=10,
    box=BoxLimits(memory_mb=700, processes=64, file_mb=32, disk_mb=60, cpu_s=20),
)
# The times of the solved notebook, which only what hangs passes: a point that it loses is no matter of a busy machine.
UNHURRIED = replace(LIMITS, answer_wall_s=45, cell_wall_s=45, case_wall_s=45, submission_wall_s=60)
SLOW_S = LIMITS.submission_wall_s + 10  # a submission that takes longer has held the grader up
GROWN_MB = 700  # of the grader itself: one reply of the largest size, read and decoded


@dataclass(frozen=True)
class Outcome:
    """What became of one attack."""

    name: str
    faults: tuple[str, ...]  # why it has succeeded; () where it was held
    said: str  # the table that was printed
    seconds: float


def main(arguments: Sequence[str]) -> int:
    """Prints `BEGIN name` and `END {...}` for each attack."""
    place, layers, every, *names = arguments
    scene, chosen = Scene(Path(place)), frozenset(filter(None, layers.split(",")))
    os.environ["SECRET_OF_THE_STAFF"] = "pelican"
    with bystanders(scene) as by, _grader(scene, chosen) as grader:
        names_in_sources = {**scene.names(), **by.names(), "GRADER": str(os.getpid()), "ZYGOTE": str(_pid_of(grader))}
        since: list[str] = []  # the attacks since the solved notebook was graded
        for number, name in enumerate(names, 1):
            print(f"BEGIN {name}", flush=True)
            outcome = tried(by_name()[name], grader, scene, by, names_in_sources)
            since.append(name)
            if number % int(every) == 0 or number == len(names):
                outcome = with_solved(outcome, grader, Path(names_in_sources["SOLVED"]), since)
                since = []
            print(f"END {json.dumps(asdict(outcome))}", flush=True)
    return 0


@contextlib.contextmanager
def _grader(scene: Scene, chosen: frozenset[str]) -> Iterator[Grader]:
    assignment = read_assignment(scene.place / "dist")
    if chosen:
        working = chosen == {"working"}
        sandbox = find_sandbox(assignment, LIMITS.box, frozenset(LAYERS) if working else chosen)
        if sandbox.layers != chosen and not working:
            raise SystemExit(f"not all layers of the set work here: {sorted(chosen - sandbox.layers)} are missing")
    else:
        sandbox = Sandbox((), (), frozenset(), ("nothing",))
    with warm_grader(assignment, sandbox, use_seed, LIMITS) as grader:
        yield grader


def _pid_of(grader: Grader) -> int:
    return grader.zygote.pid


def tried(attack: Attack, grader: Grader, scene: Scene, by: Bystanders, names: dict[str, str]) -> Outcome:
    """Grades the attack and looks for what it has done."""
    before, memory_mb = Before(scene, by, _pid_of(grader)), _peak_mb()
    solved = Path(names["SOLVED"])
    with tempfile.TemporaryDirectory(prefix="handed-in-") as folder:
        path = hand_in(attack, Path(folder), solved, names)
        begun = time.monotonic()  # making a zip bomb takes seconds, too, and is none of the grader's
        grade = grader.grade(path)
        seconds = time.monotonic() - begun
    said, written = table(grade), json.dumps(results_json(grade), ensure_ascii=False)
    faults = before.harm()
    low = attack.tampers and grade.score < attack.earns
    if grade.score != attack.earns and not low:
        faults.append(f"it got {grade.score:g} points instead of {attack.earns:g}")
    faults += [f"{one.question} could not be judged: {one.message}" for one in grade.not_judged]
    if re.search("FOUND", said + written):
        faults.append(f"it found what it must not: {said[said.find('FOUND') :][:120]}")
    if not re.search(attack.says, " ".join(said.split()), re.IGNORECASE):
        faults.append(f"the table does not say {attack.says!r}")
    faults += _ugly(said, written)
    if seconds > SLOW_S:
        faults.append(f"it held the grader up for {seconds:.0f} s")
    if _peak_mb() - memory_mb > GROWN_MB:
        faults.append(f"the grader grew by {_peak_mb() - memory_mb:.0f} MB")
    return Outcome(attack.name, tuple(faults), said, seconds)


def with_solved(outcome: Outcome, grader: Grader, solved: Path, since: Sequence[str]) -> Outcome:
    """Whether the same grader still does what it is there for after the attacks `since` the last time.

    UNHURRIED: a neighbor's grade may move by what an attack has left, and by nothing else. What still runs takes
    processor time alone, which costs the solved notebook nothing then: `Before.harm` finds it as a process.
    """
    after = replace(grader, limits=UNHURRIED).grade(solved)
    if after.score == ALL:
        return outcome
    lost = dict.fromkeys(f"{one.question}: {one.message}" for one in after.cases if one.score < one.points)
    fault = f"the solved notebook got {after.score:g} afterwards ({'; '.join(lost)})"
    said = f"{outcome.said}\n\nThe solved notebook, graded after {', '.join(map(repr, since))}:\n{table(after)}"
    return replace(outcome, faults=(*outcome.faults, fault), said=said)


def _ugly(said: str, written: str) -> Iterator[str]:
    if re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", said + written):
        yield "characters that steer a terminal were passed on"
    if len(said) > 60_000 or len(written) > 200_000:
        yield f"a flood of text was passed on ({len(said)} characters)"
    if re.search(r"<script|<img|!\[x\]\(", written):
        yield "markup was passed on"
    if max(map(len, said.splitlines())) > 5000:
        yield "a line of more than 5000 characters was printed"


def _peak_mb() -> float:
    """The peak of this process's own memory so far."""
    text = Path("/proc/self/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+)", text)
    return int(found.group(1)) / 1024 if found else 0.0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
