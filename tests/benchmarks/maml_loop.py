"""The meta-learning demos beside the plain way of writing them: one task at a time, one fit at a time.

    python tests/benchmarks/maml_loop.py                     # half a minute; prints the ratios
    python tests/benchmarks/maml_loop.py --record FILE       # ... and keeps them as JSON

The plain loop is the reference twice over. For speed: it is what one writes first, autograd through a Python loop over
tasks in meta-learning, and at test time a fit for each task, each set of feature weights and each number of points
(numpy's least squares; scipy's L-BFGS, which scikit-learn's logistic regression uses too). For correctness: both sides
get the same tasks and points, and what they make of them is compared; a disagreement ends with status 1.

The plain loop does a stated fraction of the work, and its seconds are scaled up: of meta-iterations, which all cost the
same, and of test tasks, which at each number of points all cost the same. Drawing tasks and points is charged to the
batched side alone. Each task of the plain loop is judged on test points of its own, as by code that knows nothing of
orthonormal features. Both sides have one thread, and seconds are the processor's: a busy machine matters less then.
"""

import os

if __name__ == "__main__":
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")  # before numpy reads them

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit
from torch import Tensor

from hw12 import maml, maml_learners
from hw12.maml_learners import Learner
from hw12.maml_problems import JUDGED_AT, REGRESSION, TWO_CLASSES, Problem
from hw12.maml_tasks import Points, Settings

Floats = NDArray[np.float64]
PlainLearner = Callable[[Tensor, Tensor], Tensor]  # weighted features (n, d), y (n,) -> beta (d,)
PlainFit = Callable[[Floats, Floats], Floats]  # the same, at test time

EXPECTED_RATIO = 40  # of all demos together: what the homework promises
GRADIENT_TOLERANCE = 1e-9  # largest relative difference of meta-gradients: rounding, in double precision
FIT_TOLERANCE = 1e-6  # largest difference between squared errors of two least-squares fits, relative to the larger
CLASS_TOLERANCE = 0.02  # logistic regressions stop near an optimum, and test points differ: 2% may change sides


@dataclass(frozen=True)
class Demo:
    """One demo, batched and plain."""

    name: str
    settings: Settings
    problem: Problem
    learner: Learner
    run: Callable[[Settings], maml.Result]
    plain_learner: PlainLearner
    plain_fit: PlainFit


@dataclass(frozen=True)
class Work:
    """How much of a demo the plain loop does."""

    meta_iterations: int = 5
    test_tasks: int = 1  # for every number of training points


@dataclass(frozen=True)
class Comparison:
    """Seconds of both sides for the whole demo, and the largest differences between what they found."""

    demo: str
    batched_s: float
    plain_s: float  # scaled up
    plain_meta_s: float  # scaled up, the part in meta-learning
    measured_s: float  # what the plain loop really took
    meta_iterations: str
    test_fits: str
    gradient_difference: float
    fit_difference: float
    agree: bool

    @property
    def ratio(self) -> float:
        return self.plain_s / self.batched_s


# The plain way


