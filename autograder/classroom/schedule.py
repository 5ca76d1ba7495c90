"""Hands submissions out to grading processes one by one; when one ends, the run goes on.

It does not know how a submission is graded, or where results are written.
"""

import selectors
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from autograder.classroom.grading_process import GradingProcess
from autograder.classroom.messages import Broken, Ended, Outcome, Ready, Setup, Work
from autograder.engine.sandbox import Limits
from autograder.results.verdict import GraderFault

TRIES = 2  # a submission that breaks two workers is set aside: a third would break as well
_STARTS = 3  # workers that end before they are warm, one after the other, before the run gives up
_SLACK_S = 120.0  # beyond the engine's own limits for reading, starting anew and writing
ENDING_S = 3.0  # for a worker to take its zygote and sandboxes down
_LOOK_S = 0.5  # how often it is looked whether somebody wants to stop, or a process is silent for too long
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


class Schedule:
    """One run's grading processes and what they are at."""

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
        self._processes: list[GradingProcess] = []
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
                for process in [w for w in self._processes if w.silent_s() > self._longest_s]:
                    self._dismiss(process)
                    yield from self._lost(
                        process, f"its worker did not answer for {self._longest_s:.0f} s and was ended"
                    )
                if not ready:
                    yield None
        finally:
            for process in self._processes:
                process.close()  # all at once: each takes its zygote down
            for process in list(self._processes):
                self._dismiss(process, 0.0 if process.work else ENDING_S)
            self._selector.close()

    def _more(self) -> bool:
        """Whether there is something to hand out."""
        if self.stopping:
            return False
        if self._next is None:
            self._next = self._again.popleft() if self._again else next(self._work, None)
        return self._next is not None

    def _busy(self) -> bool:
        return any(process.work is not None for process in self._processes)

    def _hire(self) -> None:
        """Gives idle workers something to do, and starts as many as there are jobs."""
        for process in self._processes:
            if process.warm and process.work is None and self._more():
                assert self._next is not None
                process.order(self._next)
                self._next = None
        while self._more() and len(self._processes) < self._jobs:
            process = GradingProcess(self._setup)
            self._processes.append(process)
            self._selector.register(process.sock, selectors.EVENT_READ, process)

    def _heard(self, process: GradingProcess) -> Iterator[Done | Died]:
        match process.receive():
            case Ready() as ready:
                process.warm, self._failed_starts = True, 0
                self._on_ready(ready)
            case Broken(reason):
                raise GraderFault(reason)
            case Ended(_, outcome):
                yield from self._ended(process, outcome)
            case None:
                yield from self._lost(process, self._dismiss(process, ENDING_S))

    def _ended(self, process: GradingProcess, outcome: Outcome) -> Iterator[Done | Died]:
        work, process.work = process.work, None
        assert work is not None  # it speaks when it is asked
        if not outcome.again:
            self._tries.pop(work.id, None)
            self._in_a_row = 0
            yield Done(work, outcome)
            return
        self._dismiss(process, ENDING_S)
        yield from self._tried(work, outcome.reason, outcome)

    def _lost(self, process: GradingProcess, how: str) -> Iterator[Done | Died]:
        if process.work is not None:
            reason = f"It broke {TRIES} workers, and was not tried on a third: {how}."
            yield from self._tried(process.work, how, Outcome(state="set aside", reason=reason))
        elif not process.warm:
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

    def _dismiss(self, process: GradingProcess, wait_s: float = 0.0) -> str:
        """Ends a process, at once or when it has had time to; returns how it ended."""
        self._selector.unregister(process.sock)
        self._processes.remove(process)
        return process.end(wait_s)
