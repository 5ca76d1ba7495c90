"""Question 5, `maml_gradient(...)`: the gradient of the error after one inner step, through the step.

Held against central differences of the error after the step, computed from its definition in float64.
"""

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from autograder.checking import differences
from autograder.checking.answers import Function, SinglesOnly, call, close, judge_each, numbers
from autograder.checking.inputs import lent, normal, strided, uniform, untouched
from autograder.checking.mismatch import Mismatch

NAME = "maml_gradient"
SIZES = (((4, 6, 7), 0.3), ((1, 1, 1), 0.03), ((5, 3, 8), 0.03))  # features, points, test points; the step
PRECISION = ((torch.float64, 1e-5), (torch.float32, 1e-3))
_HALF = (
    "Three slips come out as exactly half. Does the error after the step have a factor of one half? None is asked for. "
    "Are the fast weights after the step taken for constants? They depend on c too; with autograd, the step has to "
    "keep its graph: `create_graph=True`. Or does c count there alone, and not where it weighs the test features?"
)


@dataclass(frozen=True)
class Task:
    """One task, and how its errors are taken; the fields with a default are there to recognise other readings."""

    c: Tensor  # (d,)
    features: Tensor  # (n, d)
    y: Tensor  # (n,)
    features_test: Tensor  # (m, d)
    y_test: Tensor  # (m,)
    step_size: float
    inner_factor: float = 1.0  # of the mean squared error
    start: float = 0.0  # of the fast weights
    steps: int = 1
    first_order: bool = False  # the fast weights are held fixed when the error after the step is differentiated
    test_weighed: bool = True  # c weighs the test features

    def error(self, c: Tensor) -> Tensor:
        """Returns the mean squared test error (...) after the step, for feature weights c (..., d)."""
        beta = self.fast_weights(self.c if self.first_order else c)
        weighted = c * beta if self.test_weighed else beta
        return (weighted @ self.features_test.T - self.y_test).square().mean(-1)

    def fast_weights(self, c: Tensor) -> Tensor:
        """Returns the fast weights after the step, one row of them (..., d) for each row of c."""
        beta = torch.full_like(c, self.start)
        for _ in range(self.steps):
            beta = beta - self.step_size * self._slope(c, beta)
        return beta

    def _slope(self, c: Tensor, beta: Tensor) -> Tensor:
        """Returns the gradient of the inner error at beta (..., d)."""

        def inner(at: Tensor) -> Tensor:  # (..., 2d, d) -> (..., 2d)
            residual = (c.unsqueeze(-2) * at) @ self.features.T - self.y  # (..., 2d, n)
            return self.inner_factor * residual.square().mean(-1)

        # A quadratic: its central difference is exact, whatever the step. It is taken at 1, as 0 has no length.
        ones = torch.ones_like(c)
        return differences.gradient(lambda at: inner(at + (beta - ones).unsqueeze(-2)), ones, step=0.1)

    def gradient(self) -> Tensor:
        """Returns the gradient of `error` with respect to c."""
        return differences.gradient(self.error, self.c)


def gradient(maml_gradient: Function | None) -> None:
    """Its value, for tasks of several sizes and steps."""

    def judge(dtype: torch.dtype, rtol: float) -> None:
        for (d, n, m), step_size in SIZES:
            task = _task(d, n, m, step_size)
            got, want = _answer(maml_gradient, task, dtype), task.gradient()
            if not close(got, want, rtol):
                raise Mismatch(
                    f"a gradient of length {got.norm():.4g} for {d} features, {n} points, {m} test points and "
                    f"a step of {step_size}, at a cosine of {_cosine(got, want):.3f} to the right one",
                    f"the gradient of the error after the step, of length {want.norm():.4g}",
                    _recognise(got, task, rtol),
                )

    judge_each(PRECISION, judge)


def second_order(maml_gradient: Function | None) -> None:
    """It goes through the step: it is not the gradient that holds the fast weights fixed.

    From fast weights at 0, that one is exactly half of the right gradient, and points the same way. So other faults are
    told apart by size at an ordinary step; by direction at a tiny step, where all of them leave it as it is. An error
    after the step with a factor of one half is the same function of the inputs: no call can tell the two apart.
    Whatever fails here fails `gradient` too: these are the points of an answer that goes through the step and is wrong
    by a factor or a sign.
    """
    tiny = _task(8, 6, 7, 1e-4)  # in 8 dimensions, two directions do not agree by chance
    # Steps that are up to n times as long turn it by less than 0.01, and cos 0.01 = 1 - 5e-5.
    if not abs(_cosine(_in_either(maml_gradient, tiny), tiny.gradient())) >= 1 - 1e-4:
        raise Mismatch(
            "another direction than that in which the error after a tiny step changes",
            "the gradient of the error after the step",
            "Take the step first, then differentiate the error after it with respect to c.",
        )
    task = _task(4, 6, 7, 0.3)
    got, direct = _in_either(maml_gradient, task), replace(task, first_order=True).gradient()
    for factor in (1, -1, len(task.y_test), 0.5):  # the sign is another one, or the test error is summed, or halved
        if close(got, factor * direct, 1e-3):
            times = "exactly half of" if factor == 1 else f"{factor / 2:g} times"
            raise Mismatch(f"{times} the right gradient in every entry", "one that goes through the step", _HALF)


