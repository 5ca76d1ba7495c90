"""The learners: each turns feature weights c and the points it sees into the function that it ends up with.

A learner fits y with the weighted features c_k phi_k(x): where c_k is large, little of the fast weight beta_k buys
a lot of phi_k. What it returns are the coefficients c_k beta_k of the learned function, shape (sets, d, tasks), for
all tasks of a batch at once; gradients reach c through every one of its steps.
"""

from collections.abc import Callable

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
    """Least squares on the weighted features, and of many solutions the one of smallest norm ||beta||."""
    used, weighted = _weigh(weights, points)
    # The default driver, gelsy, has returned wrong ranks for equal columns (PyTorch issue 187411).
    beta = torch.linalg.lstsq(weighted, points.y, rcond=SINGULAR_CUTOFF, driver="gelsd").solution
    return _coefficients(weights, used, beta)


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
    weighted, y = weighted.float(), points.y.mT.float()  # (sets, n, used), (sets, tasks, n)
    ridge = RIDGE * torch.eye(len(used))
    bound = torch.cholesky_inverse(torch.linalg.cholesky(weighted.mT @ weighted / 4 + ridge))
    beta = ahead = torch.zeros(*y.shape[:2], len(used))  # (sets, tasks, used)
    run = torch.zeros(*y.shape[:2], 1)  # steps since a restart
    for _ in range(MAX_STEPS):
        gradient = (torch.sigmoid(ahead @ weighted.mT) - y) @ weighted + RIDGE * ahead
        step = gradient @ bound
        if (step * gradient).sum(dim=-1).max() < DECREMENT:
            return _coefficients(weights, used, ahead.mT.to(weights.dtype))
        previous, beta = beta, ahead - step
        uphill = (gradient * (beta - previous)).sum(dim=-1, keepdim=True) > 0
        run = torch.where(uphill, 0.0, run + 1)
        ahead = beta + run / (run + 3) * (beta - previous)
    raise ArithmeticError(f"Logistic regression had not settled after {MAX_STEPS} steps; are the weights finite?")


def _weigh(weights: Tensor, points: Points) -> tuple[Tensor, Tensor]:
    """Returns which features have a weight at all, and those weighted, shape (sets, n, used)."""
    used = weights.detach().nonzero().squeeze(-1)
    return used, points.features[..., used] * weights[used]


def _coefficients(weights: Tensor, used: Tensor, beta: Tensor) -> Tensor:
    """Returns c * beta over all d features, zero where the weight is."""
    every = torch.zeros(len(beta), len(weights), beta.shape[-1], dtype=beta.dtype)
    return every.index_add(1, used, weights[used].unsqueeze(-1) * beta)
