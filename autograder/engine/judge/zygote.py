"""The grader's side of the zygote: gets confined workers from it, and watches over each while it lives.

A worker is all the processes of one submission. It does not know what a cell or a test is (see `worker`, `grading`).
"""

import contextlib
import os
import signal
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType

from autograder.engine import wire
from autograder.engine.confinement import Box, Watch
from autograder.engine.judge.worker import WorkerProcess
from autograder.engine.launch import ZygoteProcess
from autograder.engine.sandbox import Limits
from autograder.engine.wire import Channel, Gone
from autograder.results.verdict import BadReply, GraderFault, OutOfTime

_EVERY_S = 0.1  # torch fills 200 MB in that time: memory_mb is far enough below what the machine has


class WatchThread:
    """Kills every process of a worker when together they are over a limit that no rlimit bounds.

    It polls as long as its context lasts. `hit` says which limit was passed; None while none was.
    """

    def __init__(self, box: Box, keeper: int) -> None:
        self.hit: str | None = None
        self._looking = threading.Lock()
        self._keeper = keeper
        self._watch = Watch(box, keeper)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._poll, daemon=True)

    @property
    def peak_mb(self) -> float:
        """The most memory that it has seen the worker use."""
        return self._watch.peak_mb

    def __enter__(self) -> "WatchThread":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()

    def look(self) -> str | None:
        """What `hit` is now: in a cgroup the kernel ends a process, whichever it takes, before a poll sees it."""
        with self._looking:
            exceeded = None if self.hit else self._watch.exceeded()
            if exceeded is not None:
                self.hit = f"it went over a limit ({exceeded})"
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self._keeper, signal.SIGKILL)
            return self.hit

    def _poll(self) -> None:
        while not self._over.wait(_EVERY_S):
            if self.look():
                return


@dataclass
class Worker:
    """One submission's confined processes."""

    keeper: WorkerProcess
    watch: WatchThread


class Zygote:
    """A warm zygote, for any number of submissions one after the other."""

    def __init__(self, launched: ZygoteProcess, limits: Limits) -> None:
        """Waits until it is warm; raises GraderFault where it does not get there."""
        self._answer_wall_s = limits.start_wall_s
        self._channel = Channel(launched.sock, for_worker=False)
        self.pid = launched.process.pid
        self._error_output = launched.error_output
        try:
            self._channel.receive_hello(limits.start_wall_s)
        except (Gone, OutOfTime, BadReply):
            launched.end()
            said = self._error_output.text()
            raise GraderFault(
                f"the process that imports torch and the notebook's package did not start. {said}"
            ) from None

    @contextlib.contextmanager
    def worker(self, box: Box, seed: int, limits: Limits) -> Iterator[Worker]:
        """A confined worker, with the limits of one submission.

        Afterwards every process of it is dead, detached ones too, and its traces are gone. Raises GraderFault where
        the zygote does not do its part.
        """
        ours, theirs = wire.pair()
        with theirs, contextlib.ExitStack() as on_failure:
            on_failure.callback(ours.close)
            begun = self._ask(wire.Begin(box.packed(), seed), fd=theirs.fileno())
            on_failure.pop_all()
        if not isinstance(begun, wire.Begun):
            raise GraderFault("the zygote did not fork a worker.")
        try:
            with WatchThread(box, begun.pid) as watch:
                keeper = _keeper(ours, limits, watch, begun.pid)
                try:
                    yield Worker(keeper, watch)
                finally:
                    keeper.close()
        finally:
            ours.close()
            self._ask(wire.Finish(begun.pid, box.packed()))

    def _ask(self, message: wire.Begin | wire.Finish, fd: int | None = None) -> object:
        try:
            self._channel.send(message, fd=fd)
            return self._channel.receive(self._answer_wall_s).message
        except (Gone, OutOfTime, BadReply) as error:
            said = " ".join(self._error_output.text().splitlines()[-1:])
            raise GraderFault(f"the zygote has gone or does not answer ({type(error).__name__}). {said}") from error


def _keeper(ours: socket.socket, limits: Limits, watch: WatchThread, pid: int) -> WorkerProcess:
    try:
        return WorkerProcess(Channel(ours, for_worker=False), limits, watch.look, pid)
    except (Gone, OutOfTime, BadReply):
        raise GraderFault(
            "a confined worker did not start: `python -m autograder doctor` says what this machine can confine."
        ) from None
