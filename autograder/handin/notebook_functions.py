"""Reads functions out of a notebook without running it: only what they are made of is executed.

A function brings along what it uses: imports, other functions, classes and constants of any cell, found by name.
So a cell that trains or plots is never run, and it does not matter whether the notebook was run before.
"""

import ast
import builtins
import contextlib
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

from .cells import How, ParseFault, bound_by, has_star_import, read_cell
from .holes import is_blank
from .homework import this_release


@dataclass(frozen=True)
class _Definition:
    """One top-level statement of a cell that gives names a meaning."""

    names: Mapping[str, How]  # "*": what an import of everything binds is not known before it runs
    code: CodeType
    is_plain: bool  # no if, try, with or loop, whose body may train, or may not be run

    def imports(self, name: str) -> bool:
        return self.names.get(name, How.IMPORT) is How.IMPORT

    def replaces(self, name: str) -> bool:
        """Whether nothing that `name` meant before is needed once this has run."""
        reads_it = any(s.opname == "LOAD_NAME" and s.argval == name for s in dis.get_instructions(self.code))
        return self.is_plain and self.names[name] is not How.GLOBAL and not reads_it  # f = jit(f)


@dataclass(frozen=True)
class _Broken:
    """A cell that is not Python."""

    source: str
    place: str
    fault: ParseFault


_PLAIN = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Import,
    ast.ImportFrom,
    ast.Assign,
    ast.AnnAssign,
)


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
    for name in parameters:
        if name not in namespace:  # under an `if` that does not hold, or in a function that is never called
            raise ValueError(_missing(name, notebook, broken))
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


def _definitions(cells: Iterable[str], notebook: str) -> tuple[list[_Definition], list[_Broken]]:
    """Returns the definitions in order, and the cells that are not Python."""
    definitions: list[_Definition] = []
    broken: list[_Broken] = []
    for number, source in enumerate(cells, start=1):
        filename = f"<{notebook}, code cell {number}>"
        linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
        cell = read_cell(source)
        fault = cell.error
        try:
            definitions += _definitions_of_cell(cell.tree.body, filename)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:  # `return` outside of a function
            fault = ParseFault(getattr(error, "msg", str(error)), getattr(error, "lineno", None))
        if fault is not None:
            broken.append(_Broken(source, filename.strip("<>"), fault))
    return definitions, broken


def _definitions_of_cell(statements: Iterable[ast.stmt], filename: str) -> list[_Definition]:
    definitions = []
    for node in _one_import_each(statements):
        names = bound_by(node)
        if has_star_import(node):
            names["*"] = How.IMPORT
        if names:
            plain = isinstance(node, _PLAIN)
            with contextlib.nullcontext() if plain else contextlib.suppress(SyntaxError):  # await, which a cell may do
                code = compile(ast.Module([node], type_ignores=[]), filename, "exec")
                definitions.append(_Definition(names, code, plain))
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


def _needed(definitions: Sequence[_Definition], names: Iterable[str]) -> list[_Definition]:
    """Returns the definitions behind `names` and, in turn, behind what those use; in the notebook's order."""
    wanted = frozenset(names)
    chosen: set[int] = set()
    seen: set[str] = set()
    waiting = [*names, "*"]
    while waiting:
        name = waiting.pop()
        seen.add(name)
        new = _indices(definitions, name, anything=name in wanted) - chosen
        chosen |= new
        used = set().union(*(_global_names(definitions[index].code) for index in new))
        waiting += used - seen
    return [definitions[index] for index in sorted(chosen)]


def _indices(definitions: Sequence[_Definition], name: str, *, anything: bool) -> set[int]:
    """Of all that define `name`: every import (`import torch` and `import torch.nn` add up) and the last.

    A variable that a loop, or what stands under an `if`, leaves behind counts with `anything`, and where nothing else
    defines the name: a demo that trains leaves many. What may not be run does not replace what was there before.
    """
    found = [index for index, definition in enumerate(definitions) if name in definition.names]
    firm = [i for i in found if definitions[i].is_plain or definitions[i].names[name] in (How.DEFINITION, How.IMPORT)]
    counted = found if anything or not firm else firm
    imports = {index for index in counted if definitions[index].imports(name)}
    replaced = [index for index in counted if definitions[index].replaces(name)]
    return imports | {index for index in counted if index >= max(replaced, default=0)}


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


def _missing(name: str, notebook: Path, broken: Iterable[_Broken]) -> str:
    for cell in broken:
        if re.search(rf"\b{name}\b", cell.source):
            line = "" if cell.fault.line is None else f" (line {cell.fault.line})"
            return f"{cell.place}, which speaks of {name}, is not Python: {cell.fault.message}{line}."
    return f"No cell of {notebook} defines {name}: is it the notebook of this homework, and saved?"
