"""Schedulers and workers of Dask as processes of their own, as staff start them."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from small_class import ROOT

QUICK = {  # a lost host is noticed in seconds; TCP takes no less than ten probes, a second each
    "DASK_DISTRIBUTED__COMM__TIMEOUTS__TCP": "15s",
    "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "10s",
    "DASK_DISTRIBUTED__DASHBOARD__LINK": "",
    "OMP_NUM_THREADS": "1",
}


def start(program: str, *arguments: str, before: Sequence[str] = (), env=None, log: Path | None = None, cwd=ROOT):
    """`dask scheduler` or `dask worker` under way; `before` goes before the command, `log` gets what it says."""
    with open(log or os.devnull, "ab") as out:
        return subprocess.Popen(
            [*before, sys.executable, "-m", "distributed.cli.dask_" + program, *arguments],
            cwd=cwd,
            env={**os.environ, **QUICK, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )


def stop(process: subprocess.Popen) -> None:
    """Ends it and what it has started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextlib.contextmanager
def loopback(folder: Path, workers: int, cwd=ROOT) -> Iterator[tuple[str, list[subprocess.Popen]]]:
    """A cluster on this machine, plain: its address and its processes, scheduler first; one thread a worker."""
    wait = folder / "scheduler.json"
    scheduler = start(
        "scheduler", "--host", "tcp://127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(wait)
    )
    started = [scheduler]
    try:
        address = address_in(wait)
        for number in range(workers):
            started.append(
                start(
                    "worker",
                    address,
                    "--nthreads",
                    "1",
                    "--no-nanny",
                    "--no-dashboard",
                    "--local-directory",
                    str(folder / f"worker-{number}"),
                    cwd=cwd,
                )
            )
        yield address, started
    finally:
        for process in reversed(started):
            stop(process)


def address_in(file: Path, wall_s: float = 60.0) -> str:
    """What a scheduler has written of itself."""
    deadline = time.monotonic() + wall_s
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError, ValueError):
            return json.loads(file.read_text())["address"]
        time.sleep(0.1)
    raise TimeoutError("the scheduler did not start")
