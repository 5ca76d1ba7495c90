"""The two sketches that the notebook shows: the overview of a VIB, and the path that MAML takes.

Staff only. The overview leaves open how Z is drawn: that is question 3(a).
"""

from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyArrowPatch, Polygon, Rectangle
from numpy.typing import NDArray

from hw12 import plots

BLUE, ORANGE, GREEN = plots.PALETTE[:3]
INK = "#222222"
Floats = NDArray[np.float64]


def vib_overview() -> tuple[Figure, dict[str, Any]]:
    """Returns figure 3 of the notebook: X -> Z -> Y, and below it the two networks that stand for the arrows."""
    fig = plots.figure(width=9.6, height=4.6)
    (axes,) = fig.axes
    axes.set(xlim=(0, 12), ylim=(0, 5.75), aspect="equal")
    axes.axis("off")
    _variables(axes)
    _networks(axes)
    return fig, {"kind": "sketch"}


def maml_trajectory() -> tuple[Figure, dict[str, Any]]:
    """Returns the path of theta under MAML on three quadratic losses, with the adapted weights at its end."""
    optima = np.array([[4.3, 3.5], [6.2, 1.6], [4.4, -0.5]])  # (tasks, 2)
    curvature = np.array([[0.9, 0.8], [0.8, 1.0], [0.8, 0.9]])  # (tasks, 2), along the axes
    inner, outer = 0.6, 0.7
    path = _maml_path(np.array([0.0, 3.0]), optima, curvature, inner, outer, updates=4)
    adapted = path[-1] - inner * curvature * (path[-1] - optima)  # (tasks, 2)
    fig = plots.figure(width=7.6, height=4.2)
    (axes,) = fig.axes
    for start, end in pairwise(path):
        _arrow(axes, start, end, color=BLUE, linewidth=3)
    axes.plot(*path.T, "o", color=BLUE, markersize=6, markevery=1)
    for index, (end, optimum) in enumerate(zip(adapted, optima, strict=True), start=1):
        _arrow(axes, path[-1], end, color=ORANGE, linewidth=1.8, linestyle=(0, (4, 2)))
        axes.plot(*optimum, marker="*", markersize=13, color=GREEN, linestyle="", markevery=1)
        axes.annotate(rf"$\theta^*_{index}$", _beside(optimum, 0.38, 0.0), ha="center", va="center", fontsize=14)
        axes.annotate(rf"$\theta'_{index}$", _beside(end, 0.34, 0.12), ha="center", va="center", fontsize=14)
    axes.annotate(r"$\theta$ at the start", _beside(path[0], 0.15, 0.12), fontsize=12)
    axes.annotate(r"$\theta$", _beside(path[-1], -0.22, -0.28), ha="center", va="center", fontsize=15)
    axes.plot([], [], color=BLUE, linewidth=3, linestyle="-", marker="", label="meta update of θ")
    axes.plot([], [], color=ORANGE, linewidth=1.8, linestyle="--", marker="", label="inner update, for one task")
    axes.plot([], [], "*", color=GREEN, markersize=12, markevery=1, label="best weights for one task")
    plots.legend(axes, loc="lower left", bbox_to_anchor=(0.0, 0.0))
    axes.set(xlim=(-0.3, 6.9), ylim=(-0.9, 3.9), aspect="equal")
    axes.axis("off")
    return fig, {"kind": "sketch", "inner_step": inner, "meta_step": outer, "meta_updates": len(path) - 1}


def _maml_path(theta: Floats, optima: Floats, curvature: Floats, inner: float, outer: float, updates: int) -> Floats:
    """Returns theta after each update of MAML on the losses sum(curvature * (theta - optimum)^2) / 2."""
    path = [theta]
    for _ in range(updates):
        adapted = theta - inner * curvature * (theta - optima)  # (tasks, 2)
        gradient = ((1 - inner * curvature) * curvature * (adapted - optima)).sum(axis=0)
        theta = theta - outer * gradient
        path.append(theta)
    return np.array(path)


def _beside(point: Floats, right: float, up: float) -> tuple[float, float]:
    return float(point[0]) + right, float(point[1]) + up


def _arrow(axes: Axes, start: Any, end: Any, **look: Any) -> None:
    settings: dict[str, Any] = {
        "arrowstyle": "-|>",
        "mutation_scale": 16,
        "shrinkA": 0,
        "shrinkB": 2,
        "color": INK,
    } | look
    axes.add_patch(FancyArrowPatch(tuple(start), tuple(end), **settings))


