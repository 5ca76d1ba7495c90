"""Classes as they are, made from the corpus of right and wrong answers: blanks, duplicates and hostile ones among them.

python -m tests.classroom.classes 300 -o CLASS          a folder of notebooks; needs what `python build.py` writes
python -m tests.classroom.classes 10000 -o CLASS --tiny     of the engine's small homework: a few cells each
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(Path(__file__).resolve().parent), str(ROOT / "tests" / "engine")]

from downloads import zipped  # noqa: E402  # the line above finds it

# Shares of a class, by and large as courses see them; the rest are whole notebooks.
BLANK, DUPLICATE, UNREADABLE, ZIPPED = 0.03, 0.02, 0.01, 0.30
WRONG = 0.15  # of the answers in a whole notebook
UNANSWERED = 0.05  # of them
NAMES = (
    "Ada Lovelace",
    "李 小龙",
    "Zoë Ångström",
    "محمد علي",
    "=1+1",
    "<script>alert(1)</script>",
    "O'Brien; DROP",
    "Σ",
)


def full_homework(dist: Path) -> tuple[Mapping[str, Sequence[str]], Mapping[str, Sequence[str]], object]:
    """Right answers and wrong ones to each question of the homework, and the notebook that they go into."""
    from autograder.calibration.corpus import read_corpus
    from autograder.calibration.submissions import read_reference
    from autograder.engine.assignment import read_assignment
    from autograder.engine.judge.cases import read_cases

    assignment = read_assignment(dist)
    cases = read_cases(assignment.tests)
    reference = read_reference(assignment.released, ROOT / "solutions" / assignment.released.name, cases)
    right = {question: [source] for question, source in reference.answers.items()}
    wrong: dict[str, list[str]] = {question: [] for question in right}
    for entry in read_corpus(ROOT / "assignment" / "corpus", cases):
        (right if entry.kind == "wheat" else wrong)[entry.question].append(entry.source)
    return right, wrong, reference


def notebooks(count: int, seed: int, dist: Path) -> Iterator[bytes]:
    """`count` notebooks of the homework."""
    rng = random.Random(seed)
    right, wrong, reference = full_homework(dist)
    before = b""
    for _ in range(count):
        kind = rng.random()
        if kind < BLANK:
            before = reference.answered({}).encode()
        elif kind < BLANK + UNREADABLE:
            yield reference.answered({}).encode()[:1000]
            continue
        elif kind >= BLANK + UNREADABLE + DUPLICATE or not before:
            answers = {}
            for question in right:
                choice = rng.random()
                if choice >= UNANSWERED:
                    pool = wrong[question] if choice < UNANSWERED + WRONG and wrong[question] else right[question]
                    answers[question] = rng.choice(pool)
            before = reference.answered(answers).encode()
        yield before


def tiny_notebooks(count: int, seed: int) -> Iterator[bytes]:
    """`count` notebooks of the small homework; no two the same."""
    from notebook_samples import code, notebook
    from small_homework import RIGHT, SETUP

    rng = random.Random(seed)
    top = {"metadata": {"otter": {"assignment_name": "small"}}}
    for number in range(count):
        word = rng.choice(["axolotl", "newt", "olm"])
        answers = [RIGHT["double"], RIGHT["scaled"], RIGHT["noise"], f'word = "{word}"  # {number}']
        yield json.dumps(notebook(code(SETUP), *map(code, answers), **top)).encode()


def write(folder: Path, contents: Iterator[bytes], seed: int, stem: str) -> Path:
    """A folder with a notebook or zip for each, under names of every kind."""
    rng = random.Random(seed)
    folder.mkdir(parents=True)
    for number, content in enumerate(contents):
        name = f"{rng.choice(NAMES).replace('/', '_')} {number:05d}"
        if rng.random() < ZIPPED:
            (folder / f"{name}.zip").write_bytes(zipped({f"{stem}.ipynb": content}))
        else:
            (folder / f"{name}.ipynb").write_bytes(content)
    return folder


def main(arguments: Sequence[str]) -> int:
    """Writes a class; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.classroom.classes", description=__doc__.splitlines()[0])
    parser.add_argument("count", type=int, help="submissions")
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="FOLDER", help="where they go: not there yet"
    )
    parser.add_argument("--tiny", action="store_true", help="of the engine's small homework")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--dist", type=Path, default=ROOT / "dist")
    options = parser.parse_args(arguments)
    if options.tiny:
        write(options.output, tiny_notebooks(options.count, options.seed), options.seed, "small")
    else:
        write(options.output, notebooks(options.count, options.seed, options.dist), options.seed, "hw12")
    print(f"{options.count} submissions in {options.output}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
