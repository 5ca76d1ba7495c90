"""Main loop of a worker process. The keeper only forks; each line forked from it runs cells.

The grader asks, the process answers. The keeper forks a line. The line runs the graded cells and forks one process for
each test case. If a line is lost, the keeper forks another. The grader trusts nothing that comes from here.
"""

import contextlib
import os
import signal
import socket
from typing import NoReturn

from autograder.engine import wire
from autograder.engine.wire import Channel, Gone
from autograder.engine.worker.service import Service
from autograder.engine.worker.shell import GradedShell, use_seed


class MainLoop:
    """Answers the grader over `channel` until it closes its end."""

    def __init__(self, channel: Channel, shell: GradedShell) -> None:
        self._channel = channel
        self._shell = shell
        self._children: list[int] = []  # pids, in the order in which they were forked
        self._ended: dict[int, int] = {}  # pid -> wait status

    def run(self) -> NoReturn:
        """Says hello, serves, and ends this process."""
        try:
            self._channel.send(wire.Hello())
            while True:
                self._step()
        except Gone:
            os._exit(0)
        finally:
            os._exit(1)  # it never returns into the code that forked it

    def _step(self) -> None:
        frame, fd = self._channel.receive_with_fd()
        match frame.message:
            case wire.RunCell(source):
                error, skipped = self._shell.run_graded(source)
                self._channel.send(wire.CellRan(error, skipped))
            case wire.Fork(seed, serves) if fd is not None:
                self._fork(seed, serves, fd)
            case wire.Fetch():
                Service(self._channel, self._shell.user_ns).answer(frame)
            case wire.Ended(number):
                self._reap()
                pid = self._children[number] if 0 <= number < len(self._children) else 0
                self._channel.send(wire.Status(self._ended.get(pid, -1)))

    def _fork(self, seed: int, serves: bool, fd: int) -> None:
        self._reap()
        child = os.fork()
        if child:
            self._children.append(child)
            os.close(fd)
            return
        self._channel.close()
        channel = Channel(socket.socket(fileno=fd), for_worker=True)
        use_seed(seed)
        if not serves:
            MainLoop(channel, self._shell).run()
        try:
            channel.send(wire.Hello())
            Service(channel, self._shell.user_ns).run()
        finally:
            os._exit(0)

    def _reap(self) -> None:
        """Takes note of every child that has ended."""
        with contextlib.suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                self._ended[ended[0]] = ended[1]


def run_keeper(fd: int, shell: GradedShell, seed: int) -> NoReturn:
    """The first process of a worker: cut off from everything but the socket `fd`, and the parent of all the others."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    use_seed(seed)
    MainLoop(Channel(socket.socket(fileno=fd), for_worker=True), shell).run()
