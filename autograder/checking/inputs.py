"""Inputs of every kind that a right answer has to take, and the guard that they come back as they went in."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor

from autograder.checking.mismatch import Mismatch
from autograder.checking.randomness import generator


def normal(*shape: int, dtype: torch.dtype = torch.float64) -> Tensor:
    """Returns independent N(0, 1) numbers of `shape`."""
    return torch.randn(shape, generator=generator(), dtype=dtype)


def uniform(low: float, high: float, *shape: int, dtype: torch.dtype = torch.float64) -> Tensor:
    """Returns independent numbers of `shape`, uniform from `low` to `high`."""
    return low + (high - low) * torch.rand(shape, generator=generator(), dtype=dtype)


def log_uniform(low: float, high: float, *shape: int, dtype: torch.dtype = torch.float64) -> Tensor:
    """Returns independent positive numbers of `shape` whose logarithms are uniform."""
    exponents = uniform(0, 1, *shape, dtype=dtype)
    return low * (high / low) ** exponents


def lent(values: Tensor) -> Tensor:
    """Returns the same numbers in the same memory, so that a caller's `requires_grad_()` stays with the caller."""
    return values.detach()


def strided(values: Tensor) -> Tensor:
    """Returns the same numbers as every second one of a larger block: not contiguous."""
    return torch.stack([values, values + 1], dim=-1)[..., 0]


@contextmanager
def untouched(name: str, **inputs: Tensor) -> Iterator[None]:
    """Raises Mismatch where what happens inside changes the numbers, shape or dtype of an input."""
    before = {key: value.detach().clone() for key, value in inputs.items()}
    yield
    for key, value in inputs.items():
        if value.dtype != before[key].dtype or not torch.equal(value.detach(), before[key]):
            raise Mismatch(
                f"another `{key}` after the call of `{name}` than before it",
                "inputs that come back as they went in",
                "Whoever called the function still needs them: avoid `+=` and methods that end in `_` on an input.",
            )
