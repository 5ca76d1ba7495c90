"""Figures 3c and 3d: what beta does to a bottleneck's error, and to its latent space.

Staff only: this file solves question 3(a), and says which curve of 3(c) and which betas of 3(d) are true.
"""

from dataclasses import asdict
from typing import Any

import numpy as np
import torch
from matplotlib.figure import Figure
from numpy.typing import NDArray
from torch import Tensor

from hw12 import mnist, plots, vib
from hw12.mnist import Digits

Floats = NDArray[np.float64]

# Ten classes. 1,000 digits to learn from: few enough that a network without a bottleneck overfits plainly.
SWEEP = vib.Settings(z_dim=32, epochs=40)
SWEEP_BETAS = (1e-6, 1e-5, 1e-4, 1e-3, 3e-3, 1e-2, 3e-2, 6e-2, 1e-1, 2e-1, 3e-1, 4e-1)
SWEEP_TRAINING, SWEEP_SEEDS = 1000, 5
CURVES = {"a": "drawn: rises", "b": "measured", "c": "drawn: falls", "d": "drawn: a hump"}
ROUGHNESS = 8e-4  # of a drawn curve's mean, a fraction: about what the measured mean has beside a smooth line

# Three classes that are hard to tell apart, 900 digits to learn from and 600 held out.
LATENT = vib.Settings(z_dim=2, epochs=60)
LATENT_CLASSES = (3, 5, 8)
LATENT_PANELS = {"a": 1e-3, "b": 1.0, "c": 1e-6}
LATENT_TRAINING, LATENT_SEEDS = 900, 16
SHOWN = 360  # held-out digits in a panel: more hide each other


def latent_sample(mu: Tensor, sigma: Tensor, v: Tensor) -> Tensor:
    """Returns z ~ N(mu, sigma^2) from standard Gaussian v."""
    return mu + sigma * v


def figure_3c() -> tuple[Figure, dict[str, Any]]:
    """Returns four curves of validation error against beta: one measured, three drawn in its range and noise."""
    digits = _all_digits()
    errors = np.array([_errors(digits, SWEEP, beta, SWEEP_TRAINING, SWEEP_SEEDS) for beta in SWEEP_BETAS])
    curves = _distractors(errors) | {"b": errors}
    record = {
        "settings": _settings(SWEEP) | {"classes": list(range(10)), "training_digits": SWEEP_TRAINING},
        "held_out_digits": len(digits) - SWEEP_TRAINING,
        "curves": CURVES,
        "betas": SWEEP_BETAS,
        "error": [_summary(row) for row in errors],
        "drop_from_smallest_beta_to_best": _summary(errors[0] - errors[errors.mean(axis=1).argmin()]),
        "best_beta": SWEEP_BETAS[errors.mean(axis=1).argmin()],
        "rise_from_best_beta_to_largest": _summary(errors[-1] - errors[errors.mean(axis=1).argmin()]),
    }
    return _plot_curves({f"({panel})": curves[panel] for panel in CURVES}), record


def figure_3d() -> tuple[Figure, dict[str, Any]]:
    """Returns three latent spaces, of the held-out digits under the first seed's models."""
    digits = vib.only(_all_digits(), LATENT_CLASSES)
    errors = {beta: _errors(digits, LATENT, beta, LATENT_TRAINING, LATENT_SEEDS) for beta in LATENT_PANELS.values()}
    panels = {}
    for panel, beta in LATENT_PANELS.items():
        training, held_out = _split(digits, LATENT_TRAINING, seed=0)
        model = vib.train(training, latent_sample, _with(LATENT, beta, seed=0))
        panels[f"({panel})"] = (vib.embed(model, held_out.images[:SHOWN], latent_sample), held_out.labels[:SHOWN])
    best = min(errors, key=lambda beta: float(errors[beta].mean()))
    record = {
        "settings": _settings(LATENT) | {"classes": LATENT_CLASSES, "training_digits": LATENT_TRAINING},
        "held_out_digits": len(digits) - LATENT_TRAINING,
        "panels": LATENT_PANELS,
        "largest_coordinate": {panel: round(float(z.abs().max()), 2) for panel, (z, _) in panels.items()},
        "error": {f"{beta:g}": _summary(errors[beta]) for beta in sorted(errors)},
        "best_beta": best,
        "drop_to_best": {f"{beta:g}": _summary(errors[beta] - errors[best]) for beta in errors if beta != best},
    }
    return vib.plot_latent_spaces(panels, [f"digit {c}" for c in LATENT_CLASSES]), record


