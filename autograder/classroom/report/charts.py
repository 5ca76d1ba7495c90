"""Drawings in SVG. Colours come from the page, and what is drawn is said in words too."""

from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT, BASE = 640, 180, 24  # BASE: room below the bars for the axis


def histogram(bars: Sequence[int], possible: float, mean: float, median: float) -> str:
    """The distribution of totals; `bars` count equal parts of the range from 0 to `possible`."""
    most, width = max([*bars, 1]), WIDTH / len(bars)
    drawn = []
    for index, count in enumerate(bars):
        height = (HEIGHT - BASE - 14) * count / most
        x, y = index * width, HEIGHT - BASE - height
        drawn.append(f'<rect class="bar" x="{x + 1:.1f}" y="{y:.1f}" width="{width - 2:.1f}" height="{height:.1f}"/>')
        if count:
            drawn.append(f'<text class="count" x="{x + width / 2:.1f}" y="{y - 3:.1f}">{count}</text>')
    ticks = [
        f'<text class="tick" x="{WIDTH * part:.1f}" y="{HEIGHT - 6}" text-anchor="{anchor}">{possible * part:g}</text>'
        for part, anchor in ((0, "start"), (0.25, "middle"), (0.5, "middle"), (0.75, "middle"), (1, "end"))
    ]
    at = WIDTH * (median / possible if possible else 0)
    line = f'<line class="median" x1="{at:.1f}" x2="{at:.1f}" y1="0" y2="{HEIGHT - BASE}"/>'
    label = escape(f"Distribution of totals from 0 to {possible:g} points: mean {mean:.1f}, median {median:.1f}.")
    axis = f'<line class="axis" x1="0" x2="{WIDTH}" y1="{HEIGHT - BASE}" y2="{HEIGHT - BASE}"/>'
    inside = "".join([*drawn, line, axis, *ticks])
    return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">{inside}</svg>'


def share(value: float) -> str:
    """A bar as long as a share, with the share in percent."""
    percent = f"{100 * value:.0f}%"
    width = f"{100 * value:.1f}"
    return (
        f'<span class="share"><svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="rest" width="100" height="8"/><rect class="bar" width="{width}" height="8"/></svg>'
        f"<span>{percent}</span></span>"
    )
