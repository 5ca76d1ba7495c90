"""The one plot of lab 1: the components of a solution in the singular directions of X, against lam."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from lab1.regression import Problem, components

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")  # Okabe and Ito, "Color Universal Design" (2008)
DASHES = ("-", "--", "-.", ":")
LAMS = torch.logspace(-6, 2, 81, dtype=torch.float64)  # (81,)


def plot_components(solve: Callable[[Tensor, Tensor, Tensor], Tensor], problem: Problem) -> Figure:
    """Draws the components of `solve(X, y, lam)` in the singular directions of X, against lam on a logarithmic axis.

    Raises ValueError if `problem` has more directions than there are colors for.
    """
    if len(problem.singular_values) > len(COLORS):
        raise ValueError(f"Got {len(problem.singular_values)} singular values; expected at most {len(COLORS)}.")
    with torch.no_grad():
        path = torch.stack([components(problem, solve(problem.X, problem.y, lam)) for lam in LAMS])  # (81, d)
    fig = _figure()
    axes = fig.subplots()
    for s, along, color, dash in zip(problem.singular_values.tolist(), path.T, COLORS, DASHES, strict=False):
        axes.plot(LAMS, along, color=color, linestyle=dash, linewidth=2, label=f"s = {s:g}")
    axes.axhline(1, color="#5A5A5A", linewidth=1)
    axes.set(xscale="log", xlabel="lam", ylabel="component of the solution", ylim=(-0.1, None))
    axes.legend(title="singular value", frameon=False, loc="center left", bbox_to_anchor=(1.02, 0.5))
    return fig


def png(fig: Figure) -> bytes:
    """Returns `fig` as a PNG file without metadata."""
    buffer = io.BytesIO()
    fig.savefig(buffer, format="png", dpi=120, metadata={"Software": None})
    return buffer.getvalue()


def _figure() -> Figure:
    """Returns an empty figure that a notebook shows when it is the value of a cell; pyplot does not know of it."""
    from matplotlib.figure import Figure  # takes as long to import as everything else here

    class Picture(Figure):
        def _repr_png_(self) -> tuple[bytes, dict[str, str]]:
            return png(self), {"alt": "Plot. Component of the solution against lam, one curve per singular value."}

    return Picture(figsize=(6.4, 3.4), layout="constrained")
