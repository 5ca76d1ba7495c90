"""One answer on trial: its submission is run by the engine, and every check judges it for many seeds.

What costs time is the submission, not the seeds: its cells run once, and a fork is judged for SEEDS_A_FORK seeds one
after the other, by test cases that repeat themselves. In each fork the answer's own random streams start elsewhere.
"""

import dataclasses
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.calibration.corpus import Entry, dependants
from autograder.calibration.submissions import Reference
from autograder.checking.randomness import use_seed
from autograder.engine.grader import Grader
from autograder.engine.judge.cases import TestCase
from autograder.engine.judge.judge import judge
from autograder.results.verdict import CaseResult, Verdict

# Large arrays leave holes in a fork's heap: with 20 seeds, a right answer that makes a covariance matrix of each row
# (32 MB a call) came to the 1500 MB that are allowed in 1 or 2 forks of 50. With one seed it takes 590 MB at most.
SEEDS_A_FORK = 10
_SHOWN = 40  # messages that are kept of one check: as many as a chaff has seeds, at the most


@dataclass(frozen=True)
class CaseTally:
    """One answer under one check."""

    case: str  # "question/case"
    runs: int
    failed: int
    not_judged: int
    messages: tuple[str, ...]  # of runs that did not pass
    seconds: float  # of all runs together


@dataclass(frozen=True)
class Trial:
    """One answer under all of its checks."""

    entry: Entry
    tallies: tuple[CaseTally, ...]


@dataclass(frozen=True)
class _Given:
    """Values that a fork has lent once already."""

    given: Sequence[Any]

    def values(self, names: tuple[str, ...]) -> list[Any]:
        return list(self.given)


def try_out(grader: Grader, reference: Reference, entry: Entry, seeds: int) -> Trial:
    """Judges one answer; questions that build on it are judged for the first seed alone.

    grader: with the test cases of all questions; `entry.question` and its dependants are the ones that are run.
    """
    chosen = {entry.question: seeds} | dict.fromkeys(dependants(entry.question, grader.cases), 1)
    tries = {question: [_Repeated(case, n) for case in grader.cases[question]] for question, n in chosen.items()}
    cases = {question: tuple(part for one in tries[question] for part in one.parts) for question in chosen}
    with tempfile.TemporaryDirectory(prefix="calibrate-") as folder:
        path = Path(folder, grader.assignment.released.name)
        path.write_text(reference.submission(entry.question, entry.source), encoding="utf-8")
        grade = dataclasses.replace(grader, cases=cases).grade(path)
    ended = {(result.question, result.name): result for result in grade.cases}
    return Trial(entry, tuple(one.tally(ended) for question in chosen for one in tries[question]))


class _Repeated:
    """A test case that is judged for many seeds, as parts of SEEDS_A_FORK each: a part is a test case to the engine."""

    def __init__(self, case: TestCase, seeds: int) -> None:
        self._case = case
        self._found: dict[str, list[CaseResult]] = {}
        self.parts = [self._part(first, min(SEEDS_A_FORK, seeds - first)) for first in range(0, seeds, SEEDS_A_FORK)]
        self._sizes = {part.name: min(SEEDS_A_FORK, seeds - SEEDS_A_FORK * i) for i, part in enumerate(self.parts)}

    def _part(self, first: int, count: int) -> TestCase:
        case, name = self._case, f"{self._case.name} from seed {first}"
        found = self._found[name] = []

        def body(*values: Any) -> None:
            found.clear()  # the engine may run a case again
            for seed in range(first, first + count):
                found.append(judge(case, _Given(values), f"calibration {seed}", use_seed))

        return dataclasses.replace(case, name=name, body=body)

    def tally(self, ended: dict[tuple[str, str], CaseResult]) -> CaseTally:
        """What all seeds have found; a part that was not judged for all of its seeds has failed for the rest."""
        results = [result for part in self.parts for result in self._all_of(part, ended)]
        failed = [result for result in results if result.verdict is Verdict.FAILED]
        other = [result for result in results if result.verdict is Verdict.NOT_JUDGED]
        said = tuple(dict.fromkeys(result.message for result in (*other, *failed)))[:_SHOWN]
        key = f"{self._case.question}/{self._case.name}"
        return CaseTally(key, len(results), len(failed), len(other), said, sum(result.seconds for result in results))

    def _all_of(self, part: TestCase, ended: dict[tuple[str, str], CaseResult]) -> Iterator[CaseResult]:
        found = self._found[part.name]
        yield from found
        for _ in range(self._sizes[part.name] - len(found)):
            yield ended[part.question, part.name]
