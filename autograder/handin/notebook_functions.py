"""Reads functions out of a notebook without running it: only what they are made of is executed.

A function brings along what it uses: imports, other functions, classes and constants of any cell, found by name.
So a cell that trains or plots is never run, and it does not matter whether the notebook was run before.
"""

import ast
import builtins
import copy
import dis
import inspect
import json
import linecache
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

from .holes import is_blank
from .homework import this_release

# What IPython understands and Python does not, when it has a line to itself: %magic, !shell, ?help and help?.
_MAGIC = re.compile(r"^([ \t]*)(?:%{1,2}[A-Za-z].*|[!?].*|[\w.]+\?{1,2}[ \t]*)$", re.MULTILINE)


@dataclass(frozen=True)
class _Definition:
    """One top-level statement of a cell that gives names a meaning."""

    names: frozenset[str]
    code: CodeType
    is_import: bool


def functions_of(notebook: Path, parameters: Mapping[str, Sequence[str]]) -> dict[str, Callable[..., Any]]:
    """Returns the functions that `notebook` (.ipynb, or Jupytext's .md) defines under the names in `parameters`.

    `parameters` maps each name to its positional parameters: `{"sample_gaussian": ("m", "v")}`. Where a name is
    defined twice the last one counts, as if the notebook had been run from top to bottom.

    Raises ValueError where a function is missing, blank, no function, or cannot be called with its parameters,
    where it uses what the notebook does not define, and where the file is no notebook.
    """
    definitions, broken = _definitions(code_cells(notebook), notebook.name)
    defined = {name for definition in definitions for name in definition.names}
    for name in parameters:
        if name not in defined:
            raise ValueError(_missing(name, notebook, broken))
    namespace = _execute(_needed(definitions, parameters), notebook)
    return {name: _checked(namespace[name], name, wanted, notebook) for name, wanted in parameters.items()}


def code_cells(notebook: Path) -> list[str]:
    """Returns the source of each code cell of `notebook`; raises ValueError where that is no notebook."""
    if not notebook.is_file():
        usual = this_release().notebook
        raise ValueError(f"{notebook} is not there: give the path of your notebook, as in --notebook {usual}.")
    if notebook.suffix == ".md":
        import jupytext  # comes with otter-grader; a student's notebook does without

        return [cell.source for cell in jupytext.read(notebook).cells if cell.cell_type == "code"]
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8-sig"))["cells"]
        return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError):
        raise ValueError(f"{notebook} is not a Jupyter notebook: expected an .ipynb file.") from None


def _definitions(cells: Iterable[str], notebook: str) -> tuple[list[_Definition], dict[str, SyntaxError]]:
    """Returns the definitions in order, and the source of each cell that is not Python, with what is wrong there."""
    definitions: list[_Definition] = []
    broken: dict[str, SyntaxError] = {}
    for number, source in enumerate(cells, start=1):
        filename = f"<{notebook}, code cell {number}>"
        linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
        try:
            definitions += _definitions_of_cell(source, filename)
        except SyntaxError as error:
            broken[source] = error
    return definitions, broken


def _definitions_of_cell(source: str, filename: str) -> list[_Definition]:
    try:
        tree = ast.parse(source, filename)
    except SyntaxError:
        tree = ast.parse(_MAGIC.sub(r"\1pass", source), filename)
    definitions = []
    for node in _one_import_each(tree.body):
        names = frozenset(_bound_names(node))
        if names:
            code = compile(ast.Module([node], type_ignores=[]), filename, "exec")
            definitions.append(_Definition(names, code, isinstance(node, ast.Import | ast.ImportFrom)))
    return definitions


def _one_import_each(statements: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Splits `from package import a, b`, so that a function that uses one of them does not wait for both."""
    for node in statements:
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                single = copy.copy(node)
                single.names = [alias]
                yield single
        else:
            yield node


def _bound_names(node: ast.stmt) -> Iterable[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            for alias in aliases:
                yield alias.asname or alias.name.partition(".")[0]
        case ast.Assign(targets=targets):
            for target in targets:
                yield from _stored(target)
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
            yield name


def _stored(target: ast.expr) -> Iterable[str]:
    names = (node for node in ast.walk(target) if isinstance(node, ast.Name))
    return [name.id for name in names if isinstance(name.ctx, ast.Store)]


def _needed(definitions: Sequence[_Definition], names: Iterable[str]) -> list[_Definition]:
    """Returns the definitions behind `names` and, in turn, behind what those use; in the notebook's order."""
    chosen: set[int] = set()
    seen: set[str] = set()
    waiting = [*names, "*"]  # "*": what an import of everything binds is not known before it runs
    while waiting:
        name = waiting.pop()
        seen.add(name)
        new = _indices(definitions, name) - chosen
        chosen |= new
        used = set().union(*(_global_names(definitions[index].code) for index in new))
        waiting += used - seen
    return [definitions[index] for index in sorted(chosen)]


def _indices(definitions: Sequence[_Definition], name: str) -> set[int]:
    """Of all that define `name`: every import (`import torch` and `import torch.nn` add up) and the last."""
    indices = [index for index, definition in enumerate(definitions) if name in definition.names]
    return {index for index in indices if definitions[index].is_import} | set(indices[-1:])


def _global_names(code: CodeType) -> set[str]:
    """Returns the names that `code`, and every function and class inside it, looks up outside itself."""
    names = {
        step.argval
        for step in dis.get_instructions(code)
        if step.opname == "LOAD_NAME" or (step.opname.startswith("LOAD") and "GLOBAL" in step.opname)
    }
    inner = (constant for constant in code.co_consts if isinstance(constant, CodeType))
    return names.union(*map(_global_names, inner))


def _execute(definitions: Iterable[_Definition], notebook: Path) -> dict[str, Any]:
    namespace: dict[str, Any] = {"__name__": notebook.stem, "__builtins__": builtins}
    for definition in definitions:
        try:
            exec(definition.code, namespace)
        except (NameError, ImportError) as error:
            where = definition.code.co_filename.strip("<>")
            raise ValueError(f"{where} cannot be run on its own: {error}.") from error
    return namespace


def _checked(answer: object, name: str, parameters: Sequence[str], notebook: Path) -> Callable[..., Any]:
    call = f"{name}({', '.join(parameters)})"
    if is_blank(answer):
        raise ValueError(f"{name} in {notebook.name} is still blank: fill it in, save the notebook, and try again.")
    if not callable(answer):
        raise ValueError(
            f"{name} in {notebook.name} is a value of type {type(answer).__name__}; expected a function {call}."
        )
    signature = inspect.signature(answer)
    try:
        signature.bind(*parameters)
    except TypeError:
        raise ValueError(
            f"{notebook.name} defines {name}{signature}; expected {call}: go back to the signature that was given."
        ) from None
    return answer


def _missing(name: str, notebook: Path, broken: Mapping[str, SyntaxError]) -> str:
    for source, error in broken.items():
        if re.search(rf"\b{name}\b", source):
            cell = str(error.filename).strip("<>")
            return f"{cell}, which speaks of {name}, is not Python: {error.msg} (line {error.lineno})."
    return f"No cell of {notebook} defines {name}: is it the notebook of this homework, and saved?"
