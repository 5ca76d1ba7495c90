"""Damages notebooks and zips at random, reads what came out, and counts: nothing but SubmissionError, nothing slow.

    python tests/notebooks/fuzz_reader.py 100000 [first seed]      # prints how many of each kind, and the slowest

A case is its seed: `python tests/notebooks/fuzz_reader.py 1 SEED` repeats it.
"""

import copy
import io
import json
import random
import re
import resource
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[1] / "engine"))  # notebook_samples lies there

from notebook_samples import COLAB, JUPYTERLAB, TINY, TINY_TESTED, VS_CODE, notebook, tiny

from autograder.notebooks.graded_cells import graded_digest, plan
from autograder.notebooks.submission import Cell, ReadLimits, SubmissionError, read_submission

LIMITS = replace(ReadLimits(), archive_bytes=300_000, notebook_bytes=200_000, json_values=20_000)
ODD: tuple[Any, ...] = (
    None, True, -1, 4, 1e308, float("nan"), 10**30, "", "\0", "\ud800", "x" * 3_000, [], {}, [[]], {"": {}}, ["a", 1],
    "def f(:\n", "(" * 3_000, "%%bash\n", "p = ...", "p = 1\nq = 2", "code", "otter_ignore",
)  # fmt: skip
TOKENS = (
    b'"',
    b"\\",
    b"{",
    b"[",
    b"}",
    b"]",
    b",",
    b":",
    b"\0",
    b"\xff",
    b"NaN",
    b"1" * 5_000,
    b"[" * 2_000,
    b"\xef\xbb\xbf",
)


@dataclass
class Report:
    """What became of the cases."""

    kinds: Counter[str] = field(default_factory=Counter)
    slowest_s: float = 0.0
    slowest_seed: int = -1


def fuzz(count: int, first_seed: int, folder: Path) -> Report:
    """Reads and plans `count` damaged files; raises whatever is not a SubmissionError, with the seed as a note."""
    report = Report()
    for seed in range(first_seed, first_seed + count):
        begun = time.perf_counter()
        try:
            report.kinds[one(random.Random(seed), folder)] += 1
        except Exception as error:
            error.add_note(f"seed {seed}")
            raise
        taken = time.perf_counter() - begun
        if taken > report.slowest_s:
            report.slowest_s, report.slowest_seed = taken, seed
    return report


def one(chance: random.Random, folder: Path) -> str:
    """Reads one damaged file; returns "read", or the start of what it was refused with, numbers and names left out."""
    content = damaged_bytes(chance, as_json(damaged_notebook(chance)))
    name = "homework.ipynb"
    if chance.random() < 0.4:
        name, content = "homework.zip", damaged_bytes(chance, as_zip(chance, content))
    path = folder / name
    path.write_bytes(content)
    try:
        submission = read_submission(path, "homework", LIMITS, "homework")
    except SubmissionError as error:
        return _kind(str(error))
    made = plan(TINY, submission, TINY_TESTED)
    assert sorted(made.order) == sorted(TINY_TESTED)
    assert len(graded_digest("homework", made)) == 64
    "".join(note.text for note in made.notes).encode()
    "".join(cell.source for cell in made.cells).encode()
    return "read"


def _kind(sentence: str) -> str:
    assert sentence.isprintable()
    assert len(sentence) < 500
    return re.sub(r"\d+", "#", sentence.split('"')[-1])[:48]


def as_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=True).encode()


def as_zip(chance: random.Random, content: bytes) -> bytes:
    stream = io.BytesIO()
    names = [
        "homework.ipynb",
        "a/homework.ipynb",
        "../x.ipynb",
        "b.zip",
        "__MACOSX/c.ipynb",
        "",
        "d/",
        "x\0.ipynb",
        "ü.ipynb",
    ]
    with zipfile.ZipFile(stream, "w") as archive:
        for name in dict.fromkeys(["homework.ipynb", *chance.choices(names, k=chance.choice([0, 0, 1, 3]))]):
            archive.writestr(name or "e", content, chance.choice([0, 0, 8, 8, 8, 8, 12]), chance.choice([None, 1, 9]))
    return stream.getvalue()


