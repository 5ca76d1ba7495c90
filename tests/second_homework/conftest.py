"""Lab 1: its packages are imported from its folder, as its notebook and its checks do; a copy of it is built once."""

import sys
from pathlib import Path

import pytest
from built_lab1 import Built, build_lab1, generated_files

sys.path.insert(0, str(Path(__file__).with_name("assignment")))


@pytest.fixture(scope="session")
def repositorys_own() -> dict[str, int]:
    """The repository's generated files before anything of lab 1 is built."""
    return generated_files()


@pytest.fixture(scope="session")
def lab1(tmp_path_factory, repositorys_own) -> Built:
    """Lab 1, built in a temporary folder."""
    return build_lab1(tmp_path_factory.mktemp("lab1"))
