"""Grades one submission: its graded cells run in order, and each question's tests where its answer ends."""

import contextlib
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from autograder.engine.confinement import Box
from autograder.engine.judge.cases import TestCase
from autograder.engine.judge.judge import Seeded, derived_seed, failed_result, judge
from autograder.engine.judge.remote import Fetched
from autograder.engine.judge.worker import CellOutcome, RequestedFork, WorkerProcess
from autograder.engine.judge.zygote import Worker, Zygote
from autograder.engine.sandbox import Limits
from autograder.engine.wire import Gone
from autograder.notebooks.graded_cells import GradedCell, Plan
from autograder.notebooks.graded_plan import Note
from autograder.results.grade import Grade
from autograder.results.verdict import CaseResult, Failure, GraderFault


@dataclass(frozen=True)
class GradingJob:
    """What is graded, by what, and from which seed."""

    plan: Plan
    cases: Mapping[str, tuple[TestCase, ...]]
    seed: str
    limits: Limits
    seeded: Seeded
    make_box: Callable[[Path], AbstractContextManager[Box]]  # around an empty folder


def grade(zygote: Zygote, job: GradingJob) -> Grade:
    """Runs and judges one submission. Every process of it is dead when this returns."""
    begun = time.monotonic()
    with contextlib.ExitStack() as resources:
        run = _SubmissionRun(zygote, job, resources, begun + job.limits.submission_wall_s)
        run.all()
    seconds = time.monotonic() - begun
    return Grade("", "", tuple(run.results), tuple(run.notes), job.seed, seconds=seconds, memory_mb=run.peak_mb)


class _WholeWorkerKilled(Failure):
    """The watch killed every process of the submission; the cell that was running may not be the culprit."""


