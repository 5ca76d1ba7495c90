"""Question 5c: gradient descent on the feature weights, `descend(c, step_size, iterations)`, and where beta goes.

The gradient is taken by central differences of the expected error, which is computed from its definition. Where the
answer's own `test_error_gradient` is wrong, and has lost its points in 5b, a descent along that one is right too.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import Tensor

from autograder.checking.answers import Function, call_in_either, close, listed, numbers
from autograder.checking.inputs import lent, strided, uniform, untouched
from autograder.checking.mismatch import Mismatch
from hw12_checks.feature_weights import error_gradient

SOME_STEPS = (0, 1, 9, 49, 50, 99, 299, 300, 598, 599)  # of the long run: where each is a call of the answer
MEND_FIRST = "If `descend` calls your `test_error_gradient` and that is marked wrong too, mend it first."


@dataclass(frozen=True)
class OwnGradient:
    """The `test_error_gradient` that the answer brings along, in which the descent may have had to trust."""

    function: Function | None
    dtype: torch.dtype

    def led(self, trajectory: Tensor, step_size: float, steps: Iterable[int], rtol: float) -> bool:
        """Whether it is wrong, and the trajectory (iterations + 1, 2) follows it in each of `steps`."""
        wrong = False
        for k in steps:
            at, step = trajectory[k], trajectory[k + 1] - trajectory[k]
            own = self.at(at)
            if own is None or not _is_step(step, -step_size * own, rtol):
                return False
            wrong = wrong or (bool(own.any()) and not close(own, error_gradient(at), rtol))
        return wrong

    def at(self, c: Tensor) -> Tensor | None:
        """Returns its value at c, float64, or None where it has none."""
        try:
            result = call_in_either(self.function, "test_error_gradient", c.to(self.dtype))
            return numbers(result, "test_error_gradient", (2,))
        except Mismatch:
            return None


def steps(descend: Function | None, test_error_gradient: Function | None = None) -> None:
    """The start, then exactly one gradient step after the other; c0 = 0 never moves."""
    for dtype, rtol in ((torch.float64, 1e-5), (torch.float32, 1e-3)):
        own = OwnGradient(test_error_gradient, dtype)
        for quadrant, step_size, iterations in (((1, 1), 0.1, 1), ((1, -1), 0.3, 6), ((-1, -1), 0.02, 4)):
            c = _start(*quadrant).to(dtype)
            _gradient_steps(_trajectory(descend, c.clone(), step_size, iterations), c.double(), step_size, rtol, own)
            again = strided(c)
            with untouched("descend", c=again):
                trajectory = _trajectory(descend, again, step_size, iterations)
            _gradient_steps(trajectory, c.double(), step_size, rtol, own)

    _rests_on_the_axis(descend, OwnGradient(test_error_gradient, torch.float64))


def _rests_on_the_axis(descend: Function | None, own: OwnGradient) -> None:
    c = torch.tensor([0.0, 1.3], dtype=torch.float64)
    try:
        trajectory = _trajectory(descend, c.clone(), 0.1, 5)
    except Mismatch:
        if callable(own.function) and own.at(c) is None:
            return  # it divides by c0: a fault of 5b
        raise
    if not close(trajectory, c.expand(6, 2), 1e-6) and not own.led(trajectory, 0.1, range(5), 1e-5):
        raise Mismatch(
            f"a walk from c = (0, 1.3) to {listed(trajectory[-1])}",
            "no movement",
            "What is the slope of the error there? " + MEND_FIRST,
        )


def rate(descend: Function | None, test_error_gradient: Function | None = None) -> None:
    """The long run: c1 falls like c0^2 / sqrt(8 step_size k), and the norm grows by what each finite step adds.

    For small c1, dc1/dk = -4 step_size c1^3 / c0^4; after 600 steps of 0.3 its start and the terms of higher order
    change c1 by about 1%, the tolerance is 5%.
    """
    step_size, iterations = 0.3, 600
    c = _start(-1, 1)
    trajectory = _trajectory(descend, c.clone(), step_size, iterations)
    fault = _fault_of_rate(trajectory, step_size)
    own = OwnGradient(test_error_gradient, torch.float64)
    if fault is not None and not own.led(trajectory, step_size, SOME_STEPS, 1e-5):
        raise fault


def _fault_of_rate(trajectory: Tensor, step_size: float) -> Mismatch | None:
    iterations, c = len(trajectory) - 1, trajectory[0]
    c0, c1 = trajectory[-1].abs().tolist()
    predicted = c0**2 / math.sqrt(8 * step_size * iterations)
    if not abs(c1 - predicted) <= 0.05 * predicted:
        return Mismatch(
            f"|c1| = {c1:.4g} after {iterations} steps of {step_size} from c = {listed(c)}",
            f"a slow fall, to about {predicted:.4g} by then",
            "Is every step taken, to the last one, and with the same step size? " + MEND_FIRST,
        )
    # A gradient orthogonal to c adds the square of each step to the squared norm.
    growth = trajectory[-1].square().sum() - trajectory[0].square().sum()
    added = trajectory.diff(dim=0).square().sum()
    if not bool((growth - added).abs() <= 1e-3 * added):
        return Mismatch(
            f"a squared norm that grows by {growth:.4g}",
            f"the sum of the squared steps, {added:.4g}",
            "The gradient is orthogonal to c: nothing else changes the norm. " + MEND_FIRST,
        )
    return None


def limit(beta_limit: Function | None) -> None:
    """Where beta goes when gradient descent in small steps has taken c to (sign(c0) norm, 0).

    The norm of c is kept by a gradient flow, and c0 keeps its sign, so beta = c / norm^2 goes to (sign(c0) / norm, 0).
    """
    for signs in ((1, 1), (-1, 1), (1, -1), (-1, -1)):
        c = uniform(0.5, 3, 1).item() * _start(*signs)
        with untouched("beta_limit", c=c):
            result = call_in_either(beta_limit, "beta_limit", lent(c))
        got = numbers(result, "beta_limit", (2,))
        norm = c.norm().item()
        want = torch.tensor([math.copysign(1 / norm, c[0].item()), 0.0], dtype=torch.float64)
        if not close(got, want, 1e-3):
            raise Mismatch(
                f"beta -> {listed(got)} from c = {listed(c)}",
                "the least-norm beta for the c that gradient descent tends to",
                _about_limit(got, c, want),
            )


def _about_limit(got: Tensor, c: Tensor, want: Tensor) -> str:
    norm = c.norm()
    misreadings = {
        "Its sign does not fit: can c0 cross 0 on its way?": -want,
        "This is where c goes; beta is what fits the point with that c.": want * norm.square(),
        "This is beta at the start, before c has moved.": c / norm.square(),
        "c does not keep c0: what does the descent keep?": torch.stack([1 / c[0], torch.zeros(()).double()]),
        "This is as if c had norm 1: beta fits the point with the c that it is given.": want * norm,
        "beta has one c too many below the line: does it fit the point?": want / norm,
        "The two components have changed places.": want.flip(0),
    }
    for about, misreading in misreadings.items():
        if close(got, misreading, 1e-3):
            return about
    if close(got, want, 0.1):
        return "It is close, but the limit is asked for: c1 falls slowly, and every finite step lets the norm grow."
    return "First find where c goes: which quantity does the descent keep, and which weight does it drive to 0?"


def _start(sign0: int = 1, sign1: int = 1) -> Tensor:
    """Returns c of norm 1 between 30 and 40 degrees away from the axis of c0, in the quadrant of the signs."""
    angle = math.radians(uniform(30, 40, 1).item())
    return torch.tensor([sign0 * math.cos(angle), sign1 * math.sin(angle)], dtype=torch.float64)


def _trajectory(descend: Function | None, c: Tensor, step_size: float, iterations: int) -> Tensor:
    result = call_in_either(descend, "descend", lent(c), step_size, iterations)
    return numbers(result, "descend", (iterations + 1, 2))


def _gradient_steps(trajectory: Tensor, c: Tensor, step_size: float, rtol: float, own: OwnGradient) -> None:
    if not close(trajectory[0], c, 1e-6):
        hint = "Store `c` itself before the first step."
        if len(trajectory) == 2 and close(trajectory[:, 0], c, 1e-6):
            hint = "The points stand in the columns: give each a row."
        if bool((trajectory == trajectory[0]).all()):
            hint = "All rows are the same: store a copy of c after each step, `c.clone()`, not c itself."
        raise Mismatch(f"{listed(trajectory[0])} in the first row", f"the start {listed(c)}", hint)
    moves = -step_size * error_gradient(trajectory[:-1])  # (iterations, 2)
    for k, (at, step, want) in enumerate(zip(trajectory[:-1], trajectory.diff(dim=0), moves, strict=True)):
        if not _is_step(step, want, rtol) and not own.led(trajectory, step_size, [k], rtol):
            raise Mismatch(
                f"a step {k + 1} of {listed(step)} from c = {listed(at)} with step_size = {step_size}",
                f"one step down the gradient, {listed(want)}",
                _about_step(step, want, moves[0], step_size),
            )


def _is_step(step: Tensor, want: Tensor, rtol: float) -> bool:
    """Whether the two agree; rounding of float32 enters through c itself, not in proportion to the step.

    An answer may keep its path in float32 when c is float64: 3e-8 for weights below 1, where steps of 0.007 and more
    allow for 8e-8 at an rtol of 1e-5.
    """
    return bool(((step - want).abs() <= rtol * want.abs().max() + 1e-3 * rtol).all())


def _about_step(step: Tensor, want: Tensor, first: Tensor, step_size: float) -> str:
    """Returns what is wrong with a step; `first` is the right one from the start."""
    if not bool(step.any()):
        return "Nothing moves: is the new c stored, and used in the next step?"
    for about, factor in (
        ("It goes uphill.", -1.0),
        ("It is half as long.", 0.5),
        ("It is twice as long.", 2.0),
        ("`step_size` is not used.", 1 / step_size),
    ):
        if close(step, factor * want, 1e-2):
            return f"{about} {MEND_FIRST}"
    if close(step, first, 1e-2):
        return "This is the step with the gradient at the start: take the gradient anew where c is now."
    if close(step[:1], want[:1], 1e-3):
        return "The step of c0 is right: move both weights at once, with one gradient at the old c."
    ratio = float(step @ want / (want @ want))
    if abs(ratio - 1) > 1e-2 and close(step, ratio * want, 1e-2):
        return f"It is {ratio:.3g} times as long: is `step_size` used as it is given? {MEND_FIRST}"
    return "Compare one step by hand: c minus step_size times the gradient at this c. " + MEND_FIRST
