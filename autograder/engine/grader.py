"""One assignment's grader, warm: made once, asked for any number of submissions."""

import contextlib
import dataclasses
import platform
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import torch

from autograder.engine.assignment import Assignment
from autograder.engine.dependencies import dependencies_digest
from autograder.engine.judge.cases import TestCase, read_cases
from autograder.engine.judge.grading import GradingJob, grade
from autograder.engine.judge.homework_packages import homework_packages
from autograder.engine.judge.judge import Seeded, failed_result, submission_seed
from autograder.engine.judge.zygote import Zygote
from autograder.engine.launch import ZygoteProcess, launch
from autograder.engine.sandbox import Limits, Sandbox
from autograder.notebooks.graded_cells import Plan, answers, graded_digest, plan
from autograder.notebooks.graded_plan import Note
from autograder.notebooks.notebook import Cell, SubmissionError
from autograder.notebooks.submission import Submission, read_submission
from autograder.results.grade import Grade
from autograder.results.verdict import GraderFault


@dataclass(frozen=True)
class Grader:
    """Grades submissions of one assignment with one warm zygote."""

    assignment: Assignment
    cases: Mapping[str, tuple[TestCase, ...]]
    released: tuple[Cell, ...]
    zygote: Zygote
    sandbox: Sandbox
    limits: Limits
    seeded: Seeded
    digest: str

    def grade(self, path: Path) -> Grade:
        """The grade of the submission at `path`. One that cannot be read fails every test, with the reason.

        Raises GraderFault where the grader cannot do its part.
        """
        try:
            submission = read_submission(path, self.assignment.released.stem, assignment=self.assignment.name)
        except SubmissionError as error:
            return self._with_details(self._unread(str(error)), path.name)
        except OSError as error:
            raise GraderFault(f"{path} cannot be read: {error.strerror}.") from error
        return self.judge(submission)

    def judge(self, submission: Submission, only: Collection[str] | None = None) -> Grade:
        """The grade of a submission that was read; with `only`, of those questions alone.

        Every cell runs as ever, and each test case has inputs and a fork of its own: so the verdicts on these
        questions are those that they have in the whole. Raises GraderFault where the grader cannot do its part.
        """
        planned = self.plan(submission)
        seed = submission_seed(self.assignment.name, self.assignment.salt, graded_digest(self.assignment.name, planned))
        asked = {question: cases for question, cases in self.cases.items() if only is None or question in only}
        job = GradingJob(
            dataclasses.replace(planned, order=tuple(question for question in planned.order if question in asked)),
            asked,
            seed,
            self.limits,
            self.seeded,
            lambda folder: self.sandbox.box(folder, self.limits.box),
        )
        made = dataclasses.replace(grade(self.zygote, job), answers=answers(planned))
        return self._with_details(made, submission.name)

    def plan(self, submission: Submission) -> Plan:
        """What of `submission` is run, and in which order its questions are tested."""
        tested = {
            question: frozenset(name for case in cases for name in case.names) for question, cases in self.cases.items()
        }
        return plan(self.released, submission, tested)

    def _unread(self, sentence: str) -> Grade:
        results = tuple(failed_result(case, f"Not run: {sentence}") for cases in self.cases.values() for case in cases)
        return Grade("", "", results, (Note(None, sentence),))

    def _with_details(self, made: Grade, name: str) -> Grade:
        notes = made.notes
        if self.sandbox.unkept:
            notes = (Note(None, f"Graded without confinement: {'; '.join(self.sandbox.unkept)}."), *notes)
        return dataclasses.replace(
            made,
            assignment=self.assignment.name,
            submission=name,
            notes=notes,
            layers=tuple(sorted(self.sandbox.layers)),
            confined=not self.sandbox.unkept,
            versions=_versions(),
            digest=self.digest,
        )


@contextlib.contextmanager
def warm_grader(
    assignment: Assignment,
    sandbox: Sandbox,
    seeded: Seeded,
    limits: Limits | None = None,
    launched: ZygoteProcess | None = None,
) -> Iterator[Grader]:
    """A grader as long as the context lasts; `launched` is its zygote, where that is on its way already."""
    limits = limits or Limits()
    released = read_submission(assignment.released, assignment.released.stem).cells
    cases = read_cases(assignment.tests, homework_packages(assignment))
    autograder = dependencies_digest(assignment)
    torch.set_num_threads(1)  # forks and checks are small; the other core is for other submissions
    with contextlib.nullcontext(launched) if launched else launch(assignment) as begun:
        yield Grader(assignment, cases, released, Zygote(begun, limits), sandbox, limits, seeded, autograder)


def _versions() -> dict[str, str]:
    return {
        "python": platform.python_version(),
        "torch": str(torch.__version__),  # a class of its own
        "numpy": version("numpy"),
        "ipython": version("ipython"),
        "platform": f"{sys.platform} {platform.machine()}",
    }
