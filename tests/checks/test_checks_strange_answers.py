"""Whatever an answer is or returns, a check passes it or raises a Mismatch: never another error."""

import math

import pytest
import torch
from judging import verdicts
from torch import nn

from hw12_checks import (
    q1_fix,
    q2a,
    q2b,
    q3a,
    q3b,
    q3c,
    q3d,
    q4_elbo,
    q4_sample,
    q4a,
    q5_maml,
    q5a,
    q5b,
    q5c,
    q7,
)

OF_FUNCTIONS = [
    q1_fix.head_logits,
    q1_fix.initial_loss,
    q3a.values,
    q3a.gradients,
    q4_sample.distribution,
    q4_sample.gradients,
    q4_sample.shapes,
    q4_sample.fresh_noise,
    q4_elbo.kl,
    q4_elbo.rec,
    q4_elbo.total,
    q4_elbo.one_sample,
    q4_elbo.gradients,
    q5a.beta,
    q5a.interpolates,
    q5a.smallest_norm,
    q5b.gradient,
    q5b.orthogonal,
    q5_maml.gradient,
    q5_maml.second_order,
    q5c.steps,
    q5c.rate,
    q5c.limit,
]
OF_ONE_VALUE = [q3b.encoder, q3b.decoder, q3c.curve, q3d.panels, q3d.best]
OF_ONE_VALUE += [q7.forgets, q7.soft_prompt, q7.method, q7.defences]
OF_TWO_VALUES = [q2a.asymmetric, q2b.directions, q4a.band, q4a.consistency]

STRANGE = {
    "text": "B" * 10_000,
    "number": 3,
    "huge": 10**400,
    "nan": math.nan,
    "minus_infinity": -math.inf,
    "complex": 1j,
    "bytes": b"\x00",
    "list": [1, [2, 3]],
    "list_of_lists": [[]],
    "dictionary": {"a": {"b": 1}},
    "dictionary_of_tensors": {1: torch.zeros(2)},
    "set": {1, 2},
    "class": dict,
    "function": len,
    "module": nn.Linear(2, 2),
    "tensor_of_nan": torch.full((2,), math.nan),
    "tensor_of_zeros": torch.zeros(2),
    "empty_tensor": torch.zeros(0),
    "complex_tensor": torch.zeros(2, dtype=torch.complex64),
    "boolean_tensor": torch.zeros(2, dtype=torch.bool),
    "sparse_tensor": torch.eye(2).to_sparse(),
    "meta_tensor": torch.zeros(2, device="meta"),
    "three_nans": (math.nan, math.nan, math.nan),
    "three_tensors": (torch.zeros(3), torch.ones(()), torch.zeros(1)),
    "pairs": {"nelbo": (1, 2, 3), "kl": (1, "x"), "rec": (math.nan, 0)},
}


def is_verdict(verdict):
    return verdict is None or verdict.startswith("Got ")


@pytest.mark.parametrize("value", STRANGE.values(), ids=STRANGE)
def test_strange_values_are_judged(value):
    found = verdicts(OF_FUNCTIONS, value) | verdicts(OF_ONE_VALUE, value) | verdicts(OF_TWO_VALUES, value, value)
    assert all(map(is_verdict, found.values()))
    right = {"forgets"} if value is STRANGE["number"] else set()  # scenario 3 it is
    assert {check for check, said in found.items() if said is None} == right


@pytest.mark.parametrize("value", STRANGE.values(), ids=STRANGE)
def test_strange_returns_are_judged(value):
    found = verdicts(OF_FUNCTIONS, lambda *arguments: value)
    assert all(said is not None and is_verdict(said) for said in found.values())


@pytest.mark.parametrize("value", STRANGE.values(), ids=STRANGE)
def test_three_strange_returns_are_judged(value):
    of_three = [check for check in OF_FUNCTIONS if check.__module__.endswith("q4_elbo")]
    found = verdicts(of_three, lambda model, x: (value, value, model.dec(model.enc(x)[0]).sum()))
    assert all(map(is_verdict, found.values()))


CHANGES = {
    "emptied": lambda z: setattr(z, "data", torch.zeros(0)),
    "turned": lambda z: setattr(z, "data", z.data.mT if z.ndim > 1 else z.data[None]),
    "boolean": lambda z: setattr(z, "data", z.data.bool()),
    "whole": lambda z: setattr(z, "data", z.data.long()),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_inputs_that_come_back_as_others_are_judged(change):
    def changes(*arguments):
        for one in arguments:
            if isinstance(one, torch.Tensor) and not one.requires_grad:
                change(one)
        return arguments[0] * 1.0

    checks = [check for check in OF_FUNCTIONS if not check.__module__.endswith(("q1_fix", "q4_elbo"))]
    assert all(map(is_verdict, verdicts(checks, changes).values()))


@pytest.mark.parametrize("factor", [0.0, 1e30, -1e30, math.nan, math.inf])
def test_returns_like_an_input_of_any_size_are_judged(factor):
    def scaled(*arguments):
        return torch.as_tensor(arguments[0]) * factor

    checks = [check for check in OF_FUNCTIONS if check.__module__.endswith(("q3a", "q4_sample", "q5a", "q5b", "q5c"))]
    assert all(map(is_verdict, verdicts(checks, scaled).values()))


def test_messages_are_of_a_size_to_be_read():
    found = verdicts(OF_FUNCTIONS, lambda *arguments: STRANGE["text"])
    assert all(len(said) < 500 for said in found.values())
