"""Grades one submission: its graded cells run in order, and each question's tests where its answer ends."""

import contextlib
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.engine.boxes import MakeBox
from autograder.engine.judge.cases import Case
from autograder.engine.judge.judge import Seeded, failed, judge
from autograder.engine.judge.remote import Fetched
from autograder.engine.judge.warm import Worker, Zygote
from autograder.engine.judge.worker import Forked, Ran, Stage
from autograder.engine.limits import Limits
from autograder.engine.seed import derived
from autograder.engine.wire import Gone
from autograder.notebooks.graded_cells import Graded, Plan
from autograder.notebooks.graded_plan import Note
from autograder.results.grade import Grade
from autograder.results.verdict import CaseResult, Failure, GraderFault


@dataclass(frozen=True)
class Job:
    """What is graded, by what, and from which seed."""

    plan: Plan
    cases: Mapping[str, tuple[Case, ...]]
    seed: str
    limits: Limits
    seeded: Seeded
    make_box: MakeBox  # round an empty folder


def grade(zygote: Zygote, job: Job) -> Grade:
    """Runs and judges one submission. Every process of it is dead when this returns."""
    begun = time.monotonic()
    with contextlib.ExitStack() as resources:
        run = _Run(zygote, job, resources, begun + job.limits.submission_wall_s)
        run.all()
    seconds = time.monotonic() - begun
    return Grade("", "", tuple(run.results), tuple(run.notes), job.seed, seconds=seconds, memory_mb=run.peak_mb)


class _Together(Failure):
    """All that the submission ran was ended at once, and what ran last need not be what went over the limit."""


