"""What tests of a class share: the small homework of the engine's tests, which is graded in a moment."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "engine"))  # small_homework lies there


@pytest.fixture(scope="session")
def small(tmp_path_factory) -> Path:
    """The folder of the small homework's grading.json."""
    import small_homework

    return small_homework.make(tmp_path_factory.mktemp("small"))
