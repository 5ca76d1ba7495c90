"""Question 5a: `beta_hat(c)` for two identical features and one point, and the general `min_norm(A, y)`.

Held against pseudo-inverses by singular value decomposition.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import torch
from torch import Tensor

from autograder.checking.answers import Function, SinglesOnly, call, close, judge_each, listed, numbers
from autograder.checking.inputs import lent, normal, strided, uniform, untouched
from autograder.checking.mismatch import Mismatch
from hw12_checks.feature_weights import least_norm

SIZES = ((1, 2), (1, 4), (3, 3), (3, 8), (6, 20))  # n points and d features, n <= d
ALIKE = ((4, 10), (6, 20), (10, 40))  # the same, where each feature comes twice, one beside the other
# Singular values lie in [0.5, 3]: the normal equations square their ratio to 36, which costs float32 36 * 1e-7. Given
# float64, an answer may still work in float32, the dtype of the notebook: it is off by 3.3e-6 at most (300 seeds).
PRECISION = ((torch.float64, 1e-5), (torch.float32, 1e-3))

_INVERSES = (
    "Mind which product has an inverse: A @ A.T is (n, n) and has one; A.T @ A is (d, d), but no more than n of its "
    "rows are independent; A has no inverse of its own unless n = d."
)


@dataclass(frozen=True)
class System:
    """One system A beta = y, and how far a right solution may be off."""

    A: Tensor  # (n, d)
    y: Tensor  # (n,)
    rtol: float
    columns_alike: bool


def beta(beta_hat: Function | None) -> None:
    """beta_hat is the least solution for random c of every sign and scale."""

    def judge(dtype: torch.dtype, rtol: float) -> None:
        points = (normal(2, dtype=dtype), strided(normal(2, dtype=dtype)), torch.tensor([0, -1.5], dtype=dtype))
        for scale, c in zip((0.01, 100.0, 1.0), points, strict=True):
            _compare_beta(beta_hat, c.mul_(scale), rtol)

    judge_each(((torch.float64, 1e-6), (torch.float32, 1e-4)), judge)


def _compare_beta(beta_hat: Function | None, c: Tensor, rtol: float) -> None:
    with untouched("beta_hat", c=c):
        got = numbers(call(beta_hat, "beta_hat", lent(c)), "beta_hat", (2,))
    c = c.double()
    want = least_norm(c)
    if not close(got, want, rtol):
        raise Mismatch(
            f"beta = {listed(got)} for c = {listed(c)}", "the least-norm solution for this c", _about_beta(got, c, rtol)
        )


def _about_beta(got: Tensor, c: Tensor, rtol: float) -> str:
    n = c.square().sum()
    misreadings = {
        "It is not yet divided by anything: does it fit the point, c0 beta0 + c1 beta1 = 1?": c,
        "It is divided by the norm of c: does it fit the point, c0 beta0 + c1 beta1 = 1?": c / n.sqrt(),
        "It is divided by the sum of the weights: put it into c0 beta0 + c1 beta1 = 1.": c / c.sum(),
        "It is divided by the square of a sum: that is not the sum of the squares.": c / c.sum().square(),
        "It is twice as long as it should be: a sum is asked for, not a mean.": 2 * c / n,
        "It is divided once too often: does it fit the point, c0 beta0 + c1 beta1 = 1?": c / n.square(),
        "This is what each feature adds to the prediction, its weight c times its coefficient beta.": c.square() / n,
        "It is divided by one of the weights alone: A A^T is c0^2 + c1^2.": c / c[0].square(),
        "The two components have changed places.": c.flip(0) / n,
        "A sign is wrong: each coefficient has the sign of its weight.": -c / n,
        "A sign is wrong: each coefficient has the sign of its weight. ": c.abs() / n,
    }
    for about, misreading in misreadings.items():
        if bool(misreading.isfinite().all()) and close(got, misreading, rtol):
            return about.strip()
    fitted = got @ c
    if close(fitted, torch.ones_like(fitted), rtol):
        return "It fits the point, but it is not the shortest that does: is it along c?"
    if 0 < fitted < 1 and close(got, fitted * c / n, rtol):
        return "It is along c, as it should be, but it shrinks: is something added below the line?"
    return "Check that it fits the point: c0 beta0 + c1 beta1 = 1. Of all that do, it is the shortest."


def interpolates(min_norm: Function | None) -> None:
    """A beta = y for random A of full row rank.

    Whatever fails here fails `smallest_norm` too: these are the points of a solution that is not the shortest.
    """
    for system in _systems(SIZES):
        with suppress(SinglesOnly):
            _fits(_solution(min_norm, system), system)


def smallest_norm(min_norm: Function | None) -> None:
    """The solution is the shortest one: that of the pseudo-inverse; so too where features are alike."""
    for systems in (_systems(SIZES), _systems(ALIKE, twice=True)):
        solutions = []
        for system in systems:
            with suppress(SinglesOnly):
                solutions.append((_solution(min_norm, system), system))
        for judge in (_fits, _is_shortest):
            for got, system in solutions:
                judge(got, system)


def _is_shortest(got: Tensor, system: System) -> None:
    want = torch.linalg.pinv(system.A.double()) @ system.y.double()  # (d,)
    if not close(got, want, system.rtol):
        raise Mismatch(
            f"a solution of norm {got.norm():.6g} for A of shape {tuple(system.A.shape)}",
            f"the shortest one, of norm {want.norm():.6g}",
            "What can be added to a solution without changing A beta, and how much of that has the shortest one?",
        )


def _systems(sizes: Sequence[tuple[int, int]], twice: bool = False) -> list[System]:
    """Returns systems of full row rank, of each of `sizes`, in every dtype and layout.

    twice: each feature comes twice, one beside the other.
    """
    systems: list[System] = []
    for n, d in sizes:
        for dtype, rtol in PRECISION:
            A = _matrix(n, d // 2).repeat_interleave(2, dim=1) if twice else _matrix(n, d)
            A, y = A.to(dtype), normal(n).to(dtype)
            kinds = ((A, y), (strided(A), strided(3 * y)), (A.T.contiguous().T, y))
            systems.append(System(*kinds[len(systems) % 3], rtol, twice))
    return systems


def _matrix(n: int, d: int) -> Tensor:
    left, _ = torch.linalg.qr(normal(n, n))
    right, _ = torch.linalg.qr(normal(d, n))
    A: Tensor = (left * uniform(0.5, 3, n)) @ right.T  # (n, d)
    return A


def _solution(min_norm: Function | None, system: System) -> Tensor:
    A, y = system.A, system.y
    with untouched("min_norm", A=A, y=y):
        try:
            result = call(min_norm, "min_norm", lent(A), lent(y))
        except SinglesOnly:
            raise
        except Mismatch as mismatch:
            if isinstance(mismatch.__cause__, RuntimeError):  # of shapes, or of a matrix without an inverse
                raise Mismatch(mismatch.got, mismatch.expected, _INVERSES) from mismatch
            raise
    return numbers(result, "min_norm", (A.shape[1],))


def _fits(beta: Tensor, system: System) -> None:
    A, y = system.A.double(), system.y.double()
    if not close(A @ beta, y, system.rtol):
        raise Mismatch(
            f"A beta that is off y by up to {(A @ beta - y).abs().max():.3g} for A of shape {tuple(A.shape)}",
            "A beta = y: there are at least as many features as points",
            _about_solution(beta, A, y, system),
        )


def _about_solution(beta: Tensor, A: Tensor, y: Tensor, system: System) -> str:
    if system.columns_alike:
        return (
            "It is right elsewhere: this A has columns that are alike, as in this question. With `torch.linalg.lstsq`, "
            'that takes `driver="gelsd"`.'
        )
    misreadings = {
        "The inverse is missing.": A.T @ y,
        "A A^T is there, but not inverted.": A.T @ (A @ A.T @ y),
        "It has the wrong sign.": -torch.linalg.pinv(A) @ y,
        "A single row can be divided by its squared length: several rows share features, and take an inverse.": (
            A.T @ y / A.square().sum()
        ),
        "Each row is divided by its own squared length: A A^T also has entries off its diagonal.": (
            A.T @ (y / A.square().sum(1))
        ),
    }
    for about, misreading in misreadings.items():
        if close(beta, misreading, system.rtol):
            return about
    left, weights = y - A @ beta, torch.linalg.pinv(A.T) @ beta
    along = weights * (weights @ left) / (weights @ weights)
    if bool(weights @ left > 0) and close(left, along, 1e-2) and close(A.T @ weights, beta, system.rtol):
        return "It shrinks: is something added to A A^T before it is inverted, or are steps stopped early?"
    return f"Put your solution back into the equation, line by line, on a small example. {_INVERSES}"
