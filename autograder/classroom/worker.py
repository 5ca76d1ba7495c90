"""One job of a run: a process with a warm grader that grades what it is sent, one submission after the other.

    python -m autograder.classroom.worker FD     FD: the descriptor of the run's socket

It ends when the run closes its end of the socket, and is killed when the run is: no order is lost between the two.
"""

import os
import socket
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path

import msgspec

from autograder.checking.randomness import use_seed
from autograder.classroom.intake import notebook_of
from autograder.classroom.messages import Broken, Ended, Outcome, Ready, Setup, Work, encoded, not_read, outcome_of
from autograder.classroom.tree import IntakeError, Tree, opened
from autograder.engine.assignment import read_assignment
from autograder.engine.child_process import end_with_parent
from autograder.engine.confinement import LAYERS, ConfinementError
from autograder.engine.dependencies import versions
from autograder.engine.grader import Grader, warm_grader
from autograder.engine.sandbox import Limits, find_sandbox
from autograder.notebooks.graded_cells import answers
from autograder.notebooks.notebook import ReadLimits, Submission, SubmissionError
from autograder.notebooks.submission import understood
from autograder.results.verdict import GraderFault

_LIMITS = ReadLimits()


def main(arguments: Sequence[str]) -> int:
    """Works until the run has gone; returns the exit status, which nobody looks at."""
    with socket.socket(fileno=int(arguments[0])) as sock, sock.makefile("rwb") as stream:
        setup = msgspec.json.decode(stream.readline(), type=Setup)
        end_with_parent(setup.parent)
        try:
            for message in said(setup, (msgspec.json.decode(line, type=Work) for line in stream)):
                stream.write(encoded(message))
                stream.flush()
        except (GraderFault, ConfinementError, IntakeError) as fault:
            stream.write(encoded(Broken(str(fault))))
    return 0


def said(setup: Setup, orders: Iterable[Work]) -> Iterator[Ready | Ended]:
    """That it is warm, and then the outcome of each order. Raises GraderFault where it cannot get warm."""
    assignment, limits = read_assignment(Path(setup.assignment)), Limits()
    allowed = frozenset(LAYERS) - frozenset(setup.without)
    sandbox = find_sandbox(assignment, limits.box, allowed, setup.allow_unconfined)
    with (
        opened(Path(setup.source)) if setup.source else nullcontext() as tree,
        warm_grader(assignment, sandbox, use_seed, limits) as grader,
    ):
        yield ready(grader)
        for work in orders:
            yield Ended(work.id, _graded(grader, tree, work))


def ready(grader: Grader) -> Ready:
    """What the run has to know of the assignment, which takes torch to find out."""
    planned = grader.plan(Submission("", grader.released))
    points = {name: sum(case.points for case in grader.cases[name]) for name in planned.order}
    return Ready(grader.assignment.name, points, answers(planned), versions())


def _graded(grader: Grader, tree: Tree | None, work: Work) -> Outcome:
    try:
        stem = grader.assignment.released.stem
        name, content = work.notebook or notebook_of(_there(tree), work.file, stem, _LIMITS)
        return graded(grader, name, content, work.only)
    except (SubmissionError, OSError) as error:
        return not_read(work, error)


def _there(tree: Tree | None) -> Tree:
    assert tree is not None  # an order without a notebook is sent to workers with a download alone
    return tree


def graded(grader: Grader, name: str, content: bytes, only: Sequence[str] | None) -> Outcome:
    """The outcome for the notebook `content`; with `only`, the test cases of those questions alone.

    Raises SubmissionError where it is no notebook of this assignment.
    """
    submission = understood(name, content, _LIMITS, grader.assignment.name)
    try:
        return outcome_of(grader.judge(submission, only))
    except (GraderFault, ConfinementError) as fault:
        return Outcome(state="could not judge", reason=str(fault), again=True)


if __name__ == "__main__":
    status = main(sys.argv[1:])
    os._exit(status)  # nothing is left to write, and taking torch apart takes a third of a second
