"""The variational information bottleneck (Alemi, Fischer, Dillon and Murphy, 2017) as a classifier of digits.

An encoder gives each image X a Gaussian p(z|x), a decoder gives each z a distribution q(y|z) over labels, and the loss
is the cross-entropy of the labels plus beta times KL(p(Z|x) || r(Z)), where r is a standard Gaussian; all in nats.
How z is drawn from mu, sigma and standard Gaussian noise v is the caller's: a function `latent_sample(mu, sigma, v)`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import ArrayLike
from torch import Tensor, nn

from hw12 import plots
from hw12.mnist import Digits
from hw12.progress import bar

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LatentSample = Callable[[Tensor, Tensor, Tensor], Tensor]  # mu, sigma, v: each (batch, z_dim) -> z (batch, z_dim)


@dataclass(frozen=True)
class Settings:
    """A bottleneck that trains in seconds on one core."""

    beta: float = 0.01  # nats of cross-entropy that a nat of KL costs; a start, not a recommendation
    z_dim: int = 2  # so that the latent space can be drawn
    hidden: int = 256  # a quarter of the paper's: 5,000 digits need no more
    epochs: int = 60  # the training error is 0 long before, unless beta forbids it
    batch: int = 100
    learning_rate: float = 1e-3  # Adam's default
    seed: int = 0

    def __post_init__(self) -> None:
        if not (math.isfinite(self.beta) and self.beta >= 0):
            raise ValueError(f"Got beta={self.beta}; it is the price of a nat of KL: choose a number from 0 up.")
        for name in ("z_dim", "hidden", "epochs", "batch"):
            if getattr(self, name) < 1:
                raise ValueError(f"Got {name}={getattr(self, name)}; it counts something: choose 1 or more.")


class VIB(nn.Module):
    """Encoder x -> (mu, sigma) and decoder z -> logits of the labels."""

    def __init__(self, z_dim: int = 2, n_labels: int = 3, hidden: int = 256, x_dim: int = 784) -> None:
        super().__init__()
        self.z_dim = z_dim
        self.enc = nn.Sequential(
            nn.Linear(x_dim, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU(), nn.Linear(hidden, 2 * z_dim)
        )
        self.dec = nn.Sequential(nn.Linear(z_dim, hidden), nn.ReLU(), nn.Linear(hidden, n_labels))

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Returns mu and sigma, the standard deviation (above 0), each (batch, z_dim)."""
        mu, width = self.enc(x).chunk(2, dim=-1)
        return mu, F.softplus(width)

    def decode(self, z: Tensor) -> Tensor:
        """Returns the logits of q(y|z), (batch, n_labels)."""
        logits: Tensor = self.dec(z)
        return logits


def kl_to_standard_normal(mu: Tensor, sigma: Tensor) -> Tensor:
    """Returns KL(N(mu, diag(sigma^2)) || N(0, I)) in nats, (batch,)."""
    return 0.5 * (mu**2 + sigma**2 - 1 - 2 * sigma.log()).sum(-1)


def loss(model: VIB, x: Tensor, y: Tensor, v: Tensor, latent_sample: LatentSample, beta: float) -> Tensor:
    """Returns equation (1) of the homework on one batch: images `x`, labels `y`, noise `v` (batch, z_dim).

    Raises ValueError where `latent_sample` does not return one z, of numbers, for each image.
    """
    mu, sigma = model.encode(x)
    z = _checked(latent_sample(mu, sigma, v), mu)
    task_loss = F.cross_entropy(model.decode(z), y)
    latent_regularizer = kl_to_standard_normal(mu, sigma).mean()
    return task_loss + beta * latent_regularizer


def only(digits: Digits, classes: Sequence[int]) -> Digits:
    """Returns the digits of `classes`, relabelled 0, 1, ... in that order of classes."""
    missing = [c for c in classes if not bool((digits.labels == c).any())]
    if missing:
        raise ValueError(f"There is no digit {missing[0]} among these {len(digits)} images: choose from 0 to 9.")
    match = digits.labels[:, None] == torch.tensor(classes)  # (n, n_classes)
    kept = match.any(dim=1)
    return Digits(digits.images[kept], match[kept].long().argmax(dim=1))


