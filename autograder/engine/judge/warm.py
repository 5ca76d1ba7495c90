"""Gets confined workers from a warm zygote."""

import contextlib
import socket
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.engine import wire
from autograder.engine.confinement import Box
from autograder.engine.judge.watcher import Watcher
from autograder.engine.judge.worker import Stage
from autograder.engine.launch import Launched
from autograder.engine.limits import Limits
from autograder.engine.wire import Channel, Gone
from autograder.results.verdict import BadReply, GraderFault, OutOfTime


@dataclass
class Worker:
    """One submission's confined processes."""

    keeper: Stage
    watch: Watcher


class Zygote:
    """A warm zygote, for any number of submissions one after the other."""

    def __init__(self, launched: Launched, limits: Limits) -> None:
        """Waits until it is warm; raises GraderFault where it does not get there."""
        self._answer_wall_s = limits.start_wall_s
        self._channel = Channel(launched.sock, for_worker=False)
        self.pid = launched.process.pid
        self._last_words = launched.last_words
        try:
            self._channel.receive_hello(limits.start_wall_s)
        except (Gone, OutOfTime, BadReply):
            launched.end()
            raise GraderFault(
                f"the process that imports torch and the notebook's package did not start. {launched.last_words.text()}"
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
            with Watcher(box, begun.pid) as watch:
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
            said = " ".join(self._last_words.text().splitlines()[-1:])
            raise GraderFault(f"the zygote has gone or does not answer ({type(error).__name__}). {said}") from error


def _keeper(ours: socket.socket, limits: Limits, watch: Watcher, pid: int) -> Stage:
    try:
        return Stage(Channel(ours, for_worker=False), limits, watch.look, pid)
    except (Gone, OutOfTime, BadReply):
        raise GraderFault(
            "a confined worker did not start: `python -m autograder doctor` says what this machine can confine."
        ) from None
