"""What grading asks of a cell: the names that it binds and to what, its holes, and the names that it uses.

Cells are read by `handin.cells`, as every other part of the project reads them; nothing here parses.
"""

import ast
import functools
from dataclasses import dataclass

from autograder.handin.cells import Binding, read_cell


@dataclass(frozen=True)
class Bindings:
    """What a cell binds at its top level, also inside if, for, while, with, try and match."""

    parsed: bool
    made: dict[str, str]  # name -> the text of the last statement that binds it, in Python's own spelling
    holes: frozenset[str]  # names whose last binding is `...`, or a function with nothing but `...` in it
    loaded: frozenset[str]  # names that the cell reads and does not bind anywhere in itself
    defines: bool  # holds a def, a class or an import at its top level

    def names(self) -> frozenset[str]:
        """The names that the cell binds."""
        return frozenset(self.made)


def bindings(source: str) -> Bindings:
    """What the code cell `source` binds."""
    return _remembered(source) if len(source) <= _REMEMBERED_CHARACTERS else _bindings(source)


def _bindings(source: str) -> Bindings:
    cell = read_cell(source)
    spelled: dict[int, str] = {}  # by the statement's identity: one statement may bind many names
    made = {name: _spelled(binding, spelled) for name, binding in cell.binds.items()}
    return Bindings(cell.error is None, made, cell.holes, cell.uses, cell.defines)


# Most cells of a submission are those of the release, the same in all submissions.
_REMEMBERED_CHARACTERS = 10_000  # of one cell: 256 of them take a few megabytes, whatever is handed in
_remembered = functools.lru_cache(maxsize=256)(_bindings)


def _spelled(binding: Binding, known: dict[int, str]) -> str:
    """The statement without comments and layout: equal for equal code."""
    statement = binding.statement
    if statement is None:
        return "unparsed"
    if id(statement) not in known:
        try:
            known[id(statement)] = ast.dump(statement)
        except RecursionError:
            known[id(statement)] = f"{type(statement).__name__} at line {statement.lineno}, too deep to be spelled"
    return known[id(statement)]
