"""Question 2a: two distributions on one finite support with KL(P||Q) finite and KL(Q||P) infinite."""

import math

import torch
from torch import Tensor

from autograder.checking.answers import read, shown, written
from autograder.checking.mismatch import Mismatch

SUM_TOLERANCE = 1e-6  # 1/3 written as 0.333333 three times passes, 0.33 does not


def asymmetric(p: object, q: object) -> None:
    """One divergence is finite, the other infinite, the right way round; both are distributions."""
    p_of, q_of = _distribution(p, "p"), _distribution(q, "q")
    if len(p_of) != len(q_of):
        raise Mismatch(
            f"{len(p_of)} probabilities in `p` and {len(q_of)} in `q`",
            "one probability for each point of the same support in both",
            "A point that a distribution never takes has the probability 0: write it down.",
        )
    forward, reverse = divergence(p_of, q_of), divergence(q_of, p_of)
    if math.isfinite(forward) and math.isinf(reverse):
        return
    if math.isinf(forward) and math.isfinite(reverse):
        hint = "It is the other way round: which of the two does the average run over in each of the divergences?"
    elif math.isinf(forward):
        hint = "Each of them gives probability 0 to a point that the other one takes: one such place is enough."
    else:
        hint = "Both stay finite, however small a positive probability is: when does log(a / b) have no finite value?"
    raise Mismatch(
        f"KL(P||Q) = {forward:.4g} and KL(Q||P) = {reverse:.4g}", "the first finite, the second infinite", hint
    )


def divergence(p: Tensor, q: Tensor) -> float:
    """Returns KL(p || q) in nats, with 0 log(0 / q) = 0 and inf where p > 0 meets q = 0."""
    return float(torch.where(p > 0, p * (p / q).log(), 0.0).sum()) if bool((q[p > 0] > 0).all()) else math.inf


def _distribution(answer: object, name: str) -> Tensor:
    written(answer, name)
    values = read(answer)
    if values is None or values.ndim != 1 or not len(values):
        raise Mismatch(
            f"`{name}` = {shown(answer)}",
            "a flat list of probabilities, one for each outcome",
            "Write plain numbers with commas between them, in one pair of square brackets.",
        )
    if not bool(values.isfinite().all()):
        raise Mismatch(f"nan or inf in `{name}`", "probabilities", "Each of them is a number from 0 to 1.")
    if bool((values < 0).any()):
        raise Mismatch(f"a negative number in `{name}`", "probabilities", "No probability is below 0.")
    total = values.sum().item()
    if not abs(total - 1) <= SUM_TOLERANCE:
        raise Mismatch(f"a sum of {total:.6g} in `{name}`", "probabilities", "They have to add up to 1.")
    return values
