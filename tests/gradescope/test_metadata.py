"""submission_metadata.json in every documented shape, and in shapes that nobody has documented."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from autograder.gradescope.metadata import Metadata, read_metadata

# The example of Gradescope's documentation (2026), made whole.
DOCUMENTED = json.loads(Path(__file__).with_name("documented_metadata.json").read_text())


def changed(**more):
    return DOCUMENTED | more


def due(when, **more):
    return changed(assignment=DOCUMENTED["assignment"] | {"due_date": when, **more})


def extended(*dates):
    """Everyone's due date is two days ago; each member has one of their own, None for none."""
    users = [DOCUMENTED["users"][0] | ({"assignment": {"due_date": date}} if date else {}) for date in dates]
    return due("2018-06-29T14:22:31-07:00") | {"users": users}


def failed_on_gradescope(number):
    return [{"autograder_error": True}] * number


@pytest.fixture
def read(tmp_path):
    def reading(content):
        path = tmp_path / "submission_metadata.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return read_metadata(path)

    return reading


def test_the_documented_example_is_understood(read):
    assert read(DOCUMENTED) == Metadata("", "123456", members=1, earlier=1, late=None, total_points=20.0)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (DOCUMENTED, ", submission 2"),
        (changed(previous_submissions=[]), ", submission 1"),
        (changed(users=DOCUMENTED["users"] * 3), ", submission 2 of a group of 3"),
        (changed(previous_submissions=[{}] * 2 + failed_on_gradescope(3)), ", submission 3"),
        (due("2018-06-30T14:22:31-07:00"), ", submission 2, 1 day after the due date"),
        (due("2018-06-29T13:22:31-07:00"), ", submission 2, 2 days 1 hour after the due date"),
        (due("2018-07-01T21:22:00+00:00"), ", submission 2, less than a minute after the due date"),
        (due("2018-07-01T21:22:33+00:00"), ", submission 2"),  # a second before it, in another zone
        (due("2018-06-30T00:00:00-07:00", late_due_date="2018-07-05T00:00:00-07:00"), "1 day 14 hours after"),
        (extended("2018-07-03T00:00:00-07:00"), ", submission 2"),
        (extended("2018-06-30T14:22:31-07:00"), ", submission 2, 1 day after the due date"),
        (extended(None, "2018-06-30T14:22:31-07:00"), ", submission 2 of a group of 2, 1 day after the due date"),
        (extended("2018-06-28T00:00:00-07:00", "2018-07-03T00:00:00-07:00"), ", submission 2 of a group of 2"),
        (extended("soon"), ", submission 2, 2 days after the due date"),
        (changed(submission_method="GitHub"), ", submission 2"),
        ({}, ""),
    ],
)
def test_what_a_student_reads_of_it(read, content, says):
    found = read(content)
    assert not found.problem
    assert says in found.in_words()
    assert bool(says) == bool(found.in_words())
    assert "after the due date" in says or "after" not in found.in_words() or found.late


@pytest.mark.parametrize("key", DOCUMENTED)
def test_a_missing_field_is_left_out_and_nothing_else(read, key):
    found = read({name: value for name, value in DOCUMENTED.items() if name != key})
    assert not found.problem
    whole = Metadata("", "123456", 1, 1, None, 20.0)
    different = {name for name in vars(whole) if getattr(found, name) != getattr(whole, name)}
    owners = {"id": "identifier", "users": "members", "previous_submissions": "earlier", "assignment": "total_points"}
    assert different == ({owners[key]} if key in owners else set())


@pytest.mark.parametrize("odd", [None, "", "x", [], [None], {}, {"due_date": 3}, 7, -1.5, True, [[]], "9" * 400])
@pytest.mark.parametrize("key", [*DOCUMENTED, "due_date", "total_points", "score"])
def test_a_field_of_another_kind_is_no_error(read, key, odd):
    inner = DOCUMENTED["assignment"] | {key: odd}
    found = read(changed(assignment=inner) if key not in DOCUMENTED else changed(**{key: odd}))
    assert not found.problem
    json.dumps(found.recorded())
    assert found.in_words() is not None


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "cannot be read"),
        ("{", "cannot be read"),
        ("[" * 100_000, "cannot be read"),
        ("[]", "holds list where an object was expected"),
        ("null", "holds NoneType"),
    ],
)
def test_a_broken_file_is_a_problem_that_staff_are_told(read, content, says):
    found = read(content)
    assert says in found.problem
    assert found.warnings(100) == [found.problem]
    assert found.in_words() == ""


def test_a_missing_file_and_a_huge_one_are_problems_too(tmp_path, monkeypatch):
    path = tmp_path / "submission_metadata.json"
    assert "There is no submission_metadata.json" in read_metadata(path).problem
    path.write_bytes(b"\xff\xfe{")
    assert "cannot be read" in read_metadata(path).problem
    monkeypatch.setattr("autograder.gradescope.metadata.MAX_BYTES", 2)
    assert "was not read" in read_metadata(path).problem


def test_no_earlier_result_and_no_name_goes_on_from_here(read):
    found = read(DOCUMENTED)
    everything = json.dumps(found.recorded()) + found.in_words() + "".join(found.warnings(100))
    assert "expected 42" not in everything
    assert "Student User" not in everything
    assert "student@example.com" not in everything


def test_how_late_it_is_is_recorded_in_seconds(read):
    found = read(due("2018-07-01T14:22:02.365935-07:00"))
    assert found.late == timedelta(seconds=30)
    assert found.recorded()["late_s"] == 30


def test_staff_are_warned_where_gradescope_was_told_too_few_points(read):
    assert "worth 20 points on Gradescope, its tests here 100" in read(DOCUMENTED).warnings(100)[0]
    assert read(DOCUMENTED).warnings(20) == []
    assert read(changed(assignment={"total_points": "160.0"})).warnings(100) == []
