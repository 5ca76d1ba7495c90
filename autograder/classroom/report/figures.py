"""What is counted in a class. Only submissions that count and were graded are in the statistics."""

import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from autograder.classroom.results import CaseRow, ClassResults, SubmissionRow

BARS = 20  # of the distribution: five points each where there are a hundred


@dataclass(frozen=True)
class Totals:
    """How many there are of each kind, and how their totals lie."""

    states: Mapping[str, int]
    graded: int
    possible: float
    mean: float
    median: float
    spread: float  # standard deviation
    bars: tuple[int, ...]  # counts of equal parts of the range from 0 to `possible`, the last one closed


@dataclass(frozen=True)
class Item:
    """One test case over the class."""

    question: str
    name: str
    points: float
    hidden: bool
    passed: int
    judged: int
    discrimination: float | None  # None where it separates nobody

    @property
    def share(self) -> float:
        """Of those judged, how many passed: what test theory calls the item's difficulty."""
        return self.passed / self.judged if self.judged else 0.0


@dataclass(frozen=True)
class Misconception:
    """A fault that the checks have a name for."""

    question: str
    hint: str
    students: int
    example: str  # a message that one of them read
    code: str  # that one's answer


def counting(results: ClassResults) -> list[SubmissionRow]:
    """The submissions that are somebody's grade."""
    return [row for row in results.submissions if row.counts and row.state == "graded"]


def totals(results: ClassResults) -> Totals:
    """The distribution of totals."""
    graded = counting(results)
    scores = [row.score for row in graded]
    possible = sum(results.questions.values())
    bars = [0] * BARS
    for score in scores:
        bars[min(BARS - 1, max(0, int(score / possible * BARS)))] += 1
    return Totals(
        states=Counter(row.state for row in results.submissions if row.counts),
        graded=len(scores),
        possible=possible,
        mean=statistics.fmean(scores) if scores else 0.0,
        median=statistics.median(scores) if scores else 0.0,
        spread=statistics.pstdev(scores) if scores else 0.0,
        bars=tuple(bars),
    )


def questions(results: ClassResults) -> list[tuple[str, float, float, float]]:
    """Of each question: name, points, mean share of its points, share of students with all of them."""
    graded, found = counting(results), []
    for name, points in results.questions.items():
        scores = [sum(c.points for c in row.cases if c.question == name and c.verdict == "passed") for row in graded]
        possible = sum(c.points for c in graded[0].cases if c.question == name) if graded else 0.0
        if possible:
            mean = statistics.fmean(scores) / possible
            found.append((name, points, mean, sum(score >= possible for score in scores) / len(scores)))
    return found


def items(results: ClassResults) -> list[Item]:
    """Each test case, in the order of the questions."""
    found: dict[tuple[str, str], list[tuple[CaseRow, float]]] = defaultdict(list)
    for row in counting(results):
        for case in row.cases:
            if case.verdict != "could not judge":
                found[case.question, case.name].append((case, row.score))
    return [_item(judged) for judged in found.values()]


def _item(judged: Sequence[tuple[CaseRow, float]]) -> Item:
    case = judged[0][0]
    right = [one.verdict == "passed" for one, _ in judged]
    rest = [score - (one.points if one.verdict == "passed" else 0.0) for one, score in judged]
    return Item(case.question, case.name, case.points, case.hidden, sum(right), len(right), point_biserial(right, rest))


def point_biserial(right: Sequence[bool], rest: Sequence[float]) -> float | None:
    """The correlation between passing an item and the total of all others, from -1 to 1; None where one is constant.

    Without the item itself in the total it is not flattered by its own points (Henrysson 1963, Psychometrika 28).
    """
    n, passed = len(right), sum(right)
    spread = statistics.pstdev(rest) if rest else 0.0
    if passed in (0, n) or spread == 0:
        return None
    with_it = statistics.fmean(score for is_right, score in zip(right, rest, strict=True) if is_right)
    without = statistics.fmean(score for is_right, score in zip(right, rest, strict=True) if not is_right)
    share = passed / n
    return (with_it - without) / spread * math.sqrt(share * (1 - share))


def misconceptions(results: ClassResults) -> list[Misconception]:
    """Faults by how many students have them; one student counts once for each."""
    who: dict[tuple[str, str], dict[str, tuple[SubmissionRow, CaseRow]]] = defaultdict(dict)
    for row in counting(results):
        for case in row.cases:
            if case.verdict == "failed" and case.hint:
                who[case.question, case.hint].setdefault(row.key, (row, case))
    found = []
    for (question, hint), students in who.items():
        row, case = min(students.values(), key=lambda pair: (len(pair[0].answers.get(question, "")), pair[0].key))
        found.append(Misconception(question, hint, len(students), case.message, row.answers.get(question, "")))
    return sorted(found, key=lambda one: (-one.students, one.question, one.hint))


def troubles(results: ClassResults) -> list[tuple[SubmissionRow, str]]:
    """Submissions that somebody has to look at, each with why: no grade, a limit, something out of the ordinary."""
    found = []
    for row in results.submissions:
        why = [f"{row.state}: {row.reason}"] if row.state != "graded" else []
        limits = Counter(case.stopped for case in row.cases if case.stopped not in ("", "NotDefined"))
        why += [f"{_LIMITS.get(limit, limit)} in {count} tests" for limit, count in sorted(limits.items())]
        why += [text for _, text in row.notes if row.counts]
        if why and (row.counts or row.state != "graded"):
            found.append((row, " ".join(why)))
    return found


_LIMITS = {
    "OutOfTime": "Out of time",
    "OutOfMemory": "Out of memory",
    "Exited": "Ended its process",
    "Crashed": "Crashed",
    "BadReply": "Sent what is no answer",
    "NotRun": "Not run",
}


def quantiles(values: Iterable[float]) -> tuple[float, float, float]:
    """Median, 90th percentile and largest; zeros for nothing."""
    ordered = sorted(values)
    if not ordered:
        return 0.0, 0.0, 0.0
    return statistics.median(ordered), ordered[math.ceil(0.9 * len(ordered)) - 1], ordered[-1]
