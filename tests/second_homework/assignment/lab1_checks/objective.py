"""The objective of lab 1, f(w) = |X w - y|^2 / n + lam |w|^2, its minimizer and random instances of it.

The minimizer is computed from a singular value decomposition, which no normal equations and no solver enter.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from autograder.checking.inputs import normal, strided, uniform


@dataclass(frozen=True)
class Instance:
    """One ridge regression."""

    X: Tensor  # (n, d)
    y: Tensor  # (n,)
    lam: Tensor  # ()

    @property
    def about(self) -> str:
        """How a message names it."""
        return f"X of shape {tuple(self.X.shape)} and lam = {self.lam.item():.3g}"

    def double(self) -> "Instance":
        """Returns the same numbers in float64."""
        return Instance(self.X.double(), self.y.double(), self.lam.double())


def instance(n: int, d: int, dtype: torch.dtype = torch.float64) -> Instance:
    """Returns a random instance, with X and y not contiguous; lam, from 0.1 to 1, is of the order of X^T X / n."""
    return Instance(strided(normal(n, d, dtype=dtype)), strided(normal(n, dtype=dtype)), _scalar(0.1, 1, dtype))


def value(w: Tensor, of: Instance) -> Tensor:
    """Returns f at each row of `w` (..., d), as a tensor (...)."""
    residuals = w @ of.X.T - of.y  # (..., n)
    return residuals.square().mean(dim=-1) + of.lam * w.square().sum(dim=-1)


def minimizer(of: Instance) -> Tensor:
    """Returns the w (d,) that minimizes f: sum_i v_i s_i / (s_i^2 + n lam) u_i^T y."""
    U, s, Vh = torch.linalg.svd(of.X, full_matrices=False)
    w: Tensor = Vh.T @ (s / (s.square() + len(of.y) * of.lam) * (U.T @ of.y))  # (d,)
    return w


def hessian_inverse(of: Instance, v: Tensor) -> Tensor:
    """Returns (X^T X + n lam I)^-1 v for v (d,), from the eigenvectors of X^T X."""
    n, d = of.X.shape
    _, s, Vh = torch.linalg.svd(of.X, full_matrices=True)
    squares = torch.zeros(d, dtype=of.X.dtype)
    squares[: len(s)] = s.square()
    u: Tensor = Vh.T @ ((Vh @ v) / (squares + n * of.lam))  # (d,)
    return u


def _scalar(low: float, high: float, dtype: torch.dtype) -> Tensor:
    return uniform(low, high, 1, dtype=dtype)[0]
