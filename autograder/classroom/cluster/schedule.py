"""Hands submissions out to the hosts of a Dask cluster, and hears each outcome once."""

import contextlib
import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dask
import msgspec
from distributed import Client, Future, KilledWorker, Security

from autograder.classroom.cluster import host
from autograder.classroom.cluster.address import is_safe
from autograder.classroom.cluster.parcel import Answer, Order, pack, refusal
from autograder.classroom.intake import notebook_of
from autograder.classroom.messages import Outcome, Ready, Setup, Work, not_read
from autograder.classroom.schedule import Died, Done, Schedule
from autograder.classroom.tree import Tree, opened
from autograder.engine.assignment import read_assignment
from autograder.notebooks.notebook import ReadLimits, SubmissionError
from autograder.results.verdict import GraderFault

_READ_LIMITS = ReadLimits()
_NOISY = ("distributed", "distributed.client", "tornado.application")  # each has a handler of its own


@dataclass(frozen=True)
class Patience:
    """How long the run waits for a cluster before it gives up."""

    answer_s: float = 30.0  # for the scheduler: Dask's own limit for a connection
    workers_s: float = 120.0  # without a single worker: a batch system starts them, a nanny restarts one in 10 s
    look_s: float = 0.5  # between two looks whether somebody wants to stop
    census_s: float = 5.0  # between two looks at who is there
    fetch_s: float = 5.0  # for a result whose host may have been cut off since: Dask has it graded anew
    most: int = 256  # orders on their way at once, whatever the cluster's size: what the run holds in memory


