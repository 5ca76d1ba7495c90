"""Whose fault an exception is, and what a student is told of it."""

import pytest
import torch
from bridges import serving

from autograder.checking.mismatch import Mismatch
from autograder.checking.randomness import generator, use_seed
from autograder.engine import wire
from autograder.engine.exceptions import student_exception
from autograder.engine.judge.cases import TestCase
from autograder.engine.judge.judge import MAX_MESSAGE, judge
from autograder.results.verdict import BadReply, GraderFault, NotDefined, OutOfTime, Verdict

PASSED, FAILED, NOT_JUDGED = Verdict


class Bound:
    """Names that are bound to nothing in particular."""

    def values(self, names):
        return [None] * len(names)


def judged(error, *, hidden=True, seed="s", name="test"):
    def body(answer):
        if error is not None:
            raise error

    return judge(TestCase("q", name, 2.0, hidden, ("answer",), body), Bound(), seed, use_seed)


RAISED = {
    "mismatch": (Mismatch("1", "2", "Look again."), FAILED, "Got 1; expected 2. Look again."),
    "assertion": (AssertionError("Twice."), FAILED, "Twice."),
    "assertion_without_words": (AssertionError(), FAILED, "The check found something other than expected."),
    "not_defined": (NotDefined("`f` is not defined"), FAILED, "`f` is not defined."),
    "time": (OutOfTime("it did not come back"), FAILED, "It did not come back."),
    "bad_reply": (BadReply("what came back ends in the middle"), FAILED, "What came back ends in the middle."),
    "the_students": (
        student_exception(["MyError", "OSError"], "no\n disk"),
        FAILED,
        "Your code raised MyError: no disk",
    ),
    "the_graders": (GraderFault("no uid is left."), NOT_JUDGED, "no uid is left."),
    "of_the_check": (ZeroDivisionError("by zero"), NOT_JUDGED, "the check itself raised ZeroDivisionError: by zero"),
}


@pytest.mark.parametrize(("error", "verdict", "message"), RAISED.values(), ids=RAISED)
def test_a_hidden_check_tells_the_students_fault_from_its_own(error, verdict, message):
    result = judged(error)
    assert (result.verdict, result.message, result.score) == (verdict, message, 0)


def test_a_public_test_that_raises_anything_is_failed():
    result = judged(TypeError("no len()"), hidden=False)
    assert result.verdict is FAILED
    assert result.message == "Your answer is of a kind that this check cannot read: TypeError: no len()"
    assert judged(GraderFault("no."), hidden=False).verdict is NOT_JUDGED


def test_no_exception_is_passed():
    result = judged(None)
    assert (result.verdict, result.message, result.score) == (PASSED, "", 2)


def test_a_process_that_has_gone_is_for_the_caller_to_explain():
    with pytest.raises(wire.Gone):
        judged(wire.Gone())


def test_messages_are_bounded():
    assert len(judged(AssertionError("x" * 100_000)).message) == MAX_MESSAGE


def test_a_students_exception_cannot_pass_for_a_failure_of_another_kind():
    for bases in (["GraderFault", "Exception"], ["AssertionError", "Exception"], ["Gone"], ["KeyboardInterrupt"]):
        assert judged(student_exception(bases, "")).message.startswith(f"Your code raised {bases[0]}")


def test_every_case_of_a_submission_has_inputs_of_its_own_and_the_same_again():
    drawn = []

    def body(answer):
        drawn.append((torch.rand(1, generator=generator()).item(), torch.rand(1).item()))

    for seed, name in (("a", "one"), ("a", "one"), ("a", "two"), ("b", "one")):
        judge(TestCase("q", name, 1.0, True, ("answer",), body), Bound(), seed, use_seed)
    assert drawn[0] == drawn[1]
    assert len({number for pair in drawn for number in pair}) == 6


def test_torchs_stream_goes_on_as_if_nothing_had_been():
    torch.manual_seed(0)
    expected = torch.rand(1)
    torch.manual_seed(0)
    judged(None)
    assert torch.equal(torch.rand(1), expected)


def test_a_name_that_is_not_bound_fails_the_case_that_asks_for_it():
    with serving({"f": 1}) as bridge:
        case = TestCase("q", "test", 1.0, True, ("f", "g"), lambda f, g: None)
        result = judge(case, bridge.session.fetch(("f", "g")), "s", use_seed)
    assert result.verdict is FAILED
    assert "`g` is not defined" in result.message


def test_the_hint_of_a_check_is_kept_and_none_of_the_students():
    forged = student_exception(["AssertionError"], "look: a hint")
    forged.hint = "of my own"
    hints = [
        judged(error).hint for error in (Mismatch("1", "2", "Look again."), AssertionError("Twice."), forged, None)
    ]
    assert hints == ["Look again.", "", "", ""]
