"""`python -m autograder.gradescope.views RESULTS -o FOLDER`: a results.json as students and staff see it.

Writes before.html, after.html and staff.html, and a PNG of each: by the rules of Gradescope's specification, not with
its looks.
"""

import argparse
import json
import sys
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from autograder.gradescope.markdown import plain
from autograder.gradescope.pages import Page, PageEntry, Reader, as_html, page


def main(arguments: Sequence[str]) -> int:
    """Writes the views; returns the exit status: 0, or 2 where it was used wrongly."""
    options = _options(arguments)
    content = json.loads(options.results.read_text(encoding="utf-8"))
    stdout = options.stdout.read_text(encoding="utf-8") if options.stdout else ""
    options.output.mkdir(parents=True, exist_ok=True)
    for reader in Reader:
        shown = page(content, reader, stdout, options.question)
        stem = options.output / reader.name.lower()
        stem.with_suffix(".html").write_text(as_html(shown), encoding="utf-8")
        draw(shown, stem.with_suffix(".png"))
        print(f"{stem}.html, {stem}.png: {reader.value}, {len(shown.entries)} entries")
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m autograder.gradescope.views", description=__doc__.splitlines()[0])
    parser.add_argument("results", type=Path, help="the results.json of a submission")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FOLDER", help="where the views go")
    parser.add_argument("--stdout", type=Path, metavar="FILE", help="what run_autograder printed, which staff see")
    parser.add_argument("--question", action="append", default=[], metavar="NAME", help="show this question alone")
    options = parser.parse_args(arguments)
    if not options.results.is_file():
        parser.error(f"there is no file {options.results}: expected a results.json")
    return options


# --- pictures, drawn with what grading needs anyway ------------------------------------------------------------------

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
    lines += [line for entry in shown.entries for line in [*_entry(entry), _Line("")]]
    return lines + ([_Line(f"... and {shown.left_out} more entries")] if shown.left_out else [])


def _broken(text: str) -> list[str]:
    return textwrap.wrap(text, _MONO_LETTERS, subsequent_indent="  ", replace_whitespace=False) or [""]


def _wrapped(paragraph: str, bar: str = "") -> list[_Line]:
    return [_Line(text, bar=bar) for text in textwrap.wrap(plain(paragraph), _LETTERS)]


def _entry(entry: PageEntry) -> list[_Line]:
    colour = _COLOURS[entry.status]
    right = " ".join(filter(None, [entry.status, entry.points, "(hidden until published)" if entry.hidden else ""]))
    body = [line for text in entry.paragraphs for line in _wrapped(text, colour)]
    return [_Line(entry.title, bold=True, bar=colour, right=right), *body]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
