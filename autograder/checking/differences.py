"""Gradients by central differences: what a formula or an autograd result is held against."""

from collections.abc import Callable

import torch
from torch import Tensor


def gradient(function: Callable[[Tensor], Tensor], at: Tensor, step: float = 1e-5) -> Tensor:
    """Returns the gradient of `function` at each row of `at` (..., d), float64; `step` is relative to a row's length.

    `function` takes rows (..., 2d, d) and returns a number for each, (..., 2d): all points are computed at once.
    The error is about step^2 of the third derivative plus 1e-16 / step of the value: 1e-9 or so, relative.
    Raises nothing of its own; at a row of zeros the step is zero and the gradient is nan.

    >>> at = torch.tensor([[1.0, 2.0], [3.0, 4.0]], dtype=torch.float64)
    >>> gradient(lambda x: x[..., 0] * x[..., 1] ** 2, at).round(decimals=4)
    tensor([[ 4.,  4.],
            [16., 24.]], dtype=torch.float64)
    """
    h: Tensor = step * torch.linalg.vector_norm(at, dim=-1)[..., None, None]  # (..., 1, 1)
    units = torch.eye(at.shape[-1], dtype=torch.float64)
    values = function(at.unsqueeze(-2) + h * torch.cat([units, -units]))  # (..., 2d)
    up, down = values.chunk(2, dim=-1)  # (..., d) each
    return (up - down) / (2 * h[..., 0])
