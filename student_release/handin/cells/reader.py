"""Reads one cell: its syntax tree without magics, the names that it binds and uses, its holes.

A cell that Python cannot parse is read line by line, so that a syntax error in an answer still counts as that answer.
"""

import ast
import re
import textwrap
import warnings
from collections.abc import Mapping
from dataclasses import dataclass

from ..holes import is_hole
from .magics import is_pasted_from_ipython, without_magics
from .names import DEFINITIONS, How, bound_by, deleted_by, used_names

_NAME = r"[^\W\d]\w*"
_STATEMENT = re.compile(
    rf"(?m)^(?:(?:async\s+)?def|class)\s+({_NAME})|^({_NAME}(?:[ \t]*,[ \t]*{_NAME})*+)[ \t]*+(?::[^=\n]+)?=(?!=)"
)
_IMPORT = re.compile(r"(?m)^(?:from\s+\S+\s+)?import\s+([^\n(#;]+)")


@dataclass(frozen=True)
class Binding:
    """What binds a name: the last statement of the cell that does, None where the cell could not be parsed."""

    how: How
    statement: ast.stmt | None


@dataclass(frozen=True)
class ParseFault:
    """Why a cell is not Python."""

    message: str
    line: int | None  # of the cell, from 1


@dataclass(frozen=True)
class CellText:
    """A code cell, understood from its text."""

    tree: ast.Module  # without magics; line numbers are the cell's own. Empty if the cell is not Python
    binds: Mapping[str, Binding]  # names that the cell binds, in the order of their last bindings
    uses: frozenset[str]  # names that it reads and does not bind anywhere in itself
    holes: frozenset[str]  # names whose last binding is `...`, or a function with nothing but `...` in it
    magics: tuple[str, ...]  # as they were typed
    error: ParseFault | None  # why the cell is not Python

    @property
    def defines(self) -> bool:
        """Whether a def, a class or an import stands at its top level, or may."""
        return self.error is not None or any(isinstance(statement, DEFINITIONS) for statement in self.tree.body)


def read_cell(source: str) -> CellText:
    """What the code cell `source` says, as IPython would understand it. Raises nothing, whatever the text is."""
    tree, magics, error = _parsed(source)
    if error is not None:
        unparsed = {name: Binding(how, None) for name, how in _by_lines(source).items()}
        return CellText(tree, unparsed, frozenset(), frozenset(), magics, error)
    binds: dict[str, Binding] = {}
    holes: set[str] = set()
    for statement in tree.body:
        for name in deleted_by(statement):
            binds.pop(name, None)
            holes.discard(name)
        bound = bound_by(statement)
        for name, how in bound.items():
            binds.pop(name, None)
            binds[name] = Binding(how, statement)
        holes = holes - bound.keys() | (bound.keys() if is_hole(statement) else set())
    return CellText(tree, binds, used_names(tree), frozenset(holes), magics, None)


def _parsed(source: str) -> tuple[ast.Module, tuple[str, ...], ParseFault | None]:
    """The tree and the magics, or the fault. A text that is Python as it stands holds no magic."""
    if not is_pasted_from_ipython(source):
        tree, fault = _parsed_text(textwrap.dedent(source))
        if fault is None:
            return tree, (), None
    without = without_magics(source)
    tree, fault = _parsed_text(without.text)
    return tree, without.magics, fault


def _parsed_text(text: str) -> tuple[ast.Module, ParseFault | None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of invalid escapes: the student's, said when the cell is run
            return ast.parse(text + "\n"), None  # as IPython reads it, for a backslash at the end
    except SyntaxError as error:
        fault = ParseFault(error.msg, error.lineno)
    except (ValueError, RecursionError, MemoryError) as error:  # a null byte, half a character; nested too deep
        fault = ParseFault(str(error) or "nested too deep", None)
    return ast.Module(body=[], type_ignores=[]), fault


def _by_lines(source: str) -> dict[str, How]:
    found: dict[str, How] = {}
    for match in _STATEMENT.finditer(source):
        how = How.DEFINITION if match[1] else How.ASSIGNMENT
        found |= dict.fromkeys((name.strip() for name in (match[1] or match[2]).split(",")), how)
    for match in _IMPORT.finditer(source):
        for clause in match[1].split(","):
            name = clause.split()[-1].split(".")[0] if clause.split() else ""
            if name.isidentifier():
                found[name] = How.IMPORT
    return found
