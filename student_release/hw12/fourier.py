"""Fourier features on [-1, 1]: orthonormal under the uniform distribution, so errors are sums of squares."""

import math

import torch
from torch import Tensor

DTYPE = torch.float64  # fits to noisy points are ill-conditioned; single precision would add errors of its own


def features(x: Tensor, d: int) -> Tensor:
    """Returns the d Fourier features of every point, shape (*x.shape, d).

    Feature 0 is the constant 1; features 2k - 1 and 2k are sqrt(2) sin(k pi x) and sqrt(2) cos(k pi x). Under the
    uniform distribution on [-1, 1] they are orthonormal: the mean of feature i times feature j is 1 where i = j
    and 0 elsewhere.

    >>> features(torch.tensor([0.0, 0.25]), 3)
    tensor([[1.0000, 0.0000, 1.4142],
            [1.0000, 1.0000, 1.0000]], dtype=torch.float64)

    Raises ValueError where d is not a positive odd number, or a point is not in [-1, 1].
    """
    if d < 1 or d % 2 == 0:
        raise ValueError(
            f"Got d = {d}; the features are a constant and pairs of sine and cosine, so take an odd d, such as 501."
        )
    x = torch.as_tensor(x, dtype=DTYPE)
    if not bool((x.abs() <= 1).all()):
        raise ValueError("Got a point outside [-1, 1], or NaN; the features are defined on [-1, 1]: rescale x.")
    frequency = torch.arange(1, (d - 1) // 2 + 1, dtype=DTYPE)
    angle = math.pi * frequency * x.unsqueeze(-1)  # (*x.shape, pairs)
    pairs = torch.stack([angle.sin(), angle.cos()], dim=-1)  # (*x.shape, pairs, 2)
    return torch.cat([torch.ones_like(x).unsqueeze(-1), math.sqrt(2) * pairs.flatten(-2)], dim=-1)


def grid(n: int) -> Tensor:
    """Returns n evenly spaced points that start at -1 and stop one step short of 1, where the features start anew."""
    return -1 + 2 * torch.arange(n, dtype=DTYPE) / n


def midpoints(n: int) -> Tensor:
    """Returns the midpoints of n equal cells of [-1, 1]."""
    return grid(n) + 1 / n
