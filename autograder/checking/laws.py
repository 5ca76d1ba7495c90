"""Bounds on chance: how far a right answer may stray with a probability of at most ALPHA."""

import math

import torch
from torch import Tensor

ALPHA = 1e-11  # for one bound; no check asks for more than 50, so each stays below its 1e-9


def distance_to_normal(noise: Tensor) -> float:
    """Returns sup |F_n - Phi|, the Kolmogorov distance between the empirical law of `noise` (n,) and N(0, 1).

    Draws of N(0, 1) stay below `dkw_bound(n)`, but for a probability of ALPHA.

    >>> distance_to_normal(torch.zeros(10)), dkw_bound(10_000)
    (0.5, 0.03607...)
    """
    ordered = noise.flatten().to(torch.float64).sort().values  # (n,)
    n = len(ordered)
    normal = torch.special.ndtr(ordered)
    steps = torch.arange(n + 1, dtype=torch.float64) / n
    above, below = steps[1:] - normal, normal - steps[:-1]
    return float(torch.maximum(above, below).max())


def dkw_bound(n: int, alpha: float = ALPHA) -> float:
    """Returns e with P(sup |F_n - F| > e) <= alpha for n independent draws of F.

    Dvoretzky, Kiefer and Wolfowitz 1956, with Massart's constant of 1990: P <= 2 exp(-2 n e^2).

    >>> dkw_bound(10_000, alpha=0.05)
    0.01358...
    """
    return math.sqrt(math.log(2 / alpha) / (2 * n))


def spread_bound(n: int, alpha: float = ALPHA) -> float:
    """Returns e with P(|rms - 1| > e) <= alpha for the root mean square of n independent N(0, 1) draws.

    Laurent and Massart 2000, lemma 1: a chi-square with n degrees of freedom exceeds n + 2 sqrt(n t) + 2 t, or
    falls below n - 2 sqrt(n t), each with probability at most exp(-t). With t = n s^2 the first reads
    rms^2 > 1 + 2 s + 2 s^2, which is below (1 + 2 s)^2; the second rms^2 < 1 - 2 s, which is above (1 - 2 s)^2.

    >>> spread_bound(10_000, alpha=0.05)
    0.03841...
    """
    return 2 * math.sqrt(math.log(2 / alpha) / n)


def mean_bound(n: int, alpha: float = ALPHA) -> float:
    """Returns e with P(|mean| > e) <= alpha for n independent N(0, 1) draws: P <= 2 exp(-n e^2 / 2).

    >>> mean_bound(10_000, alpha=0.05)
    0.02716...
    """
    return math.sqrt(2 * math.log(2 / alpha) / n)


def cosine_bound(n: int, alpha: float = ALPHA) -> float:
    """Returns e with P(|cosine| > e) <= alpha between an independent direction and n N(0, 1) draws.

    The draws have a uniform direction; a cap of the sphere at height e holds at most (1 - e^2)^(n/2) of it
    (Ball 1997, lemma 2.2), and (1 - e^2)^(n/2) <= exp(-n e^2 / 2).

    >>> cosine_bound(10_000, alpha=0.05)
    0.02716...
    """
    return math.sqrt(2 * math.log(2 / alpha) / n)