def _task(d: int, n: int, m: int, step_size: float) -> Task:
    c = uniform(0.5, 1.5, d) * normal(d).sign()
    return Task(c, normal(n, d), uniform(1, 2, n), normal(m, d), uniform(-2, -1, m), step_size)


def _in_either(maml_gradient: Function | None, task: Task) -> Tensor:
    try:
        return _answer(maml_gradient, task, torch.float64)
    except SinglesOnly:
        return _answer(maml_gradient, task, torch.float32)


def _answer(maml_gradient: Function | None, task: Task, dtype: torch.dtype) -> Tensor:
    c, features, y, features_test, y_test = (
        t.to(dtype) for t in (task.c, strided(task.features), task.y, task.features_test, strided(task.y_test))
    )
    with untouched(NAME, c=c, features=features, y=y, features_test=features_test, y_test=y_test):
        given = (lent(t) for t in (c, features, y, features_test, y_test))
        result = call(maml_gradient, NAME, *given, task.step_size)
    got = numbers(result, NAME, tuple(task.c.shape))
    if not bool(got.any()):
        raise Mismatch(
            "a gradient of 0",
            "how the error after the step changes with c",
            "The fast weights start at 0: does the step reach the prediction?",
        )
    return got


def _cosine(got: Tensor, want: Tensor) -> float:
    return float(got @ want / (got.norm() * want.norm()))


def _recognise(got: Tensor, task: Task, rtol: float) -> str:
    want = task.gradient()
    for about, misreading in {**_of_size(task, want), **_of_data(task)}.items():
        if close(got, misreading, rtol):
            return about
    if close(got, want, 0.02):
        return "It is close, but not equal: is something rounded, or a difference quotient too coarse?"
    times = float(got @ want / (want @ want))
    if len(got) > 1 and close(got, times * want, rtol):
        return (
            f"It is {times:.4g} times what is right, in every entry: are both errors means of squares, without a root "
            "and without another factor, and is the sign that of the gradient?"
        )
    return _of_step(got, task, rtol)


def _of_size(task: Task, want: Tensor) -> dict[str, Tensor]:
    """What comes of other factors and signs."""
    n, m = len(task.y), len(task.y_test)
    summed, halved = replace(task, inner_factor=n), replace(task, inner_factor=0.5)
    return {
        _HALF: want / 2,
        "It is exactly twice what is right, in every entry: where does a factor of 2 come in, or is a term of the "
        "derivative counted twice?": 2 * want,
        "The sign is wrong: this is the direction of descent.": -want,
        "The test error is summed over the points: take its mean.": m * want,
        "The step is taken on the sum of the errors: take their mean.": summed.gradient(),
        "Both errors are summed over the points: take their means.": m * summed.gradient(),
        "The step is half as long as asked for: the inner error has no factor of one half.": halved.gradient(),
        "Both errors have a factor of one half that was not asked for.": halved.gradient() / 2,
        "`step_size` is not used.": replace(task, step_size=1.0).gradient(),
        "The fast weights step uphill, or a target has the wrong sign.": replace(
            task, step_size=-task.step_size
        ).gradient(),
    }


def _of_data(task: Task) -> dict[str, Tensor]:
    """What comes of the wrong points, weights or steps."""
    training, test = (task.features, task.y), (task.features_test, task.y_test)
    other = {
        "The step is taken on the test points: the learner only ever sees the training points.": (
            Task(task.c, *test, *test, task.step_size)
        ),
        "The error after the step is that of the training points: it is judged on the test points.": (
            Task(task.c, *training, *training, task.step_size)
        ),
        "Training and test points have changed places.": Task(task.c, *test, *training, task.step_size),
        "One of the two predictions, in the step or on the test points, lacks the weights c.": (
            replace(task, test_weighed=False)  # from 0 it makes no difference which one
        ),
        "The fast weights start at 1: they are born as 0.": replace(task, start=1.0),
        "Two steps are taken: one is asked for.": replace(task, steps=2),
    }
    return {about: misread.gradient() for about, misread in other.items()}


def _of_step(got: Tensor, task: Task, rtol: float) -> str:
    """The gradient is a s + b s^2 for a step s: two steps give a and b, and those a step that would explain `got`."""
    once, twice = task.gradient(), replace(task, step_size=2 * task.step_size).gradient()
    b = (twice - 2 * once) / 2
    a = once - b
    parts: Tensor = torch.linalg.lstsq(torch.stack([a, b], dim=1), got[:, None]).solution[:, 0]
    if len(got) > 2 and close(parts[0] * a + parts[1] * b, got, rtol) and abs(parts[1] / parts[0] ** 2 - 1) < 0.01:
        return (
            f"It is right for a step of {parts[0] * task.step_size:.3g}: is `step_size` used as it is given, and is "
            "each prediction a sum over the features?"
        )
    return "Check each line against the prompt: the start at 0, the mean, the weights c in both predictions, the step."
