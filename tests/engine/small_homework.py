"""A homework of four questions, made by hand as `build.py` would, and submissions of it."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from notebook_samples import code, notebook

SETUP = "import otter\nimport torch\nimport small\n\ngrader = otter.Notebook('small.ipynb')"
HOLES = {
    "double": 'def double(x):\n    """Twice x."""\n    ...',
    "scaled": 'def scaled(z):\n    """Thrice z, and its graph."""\n    ...',
    "noise": 'def noise(n):\n    """n numbers between 0 and 1."""\n    ...',
    "word": "word = ...",
}
RIGHT = {
    "double": "def double(x):\n    return x + x",
    "scaled": "def scaled(z):\n    return small.FACTOR * z",
    "noise": "def noise(n):\n    return torch.rand(n)",
    "word": 'word = "axolotl"',
}
_TEST = 'from otter.test_files import test_case\n\nOK_FORMAT = False\n\nname = "{name}"\npoints = None\n'
TESTS = {
    "double": """
@test_case(points=0, hidden=False)
def test_public_is_a_number(double):
    assert double(1) + 0 == 2, "double(1) is not 2: replace the ... with your code."

@test_case(points=3, hidden=True)
def test_hidden_doubles(double):
    assert double(21) == 42, "Remember that twice means two times."
""",
    "scaled": """
@test_case(points=2, hidden=True)
def test_hidden_gradient(scaled):
    import torch

    z = torch.randn(4, requires_grad=True)
    result = scaled(z)
    assert result is not None, "scaled returned None: replace the ... with your code."
    result.sum().backward()
    assert torch.equal(z.grad, torch.full((4,), 3.0)), f"The gradient is {z.grad[0]:g} times what went in; expected 3."
""",
    "noise": """
@test_case(points=1, hidden=True)
def test_hidden_range(noise):
    import torch
    from autograder.checking.randomness import generator

    drawn = [torch.rand(1, generator=generator()).item(), torch.rand(1).item()]
    made = noise(3)
    assert made is not None and made.min() >= 0 and made.max() < 1, f"Drew {drawn}, got {made}."
""",
    "word": """
@test_case(points=0, hidden=False)
def test_public_is_text(word):
    assert word.lower() == word, "word has capitals."

@test_case(points=1, hidden=True)
def test_hidden_word(word):
    if word == "a fault of the check":
        raise OSError("the disk is full")
    assert word == "axolotl", "Think of an animal that stays young."

@test_case(points=1, hidden=True)
def test_hidden_length(word):
    assert len(word) == 7, "Count the letters."
""",
}
POINTS = {"double": 3, "scaled": 2, "noise": 1, "word": 2}
GRADING: dict[str, Any] = {
    "assignment": "small",
    "salt": "of the small homework",
    "released": "release/small.ipynb",
    "support": "release",
    "tests": "tests",
    "preload": ["small"],
    "stand_ins": {"otter": ["Notebook"]},
}


def make(folder: Path) -> Path:
    """The homework in `folder`, which anybody may enter; hidden tests are for this user alone."""
    folder.chmod(0o755)
    release, tests = folder / "release", folder / "tests"
    release.mkdir()
    (release / "small.py").write_text("FACTOR = 3\n")
    write_notebook(release / "small.ipynb", HOLES)
    tests.mkdir(mode=0o700)
    for name, source in TESTS.items():
        (tests / f"{name}.py").write_text(_TEST.format(name=name) + source)
    (folder / "grading.json").write_text(json.dumps(GRADING))
    return folder


def write_notebook(path: Path, answers: Mapping[str, str | list[str]]) -> Path:
    """A notebook with these answers, each in one cell or several, and the checks between them."""
    cells = [code(SETUP)]
    for name, sources in answers.items():
        for source in [sources] if isinstance(sources, str) else sources:
            tags = ["otter_answer_cell"] if source == HOLES[name] else []
            cells.append(code(source, metadata={"tags": tags}))
        cells.append(code(f'grader.check("{name}")'))
    top = {"metadata": {"otter": {"assignment_name": "small"}}}
    path.write_text(json.dumps(notebook(*cells, **top)))
    return path
