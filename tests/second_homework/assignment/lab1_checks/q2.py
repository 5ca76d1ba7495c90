"""Question q2, `gradient_step(w, X, y, lam, rate)`: one step of gradient descent on the objective.

Held against central differences of the objective; its derivatives against those of a linear map, worked out.
"""

from collections.abc import Iterator

import torch
from torch import Tensor

from autograder.checking.answers import Function, call, close, judge_each, numbers
from autograder.checking.differences import gradient
from autograder.checking.inputs import normal, uniform, untouched
from autograder.checking.mismatch import Mismatch
from lab1_checks.gradients import Expected, compare_gradients
from lab1_checks.objective import Instance, instance, value

NAME = "gradient_step"
SIZES = ((5, 3), (20, 4), (6, 6), (3, 8), (4, 1))  # (n, d)
PRECISION = ((torch.float64, 1e-4), (torch.float32, 1e-3))  # of the distance that a step goes, not of where it ends


def values(gradient_step: Function | None) -> None:
    """The step goes down the gradient of the objective, as far as the rate says."""

    def judge(dtype: torch.dtype, rtol: float) -> None:
        for n, d in SIZES:
            of, w, rate = instance(n, d, dtype), normal(d, dtype=dtype), uniform(0.05, 0.5, 1).item()
            with untouched(NAME, w=w, X=of.X, y=of.y, lam=of.lam):
                result = call(gradient_step, NAME, w.detach(), of.X.detach(), of.y.detach(), of.lam.detach(), rate)
            _right_step(numbers(result, NAME, (d,)), w.double(), of.double(), rate, rtol)

    judge_each(PRECISION, judge)


def gradients(gradient_step: Function | None) -> None:
    """The step passes gradients on to w and lam: it is affine in each of them, so they are worked out."""

    def judge(dtype: torch.dtype, rtol: float) -> None:
        for n, d in ((7, 3), (3, 5)):
            of, rate = instance(n, d, dtype), uniform(0.1, 0.5, 1).item()
            weights = normal(d, dtype=dtype)
            w, lam = normal(d, dtype=dtype).requires_grad_(), of.lam.clone().requires_grad_()
            result = call(gradient_step, NAME, w, of.X.detach(), of.y.detach(), lam, rate)
            expected = step_gradients(of.double(), w.detach().double(), weights.double(), rate)
            compare_gradients(result, NAME, weights, {"w": w, "lam": lam}, expected, rtol)

    judge_each(PRECISION, judge)


def step_gradients(of: Instance, w: Tensor, weights: Tensor, rate: float) -> dict[str, Expected]:
    """Returns the gradients of weights^T (w - rate (2 X^T (X w - y) / n + 2 lam w))."""
    curvature = 2 * of.X.T @ (of.X @ weights) / len(of.y) + 2 * of.lam * weights  # (d,)
    constant = (
        "The gradient inside the step is treated as a constant: pass `create_graph=True` to `torch.autograd.grad`, and "
        "take it at `w` itself, not at a detached copy."
    )
    return {
        "w": Expected(weights - rate * curvature, ((weights, constant),)),
        "lam": Expected(-2 * rate * (w @ weights)),
    }


def _right_step(got: Tensor, w: Tensor, of: Instance, rate: float, rtol: float) -> None:
    right = gradient(lambda rows: value(rows, of), w)  # (d,)
    gone = (w - got) / rate  # (d,), the gradient that the step took
    if close(gone, right, rtol):
        return
    hint = "Write the gradient of each of the two terms down, and compare them one by one."
    for mistake, about in _mistakes(right, w, of, rate):
        if close(gone, mistake, rtol):
            hint = about
    raise Mismatch(
        f"a step of length {(got - w).norm():.4g} for {of.about} at the rate {rate:.3g}",
        f"one of length {rate * right.norm():.4g}, downhill as small changes of w show it",
        hint,
    )


def _mistakes(right: Tensor, w: Tensor, of: Instance, rate: float) -> Iterator[tuple[Tensor, str]]:
    n, d = of.X.shape
    fit, penalty = right - 2 * of.lam * w, 2 * of.lam * w  # (d,) each
    yield torch.zeros_like(right), "The step leaves w where it was: return the new w."
    yield -right, "The sign is wrong: this goes uphill."
    yield right / 2, "It goes half as far as it should: the derivative of a square has a factor of 2."
    yield n * fit + penalty, "The first term is a mean over the n data points, not a sum."
    yield n / d * fit + penalty, "The mean is over the n data points, the rows of X, not over its columns."
    yield fit, "The penalty is missing."
    yield fit + penalty / 2, "The penalty's gradient lacks its factor of 2."
    yield fit / 2 + penalty, "The first term's gradient lacks its factor of 2."
    yield fit - penalty, "The penalty has the wrong sign: it pulls w towards 0."
    yield fit + 2 * of.lam * w.sign(), "The penalty is the square of w, not its absolute value."
    yield (w - right) / rate, "This is the gradient itself: return the w that the step leads to."
    yield right / rate, "The rate is not used."
