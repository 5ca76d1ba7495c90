"""The tool is a row of rooms: who may import whom, what each says of itself, and that it knows no homework."""

import ast
import re
import subprocess
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / "autograder"
ROOMS = (
    "handin",
    "notebooks",
    "checking",
    "results",
    "engine",
    "release",
    "gradescope",
    "classroom",
    "calibration",
)  # from the ground up: a room imports only rooms before it
WRITTEN_BY_PEOPLE = [TOOL, ROOT / "assignment" / "hw12", ROOT / "assignment" / "hw12_checks"]


def imported(path: Path, package: str, known: Collection[str] = ()) -> Iterator[str]:
    """Every module that a file imports, wherever in the file, by its whole name.

    `from PACKAGE import MODULE`, where the module is `known`, imports the module alone.
    """
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            module = ".".join([*above, *filter(None, [node.module])])
            names = [f"{module}.{alias.name}" for alias in node.names]
            yield from names
            if not all(name in known for name in names):
                yield module


def modules(folder: Path) -> dict[str, Path]:
    """Whole name of each module below the package in `folder` -> its file."""
    found = {}
    for path in sorted(folder.rglob("*.py")):
        parts = (folder.name, *path.relative_to(folder).with_suffix("").parts)
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def graph(folder: Path) -> dict[str, set[str]]:
    """Module -> the modules of the same package that it imports; those named for types alone are not imported."""
    files = modules(folder)
    edges = {}
    for name, path in files.items():
        package = name if path.name == "__init__.py" else name.rpartition(".")[0]
        edges[name] = {one for one in imported(path, package, files) if one in files and one != name}
    return edges


def room_of(module: str) -> str:
    return module.split(".")[1] if module.count(".") else ""


def test_every_folder_of_the_tool_is_a_room():
    assert {path.name for path in TOOL.iterdir() if path.is_dir() and path.name != "__pycache__"} == set(ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_rooms_below_it(room):
    allowed = {*ROOMS[: ROOMS.index(room) + 1], ""}
    wrong = {
        f"{module} imports {other}"
        for module, others in graph(TOOL).items()
        if room_of(module) == room
        for other in others
        if room_of(other) not in allowed
    }
    assert wrong == set()


@pytest.mark.parametrize("folder", WRITTEN_BY_PEOPLE, ids=lambda folder: folder.name)
def test_no_file_imports_one_that_imports_it(folder):
    edges = graph(folder)
    # A package's __init__ is imported with each of its modules by Python itself: what counts is who names whom.
    assert [circle for circle in circles(edges) if len(circle) > 1] == []


def circles(edges: dict[str, set[str]]) -> list[list[str]]:
    """Strongly connected components (Tarjan 1972), those of one module too."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        index[name] = low[name] = len(index)
        stack.append(name)
        for other in sorted(edges[name]):
            if other not in index:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in stack:
                low[name] = min(low[name], index[other])
        if low[name] == index[name]:
            circle = stack[stack.index(name) :]
            del stack[stack.index(name) :]
            found.append(sorted(circle))

    for name in sorted(edges):
        if name not in index:
            visit(name)
    return found


def test_a_circle_would_be_found():
    assert sorted(circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": set()})) == [["a"], ["b", "c"], ["d"]]


PACKAGES = sorted(path.parent for path in TOOL.rglob("__init__.py") if path.parent != TOOL)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: str(path.relative_to(TOOL)))
def test_the_docstring_of_a_package_names_every_file_of_it_and_no_other(package):
    text = ast.get_docstring(ast.parse((package / "__init__.py").read_text(encoding="utf-8"))) or ""
    said = re.findall(r"(?m)^(?:    )?([a-z_0-9]+(?:\.\w+)?)/?(?=  )", text)
    there = {path.stem if path.suffix == ".py" else path.name for path in package.iterdir() if counts(path)}
    assert {name.removesuffix(".py") for name in said} == there
    assert len(said) == len(set(said))


def counts(path: Path) -> bool:
    return path.name not in ("__init__.py", "__main__.py", "__pycache__") and path.suffix != ".ttf"


def test_the_tool_knows_no_homework():
    command = ["git", "grep", "-il", "hw12", "--", "autograder", "build.py"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if found.returncode == 128:
        pytest.skip("not in a git checkout")
    assert found.stdout == ""
