"""The one look of every figure: colours that colour-blind readers can tell apart, and never colour alone.

    fig = figure(columns=2, sharey=True)
    left, right = fig.axes
    left.plot(steps, losses, label="training")       # colour, dash and marker come from the cycle
    fig                                              # the last value of a cell: shown once

matplotlib's global settings are left as they were, and no figure is registered with pyplot: a figure is shown
because a cell returns it, and is freed when nobody holds it. matplotlib itself is imported with the first figure:
it takes as long as a third of torch, and who only calls functions needs none of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hw12.style import STYLE
from hw12.style import png as png  # plots.png is what callers know

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe and Ito, "Color Universal Design" (2008), ordered by contrast; their yellow is too pale for a line.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000", "#E69F00", "#56B4E9")
DASHES: tuple[Any, ...] = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (8, 2)), (0, (1, 1)))
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
GREY = "#5A5A5A"  # reference lines; 6.9:1 against white

DPI = 120  # a 4-inch panel is 480 pixels wide: sharp in a notebook, small in a file


def figure(
    rows: int = 1,
    columns: int = 1,
    *,
    width: float | None = None,
    height: float | None = None,
    sharex: bool = False,
    sharey: bool = False,
) -> Figure:
    """Returns a figure whose `rows * columns` axes, in `fig.axes`, carry the shared style.

    `width` and `height` are the whole figure's, in inches: by default 4 by 3 a panel, 5.5 by 3.5 for only one.

    Raises ValueError where there would be no panel.
    """
    if rows < 1 or columns < 1:
        raise ValueError(f"Got {rows} rows and {columns} columns; a figure needs at least 1 of each.")
    from matplotlib import rc_context

    from hw12.picture import Picture

    panel = (5.5, 3.5) if rows == columns == 1 else (4.0, 3.0)
    with rc_context(STYLE):
        fig = Picture(figsize=(width or columns * panel[0], height or rows * panel[1]), dpi=DPI, layout="constrained")
        for axes in fig.subplots(rows, columns, sharex=sharex, sharey=sharey, squeeze=False).flat:
            axes.set_prop_cycle(_cycle())
    return fig


def series(index: int) -> dict[str, Any]:
    """Returns colour, dash and marker of the `index`-th series, as keyword arguments of `Axes.plot`."""
    return {
        "color": PALETTE[index % len(PALETTE)],
        "linestyle": DASHES[index % len(DASHES)],
        "marker": MARKERS[index % len(MARKERS)],
        "markevery": 0.12,  # of the diagonal: a long curve shows about eight markers
        "markersize": 5,
        "linewidth": 1.8,
    }


def legend(axes: Axes, **options: Any) -> None:
    """Draws the legend beside the data: to the right of `axes` unless `options` place it elsewhere."""
    beside = {"loc": "center left", "bbox_to_anchor": (1.02, 0.5), "frameon": False, "fontsize": 10}
    axes.legend(**(beside | options))


def _cycle() -> Any:
    from cycler import cycler

    properties = [series(index) for index in range(len(PALETTE))]
    return cycler(**{key: [one[key] for one in properties] for key in properties[0]})
