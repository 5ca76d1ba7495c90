"""Which layers this machine can put on, whether they are enough, and the boxes that are made with them."""

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.engine.assignment import Assignment
from autograder.engine.confinement import (
    LAYERS,
    Box,
    BoxLimits,
    claim_uid_for,
    hides,
    missing,
    probe,
    reached,
    readable,
    shared_folders,
)
from autograder.results.verdict import GraderFault

_PACKAGE = Path(__file__).resolve().parents[1]  # autograder


@dataclass(frozen=True)
class Confines:
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


def find_confines(
    assignment: Assignment,
    limits: BoxLimits,
    chosen: frozenset[str] = frozenset(LAYERS),
    unconfined: bool = False,
    hidden: tuple[Path, ...] = (),
) -> Confines:
    """Tries the `chosen` layers on this machine; `hidden`: what they must keep from workers beside what grades.

    Raises GraderFault where those that work are not sufficient, unless `unconfined` allows it.
    """
    base = Confines(_readable(assignment), (*assignment.secret, *hidden), chosen, ())
    with tempfile.TemporaryDirectory(prefix="probe-") as folder, base.box(Path(folder), limits) as box:
        works = frozenset(one.layer for one in probe(box) if one.works)
        unkept = missing(works, hides(box.only(works)))
    if unkept and not unconfined:
        raise GraderFault(
            f"this machine cannot confine student code: {'; '.join(unkept)}. `python -m autograder doctor` says what "
            "to do about it; --allow-unconfined grades all the same, and says so in the results."
        )
    return replace(base, layers=works, unkept=unkept, shared=shared_folders() if reached(works) else ())


def _readable(assignment: Assignment) -> tuple[Path, ...]:
    return (*readable.interpreter(without=_PACKAGE.name), assignment.support)


MakeBox = Callable[[Path], contextlib.AbstractContextManager[Box]]
