"""The learners: each turns feature weights c and the points it sees into the function that it ends up with.

A learner fits y with the weighted features c_k phi_k(x): where c_k is large, little of the fast weight beta_k buys
a lot of phi_k. What it returns are the coefficients c_k beta_k of the learned function, shape (sets, d, tasks), for
all tasks of a batch at once; gradients reach c through every one of its steps.
"""

from collections.abc import Callable
from dataclasses import replace

import torch
from torch import Tensor

from hw12.maml_tasks import Points

Learner = Callable[[Tensor, Points], Tensor]

# Smallest singular value that a fit keeps, as a share of the largest: two random points that all but coincide would
# otherwise turn their noise into errors of 1e18.
SINGULAR_CUTOFF = 1e-3
RIDGE = 1.0  # penalty on ||beta||^2 / 2 in logistic regression: classes that can be separated have no other optimum
DECREMENT = 1e-3  # logistic regression stops when a step promises less loss than this in every task
MAX_STEPS = 2000  # ten times what the hardest fit here takes


def closed_form(weights: Tensor, points: Points) -> Tensor:
    """Least squares on the weighted features, and of many solutions the one of smallest norm ||beta||.

    Solved in the space of points or in that of features, whichever is smaller. Squaring the condition number is no
    loss here: singular values below SINGULAR_CUTOFF are dropped, so what is left has a square of at most 1e6.
    """
    used = _used(weights)
    if points.y.shape[1] <= len(used):
        weighted = points.features[..., used] * weights[used]  # (sets, n, used)
        shares = _solve(weighted @ weighted.mT, points.y)  # (sets, n, tasks)
        return _coefficients(weights, used, weighted.mT @ shares)
    chosen = points if len(used) == points.d else replace(points, features=points.features[..., used])
    gram = weights[used].outer(weights[used]) * chosen.products  # (sets, used, used)
    return _coefficients(weights, used, _solve(gram, weights[used].unsqueeze(-1) * chosen.moments))


def _solve(gram: Tensor, right: Tensor) -> Tensor:
    """Returns pinv(gram) @ right for a symmetric gram whose small eigenvalues count as zero.

    The gradient is that of a linear system, d(solution) = pinv(gram) (d right - d gram @ solution): the one of the
    eigenvectors is undefined where eigenvalues are equal, as they are on a grid.
    """
    factor, failed = torch.linalg.cholesky_ex(gram)
    if not failed.any() and _none_is_small(gram.detach(), factor.detach()):
        exact: Tensor = torch.cholesky_solve(right, factor)
        return exact
    with torch.no_grad():
        values, vectors = torch.linalg.eigh(gram)
        kept = values > SINGULAR_CUTOFF**2 * values[..., -1:]
        inverse = torch.where(kept, values, torch.inf).reciprocal().unsqueeze(-1)  # (sets, n, 1)
        solution: Tensor = vectors @ (inverse * (vectors.mT @ right))
    if not (gram.requires_grad or right.requires_grad):
        return solution
    correction: Tensor = vectors @ (inverse * (vectors.mT @ (right - gram @ solution)))  # 0, with the gradient
    return solution + correction


def _none_is_small(gram: Tensor, factor: Tensor) -> bool:
    """Whether no eigenvalue can be below the cut-off: by row sums, which bound the largest of gram and its inverse."""
    diagonal = gram.diagonal(dim1=-2, dim2=-1).amax(dim=-1)
    if (factor.diagonal(dim1=-2, dim2=-1).amin(dim=-1) ** 2 < SINGULAR_CUTOFF**2 * diagonal).any():
        return False  # the smallest is below the one, the largest above the other: no need to invert
    largest, of_inverse = (matrix.abs().sum(dim=-1).amax(dim=-1) for matrix in (gram, torch.cholesky_inverse(factor)))
    return bool((largest * of_inverse * SINGULAR_CUTOFF**2 < 1).all())


def gradient_descent(steps: int, step_size: float) -> Learner:
    """A learner that takes `steps` steps from beta = 0 on its mean squared error."""
    return _descent(steps, 2 * step_size, lambda values: values)  # the 2 comes from the square


