"""Question q1, `ridge(X, y, lam)`: the minimizer of the objective, differentiable in all three inputs."""

from collections.abc import Iterator

import torch
from torch import Tensor

from autograder.checking.answers import Function, call, close, judge_each, listed, numbers
from autograder.checking.inputs import normal, uniform, untouched
from autograder.checking.mismatch import Mismatch
from lab1_checks.gradients import Expected, compare_gradients
from lab1_checks.objective import Instance, hessian_inverse, instance, minimizer

NAME = "ridge"
TALL = ((5, 3), (20, 4), (6, 6), (30, 1))  # (n, d)
WIDE = ((3, 8), (1, 4), (6, 7))
# X^T X / n + lam I has a condition number of about 30, at most some 100: float32 loses two digits of its seven. Given
# float64, an answer may still compute in float32, the default of the notebook.
PRECISION = ((torch.float64, 1e-4), (torch.float32, 1e-3))


def stationary(ridge: Function | None) -> None:
    """The gradient of the objective is 0 at the solution, X^T (X w - y) / n + lam w = 0, where n >= d."""

    def judge(dtype: torch.dtype, rtol: float) -> None:
        for n, d in TALL:
            of = instance(n, d, dtype)
            _is_stationary(_solution(ridge, of), of.double(), rtol)

    judge_each(PRECISION, judge)


def wide(ridge: Function | None) -> None:
    """With fewer data points than weights the solution is that of the singular value decomposition."""

    def judge(dtype: torch.dtype, rtol: float) -> None:
        for n, d in WIDE:
            of = instance(n, d, dtype)
            got, want = _solution(ridge, of), minimizer(of.double())
            if not close(got, want, rtol):
                raise Mismatch(
                    f"w = {listed(got)} for {of.about}",
                    f"a w of norm {want.norm():.4g}, where the objective is least",
                    _about(
                        got, of.double(), rtol, "Which matrix is inverted here, and does it have an inverse if n < d?"
                    ),
                )

    judge_each(PRECISION, judge)


def laws(ridge: Function | None) -> None:
    """Laws of the solution: the data twice change nothing, units drop out, a larger lam makes it shorter."""

    def judge(dtype: torch.dtype, rtol: float) -> None:
        for n, d in (*TALL, *WIDE):
            of = instance(n, d, dtype)
            w = _solution(ridge, of)
            if not bool(w.any()):
                raise Mismatch(f"w = 0 for {of.about}", "a solution that depends on y", "Is w computed from X and y?")
            for other, want, broken, law, hint in _related(of, w):
                if not close(_solution(ridge, other), want, rtol):
                    raise Mismatch(f"{broken} ({of.about})", law, hint)
            _shrinks(w, _solution(ridge, Instance(of.X, of.y, 4 * of.lam)), of)

    judge_each(PRECISION, judge)


def gradients(ridge: Function | None) -> None:
    """The solution passes gradients on to X, y and lam: those of the implicit function theorem."""

    def judge(dtype: torch.dtype, rtol: float) -> None:
        for n, d in ((7, 3), (3, 5)):
            of = instance(n, d, dtype)
            weights = normal(d, dtype=dtype)
            inputs = {key: each.clone().requires_grad_() for key, each in (("lam", of.lam), ("y", of.y), ("X", of.X))}
            result = call(ridge, NAME, inputs["X"], inputs["y"], inputs["lam"])
            compare_gradients(
                result, NAME, weights, inputs, implicit_gradients(of.double(), weights.double()), 10 * rtol
            )

    judge_each(PRECISION, judge)


def implicit_gradients(of: Instance, weights: Tensor) -> dict[str, Expected]:
    """Returns the gradients of weights^T w, from differentiating (X^T X + n lam I) w = X^T y on both sides."""
    w = minimizer(of)
    u = hessian_inverse(of, weights)  # (d,)
    residuals = of.y - of.X @ w  # (n,)
    return {
        "lam": Expected(-len(of.y) * (u @ w)),
        "y": Expected(of.X @ u),
        "X": Expected(torch.outer(residuals, u) - torch.outer(of.X @ u, w)),
    }


