"""The figures of the meta-learning demos: test error, one prediction, and the feature weights over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from hw12 import plots
from hw12.maml_result import Result

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BAND = (0.1, 0.9)  # percentiles across test tasks, as shares
SNAPSHOTS = (0.0, 0.1, 0.25, 0.5, 1.0)  # of meta-training: most of the movement is early
LINE: dict[str, Any] = {"color": plots.PALETTE[0], "linewidth": 1.3, "linestyle": "-", "marker": ""}
DOTS: dict[str, Any] = {"linestyle": "", "marker": "o", "markevery": 1}
ZOOM = 4  # the zoomed figure spans n_inner / ZOOM to n_inner * ZOOM training points


def plot_test_error(result: Result, zoom: bool = False, other: Result | None = None) -> Figure:
    """Returns test error against the number of training points at test time: medians and 10th-90th percentile bands.

    `zoom` looks closely at the numbers of points around the one of meta-training. `other` is a run with another inner
    step, tested on the same tasks: the curve of its meta-learned weights is added. Raises ValueError where it was not.
    """
    n = torch.tensor(result.n_train_post)
    n_inner = result.settings.n_inner
    near = (n >= n_inner / ZOOM) & (n <= n_inner * ZOOM) if zoom else n > 0
    title = result.title if other is None else result.title.partition(",")[0]
    fig = plots.figure(width=8.5, height=4.4)
    axes = fig.axes[0]
    for index, (name, errors) in enumerate(_curves(result, other).items()):
        _band(axes, n[near], errors[near], index, name)
    axes.axvline(n_inner, color=plots.GREY, linewidth=1, linestyle=":", zorder=0)
    axes.set(
        xscale="log",
        yscale="log",
        xlabel="n_train_post: training points at test time",
        ylabel=f"{result.error_name}, log scale",
        title=f"{title}: test error{' near n_train_post = ' + str(n_inner) if zoom else ''}",
    )
    _mark_points(axes, result, zoom)
    plots.legend(axes, title="median of the test tasks;\nband: 10th to 90th percentile", alignment="left")
    return fig


def plot_prediction(result: Result) -> Figure:
    """Returns what each weighting makes of one new task from n_inner points, a panel each, with the truth."""
    shown = result.prediction
    fig = plots.figure(columns=len(shown.learned), width=12, height=3.6, sharex=True, sharey=True)
    for axes, (name, learned) in zip(fig.axes, shown.learned.items(), strict=True):
        axes.plot(shown.x, shown.truth, **(LINE | {"color": plots.GREY, "linewidth": 3, "alpha": 0.45}), label="truth")
        axes.plot(shown.x, learned, **LINE, label="learned")
        axes.plot(shown.seen_x, shown.seen_y, **(DOTS | {"color": "black", "markersize": 4}), label="training points")
        axes.set(title=name, xlabel="x")
    fig.axes[0].set_ylabel(result.value_name)
    plots.legend(fig.axes[-1])
    fig.suptitle(f"{result.title}: one new task, {len(shown.seen_x)} training points")
    return fig


def plot_weights(result: Result) -> Figure:
    """Returns the feature weights over time: snapshots of all of them, and the course of those in S and the rest."""
    fig = plots.figure(rows=2, columns=3, width=12, height=6.4)
    last = len(result.weights) - 1
    in_support = torch.zeros(result.settings.d, dtype=torch.bool)
    in_support[list(result.settings.support)] = True
    *snapshots, course = fig.axes
    low, high = min(0.0, float(result.weights.min())), float(result.weights.max())
    for axes, share in zip(snapshots, SNAPSHOTS, strict=True):
        iteration = round(share * last)
        _snapshot(axes, result.weights[iteration], in_support, tick=2 * result.settings.n_inner)
        axes.set(title=f"after {iteration} meta-iterations", ylim=(low - 0.05 * high, 1.05 * high))
    for axes in (snapshots[0], snapshots[3]):
        axes.set_ylabel("feature weight c_k")
    for axes in snapshots[2:]:
        axes.set_xlabel("feature number k")
    _course(course, result.weights, in_support)
    course.set(ylim=(low - 0.05 * high, 1.05 * high))
    fig.suptitle(f"{result.title}: feature weights during meta-training")
    return fig


def _curves(result: Result, other: Result | None) -> dict[str, Tensor]:
    if other is None:
        return result.errors
    meta, *rest = result.errors
    if any(not torch.equal(result.errors[name], other.errors[name]) for name in rest):
        raise ValueError("The two runs were not tested on the same tasks: run both with the same test settings.")
    own, added = (f"{meta},\ninner step {one.settings.inner_step:g}" for one in (result, other))
    shared = {name: result.errors[name] for name in rest}  # in their places, so that they keep their colours
    return {own: result.errors[meta], **shared, added: other.errors[meta]}


def _band(axes: Axes, n: Tensor, errors: Tensor, index: int, name: str) -> None:
    """Draws the median of each row of errors (len(n), tasks), and the band that holds most tasks."""
    low, middle, high = errors.quantile(torch.tensor([BAND[0], 0.5, BAND[1]], dtype=errors.dtype), dim=1)
    axes.plot(n, middle, label=name, **plots.series(index))
    axes.fill_between(n, low, high, color=plots.PALETTE[index], alpha=0.18, linewidth=0)


def _mark_points(axes: Axes, result: Result, zoom: bool) -> None:
    """Writes plain numbers beside the axes: of points where something may happen, and of errors within few decades."""
    from matplotlib.ticker import LogLocator, NullLocator

    settings = result.settings
    powers = range(-2, 3) if zoom else range(-1, 4)
    ticks = [1, len(settings.support), *(settings.n_inner * 2.0**power for power in powers), settings.d, 3 * settings.d]
    low, high = axes.get_xlim()
    axes.set_xticks([n for n in ticks if low <= n <= high])
    axes.xaxis.set_major_formatter(lambda n, _: f"{n:.0f}")
    axes.xaxis.set_minor_locator(NullLocator())
    low, high = axes.get_ylim()
    if high < 1000 * low:
        axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.yaxis.set_major_formatter(lambda error, _: f"{error:g}")
        axes.yaxis.set_minor_locator(NullLocator())


def _snapshot(axes: Axes, weights: Tensor, in_support: Tensor, tick: int) -> None:
    k = torch.arange(len(weights))
    axes.plot(k[~in_support], weights[~in_support], **(DOTS | {"color": plots.PALETTE[1], "markersize": 2}))
    axes.plot(k[in_support], weights[in_support], **(DOTS | {"color": plots.PALETTE[0], "markersize": 4}))
    axes.set_xticks(range(0, len(weights), tick))


def _course(axes: Axes, history: Tensor, in_support: Tensor) -> None:
    """Draws the mean weight of the features in S and of the rest, and between which values they lie."""
    iterations = torch.arange(len(history))
    for index, (name, chosen) in enumerate((("in S", in_support), ("not in S", ~in_support))):
        group = history[:, chosen]  # (meta_iterations + 1, features)
        low, high = group.aminmax(dim=1)
        axes.plot(iterations, group.mean(dim=1), label=name, **plots.series(index))
        axes.fill_between(iterations, low, high, color=plots.PALETTE[index], alpha=0.18, linewidth=0)
    axes.set(title="all of meta-training", xlabel="meta-iteration")
    plots.legend(axes, title="mean; shaded:\nsmallest to largest", loc="center right", bbox_to_anchor=(1.0, 0.55))