class ClusterSchedule(Schedule):
    """One run's orders on a cluster. Whoever stops listening to its events ends the graders of its parcel."""

    def __init__(
        self,
        address: str,
        setup: Setup,
        work: Iterator[Work],
        on_ready: Callable[[Ready], None],
        patience: Patience | None = None,
    ) -> None:
        super().__init__(setup, work, 0, on_ready)
        self._address, self._patience = address, patience or Patience()
        self._stem = read_assignment(Path(setup.assignment)).released.stem
        self._parcel = pack(Path(setup.assignment), setup.without, setup.allow_unconfined)
        self._sent = 0
        self._under_way: dict[str, Work] = {}  # by Dask's key
        self._futures: dict[str, Any] = {}  # what nobody holds, Dask forgets
        self._finished: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._threads: dict[str, int] = {}  # of the workers that may grade, by address
        self._looked = self._seen = self._heard_at = time.monotonic()
        self._known = False  # what has to be known of the assignment

    def events(self) -> Iterator[Done | Died | None]:
        """What happens, as it happens; None from time to time when nothing does.

        Raises GraderFault where the cluster does not answer, has gone, or a worker of it must not grade.
        """
        with opened(Path(self._setup.source)) as tree, self._connected() as client:
            self._census(client)
            while self._more() or self._under_way:
                yield from self._hand_out(client, tree)
                try:
                    future = self._finished.get(timeout=self._patience.look_s)
                except queue.Empty:
                    yield None
                else:
                    yield from self._received(client, future)
                if time.monotonic() - self._looked > self._patience.census_s:
                    self._census(client)

    @contextlib.contextmanager
    def _connected(self) -> Iterator[Any]:
        quiet = {"distributed.admin.large-graph-warning-threshold": "1GB"}  # an order is a notebook, a parcel a release
        for noisy in _NOISY:
            logging.getLogger(noisy).setLevel(logging.CRITICAL)  # what concerns staff is said in a sentence here
        with dask.config.set(quiet):
            client = self._client()
            try:
                yield client
            finally:
                with contextlib.suppress(OSError, RuntimeError, ValueError):  # gone: its graders end by themselves
                    if client.status == "running":
                        client.cancel(list(self._futures.values()), force=True)
                        client.run(host.leave, self._parcel.name, on_error="ignore")
                self._futures.clear()
                client.close(timeout=self._patience.answer_s)
                self._selector.close()

    def _client(self) -> Any:
        """A client, made in a thread that can be left: a scheduler that takes calls and says nothing holds it up."""
        security = _security() if self._address.startswith("tls") else None
        made: queue.SimpleQueue[Any] = queue.SimpleQueue()

        def make() -> None:
            try:
                made.put(Client(self._address, timeout=wait_s, security=security, set_as_default=False))
            except (OSError, ValueError, RuntimeError) as error:  # no answer, no certificate, another protocol
                made.put(error)

        wait_s = self._patience.answer_s
        threading.Thread(target=make, daemon=True).start()
        try:
            client = made.get(timeout=wait_s + 2.0)
        except queue.Empty:
            client = TimeoutError("it takes calls and says nothing")
        if isinstance(client, Exception):
            said = str(client).strip().splitlines() or [type(client).__name__]
            raise GraderFault(
                f"the cluster at {self._address} did not answer within {wait_s:.0f} s ({said[-1]}): see that its "
                f"scheduler runs there and has certificates of the same authority."
            )
        return client

    def _census(self, client: Any) -> None:
        """Who is there, and may grade. Raises GraderFault where nobody is for too long, or one must not."""
        try:
            threads: dict[str, int] = dict(client.nthreads())
            self._refuse(client, [worker for worker in threads if worker not in self._threads])
        except OSError as error:
            raise self._gone() from error
        self._threads, self._looked = threads, time.monotonic()
        if threads:
            self._seen = self._looked
        elif self._looked - self._seen > self._patience.workers_s:
            raise GraderFault(
                f"the cluster at {self._address} has had no worker for {self._patience.workers_s:.0f} s: start some "
                f"(docs/cluster.md)."
            )
        if self._under_way and self._looked - self._heard_at > 2 * self._longest_s:
            raise GraderFault(f"the cluster at {self._address} said nothing for {2 * self._longest_s:.0f} s.")

    def _refuse(self, client: Any, workers: list[str]) -> None:
        for worker in workers:
            if not is_safe(worker):
                raise GraderFault(
                    f"the worker {worker} is reached over a plain connection from another machine: start it with TLS "
                    f"(docs/cluster.md)."
                )
        wanted = (self._parcel.package, self._parcel.versions)
        said = client.run(refusal, *wanted, workers=workers, on_error="return") if workers else {}
        for worker, why in said.items():
            if isinstance(why, ImportError | AttributeError | TypeError):
                raise self._refused(worker, f"has no such autograder ({why})")
            if isinstance(why, str) and why:
                raise self._refused(worker, why)  # what else went wrong is its connection: it is asked no more

    def _refused(self, worker: str, why: str) -> GraderFault:
        return GraderFault(
            f"the worker {worker} {why}: install there what is installed here (docs/cluster.md), or stop it."
        )

    def _gone(self) -> GraderFault:
        return GraderFault(f"the scheduler of the cluster at {self._address} has gone: start it anew.")

    def _hand_out(self, client: Any, tree: Tree) -> Iterator[Done]:
        """As many orders as there are threads, and one more for each worker, so that none has to wait for us."""
        places = min(sum(self._threads.values()) + len(self._threads), self._patience.most)
        while len(self._under_way) < places and self._more():
            assert self._next is not None  # that is what _more says
            work, self._next = self._next, None
            read = self._read(tree, work)
            if isinstance(read, Outcome):
                yield Done(work, read)
            else:
                self._send(client, read)

    def _read(self, tree: Tree, work: Work) -> Work | Outcome:
        """The order with its notebook, bounded as ever; or what becomes of a submission that cannot be read."""
        try:
            notebook = notebook_of(tree, work.file, self._stem, _READ_LIMITS)
        except (SubmissionError, OSError) as error:
            return not_read(work, error)
        return msgspec.structs.replace(work, notebook=notebook)

    def _send(self, client: Any, work: Work, to: str = "") -> None:
        """Sends an order; with `to`, the parcel too, which that worker has asked for."""
        self._sent += 1
        key = f"grade-{self._parcel.name}-{work.id}-{self._sent}"
        order = msgspec.msgpack.encode(Order(self._parcel.name, work, not self._known))
        parcel = msgspec.msgpack.encode(self._parcel) if to else None
        where = {"workers": [to], "allow_other_workers": True} if to else {}
        self._under_way[key] = work
        self._futures[key] = future = client.submit(host.grade, order, parcel, key=key, pure=False, **where)
        future.add_done_callback(self._finished.put)

    def _received(self, client: Any, future: Future) -> Iterator[Done | Died]:
        if future.key not in self._under_way:
            return  # heard already: one result of a submission is taken, whatever else comes
        if client.status != "running" or future.status in ("cancelled", "lost"):
            raise self._gone()
        try:
            said = future.result(timeout=self._patience.fetch_s)
        except TimeoutError:
            self._finished.put(future)
            return
        except KilledWorker as error:
            said = msgspec.msgpack.encode(_killed(error))
        except ImportError as error:
            raise GraderFault(f"a worker of the cluster cannot load the autograder ({error}): install it.") from None
        self._heard_at = time.monotonic()
        del self._futures[future.key]
        work = self._under_way.pop(future.key)
        yield from self._answered(client, work, msgspec.msgpack.decode(said, type=Answer))

    def _answered(self, client: Any, work: Work, answer: Answer) -> Iterator[Done | Died]:
        bare = msgspec.structs.replace(work, notebook=None)
        match answer.kind:
            case "outcome":
                self._failed_starts = 0
                if answer.ready is not None and not self._known:
                    self._known = True
                    self._on_ready(answer.ready)
                yield from self._outcome(bare, msgspec.json.decode(answer.ended, type=Outcome))
            case "send":
                self._send(client, work, answer.worker)
            case "died" | "killed":
                reason = f"It broke its workers, and was not tried on another: {answer.why}."
                yield from self._tried(bare, answer.why, Outcome(state="set aside", reason=reason))
            case "cold":
                self._started_in_vain(answer)
                self._again.append(bare)
            case "refused":
                raise self._refused(answer.worker, answer.why)
            case _:
                raise GraderFault(f"{answer.why} (said by the worker {answer.worker})")

    def _outcome(self, work: Work, outcome: Outcome) -> Iterator[Done | Died]:
        if outcome.again:
            yield from self._tried(work, outcome.reason, outcome)
            return
        self._tries.pop(work.id, None)
        self._in_a_row = 0
        yield Done(work, outcome)

    def _started_in_vain(self, answer: Answer) -> None:
        self._failed_starts += 1
        if self._failed_starts >= 3:
            raise GraderFault(f"graders ended before they were warm, at last on {answer.worker}: {answer.why}.")


def _killed(error: KilledWorker) -> Answer:
    """Dask has tried it on several workers, and all of them died meanwhile."""
    return Answer(kind="killed", why=f"{error.allowed_failures + 1} workers of the cluster ended while they had it")


def _security() -> Security:
    """The certificates that Dask's own settings name. Raises GraderFault where one is missing."""
    security = Security(require_encryption=True)
    needed = {
        "ca-file": security.tls_ca_file,
        "client.cert": security.tls_client_cert,
        "client.key": security.tls_client_key or security.tls_client_cert,  # both may be in one file
    }
    for name, path in needed.items():
        variable = f"DASK_DISTRIBUTED__COMM__TLS__{name.upper().replace('-', '_').replace('.', '__')}"
        if not path:
            raise GraderFault(f"tls:// needs certificates, and {variable} is not set: docs/cluster.md says how.")
        if not Path(path).is_file():
            raise GraderFault(f"tls:// needs certificates, and there is none at {path}, which {variable} names.")
    return security
