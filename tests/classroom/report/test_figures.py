"""What the report counts, beside counting by other means."""

import random
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import a_class, submission

from autograder.classroom.report import figures


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 100)), min_size=3, max_size=60))
def test_discrimination_is_the_correlation_that_numpy_finds(judged):
    right, rest = [one for one, _ in judged], [score for _, score in judged]
    found = figures.point_biserial(right, rest)
    if len(set(right)) == 1 or statistics.pstdev(rest) == 0:
        assert found is None
    elif np.std(rest) > 1e-6:
        assert found == pytest.approx(np.corrcoef(right, rest)[0, 1], abs=1e-6)


def test_an_item_is_left_out_of_the_total_that_it_is_held_against():
    results = a_class(40)
    law = next(item for item in figures.items(results) if item.name == "law")
    rows = figures.counting(results)
    right = [next(case.verdict for case in row.cases if case.name == "law") == "passed" for row in rows]
    rest = [sum(case.points for case in row.cases if case.name != "law" and case.verdict == "passed") for row in rows]
    assert law.discrimination == pytest.approx(np.corrcoef(right, rest)[0, 1])
    assert law.share == np.mean(right)


def test_every_graded_submission_stands_in_one_bar_full_marks_in_the_last():
    results = a_class(50)
    found = figures.totals(results)
    assert sum(found.bars) == found.graded == 50
    full = sum(row.score == 20 for row in results.submissions)
    assert full > 0
    assert found.bars[-1] >= full
    assert found.mean == pytest.approx(np.mean([row.score for row in results.submissions]))


def test_what_does_not_count_or_has_no_grade_is_in_no_average():
    rng = random.Random(1)
    zero = {"score": 0.0, "students": ("Somebody",)}
    extra = [
        submission(900, rng, counts=False, **zero),
        submission(901, rng, state="unreadable", reason="broken", **zero),
    ]
    with_them, without = figures.totals(a_class(20, extra=extra)), figures.totals(a_class(20))
    assert (with_them.mean, with_them.graded) == (without.mean, 20)
    assert with_them.states["unreadable"] == 1


def test_misconceptions_are_counted_by_student_and_come_most_frequent_first():
    results = a_class(60)
    found = figures.misconceptions(results)
    counts = [one.students for one in found]
    assert counts == sorted(counts, reverse=True)
    sign = next(one for one in found if one.question == "q2")
    assert sign.students == sum(
        any(case.hint == sign.hint and case.verdict == "failed" for case in row.cases) for row in results.submissions
    )
    assert sign.code in [row.answers["q2"] for row in results.submissions]


def test_limits_and_missing_grades_are_to_be_looked_at():
    rng = random.Random(2)
    slow = submission(1, rng)
    stopped = tuple(type(case)(**{**vars_of(case), "stopped": "OutOfTime"}) for case in slow.cases)
    rows = [submission(2, rng, cases=stopped), submission(3, rng, state="unreadable", reason="No notebook in it.")]
    said = [why for _, why in figures.troubles(a_class(5, extra=rows))]
    assert said == ["Out of time in 5 tests", "unreadable: No notebook in it."]


def vars_of(case):
    return {name: getattr(case, name) for name in case.__dataclass_fields__}


def test_a_class_of_nobody_has_a_report_too():
    empty = a_class(0)
    assert figures.totals(empty).mean == 0
    assert figures.questions(empty) == []
