"""Starts and keeps the zygote, and gets confined workers from it."""

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
from types import TracebackType

import msgspec

from autograder.engine import wire, zygote
from autograder.engine.confinement import Box
from autograder.engine.last_words import LastWords
from autograder.engine.limits import Limits
from autograder.engine.verdict import BadReply, GraderFault, OutOfTime
from autograder.engine.watcher import Watcher
from autograder.engine.wire import Channel, Gone
from autograder.engine.worker import Stage

# The environment of every worker, whole: nothing of the grader's own goes over.
_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "OMP_NUM_THREADS": "1",
    "OMP_THREAD_LIMIT": "1",  # after torch.set_num_threads(4) and one parallel operation later forks hang without it
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MPLBACKEND": "Agg",
    "PYTHONHASHSEED": "0",  # sets are in the same order in every run
    "PYTHONDONTWRITEBYTECODE": "1",
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",  # huge pages halve the time of a fork (where the kernel has them)
}


@dataclass
class Worker:
    """One submission's confined processes."""

    keeper: Stage
    watch: Watcher


class Zygote:
    """A warm zygote, for any number of submissions one after the other; a context manager."""

    def __init__(self, settings: zygote.Settings, limits: Limits) -> None:
        self._settings = settings
        self._limits = limits

    def __enter__(self) -> "Zygote":
        ours, theirs = wire.pair()
        self._home = Path(tempfile.mkdtemp(prefix="zygote-"))
        with theirs:
            self._process = self._started(theirs)
        assert self._process.stderr is not None  # it was asked for
        self._last_words = LastWords(self._process.stderr)
        self._channel = Channel(ours, for_worker=False)
        try:
            self._channel.receive_hello(self._limits.start_wall_s)
        except (Gone, OutOfTime, BadReply):
            self.close()
            raise GraderFault(
                f"the process that imports torch and the notebook's package did not start. {self._last_words.text()}"
            ) from None
        return self

    def _started(self, theirs: socket.socket) -> subprocess.Popen[bytes]:
        settings = msgspec.json.encode(self._settings).decode()
        command = [sys.executable, "-m", "autograder.engine.zygote", str(theirs.fileno()), settings]
        home = str(self._home)
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

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Ends the zygote and all that came of it."""
        self._channel.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=2)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        shutil.rmtree(self._home, ignore_errors=True)

    @contextlib.contextmanager
    def worker(self, box: Box, seed: int) -> Iterator[Worker]:
        """A confined worker; afterwards every process of it is dead, detached ones too, and its traces are gone.

        Raises GraderFault where the zygote does not do its part.
        """
        ours, theirs = wire.pair()
        with theirs, contextlib.ExitStack() as on_failure:
            on_failure.callback(ours.close)
            begun = self._ask(wire.Begin(zygote.packed(box), seed), fd=theirs.fileno())
            on_failure.pop_all()
        if not isinstance(begun, wire.Begun):
            raise GraderFault("the zygote did not fork a worker.")
        try:
            with Watcher(box, begun.pid) as watch:
                keeper = self._keeper(ours, watch, begun.pid)
                try:
                    yield Worker(keeper, watch)
                finally:
                    keeper.close()
        finally:
            ours.close()
            self._ask(wire.Finish(begun.pid, zygote.packed(box)))

    def _keeper(self, ours: socket.socket, watch: Watcher, pid: int) -> Stage:
        try:
            return Stage(Channel(ours, for_worker=False), self._limits, lambda: watch.hit, pid)
        except (Gone, OutOfTime, BadReply):
            raise GraderFault(
                "a confined worker did not start: `python -m autograder doctor` says what this machine can confine."
            ) from None

    def _ask(self, message: wire.Begin | wire.Finish, fd: int | None = None) -> object:
        try:
            self._channel.send(message, fd=fd)
            return self._channel.receive(self._limits.start_wall_s).message
        except (Gone, OutOfTime, BadReply) as error:
            said = " ".join(self._last_words.text().splitlines()[-1:])
            raise GraderFault(f"the zygote has gone or does not answer ({type(error).__name__}). {said}") from error
