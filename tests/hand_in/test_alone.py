"""The package lies in two places, so it imports itself relatively; what it needs besides is what students install."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HANDIN = ROOT / "autograder" / "handin"
SOURCES = sorted(HANDIN.rglob("*.py"))
# Name in an import -> package in a homework's requirements.txt. google.colab is there on Colab alone.
INSTALLED = {
    "IPython": "ipykernel", "fontTools": "fonttools", "matplotlib": "matplotlib", "numpy": "numpy",
    "otter": "otter-grader", "pypandoc": "pypandoc-binary", "pypdfium2": "pypdfium2", "torch": "torch",
    "typst": "typst", "jupytext": "otter-grader", "PIL": "matplotlib",
}  # fmt: skip


def imports(path: Path) -> Iterator[tuple[int, str, str]]:
    """(level, module, name) of every import in a file, wherever it stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((0, alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.level, node.module or "", alias.name) for alias in node.names)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(HANDIN).as_posix())
def test_a_file_imports_its_package_relatively_and_nothing_else_of_the_project(path):
    depth = len(path.relative_to(HANDIN).parts)
    for level, module, _ in imports(path):
        top = module.split(".")[0]
        assert level <= depth, "a relative import that leaves the package"
        assert level or top in INSTALLED or top in sys.stdlib_module_names, module


def test_what_it_needs_is_what_students_install():
    required = (ROOT / "assignment" / "requirements.txt").read_text(encoding="utf-8")
    assert set(INSTALLED.values()) <= set(re.findall(r"(?m)^[\w-]+", required))


def test_no_homework_is_named():
    for path in HANDIN.rglob("*"):
        if path.suffix in (".py", ".typ", ".md"):
            assert not re.search(r"hw\d|mnist", path.read_text(encoding="utf-8"), re.IGNORECASE), path