def logistic_descent(steps: int, step_size: float) -> Learner:
    """A learner that takes `steps` steps from beta = 0 on its mean logistic loss; y holds 0 and 1."""
    return _descent(steps, step_size, torch.sigmoid)


def _descent(steps: int, rate: float, link: Callable[[Tensor], Tensor]) -> Learner:
    """Gradient descent, followed in the space of points instead of features.

    Each step adds a combination of the points' weighted features to beta, so beta stays one: n numbers a task say
    which, and the inner products of the points say what they predict.
    """
    if steps < 1:
        raise ValueError(f"Got {steps} inner steps; a learner that takes none learns nothing: take 1 or more.")

    def learn(weights: Tensor, points: Points) -> Tensor:
        used, weighted = _weigh(weights, points)
        products = weighted @ weighted.mT  # (sets, n, n)
        shares = torch.zeros_like(points.y)  # (sets, n, tasks)
        for _ in range(steps):
            residual = points.y - link(products @ shares)
            shares = shares + rate * residual / points.y.shape[1]
        return _coefficients(weights, used, weighted.mT @ shares)

    return learn


def logistic_regression(weights: Tensor, points: Points) -> Tensor:
    """Logistic regression on the weighted features with a small ridge, run to its optimum; y holds 0 and 1.

    Newton steps with one fixed bound on the Hessian (Böhning and Lindsay 1988), so that a single factorisation
    serves all tasks of a set and all steps, with Nesterov's momentum and restarts (O'Donoghue and Candès 2015).
    Tasks are rows and the precision is single: six times faster, and the ridge keeps the systems well-conditioned.
    Raises ArithmeticError where it does not settle.
    """
    used, weighted = _weigh(weights, points)
    basis, seen = _in_span(weighted.float())  # (..., used, r), (sets, n, r)
    y = points.y.mT.float()  # (sets, tasks, n)
    bound = torch.cholesky_inverse(torch.linalg.cholesky(seen.mT @ seen / 4 + RIDGE * torch.eye(seen.shape[-1])))
    beta = ahead = torch.zeros(*y.shape[:2], seen.shape[-1])  # (sets, tasks, r)
    run = torch.zeros(*y.shape[:2], 1)  # steps since a restart
    for _ in range(MAX_STEPS):
        gradient = (torch.sigmoid(ahead @ seen.mT) - y) @ seen + RIDGE * ahead
        step = gradient @ bound
        if (step * gradient).sum(dim=-1).max() < DECREMENT:
            return _coefficients(weights, used, (basis @ ahead.mT).to(weights.dtype))
        previous, beta = beta, ahead - step
        uphill = (gradient * (beta - previous)).sum(dim=-1, keepdim=True) > 0
        run = torch.where(uphill, 0.0, run + 1)
        ahead = beta + run / (run + 3) * (beta - previous)
    raise ArithmeticError(f"Logistic regression had not settled after {MAX_STEPS} steps; take smaller weights.")


def _weigh(weights: Tensor, points: Points) -> tuple[Tensor, Tensor]:
    """Returns which features have a weight at all, and those weighted, shape (sets, n, used)."""
    used = _used(weights)
    return used, points.features[..., used] * weights[used]


def _used(weights: Tensor) -> Tensor:
    if not bool(weights.isfinite().all()):
        raise ValueError("Some feature weights are NaN or infinite; expected a finite number for every feature.")
    return weights.detach().nonzero().squeeze(-1)


def _in_span(weighted: Tensor) -> tuple[Tensor, Tensor]:
    """Returns an orthonormal basis (..., used, r) that holds every point's row, and the rows in it (sets, n, r).

    The optimum is a combination of rows, so r = min(n, used) coordinates will do: with few points nothing of a fit
    then grows faster than the number of features.
    """
    n, used = weighted.shape[-2:]
    if n >= used:
        return torch.eye(used), weighted
    basis, triangle = torch.linalg.qr(weighted.mT)
    return basis, triangle.mT


def _coefficients(weights: Tensor, used: Tensor, beta: Tensor) -> Tensor:
    """Returns c * beta over all d features, zero where the weight is."""
    every = torch.zeros(len(beta), len(weights), beta.shape[-1], dtype=beta.dtype)
    return every.index_add(1, used, weights[used].unsqueeze(-1) * beta)
