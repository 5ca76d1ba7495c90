"""Item analysis: what each test says about the class, and about itself.

Difficulty is the share that pass. Discrimination is the corrected point-biserial correlation: that of passing the test
with the points earned in all others, so that no test is compared with itself (Henrysson, "Correction of item-total
correlations in item analysis", Psychometrika 28, 1963; Crocker and Algina, "Introduction to classical and modern test
theory", 1986, chapter 14). From 0.2 on an item is worth keeping as it is (Ebel, "Measuring educational achievement",
1965); below 0, those who do well otherwise fail it more often.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan

import numpy as np
from numpy.typing import NDArray

from autograder.classroom.class_results import ClassResults, SubmissionRow

ENOUGH = 10  # submissions: with fewer a correlation says next to nothing
WEAK = 0.2  # Ebel's bound
PASSED, FAILED, NOT_JUDGED = 1, 0, -1
_CODE: Mapping[str, int] = {"passed": PASSED, "failed": FAILED}


@dataclass(frozen=True)
class Item:
    """One test over the class."""

    question: str
    name: str
    points: float
    hidden: bool
    judged: int
    passed: int
    discrimination: float  # nan where it has none

    @property
    def share(self) -> float:
        """Of those who were judged, who passed; nan where nobody was."""
        return self.passed / self.judged if self.judged else float("nan")

    @property
    def remark(self) -> str:
        """What to think about, "" where nothing."""
        if not self.judged:
            return "nobody judged"
        if self.passed in (0, self.judged):
            return "separates nobody: all pass" if self.passed else "separates nobody: all fail"
        if isnan(self.discrimination) or self.discrimination >= WEAK:
            return ""
        return "below 0: look at this test" if self.discrimination < 0 else "weak: tells little"


def graded(results: ClassResults) -> list[SubmissionRow]:
    """The submissions that grades are made of."""
    return [row for row in results.submissions if row.counts and row.state == "graded"]


def analyse(results: ClassResults, rows: Sequence[SubmissionRow]) -> list[Item]:
    """An item for each test, in the order of the questions."""
    place = {question: number for number, question in enumerate(results.questions)}
    first = {(case.question, case.name): case for row in rows for case in row.cases}
    keys = sorted(first, key=lambda key: place.get(key[0], len(place)))
    verdicts = _verdicts(rows, keys)
    points = np.array([first[key].points for key in keys], dtype=float)
    values = discriminations(verdicts, points)
    return [
        Item(
            *key,
            points=first[key].points,
            hidden=first[key].hidden,
            judged=int((column != NOT_JUDGED).sum()),
            passed=int((column == PASSED).sum()),
            discrimination=float(value),
        )
        for key, column, value in zip(keys, verdicts.T, values, strict=True)
    ]


def _verdicts(rows: Sequence[SubmissionRow], keys: Sequence[tuple[str, str]]) -> NDArray[np.int8]:
    column = {key: number for number, key in enumerate(keys)}
    verdicts = np.full((len(rows), len(keys)), NOT_JUDGED, dtype=np.int8)
    for line, row in zip(verdicts, rows, strict=True):
        for case in row.cases:
            line[column[case.question, case.name]] = _CODE.get(case.verdict, NOT_JUDGED)
    return verdicts


def discriminations(verdicts: NDArray[np.int8], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of each column of `verdicts` (submissions, tests); nan where few were judged or nobody is told apart."""
    earned = (verdicts == PASSED) * points  # (submissions, tests)
    totals = earned.sum(axis=1)  # (submissions,)
    values = np.full(verdicts.shape[1], np.nan)
    for number in range(verdicts.shape[1]):
        judged = verdicts[:, number] != NOT_JUDGED
        passed, rest = verdicts[judged, number].astype(float), (totals - earned[:, number])[judged]
        if judged.sum() >= ENOUGH and np.ptp(passed) and np.ptp(rest) > 1e-9:
            values[number] = _correlation(passed, rest)
    return values


def _correlation(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    x, y = x - x.mean(), y - y.mean()
    return float((x @ y) / np.sqrt((x @ x) * (y @ y)))