class _SubmissionRun:
    """One submission on its way through its cells."""

    def __init__(self, zygote: Zygote, job: GradingJob, resources: contextlib.ExitStack, deadline: float) -> None:
        self.results: list[CaseResult] = []
        self.notes = list(job.plan.notes)
        self.peak_mb = 0.0
        self._zygote, self._job, self._deadline = zygote, job, deadline
        self._worker_resources = resources.enter_context(contextlib.ExitStack())
        self._lost: list[GradedCell] = []  # cells that ended their process
        self._done: list[GradedCell] = []
        self._worker: Worker | None = None
        self._line: WorkerProcess | None = None
        self._alone = False  # whether nothing has run in the worker before the line

    def all(self) -> None:
        """Runs every graded cell and judges every question of the plan."""
        last = {cell.question: position for position, cell in enumerate(self._job.plan.cells)}
        for position, cell in enumerate(self._job.plan.cells):
            if cell.source:
                self._run_or_leave_out(cell)
            if cell.question in self._job.cases and last[cell.question] == position:
                self._judge(str(cell.question))
        judged = {result.question for result in self.results}
        for question in self._job.plan.order:
            if question not in judged:
                self._judge(question)
        self._close()
        order = [(case.question, case.name) for question in self._job.plan.order for case in self._job.cases[question]]
        self.results.sort(key=lambda result: order.index((result.question, result.name)))

    # --- cells ----------------------------------------------------------------------------------------------------

    def _run_or_leave_out(self, cell: GradedCell) -> None:
        if self._reason_to_stop():
            return
        try:
            ran = self._run_cell(cell)
        except Failure as failure:
            self._leave_out(cell, failure)
        else:
            if ran is not None:
                self._done.append(cell)
                self._note_outcome(cell, ran)

    def _run_cell(self, cell: GradedCell) -> CellOutcome | None:
        """What running the cell gave; None where there was no time for the cells before it. Raises Failure."""
        wall_s = self._wall_s(self._job.limits.cell_wall_s)
        with contextlib.suppress(_WholeWorkerKilled):
            return self._run_in_line(cell, wall_s)
        self._close()  # what test cases left behind may have used it up: once more without that
        try:
            return self._run_in_line(cell, wall_s)
        except _WholeWorkerKilled as failure:
            raise Failure(str(failure)) from None

    def _run_in_line(self, cell: GradedCell, wall_s: float) -> CellOutcome | None:
        try:
            line = self._current_line()
        except Failure:
            return None  # the tests will say so
        try:
            return line.run(cell.source, wall_s)
        except Failure as failure:
            raise self._failure_or_kill(failure) from None

    def _failure_or_kill(self, failure: Failure) -> Failure:
        """`failure`, or where the watch has ended all that the submission runs together, that."""
        ended = self._worker is not None and self._worker.watch.look() is not None
        return _WholeWorkerKilled(str(failure)) if ended else failure

    def _note_outcome(self, cell: GradedCell, ran: CellOutcome) -> None:
        if ran.error:
            self._note(cell, f"{_cell_name(cell)} stopped with {ran.error}; what it did before that counts.")
        for magic in dict.fromkeys(ran.skipped):
            self._note(cell, f"{_cell_name(cell)}: {magic} was skipped, the grader runs Python alone.")

    def _leave_out(self, cell: GradedCell, failure: Failure) -> None:
        """A cell that ended its process is left out, and those before it are run again."""
        self._lost.append(cell)
        self._note(cell, f"{_cell_name(cell)} was left out: {failure}.")
        self._drop_line()

    def _note(self, cell: GradedCell, text: str) -> None:
        self.notes.append(Note(cell.question, text))

    def _current_line(self) -> WorkerProcess:
        """A line that is alive and has every cell so far in it, but for those that were lost.

        Raises Failure where a limit of the whole submission is passed meanwhile.
        """
        if self._line is not None and not self._line.alive():
            self._drop_line()
        while self._line is None:
            self._line = self._replayed(self._new_line())
        return self._line

    def _replayed(self, line: WorkerProcess) -> WorkerProcess | None:
        """`line` after every cell so far was run in it; None where one of them has ended it, and is left out now."""
        for cell in [cell for cell in self._done if cell not in self._lost]:
            try:
                if why := self._reason_to_stop():
                    raise Failure(why)
                line.run(cell.source, self._wall_s(self._job.limits.cell_wall_s))
            except Failure as failure:  # it went well before: by chance, or what it needs is gone
                line.close()
                if self._reason_to_stop():
                    raise
                self._blame(cell, self._failure_or_kill(failure))
                return None
        return line

    def _blame(self, cell: GradedCell, failure: Failure) -> None:
        """The cell, unless the limit may have been passed by what was left running before it: then nobody."""
        if isinstance(failure, _WholeWorkerKilled) and not self._alone:
            self._close()
        else:
            self._leave_out(cell, failure)

    def _new_line(self) -> WorkerProcess:
        if self._worker is not None and self._worker.watch.hit is not None:
            self._close()
        self._alone = self._worker is None
        try:
            return self._keeper().fork_line(derived_seed(self._job.seed, "cells"))
        except (Gone, Failure):
            self._close()  # the keeper has gone as well: everything anew
        self._alone = True
        try:
            return self._keeper().fork_line(derived_seed(self._job.seed, "cells"))
        except (Gone, Failure) as failure:
            raise GraderFault(f"a fresh worker could not fork ({failure}).") from failure

    def _keeper(self) -> WorkerProcess:
        if self._worker is None:
            folder = Path(self._worker_resources.enter_context(_temporary_folder()))
            box = self._worker_resources.enter_context(self._job.make_box(folder))
            seed, begun = derived_seed(self._job.seed, "keeper"), time.monotonic()
            self._worker = self._worker_resources.enter_context(self._zygote.worker(box, seed, self._job.limits))
            self._deadline += time.monotonic() - begun  # on a busy machine a start takes seconds: not the submission's
        return self._worker.keeper

    def _drop_line(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _close(self) -> None:
        self._drop_line()
        if self._worker is not None:
            self.peak_mb = max(self.peak_mb, self._worker.watch.peak_mb)
        self._worker = None
        self._worker_resources.close()

    # --- limits ---------------------------------------------------------------------------------------------------

    def _reason_to_stop(self) -> str:
        """Why nothing more is run, or ""."""
        if time.monotonic() > self._deadline:
            return f"the submission as a whole used up its {self._job.limits.submission_wall_s:g} seconds"
        if len(self._lost) > self._job.limits.lost_cells:
            return f"{len(self._lost)} cells before it ended the whole process"
        return ""

    def _wall_s(self, limit_s: float) -> float:
        return max(0.1, min(limit_s, self._deadline - time.monotonic()))

    # --- tests ----------------------------------------------------------------------------------------------------

    def _judge(self, question: str) -> None:
        """Every test case of one question; the fork for the next one is made while the one before is judged."""
        cases = self._job.cases[question]
        fetched = self._fetch(tuple(dict.fromkeys(name for case in cases for name in case.names)))
        forking = [case for case in cases if fetched is None or fetched.needs_worker(case.names)]
        ahead = self._request_fork(forking[0]) if forking else None
        for case in cases:
            if why := self._reason_to_stop():
                self.results.append(failed_result(case, f"Not run: {why}."))
            elif fetched is not None and case not in forking:
                self.results.append(judge(case, fetched, self._job.seed, self._job.seeded))
            else:
                following = forking[forking.index(case) + 1 :]
                now, ahead = ahead, self._request_fork(following[0]) if following else None
                self.results.append(self._judge_in_fork(case, now))

    def _request_fork(self, case: TestCase) -> RequestedFork | None:
        """A fork for one case, on its way; None where there is no line to fork from."""
        if self._reason_to_stop():
            return None
        try:
            return self._fork(self._current_line(), case)
        except Failure:
            return None

    def _fork(self, line: WorkerProcess, case: TestCase) -> RequestedFork:
        return line.fork_test(derived_seed(self._job.seed, case.question, case.name), case.names)

    def _fetch(self, names: tuple[str, ...]) -> Fetched | None:
        """What the names are bound to in the line; None where that could not be found out without a fork."""
        if self._reason_to_stop():
            return None
        try:
            return self._current_line().fetch(names)
        except Failure:
            return None  # the forks will say of each case what is wrong

    def _judge_in_fork(self, case: TestCase, forked: RequestedFork | None) -> CaseResult:
        try:
            return self._verdict_in_fork(case, forked)
        except Failure:  # no fork: what other cases left running may be in its way, and ends with the worker
            self._close()
        try:
            return self._verdict_in_fork(case, None)
        except Failure as failure:
            return _lost_result(case, failure)

    def _verdict_in_fork(self, case: TestCase, forked: RequestedFork | None) -> CaseResult:
        """The verdict in a fork; raises Failure where none came, or where it was ended with all the others."""
        begun = False
        try:
            line = self._current_line()
            # The line that was to be forked may have gone meanwhile, and this be another.
            with line.serving(forked or self._fork(line, case)) as session:
                begun = True
                return judge(case, session.fetched(case.names), self._job.seed, self._job.seeded)
        except Failure as failure:
            found = self._failure_or_kill(failure)
            if begun and not isinstance(found, _WholeWorkerKilled):
                return _lost_result(case, failure)
            raise found from None


def _lost_result(case: TestCase, failure: Failure) -> CaseResult:
    return failed_result(case, f"Your code did not come back: {failure}.", type(failure))


def _cell_name(cell: GradedCell) -> str:
    return f"Cell {cell.index + 1}" if cell.index >= 0 else f"Cell {-cell.index} of the released notebook"


@contextlib.contextmanager
def _temporary_folder() -> Iterator[str]:
    folder = tempfile.mkdtemp(prefix="submission-")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
