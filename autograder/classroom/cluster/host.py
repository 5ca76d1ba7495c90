"""What runs on a worker's machine: warm graders, each a program of its own, started and asked by Dask's threads.

A Dask worker has threads and locks, so nothing is forked from it: a grader is executed anew, and its zygote is forked
inside that program, which has one thread. The kernel ends a grader with the thread that started it, so each has
a thread of its own that lives as long as it.
"""

import atexit
import os
import select
import threading
from concurrent.futures import ThreadPoolExecutor

import msgspec
from distributed import get_worker

from autograder.classroom.cluster.parcel import Answer, Order, Parcel, refusal, unpack
from autograder.classroom.grading_process import GradingProcess
from autograder.classroom.messages import Broken, Ended, Ready, Setup, Work
from autograder.classroom.schedule import ENDING_S, longest_s
from autograder.classroom.temporary_folder import HostFolder
from autograder.engine.sandbox import Limits

_LONGEST_S = longest_s(Limits())


class GraderThread:
    """A warm grader, or one on its way there."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._thread = ThreadPoolExecutor(1, "grader")
        self._process: GradingProcess | None = None
        self._ready: Ready | None = None

    def grade(self, work: Work, first: bool) -> Answer:
        """Its answer; it is started where it is not there."""
        return self._thread.submit(self._grade, work, first).result()

    def close(self) -> None:
        """Ends it."""
        self._thread.submit(self._end).result()
        self._thread.shutdown()

    def _grade(self, work: Work, first: bool) -> Answer:
        if self._process is None:
            trouble = self._start()
            if trouble is not None:
                return trouble
        assert self._process is not None
        self._process.order(work)
        match self._reply(self._process):
            case Ended(_, outcome):
                if outcome.again:
                    self._end()
                ready = self._ready if first else None
                return Answer(kind="outcome", ended=msgspec.json.encode(outcome), ready=ready)
            case _:
                return Answer(kind="died", why=self._end())

    def _start(self) -> Answer | None:
        self._process = GradingProcess(self._setup)
        match self._reply(self._process):
            case Ready() as ready:
                self._ready = ready
                return None
            case Broken(reason):
                self._end()
                return Answer(kind="broken", why=reason)
            case _:
                return Answer(kind="cold", why=self._end())

    def _reply(self, process: GradingProcess) -> Ready | Broken | Ended | None:
        readable, _, _ = select.select([process.sock], [], [], _LONGEST_S)
        return process.receive() if readable else None

    def _end(self) -> str:
        process, self._process = self._process, None
        return process.end(ENDING_S) if process is not None else "it was not there"


class GraderPool:
    """One parcel, laid out on this machine, and the graders that work with it."""

    def __init__(self, parcel: Parcel) -> None:
        self._folder = HostFolder()
        homework, temporary = self._folder.path / "homework", self._folder.path / "temporary"
        homework.mkdir()
        temporary.mkdir()
        temporary.chmod(0o711)
        unpack(parcel.files, homework)
        self._setup = Setup(
            assignment=str(homework),
            source="",
            without=parcel.without,
            allow_unconfined=parcel.allow_unconfined,
            temporary=str(temporary),
            parent=os.getpid(),
        )
        self._lock = threading.Lock()
        self._idle: list[GraderThread] = []
        self._closed = False

    def grade(self, order: Order) -> Answer:
        """Has an idle grader do it, or a new one: there are never more than Dask's worker has threads."""
        with self._lock:
            grader = self._idle.pop() if self._idle else GraderThread(self._setup)
        try:
            return grader.grade(order.work, order.first)
        finally:
            self._put_back(grader)

    def _put_back(self, grader: GraderThread) -> None:
        with self._lock:
            if not self._closed:
                self._idle.append(grader)
                return
        grader.close()

    def close(self) -> None:
        """Ends the graders that are idle at once and the others after what they are at; leaves nothing on the disk."""
        with self._lock:
            idle, self._idle, self._closed = self._idle, [], True
        for grader in idle:
            grader.close()
        self.remove()

    def remove(self) -> None:
        """Leaves nothing on the disk."""
        self._folder.remove()


_pools: dict[str, GraderPool] = {}
_entering = threading.Lock()


def grade(order: bytes, parcel: bytes | None) -> bytes:
    """A task of Dask's: the Answer to an Order, both encoded; asks for the parcel where it is not there yet."""
    ordered = msgspec.msgpack.decode(order, type=Order)
    answer = _answer(ordered, msgspec.msgpack.decode(parcel, type=Parcel) if parcel else None)
    return msgspec.msgpack.encode(msgspec.structs.replace(answer, worker=get_worker().address))


def _answer(order: Order, parcel: Parcel | None) -> Answer:
    with _entering:
        if order.parcel not in _pools:
            if parcel is None:
                return Answer(kind="send")
            why = refusal(parcel.package, parcel.versions)
            if why:
                return Answer(kind="refused", why=why)
            _pools[order.parcel] = GraderPool(parcel)
        pool = _pools[order.parcel]
    return pool.grade(order)


def leave(name: str) -> None:
    """Ends the graders of that parcel and removes what they needed; nothing where it is not here."""
    with _entering:
        pool = _pools.pop(name, None)
    if pool is not None:
        pool.close()


@atexit.register
def _leave_all() -> None:
    for pool in _pools.values():
        pool.remove()  # the graders end with their threads
