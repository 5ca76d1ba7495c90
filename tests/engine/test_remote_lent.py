"""Modules of the pristine package are lent: the worker builds one in the same state, and what it saw is shown."""

import pytest
import torch
from bridges import Functions
from torch import nn

from autograder.results.verdict import BadReply

pytestmark = pytest.mark.usefixtures("one_thread")
there = Functions()  # on the worker's side


class Doubling(nn.Module):
    """A module of the pristine package, as far as the bridge can tell."""

    def __init__(self, width):
        super().__init__()
        self.width = width
        self.inner = nn.Linear(width, width)
        self.register_buffer("calls", torch.zeros((), dtype=torch.int64))

    def recipe(self):
        return {"width": self.width}

    def forward(self, x):
        self.calls += 1
        return self.inner(2 * x)


@there
def uses_the_module(model, x):
    return model(x.sin()).sum(), model.training, [name for name, _ in model.named_parameters()]


@there
def spoils_the_module(model, x):
    model.inner.weight.data.zero_()
    return model(x)


def test_a_lent_module_computes_and_differentiates_as_the_graders_own(remote):
    results = []
    torch.manual_seed(0)
    model = Doubling(3).eval()
    model.inner.bias.requires_grad_(False)
    for function in (uses_the_module, remote("uses_the_module")):
        model.zero_grad()
        x = torch.ones(2, 3, requires_grad=True)
        value, training, names = function(model, x)
        value.backward()
        assert model.inner.bias.grad is None
        results.append((value.detach(), x.grad, model.inner.weight.grad.clone(), training, names))
    for ours, theirs in zip(*results, strict=True):
        assert torch.equal(ours, theirs) if isinstance(ours, torch.Tensor) else ours == theirs


def test_changes_of_a_lent_module_come_back(remote):
    model = Doubling(2)
    with torch.no_grad():
        remote("spoils_the_module")(model, torch.ones(1, 2))
    assert torch.equal(model.inner.weight, torch.zeros(2, 2))
    assert model.calls == 1


def test_hooks_are_shown_what_the_workers_copy_saw_with_its_graph(remote):
    model, seen = Doubling(2), []
    model.inner.register_forward_pre_hook(lambda module, arguments: seen.append((module, arguments[0])))
    x = torch.ones(1, 2, requires_grad=True)
    value, *_ = remote("uses_the_module")(model, x)
    ((module, z),) = seen
    assert module is model.inner
    assert torch.equal(z, 2 * x.sin())
    (through,) = torch.autograd.grad(z.sum(), x, retain_graph=True)
    assert torch.allclose(through, 2 * x.cos())
    (to_z,) = torch.autograd.grad(value, z, allow_unused=True)  # outputs of one call know nothing of each other
    assert to_z is None


@there
def calls_twice_with_one(model, x):
    z = x / 0 * 0
    return model.inner(z) + model.inner(z)


def test_one_tensor_seen_twice_is_one_tensor_here(remote):
    model, seen = Doubling(2), []
    model.inner.register_forward_pre_hook(lambda module, arguments: seen.append(arguments[0]))
    for x in (torch.ones(1, 2), torch.ones(1, 2, requires_grad=True)):
        seen.clear()
        remote("calls_twice_with_one")(model, x)
        assert len(seen) == 2
        assert seen[0] is seen[1]
    seen[0].sum().backward()
    assert x.grad is not None


@there
def calls_without_end(model, x):
    for _ in range(5000):
        model.inner(x)
    return x


def test_more_calls_of_a_part_than_are_listened_to_are_refused(remote):
    model = Doubling(2)
    model.inner.register_forward_pre_hook(lambda module, arguments: None)
    with pytest.raises(BadReply, match=r"calls the model 5,000 times \(at most 4,000\)"):
        remote("calls_without_end")(model, torch.ones(1, 2))
