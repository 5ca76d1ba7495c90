"""Hands submissions out to workers one by one, and takes a worker's end for what it is: not the end of the run."""

import contextlib
import os
import selectors
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from autograder.classroom.messages import Broken, Ended, Outcome, Ready, Setup, Work, encoded
from autograder.engine.child_process import ErrorOutput
from autograder.engine.sandbox import Limits
from autograder.results.verdict import GraderFault

TRIES = 2  # a submission that breaks two workers is set aside: a third would break as well
_STARTS = 3  # workers that end before they are warm, one after the other, before the run gives up
_SLACK_S = 120.0  # beyond the engine's own limits for reading, starting anew and writing
ENDING_S = 3.0  # for a worker to take its zygote and boxes down
_LOOK_S = 0.5  # how often it is looked whether somebody wants to stop, or a worker is silent for too long
_MOST_IN_A_ROW = 5  # submissions that the grader failed at, with none between that it did not: it is the machine then


def longest_s(limits: Limits) -> float:
    """How long a worker may be silent, which has to start, or has a submission in its hands."""
    return limits.submission_wall_s + limits.start_wall_s + _SLACK_S


@dataclass(frozen=True)
class Done:
    """A submission has come to its end."""

    work: Work
    outcome: Outcome


@dataclass(frozen=True)
class Died:
    """A worker ended with a submission in its hands."""

    work: Work
    how: str  # a clause, for staff


