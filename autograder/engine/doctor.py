"""What this machine can and cannot confine, layer by layer, and what to do about it."""

import contextlib
import os
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path

from autograder.engine.confinement import (
    LAYERS,
    SUFFICIENT_SETS,
    Box,
    ConfinementError,
    Probe,
    claim_uid_for,
    hides,
    missing,
    probe,
    readable,
)

_WIDTH = 118
_NAME_WIDTH = max(map(len, LAYERS))


def report(switched_off: frozenset[str] = frozenset()) -> tuple[str, bool]:
    """(a table for the staff, whether grading is confined well enough here). Layers of `switched_off` are not tried.

    Raises ConfinementError when `switched_off` names a layer that there is not.
    """
    unknown = switched_off - set(LAYERS)
    if unknown:
        raise ConfinementError(f"no layer is called {sorted(unknown)[0]!r}; there are {', '.join(LAYERS)}")
    with _trial_box(frozenset(LAYERS) - switched_off) as box:
        probes = probe(box)
        working = frozenset(found.layer for found in probes if found.works)
        unkept = missing(working, hides(box.only(working)))
        sets = _sufficient_here(box, working)
    lines = [_who(), "", *_table(probes), "", *_verdict(unkept, sets)]
    return "\n".join(lines), not unkept


@contextlib.contextmanager
def _trial_box(layers: frozenset[str]) -> Iterator[Box]:
    """A box like a submission's; what is hidden lies in a folder that only the grader may enter, as its tests do."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="doctor-")))
        uid = stack.enter_context(claim_uid_for(layers))
        folder.chmod(0o755)  # its name may be known, as a submission's folder is
        work, hidden = folder / "work", folder / "hidden"
        work.mkdir()
        hidden.mkdir(mode=0o700)
        (hidden / "tests.py").write_text("what students must not see\n")
        needed = readable.interpreter(without="autograder")
        yield Box(work, needed, (hidden,), uid, layers=layers if uid else layers - {"uid"})


def _sufficient_here(box: Box, working: frozenset[str]) -> list[str]:
    """The names of the sufficient sets that this machine has, each tried without the layers beside it."""
    return [name for name, layers in SUFFICIENT_SETS.items() if layers <= working and _suffices(box.only(layers))]


def _suffices(box: Box) -> bool:
    alone = {found.layer for found in probe(box) if found.works}
    return alone == box.layers and not missing(alone, hides(box))


def _who() -> str:
    system = os.uname()
    who = "root" if os.geteuid() == 0 else f"uid {os.geteuid()}"
    return f"Confinement on this machine: Linux {system.release}, {system.machine}, grader runs as {who}"


def _table(probes: tuple[Probe, ...]) -> Iterator[str]:
    for found in probes:
        start = f"  {found.layer:<{_NAME_WIDTH}}  {'works' if found.works else 'NOT THERE':<9}  "
        said = found.found if found.works else f"{found.found}. Remedy: {found.remedy}"
        yield from textwrap.wrap(said, _WIDTH, initial_indent=start, subsequent_indent=" " * len(start))


def _verdict(unkept: tuple[str, ...], sets: list[str]) -> Iterator[str]:
    if unkept:
        yield "NOT SUFFICIENT: grading refuses here, unless told --allow-unconfined. Not kept:"
        yield from (f"  - {promise}" for promise in unkept)
        return
    yield "Sufficient: grading confines submissions here with every layer that works."
    if sets:
        yield "Each of these would do, beside no_new_privs, rlimits and seccomp:"
        yield from (f"  - {name} ({', '.join(_beside_the_base(name))})" for name in sets)


def _beside_the_base(name: str) -> list[str]:
    """The layers of one sufficient set that not all of them have."""
    return sorted(SUFFICIENT_SETS[name] - frozenset.intersection(*SUFFICIENT_SETS.values()))
