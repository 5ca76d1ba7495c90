"""Question 5a: `beta_hat(c)` for two identical features and one point, and the general `min_norm(A, y)`.

Held against pseudo-inverses by singular value decomposition.
"""

import torch
from torch import Tensor

from autograder.checks.answers import Function, call, close, listed, numbers
from autograder.checks.feature_weights import least_norm
from autograder.checks.inputs import lent, normal, strided, uniform, untouched
from autograder.checks.mismatch import Mismatch

SIZES = ((1, 1), (1, 4), (3, 3), (3, 8), (6, 20))  # n points and d features, n <= d
# Singular values lie in [0.5, 3]: the normal equations square their ratio to 36, which costs float32 36 * 1e-7.
PRECISION = ((torch.float64, 1e-6), (torch.float32, 1e-3))


def beta(beta_hat: Function | None) -> None:
    """beta_hat is the least solution for random c of every sign and scale."""
    for dtype, rtol in ((torch.float64, 1e-6), (torch.float32, 1e-4)):
        points = (normal(2, dtype=dtype), strided(normal(2, dtype=dtype)), torch.tensor([0, -1.5], dtype=dtype))
        for scale, c in zip((0.01, 100.0, 1.0), points, strict=True):
            _compare_beta(beta_hat, c.mul_(scale), rtol)


def _compare_beta(beta_hat: Function | None, c: Tensor, rtol: float) -> None:
    with untouched("beta_hat", c=c):
        got = numbers(call(beta_hat, "beta_hat", lent(c)), "beta_hat", (2,))
    c = c.double()
    want, n = least_norm(c), c.square().sum()
    if close(got, want, rtol):
        return
    hint = "Check that it fits the point: c0 beta0 + c1 beta1 = 1. Of all that do, it is the shortest."
    misreadings = {
        "It is not yet divided by anything: does it fit the point, c0 beta0 + c1 beta1 = 1?": c,
        "It is divided by the norm of c: does it fit the point, c0 beta0 + c1 beta1 = 1?": c / n.sqrt(),
        "It fits the point, but it is not the shortest that does: is it along c?": 0.5 / c,
        "It fits the point, but it is not the shortest that does: is it along c? ": torch.ones(2).double() / c.sum(),
    }
    for about, misreading in misreadings.items():
        if close(got, misreading, rtol):
            hint = about.strip()
    raise Mismatch(f"beta = {listed(got)} for c = {listed(c)}", "the least-norm solution for this c", hint)


def interpolates(min_norm: Function | None) -> None:
    """A beta = y for random A of full row rank."""
    for A, y, rtol in _systems():
        _fits(_solution(min_norm, A, y), A, y, rtol)


def smallest_norm(min_norm: Function | None) -> None:
    """The solution is the shortest one: that of the pseudo-inverse."""
    for A, y, rtol in _systems():
        got = _solution(min_norm, A, y)
        _fits(got, A, y, rtol)
        want = torch.linalg.pinv(A.double()) @ y.double()  # (d,)
        if not close(got, want, rtol):
            raise Mismatch(
                f"a solution of norm {got.norm():.6g} for A of shape {tuple(A.shape)}",
                f"the shortest one, of norm {want.norm():.6g}",
                "What can be added to a solution without changing A beta, and how much of that has the shortest one?",
            )


def _systems() -> list[tuple[Tensor, Tensor, float]]:
    systems: list[tuple[Tensor, Tensor, float]] = []
    for n, d in SIZES:
        for dtype, rtol in PRECISION:
            left, _ = torch.linalg.qr(normal(n, n))
            right, _ = torch.linalg.qr(normal(d, n))
            A = (left * uniform(0.5, 3, n)) @ right.T  # (n, d)
            y = normal(n)
            A, y = A.to(dtype), y.to(dtype)
            kinds = ((A, y), (strided(A), strided(3 * y)), (A.T.contiguous().T, y))
            systems.append((*kinds[len(systems) % 3], rtol))
    return systems


def _solution(min_norm: Function | None, A: Tensor, y: Tensor) -> Tensor:
    with untouched("min_norm", A=A, y=y):
        result = call(min_norm, "min_norm", lent(A), lent(y))
    return numbers(result, "min_norm", (A.shape[1],))


def _fits(beta: Tensor, A: Tensor, y: Tensor, rtol: float) -> None:
    A, y = A.double(), y.double()
    if close(A @ beta, y, rtol):
        return
    hint = "Put your solution back into the equation, line by line, on a small example."
    if close(beta, A.T @ y, rtol):
        hint = "The inverse is missing."
    raise Mismatch(
        f"A beta that is off y by up to {(A @ beta - y).abs().max():.3g} for A of shape {tuple(A.shape)}",
        "A beta = y: there are at least as many features as points",
        hint,
    )
