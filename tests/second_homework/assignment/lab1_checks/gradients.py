"""Gradients that autograd takes through an answer, compared with those of a formula."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from autograder.checking.answers import close, numbers
from autograder.checking.mismatch import Mismatch


@dataclass(frozen=True)
class Expected:
    """The gradient for one input, and gradients that a known mistake gives, with a hint for each."""

    right: Tensor
    mistakes: tuple[tuple[Tensor, str], ...] = ()


def compare_gradients(
    result: object,
    name: str,
    weights: Tensor,
    inputs: Mapping[str, Tensor],
    expected: Mapping[str, Expected],
    rtol: float,
) -> None:
    """Raises Mismatch unless the gradient of weights^T result is the expected one for each of `inputs`.

    result: what the function `name` returned for `inputs`, which require gradients; (d,), as are the weights.
    """
    numbers(result, name, tuple(weights.shape))
    if not isinstance(result, Tensor) or not result.requires_grad:
        raise Mismatch(
            f"a result of `{name}` without a graph, so that no gradient flows back to {' or '.join(inputs)}",
            "a result that is differentiable in them",
            "Look for `no_grad`, `detach`, `.data`, `.item()` or numpy.",
        )
    got = torch.autograd.grad((result * weights).sum(), list(inputs.values()), allow_unused=True)
    for (key, at), gradient in zip(inputs.items(), got, strict=True):
        _same(key, at, gradient, expected[key], name, rtol)


def _same(key: str, at: Tensor, got: Tensor | None, expected: Expected, name: str, rtol: float) -> None:
    if got is None:
        raise Mismatch(
            f"no gradient for `{key}` from `{name}`",
            f"a result that is differentiable in `{key}`",
            f"Look for the line where `{key}` leaves the graph: `.item()`, `float()`, `detach` or `torch.tensor`.",
        )
    got = numbers(got, f"the gradient of `{name}`", tuple(at.shape))
    if close(got, expected.right, rtol):
        return
    hint = "If the other tests of this question pass, a part of the graph is missing; if not, correct the result first."
    for mistake, about in expected.mistakes:
        if close(got, mistake, rtol):
            hint = about
    raise Mismatch(
        f"a gradient of norm {got.norm():.4g} for `{key}` from `{name}`",
        f"one of norm {expected.right.norm():.4g}, as the derivative of the right result gives it",
        hint,
    )
