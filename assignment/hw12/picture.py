"""The kind of figure that `hw12.plots` makes."""

from matplotlib.figure import Figure

from hw12 import plots


class Picture(Figure):
    """A matplotlib Figure that a notebook shows as PNG without pyplot or `%matplotlib inline`."""

    def _repr_png_(self) -> bytes:
        return plots.png(self)
