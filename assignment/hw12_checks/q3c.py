"""Question 3c: which curve is the validation error as beta grows. The right one is measured by our own runs."""

from autograder.checking.mismatch import Mismatch
from hw12_checks.choices import choice

CURVE = "b"


def curve(error_curve: object) -> None:
    """The curve that real runs follow."""
    got = choice(error_curve, "error_curve", ("a", "b", "c", "d"))
    if got != CURVE:
        raise Mismatch(
            f"curve ({got})",
            "the curve that runs with growing beta trace",
            "Think of both ends: what keeps the network from overfitting when beta is tiny, and what is left of the "
            "input in Z when beta is huge? Then of what lies between them.",
        )
