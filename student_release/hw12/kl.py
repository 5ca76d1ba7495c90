"""Fits a Gaussian Q to a mixture P by gradient descent on a Kullback-Leibler divergence, either way round.

    target = Mixture(weights=(0.6, 0.4), means=(-2, 3), stds=(0.7, 1))
    fit(target, "forward")      # the Q that minimises KL(P || Q), from the start that the settings name
    fit(target, "reverse")      # ... KL(Q || P)

The integrals are sums over a grid (the trapezoid rule, whose error is far below rounding for densities that are
smooth and vanish at the ends), so there is no sampling noise, and the same call gives the same numbers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor
from torch.distributions import Normal

from hw12 import plots

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DIRECTIONS = ("forward", "reverse")


@dataclass(frozen=True)
class Mixture:
    """A mixture of Gaussians, the target P: sum_k weights[k] N(means[k], stds[k]^2)."""

    weights: tuple[float, ...]
    means: tuple[float, ...]
    stds: tuple[float, ...]

    def __post_init__(self) -> None:
        if not all(map(math.isfinite, (*self.weights, *self.means, *self.stds))):
            raise ValueError(f"Got {self}; its weights, means and standard deviations have to be finite numbers.")
        if not len(self.weights) == len(self.means) == len(self.stds) > 0:
            raise ValueError(
                f"Got {len(self.weights)} weights, {len(self.means)} means and {len(self.stds)} stds; a mixture "
                f"needs one of each for every bump."
            )
        if min(self.weights) <= 0 or abs(sum(self.weights) - 1) > 1e-6:
            raise ValueError(
                f"Got the weights {self.weights}; they are probabilities: choose them above 0, with sum 1."
            )
        if min(self.stds) <= 0:
            raise ValueError(f"Got the standard deviations {self.stds}; choose each of them above 0.")

    def log_prob(self, x: Tensor) -> Tensor:
        """Returns the log density at `x` (n,), in nats, (n,)."""
        weights, means, stds = (torch.tensor(v, dtype=x.dtype) for v in (self.weights, self.means, self.stds))
        each = weights.log() + Normal(means, stds).log_prob(x[:, None])  # (n, bumps)
        log_prob: Tensor = each.logsumexp(dim=1)
        return log_prob


@dataclass(frozen=True)
class Settings:
    """Where the descent starts and how long it goes on."""

    start_mean: float = 0.0  # a divergence may have several minima: then the start decides which one is found
    start_std: float = 1.0
    steps: int = 500  # of Adam; the rate falls to 0 along a cosine, so the end is exact to about 1e-4
    learning_rate: float = 0.2  # long enough strides to cross the target from a far start
    points: int = 1001  # of the grid: some 20 a bump, where the trapezoid rule is exact to rounding
    margin: float = 10.0  # the grid reaches this many standard deviations beyond the outermost bump

    def __post_init__(self) -> None:
        if not (self.start_std > 0 and math.isfinite(self.start_std)):
            raise ValueError(f"Got start_std={self.start_std}; a standard deviation starts above 0.")
        if not math.isfinite(self.start_mean):
            raise ValueError(f"Got start_mean={self.start_mean}; the descent starts at a finite number.")


@dataclass(frozen=True)
class Fit:
    """The Gaussian Q that a descent arrived at, and its divergence in nats."""

    mean: float
    std: float
    divergence: float


def kl(log_p: Tensor, log_q: Tensor, dx: float) -> Tensor:
    """Returns KL(P || Q) in nats, of two log densities on one grid of spacing `dx` that both vanish at its ends."""
    return (log_p.exp() * (log_p - log_q)).sum() * dx


def fit(target: Mixture, direction: str, settings: Settings | None = None) -> Fit:
    """Returns the Gaussian that minimises KL(P || Q) ("forward") or KL(Q || P) ("reverse"), P being `target`.

    Free are the mean and the standard deviation of Q. What is found is the minimum that the descent runs into from
    the start in `settings`: a divergence may have several, so try some starts (`Settings(start_mean=-3)`,
    `Settings(start_mean=3)`, ...) and keep the fit of least divergence. Raises ValueError for another direction.
    """
    if direction not in DIRECTIONS:
        raise ValueError(f"Got direction={direction!r}; expected 'forward' or 'reverse'.")
    settings = settings or Settings()
    x = _grid(target, settings)
    log_p, dx = target.log_prob(x), float(x[1] - x[0])
    mean = torch.tensor(settings.start_mean, dtype=x.dtype, requires_grad=True)
    log_std = torch.tensor(math.log(settings.start_std), dtype=x.dtype, requires_grad=True)
    optimizer = torch.optim.Adam([mean, log_std], lr=settings.learning_rate)
    cosine = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, settings.steps)
    for _ in range(settings.steps):
        log_q = Normal(mean, log_std.exp()).log_prob(x)  # (points,)
        divergence = kl(log_p, log_q, dx) if direction == "forward" else kl(log_q, log_p, dx)
        optimizer.zero_grad()
        divergence.backward()
        optimizer.step()
        cosine.step()
    return Fit(mean.item(), log_std.exp().item(), divergence.item())


def plot_fits(target: Mixture, fits: Mapping[str, Fit]) -> Figure:
    """Shows P, filled, and Q, a line: one panel for each of `fits`, titled with its label."""
    fig = plots.figure(columns=len(fits), width=4.2 * len(fits) + 1.3, height=3.2, sharex=True, sharey=True)
    shown = Settings(margin=4.5)
    x = _grid(target, shown)
    for axes, (label, one) in zip(fig.axes, fits.items(), strict=True):
        axes.fill_between(x, target.log_prob(x).exp(), color="#BFD7EA", label="target P", linewidth=0)
        q = Normal(one.mean, one.std).log_prob(x).exp()
        axes.plot(x, q, color=plots.PALETTE[1], linewidth=2.2, linestyle="--", marker="", label="fitted Q")
        axes.set(title=label, xlabel="x", ylim=(0, None))
    fig.axes[0].set_ylabel("density")
    plots.legend(fig.axes[-1])
    return fig


def _grid(target: Mixture, settings: Settings) -> Tensor:
    reach = settings.margin * max(target.stds)
    low, high = min(target.means) - reach, max(target.means) + reach
    return torch.linspace(low, high, settings.points, dtype=torch.float64)
