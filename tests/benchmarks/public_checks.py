"""How long a public check takes and what it says, over every right and wrong answer of the corpus.

    python tests/benchmarks/public_checks.py      a minute; needs what `python build.py` writes

For each question: the slowest answer, the blank's sentence, and the longest that any answer gets. Seconds are of one
thread, Otter's reading of the test file included.
"""

import ast
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch

from autograder import handin
from autograder.handin.public_checks import PublicReport

ROOT = Path(__file__).resolve().parents[2]
RELEASE, SOLVED, CORPUS = ROOT / "student_release", ROOT / "solutions" / "hw12.ipynb", ROOT / "assignment" / "corpus"


def session(notebook: Path) -> dict[str, Any]:
    """The global names of `notebook` after all of its cells but those that train, plot or hand in."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    env: dict[str, Any] = {"__name__": "__main__"}
    for cell in (cell for cell in cells if cell["cell_type"] == "code"):
        source = "".join(cell["source"])
        if "otter_ignore" not in cell["metadata"].get("tags", []) and not source.startswith("grader.check"):
            exec(compile(source, str(notebook), "exec"), env)
    return env


@contextmanager
def in_release() -> Iterator[handin.Notebook]:
    """The grader that a student has, in the folder of the release."""
    before = Path.cwd()
    os.chdir(RELEASE)
    try:
        yield handin.Notebook("hw12.ipynb", tests_dir="tests")
    finally:
        os.chdir(before)


def answers(question: str) -> Iterator[tuple[str, str]]:
    """(name, source) of the corpus's answers to `question`; those that are no Python are not among them."""
    for path in sorted((CORPUS / question).glob("*/*.py")):
        source = path.read_text(encoding="utf-8")
        try:
            ast.parse(source)
        except SyntaxError:
            continue
        yield f"{path.parent.name}/{path.stem}", source


def said(grader: handin.Notebook, question: str, solved: dict[str, Any], source: str) -> PublicReport:
    """What the check says of one answer; an answer whose cell raises leaves the names that it had."""
    env = dict(solved)
    try:
        exec(compile(source, question, "exec"), env)
    except Exception as error:  # noqa: BLE001 - a student's cell may raise anything, and the check is run all the same
        print(f"        {question}: its cell raises {type(error).__name__}", file=sys.stderr)
    return grader.check(question, env)


def main() -> None:
    """Prints the table."""
    torch.set_num_threads(1)
    with in_release() as grader:
        solved, blank = session(SOLVED), session(RELEASE / "hw12.ipynb")
        for path in sorted((RELEASE / "tests").glob("*.py")):
            took: dict[str, float] = {}
            sentences: dict[str, str | None] = {}
            first = grader.check(path.stem, blank).sentence()
            for name, source in answers(path.stem):
                begun = time.perf_counter()
                sentences[name] = said(grader, path.stem, solved, source).sentence()
                took[name] = time.perf_counter() - begun
            slowest = max(took, key=lambda name: took[name])
            longest = max((text or "(Otter's own report)" for text in sentences.values()), key=len)
            without = [name for name, text in sentences.items() if text is None]
            print(
                f"{path.stem}: {len(took)} answers, slowest {took[slowest]:.2f} s ({slowest}); no sentence: {without}"
            )
            print(f"    blank:   {first}\n    longest: {longest}")


if __name__ == "__main__":
    main()
