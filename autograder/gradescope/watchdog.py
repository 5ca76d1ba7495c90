"""Runs a process that may hang, die or run out of memory, and is there afterwards in any case."""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

_PR_SET_CHILD_SUBREAPER = 36  # of prctl(2)
_END_WALL_S = 5.0  # for all that was killed to be gone


class Stopped(Exception):
    """Somebody asked for an end (SIGTERM) before the process came to its own."""


@dataclass(frozen=True)
class ProcessExit:
    """How the process ended: `status` as subprocess has it, negative for a signal; None where its time was up."""

    status: int | None

    def in_words(self, wall_s: float) -> str:
        """Why there is no grade, for staff."""
        if self.status is None:
            return f"Grading did not come to its end within {wall_s:.0f} seconds and was stopped"
        if self.status == -signal.SIGKILL:
            return "Grading was killed, as happens when the memory of the container has run out"
        if self.status < 0:
            return f"Grading was ended by {signal.Signals(-self.status).name}"
        return f"Grading ended with status {self.status}"


def run_watched(command: Sequence[str], environment: Mapping[str, str], wall_s: float) -> ProcessExit:
    """Runs the command; afterwards every process that came of it is dead, detached ones too.

    So is every other child of this process: it is for a program that does nothing else.
    Raises Stopped on SIGTERM, all of it dead as well.
    """
    _become_subreaper()
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        process = subprocess.Popen(command, env=dict(environment), stdin=subprocess.DEVNULL)
        try:
            return ProcessExit(process.wait(timeout=wall_s))
        except subprocess.TimeoutExpired:
            return ProcessExit(None)
        finally:
            process.kill()
            process.wait()
            _end_children()
    finally:
        signal.signal(signal.SIGTERM, before)


def _stop(_: int, __: FrameType | None) -> None:
    raise Stopped


def _become_subreaper() -> None:
    """What the process leaves behind becomes a child of this one, not of init, and so can be found."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _end_children() -> None:
    deadline = time.monotonic() + _END_WALL_S
    while (children := _children()) and time.monotonic() < deadline:
        for pid in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for pid in children:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
        time.sleep(0.01)


def _children() -> list[int]:
    """All children of this process; none where the kernel does not list them, and the container's end must do."""
    listed = Path(f"/proc/self/task/{os.getpid()}/children")
    return [int(pid) for pid in listed.read_text().split()] if listed.is_file() else []
