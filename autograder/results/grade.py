"""What grading one submission gave: a result for each test case, and what the student and staff are to know besides."""

from dataclasses import dataclass, field

from autograder.notebooks.graded_plan import Note
from autograder.results.verdict import CaseResult, Verdict


@dataclass(frozen=True)
class Grade:
    """The outcome for one submission."""

    assignment: str
    submission: str  # its file name
    cases: tuple[CaseResult, ...]
    notes: tuple[Note, ...] = ()
    seed: str = ""
    layers: tuple[str, ...] = ()  # of confinement, in force
    confined: bool = True  # False: graded with --allow-unconfined, below the sufficient set
    versions: dict[str, str] = field(default_factory=dict)
    digest: str = ""  # of the autograder: tests, checks, engine
    seconds: float = 0.0
    memory_mb: float = 0.0  # at its peak, as the watch saw it every 0.1 s; 0 where it was over before that
    answers: dict[str, str] = field(default_factory=dict)  # question -> source of its graded cells

    @property
    def score(self) -> float:
        """Points earned."""
        return sum(case.score for case in self.cases)

    @property
    def points(self) -> float:
        """Points that can be earned."""
        return sum(case.points for case in self.cases)

    @property
    def not_judged(self) -> tuple[CaseResult, ...]:
        """Scored test cases that the grader could not judge: there is no result then."""
        return tuple(case for case in self.cases if case.verdict is Verdict.NOT_JUDGED)

    def questions(self) -> dict[str, tuple[CaseResult, ...]]:
        """The test cases of each question, in the order in which they were graded."""
        found: dict[str, list[CaseResult]] = {}
        for case in self.cases:
            found.setdefault(case.question, []).append(case)
        return {name: tuple(cases) for name, cases in found.items()}
