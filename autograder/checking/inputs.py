"""Inputs of every kind that a right answer has to take, and the guard that they come back as they went in."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor

from autograder.checking.mismatch import Mismatch
from autograder.checking.randomness import generator


def normal(*shape: int, dtype: torch.dtype = torch.float64) -> Tensor:
    """Returns independent N(0, 1) numbers of `shape`, drawn from `generator()`.

    >>> normal(2, 3).shape, normal().dtype
    (torch.Size([2, 3]), torch.float64)
    """
    return torch.randn(shape, generator=generator(), dtype=dtype)


def uniform(low: float, high: float, *shape: int, dtype: torch.dtype = torch.float64) -> Tensor:
    """Returns independent numbers of `shape`, uniform from `low` to `high`.

    >>> x = uniform(-1, 1, 1000)
    >>> bool((x >= -1).all() and (x < 1).all())
    True
    """
    return low + (high - low) * torch.rand(shape, generator=generator(), dtype=dtype)


def log_uniform(low: float, high: float, *shape: int, dtype: torch.dtype = torch.float64) -> Tensor:
    """Returns independent positive numbers of `shape`, from `low` to `high`, whose logarithms are uniform.

    For scales: about as many lie between 0.001 and 0.01 as between 1 and 10. `low` and `high` are positive.

    >>> x = log_uniform(1e-3, 1e3, 1000)
    >>> bool((x >= 1e-3).all() and (x <= 1e3).all()), bool(((x < 1).sum() - 500).abs() < 100)
    (True, True)
    """
    exponents = uniform(0, 1, *shape, dtype=dtype)
    return low * (high / low) ** exponents


def lent(values: Tensor) -> Tensor:
    """Returns the same numbers in the same memory, so that a caller's `requires_grad_()` stays with the caller.

    >>> x = normal(3)
    >>> lent(x).requires_grad_().requires_grad, x.requires_grad
    (True, False)
    """
    return values.detach()


def strided(values: Tensor) -> Tensor:
    """Returns the same numbers as every second one of a larger block: not contiguous.

    So a check finds an answer that takes for granted that its inputs are contiguous.

    >>> strided(torch.tensor([1.0, 2.0])), strided(torch.zeros(4)).is_contiguous()
    (tensor([1., 2.]), False)
    """
    return torch.stack([values, values + 1], dim=-1)[..., 0]


@contextmanager
def untouched(name: str, **inputs: Tensor) -> Iterator[None]:
    """Raises Mismatch if what happens inside changes the numbers, shape or dtype of an input.

    `name`: the student's function. `inputs`: each by the name that the student's function gives it.

    >>> x = torch.zeros(2)
    >>> with untouched("f", x=x):
    ...     x += 1
    Traceback (most recent call last):
        ...
    autograder.checking.mismatch.Mismatch: Got another `x` after the call of `f` than before it; expected ...
    """
    before = {key: value.detach().clone() for key, value in inputs.items()}
    yield
    for key, value in inputs.items():
        if value.dtype != before[key].dtype or not torch.equal(value.detach(), before[key]):
            raise Mismatch(
                f"another `{key}` after the call of `{name}` than before it",
                "inputs that come back as they went in",
                "Whoever called the function still needs them: avoid `+=` and methods that end in `_` on an input.",
            )
