"""The kind of figure that `hw12.plots` makes."""

from collections.abc import Iterator

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from hw12.style import png


class Picture(Figure):
    """A matplotlib Figure that a notebook shows as PNG without pyplot or `%matplotlib inline`."""

    def _repr_png_(self) -> tuple[bytes, dict[str, str]]:
        """The PNG, and words for who does not see it: the notebook file keeps them, and HTML made from it."""
        return png(self), {"alt": describe(self)}


def describe(figure: Figure) -> str:
    """What is drawn, not what it shows: titles, axes and the names of the series, panel by panel."""
    panels = [", ".join(_of(axes)) for axes in figure.axes]
    numbered = [f"panel {number}: {words}" for number, words in enumerate(panels, 1)] if len(panels) > 1 else panels
    return f"Plot. {'; '.join(words for words in numbered if words)}".strip(". ") + "."


def _of(axes: Axes) -> Iterator[str]:
    if axes.get_title():
        yield axes.get_title()
    if axes.images:
        yield "a picture"
    if axes.get_ylabel() or axes.get_xlabel():
        yield f"{axes.get_ylabel() or 'values'} against {axes.get_xlabel() or 'the horizontal axis'}"
    named = [label for label in axes.get_legend_handles_labels()[1] if not label.startswith("_")]
    if named:
        yield f"series: {', '.join(dict.fromkeys(named))}"
