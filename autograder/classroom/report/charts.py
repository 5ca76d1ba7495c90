"""Pictures as SVG: their meaning stands beside them in words and numbers, never in a colour alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.classroom.report.markup import Markup, element

WIDTH, HEIGHT, FLOOR, LEFT = 640, 250, 196, 8  # user units; it scales with the page
_TICKS = 10  # labels below the bars: more run into each other on a phone


@dataclass(frozen=True)
class Bin:
    """A range of totals: [low, high), the last one closed."""

    low: float
    high: float
    count: int


def points(value: float) -> str:
    """Points as people write them: no more than two decimals, no zeros behind."""
    return f"{round(value, 2):g}"


def bins(values: Sequence[float], most: float, wanted: int = 20) -> list[Bin]:
    """The range from 0 to `most` (or to the greatest value) in at most `wanted` bins of a round width."""
    end = max([most, *values, 1.0])
    width = next(width for width in _round_widths() if width * wanted >= end)
    number = max(1, -int(-end // width))
    counts = [0] * number
    for value in values:
        counts[min(number - 1, max(0, int(value // width)))] += 1
    return [Bin(width * i, min(end, width * (i + 1)), count) for i, count in enumerate(counts)]


def histogram(shown: Sequence[Bin], title: str, median: float) -> Markup:
    """Bars with their counts above, the median marked. Read out as `title`."""
    step = (WIDTH - 2 * LEFT) / len(shown)
    most = max(1, *(one.count for one in shown))
    at = LEFT + (WIDTH - 2 * LEFT) * median / shown[-1].high
    parts = [_bar(one, LEFT + i * step, step, most) for i, one in enumerate(shown)]
    parts += [element("line", x1=at, x2=at, y1=22, y2=FLOOR, class_="median")]
    parts += [_count(one, LEFT + i * step, step, most) for i, one in enumerate(shown) if one.count]
    every = -(-len(shown) // _TICKS)
    parts += [
        _label(LEFT + i * step, points(one.low)) for i, one in enumerate(shown[: -every // 2 or None]) if i % every == 0
    ]
    parts += [_label(WIDTH - LEFT, points(shown[-1].high))]
    anchor = "end" if at > WIDTH / 2 else "start"
    parts += [
        element("line", x1=LEFT, x2=WIDTH - LEFT, y1=FLOOR, y2=FLOOR, class_="axis"),
        _text(at + (-6 if anchor == "end" else 6), 14, f"median {points(median)}", anchor),
        _text(WIDTH / 2, HEIGHT - 4, "points", "middle"),
    ]
    return element(
        "svg", *parts, viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img", aria_label=title, class_="chart", focusable="false"
    )


def share_bar(share: float, label: str) -> Markup:
    """A share as a bar and, in words that everybody reads, `label`."""
    filled = element("rect", width=round(100 * share, 1), height=8, class_="filled")
    frame = element("rect", width=100, height=8, class_="empty")
    picture = element(
        "svg", frame, filled, viewBox="0 0 100 8", preserveAspectRatio="none", class_="bar", aria_hidden="true"
    )
    return element("span", picture, element("span", label), class_="share")


def _bar(one: Bin, x: float, step: float, most: int) -> Markup:
    height = _height(one, most)
    return element("rect", x=x + 1.5, y=FLOOR - height, width=step - 3, height=height, class_="filled")


def _count(one: Bin, x: float, step: float, most: int) -> Markup:
    return _text(x + step / 2, FLOOR - _height(one, most) - 4, str(one.count), "middle", "count")


def _height(one: Bin, most: int) -> float:
    return (FLOOR - 44) * one.count / most


def _label(x: float, text: str) -> Markup:
    return _text(x, FLOOR + 20, text, "middle" if LEFT < x < WIDTH - LEFT else "start" if x <= LEFT else "end")


def _text(x: float, y: float, text: str, anchor: str, kind: str = "") -> Markup:
    return element("text", text, x=round(x, 1), y=round(y, 1), text_anchor=anchor, class_=kind or False)


def _round_widths() -> list[float]:
    return [base * 10**power for power in range(-2, 9) for base in (1, 2, 2.5, 5)]
