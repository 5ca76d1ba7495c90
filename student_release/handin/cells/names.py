"""Which names a statement binds where it stands, and how; which names a cell uses. Works on syntax trees alone.

Every walk keeps a stack of its own: a tree may be deeper than Python's stack.
"""

import ast
import builtins
from collections.abc import Iterable, Iterator
from enum import Enum

_BUILTINS = frozenset(dir(builtins)) | {"display", "get_ipython", "In", "Out", "_", "__"}
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class How(Enum):
    """How a name is bound."""

    DEFINITION = "def or class"
    IMPORT = "import"
    ASSIGNMENT = "assignment"  # also for, with, match, and :=
    GLOBAL = "assignment in a function that declares the name global"  # made once the function is called


def bound_by(statement: ast.AST) -> dict[str, How]:
    """The names that `statement` binds at the level of the cell, also inside if, for, while, with, try and match.

    Attributes and items (`f.x = 1`, `d[k] = 1`) bind nothing, nor does an annotation without a value. The names of a
    comprehension do not leave it. That of `except ... as name` counts, though Python deletes it behind the block.
    """
    found: dict[str, How] = {}
    for name, how in _bindings(statement):
        found.pop(name, None)  # the last binding counts, and stands last
        found[name] = how
    return found


def _bindings(statement: ast.AST) -> Iterator[tuple[str, How]]:
    pending: list[ast.AST] = [statement]
    while pending:
        node = pending.pop()
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield from ((inner, How.GLOBAL) for inner in _assigned_globals(node))
                pending += _evaluated_outside(node)
                yield name, How.DEFINITION
            case ast.Lambda():
                pending += _evaluated_outside(node)
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                yield from ((a.asname or a.name.partition(".")[0], How.IMPORT) for a in aliases if a.name != "*")
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                yield from ((name, How.ASSIGNMENT) for name in _walrus_names(node))
            case ast.AnnAssign(value=None):
                pending.append(node.annotation)
            case ast.Name(id=name, ctx=ast.Store()):
                yield name, How.ASSIGNMENT
            case _:
                yield from ((name, How.ASSIGNMENT) for name in _other_names(node))
                pending += reversed(list(ast.iter_child_nodes(node)))


def _other_names(node: ast.AST) -> Iterator[str]:
    """Names that stand in a node as text, not as a node of their own."""
    if isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
        yield node.name
    elif isinstance(node, ast.MatchMapping) and node.rest:
        yield node.rest


def _evaluated_outside(node: ast.AST) -> list[ast.AST]:
    """What a function or class evaluates where it stands: decorators, defaults, bases."""
    outside: list[ast.AST] = list(getattr(node, "decorator_list", []))
    if isinstance(node, ast.ClassDef):
        outside += [*node.bases, *node.keywords]
    elif isinstance(node, _FUNCTIONS):
        outside += [*node.args.defaults, *(default for default in node.args.kw_defaults if default is not None)]
    return outside


def _walrus_names(comprehension: ast.AST) -> Iterator[str]:
    """A := in a comprehension binds outside of it; one in a lambda does not."""
    pending: list[ast.AST] = [comprehension]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.NamedExpr) and isinstance(node.target, ast.Name):
            yield node.target.id
        pending += _evaluated_outside(node) if isinstance(node, ast.Lambda) else ast.iter_child_nodes(node)


def _assigned_globals(scope: ast.AST) -> set[str]:
    """Names that a function or class, or one inside it, declares global and binds."""
    found: set[str] = set()
    pending: list[ast.AST] = [scope]
    while pending:
        body, inner = _scope_nodes(pending.pop())
        pending += inner
        declared = {name for node in body if isinstance(node, ast.Global) for name in node.names}
        if declared:
            found |= declared & {name for node in body for name in _stored_by(node)}
    return found


def _scope_nodes(scope: ast.AST) -> tuple[list[ast.AST], list[ast.AST]]:
    """The nodes of a scope itself, and the functions and classes that stand in it."""
    nodes: list[ast.AST] = []
    inner: list[ast.AST] = []
    pending = list(ast.iter_child_nodes(scope))
    while pending:
        node = pending.pop()
        nodes.append(node)
        if isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
            inner.append(node)
        else:
            pending += ast.iter_child_nodes(node)
    return nodes, inner


def _stored_by(node: ast.AST) -> Iterator[str]:
    """The names that this one node binds in its scope."""
    match node:
        case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            yield from (alias.asname or alias.name.partition(".")[0] for alias in aliases if alias.name != "*")
        case _:
            yield from _other_names(node)


def used_names(tree: ast.AST) -> frozenset[str]:
    """The names that a cell reads and binds nowhere in itself, without Python's and IPython's own."""
    loaded: set[str] = set()
    stored: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            loaded.add(node.id)
        elif isinstance(node, ast.Name):
            stored.add(node.id)
        else:
            stored.update(_stored_by(node))
    return frozenset(loaded - stored - _BUILTINS)


def deleted_by(statement: ast.stmt) -> frozenset[str]:
    """The names that `statement`, a `del`, unbinds."""
    targets = statement.targets if isinstance(statement, ast.Delete) else []
    return frozenset(leaf.id for target in targets for leaf in _leaves(target) if isinstance(leaf, ast.Name))


def _leaves(target: ast.expr) -> Iterable[ast.expr]:
    return target.elts if isinstance(target, ast.Tuple | ast.List) else [target]


def has_star_import(statement: ast.stmt) -> bool:
    """Whether `statement` holds `from module import *`, whose names only running it tells."""
    return any(
        isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
        for node in ast.walk(statement)
    )
