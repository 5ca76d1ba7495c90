"""Question 5b, `test_error_gradient(c)`: the gradient of the expected test error.

Held against central differences of the error, which is computed from its definition.
"""

import torch
from torch import Tensor

from autograder.checking.answers import Function, call, close, judge_each, listed, numbers
from autograder.checking.inputs import lent, normal, strided, untouched
from autograder.checking.mismatch import Mismatch
from hw12_checks.feature_weights import error_gradient

NAME = "test_error_gradient"
PRECISION = ((torch.float64, 1e-5), (torch.float32, 1e-3))


def gradient(test_error_gradient: Function | None) -> None:
    """Its value, for c of every sign and scale, and on the axes, where it is 0."""

    def judge(dtype: torch.dtype, rtol: float) -> None:
        for c in _points(dtype):
            got, want = _gradient(test_error_gradient, c), error_gradient(c.double())
            if not close(got, want, rtol):
                raise Mismatch(
                    f"the gradient {listed(got)} at c = {listed(c)}",
                    f"{listed(want)}, as small changes of c show",
                    _recognise(got, want, c.double(), rtol),
                )
        for c in (torch.tensor([1.5, 0.0], dtype=dtype), torch.tensor([0.0, -0.7], dtype=dtype)):
            got = _gradient(test_error_gradient, c)
            if not bool((got.abs() <= 1e-6).all()):
                raise Mismatch(
                    f"the gradient {listed(got)} at c = {listed(c)}",
                    "0 there",
                    "With a single feature left, does scaling its weight change the prediction?",
                )

    judge_each(PRECISION, judge)


def orthogonal(test_error_gradient: Function | None) -> None:
    """It is orthogonal to c, since the error does not depend on the length of c, and it points along the gradient.

    In the plane everything orthogonal to c lies along the gradient: what is left to ask is on which side. It has to be
    the same one in all quadrants, uphill or down, so that c turned by a right angle is no answer. Whatever fails here
    fails `gradient` too: these are the points of a gradient whose sign or size is wrong, and nothing else.
    """
    sides = set()

    def judge(dtype: torch.dtype, rtol: float) -> None:
        for c in _points(dtype):
            got = _gradient(test_error_gradient, c)
            if not bool(got.any()):
                raise Mismatch(f"0 at c = {listed(c)}", "a gradient", "Here the error does change with c.")
            cosine = (got @ c.double() / (got.norm() * c.double().norm())).item()
            if not abs(cosine) <= rtol:
                raise Mismatch(
                    f"a gradient with a cosine of {cosine:.3g} to c at c = {listed(c)}",
                    "one that leaves the length of c alone",
                    "If c doubles, what happens to beta, and to the prediction? So which direction costs nothing?",
                )
            sides.add(bool(got @ error_gradient(c.double()) > 0))

    judge_each(PRECISION, judge)
    if len(sides) > 1:
        raise Mismatch(
            "a vector orthogonal to c that points uphill for some c and downhill for others",
            "the gradient, which always points the same way: uphill",
            "Change the sign of c0 or of c1 alone: the error stays the same; what becomes of its two slopes?",
        )


def _points(dtype: torch.dtype) -> list[Tensor]:
    """Returns c of several lengths, in all quadrants, with either weight the larger one.

    They lie 5 degrees and more away from the axes and the diagonals; every second one is not contiguous.
    """
    points = []
    for scale, signs in zip((0.1, 1.0, 10.0, 1.0), ((1, 1), (1, -1), (-1, 1), (-1, -1)), strict=True):
        ratio = 0.3 + 0.4 * torch.sigmoid(normal(1)).item()  # of the smaller weight to the larger one
        c = scale * torch.tensor([signs[0] * 1.0, signs[1] * ratio], dtype=dtype)
        points += [c, strided(c.flip(0))]
    return points


def _gradient(test_error_gradient: Function | None, c: Tensor) -> Tensor:
    with untouched(NAME, c=c):
        result = call(test_error_gradient, NAME, lent(c))
    return numbers(result, NAME, (2,))


def _recognise(got: Tensor, want: Tensor, c: Tensor, rtol: float) -> str:
    if not bool(got.any()):
        return "It is 0 for every c: on test points the two features differ, and what the learner relies on matters."
    n = c.square().sum()
    beta, share = c / n, c.square() / n
    fixed_beta = torch.stack([-beta[0] * (1 - share[0]), beta[1] * share[1]])
    other_role = error_gradient(c.flip(0)).flip(0)
    one_sign = "The sign of one of the two components is wrong: does the error change with the length of c?"
    misreadings = {
        "The sign is wrong: this points downhill.": -want,
        "It is twice too large: the error has a factor of one half.": 2 * want,
        "It is half of what is right: the square gives a factor, both of its terms depend on c, and so does beta.": (
            want / 2
        ),
        "beta is held fixed here, but it moves with c: differentiate through it as well.": fixed_beta,
        "The two components have changed places.": want.flip(0),
        "Either the denominator of beta is held fixed, or all of beta, and the factor of one half is missing: beta "
        "moves with c as a whole.": 2 * fixed_beta,
        one_sign: want * torch.tensor([-1, 1]),
        f"{one_sign} ": want * torch.tensor([1, -1]),
        "Look again which of the two features is the true one.": other_role,
    }
    for about, misreading in misreadings.items():
        if close(got, misreading, rtol):
            return about.strip()
    return _about_direction(got, want, c, rtol)


def _about_direction(got: Tensor, want: Tensor, c: Tensor, rtol: float) -> str:
    n = c.square().sum()
    if any(close(got, want * n**power, rtol) for power in (3, 2, 1, -1, -2)):
        return "It is right at norm 1 and wrong at another norm: which power of c0^2 + c1^2 is below the line?"
    if abs(got @ c) <= rtol * got.norm() * n.sqrt():
        return (
            "It is orthogonal to c, as it should be, but of the wrong length: how does the error change with the angle?"
        )
    return "Write the error as a function of c alone, with beta put in, then change one weight at a time."