class _Run:
    """One submission on its way through its cells."""

    def __init__(self, zygote: Zygote, job: Job, resources: contextlib.ExitStack, deadline: float) -> None:
        self.results: list[CaseResult] = []
        self.notes = list(job.plan.notes)
        self.peak_mb = 0.0
        self._zygote, self._job, self._deadline = zygote, job, deadline
        self._worker_resources = resources.enter_context(contextlib.ExitStack())
        self._lost: list[Graded] = []  # cells that ended their process
        self._done: list[Graded] = []
        self._worker: Worker | None = None
        self._line: Stage | None = None
        self._alone = False  # whether nothing has run in the worker before the line

    def all(self) -> None:
        """Runs every graded cell and judges every question of the plan."""
        last = {cell.question: position for position, cell in enumerate(self._job.plan.cells)}
        for position, cell in enumerate(self._job.plan.cells):
            if cell.source:
                self._run(cell)
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

    def _run(self, cell: Graded) -> None:
        if self._over():
            return
        try:
            ran = self._ran(cell)
        except Failure as failure:
            self._lose(cell, failure)
        else:
            if ran is not None:
                self._done.append(cell)
                self._say(cell, ran)

    def _ran(self, cell: Graded) -> Ran | None:
        """What running the cell gave; None where there was no time for the cells before it. Raises Failure."""
        wall_s = self._wall_s(self._job.limits.cell_wall_s)
        with contextlib.suppress(_Together):
            return self._in_line(cell, wall_s)
        self._close()  # what test cases left behind may have used it up: once more without that
        try:
            return self._in_line(cell, wall_s)
        except _Together as failure:
            raise Failure(str(failure)) from None

    def _in_line(self, cell: Graded, wall_s: float) -> Ran | None:
        try:
            line = self._line_now()
        except Failure:
            return None  # the tests will say so
        try:
            return line.run(cell.source, wall_s)
        except Failure as failure:
            raise self._of_whom(failure) from None

    def _of_whom(self, failure: Failure) -> Failure:
        """`failure`, or where the watch has ended all that the submission runs together, that."""
        ended = self._worker is not None and self._worker.watch.look() is not None
        return _Together(str(failure)) if ended else failure

    def _say(self, cell: Graded, ran: Ran) -> None:
        if ran.error:
            self._note(cell, f"{_place(cell)} stopped with {ran.error}; what it did before that counts.")
        for magic in dict.fromkeys(ran.skipped):
            self._note(cell, f"{_place(cell)}: {magic} was skipped, the grader runs Python alone.")

    def _lose(self, cell: Graded, failure: Failure) -> None:
        """A cell that ended its process is left out, and those before it are run again."""
        self._lost.append(cell)
        self._note(cell, f"{_place(cell)} was left out: {failure}.")
        self._drop_line()

    def _note(self, cell: Graded, text: str) -> None:
        self.notes.append(Note(cell.question, text))

    def _line_now(self) -> Stage:
        """A line that is alive and has every cell so far in it, but for those that were lost.

        Raises Failure where a limit of the whole submission is passed meanwhile.
        """
        if self._line is not None and not self._line.alive():
            self._drop_line()
        while self._line is None:
            self._line = self._again(self._new_line())
        return self._line

    def _again(self, line: Stage) -> Stage | None:
        """`line` after every cell so far was run in it; None where one of them has ended it, and is left out now."""
        for cell in [cell for cell in self._done if cell not in self._lost]:
            try:
                if why := self._over():
                    raise Failure(why)
                line.run(cell.source, self._wall_s(self._job.limits.cell_wall_s))
            except Failure as failure:  # it went well before: by chance, or what it needs is gone
                line.close()
                if self._over():
                    raise
                self._blame(cell, self._of_whom(failure))
                return None
        return line

    def _blame(self, cell: Graded, failure: Failure) -> None:
        """The cell, unless the limit may have been passed by what was left running before it: then nobody."""
        if isinstance(failure, _Together) and not self._alone:
            self._close()
        else:
            self._lose(cell, failure)

    def _new_line(self) -> Stage:
        if self._worker is not None and self._worker.watch.hit is not None:
            self._close()
        self._alone = self._worker is None
        try:
            return self._new_worker().fork_line(derived(self._job.seed, "cells"))
        except (Gone, Failure):
            self._close()  # the keeper has gone as well: everything anew
        self._alone = True
        try:
            return self._new_worker().fork_line(derived(self._job.seed, "cells"))
        except (Gone, Failure) as failure:
            raise GraderFault(f"a fresh worker could not fork ({failure}).") from failure

    def _new_worker(self) -> Stage:
        if self._worker is None:
            folder = Path(self._worker_resources.enter_context(_folder()))
            box = self._worker_resources.enter_context(self._job.make_box(folder))
            seed = derived(self._job.seed, "keeper")
            self._worker = self._worker_resources.enter_context(self._zygote.worker(box, seed, self._job.limits))
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

    def _over(self) -> str:
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
        fetched = self._fetched(tuple(dict.fromkeys(name for case in cases for name in case.names)))
        forking = [case for case in cases if fetched is None or fetched.needs_worker(case.names)]
        ahead = self._forked(forking[0]) if forking else None
        for case in cases:
            if why := self._over():
                self.results.append(failed(case, f"Not run: {why}."))
            elif fetched is not None and case not in forking:
                self.results.append(judge(case, fetched, self._job.seed, self._job.seeded))
            else:
                following = forking[forking.index(case) + 1 :]
                now, ahead = ahead, self._forked(following[0]) if following else None
                self.results.append(self._judge_in_fork(case, now))

    def _forked(self, case: Case) -> Forked | None:
        """A fork for one case, on its way; None where there is no line to fork from."""
        if self._over():
            return None
        try:
            return self._fork(self._line_now(), case)
        except Failure:
            return None

    def _fork(self, line: Stage, case: Case) -> Forked:
        return line.fork_test(derived(self._job.seed, case.question, case.name), case.names)

    def _fetched(self, names: tuple[str, ...]) -> Fetched | None:
        """What the names are bound to in the line; None where that could not be found out without a fork."""
        if self._over():
            return None
        try:
            return self._line_now().fetch(names)
        except Failure:
            return None  # the forks will say of each case what is wrong

    def _judge_in_fork(self, case: Case, forked: Forked | None) -> CaseResult:
        try:
            return self._judged(case, forked)
        except Failure:  # no fork: what other cases left running may be in its way, and ends with the worker
            self._close()
        try:
            return self._judged(case, None)
        except Failure as failure:
            return _lost(case, failure)

    def _judged(self, case: Case, forked: Forked | None) -> CaseResult:
        """The verdict in a fork; raises Failure where none came, or where it was ended with all the others."""
        begun = False
        try:
            line = self._line_now()
            # The line that was to be forked may have gone meanwhile, and this be another.
            with line.serving(forked or self._fork(line, case)) as session:
                begun = True
                return judge(case, session.fetched(case.names), self._job.seed, self._job.seeded)
        except Failure as failure:
            found = self._of_whom(failure)
            if begun and not isinstance(found, _Together):
                return _lost(case, failure)
            raise found from None


def _lost(case: Case, failure: Failure) -> CaseResult:
    return failed(case, f"Your code did not come back: {failure}.", type(failure))


def _place(cell: Graded) -> str:
    return f"Cell {cell.index + 1}" if cell.index >= 0 else f"Cell {-cell.index} of the released notebook"


@contextlib.contextmanager
def _folder() -> Iterator[str]:
    folder = tempfile.mkdtemp(prefix="submission-")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
