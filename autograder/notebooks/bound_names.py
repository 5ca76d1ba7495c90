"""Which names a cell binds, and to what: read from its text, which is never run here.

A cell that Python cannot parse is read line by line instead, so that a syntax error in an answer still counts as that
answer (and the student reads of the syntax error).
"""

import ast
import builtins
import functools
import re
import textwrap
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

_NAME = r"[^\W\d]\w*"
# Cell magics whose body the worker runs in the notebook; the others it skips.
_BODY_RUNS = frozenset({"capture", "time", "timeit", "prun", "memit", "mprun", "lprun"})
_CELL_MAGIC = re.compile(rf"\s*%%(?P<name>{_NAME})?[^\n]*\n?")
_LINE_MAGIC = re.compile(r"(?m)^([ \t]*)(?:[%!?].*|[^\s#].*\?)$")
_ASSIGNED_MAGIC = re.compile(r"(?m)^([ \t]*[^\s=#][^=\n]*=[ \t]*)[%!].*$")
_STATEMENT = re.compile(
    rf"(?m)^(?:(?:async\s+)?def|class)\s+({_NAME})|^({_NAME}(?:[ \t]*,[ \t]*{_NAME})*+)[ \t]*+(?::[^=\n]+)?=(?!=)"
)
_IMPORT = re.compile(r"(?m)^(?:from\s+\S+\s+)?import\s+([^\n(#;]+)")
# A parser's own limits (nesting, memory, surrogates, null bytes) beside the student's syntax.
_UNPARSED = (SyntaxError, ValueError, RecursionError, MemoryError)
_BUILTINS = frozenset(dir(builtins)) | {"display", "get_ipython", "In", "Out", "_", "__"}


@dataclass(frozen=True)
class Bindings:
    """What a cell binds at its top level, also inside if, for, while, with and try."""

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
    tree = parse_cell(source)
    if tree is None:
        return _by_lines(source)
    made: dict[str, str] = {}
    holes: set[str] = set()
    for statement in tree.body:
        names = set(_bound_by(statement))
        if not names:
            continue
        made |= dict.fromkeys(names, _spelled(statement))
        holes = holes - names | (names if _is_hole(statement) else set())
    defines = any(isinstance(statement, _DEFINITION) for statement in tree.body)
    return Bindings(True, made, frozenset(holes), _loaded(tree), defines)


# Most cells of a submission are those of the release, the same in all submissions.
_REMEMBERED_CHARACTERS = 10_000  # of one cell: 256 of them take a few megabytes, whatever is handed in
_remembered = functools.lru_cache(maxsize=256)(_bindings)


def parse_cell(source: str) -> ast.Module | None:
    """The syntax tree of a cell as IPython would run it, magics taken out; None if it has none."""
    magic = _CELL_MAGIC.match(source)
    if magic and magic["name"] not in _BODY_RUNS:
        return ast.Module(body=[], type_ignores=[])
    source = textwrap.dedent(source[magic.end() :] if magic else source)
    without_magics = _LINE_MAGIC.sub(r"\1pass", _ASSIGNED_MAGIC.sub(r"\1None", source))
    for text in (source, without_magics):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of invalid escapes: the student's, said when the cell is run
                return ast.parse(text)
        except _UNPARSED:
            continue
    return None


_DEFINITION = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
_OWN_SCOPE = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def _bound_by(statement: ast.AST) -> Iterator[str]:
    """Names that `statement` binds where it stands; a stack of its own, since trees may be deeper than Python's."""
    pending: list[ast.AST] = [statement]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
            pending += node.decorator_list
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from (alias.asname or alias.name.split(".")[0] for alias in node.names if alias.name != "*")
        elif isinstance(node, _OWN_SCOPE):
            yield from _walrus_in(node)
        else:
            yield from _named(node)
            pending += ast.iter_child_nodes(node)


def _named(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
        yield node.name
    elif isinstance(node, ast.MatchMapping) and node.rest:
        yield node.rest


def _walrus_in(scope: ast.AST) -> Iterator[str]:
    """A walrus in a comprehension binds outside of it; one in a lambda does not."""
    if not isinstance(scope, ast.Lambda):
        yield from (node.target.id for node in ast.walk(scope) if isinstance(node, ast.NamedExpr))


def _is_hole(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Assign | ast.AnnAssign):
        return isinstance(statement.value, ast.Constant) and isinstance(statement.value.value, type(...))
    if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    return all(_says_nothing(inner) for inner in statement.body)


def _says_nothing(statement: ast.stmt) -> bool:
    """`pass`, `...`, or a docstring."""
    if isinstance(statement, ast.Pass):
        return True
    if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
        return False
    return isinstance(statement.value.value, str | type(...))


def _spelled(statement: ast.stmt) -> str:
    """`statement` without comments and layout: equal for equal code."""
    try:
        return ast.dump(statement)
    except RecursionError:
        return f"{type(statement).__name__} at line {statement.lineno}, too deep to be spelled"


def _loaded(tree: ast.Module) -> frozenset[str]:
    loaded: set[str] = set()
    stored: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (loaded if isinstance(node.ctx, ast.Load) else stored).add(node.id)
        elif isinstance(node, ast.arg):
            stored.add(node.arg)
        elif isinstance(node, _DEFINITION):
            stored.update(_bound_by(node))
        else:
            stored.update(_named(node))
    return frozenset(loaded - stored - _BUILTINS)


def _by_lines(source: str) -> Bindings:
    made: dict[str, str] = {}
    for match in _STATEMENT.finditer(source):
        for name in (match[1] or match[2]).split(","):
            made[name.strip()] = "unparsed"
    for match in _IMPORT.finditer(source):
        for clause in match[1].split(","):
            name = clause.split()[-1].split(".")[0] if clause.split() else ""
            if name.isidentifier():
                made[name] = "unparsed"
    return Bindings(False, made, frozenset(), frozenset(), True)
