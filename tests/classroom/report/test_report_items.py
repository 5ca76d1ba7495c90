"""Item analysis against an independent reference, and its laws."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import made_up

from autograder.classroom.report.charts import bins
from autograder.classroom.report.items import ENOUGH, Item, analyse, discriminations, graded
from autograder.classroom.report.misconceptions import anonymous, find_misconceptions, student_count, without_comments


def drawn(seed: int, submissions: int = 60, tests: int = 6):
    rng = np.random.default_rng(seed)
    skill = rng.normal(size=(submissions, 1))
    verdicts = (skill + rng.normal(size=(submissions, tests)) > rng.normal(size=tests)).astype(np.int8)
    return verdicts, rng.integers(1, 5, size=tests).astype(float)


@pytest.mark.parametrize("seed", range(5))
def test_discrimination_is_numpys_correlation_with_the_rest(seed):
    verdicts, points = drawn(seed)
    for number, value in enumerate(discriminations(verdicts, points)):
        rest = np.delete(verdicts, number, axis=1) @ np.delete(points, number)
        assert value == pytest.approx(np.corrcoef(verdicts[:, number], rest)[0, 1])


def test_discrimination_counts_only_those_who_were_judged():
    verdicts, points = drawn(1)
    verdicts[:20, 2] = -1
    rest = np.delete(verdicts, 2, axis=1) @ np.delete(points, 2)
    assert discriminations(verdicts, points)[2] == pytest.approx(np.corrcoef(verdicts[20:, 2], rest[20:])[0, 1])


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.1, 50))
def test_discrimination_knows_no_order_and_no_scale(seed, scale):
    verdicts, points = drawn(seed)
    there = discriminations(verdicts, points)
    order = np.random.default_rng(seed).permutation(len(verdicts))
    np.testing.assert_allclose(
        discriminations(verdicts[order], points * scale), there, atol=1e-12
    )  # of values from -1 to 1
    mirrored = verdicts.copy()
    mirrored[:, 0] = 1 - mirrored[:, 0]
    np.testing.assert_allclose(discriminations(mirrored, points)[0], -there[0])


def test_what_separates_nobody_has_no_discrimination():
    verdicts, points = drawn(2)
    verdicts[:, 0], verdicts[:, 1] = 1, 0
    assert np.isnan(discriminations(verdicts, points)[:2]).all()
    assert np.isnan(discriminations(verdicts[: ENOUGH - 1], points)).all()


@pytest.mark.parametrize(
    ("judged", "passed", "discrimination", "remark"),
    [
        (20, 20, float("nan"), "separates nobody: all pass"),
        (20, 0, float("nan"), "separates nobody: all fail"),
        (0, 0, float("nan"), "nobody judged"),
        (20, 10, -0.1, "below 0: look at this test"),
        (20, 10, 0.1, "weak: tells little"),
        (20, 10, 0.2, ""),
    ],
)
def test_remarks_say_what_to_think_about(judged, passed, discrimination, remark):
    assert Item("q", "t", 1.0, True, judged, passed, discrimination).remark == remark


def test_difficulty_is_the_share_of_the_judged_that_pass():
    results = made_up(200)
    rows = graded(results)
    assert all(row.counts and row.state == "graded" for row in rows)
    for item in analyse(results, rows):
        said = [c.verdict for row in rows for c in row.cases if (c.question, c.name) == (item.question, item.name)]
        judged = [verdict for verdict in said if verdict != "could not judge"]
        assert item.share == pytest.approx(judged.count("passed") / len(judged))
    assert [item.question for item in analyse(results, rows)] == sorted(
        (item.question for item in analyse(results, rows)), key=list(results.questions).index
    )


def test_a_student_has_a_misconception_once_and_a_group_counts_its_members():
    results = made_up(120)
    rows = graded(results)
    for found in find_misconceptions(rows, results.template):
        having = [row for row in rows if any((c.question, c.hint) == (found.question, found.hint) for c in row.cases)]
        assert found.students == sum(map(student_count, having))
        assert found.students > 0


def test_what_is_said_of_many_questions_comes_after_what_is_said_of_one():
    results = made_up(60)
    row, everybody = graded(results)[0], "Fill it in."
    blank = tuple(replace(case, verdict="failed", hint=everybody) for case in row.cases)
    rows = [replace(row, key=f"blank/{number}", cases=blank) for number in range(200)]
    found = find_misconceptions([*graded(results), *rows], results.template)
    counts = [one.students for one in found if one.hint != everybody]
    assert counts == sorted(counts, reverse=True)
    assert {one.hint for one in found[len(counts) :]} == {everybody}


def test_examples_name_nobody_and_are_somebodys_work():
    results = made_up(120, hostile=False)
    for found in find_misconceptions(graded(results), results.template):
        assert "by " not in found.excerpt  # the comment that signs
        assert "torch." in found.excerpt  # not the template


def test_names_and_addresses_go_from_examples():
    text = "print('Ada Lovelace, ADA, ada_l, ada.l@uni.example'); adapt(x)"
    assert anonymous(text, ("Ada Lovelace",)) == "print('▒▒▒, ▒▒▒, ▒▒▒_l, ▒▒▒'); adapt(x)"


@pytest.mark.parametrize("signed", ["Ada Lovelace", "Lovelace, Ada", "ADA_LOVELACE", "lovelaceada"])
def test_a_name_as_canvas_writes_it_goes_however_it_is_signed(signed):
    said = anonymous(f'by = "{signed}"; love = lace', ["lovelaceada"])
    assert "ada" not in said.lower()
    assert "lovelace" not in said.lower()
    assert "love = lace" in said


def test_comments_go_and_strings_stay():
    assert without_comments("x = 1  # Ada\n# Ada\ny = '#2'\n") == "x = 1\ny = '#2'"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0, 100), min_size=1, max_size=50), st.floats(0, 100))
def test_bins_hold_everybody_once(values, most):
    shown = bins(values, most)
    assert sum(one.count for one in shown) == len(values)
    assert shown[0].low == 0
    assert shown[-1].high >= max(values)
    assert len(shown) <= 20
    assert all(one.high == pytest.approx(after.low) for one, after in pairwise(shown))