def plain_features(x: Floats, d: int) -> Floats:
    """The Fourier features of x, (n, d)."""
    phi = np.ones((len(x), d))
    angle = np.pi * np.outer(x, np.arange(1, (d - 1) // 2 + 1))
    phi[:, 1::2] = np.sqrt(2) * np.sin(angle)
    phi[:, 2::2] = np.sqrt(2) * np.cos(angle)
    return phi


def min_norm(weighted: Tensor, y: Tensor) -> Tensor:
    """Returns the beta of smallest norm that fits y."""
    shares: Tensor = torch.linalg.solve(weighted @ weighted.T, y)  # (n,)
    return weighted.T @ shares


def descent(steps: int, step_size: float, loss: Callable[[Tensor, Tensor], Tensor]) -> PlainLearner:
    """Gradient descent on beta from 0, by autograd, with a graph through every step."""

    def learn(weighted: Tensor, y: Tensor) -> Tensor:
        beta = torch.zeros(weighted.shape[1], dtype=weighted.dtype, requires_grad=True)
        for _ in range(steps):
            (gradient,) = torch.autograd.grad(loss(weighted @ beta, y), beta, create_graph=True)
            beta = beta - step_size * gradient
        return beta

    return learn


def least_squares(weighted: Floats, y: Floats) -> Floats:
    """numpy's minimum-norm least squares, with the cut-off of the batched fit."""
    return np.asarray(np.linalg.lstsq(weighted, y, rcond=maml_learners.SINGULAR_CUTOFF)[0], dtype=np.float64)


def logistic_regression(weighted: Floats, y: Floats) -> Floats:
    """Logistic regression with the ridge of the batched fit, by L-BFGS at scikit-learn's tolerance."""

    def penalised(beta: Floats) -> tuple[float, Floats]:
        values = weighted @ beta
        loss = np.logaddexp(0, values).sum() - y @ values + maml_learners.RIDGE * beta @ beta / 2
        return loss, weighted.T @ (expit(values) - y) + maml_learners.RIDGE * beta

    start = np.zeros(weighted.shape[1])
    stop: dict[str, Any] = {"gtol": 1e-4 * len(y), "ftol": 64 * np.finfo(float).eps}
    best: Floats = minimize(penalised, start, jac=True, method="L-BFGS-B", options=stop).x
    return best


def plain_gradient(demo: Demo, weights: Tensor, seen: Points, fresh: Points) -> Tensor:
    """Returns the meta-gradient of one batch of tasks, (d,), each task by itself."""
    leaf = weights.clone().requires_grad_()
    total = torch.zeros((), dtype=weights.dtype)
    for x, y, x_fresh, y_fresh in zip(seen.x, seen.y[..., 0], fresh.x, fresh.y[..., 0], strict=True):
        of_x, of_fresh = (torch.as_tensor(plain_features(points.numpy(), seen.d)) for points in (x, x_fresh))
        beta = demo.plain_learner(of_x * leaf, y)
        total = total + demo.problem.loss((of_fresh * leaf) @ beta, y_fresh)
    (gradient,) = torch.autograd.grad(total, leaf)
    return gradient


def plain_errors(demo: Demo, compared: dict[str, Tensor], x: Tensor, y: Tensor, alpha: Tensor) -> dict[str, float]:
    """Returns the test error of each learner on one task: points x (n,), labels y (n,), truth alpha (d,).

    Test points are evenly spaced from a start of the task's own: for sums of these features that is no estimate.
    """
    start = np.random.default_rng(len(y)).random()
    judged = plain_features(-1 + 2 * (start + np.arange(JUDGED_AT)) / JUDGED_AT, len(alpha))  # (points, d)
    of_x, truth = plain_features(x.numpy(), len(alpha)), judged @ alpha.numpy()
    errors = {}
    for name, weights in compared.items():
        used = weights.nonzero().squeeze(-1).numpy()  # the oracle fits with its features and no others
        beta = demo.plain_fit(of_x[:, used] * weights[used].numpy(), y.numpy())
        learned = (judged[:, used] * weights[used].numpy()) @ beta
        errors[name] = float(
            np.mean((learned - truth) ** 2) if demo.problem is REGRESSION else np.mean((learned > 0) != (truth > 0))
        )
    return errors


# Side by side


def compare(demo: Demo, work: Work) -> Comparison:
    """Runs the whole demo batched and `work` of it plainly, on the same tasks and points."""
    start = time.process_time()
    result = demo.run(demo.settings)
    batched_s = time.process_time() - start
    with maml.one_thread():
        gradient_difference, meta_s = compare_meta(demo, result, work.meta_iterations)
        fit_difference, test_s = compare_fits(demo, result, work.test_tasks)
    every, all_tasks = demo.settings.meta_iterations, demo.settings.point_sets * demo.settings.tasks_per_set
    plain_meta_s = meta_s * every / work.meta_iterations
    return Comparison(
        demo=demo.name,
        batched_s=batched_s,
        plain_s=plain_meta_s + test_s * all_tasks / work.test_tasks,
        plain_meta_s=plain_meta_s,
        measured_s=meta_s + test_s,
        meta_iterations=f"{work.meta_iterations} of {every}",
        test_fits=f"{work.test_tasks} of {all_tasks} tasks at each of {len(result.n_train_post)} numbers of points",
        gradient_difference=gradient_difference,
        fit_difference=fit_difference,
        agree=gradient_difference < GRADIENT_TOLERANCE and fit_difference < tolerance(demo),
    )


def compare_meta(demo: Demo, result: maml.Result, iterations: int) -> tuple[float, float]:
    """Returns the largest relative difference of meta-gradients, and the seconds of the plain ones."""
    generator = torch.Generator().manual_seed(3 * demo.settings.seed)
    worst, seconds = 0.0, 0.0
    for weights, after in islice(zip(result.weights, result.weights[1:], strict=False), iterations):
        seen, fresh = maml.draw_batch(demo.problem, demo.settings, generator)
        start = time.process_time()
        gradient = plain_gradient(demo, weights, seen, fresh)
        seconds += time.process_time() - start
        batched = (weights - after) / demo.settings.meta_step
        worst = max(worst, float((gradient - batched).norm() / gradient.norm()))
    return worst, seconds


def compare_fits(demo: Demo, result: maml.Result, tasks: int) -> tuple[float, float]:
    """Returns the largest difference of test errors over learners, tasks and numbers of points, and the seconds."""
    worst, seconds = 0.0, 0.0
    compared = maml.weightings(result.weights[-1], demo.settings)
    for row, (alpha, seen) in enumerate(maml.draw_tests(demo.problem, demo.settings)):
        for task in range(tasks):  # all of the first set of points
            start = time.process_time()
            errors = plain_errors(demo, compared, seen.x[0], seen.y[0, :, task], alpha[0, :, task])
            seconds += time.process_time() - start
            for name, error in errors.items():
                worst = max(worst, difference(demo, error, float(result.errors[name][row, task])))
    return worst, seconds


def difference(demo: Demo, one: float, other: float) -> float:
    """Returns by how much two test errors differ: squared errors in proportion, shares of the interval as they are."""
    return abs(one - other) / (max(one, other) if demo.problem is REGRESSION else 1.0)


def tolerance(demo: Demo) -> float:
    return FIT_TOLERANCE if demo.problem is REGRESSION else CLASS_TOLERANCE


def demos(
    closed_form: Settings = maml.CLOSED_FORM,
    gradient_descent: Settings = maml.GRADIENT_DESCENT,
    classification: Settings = maml.CLASSIFICATION,
) -> Iterator[Demo]:
    """Yields the four demos, with the settings of the notebook unless others are given."""
    yield Demo(
        "closed form",
        closed_form,
        REGRESSION,
        maml_learners.closed_form,
        maml.run_closed_form,
        min_norm,
        least_squares,
    )
    for steps in (5, 1):
        yield Demo(
            f"gradient descent, {steps} inner step{'s' * (steps > 1)}",
            gradient_descent,
            REGRESSION,
            maml_learners.gradient_descent(steps, gradient_descent.inner_step),
            partial(maml.run_gradient_descent, inner_steps=steps),
            descent(steps, gradient_descent.inner_step, F.mse_loss),
            least_squares,
        )
    yield Demo(
        "classification",
        classification,
        TWO_CLASSES,
        maml_learners.logistic_descent(5, classification.inner_step),
        maml.run_classification,
        descent(5, classification.inner_step, F.binary_cross_entropy_with_logits),
        logistic_regression,
    )


def report(comparisons: list[Comparison]) -> dict[str, Any]:
    """Returns what is kept: every comparison, and all demos together."""
    batched_s, plain_s = (sum(getattr(one, side) for one in comparisons) for side in ("batched_s", "plain_s"))
    return {
        "demos": [asdict(one) | {"ratio": one.ratio} for one in comparisons],
        "all": {"batched_s": batched_s, "plain_s": plain_s, "ratio": plain_s / batched_s, "expected": EXPECTED_RATIO},
        "torch": torch.__version__,
        "threads": 1,
    }


def main() -> int:
    """Prints a line for each demo; returns 1 where the two sides disagree."""
    parser = argparse.ArgumentParser(description="Times the meta-learning demos beside a plain loop over tasks.")
    parser.add_argument("--record", type=Path, help="JSON file for what was measured")
    options = parser.parse_args()
    print(f"{'demo':34}{'batched':>9}{'plain':>10}{'ratio':>7}  differences: gradient, fit")
    comparisons = []
    for demo in demos():
        one = compare(demo, Work())
        comparisons.append(one)
        found = f"{one.gradient_difference:.0e}, {one.fit_difference:.0e}"
        print(f"{one.demo:34}{one.batched_s:7.1f} s{one.plain_s:8.0f} s{one.ratio:7.0f}  {found}", flush=True)
    record = report(comparisons)
    print(f"{'all together':34}{record['all']['batched_s']:7.1f} s{record['all']['plain_s']:8.0f} s", end="")
    print(f"{record['all']['ratio']:7.0f}  (expected: at least {EXPECTED_RATIO})")
    print("the plain loop's seconds are scaled up from these fractions of its work:")
    for one in comparisons:
        print(f"  {one.demo}: {one.meta_iterations} meta-iterations, {one.test_fits} ({one.measured_s:.1f} s)")
    if options.record:
        options.record.write_text(json.dumps(record, indent=1) + "\n")
    disagree = [one.demo for one in comparisons if not one.agree]
    if disagree:
        print(f"The batched code and the plain loop disagree: {', '.join(disagree)}.", file=sys.stderr)
    return int(bool(disagree))


if __name__ == "__main__":
    sys.exit(main())