def _solution(ridge: Function | None, of: Instance) -> Tensor:
    with untouched(NAME, X=of.X, y=of.y, lam=of.lam):
        result = call(ridge, NAME, of.X.detach(), of.y.detach(), of.lam.detach())
    return numbers(result, NAME, (of.X.shape[1],))


def _is_stationary(w: Tensor, of: Instance, rtol: float) -> None:
    n = len(of.y)
    pull = of.X.T @ of.y / n  # (d,), what the gradient is at w = 0, but for its sign and a factor of 2
    slope = of.X.T @ (of.X @ w) / n + of.lam * w - pull  # (d,)
    if not bool(slope.norm() <= 10 * rtol * pull.norm()):
        raise Mismatch(
            f"w = {listed(w)} for {of.about}, where the gradient of the objective is {2 * slope.norm():.3g} long",
            "a w where it is 0",
            _about(w, of, rtol, "Set the gradient of the objective to 0 on paper, and solve for w."),
        )


def _about(w: Tensor, of: Instance, rtol: float, otherwise: str) -> str:
    """Returns a hint: that of the mistake which comes closest to giving `w`, or `otherwise` where none comes close."""
    mistake, hint = min(_mistakes(of), key=lambda one: float((w - one[0]).norm()))
    return hint if close(w, mistake, 10 * rtol) else otherwise


def _mistakes(of: Instance) -> Iterator[tuple[Tensor, str]]:
    (n, d), lam = of.X.shape, of.lam
    for factor, hint in (
        (1 / n, "The first term of the objective is a mean over n data points: where does n go if you multiply by it?"),
        (d / n, "The mean is over the n data points, the rows of X; this divides by the number of columns."),
        (2, "The gradient has a factor of 2 in both of its terms: here only one of them kept it."),
        (0.5, "The gradient has a factor of 2 in both of its terms: here only one of them kept it."),
        (-1, "The sign of the penalty is wrong: a larger lam has to make w shorter."),
        (lam, "lam enters squared: what is squared if the penalty is written as more rows of data?"),
        (n * lam, "lam enters squared: what is squared if the penalty is written as more rows of data?"),
    ):
        yield minimizer(Instance(of.X, of.y, lam * factor)), hint
    yield torch.linalg.pinv(of.X) @ of.y, "This is the solution without a penalty: lam is not used."
    centered = Instance(of.X - of.X.mean(dim=0), of.y - of.y.mean(), lam)
    yield minimizer(centered), "X and y were centered: the objective has no intercept."


def _related(of: Instance, w: Tensor) -> Iterator[tuple[Instance, Tensor, str, str, str]]:
    """Yields instances whose solution follows from `w`, that of `of`: with it, what to say, the law, and a hint."""
    c = uniform(2, 3, 1, dtype=of.X.dtype)[0]
    yield (
        Instance(torch.cat([of.X, of.X]), torch.cat([of.y, of.y]), of.lam),
        w,
        "another w after every data point is repeated once",
        "the same w",
        "The mean over the data stays the same, so the objective does: where does n enter?",
    )
    yield (
        Instance(of.X, c * of.y, of.lam),
        c.double() * w,
        f"something other than {c:.3g} w if y is multiplied by {c:.3g}",
        "a solution that is linear in y",
        "Look for a place where y enters other than through X^T y.",
    )
    yield (
        Instance(c * of.X, of.y, c.square() * of.lam),
        w / c.double(),
        f"something other than w / {c:.3g} if X is multiplied by {c:.3g} and lam by its square",
        f"w / {c:.3g}, since both terms of the objective change alike",
        "Look at how lam enters, and X.",
    )


def _shrinks(w: Tensor, with_more: Tensor, of: Instance) -> None:
    if not bool(with_more.norm() < w.norm()):
        raise Mismatch(
            f"a norm of {with_more.norm():.4g} with 4 lam, after {w.norm():.4g} for {of.about}",
            "a shorter solution where lam is larger",
            "Look at how the penalty enters, and with which sign.",
        )
