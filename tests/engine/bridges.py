"""A forked process that answers calls as a worker does, with no confinement: what the bridge itself does, fast."""

import contextlib
import gc
import os
import signal
import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import torch

from autograder.engine import wire
from autograder.engine.judge.remote import CallLimits, Session
from autograder.engine.wire import Channel
from autograder.engine.worker.service import Service

_x = torch.zeros(2, requires_grad=True)
torch.autograd.grad(_x.exp(), _x, torch.ones(2))  # imports for half a second when first called: not in each fork
LIMITS = CallLimits(wall_s=20, memory_mb=1000)


class Functions(dict[str, Any]):
    """Names that a worker binds; a decorator that adds a function, or a class, under its own."""

    def __call__(self, function: Any) -> Any:
        self[function.__name__] = function
        return function


@dataclass
class Bridge:
    """The grader's side of a conversation, and the process on the other."""

    session: Session
    channel: Channel
    pid: int

    def values(self, *names: str) -> list[Any]:
        return self.session.fetch(names).values(names)

    def value(self, name: str) -> Any:
        return self.values(name)[0]


@contextlib.contextmanager
def forked(child: Callable[[Channel], object], limits: CallLimits = LIMITS) -> Iterator[Bridge]:
    """A conversation with `child`, which runs in a fork and is dead afterwards."""
    ours, theirs = wire.pair()
    gc.freeze()  # a collection in the fork would write to every page
    pid = os.fork()
    if pid == 0:
        _run(child, ours, theirs)
    gc.unfreeze()
    theirs.close()
    channel = Channel(ours, for_worker=False)
    try:
        yield Bridge(Session(channel, limits), channel, pid)
    finally:
        channel.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _run(child: Callable[[Channel], object], ours: socket.socket, theirs: socket.socket) -> NoReturn:
    try:
        ours.close()
        torch.set_num_threads(1)  # a forked pool of OpenMP hangs
        child(Channel(theirs, for_worker=True))
    finally:
        os._exit(0)


def serving(namespace: Mapping[str, object], limits: CallLimits = LIMITS) -> contextlib.AbstractContextManager[Bridge]:
    """A bridge to a process in which these names are bound."""
    return forked(lambda channel: Service(channel, namespace).run(), limits)


def answering(*messages: wire.FromWorker, block: bytes = b"") -> contextlib.AbstractContextManager[Bridge]:
    """A bridge to a process that answers each question in turn with one of `messages`, whatever was asked."""

    def answer(channel: Channel) -> None:
        for message in messages:
            channel.receive()
            channel.send(message, [memoryview(block)])
        channel.receive()

    return forked(answer)