def train(digits: Digits, latent_sample: LatentSample, settings: Settings | None = None) -> VIB:
    """Returns a VIB fitted to `digits`; the noise is drawn afresh at every step, and `settings` fix it all.

    Raises ValueError for images that hold NaN, and for a `latent_sample` that does not return a z for each image.
    """
    settings = settings or Settings()
    if not bool(torch.isfinite(digits.images).all()):
        raise ValueError("Some pixels are not finite numbers; expected values from 0 to 1: load the digits anew.")
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(settings.seed)
        model = VIB(settings.z_dim, int(digits.labels.max()) + 1, settings.hidden, digits.images.shape[1])
    generator = torch.Generator().manual_seed(settings.seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=settings.learning_rate)
    for _ in bar(range(settings.epochs), desc=f"beta {settings.beta:g}", unit="epoch", leave=False):
        for batch in _batches(digits, settings.batch, generator):
            v = torch.randn(len(batch), settings.z_dim, generator=generator)
            nats = loss(model, batch.images, batch.labels, v, latent_sample, settings.beta)
            optimizer.zero_grad()
            nats.backward()
            optimizer.step()
    return model


def error(model: VIB, digits: Digits) -> float:
    """Returns the fraction of `digits` that the decoder gets wrong when it reads the mean of each image's code."""
    with torch.no_grad():
        mu, _ = model.encode(digits.images)
        return float((model.decode(mu).argmax(dim=1) != digits.labels).float().mean())


def embed(model: VIB, images: Tensor, latent_sample: LatentSample, seed: int = 0) -> Tensor:
    """Returns one sample of each image's code, (n, z_dim)."""
    v = torch.randn(len(images), model.z_dim, generator=torch.Generator().manual_seed(seed))
    with torch.no_grad():
        mu, sigma = model.encode(images)
        return _checked(latent_sample(mu, sigma, v), mu)


def plot_error(betas: Sequence[float], errors: ArrayLike) -> Figure:
    """Shows the mean of `errors` (n_betas, n_runs), fractions, with a band of one standard error, against beta."""
    percent = 100 * np.asarray(errors)  # (n_betas, n_runs)
    mean, spread = percent.mean(axis=1), percent.std(axis=1, ddof=1) / percent.shape[1] ** 0.5
    fig = plots.figure()
    (axes,) = fig.axes
    axes.plot(betas, mean, markevery=1)
    axes.fill_between(betas, mean - spread, mean + spread, alpha=0.25, linewidth=0)
    axes.set(xscale="log", xlabel="regularization strength β", ylabel="validation error (%)")
    return fig


def plot_latent_spaces(panels: Mapping[str, tuple[Tensor, Tensor]], names: Sequence[str]) -> Figure:
    """Shows codes z (n, 2) with labels (n,): one panel for each of `panels`, titled with its label.

    `names` are the labels' names. Every panel has its own scale, the same on both of its axes.
    """
    fig = plots.figure(columns=len(panels), width=4.1 * len(panels) + 1.1, height=4.1)
    for axes, (title, (z, labels)) in zip(fig.axes, panels.items(), strict=True):
        for index, name in enumerate(names):
            shown = z[labels == index]
            look: dict[str, Any] = {"s": 20, "alpha": 0.75, "linewidth": 0.9, "marker": plots.MARKERS[index]}
            look["edgecolor"] = plots.PALETTE[index]
            look["facecolor"] = "none" if index == 1 else plots.PALETTE[index]
            axes.scatter(shown[:, 0], shown[:, 1], label=name, **look)
        reach = 1.05 * float(z.abs().max())
        axes.set(title=title, xlabel="$z_1$", ylabel="$z_2$", xlim=(-reach, reach), ylim=(-reach, reach))
        axes.set_aspect("equal")
    plots.legend(fig.axes[-1], markerscale=1.6)
    return fig


def _batches(digits: Digits, size: int, generator: torch.Generator) -> Iterator[Digits]:
    for index in torch.randperm(len(digits), generator=generator).split(size):
        yield digits[index]


def _checked(z: object, mu: Tensor) -> Tensor:
    if not isinstance(z, Tensor) or z.shape != mu.shape:
        got = f"a tensor of shape {tuple(z.shape)}" if isinstance(z, Tensor) else f"{type(z).__name__}"
        raise ValueError(
            f"latent_sample returned {got}; expected a tensor of the shape of mu, {tuple(mu.shape)}: one z each."
        )
    return z
