"""What grading needs to import, with everything that that needs: a small part of the instructor's environment.

The engine's own needs are listed here. What a homework imports besides is read from its notebook, its released modules,
its checks and its tests. Imports inside functions of released code do not count (a download needs packages that grading
does not); this module does not know what `importlib` imports.
"""

import ast
import contextlib
import json
import re
import sys
from collections.abc import Collection, Iterator, Mapping
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

# What the engine, the checks and the students' package import by name. Not among them: otter (workers get a stand-in
# for it), pooch (downloads, and nothing is downloaded while grading), jupyter (cells are run by IPython's shell).
IMPORTED = ("ipython", "matplotlib", "msgspec", "numpy", "torch", "tqdm")

# An image may have any of these, whatever the Python is that makes the zip.
_PYTHONS = ("3.11", "3.12", "3.13")
_MAGIC = re.compile(r"(?m)^[ \t]*[%!].*$")


class RequirementsError(Exception):
    """Something that grading imports and the lock file does not hold; one sentence."""


def requirements(lock: Path, imported: Mapping[str, str] | None = None) -> str:
    """The lines of `lock` that grading needs, sorted, as the text of a requirements file.

    imported: what the homework imports besides, name -> where.

    What a package asks for is read from its metadata, so all of them have to be installed. What the lock does not
    hold is left out: it was made for the CPU, and torch for a GPU asks for a dozen packages besides. Raises
    RequirementsError if the lock does not hold what the engine or the homework imports.
    """
    pinned = dict(_pinned(lock))
    missing = [name for name in IMPORTED if name not in pinned]
    if missing:
        raise RequirementsError(f"{lock.name} does not hold {missing[0]}, which grading imports: add it.")
    needed: set[str] = set()
    left = [*IMPORTED, *_distributions(imported or {}, pinned, lock.name)]
    while left:
        name = left.pop()
        if name in pinned and name not in needed:
            needed.add(name)
            left += _asked_for_by(name)
    lines = "".join(f"{pinned[name]}\n" for name in sorted(needed))
    return f"# What grading needs, out of {lock.name}; made by build.py.\n{lines}"


def _distributions(imported: Mapping[str, str], pinned: Mapping[str, str], lock: str) -> Iterator[str]:
    """The packages in the lock that give the modules that a homework imports."""
    if not imported:
        return
    installed = packages_distributions()
    for module, where in imported.items():
        found = [name for name in map(canonicalize_name, installed.get(module, [module])) if name in pinned]
        if not found:
            raise RequirementsError(
                f"{where} imports {module}, which is not in {lock}, so grading could not import it: use a package that "
                "is there, or add one as CONTRIBUTING.md says under Changing a dependency."
            )
        yield from found


def homework_imports(
    released: Path, staff: Collection[Path], preload: Collection[str], not_graded: Collection[str]
) -> dict[str, str]:
    """What a homework imports from neither the standard library nor itself: name -> the file that imports it.

    released: the student release. staff: the folders of tests and checks, whose functions run while grading, so that
    imports inside them count as well. preload: modules that workers import first. not_graded: the tool's own modules,
    and those that workers get a stand-in for.
    """
    own = {*not_graded, *(folder.name for folder in staff), *(path.stem for path in released.iterdir())}
    trees = [("`grading.preload`", ast.parse("\n".join(f"import {name}" for name in preload)), True)]
    trees += [(where, tree, False) for where, tree in _released_code(released, not_graded)]
    for folder in staff:
        modules = sorted(folder.rglob("*.py"))
        trees += [(f"{folder.name}/{path.relative_to(folder)}", _tree(path), True) for path in modules]
    found: dict[str, str] = {}
    for where, tree, functions_too in trees:
        for name in _imported(tree, functions_too):
            if name not in own and name not in sys.stdlib_module_names:
                found.setdefault(name, where)
    return found


def _released_code(released: Path, not_graded: Collection[str]) -> Iterator[tuple[str, ast.Module]]:
    """(file, syntax tree) of every released module, and of the cells of every notebook that are run for grading."""
    for path in sorted(released.rglob("*.py")):
        where = path.relative_to(released)
        if where.parts[0] not in {*not_graded, "tests"}:  # public tests are among those of the grader
            yield where.as_posix(), _tree(path)
    for path in sorted(released.glob("*.ipynb")):
        for cell in json.loads(path.read_bytes())["cells"]:
            if cell["cell_type"] == "code" and "otter_ignore" not in cell["metadata"].get("tags", []):
                with contextlib.suppress(SyntaxError):  # a magic in the middle of a line: IPython's, not Python's
                    yield path.name, ast.parse(_MAGIC.sub("", "".join(cell["source"])))


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_bytes(), str(path))


def _imported(node: ast.AST, functions_too: bool) -> Iterator[str]:
    """First names of what is imported; not for types alone, nor where the code is ready for a failure."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (alias.name.split(".")[0] for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            yield from [child.module.split(".")[0]] if child.module and not child.level else []
        elif functions_too or not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from () if _is_optional(child) else _imported(child, functions_too)


def _is_optional(node: ast.AST) -> bool:
    """Whether `node` is `if TYPE_CHECKING:`, or a `try` that handles an import that fails."""
    if isinstance(node, ast.If):
        return ast.unparse(node.test).endswith("TYPE_CHECKING")
    handled = [ast.unparse(handler.type) for handler in getattr(node, "handlers", []) if handler.type]
    return any(name in text for text in handled for name in ("ImportError", "ModuleNotFoundError"))


def _pinned(lock: Path) -> Iterator[tuple[str, str]]:
    for line in lock.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield canonicalize_name(Requirement(line).name), line.strip()


def _asked_for_by(name: str) -> Iterator[str]:
    for text in distribution(name).requires or ():
        wanted = Requirement(text)
        if wanted.marker is None or any(wanted.marker.evaluate(_machine(python)) for python in _PYTHONS):
            yield canonicalize_name(wanted.name)


def _machine(python: str) -> dict[str, str]:
    return {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": "linux",
        "platform_system": "Linux",
        "extra": "",
    }
