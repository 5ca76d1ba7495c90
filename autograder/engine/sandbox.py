"""The limits of one submission, each with the reason for its number, and the sandbox that this machine can offer.

The sandbox is what all boxes of one run of the grader have in common: the layers of confinement that work here, and
the paths that submissions may and may not read. What a layer does is the business of `confinement`.
"""

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder.engine.assignment import Assignment
from autograder.engine.confinement import (
    LAYERS,
    Box,
    BoxLimits,
    claim_uid_for,
    hides,
    may_write_shared_folders,
    missing,
    probe,
    readable,
    shared_folders,
)
from autograder.results.verdict import GraderFault

_PACKAGE = Path(__file__).resolve().parents[1]  # autograder


@dataclass(frozen=True)
class Limits:
    """What happens at each limit: the code is ended, the student is told which limit it was, grading goes on."""

    start_wall_s: float = 120  # of the zygote: imports take 2 s warm, ten times that from a cold disk
    answer_wall_s: float = 20  # of a worker process that has to fork: 5 ms here
    cell_wall_s: float = 60  # graded cells define functions; a student who trains in one still gets a minute
    case_wall_s: float = 10  # of the student's functions in one test case: the slowest takes 0.1 s
    submission_wall_s: float = 360  # of it all: a hosted grader gives 600 s and throws everything away after that
    lost_cells: int = 5  # cells that end their process, each of which costs running those before it again
    box: BoxLimits = field(default_factory=BoxLimits)


@dataclass(frozen=True)
class Sandbox:
    """What every box of one run of the grader has in common."""

    readable: tuple[Path, ...]
    hidden: tuple[Path, ...]
    layers: frozenset[str]  # that work here
    unkept: tuple[str, ...]  # promises of the sufficient set that they do not keep, in words
    shared: tuple[Path, ...] = ()  # folders that everybody may write, where the layers leave them within reach

    @contextlib.contextmanager
    def box(self, work: Path, limits: BoxLimits) -> Iterator[Box]:
        """A box round the empty folder `work`, with a uid of its own as long as the context lasts."""
        with claim_uid_for(self.layers) as uid:
            yield Box(work, self.readable, self.hidden, uid, limits, self.layers, self.shared)


def find_sandbox(
    assignment: Assignment,
    limits: BoxLimits,
    chosen: frozenset[str] = frozenset(LAYERS),
    unconfined: bool = False,
    hidden: tuple[Path, ...] = (),
) -> Sandbox:
    """Tries the `chosen` layers on this machine. `hidden`: further paths that workers must not be able to read.

    Raises GraderFault if the layers that work are not sufficient, unless `unconfined` allows it.
    """
    can_read = (*readable.interpreter(without=_PACKAGE.name), assignment.support)
    base = Sandbox(can_read, (*assignment.secret, *hidden), chosen, ())
    with tempfile.TemporaryDirectory(prefix="probe-") as folder, base.box(Path(folder), limits) as box:
        works = frozenset(one.layer for one in probe(box) if one.works)
        unkept = missing(works, hides(box.only(works)))
    if unkept and not unconfined:
        raise GraderFault(
            f"this machine cannot confine student code: {'; '.join(unkept)}. `python -m autograder doctor` says what "
            "to do about it; --allow-unconfined grades all the same, and says so in the results."
        )
    return replace(
        base, layers=works, unkept=unkept, shared=shared_folders() if may_write_shared_folders(works) else ()
    )
