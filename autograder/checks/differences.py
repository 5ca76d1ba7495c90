"""Gradients by central differences: what a formula or an autograd result is held against."""

from collections.abc import Callable

import torch
from torch import Tensor


def gradient(function: Callable[[Tensor], float], at: Tensor, step: float = 1e-5) -> Tensor:
    """Returns the gradient of `function` at `at` (d,), float64; `step` is relative to the length of `at`.

    The error is about step^2 of the third derivative plus 1e-16 / step of the value: 1e-9 or so, relative.
    """
    h = step * float(at.norm())
    sides = [function(at + sign * h * unit) for unit in torch.eye(len(at), dtype=torch.float64) for sign in (1, -1)]
    values = torch.tensor(sides, dtype=torch.float64).view(-1, 2)  # (d, up and down)
    return (values[:, 0] - values[:, 1]) / (2 * h)
