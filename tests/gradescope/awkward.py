"""What students really hand in, and what some would try: twelve submissions and what each is to earn and to be told."""

import json
import re
import shutil
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

Notebook = dict[str, Any]
NAME = "hw12.ipynb"


@dataclass(frozen=True)
class Notebooks:
    """What submissions are made from."""

    solved: Notebook
    blank: Notebook
    release: Path  # the folder that students got

    def with_answer(self, function: str, source: str) -> Notebook:
        """The solved notebook with another answer in the cell that defines `function`."""
        made, found = deepcopy(self.solved), False
        for cell in made["cells"]:
            if cell["cell_type"] == "code" and re.search(rf"^def {function}\(", "".join(cell["source"]), re.MULTILINE):
                cell["source"], found = dedent(source), True
        assert found, f"no cell of the solved notebook defines {function}"
        return made


Make = Callable[[Notebooks, Path], None]  # fills the folder in which Gradescope puts what was handed in


@dataclass(frozen=True)
class Awkward:
    """One submission."""

    name: str
    make: Make
    loses: tuple[str, ...] | None = ()  # questions; None: all
    says: str = ""  # a regular expression that the text in results.json matches


def write(notebook: Notebook, path: Path) -> None:
    """Writes a notebook, and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")


def _answer(function: str, source: str) -> Make:
    return lambda made, folder: write(made.with_answer(function, source), folder / NAME)


def _from_a_mac(made: Notebooks, folder: Path) -> None:
    write(made.solved, folder / NAME)
    (folder / "__MACOSX").mkdir()
    (folder / "__MACOSX" / f"._{NAME}").write_bytes(b"\0\5\x16\7")
    (folder / ".OTTER_LOG").write_bytes(b"\x80\4")
    shutil.copytree(made.release / "hw12", folder / "hw12")
    (folder / "hw12" / "__init__.py").write_text("raise SystemExit('my own package')\n")
    (folder / "torch.py").write_text("raise SystemExit('my own torch')\n")


def _renamed_in_a_folder(made: Notebooks, folder: Path) -> None:
    write(made.solved, folder / "Homework 12 (1)" / "my homework – final (2).ipynb")


def _no_notebook(made: Notebooks, folder: Path) -> None:
    (folder / "hw12.pdf").write_bytes(b"%PDF-1.7\n" + bytes(1000))


def _cut_off(made: Notebooks, folder: Path) -> None:
    text = json.dumps(made.solved)
    (folder / NAME).write_text(text[: len(text) // 2], encoding="utf-8")


def _two(made: Notebooks, folder: Path) -> None:
    write(made.solved, folder / NAME)
    write(made.blank, folder / "hw12-Copy1.ipynb")


def _saved_by_windows(made: Notebooks, folder: Path) -> None:
    (folder / "HW12.IPYNB").write_text(json.dumps(made.solved, indent=1), encoding="utf-8-sig", newline="\r\n")


def _looks_around(made: Notebooks, folder: Path) -> None:
    """A blank notebook that searches what it can open for a line of the solution; it carries that line reversed."""
    lines = {line.strip() for cell in made.solved["cells"] for line in "".join(cell["source"]).splitlines()}
    public = json.dumps(made.blank)
    secret = max((line for line in lines if line.isascii() and '"' not in line and line not in public), key=len)
    source = _LOOKING.replace("$REVERSED", repr(secret[::-1])) + _TELLING
    notebook = deepcopy(made.blank)
    for cell in notebook["cells"]:
        if "def min_norm(" in "".join(cell["source"]):
            cell["source"] = source
    write(notebook, folder / NAME)


_LOOKING = """
import os
SECRET = $REVERSED[::-1].encode()
found, opened = [], 0
for top in ("/autograder", "/opt", "/tmp", "/var/tmp", "/root", "/home", "/run", "/dev/shm", ".."):
    for folder, folders, files in os.walk(top):
        folders[:] = [name for name in folders if name not in ("venv", "proc")]
        for name in files:
            path = os.path.join(folder, name)
            try:
                with open(path, "rb") as file:
                    content = file.read(5_000_000)
            except OSError:
                continue
            opened += 1
            if SECRET in content or path.startswith("/autograder/") or name in ("grading.json", "results.json"):
                found.append(path)
for pid in map(str, range(1, 1000)):
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:
            if b"TOKEN_OF_THE_HARNESS" in file.read():
                found.append(pid)
    except OSError:
        pass
"""
_TELLING = """
def min_norm(A, y):
    raise RuntimeError(f"FOUND {found[:5]}" if found else f"nothing was there to see in {opened} files")
"""

AWKWARD: tuple[Awkward, ...] = (
    Awkward("packed on a Mac, with packages of the student's own", _from_a_mac),
    Awkward("renamed, in a folder of its own", _renamed_in_a_folder),
    Awkward("a PDF and no notebook", _no_notebook, None, r"hw12\.ipynb"),
    Awkward("cut off in the middle", _cut_off, None, "hw12.ipynb"),
    Awkward("two notebooks", _two),
    Awkward("saved by Windows: capital letters, a byte order mark, CRLF", _saved_by_windows),
    Awkward(
        "an answer that never ends",
        _answer("latent_sample", "def latent_sample(*_, **__):\n    while True:\n        pass\n"),
        ("q3a",),
        r"\b10 s",
    ),
    Awkward(
        "an answer that takes all memory",
        _answer(
            "min_norm",
            """
            import torch

            def min_norm(A, y):
                return torch.ones(4_000_000_000)
            """,
        ),
        ("q5a",),
        "[Mm]emory",
    ),
    Awkward(
        "a cell that ends its process",
        _answer("min_norm", "import os\nos._exit(0)\n"),
        ("q5a",),
        "min_norm|left out",
    ),
    Awkward("looks for what is hidden", _looks_around, None, "nothing was there to see in"),
    Awkward(
        "prints without end, and raises markup",
        _answer(
            "min_norm",
            r"""
            for _ in range(3000):
                print("flood " * 3000)

            def min_norm(A, y):
                raise RuntimeError("<script>alert(1)</script> ![x](http://localhost/x) \x1b[2J" + "x" * 200_000)
            """,
        ),
        ("q5a",),
        "RuntimeError",
    ),
    Awkward(
        "installs a package, starts a shell and imports what is not there",
        _answer(
            "latent_sample",
            """
            %pip install tensorflow
            !ls /
            import tensorflow

            def latent_sample(mu, sigma, v):
                return mu
            """,
        ),
        ("q3a",),
        "tensorflow",
    ),
)


def expected(one: Awkward, points: Mapping[str, float]) -> float:
    """What it is to earn, given the `points` of each question."""
    return sum(points.values()) - sum(points.values() if one.loses is None else (points[q] for q in one.loses))
