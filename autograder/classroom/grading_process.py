"""One grading process of a run: it has a warm grader, and grades the submissions that it is sent one after the other.

    python -m autograder.classroom.grading_process FD     FD: the descriptor of the run's socket

`GradingProcess` is the run's end: it starts the process, sends orders, and reads replies. `main` runs in the process.
The process ends when the run closes its end of the socket, and is killed when the run is: no order is lost between the
two. It writes nothing to the gradebook. Nothing here imports torch before `main` does, as the run never needs it.
"""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from autograder.classroom.intake import notebook_of
from autograder.classroom.messages import Broken, Ended, Outcome, Ready, Setup, Work, encoded, not_read, outcome_of
from autograder.classroom.tree import IntakeError, Tree, opened
from autograder.engine.child_process import ErrorOutput, end_with_parent
from autograder.engine.confinement import LAYERS, ConfinementError
from autograder.engine.dependencies import versions
from autograder.engine.opening import open_grader
from autograder.notebooks.graded_cells import answers
from autograder.notebooks.notebook import ReadLimits, Submission, SubmissionError
from autograder.notebooks.submission import parse_submission
from autograder.results.verdict import GraderFault

if TYPE_CHECKING:
    from autograder.engine.grader import Grader

_LIMITS = ReadLimits()


# --- in the run -----------------------------------------------------------------------------------------------------


class GradingProcess:
    """The run's end of a grading process, which has a warm grader or is on its way there."""

    def __init__(self, setup: Setup) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = _start(theirs, setup.temporary)
        assert self._process.stderr is not None  # it was asked for
        self._error_output = ErrorOutput(self._process.stderr)
        self.sock, self._stream = ours, ours.makefile("rb")
        self.work: Work | None = None
        self.warm = False
        self._send(setup)

    def order(self, work: Work) -> None:
        """Sends it a submission to grade."""
        self.work, self._since = work, time.monotonic()
        self._send(work)

    def silent_s(self) -> float:
        """How long it has been at its submission."""
        return time.monotonic() - self._since if self.work else 0.0

    def receive(self) -> Ready | Broken | Ended | None:
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
        said = " ".join(self._error_output.text(0.2).splitlines()[-1:])
        return f"its worker {_ended_how(status)}" + (f": {said}" if said else "")

    def _send(self, message: Setup | Work) -> None:
        with contextlib.suppress(OSError):  # it has died: its socket says so when it is read
            self.sock.sendall(encoded(message))


def _start(theirs: socket.socket, temporary: str) -> subprocess.Popen[bytes]:
    package = str(Path(__file__).resolve().parents[2])
    own = {"PYTHONPATH": package, "OMP_NUM_THREADS": "1"} | ({"TMPDIR": temporary} if temporary else {})
    return subprocess.Popen(
        [sys.executable, "-m", "autograder.classroom.grading_process", str(theirs.fileno())],
        env={**os.environ, **own},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        pass_fds=(theirs.fileno(),),
        start_new_session=True,  # Ctrl-C is for the run alone, which lets them finish
    )


def _ended_how(status: int) -> str:
    if status < 0:
        return f"was ended by signal {-status}"
    return f"ended with status {status}"


# --- in the process -------------------------------------------------------------------------------------------------


def main(arguments: Sequence[str]) -> int:
    """Works until the run has gone; returns the exit status, which nobody looks at."""
    with socket.socket(fileno=int(arguments[0])) as sock, sock.makefile("rwb") as stream:
        setup = msgspec.json.decode(stream.readline(), type=Setup)
        end_with_parent(setup.parent)
        try:
            for message in replies(setup, (msgspec.json.decode(line, type=Work) for line in stream)):
                stream.write(encoded(message))
                stream.flush()
        except (GraderFault, ConfinementError, IntakeError) as fault:
            stream.write(encoded(Broken(str(fault))))
    return 0


def replies(setup: Setup, orders: Iterable[Work]) -> Iterator[Ready | Ended]:
    """That it is warm, and then the outcome of each order. Raises GraderFault where it cannot get warm."""
    layers = frozenset(LAYERS) - frozenset(setup.without)
    with (
        open_grader(Path(setup.assignment), layers=layers, allow_unconfined=setup.allow_unconfined) as grader,
        opened(Path(setup.source)) if setup.source else nullcontext() as tree,
    ):
        yield ready(grader)
        for work in orders:
            yield Ended(work.id, _graded(grader, tree, work))


def ready(grader: "Grader") -> Ready:
    """What the run has to know of the assignment, which takes torch to find out."""
    planned = grader.plan(Submission("", grader.released))
    points = {name: sum(case.points for case in grader.cases[name]) for name in planned.order}
    return Ready(grader.assignment.name, points, answers(planned), versions())


def _graded(grader: "Grader", tree: Tree | None, work: Work) -> Outcome:
    try:
        stem = grader.assignment.released.stem
        name, content = work.notebook or notebook_of(_there(tree), work.file, stem, _LIMITS)
        return graded(grader, name, content, work.only)
    except (SubmissionError, OSError) as error:
        return not_read(work, error)


def _there(tree: Tree | None) -> Tree:
    assert tree is not None  # an order without a notebook is sent to workers with a download alone
    return tree


def graded(grader: "Grader", name: str, content: bytes, only: Sequence[str] | None) -> Outcome:
    """The outcome for the notebook `content`; with `only`, the test cases of those questions alone.

    Raises SubmissionError where it is no notebook of this assignment.
    """
    submission = parse_submission(name, content, _LIMITS, grader.assignment.name)
    try:
        return outcome_of(grader.judge(submission, only))
    except (GraderFault, ConfinementError) as fault:
        return Outcome(state="could not judge", reason=str(fault), again=True)


if __name__ == "__main__":
    status = main(sys.argv[1:])
    os._exit(status)  # nothing is left to write, and taking torch apart takes a third of a second
