"""A stand-in behaves as the thing itself: what it changes in place, what it is, what it raises."""

import weakref

import pytest
import torch
from bridges import Functions, serving
from torch import nn

from autograder.engine import wire
from autograder.engine.judge.remote import CallLimits
from autograder.results.verdict import BadReply, Exited, GraderFault, NotDefined, OutOfMemory, OutOfTime

pytestmark = pytest.mark.usefixtures("one_thread")
there = Functions()  # on the worker's side


def leaf(*numbers):
    return torch.tensor(numbers, dtype=torch.float64, requires_grad=True)


@there
def as_it_came(a):
    return a


# --- changes in place ------------------------------------------------------------------------------------------------


@there
def fills(a, number):
    a.fill_(number)


@there
def adds_and_returns(a, number):
    a += number
    return a


@there
def resizes(a):
    a.resize_(3).fill_(7)


@there
def becomes_another(a):
    a.data = torch.ones(2, 2, dtype=torch.int64)


@there
def transposes(a):
    a.t_()


def test_numbers_changed_in_place_come_back_changed(remote):
    a = torch.zeros(3)
    remote("fills")(a, 4)
    assert torch.equal(a, torch.full((3,), 4.0))
    assert remote("adds_and_returns")(a, 1) is a
    assert torch.equal(a, torch.full((3,), 5.0))


def test_a_view_changed_in_place_changes_its_base_and_nothing_beside(remote):
    base = torch.zeros(3, 4)
    remote("fills")(base[1, ::2], 1)
    assert torch.equal(base, torch.zeros(3, 4).index_put((torch.tensor([1, 1]), torch.tensor([0, 2])), torch.ones(2)))


@pytest.mark.parametrize("change", [resizes, becomes_another, transposes], ids=lambda function: function.__name__)
def test_shape_and_dtype_changed_in_place_come_back_changed(remote, change):
    ours, theirs = torch.zeros(2, 3), torch.zeros(2, 3)
    change(ours)
    remote(change.__name__)(theirs)
    assert (ours.shape, ours.dtype, ours.stride()) == (theirs.shape, theirs.dtype, theirs.stride())
    assert torch.equal(ours, theirs)


@there
def touches_nothing(a):
    return a.sum()


def test_an_input_that_is_not_changed_is_not_written_to(remote):
    a = torch.zeros(3)
    version = a._version
    remote("touches_nothing")(a)
    assert a._version == version


# --- objects ---------------------------------------------------------------------------------------------------------


class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb_word = nn.Embedding(5, 3)
        self.lm_head = nn.Linear(3, 5)
        self.lm_head.weight = self.emb_word.weight
        self.note = None

    def forward(self, words):
        return self.lm_head(self.emb_word(words))

    def __getitem__(self, index):
        return ["first", "second"][index]

    def __len__(self):
        return 2


there(Tied)
there["one_object"] = object()


def test_one_object_of_the_worker_is_one_object_here(remote):
    model = remote("Tied")()
    assert model.lm_head.weight is model.emb_word.weight
    assert model.lm_head is model.lm_head
    assert model.lm_head is not model.emb_word


def test_a_tensor_of_an_object_is_read_anew_each_time(remote):
    model = remote("Tied")()
    weight = model.lm_head.weight
    assert weight.requires_grad
    remote("fills_the_head")(model)
    assert model.lm_head.weight is weight
    assert torch.equal(weight, torch.ones(5, 3))


@there
def fills_the_head(model):
    with torch.no_grad():
        model.lm_head.weight.fill_(1)


def test_attributes_that_are_not_there_are_as_on_the_spot(remote):
    model = remote("Tied")()
    assert getattr(model, "nothing", "default") == "default"
    assert not hasattr(model, "nothing")
    assert model.note is None
    assert model.training is True
    with pytest.raises(AttributeError, match="'Tied' object has no attribute 'nothing'"):
        _ = model.nothing


def test_objects_are_called_indexed_counted_and_shown(remote):
    model = remote("Tied")()
    assert callable(model)
    assert not callable(remote("one_object"))
    assert (model[1], len(model), bool(model)) == ("second", 2, True)
    assert repr(remote("one_object")).startswith("<object object at")
    assert model(torch.tensor([1, 2])).shape == (2, 5)
    with pytest.raises(IndexError):
        _ = model[2]


def test_a_stand_in_is_called_as_the_class_it_stands_for(remote):
    assert type(remote("Tied")()).__name__ == "Tied"
    assert type(remote("one_object")).__name__ == "object"
    assert type(remote("fills")).__name__ == "function"
    assert type(remote("of_an_odd_class")).__name__ == "Remote"


there["of_an_odd_class"] = type("odd \x1b[31m class", (), {})()
there["endless"] = range(10**12)
there["endless_without_a_length"] = type("Endless", (), {"__getitem__": lambda self, index: index})()


@pytest.mark.parametrize("read", [list, torch.as_tensor])
def test_what_never_ends_is_not_read_to_its_end(remote, read):
    with pytest.raises(BadReply, match=r"a range of 1,000,000,000,000 items \(at most 10,000 are read\)"):
        read(remote("endless"))


def test_what_never_ends_and_has_no_length_is_not_read_to_its_end(remote):
    with pytest.raises(BadReply, match="an object of more than 10,000 items"):
        list(remote("endless_without_a_length"))


def test_what_has_no_length_says_so_as_on_the_spot(remote):
    with pytest.raises(TypeError, match="object of type 'object' has no len"):
        len(remote("one_object"))


