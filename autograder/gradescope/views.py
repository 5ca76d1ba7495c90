"""`python -m autograder.gradescope.views RESULTS -o FOLDER`: a results.json as students and staff see it.

Writes before.html, after.html and staff.html, and a PNG of each: by the rules of Gradescope's specification, not with
its looks.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from autograder.gradescope.pages import Reader, as_html, page
from autograder.gradescope.pictures import draw


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
        print(f"{stem}.html, {stem}.png: {reader.value}, {len(shown.boxes)} entries")
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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
