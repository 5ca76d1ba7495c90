"""A tiny homework, whole or spoiled in one place."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tiny_homework import TINY, understood

from autograder.release.assignment import Assignment
from autograder.release.split import split

Spoil = Callable[..., Path]


@pytest.fixture
def spoiled(tmp_path) -> Spoil:
    """spoiled((old, new), ...) is the path of a tiny master in which each `old` was replaced by `new`."""

    def make(*replacements: tuple[str, str]) -> Path:
        master = shutil.copytree(TINY, tmp_path / "assignment") / "hw12.md"
        text = master.read_text(encoding="utf-8")
        for old, new in replacements:
            assert text.count(old) >= 1, f"{old!r} is not in the tiny master"
            text = text.replace(old, new, 1)
        master.write_text(text, encoding="utf-8")
        return master

    return make


@pytest.fixture(scope="session")
def tiny_split(tmp_path_factory) -> tuple[Assignment, Path]:
    """The tiny homework and the folder that it was split into: look, don't change."""
    out = tmp_path_factory.mktemp("split")
    assignment = understood(TINY / "hw12.md")
    split(assignment, out)
    return assignment, out
