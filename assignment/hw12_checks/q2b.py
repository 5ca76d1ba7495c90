"""Question 2b: which panel is the fit of least forward, and which of least reverse divergence."""

from autograder.checking.mismatch import Mismatch
from hw12_checks.choices import choice

FORWARD, REVERSE = "B", "A"


def directions(forward_kl: object, reverse_kl: object) -> None:
    """Each panel at its divergence."""
    forward = choice(forward_kl, "forward_kl", ("A", "B"))
    reverse = choice(reverse_kl, "reverse_kl", ("A", "B"))
    if forward == reverse:
        raise Mismatch(
            f"panel {forward} for both divergences",
            "each panel once",
            "The two panels minimise different divergences.",
        )
    if (forward, reverse) != (FORWARD, REVERSE):
        raise Mismatch(
            f"panel {forward} for the forward and panel {reverse} for the reverse divergence",
            "the panels at the divergences that they minimise",
            "In each formula, which distribution does the average run over? Where that one has mass, what does it cost "
            "if the other has nearly none?",
        )
