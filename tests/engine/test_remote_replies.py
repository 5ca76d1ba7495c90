"""Replies that lie are refused with a sentence, and with nothing else."""

import pytest
import torch
from bridges import answering, serving

from autograder.engine import wire
from autograder.engine.wire import Storage, Strided
from autograder.results.verdict import BadReply


def number(**changed):
    return Strided(**({"dtype": "float32", "shape": [], "strides": [], "storage": 0, "offset": 0} | changed))


FETCHED = wire.Reply([wire.Handle(1, "function", "", True)], [])
FOUR = [Storage(0, 4)]
LIES = {
    "another_message": (wire.Status(0), "an answer to another question"),
    "no_value": (wire.Reply([], []), "another number of values"),
    "two_values": (wire.Reply([wire.Nothing()] * 2, []), "another number of values"),
    "slots_with_a_gap": (wire.Reply([number(slot=1)], FOUR), "not numbered in turn"),
    "slots_below_zero_are_none": (wire.Reply([number(slot=3)], FOUR), "not numbered in turn"),
    "known_that_was_never_sent": (wire.Reply([wire.Known(5)], []), "speaks of what was never sent"),
    "known_beyond_the_call": (wire.Reply([wire.Known(-2)], []), "speaks of what was never sent"),
    "known_far_beyond": (wire.Reply([wire.Known(-(1 << 63))], []), "speaks of what was never sent"),
    "lent": (wire.Reply([wire.Lent("os", "system", wire.Nothing(), [], [], [], True)], []), "never sent"),
    "change_of_nothing": (wire.Reply([wire.Nothing()], FOUR, changed=[(1, 0)]), "a change of what was never sent"),
    "change_by_nothing": (wire.Reply([wire.Nothing()], FOUR, changed=[(0, 1)]), "a change of what was never sent"),
    "change_below_zero": (wire.Reply([wire.Nothing()], FOUR, changed=[(-1, 0)]), "a change of what was never sent"),
    "change_of_another_length": (wire.Reply([wire.Nothing()], FOUR, changed=[(0, 0)]), "a change of another length"),
    "change_beyond_the_block": (
        wire.Reply([wire.Nothing()], [Storage(0, 1 << 40)], changed=[(0, 0)]),
        "a change of another length",
    ),
    "change_before_the_block": (
        wire.Reply([wire.Nothing()], [Storage(-8, 8)], changed=[(0, 0)]),
        "a change of another length",
    ),
    "replaced_nothing": (wire.Reply([wire.Nothing()], FOUR, replaced=[(1, number())]), "a change of what was never"),
    "replaced_by_another_kind": (
        wire.Reply([wire.Nothing()], FOUR, replaced=[(0, number(dtype="int32"))]),
        "a change of what was never sent",
    ),
    "seen_by_nobody": (wire.Reply([wire.Nothing()], FOUR, seen=[(0, 0, number())]), "a part that nobody watches"),
    "seen_below_zero": (wire.Reply([wire.Nothing()], FOUR, seen=[(-1, 0, number())]), "a part that nobody watches"),
}


@pytest.mark.parametrize(("reply", "says"), LIES.values(), ids=LIES)
def test_replies_that_lie_are_refused_with_a_sentence(reply, says):
    with answering(FETCHED, reply, block=bytes(8)) as bridge:
        function = bridge.value("f")
        with pytest.raises(BadReply, match=says):
            function(torch.zeros(4, requires_grad=True))


WRONG_GRADIENTS = {
    "another_message": (wire.Status(0), "something other than the gradients"),
    "too_few": (wire.Gradients([], []), "something other than the gradients"),
    "another_shape": (wire.Gradients([number()], FOUR), "a gradient of another shape"),
    "another_dtype": (wire.Gradients([number(dtype="int32", shape=[1], strides=[1])], FOUR), "a gradient of another"),
}


@pytest.mark.parametrize(("reply", "says"), WRONG_GRADIENTS.values(), ids=WRONG_GRADIENTS)
def test_gradients_that_lie_are_refused_with_a_sentence(reply, says):
    with answering(FETCHED, wire.Reply([number(slot=0)], FOUR), reply, block=bytes(8)) as bridge:
        z = bridge.value("f")(torch.zeros(1, requires_grad=True))
        with pytest.raises(BadReply, match=says):
            z.backward()


def test_values_for_other_names_than_were_asked_for_are_refused():
    with answering(wire.Reply([wire.Nothing()] * 2, [])) as bridge, pytest.raises(BadReply, match="for other names"):
        bridge.value("f")


def test_values_made_twice_are_apart():
    with serving({"x": torch.zeros(2)}) as bridge:
        fetched = bridge.session.fetch(("x",))
        fetched.values(("x",))[0].fill_(1)
        assert torch.equal(fetched.values(("x",))[0], torch.zeros(2))


def test_only_bound_names_that_hold_objects_need_the_worker():
    bound = {"x": [1, torch.zeros(1)], "f": print, "deep": {"a": [print]}, "key": {print: 1}}
    with serving(bound) as bridge:
        fetched = bridge.session.fetch((*bound, "of_nothing"))
    assert [name for name in [*bound, "of_nothing"] if fetched.needs_worker((name,))] == ["f", "deep", "key"]
    assert fetched.needs_worker(("x", "f"))
    assert not fetched.needs_worker(("f", "of_nothing"))