def damaged_notebook(chance: random.Random) -> object:
    """A sound notebook with up to five of its values replaced, dropped, doubled, nested or moved."""
    root: Any = json.loads(json.dumps(chance.choice([JUPYTERLAB, COLAB, VS_CODE, _tiny(chance)])))
    for _ in range(chance.choice([0, 1, 1, 2, 5])):
        parent = chance.choice(list(_containers(root)))
        if not parent:
            continue
        key = chance.choice(list(parent) if isinstance(parent, dict) else range(len(parent)))
        chance.choice(CHANGES)(chance, parent, key)
    return root


def _tiny(chance: random.Random) -> dict[str, Any]:
    cells = list(tiny(solved=chance.random() < 0.5))
    for _ in range(chance.choice([0, 1, 3, 8])):
        cells.insert(chance.randrange(len(cells) + 1), chance.choice([*cells, Cell("code", str(chance.choice(ODD)))]))
        del cells[chance.randrange(len(cells))]
    if chance.random() < 0.3:
        chance.shuffle(cells)
    return notebook(*({"cell_type": cell.kind, "source": cell.source, "metadata": {}} for cell in cells))


def _containers(value: object) -> list[Any]:
    found, pending = [], [value]
    while pending:
        item = pending.pop()
        if isinstance(item, dict | list):
            found.append(item)
            pending += item.values() if isinstance(item, dict) else item
    return found


def _replace(chance: random.Random, parent: Any, key: Any) -> None:
    parent[key] = copy.deepcopy(chance.choice(ODD))


def _drop(_: random.Random, parent: Any, key: Any) -> None:
    del parent[key]


def _nest(chance: random.Random, parent: Any, key: Any) -> None:
    for _ in range(chance.choice([1, 3, 150])):
        parent[key] = [parent[key]] if chance.random() < 0.5 else {"a": parent[key]}


def _double(chance: random.Random, parent: Any, key: Any) -> None:
    if isinstance(parent, list):
        parent.extend(copy.deepcopy(parent[key]) for _ in range(chance.choice([1, 30])))
    else:
        parent[chance.choice(["cells", "source", "tags", "metadata", "nbformat"])] = copy.deepcopy(parent[key])


CHANGES: tuple[Callable[[random.Random, Any, Any], None], ...] = (_replace, _replace, _drop, _nest, _double)


def damaged_bytes(chance: random.Random, content: bytes) -> bytes:
    """`content`, often as it is, or with bytes flipped, cut, doubled or put in."""
    made = bytearray(content)
    for _ in range(chance.choice([0, 0, 0, 1, 4])):
        at = chance.randrange(len(made) + 1)
        match chance.randrange(5):
            case 0 if at < len(made):
                made[at] ^= 1 << chance.randrange(8)
            case 1:
                del made[at:]
            case 2:
                made[at:at] = made[at : at + chance.choice([1, 50, 5_000])]
            case 3:
                made[at:at] = chance.choice(TOKENS)
            case _:
                made[at : at + 4] = chance.choice([b"\0\0\0\0", b"\xff\xff\xff\xff", b"PK\x05\x06", b"PK\x06\x07"])
    return bytes(made)


if __name__ == "__main__":
    how_many, start = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    with tempfile.TemporaryDirectory() as work:
        made = fuzz(how_many, start, Path(work))
    for kind, times in made.kinds.most_common():
        print(f"{times:8}  {kind}")
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{how_many} files, none of them raised anything but SubmissionError; slowest {made.slowest_s:.2f} s (seed ",
        end="",
    )
    print(f"{made.slowest_seed}), at most {peak_mb:.0f} MB of memory.")
