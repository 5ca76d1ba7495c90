"""Starts the zygote: it imports what workers need while the grader imports what it needs itself."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from autograder.engine import wire
from autograder.engine.assignment import Assignment
from autograder.engine.child_process import ErrorOutput

# The environment of every worker, whole: nothing of the grader's own goes over.
_ENVIRONMENT = {
    "PYTHONPATH": str(Path(__file__).resolve().parents[2]),  # where the zygote's own code lies if it is not installed
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "OMP_NUM_THREADS": "1",
    "OMP_THREAD_LIMIT": "1",  # after torch.set_num_threads(4) and one parallel operation later forks hang without it
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MPLBACKEND": "Agg",
    "PYTHONMALLOC": "malloc",  # so that Python's own objects lie in huge pages too
    "PYTHONHASHSEED": "0",  # sets are in the same order in every run
    "PYTHONDONTWRITEBYTECODE": "1",
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",  # huge pages halve the time of a fork (where the kernel has them)
}


@dataclass(frozen=True)
class ZygoteSettings:
    """What the zygote imports before the first worker is forked."""

    support: str  # the folder with the pristine package and its data; comes first on the path
    preload: tuple[str, ...]  # modules to import from it, and others that notebooks import
    stand_ins: dict[str, tuple[str, ...]]  # module -> classes of it that do nothing in a worker


@dataclass(frozen=True)
class ZygoteProcess:
    """A zygote on its way."""

    process: subprocess.Popen[bytes]
    sock: socket.socket
    error_output: ErrorOutput  # what it wrote to standard error, for staff

    def end(self) -> None:
        """Ends the zygote and all that came of it."""
        self.sock.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=2)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextlib.contextmanager
def launch(assignment: Assignment) -> Iterator[ZygoteProcess]:
    """A zygote for the workers of one assignment, as long as the context lasts; does not wait until it is warm."""
    home = tempfile.mkdtemp(prefix="zygote-")
    ours, theirs = wire.pair()
    try:
        with theirs:
            process = _started(theirs, zygote_settings(assignment), home)
        assert process.stderr is not None  # it was asked for
        zygote = ZygoteProcess(process, ours, ErrorOutput(process.stderr))
        try:
            yield zygote
        finally:
            zygote.end()
    finally:
        ours.close()
        shutil.rmtree(home, ignore_errors=True)


def zygote_settings(assignment: Assignment) -> ZygoteSettings:
    """What the zygote of this assignment imports."""
    return ZygoteSettings(str(assignment.support), assignment.preload, assignment.stand_ins)


def _started(theirs: socket.socket, what: ZygoteSettings, home: str) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-m",
        "autograder.engine.worker.zygote",
        str(theirs.fileno()),
        msgspec.json.encode(what).decode(),
    ]
    return subprocess.Popen(
        command,
        env={**_ENVIRONMENT, "HOME": home, "MPLCONFIGDIR": home, "IPYTHONDIR": home},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        pass_fds=(theirs.fileno(),),
        start_new_session=True,
        cwd=home,
    )
