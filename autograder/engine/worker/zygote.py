"""The warm process that every worker is forked from: torch, IPython and the pristine support package, nothing else.

    python -m autograder.engine.worker.zygote FD SETTINGS     FD: the descriptor of the grader's socket

It is a fresh interpreter, so that nothing of the grader's memory or environment can be found in a worker. It imports
no tests and no checks. It runs no student's code itself: a worker is confined before it runs any.
"""

import gc
import importlib
import os
import socket
import sys
import types
from collections.abc import Sequence
from typing import Any, NoReturn

import msgspec
import torch

from autograder.engine import confinement, wire
from autograder.engine.launch import ZygoteSettings
from autograder.engine.values import encodable
from autograder.engine.wire import Channel, Gone
from autograder.engine.worker.main_loop import run_keeper
from autograder.engine.worker.shell import GradedShell, make_shell, use_seed

_SHOWN = 200  # names that were left behind, and characters of each

# What imports modules when it is called first: half a second that every fork would spend anew.
_FIRST_CALLS = """
import torch
torch.nn.Sequential(torch.nn.Linear(2, 2))(torch.zeros(2)).sum().backward()
"""


class Silent:
    """Stands in for what a notebook calls to check itself: takes anything, does nothing."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        return lambda *_, **__: None


def main(arguments: Sequence[str]) -> NoReturn:
    """Warms up, says hello, and forks workers until the grader closes its end."""
    fd, settings = int(arguments[0]), msgspec.json.decode(arguments[1], type=ZygoteSettings)
    channel = Channel(socket.socket(fileno=fd), for_worker=True)
    shell = warm_up(settings)
    channel.send(wire.Hello())
    while True:
        try:
            frame, sock = channel.receive_with_fd()
        except Gone:
            os._exit(0)  # taking torch apart would take longer than a submission
        match frame.message:
            case wire.Begin(box, seed) if sock is not None:
                channel.send(wire.Begun(_fork_worker(confinement.Box.unpacked(box), sock, shell, seed)))
                os.close(sock)
            case wire.Finish(pid, box):
                confinement.destroy(confinement.Box.unpacked(box), pid)
                channel.send(wire.Finished(_sendable(confinement.clean(confinement.Box.unpacked(box)))))


def warm_up(settings: ZygoteSettings) -> GradedShell:
    """Imports what workers will need; returns the shell that their cells run in."""
    torch.set_num_threads(1)  # a forked pool of OpenMP hangs
    torch.set_num_threads = _keep_one_thread  # type: ignore[assignment]
    fill_unwritten_memory()
    for name, classes in settings.stand_ins.items():
        sys.modules[name] = _stand_in(name, classes)
    sys.path.insert(0, settings.support)
    for name in settings.preload:
        importlib.import_module(name)
    shell = make_shell()
    shell.run_graded(_FIRST_CALLS)
    shell.reset(new_session=True)
    use_seed(0)  # numpy imports its random part when it is first asked for
    gc.collect()
    gc.freeze()  # a collection in a fork would write to every page
    return shell


def fill_unwritten_memory() -> None:
    """What torch gives out unwritten is NaN, or the largest integer, in every run; ops without a twin only warn.

    Without it an answer that reads such memory earns what chance left there: `torch.linalg.lstsq` does so itself with
    its default driver (gelsy takes columns as fixed where the pivots that come in are not 0; seen in torch 2.13).
    """
    # torch.use_deterministic_algorithms does this too, and imports torch's compiler: 2 s and 90 MB more.
    torch._C._set_deterministic_algorithms(True, warn_only=True)


def _keep_one_thread(_: int) -> None:
    """More than one thread under OMP_THREAD_LIMIT=1 hangs a convolution's backward pass: graded cells get one."""


def _stand_in(name: str, classes: tuple[str, ...]) -> types.ModuleType:
    module = types.ModuleType(name)
    for one in classes:
        setattr(module, one, type(one, (Silent,), {}))
    return module


def _sendable(left: Sequence[str]) -> list[str]:
    """The first of the names that a submission left behind: there may be a million, and they may be no text."""
    return [encodable(name[:_SHOWN]) for name in left[:_SHOWN]]


def _fork_worker(box: confinement.Box, fd: int, shell: GradedShell, seed: int) -> int:
    def main() -> NoReturn:
        run_keeper(fd, shell, seed)

    return confinement.spawn(box, main, keep={fd})


if __name__ == "__main__":
    main(sys.argv[1:])
