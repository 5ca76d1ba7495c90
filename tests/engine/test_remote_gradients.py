"""Autograd passes through a stand-in as through the function itself."""

import numpy as np
import pytest
import torch
from bridges import Functions

from autograder.results.verdict import GraderFault

pytestmark = pytest.mark.usefixtures("one_thread")
there = Functions()  # on the worker's side


def leaf(*numbers):
    return torch.tensor(numbers, dtype=torch.float64, requires_grad=True)


@there
def product(a, b):
    return a * b.sin()


@there
def two_outputs(a, b):
    return a * b, (a - b).exp()


@there
def containers(a, b):
    return {"sum": [a + b, (a.square(), 3)], "name": "x"}


@there
def some_detached(a, b):
    return a * b, (a + b).detach(), a.argmax()


@there
def views_of_one(a, b):
    whole = torch.cat([a, b])
    return whole[: len(a)] ** 2, whole[1:]


@there
def with_its_own_graph(a, b):
    weights = torch.ones(2, dtype=torch.float64, requires_grad=True)
    return a * weights + b.detach()


@there
def leaves_b_out(a, b):
    return a.square()


@there
def in_halves(a, b):
    with torch.no_grad():
        noise = a + b
    return noise, noise * a


def tensors(value):
    if isinstance(value, torch.Tensor):
        return [value]
    if isinstance(value, dict):
        return tensors(list(value.values()))
    return [one for item in value for one in tensors(item)] if isinstance(value, list | tuple) else []


def gradients(function):
    """What comes of it, which outputs carry a graph, and the gradients of a mixture of these."""
    a, b = leaf(0.5, -1.5), leaf(2.0, 0.25)
    outputs = tensors(function(a, b))
    differentiable = [z.requires_grad for z in outputs]
    mixture = sum((i + 1) * z.cos().sum() for i, z in enumerate(outputs) if z.requires_grad)
    mixture.backward()
    return [z.detach() for z in outputs], differentiable, [a.grad, b.grad]


@pytest.mark.parametrize(
    "function",
    [
        product,
        two_outputs,
        containers,
        some_detached,
        views_of_one,
        with_its_own_graph,
        leaves_b_out,
        in_halves,
    ],
    ids=lambda function: function.__name__,
)
def test_gradients_through_a_stand_in_are_the_functions_own(remote, function):
    local, over_there = gradients(function), gradients(remote(function.__name__))
    assert local[1] == over_there[1]
    for a, b in zip(local[0] + local[2], over_there[0] + over_there[2], strict=True):
        assert (a is None and b is None) or torch.equal(a, b)


def test_containers_come_back_in_their_form(remote):
    back = remote("containers")(leaf(1.0), leaf(2.0))
    assert torch.equal(back["sum"][0], leaf(3.0))
    assert back["sum"][1] == (torch.ones(1), 3)
    assert back["name"] == "x"


def test_a_graph_that_leads_to_no_input_says_so_and_gives_no_gradient(remote):
    z = remote("with_its_own_graph")(torch.ones(2), torch.zeros(2))
    assert z.requires_grad
    z.sum().backward()


def test_an_unused_input_is_the_same_error_as_on_the_spot(remote):
    for function in (leaves_b_out, remote("leaves_b_out")):
        a, b = leaf(1.0), leaf(2.0)
        assert torch.autograd.grad(function(a, b).sum(), [a]) == (2,)
        assert torch.autograd.grad(function(a, b).sum(), [a, b], allow_unused=True) == (2, None)
        with pytest.raises(RuntimeError, match="appears to not have been used in the graph"):
            torch.autograd.grad(function(a, b).sum(), [a, b])


def test_no_graph_is_kept_where_nobody_asks_for_gradients(remote):
    with torch.no_grad():
        assert not remote("product")(leaf(1.0), leaf(2.0)).requires_grad
    assert not remote("product")(torch.ones(1), torch.ones(1)).requires_grad


def test_backward_twice_gives_the_same_twice(remote):
    a, b = leaf(1.0), leaf(2.0)
    z = remote("product")(a, b).sum()
    first = torch.autograd.grad(z, [a, b], retain_graph=True)
    assert torch.autograd.grad(z, [a, b], retain_graph=True) == first


def test_two_calls_keep_their_graphs_apart(remote):
    a, b = leaf(1.0), leaf(2.0)
    first, second = remote("product")(a, b), remote("product")(b, a)
    (second + 2 * first).backward()
    assert a.grad.item() == pytest.approx(2 * np.sin(2) + 2 * np.cos(1))


def test_a_call_in_the_graph_of_another(remote):
    results = []
    for function in (product, remote("product")):
        a = leaf(0.5)
        function(function(a * 2, a), a.cos()).backward()
        results.append(a.grad)
    assert torch.equal(*results)


def test_second_derivatives_are_refused_rather_than_wrong(remote):
    a, b = leaf(1.0), leaf(2.0)
    with pytest.raises(GraderFault, match="a check asks for second derivatives"):
        torch.autograd.grad(remote("product")(a, b).sum(), b, create_graph=True)


@there
def square_of(a):
    return a.square()


@pytest.mark.parametrize("layout", [lambda a: a.t(), lambda a: a[:, ::2], lambda a: a[0].expand(3, 4)])
def test_gradients_of_views_reach_their_base(remote, layout):
    results = []
    for function in (square_of, remote("square_of")):
        base = torch.arange(12.0).reshape(3, 4).requires_grad_()
        function(layout(base)).sum().backward()
        results.append(base.grad)
    assert torch.equal(*results)


@there
def as_it_came(a):
    return a


@there
def with_its_copy(a):
    return a, a.clone()


def test_an_input_that_is_returned_is_that_very_input(remote):
    a = leaf(1.0)
    assert remote("as_it_came")(a) is a
    first, second = remote("with_its_copy")(a)
    assert first is a
    assert second is not a
    scaled = 2 * a
    remote("as_it_came")(scaled).backward()
    assert a.grad == 2