class Worker:
    """A process with a warm grader, or on its way there."""

    def __init__(self, setup: Setup) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = _started(theirs, setup.temporary)
        assert self._process.stderr is not None  # it was asked for
        self._last_words = ErrorOutput(self._process.stderr)
        self.sock, self._stream = ours, ours.makefile("rb")
        self.work: Work | None = None
        self.warm = False
        self._say(setup)

    @property
    def pid(self) -> int:
        """Of its process."""
        return self._process.pid

    def order(self, work: Work) -> None:
        """Sends it a submission to grade."""
        self.work, self._since = work, time.monotonic()
        self._say(work)

    def silent_s(self) -> float:
        """How long it has been at its submission."""
        return time.monotonic() - self._since if self.work else 0.0

    def heard(self) -> Ready | Broken | Ended | None:
        """What it says, after its socket has become readable; None where it has died."""
        try:
            line = self._stream.readline()
        except OSError:
            return None
        if not line.endswith(b"\n"):
            return None
        return msgspec.json.decode(line, type=Ready | Broken | Ended)

    def close(self) -> None:
        """Tells it that nothing more will come."""
        self._stream.close()
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)

    def end(self, wait_s: float) -> str:
        """Ends the process, which has `wait_s` seconds to do that itself; returns how it ended, a clause."""
        self.close()
        try:
            self._process.wait(timeout=wait_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
        status = self._process.wait()
        self.sock.close()
        said = " ".join(self._last_words.text(0.2).splitlines()[-1:])
        return f"its worker {_in_words(status)}" + (f": {said}" if said else "")

    def _say(self, message: Setup | Work) -> None:
        with contextlib.suppress(OSError):  # it has died: its socket says so when it is read
            self.sock.sendall(encoded(message))


def _started(theirs: socket.socket, temporary: str) -> subprocess.Popen[bytes]:
    package = str(Path(__file__).resolve().parents[2])
    own = {"PYTHONPATH": package, "OMP_NUM_THREADS": "1"} | ({"TMPDIR": temporary} if temporary else {})
    return subprocess.Popen(
        [sys.executable, "-m", "autograder.classroom.worker", str(theirs.fileno())],
        env={**os.environ, **own},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        pass_fds=(theirs.fileno(),),
        start_new_session=True,  # Ctrl-C is for the run alone, which lets them finish
    )


def _in_words(status: int) -> str:
    if status < 0:
        return f"was ended by signal {-status}"
    return f"ended with status {status}"


class Schedule:
    """One run's workers and what they are at."""

    def __init__(
        self,
        setup: Setup,
        work: Iterator[Work],
        jobs: int,
        on_ready: Callable[[Ready], None],
        limits: Limits | None = None,
    ) -> None:
        limits = limits or Limits()
        self._setup, self._work, self._jobs, self._on_ready = setup, work, jobs, on_ready
        self._longest_s = longest_s(limits)
        self._selector = selectors.DefaultSelector()
        self._workers: list[Worker] = []
        self._again: deque[Work] = deque()
        self._next: Work | None = None
        self._tries: dict[int, int] = {}  # of what is under way or to be tried again: a few at a time
        self._failed_starts = 0
        self._in_a_row = 0
        self.stopping = False  # hand nothing out any more, finish what is under way

    def events(self) -> Iterator[Done | Died | None]:
        """What happens, as it happens; None from time to time when nothing does.

        Raises GraderFault where no worker gets warm. Whoever stops listening ends all workers.
        """
        try:
            while self._more() or self._busy():
                self._hire()
                ready = self._selector.select(_LOOK_S)
                for key, _ in ready:
                    yield from self._heard(key.data)
                for worker in [w for w in self._workers if w.silent_s() > self._longest_s]:
                    self._dismiss(worker)
                    yield from self._lost(
                        worker, f"its worker did not answer for {self._longest_s:.0f} s and was ended"
                    )
                if not ready:
                    yield None
        finally:
            for worker in self._workers:
                worker.close()  # all at once: each takes its zygote down
            for worker in list(self._workers):
                self._dismiss(worker, 0.0 if worker.work else ENDING_S)
            self._selector.close()

    def _more(self) -> bool:
        """Whether there is something to hand out."""
        if self.stopping:
            return False
        if self._next is None:
            self._next = self._again.popleft() if self._again else next(self._work, None)
        return self._next is not None

    def _busy(self) -> bool:
        return any(worker.work is not None for worker in self._workers)

    def _hire(self) -> None:
        """Gives idle workers something to do, and starts as many as there are jobs."""
        for worker in self._workers:
            if worker.warm and worker.work is None and self._more():
                assert self._next is not None
                worker.order(self._next)
                self._next = None
        while self._more() and len(self._workers) < self._jobs:
            worker = Worker(self._setup)
            self._workers.append(worker)
            self._selector.register(worker.sock, selectors.EVENT_READ, worker)

    def _heard(self, worker: Worker) -> Iterator[Done | Died]:
        match worker.heard():
            case Ready() as ready:
                worker.warm, self._failed_starts = True, 0
                self._on_ready(ready)
            case Broken(reason):
                raise GraderFault(reason)
            case Ended(_, outcome):
                yield from self._ended(worker, outcome)
            case None:
                yield from self._lost(worker, self._dismiss(worker, ENDING_S))

    def _ended(self, worker: Worker, outcome: Outcome) -> Iterator[Done | Died]:
        work, worker.work = worker.work, None
        assert work is not None  # it speaks when it is asked
        if not outcome.again:
            self._tries.pop(work.id, None)
            self._in_a_row = 0
            yield Done(work, outcome)
            return
        self._dismiss(worker, ENDING_S)
        yield from self._tried(work, outcome.reason, outcome)

    def _lost(self, worker: Worker, how: str) -> Iterator[Done | Died]:
        if worker.work is not None:
            reason = f"It broke {TRIES} workers, and was not tried on a third: {how}."
            yield from self._tried(worker.work, how, Outcome(state="set aside", reason=reason))
        elif not worker.warm:
            self._failed_starts += 1
            if self._failed_starts >= _STARTS:
                raise GraderFault(f"{_STARTS} workers ended before they were warm: {how}.")

    def _tried(self, work: Work, how: str, last: Outcome) -> Iterator[Done | Died]:
        self._tries[work.id] = self._tries.get(work.id, 0) + 1
        yield Died(work, how)
        if self._tries[work.id] < TRIES:
            self._again.append(work)
            return
        del self._tries[work.id]
        yield Done(work, last)
        self._in_a_row += 1
        if self._in_a_row >= _MOST_IN_A_ROW:
            raise GraderFault(f"{_MOST_IN_A_ROW} submissions one after the other could not be graded, at last: {how}.")

    def _dismiss(self, worker: Worker, wait_s: float = 0.0) -> str:
        """Ends a worker, at once or when it has had time to; returns how it ended."""
        self._selector.unregister(worker.sock)
        self._workers.remove(worker)
        return worker.end(wait_s)
