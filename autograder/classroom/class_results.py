"""What the grading of a class came to, as rows: for the messages of a run, the gradebook, the exports and the report.

It does not know where rows come from, or how they are shown. Texts are as they were handed in: nothing is escaped.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from autograder.results.verdict import Verdict


@dataclass(frozen=True)
class CaseRow:
    """One test case of one submission."""

    question: str
    name: str
    points: float
    hidden: bool
    verdict: str  # "passed", "failed", "could not judge"
    message: str
    hint: str  # the misconception, as the check words it; "" where there is none
    stopped: str  # "", or the name of the limit's class, such as "OutOfTime"
    seconds: float

    @property
    def score(self) -> float:
        """Points earned: all of them or none."""
        return self.points if self.verdict == Verdict.PASSED.value else 0.0


@dataclass(frozen=True)
class SubmissionRow:
    """One submission: what became of it."""

    key: str  # unique in the class, the same in every run, made like a path
    students: tuple[str, ...]  # the names shown
    attempt: int  # from 1, the oldest
    late: bool
    state: str  # "graded", "unreadable", "could not judge", "set aside", "waiting"
    reason: str  # why, where it is not "graded"
    score: float
    points: float
    seconds: float
    memory_mb: float  # at its peak; 0 where it was not measured
    layers: tuple[str, ...]  # of confinement
    notes: tuple[tuple[str, str], ...]  # (question or "", text)
    counts: bool  # False: an older attempt or a duplicate, no grade of its own
    cases: tuple[CaseRow, ...]
    answers: Mapping[str, str]  # question -> source of its graded cells


@dataclass(frozen=True)
class ClassResults:
    """A class, graded with one autograder."""

    assignment: str
    autograder: str  # digest of all that grades depend on besides the submissions
    versions: Mapping[str, str]
    made: str  # ISO 8601
    questions: Mapping[str, float]  # name -> points, in order
    template: Mapping[str, str]  # question -> source of its cells as released
    submissions: tuple[SubmissionRow, ...]
