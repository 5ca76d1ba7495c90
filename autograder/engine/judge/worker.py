"""The grader's view of a submission's processes: a keeper, the line that runs its cells, a fork for each test case."""

import contextlib
import os
import select
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from autograder.engine import wire
from autograder.engine.judge.remote import CallLimits, Fetched, Session
from autograder.engine.sandbox import Limits
from autograder.engine.wire import Channel, Gone
from autograder.results.verdict import BadReply, Crashed, Exited, Failure, OutOfMemory, OutOfTime

_MAX_STATUS = 0xFFFF  # of waitpid(2)
_END_WALL_S = 2.0  # for a killed process to be gone, and for its parent to say how it ended


@dataclass(frozen=True)
class CellOutcome:
    """One cell that was run: what it raised ("" for nothing), and the magics that were skipped."""

    error: str
    skipped: tuple[str, ...]


@dataclass(frozen=True)
class RequestedFork:
    """A fork that was asked for: the grader's end of its socket, and its number among its parent's children."""

    channel: Channel
    number: int


class ConfinedProcess:
    """One process of the worker: its channel, and a descriptor that means it and no other."""

    def __init__(self, channel: Channel, wall_s: float, session: int) -> None:
        self.channel = channel
        self._pidfd = _opened_pidfd(channel.receive_hello(wall_s), session)

    def alive(self) -> bool:
        """Whether it still runs."""
        return not select.select([self._pidfd], [], [], 0)[0]

    def kill(self, *, wait: bool = True) -> None:
        """Kills it; returns when it is dead, unless told not to wait for that."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
        if wait:
            select.select([self._pidfd], [], [], _END_WALL_S)

    def close(self, *, wait: bool = True) -> None:
        """Kills it and forgets it; returns when it is dead, unless told not to wait for that."""
        self.channel.close()
        self.kill(wait=wait)
        os.close(self._pidfd)


class WorkerProcess(ConfinedProcess):
    """A keeper or a line: runs cells and forks. What it cannot do is a Failure of the student's side."""

    def __init__(self, channel: Channel, limits: Limits, hit: Callable[[], str | None], session: int) -> None:
        super().__init__(channel, limits.answer_wall_s, session)
        self._limits = limits
        self._session = session  # the worker's own: seccomp lets nobody leave it
        self._hit = hit  # what the watch over the whole worker has found
        self._forks = 0

    def run(self, source: str, wall_s: float) -> CellOutcome:
        """Runs one cell. Raises a Failure if it does not come to its end; the process is lost then."""
        try:
            self.channel.send(wire.RunCell(source))
            frame = self.channel.receive(wall_s)
        except OutOfTime:
            raise OutOfTime(f"it was still running after {wall_s:g} seconds") from None
        except Gone:
            raise self._failure_of(None) from None
        if not isinstance(frame.message, wire.CellRan):
            raise BadReply("it wrote to the grader's socket")
        return CellOutcome(frame.message.error, tuple(frame.message.skipped))

    def fetch(self, names: tuple[str, ...]) -> Fetched:
        """What the names are bound to in this process; what stays in the worker can be called in a fork alone.

        Raises a Failure where it does not say so in time, or says something else; the process is killed then.
        """
        session = Session(self.channel, CallLimits(self._limits.case_wall_s, self._limits.box.memory_mb))
        try:
            return session.fetch(names)
        except Gone:
            raise self._failure_of(None) from None
        except Failure:
            self.kill()  # what it says late would be taken for the answer to the next question
            raise

    def fork_line(self, seed: int) -> "WorkerProcess":
        """A new line that has all that this process has."""
        return WorkerProcess(self._request_fork(seed, serves=False).channel, self._limits, self._hit, self._session)

    def fork_test(self, seed: int, names: tuple[str, ...]) -> "RequestedFork":
        """Asks for a fork that serves calls, and it for these names (see `Session.fetched`); waits for neither."""
        forked = self._request_fork(seed, serves=True)
        with contextlib.suppress(Gone):  # `serving` will say of what it died
            forked.channel.send(wire.Fetch(list(names)))
        return forked

    @contextlib.contextmanager
    def serving(self, forked: "RequestedFork") -> Iterator[Session]:
        """A conversation with a fork of this process, which is killed afterwards; losing it is a Failure in words."""
        limits = CallLimits(self._limits.case_wall_s, self._limits.box.memory_mb)
        with contextlib.ExitStack() as ending:
            ending.callback(forked.channel.close)
            try:
                process = ConfinedProcess(forked.channel, self._limits.answer_wall_s, self._session)
                # Its end takes as long as its fork did: the next case need not wait for it.
                ending.callback(process.close, wait=False)
                yield Session(forked.channel, limits)
            except Gone:
                raise self._failure_of(forked) from None

    def _request_fork(self, seed: int, *, serves: bool) -> "RequestedFork":
        ours, theirs = wire.pair()
        try:
            self.channel.send(wire.Fork(seed, serves), fd=theirs.fileno())
        except Gone:
            ours.close()
            raise self._failure_of(None) from None
        finally:
            theirs.close()
        self._forks += 1
        return RequestedFork(Channel(ours, for_worker=False), self._forks - 1)

    def _failure_of(self, child: "RequestedFork | None") -> Failure:
        """Why a process has gone, as far as anybody can tell: the watch, its wait status as its parent saw it."""
        found = self._hit()
        if found is not None:
            return OutOfMemory(found)
        status = self._status(child.number) if child is not None else -1
        if status >= 0 and os.WIFSIGNALED(status):
            return _signalled(os.WTERMSIG(status), self._limits)
        if status >= 0 and os.WIFEXITED(status):
            return Exited(f"it ended the whole process with status {os.WEXITSTATUS(status)}")
        return Exited("it ended the whole process, such as os._exit() does, or crashed it")

    def _status(self, number: int) -> int:
        """What the parent says of a child's end; untrusted, and used for words alone."""
        deadline = time.monotonic() + _END_WALL_S
        try:
            while time.monotonic() < deadline:
                self.channel.send(wire.Ended(number))
                frame = self.channel.receive(_END_WALL_S)
                if not isinstance(frame.message, wire.Status) or frame.message.status > _MAX_STATUS:
                    raise BadReply("something other than a wait status")
                if frame.message.status >= 0:
                    return frame.message.status
                time.sleep(0.01)  # it has closed its socket and is still ending
        except Gone:
            pass
        except (OutOfTime, BadReply):
            self.kill()  # as in `fetch`
        return -1


def _opened_pidfd(pid: int, session: int) -> int:
    """A descriptor of the process that said hello, which will be killed by it: one of the worker's, or BadReply.

    Whoever may administer the machine can also say hello in the name of any other process on it.
    """
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:  # it said hello and has ended since
        raise Gone from None
    with contextlib.suppress(ProcessLookupError):
        if os.getsid(pid) == session:
            return descriptor
    os.close(descriptor)
    raise BadReply("a process that is none of the submission's answered in its place")


def _signalled(number: int, limits: Limits) -> Failure:
    if number == signal.SIGXCPU:
        return OutOfTime(f"it used more than the {limits.box.cpu_s} seconds of processor time that are allowed")
    if number == signal.SIGKILL:
        return OutOfMemory(f"it was ended, most likely for memory: {limits.box.memory_mb} MB are allowed")
    if number == signal.SIGXFSZ:
        return Crashed(f"it wrote a file of more than {limits.box.file_mb} MB")
    name = signal.Signals(number).name if number in set(signal.Signals) else f"signal {number}"
    return Crashed(f"it crashed the process ({name}): endless recursion in compiled code, or memory it does not own")
