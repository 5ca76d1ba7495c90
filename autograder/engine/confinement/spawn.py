"""One confined process: forked from the zygote, every layer of the box put on in the order in which they allow it."""

import contextlib
import os
import tempfile
from collections.abc import Callable, Collection
from itertools import pairwise
from pathlib import Path
from typing import NoReturn

from autograder.engine.confinement import (
    cgroup,
    landlock,
    namespaces,
    privileges,
    rlimits,
    seccomp,
    uid,
)
from autograder.engine.confinement.box import Box, ConfinementError
from autograder.engine.confinement.namespaces import DEVICES, enter_private_root, layout
from autograder.engine.confinement.system_calls import system_call

_PR_SET_CHILD_SUBREAPER = 36
_DONE = b"confined"
_MAIN_RETURNED = 70  # EX_SOFTWARE


def spawn(box: Box, main: Callable[[], NoReturn], keep: Collection[int] | None = None) -> int:
    """Fork, put on `box.layers` in the child, then run main() there with `work` as cwd. Call it with one thread.

    `keep`: the descriptors above 2 that stay open in the child; None: all of them.
    Returns the child's pid as this process sees it; the child leads a session and process group of its own.
    Raises ConfinementError when a layer cannot be put on: then nothing runs. The caller ends it with destroy().
    """
    system_call("prctl", _PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)  # whoever is orphaned becomes this process's child
    _prepare(box)
    reading, writing = os.pipe()
    through_user = namespaces.needs_user_namespace(box.layers)
    with namespaces.pid_namespace_for_children("pid_namespace" in box.layers and not through_user):
        pid = os.fork()
        if pid == 0:
            os.close(reading)
            if keep is not None:
                _close_all_but({*keep, writing})
            (_run_in_user_namespace if through_user else _run)(box, main, writing)
    os.close(writing)
    try:
        return _confined_pid(pid, _read_all(reading))
    except ConfinementError:
        if "cgroup" in box.layers:
            cgroup.remove(box)
        raise


def _prepare(box: Box) -> None:
    """What is the same for many boxes is computed once, before the fork."""
    if "mount_namespace" in box.layers:
        layout(box.readable)
    if "seccomp" in box.layers:
        seccomp.prepare(box.layers)


def _close_all_but(kept: Collection[int]) -> None:
    """What lies between the kept descriptors, which need not be open, and above them."""
    bounds = [2, *sorted(kept), os.sysconf("SC_OPEN_MAX")]
    for below, above in pairwise(bounds):
        os.closerange(below + 1, above)


def _read_all(reading: int) -> bytes:
    with os.fdopen(reading, "rb") as report:
        return report.read()


def _confined_pid(forked: int, report: bytes) -> int:
    """From what the child says before main(): optionally `pid N`, then that all is on or what went wrong."""
    inner, _, said = report.rpartition(b"\n")
    pid = int(inner.removeprefix(b"pid ")) if inner else forked
    if pid != forked:
        os.waitpid(forked, 0)
    if said == _DONE:
        return pid
    os.waitpid(pid, 0)
    raise ConfinementError(said.decode(errors="replace") or "the process died while its layers were put on")


def _run(box: Box, main: Callable[[], NoReturn], writing: int) -> NoReturn:
    """The child: never returns to the caller's code, whatever happens."""
    try:
        _report_confined(box, writing)
        main()
    finally:
        os._exit(_MAIN_RETURNED)


def _report_confined(box: Box, writing: int) -> None:
    try:
        confine(box)
    except (OSError, ConfinementError, ValueError) as error:
        os.write(writing, str(error).replace("\n", " ").encode())
        os._exit(_MAIN_RETURNED)
    os.write(writing, _DONE)
    os.close(writing)


def _run_in_user_namespace(box: Box, main: Callable[[], NoReturn], writing: int) -> NoReturn:
    """A process between: it enters the user namespace, forks the confined one, says its pid, and is gone."""
    try:
        try:
            if "cgroup" in box.layers:
                cgroup.join(box)
            namespaces.enter_user_namespace(box.layers)
        except (OSError, ConfinementError) as error:
            os.write(writing, str(error).encode())
            os._exit(_MAIN_RETURNED)
        gate, open_gate = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.read(gate, 1)  # the pid is said first
            os.close(gate)
            os.close(open_gate)
            _run(box, main, writing)
        os.write(writing, b"pid %d\n" % pid)
        os.write(open_gate, b".")
    finally:
        os._exit(0)


def confine(box: Box) -> None:
    """Put every layer of the box on this process. What needs rights comes before they are given up."""
    layers = box.layers
    _first_to_be_ended()
    os.setsid()
    os.umask(0o022)
    already_mapped = rlimits.data_bytes()  # /proc is out of reach behind the layers below
    already_running = rlimits.processes_of(os.getuid()) if os.getuid() != 0 else 0  # root is not bound by their number
    if "cgroup" in layers and not namespaces.needs_user_namespace(layers):
        cgroup.join(box)
    namespaces.unshare(layers)
    if "mount_namespace" in layers:
        enter_private_root(box)
    rules = _landlock_rules(box) if "landlock" in layers else None
    _give_up_identity(box)
    _live_in(box.work)
    if "rlimits" in layers:
        rlimits.apply(box.limits, already_running, already_mapped)
    _close(box, rules)


def _first_to_be_ended() -> None:
    """Where memory runs out, the kernel is to end student code, not the grader or the zygote."""
    with contextlib.suppress(OSError):  # no /proc: then it chooses the largest, as ever
        Path("/proc/self/oom_score_adj").write_text("1000")


def _live_in(work: Path) -> None:
    """Temporary files go there, too: torch makes a folder for them while it imports what an optimizer needs."""
    os.chdir(work)
    os.umask(0o077)
    os.environ["TMPDIR"] = str(work)
    tempfile.tempdir = None  # ask the environment again


def _landlock_rules(box: Box) -> int:
    return landlock.ruleset((*box.readable, *DEVICES), (box.work,), (DEVICES[0],))


def _give_up_identity(box: Box) -> None:
    if "capabilities" in box.layers:
        privileges.drop_bounding_capabilities()
    if "uid" in box.layers and box.uid is not None:
        os.chown(box.work, box.uid, box.uid)
        uid.become(box.uid)
    if "capabilities" in box.layers:
        privileges.drop_capabilities()


def _close(box: Box, rules: int | None) -> None:
    """The layers that nothing can follow."""
    if "no_new_privs" in box.layers:
        privileges.set_no_new_privs()
    # Under Landlock /proc is out of the box's reach anyway; a grader that is not root needs it to measure memory.
    privileges.let_peers_look(rules is not None and os.getuid() != 0 and "uid" not in box.layers)
    if rules is not None:
        landlock.restrict(rules)
    if "seccomp" in box.layers:
        seccomp.apply(box.layers)