def test_what_stays_there_goes_back_as_itself(remote):
    one = remote("one_object")
    assert remote("as_it_came")([one, 1]) == [one, 1]


def test_a_check_that_changes_a_students_object_is_the_graders_fault(remote):
    with pytest.raises(GraderFault, match="a check sets note"):
        remote("Tied")().note = 1


def test_a_check_that_hands_over_its_own_object_is_the_graders_fault(remote):
    with pytest.raises(GraderFault, match="hands a Linear to the student's function"):
        remote("as_it_came")(nn.Linear(1, 1))


# --- errors and ends -------------------------------------------------------------------------------------------------


class MyError(KeyError): ...


RAISED = {
    "ValueError": (ValueError("too small"), ValueError, "too small"),
    "of_the_student": (MyError("k"), KeyError, "'k'"),
    "with_five_arguments": (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "no"), ValueError, "can't decode"),
    "assertion": (AssertionError(), AssertionError, "^$"),
    "end_of_iteration": (StopIteration("over"), Exception, "over"),
    "NotImplementedError": (NotImplementedError(), NotImplementedError, "^$"),
    "exit": (SystemExit(3), Exited, r"it called exit\(\)"),
    "interrupt": (KeyboardInterrupt(), Exited, "it raised KeyboardInterrupt"),
    "memory": (MemoryError(), OutOfMemory, "more than the 1000 MB of memory"),
    "torchs_memory": (RuntimeError("DefaultCPUAllocator: can't allocate memory"), OutOfMemory, "1000 MB"),
    "generator_exit": (GeneratorExit(), Exception, "^$"),
}


@there
def raises(key):
    raise RAISED[key][0]


@pytest.mark.parametrize("key", RAISED)
def test_an_exception_keeps_its_kind_and_text_and_an_end_is_a_failure(remote, key):
    _, kind, says = RAISED[key]
    with pytest.raises(kind, match=says):
        remote("raises")(key)


def test_an_exception_keeps_the_name_of_its_class(remote):
    with pytest.raises(KeyError) as caught:
        remote("raises")("of_the_student")
    assert type(caught.value).__name__ == "MyError"


def test_the_end_of_an_iteration_ends_no_generator_of_the_check(remote):
    raises = remote("raises")
    with pytest.raises(Exception, match="over") as caught:
        list(raises(key) for key in ["end_of_iteration"])  # a check's own generator
    assert type(caught.value).__name__ == "StopIteration"
    assert not isinstance(caught.value, StopIteration)


class Unspeakable(Exception):
    def __str__(self):
        raise RuntimeError

    __repr__ = __str__


@there
def raises_the_unspeakable():
    raise Unspeakable


@there
def returns_the_unspeakable():
    return Unspeakable()


def test_objects_without_a_text_are_no_trouble(remote):
    with pytest.raises(Exception, match=r"^$") as caught:
        remote("raises_the_unspeakable")()
    assert type(caught.value).__name__ == "Unspeakable"
    assert repr(remote("returns_the_unspeakable")()) == "<Unspeakable>"


def test_a_name_that_is_not_defined_is_not_none(remote):
    with pytest.raises(NotDefined, match="`of_nothing` is not defined: no cell that ran to its end gives it a value"):
        remote("of_nothing")


@there
def loops():
    while True:
        pass


@there
def leaves():
    import os

    os._exit(3)


def test_a_call_that_does_not_end_is_out_of_time():
    with serving(there, CallLimits(wall_s=0.3, memory_mb=1000)) as bridge:
        function = bridge.value("loops")
        with pytest.raises(OutOfTime, match=r"it did not come back within 0\.3 seconds"):
            function()


def test_all_calls_of_a_case_share_its_time():
    with serving({"nap": nap}, CallLimits(wall_s=0.3, memory_mb=1000)) as bridge:
        function = bridge.value("nap")
        function()
        with pytest.raises(OutOfTime):
            [function() for _ in range(4)]


def nap():
    import time

    time.sleep(0.1)


def test_a_process_that_ends_itself_is_gone(remote):
    function = remote("leaves")
    with pytest.raises(wire.Gone):
        function()


# --- the worker's memory ---------------------------------------------------------------------------------------------

KEPT = []


@there
def keeps_watch(a):
    z = a * 2
    KEPT.append(weakref.ref(z))
    return z


@there
def alive():
    return sum(ref() is not None for ref in KEPT)


def test_a_graph_that_nobody_needs_is_forgotten_with_the_next_call(remote):
    first, second = remote("keeps_watch")(leaf(1.0)), remote("keeps_watch")(leaf(1.0))
    assert remote("alive")() == 2
    del first
    assert remote("alive")() == 1
    second.sum().backward()
    del second
    assert remote("alive")() == 0


# --- one object ------------------------------------------------------------------------------------------------------


@there
class Spread:
    """Its table takes the room of one number, and holds another one each time."""

    def __init__(self):
        self.one = torch.zeros(1, 1)
        self.all = self.one.expand(2, 3)

    @property
    def table(self):
        self.one += 1
        return self.all


def test_a_tensor_that_cannot_be_written_to_is_one_object_with_the_numbers_of_now(remote):
    thing = remote("Spread")()
    table = thing.table
    assert torch.equal(table, torch.full((2, 3), 1.0))
    assert thing.table is table
    assert torch.equal(table, torch.full((2, 3), 2.0))
