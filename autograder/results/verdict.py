"""Whose fault it is: the closed set of ways in which a test case, a cell or a reply can end.

Three verdicts: passed, failed, could not judge. What the student's side did is a `Failure`, whose text is a sentence
for the student. What the grader could not do is a `GraderFault`, which never becomes a student's zero. Neither is one
of the errors that a check takes for an error of the student's function (`autograder.checking.answers.STUDENT_ERRORS`).
"""

from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    """How a test case ended."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_JUDGED = "could not judge"


class GraderFault(Exception):
    """The grader failed, not the student; the text says to staff what happened and what to do."""


class Failure(Exception):
    """The student's side failed in a way that no check can judge; the text is a sentence for the student."""


class NotDefined(Failure):
    """A name that the test case asks for was not bound by any graded cell."""


class OutOfTime(Failure):
    """A cell or a call did not come back within its limit."""


class OutOfMemory(Failure):
    """More memory was asked for than is allowed."""


class Exited(Failure):
    """The code ended its process: exit(), os._exit()."""


class Crashed(Failure):
    """The process died of a signal."""


class BadReply(Failure):
    """What came back is no frame of the protocol, or is larger or deeper than allowed."""


class NotRun(Failure):
    """Nothing was run for the test case: no notebook was read, or the submission's time was used up before."""


@dataclass(frozen=True)
class CaseResult:
    """One test case of one question."""

    question: str
    name: str
    points: float
    hidden: bool
    verdict: Verdict
    message: str  # for the student; for staff where the case could not be judged
    seconds: float
    stopped: type[Failure] | None = None  # how the student's side ended before there was anything to judge
    hint: str = ""  # the misconception, where the check names one: the same words for everybody who has it

    @property
    def score(self) -> float:
        """Points earned: all of them or none."""
        return self.points if self.verdict is Verdict.PASSED else 0.0
