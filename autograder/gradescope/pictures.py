"""A page of a results.json as a picture, drawn with what grading needs anyway."""

import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from autograder.gradescope.pages import Box, Page, plain

WIDTH_IN, LINE_IN, DPI = 9.5, 0.19, 110
_LETTERS = 112  # of a line, at 9.5 points of size in nine inches
_MONO_LETTERS = 104
_COLOURS = {"passed": "#2a7d4f", "failed": "#b3312c", "": "#888888"}


@dataclass(frozen=True)
class _Line:
    text: str
    bold: bool = False
    mono: bool = False
    bar: str = ""  # the colour of the bar at its left
    right: str = ""  # what stands at its right end


def draw(shown: Page, path: Path) -> None:
    """Writes the page to `path` as a PNG, as tall as it needs to be."""
    lines = _lines(shown)
    height = (len(lines) + 2) * LINE_IN
    figure = Figure(figsize=(WIDTH_IN, height), facecolor="white")
    FigureCanvasAgg(figure)
    for number, line in enumerate(lines, 1):
        _draw_line(figure, line, 1 - (number + 0.5) * LINE_IN / height, LINE_IN / height)
    figure.savefig(path, dpi=DPI, metadata={"Software": None})


def _draw_line(figure: Figure, line: _Line, y: float, step: float) -> None:
    font: dict[str, Any] = {
        "fontsize": 9.5,
        "fontfamily": "DejaVu Sans Mono" if line.mono else "DejaVu Sans",
        "parse_math": False,
    }
    weight = "bold" if line.bold else "normal"
    if line.bar:
        figure.patches.append(_bar(figure, line.bar, y, step))
    figure.text(0.035, y, line.text, weight=weight, va="center", color="#222222", **font)
    figure.text(0.975, y, line.right, weight=weight, va="center", ha="right", color="#222222", **font)


def _bar(figure: Figure, colour: str, y: float, step: float) -> Rectangle:
    return Rectangle(
        (0.015, y - step / 2), 0.007, step, transform=figure.transFigure, color=colour, lw=0, antialiased=False
    )


def _lines(shown: Page) -> list[_Line]:
    lines = [_Line(shown.title, bold=True, right=f"Total points: {shown.total}"), _Line("")]
    lines += [line for text in shown.paragraphs for line in [*_wrapped(text), _Line("")]]
    if shown.stdout:
        lines += [_Line("Autograder output (for staff)", bold=True)]
        lines += [_Line(part, mono=True) for text in shown.stdout.splitlines() for part in _broken(text)]
        lines += [_Line("")]
    lines += [line for box in shown.boxes for line in [*_box(box), _Line("")]]
    return lines + ([_Line(f"... and {shown.left_out} more entries")] if shown.left_out else [])


def _broken(text: str) -> list[str]:
    return textwrap.wrap(text, _MONO_LETTERS, subsequent_indent="  ", replace_whitespace=False) or [""]


def _wrapped(paragraph: str, bar: str = "") -> list[_Line]:
    return [_Line(text, bar=bar) for text in textwrap.wrap(plain(paragraph), _LETTERS)]


def _box(box: Box) -> list[_Line]:
    colour = _COLOURS[box.status]
    right = " ".join(filter(None, [box.status, box.points, "(hidden until published)" if box.hidden else ""]))
    body = [line for text in box.paragraphs for line in _wrapped(text, colour)]
    return [_Line(box.title, bold=True, bar=colour, right=right), *body]