def _variables(axes: Axes) -> None:
    """The top row: three variables and the two conditional distributions between them."""
    for x, name in ((1.2, "$X$"), (6.0, "$Z$"), (10.8, "$Y$")):
        axes.add_patch(Circle((x, 4.95), 0.5, facecolor="white", edgecolor=INK, linewidth=1.6))
        axes.text(x, 4.95, name, ha="center", va="center", fontsize=17)
    for start, end, name in ((1.75, 5.4, r"$p_{\theta_e}(Z\,|\,X)$"), (6.55, 10.2, r"$q_{\theta_d}(Y\,|\,Z)$")):
        _arrow(axes, (start, 4.95), (end, 4.95), linewidth=1.8)
        axes.text((start + end) / 2, 5.2, name, ha="center", va="bottom", fontsize=13)
    for x, name in ((1.2, "input"), (6.0, "latent variable"), (10.8, "target")):
        axes.text(x, 4.28, name, ha="center", va="top", fontsize=11, color=plots.GREY)


def _networks(axes: Axes) -> None:
    """The bottom row: encoder and decoder as networks, a code's Gaussian between them and the labels' bars."""
    axes.add_patch(Rectangle((0.7, 1.6), 1.0, 1.0, facecolor="#E8E8E8", edgecolor=INK, linewidth=1.2))
    axes.text(1.2, 2.1, "$x$", ha="center", va="center", fontsize=17)
    _trapezium(axes, left=2.3, right=4.0, tall_left=True, color=BLUE, name="encoder\n" + r"$\theta_e$")
    _gaussians(axes, centre=6.0, floor=1.45)
    _trapezium(axes, left=8.0, right=9.7, tall_left=False, color=GREEN, name="decoder\n" + r"$\theta_d$")
    for index, height in enumerate((0.2, 1.0, 0.35)):
        axes.add_patch(Rectangle((10.3 + 0.36 * index, 1.55), 0.28, height, facecolor=plots.GREY))
    axes.plot([10.2, 11.4], [1.55, 1.55], color=INK, linewidth=1.2, linestyle="-", marker="")
    axes.text(10.8, 1.35, r"$q_{\theta_d}(y\,|\,z)$", ha="center", va="top", fontsize=13)
    for start, end in ((1.75, 2.25), (4.05, 4.5), (7.5, 7.95), (9.75, 10.2)):
        _arrow(axes, (start, 2.1), (end, 2.1), linewidth=1.8)
    axes.text(7.72, 2.3, "$z$", ha="center", va="bottom", fontsize=14)


def _trapezium(axes: Axes, left: float, right: float, tall_left: bool, color: str, name: str) -> None:
    tall, low = (0.6, 3.6), (1.35, 2.85)
    (a, b), (c, d) = (tall, low) if tall_left else (low, tall)
    corners = [(left, a), (left, b), (right, d), (right, c)]
    axes.add_patch(Polygon(corners, facecolor=color, alpha=0.18, edgecolor="none"))
    axes.add_patch(Polygon(corners, facecolor="none", edgecolor=color, linewidth=1.8))
    axes.text((left + right) / 2, 2.1, name, ha="center", va="center", fontsize=13)


def _gaussians(axes: Axes, centre: float, floor: float) -> None:
    """p(Z|x), narrow and off centre, r(Z), broad, and the arrow of the regularizer that pulls one to the other."""
    x = np.linspace(-1.45, 1.45, 300)
    narrow = 1.5 * np.exp(-0.5 * ((x - 0.75) / 0.17) ** 2)
    broad = 0.8 * np.exp(-0.5 * ((x + 0.25) / 0.5) ** 2)
    axes.fill_between(centre + x, floor, floor + narrow, color=ORANGE, alpha=0.25, linewidth=0)
    axes.plot(centre + x, floor + narrow, color=ORANGE, linewidth=2, linestyle="-", marker="")
    axes.plot(centre + x, floor + broad, color=plots.GREY, linewidth=2, linestyle="--", marker="")
    axes.plot([centre - 1.45, centre + 1.45], [floor, floor], color=INK, linewidth=1.2, linestyle="-", marker="")
    axes.text(centre + 0.75, floor + 1.6, r"$p_{\theta_e}(Z\,|\,x)$", ha="center", va="bottom", fontsize=13)
    axes.text(centre - 0.55, floor + 0.95, r"$r(Z)$", ha="center", va="bottom", fontsize=13, color=INK)
    _arrow(axes, (centre + 0.75, floor - 0.3), (centre - 0.25, floor - 0.3), linewidth=1.6, color=ORANGE)
    axes.text(centre, floor - 0.5, "pulled towards $r(Z)$", ha="center", va="top", fontsize=11)