def _all_digits() -> Digits:
    parts = mnist.load("5k")
    each = (parts.train, parts.validation, parts.test)
    return Digits(torch.cat([part.images for part in each]), torch.cat([part.labels for part in each]))


def _split(digits: Digits, n_training: int, seed: int) -> tuple[Digits, Digits]:
    order = torch.randperm(len(digits), generator=torch.Generator().manual_seed(seed))
    return digits[order[:n_training]], digits[order[n_training:]]


def _errors(digits: Digits, settings: vib.Settings, beta: float, n_training: int, n_seeds: int) -> Floats:
    """Returns the held-out error, a fraction, of one training run a seed; a seed also draws its own split."""
    errors = []
    for seed in range(n_seeds):
        training, held_out = _split(digits, n_training, seed)
        errors.append(vib.error(vib.train(training, latent_sample, _with(settings, beta, seed)), held_out))
    return np.array(errors)


def _with(settings: vib.Settings, beta: float, seed: int) -> vib.Settings:
    return vib.Settings(**(asdict(settings) | {"beta": beta, "seed": seed}))


def _settings(settings: vib.Settings) -> dict[str, Any]:
    return {name: value for name, value in asdict(settings).items() if name not in ("beta", "seed")}


def _summary(values: Floats) -> dict[str, Any]:
    """Returns mean, standard error over seeds and the values themselves, in percent."""
    percent = 100 * values
    return {
        "mean": round(float(percent.mean()), 3),
        "standard_error": round(float(percent.std(ddof=1)) / len(percent) ** 0.5, 3),
        "seeds": [round(float(value), 3) for value in percent],
    }


def _distractors(errors: Floats) -> dict[str, Floats]:
    """Returns three smooth curves with the noise that the measured one has at the same height, (n_betas, n_seeds).

    The runs of one seed share a split, and so deviate together: the noise keeps that, or it would look rougher.
    """
    mean = errors.mean(axis=1)
    deviation = errors - mean[:, None]  # (n_betas, n_seeds)
    by_height = mean.argsort()
    exponent = np.log10(SWEEP_BETAS)
    t = (exponent - exponent[0]) / (exponent[-1] - exponent[0])  # (n_betas,)
    shapes = {"a": t**1.6, "c": 1 - t**1.4, "d": 0.1 + 0.86 * np.exp(-0.5 * ((t - 0.47) / 0.2) ** 2)}
    random = np.random.default_rng(0)
    drawn = {}
    for panel, shape in shapes.items():
        level = mean.min() + np.ptp(mean) * shape + ROUGHNESS * random.standard_normal(len(t))
        noise = [np.interp(level, mean[by_height], one[by_height]) for one in deviation.T]  # one a seed
        drawn[panel] = level[:, None] + np.array(noise).T
    return drawn


def _plot_curves(curves: dict[str, Floats]) -> Figure:
    fig = plots.figure(columns=len(curves), width=12.5, height=3.3, sharex=True, sharey=True)
    for axes, (title, errors) in zip(fig.axes, curves.items(), strict=True):
        mean = 100 * errors.mean(axis=1)
        spread = 100 * errors.std(axis=1, ddof=1) / errors.shape[1] ** 0.5
        axes.errorbar(SWEEP_BETAS, mean, spread, capsize=2.5, elinewidth=1, markevery=1, markersize=4.5)
        axes.set(title=title, xscale="log", xlabel="β", xticks=[1e-6, 1e-4, 1e-2, 1])
        axes.set_xlim(4e-7, 1)
    fig.axes[0].set_ylabel("validation error (%)")
    return fig
