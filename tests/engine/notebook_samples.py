"""Small notebooks as tools write them, a small released homework, and the real one as a submission."""

import ast
import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.notebooks.graded_cells import Plan, plan
from autograder.notebooks.submission import Cell, Submission, read_submission

ROOT = Path(__file__).parents[2]
RELEASED, SOLVED = ROOT / "student_release" / "hw12.ipynb", ROOT / "solutions" / "hw12.ipynb"

JUPYTERLAB: dict[str, Any] = {
    "cells": [
        {
            "cell_type": "code",
            "execution_count": 3,
            "id": "8c1d0a5e-7f3b",
            "metadata": {"editable": True, "slideshow": {"slide_type": ""}, "tags": ["otter_answer_cell"]},
            "outputs": [{"name": "stdout", "output_type": "stream", "text": ["4\n"]}],
            "source": ["x = 2\n", "print(x + x)"],
        },
        {"cell_type": "markdown", "id": "0f", "metadata": {}, "source": ["# Title"]},
    ],
    "metadata": {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"codemirror_mode": {"name": "ipython", "version": 3}, "name": "python", "version": "3.11.7"},
        "otter": {"assignment_name": "homework"},
        "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {}, "version_major": 2}},
    },
    "nbformat": 4,
    "nbformat_minor": 5,
}
COLAB: dict[str, Any] = {
    "nbformat": 4,
    "nbformat_minor": 0,
    "metadata": {
        "colab": {"provenance": [], "collapsed_sections": [], "toc_visible": True},
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "language_info": {"name": "python"},
        "accelerator": "GPU",
    },
    "cells": [
        {
            "cell_type": "markdown",
            "source": ["![picture](data:image/png;base64," + "iVBORw0KGgo" * 1000 + ")"],
            "metadata": {"id": "XwGZcrF0a1bC"},
        },
        {
            "cell_type": "code",
            "source": ["!pip install otter-grader\n", "x = 2"],
            "metadata": {"id": "q8Vbn", "colab": {"base_uri": "https://localhost:8080/"}, "outputId": "a1b2-c3"},
            "execution_count": None,
            "outputs": [{"output_type": "stream", "name": "stdout", "text": ["Looking in indexes\n"]}],
        },
    ],
}
VS_CODE: dict[str, Any] = {
    "cells": [
        {
            "cell_type": "code",
            "execution_count": None,
            "metadata": {"vscode": {"languageId": "python"}},
            "outputs": [],
            "source": "x = 2\r\nprint(x)\r\n",
        },
        {"cell_type": "raw", "metadata": {}, "source": ["raw"]},
    ],
    "metadata": {"language_info": {"name": "python"}, "orig_nbformat": 4},
    "nbformat": 4,
    "nbformat_minor": 2,
}


def notebook(*cells: object, **top: object) -> dict[str, Any]:
    """A bare notebook with `cells`; a text stands for a code cell."""
    made = [code(cell) if isinstance(cell, str) else cell for cell in cells]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made, **top}


def code(source: object, **more: object) -> dict[str, Any]:
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None, **more}


def written(folder: Path, content: object, name: str = "homework.ipynb") -> Path:
    """`content` (bytes, text, or a notebook) as the file `name` of `folder`."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    text = content if isinstance(content, str | bytes) else json.dumps(content)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def peak_bytes(call: Callable[..., object], *arguments: object) -> int:
    """The most memory that Python held while `call` ran."""
    tracemalloc.start()
    try:
        call(*arguments)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def names_by_question() -> dict[str, frozenset[str]]:
    """Of the real homework: question -> the parameters of its test cases."""
    names = {}
    for path in sorted((ROOT / "student_release" / "tests").glob("*.py")):
        functions = [node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)]
        names[path.stem] = frozenset(parameter.arg for f in functions for parameter in f.args.args)
    return names


def released() -> tuple[Cell, ...]:
    return read_submission(RELEASED, "hw12").cells


def submission(*cells: Cell) -> Submission:
    return Submission("homework.ipynb", cells)


def hw12_plan(*cells: Cell) -> Plan:
    """The plan of a submission of the real homework."""
    return plan(released(), submission(*cells), names_by_question())


def py(source: str, *tags: str) -> Cell:
    return Cell("code", source, frozenset(tags))


def md(source: str, *tags: str) -> Cell:
    return Cell("markdown", source, frozenset(tags))


# A homework in miniature: set-up, two questions with checks, a cell that is never run, a written answer with a plot.
SETUP = py("import math\n\ngrader = checker('homework')")
PROMPT_1, PROMPT_2 = md("### One\n\nGive `p` and `q`."), md("### Two\n\nWrite `double`, with `p`.")
HOLE_1 = py("# two lists\np = ...\nq = ...", "otter_answer_cell")
HOLE_2 = py('def double(x):\n    """Twice x."""\n    ...', "otter_answer_cell")
CHECK_1, CHECK_2 = py('grader.check("one")'), py('grader.check("two")')
TRAIN = py("steps = 100\nif ready(double=double):\n    model = train(double, steps)\n    show(model)", "otter_ignore")
WHY = md("<!-- BEGIN QUESTION -->\n\n### Why?\n\nPlot it.")
WRITE, PLOT = md("_Type your answer here._", "otter_answer_cell"), py("...", "otter_ignore", "otter_answer_cell")
CLOSE = md("<!-- END QUESTION -->\n\n## The end")
EXPORT = py("grader.export()", "otter_ignore")
TINY = (SETUP, PROMPT_1, HOLE_1, CHECK_1, PROMPT_2, HOLE_2, CHECK_2, TRAIN, WHY, WRITE, PLOT, CLOSE, EXPORT)
TINY_TESTED = {"one": frozenset("pq"), "two": frozenset({"double", "p"})}
ANSWER_1 = py("p = [1.0]\nq = [0.5]")
ANSWER_2 = py("def double(x):\n    return 2 * x")


def tiny(*replaced: tuple[Cell, tuple[Cell, ...] | Cell], solved: bool = True) -> tuple[Cell, ...]:
    """The miniature's cells, each old one of `replaced` with the new ones in its place; solved: the rest answered."""
    answers = {HOLE_1: (ANSWER_1,), HOLE_2: (ANSWER_2,)} if solved else {}
    for old, new in replaced:
        answers[old] = (new,) if isinstance(new, Cell) else new
    return tuple(cell for old in TINY for cell in answers.get(old, (old,)))


def tiny_plan(cells: tuple[Cell, ...]) -> Plan:
    return plan(TINY, submission(*cells), TINY_TESTED)


def runs(made: Plan) -> list[tuple[str, str | None]]:
    """What is run: source and question of each cell."""
    return [(cell.source, cell.question) for cell in made.cells]


def texts(made: Plan) -> str:
    return " | ".join(f"{note.question}: {note.text}" for note in made.notes)
