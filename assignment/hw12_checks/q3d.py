"""Question 3d: which beta made which latent space, and which of them serves the prediction best."""

import math
from collections.abc import Mapping

from autograder.checking.answers import number, shown, written
from autograder.checking.mismatch import Mismatch
from hw12_checks.choices import choice

PANELS = {"a": 1e-3, "b": 1.0, "c": 1e-6}
BEST = "a"


def panels(betas: object) -> None:
    """Each panel at its beta."""
    written(betas, "betas")
    if not isinstance(betas, Mapping):
        raise Mismatch(f"`betas` = {shown(betas)}", "a dictionary from panel to beta", "Give each panel its beta.")
    got = {choice(panel, "betas", PANELS): _beta(beta) for panel, beta in betas.items()}
    missing = sorted(PANELS.keys() - got.keys())
    if missing:
        raise Mismatch(f"no beta for panel {', '.join(missing)}", "a beta for each of a, b and c", "Add the rest.")
    if len(set(got.values())) < len(PANELS):
        raise Mismatch("one beta for two panels", "each of the three betas once", "The panels come from three runs.")
    if got != PANELS:
        raise Mismatch(
            f"{', '.join(f'{panel}: {beta:g}' for panel, beta in sorted(got.items()))}",
            "another assignment",
            "Look at the scale of the axes: how far may the points spread when the regularizer is weak, and what does "
            "it turn them into when it is strong?",
        )


def best(best_latent: object) -> None:
    """The panel whose held-out predictions were best."""
    got = choice(best_latent, "best_latent", PANELS)
    if got != BEST:
        raise Mismatch(
            f"panel ({got})",
            "the latent space from which held-out digits are told apart best",
            "Besides how well the training points separate: how much room does each class leave for a new point?",
        )


def _beta(answer: object) -> float:
    """Returns the beta of PANELS that `answer` means, as a number or as a string such as "10^-3"."""
    written(answer, "betas")
    text = str(answer).replace("**", "^").replace("10^", "1e").replace(" ", "").replace("{", "").replace("}", "")
    try:
        value = number(float(text) if isinstance(answer, str) else answer, "the beta of a panel")
    except ValueError:
        value = math.nan
    for beta in PANELS.values():
        if abs(value - beta) <= 1e-6 * beta:
            return beta
    raise Mismatch(f"the beta {shown(answer)}", "one of 1e-6, 1e-3 and 1", "Write it as a number.")
