"""Trials on several processes, each of which has a warm grader of its own."""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path

from autograder.calibration.corpus import Entry
from autograder.calibration.submissions import read_reference
from autograder.calibration.trials import SEEDS_A_FORK, Trial, try_out
from autograder.engine.child_process import end_with_parent
from autograder.engine.opening import open_grader
from autograder.engine.sandbox import Limits
from autograder.results.verdict import GraderFault

# A submission on trial is judged for many seeds: what it may take at most is multiplied accordingly. The slowest wheat,
# a loop over entries, takes half an hour for 1000 seeds, and took more than one beside other work.
LIMITS = Limits(case_wall_s=10 * SEEDS_A_FORK, submission_wall_s=6 * 3600)


@dataclass(frozen=True)
class TrialSetup:
    """What every trial needs besides its answer."""

    assignment: Path  # the folder of grading.json
    solved: Path  # the solved notebook


def run_trials(
    entries: Sequence[Entry], seeds: Callable[[Entry], int], setup: TrialSetup, jobs: int
) -> Iterator[Trial]:
    """Yields the trial of each entry, as they end. Raises GraderFault where a process cannot go on."""
    context = multiprocessing.get_context("spawn")
    waiting, busy = list(reversed(entries)), []
    for _ in range(min(jobs, len(entries))):
        ours, theirs = context.Pipe()
        context.Process(target=_work, args=(setup, theirs, os.getpid()), daemon=True).start()
        theirs.close()
        busy.append(ours)
    try:
        while busy:
            for connection in wait(busy):
                assert isinstance(connection, Connection)
                yield from _received(connection)
                if waiting:
                    entry = waiting.pop()
                    connection.send((entry, seeds(entry)))
                else:
                    busy.remove(connection)
                    connection.close()
    finally:
        for connection in busy:
            connection.close()  # its process ends with that


def _received(connection: Connection) -> Iterator[Trial]:
    """The trial that has ended; nothing where the process has only said that it is ready."""
    try:
        said = connection.recv()
    except EOFError:
        raise GraderFault("a process of the calibration has ended by itself.") from None
    if isinstance(said, GraderFault):
        raise said
    if isinstance(said, Trial):
        yield said


def _work(setup: TrialSetup, connection: Connection, parent: int) -> None:
    """Holds the trials that it is sent, until the other end is closed or its owner, `parent`, has been killed."""
    end_with_parent(parent)
    title = "the first answer"
    try:
        with open_grader(setup.assignment, limits=LIMITS) as grader:
            reference = read_reference(grader.assignment.released, setup.solved, grader.cases)
            connection.send("ready")
            while True:
                entry, seeds = connection.recv()
                title = entry.title
                connection.send(try_out(grader, reference, entry, seeds))
    except EOFError:
        return
    except GraderFault as fault:
        connection.send(GraderFault(f"{title}: {fault}"))
