"""Boxes to try, and what is asked inside of them."""

import contextlib
import os
import sysconfig
import tempfile
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from autograder.engine.confinement import (
    LAYERS,
    SUFFICIENT_SETS,
    Box,
    BoxLimits,
    ConfinementError,
    claim_uid,
    destroy,
    may_write_shared_folders,
    members,
    privileges,
    probes,
    readable,
    shared_folders,
    spawn,
)

BASE = frozenset({"no_new_privs", "rlimits", "seccomp"})
SPARE_UID = 52999  # of somebody who is not root; the last that claim_uid() would take

_started: list[int] = []
sysconfig.get_paths()  # imports what a fork that is not root may not find
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")


@contextlib.contextmanager
def a_box(layers: Collection[str] = LAYERS, **limits: int) -> Iterator[Box]:
    """A box whose hidden file lies in a folder that only the grader may enter."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="box-")))
        folder.chmod(0o755)
        work, hidden = folder / "work", folder / "hidden"
        work.mkdir()
        hidden.mkdir(mode=0o700)
        (hidden / "tests.py").write_text("expected = 42")
        uid = stack.enter_context(claim_uid()) if os.geteuid() == 0 else None
        wanted = frozenset(layers) if uid else frozenset(layers) - {"uid"}
        shared = shared_folders() if may_write_shared_folders(wanted) else ()
        box = Box(work, _readable(), (hidden,), uid, BoxLimits(**limits), wanted, shared)
        try:
            yield box
        finally:
            while _started:  # a test that failed leaves nothing running
                destroy(box, _started.pop())


def _readable() -> tuple[Path, ...]:
    """Without Python where this user may not enter its folder: what a test asks has been imported before."""
    try:
        return (*readable.system(), *readable.standard_library("autograder"))
    except ConfinementError:
        return readable.system()


def ask(box: Box, question: Callable[[], object]) -> str:
    """What the question answers inside the box, or the error that it met there, by name."""

    def asked() -> str:
        try:
            return str(question())
        except Exception as error:  # noqa: BLE001 - what an attempt meets is the answer
            return type(error).__name__

    return probes.ask(box, asked)[1]


def workable(name: str) -> frozenset[str]:
    """A sufficient set by its name; skips the test where this machine cannot have it."""
    layers = SUFFICIENT_SETS[name]
    if ("not being root" in name) == (os.geteuid() == 0):
        pytest.skip("for another user")
    with a_box(layers) as box:
        lacking = [found for found in probes.probe(box) if found.layer in layers and not found.works]
    only_python_is_unreadable = [found.layer for found in lacking] == ["uid"] and "imports would fail" in lacking[
        0
    ].found
    if lacking and not only_python_is_unreadable:  # what a test asks has been imported before
        pytest.skip(f"{lacking[0].layer}: {lacking[0].found}")
    return layers


def sleep_forever() -> NoReturn:
    while True:
        time.sleep(1)


def relay_forever() -> NoReturn:
    """A child that forks and ends, again and again, so that each pid is gone before it can be looked up."""
    for _ in range(100_000):  # bounded, should a test fail
        if os.fork():
            os._exit(0)
    os._exit(0)


def detached(work: Callable[[], NoReturn]) -> None:
    """Run `work` in a grandchild whose parent is gone, in a session of its own if it may have one."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    with contextlib.suppress(PermissionError):
        os.setsid()
    if os.fork():
        os._exit(0)
    work()


def run(box: Box, main: Callable[[], object]) -> int:
    """The keeper's pid, once main() has come to its end in the box; the keeper then waits."""
    reading, writing = os.pipe()

    def wait_after_main() -> NoReturn:
        main()
        os.write(writing, b".")
        sleep_forever()

    keeper = started(box, wait_after_main)
    os.close(writing)
    with os.fdopen(reading, "rb", buffering=0) as done:
        assert done.read(1) == b".", "main() failed in the box"
    return keeper


def started(box: Box, main: Callable[[], NoReturn]) -> int:
    """spawn(), with the promise that the box ends with its test."""
    keeper = spawn(box, main)
    _started.append(keeper)
    return keeper


def alive(box: Box, keeper: int) -> tuple[int, ...]:
    return tuple(member.pid for member in members(box, keeper) if member.alive)


def is_dead(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state in "ZX"


def as_somebody(question: Callable[[], object]) -> str:
    """What the question answers in a fork that is not root; its files lie in a folder of its own."""
    if os.geteuid() != 0:
        return str(question())
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setresgid(SPARE_UID, SPARE_UID, SPARE_UID)
            os.setresuid(SPARE_UID, SPARE_UID, SPARE_UID)
            privileges.let_peers_look(True)  # as it would be after executing a program
            os.write(writing, str(question()).encode())
        except Exception as error:  # noqa: BLE001 - said to the test, which compares it
            os.write(writing, repr(error).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answers:
        said = answers.read().decode()
    os.waitpid(child, 0)
    return said
