"""Linear regression problems whose design matrix has the singular values that you choose.

problem = make_problem(singular_values=(6, 2, 0.6, 0.2), n=20)
problem.X.shape                               # torch.Size([20, 4])
components(problem, problem.w_true)           # (4,): what `w_true` has in each singular direction
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Problem:
    """Noisy linear measurements, y = X w_true + noise."""

    X: Tensor  # (n, d)
    y: Tensor  # (n,)
    w_true: Tensor  # (d,)
    directions: Tensor  # (d, d), row i is the i-th right singular vector of X, largest singular value first
    singular_values: Tensor  # (d,)


def make_problem(singular_values: Sequence[float], n: int, noise: float = 0.1, seed: int = 0) -> Problem:
    """Returns a problem with `n` measurements, in float64; the same seed gives the same problem.

    X = U diag(singular_values) V^T with random orthonormal columns in U and V. The true weights have the component 1
    in every singular direction; `noise` is the standard deviation of what is added to y.

    Raises ValueError if there are fewer measurements than singular values, or if these are not positive and falling.
    """
    s = torch.tensor(list(singular_values), dtype=torch.float64)  # (d,)
    d = len(s)
    if not 0 < d <= n:
        raise ValueError(f"Got {d} singular values for n={n} measurements; expected from 1 to n of them.")
    if not bool((s > 0).all()) or not bool((s.diff() <= 0).all()):
        raise ValueError(f"Got the singular values {tuple(singular_values)}; expected positive ones, largest first.")
    random = torch.Generator().manual_seed(seed)
    U = _orthonormal(n, d, random)  # (n, d)
    V = _orthonormal(d, d, random)  # (d, d)
    X = U * s @ V.T  # (n, d)
    w_true = V.sum(dim=1)  # (d,)
    y = X @ w_true + noise * torch.randn(n, generator=random, dtype=torch.float64)  # (n,)
    return Problem(X, y, w_true, V.T, s)


def components(problem: Problem, w: Tensor) -> Tensor:
    """Returns what `w` (d,) has in each right singular direction of X, as a tensor (d,)."""
    return problem.directions @ w


def _orthonormal(rows: int, columns: int, random: torch.Generator) -> Tensor:
    """Returns a random matrix (rows, columns) with orthonormal columns."""
    Q: Tensor = torch.linalg.qr(torch.randn(rows, columns, generator=random, dtype=torch.float64)).Q
    return Q
