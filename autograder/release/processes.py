"""Processes that a build starts: bounded in time, killed with their descendants, and stopped by Ctrl-C or SIGTERM.

This module does not know what the processes do.
"""

import contextlib
import os
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FrameType

INTERRUPTED = 130  # exit status of a command that Ctrl-C ended
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


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
            kill_descendants(process.pid)
            process.kill()
            raise
    return subprocess.CompletedProcess(command, process.returncode, out, err)


def kill_descendants(pid: int, spare: frozenset[int] = frozenset()) -> None:
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


def interrupt_once() -> None:
    """From now on the first Ctrl-C or SIGTERM raises KeyboardInterrupt; later ones do not disturb the tidying up."""
    for number in _SIGNALS:
        signal.signal(number, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> None:
    for each in _SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt


@contextlib.contextmanager
def thread_pool(count: int) -> Iterator[ThreadPoolExecutor]:
    """Threads that start processes; if the body raises, those processes are killed and nobody waits for the threads."""
    others = children(os.getpid())
    pool = ThreadPoolExecutor(max_workers=count)
    try:
        yield pool
    except BaseException:  # a failed proof or Ctrl-C: the other proofs are of no use any more
        pool.shutdown(wait=False, cancel_futures=True)
        kill_descendants(os.getpid(), spare=others)
        raise
    pool.shutdown()


def exit_with(status: int) -> None:
    """Ends this process with `status`; after an interrupt without waiting for threads that wait for the killed."""
    if status == INTERRUPTED:
        kill_descendants(os.getpid())
        with contextlib.suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)
    sys.exit(status)
