"""Fourier features on [-1, 1]: orthonormal under the uniform distribution, so errors are sums of squares."""

import math

import torch
from torch import Tensor

DTYPE = torch.float64  # fits to noisy points are ill-conditioned; single precision would add errors of its own
STRIDE = 16  # exp(i (16 a + b) x) is a product: 32 sines a point give 250 of them, three times faster
MEMORY_GB = 2.0  # of the largest batch of features; a laptop of 8 GB keeps room for the rest


def features(x: Tensor, d: int) -> Tensor:
    """Returns the d Fourier features of every point, shape (*x.shape, d).

    Feature 0 is the constant 1; features 2k - 1 and 2k are sqrt(2) sin(k pi x) and sqrt(2) cos(k pi x). Under the
    uniform distribution on [-1, 1] they are orthonormal: the mean of feature i times feature j is 1 where i = j
    and 0 elsewhere.

    >>> features(torch.tensor([0.0, 0.25]), 3)
    tensor([[1.0000, 0.0000, 1.4142],
            [1.0000, 1.0000, 1.0000]], dtype=torch.float64)

    Raises ValueError where d is not a positive odd number, where a point is not in [-1, 1], and before anything is
    computed where the features would not fit into memory.
    """
    if d < 1 or d % 2 == 0:
        raise ValueError(
            f"Got d = {d}; the features are a constant and pairs of sine and cosine, so take an odd d, such as 501."
        )
    x = torch.as_tensor(x)
    gigabytes = features_gb(x.numel(), d)
    if gigabytes > MEMORY_GB:
        raise ValueError(
            f"Got {x.numel()} points and d = {d}: their features would take {gigabytes:.1f} GB of the "
            f"{MEMORY_GB:g} GB allowed; take fewer of either."
        )
    x = x.to(DTYPE)
    if not bool((x.abs() <= 1).all()):
        raise ValueError("Got a point outside [-1, 1], or NaN; the features are defined on [-1, 1]: rescale x.")
    pairs = (d - 1) // 2
    rows = -(-pairs // STRIDE)
    circle = _circle(x, torch.arange(1, STRIDE + 1, dtype=DTYPE)).unsqueeze(-2)  # (*x.shape, 1, STRIDE)
    circle = circle * _circle(x, STRIDE * torch.arange(rows, dtype=DTYPE)).unsqueeze(-1)  # (*x.shape, rows, STRIDE)
    pair = math.sqrt(2) * circle.flatten(-2)[..., :pairs]  # (*x.shape, pairs)
    phi = torch.ones(*x.shape, d, dtype=DTYPE)
    phi[..., 1::2], phi[..., 2::2] = pair.imag, pair.real
    return phi


def _circle(x: Tensor, k: Tensor) -> Tensor:
    """Returns exp(i k pi x), (*x.shape, len(k))."""
    angle = math.pi * k * x.unsqueeze(-1)
    return torch.complex(angle.cos(), angle.sin())


def features_gb(points: int, d: int) -> float:
    """Returns the size of the d features of so many points, in GB."""
    return points * d * DTYPE.itemsize / 1e9


def grid(n: int) -> Tensor:
    """Returns n evenly spaced points that start at -1 and stop one step short of 1, where the features start anew."""
    return -1 + 2 * torch.arange(n, dtype=DTYPE) / n


def midpoints(n: int) -> Tensor:
    """Returns the midpoints of n equal cells of [-1, 1]."""
    return grid(n) + 1 / n
