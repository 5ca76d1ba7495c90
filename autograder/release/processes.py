"""Processes that a build starts: bounded in time, and ended with everything that they started themselves."""

import contextlib
import os
import signal
import subprocess
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path


def run_bounded(
    command: list[str], *, seconds: int, env: Mapping[str, str], cwd: Path
) -> subprocess.CompletedProcess[str]:
    """Runs `command` in a process group of its own; returns how it ended, with what it said.

    Raises subprocess.TimeoutExpired after `seconds`, when it and everything that it started has been killed.
    """
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, env=env, cwd=cwd, stdout=pipe, stderr=pipe, text=True, start_new_session=True
    ) as process:
        try:
            out, err = process.communicate(timeout=seconds)
        except BaseException:  # Ctrl-C too: nothing may go on without us
            end_descendants(process.pid)
            process.kill()
            raise
    return subprocess.CompletedProcess(command, process.returncode, out, err)


def end_descendants(pid: int, spare: frozenset[int] = frozenset()) -> None:
    """Kills every process that descends from `pid`, but for the children in `spare` and what descends from those.

    Kernels have process groups of their own, which no signal to ours reaches.
    """
    descent = _descent()
    waiting = [child for child in descent[pid] if child not in spare]
    while waiting:
        child = waiting.pop()
        waiting += descent[child]
        with contextlib.suppress(ProcessLookupError):  # it ended by itself
            os.kill(child, signal.SIGKILL)


def children(pid: int) -> frozenset[int]:
    """The processes that `pid` has started and that are still there."""
    return frozenset(_descent()[pid])


def _descent() -> dict[int, list[int]]:
    """Who descends from whom, as /proc tells: the parent is the second field after the name's last bracket."""
    found: dict[int, list[int]] = defaultdict(list)
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it ended between the two looks
            parent = int(entry.read_text(errors="replace").rpartition(")")[2].split()[1])
            found[parent].append(int(entry.parent.name))
    return found
