"""The settings that every figure is drawn with, on the screen and in its PNG."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STYLE: Any = {  # what matplotlib.rc_context takes; its type differs between matplotlib's versions
    "font.family": "DejaVu Sans",  # ships with matplotlib, so a figure is the same on every machine
    "font.size": 11,  # points; a panel is 4 inches wide, so text keeps 3% of its height
    "axes.titlesize": 12,
    "axes.labelsize": 11,
    "xtick.labelsize": 10,
    "ytick.labelsize": 10,
    "legend.fontsize": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#E0E0E0",
    "grid.linewidth": 0.6,
    "axes.axisbelow": True,
    "figure.facecolor": "white",  # a transparent figure is unreadable in a dark notebook
    "savefig.facecolor": "white",
}


def png(fig: Figure, dpi: float | None = None) -> bytes:
    """Returns `fig` as a PNG file without metadata: no version, no date, no text."""
    from matplotlib import rc_context

    buffer = io.BytesIO()
    with rc_context(STYLE):
        fig.savefig(buffer, format="png", dpi=dpi or fig.dpi, metadata={"Software": None})
    return buffer.getvalue()
