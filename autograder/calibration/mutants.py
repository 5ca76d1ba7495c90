"""Wrong answers made by machine: a reference solution with one thing changed, after DeMillo et al. (1978).

Changed are operators, constants, the order of arguments and of what is returned or unpacked; calls, arguments and
statements are left out; tensors are cut off from their graph. Mutants that are as right as the reference solution are
listed in `QUESTION/equivalent_mutants.txt` of the corpus, each on a line of its own with the reason on the next,
indented.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from autograder.calibration.corpus import CorpusError, Entry

_T = TypeVar("_T")
EQUIVALENT_FILE = "equivalent_mutants.txt"
_OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
}
_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.Lt),
}
_NOT_COMMUTATIVE = (ast.Sub, ast.Div, ast.Pow, ast.MatMult)
_Place = tuple[ast.AST, str, int | None]  # a node, one of its fields, and the position in it where it is a list


def mutants(question: str, source: str) -> list[Entry]:
    """Every mutant of the reference solution `source`; the statement that was changed is its name."""
    tree = ast.parse(source)
    sources = {source, ast.unparse(tree)}
    made: dict[str, Entry] = {}
    for what, name in _changes(tree):
        changed = ast.unparse(tree)
        if changed not in sources:
            sources.add(changed)
            made.setdefault(name, Entry(question, "mutant", name, what, {}, changed))
    return list(made.values())


def read_equivalent(folder: Path, question: str, known: list[Entry]) -> dict[str, str]:
    """Titles of the mutants of `question` that are listed as equivalent, with the reason. Raises CorpusError."""
    path = folder / question / EQUIVALENT_FILE
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()] if path.exists() else []
    titles = {entry.name: entry.title for entry in known}
    found: dict[str, str] = {}
    for name, reason in zip(lines[::2], [*lines[1::2], ""], strict=False):
        if name not in titles:
            raise CorpusError(f"{question}/{EQUIVALENT_FILE}: there is no mutant {name!r}: copy its name from a run.")
        if not reason.startswith(" "):
            raise CorpusError(
                f"{question}/{EQUIVALENT_FILE}: {name!r} lacks a reason; write it on the next line, indented."
            )
        found[titles[name]] = reason.strip()
    return found


def _changes(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Makes one change after the other in place: yields what it is and its name, and takes it back."""
    for statement in [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]:
        yield from _without(statement)
        for place, node in _expressions(statement):
            for what, other in _alternatives(node):
                _put(place, other)
                yield what, _shown(statement)
                _put(place, node)


def _without(block: ast.stmt) -> Iterator[tuple[str, str]]:
    """Leaves out each statement of a body in turn."""
    body = getattr(block, "body", None)
    for index, statement in enumerate(body or []):
        if not _is_docstring(statement):
            body[index] = ast.Pass()  # type: ignore[index]
            yield "a statement left out", f"(without) {_shown(statement)}"
            body[index] = statement  # type: ignore[index]


def _is_docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _shown(statement: ast.stmt) -> str:
    return " ".join(ast.unparse(statement).split())


def _expressions(statement: ast.stmt) -> Iterator[tuple[_Place, ast.expr]]:
    """Every expression of a statement that is no definition: signatures and annotations are not what is judged."""
    if _is_docstring(statement) or isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return
    nested = (ast.stmt, ast.arguments)
    nodes: list[ast.AST] = [statement]
    for node in nodes:
        for field, value in ast.iter_fields(node):
            if field == "annotation":
                continue
            for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if isinstance(child, ast.expr):
                    yield (node, field, index), child
                if isinstance(child, ast.AST) and not isinstance(child, nested):
                    nodes.append(child)


def _put(place: _Place, value: ast.expr) -> None:
    node, field, index = place
    if index is None:
        setattr(node, field, value)
    else:
        getattr(node, field)[index] = value


def _alternatives(node: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    match node:
        case ast.BinOp():
            yield from _of_operation(node)
        case ast.BoolOp(op, values):
            yield "another operator", ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
        case ast.Compare(left, [op, *rest], right):
            operators = _COMPARISONS.get(type(op), ())
            yield from (("another operator", ast.Compare(left, [one(), *rest], right)) for one in operators)
        case ast.UnaryOp(ast.USub(), operand):
            yield "a sign left out", operand
        case ast.Constant(value):
            yield from (("another constant", ast.Constant(other)) for other in _others(value))
        case ast.Tuple(elements, context) | ast.List(elements, context):
            yield from (("another order", type(node)(order, context)) for order in _swapped(elements))
        case ast.Call():
            yield from _of_call(node)


def _of_operation(node: ast.BinOp) -> Iterator[tuple[str, ast.expr]]:
    left, op, right = node.left, node.op, node.right
    for other in _OPERATORS.get(type(op), ()):
        yield "another operator", ast.BinOp(left, other(), right)
    if isinstance(op, _NOT_COMMUTATIVE):
        yield "operands exchanged", ast.BinOp(right, op, left)
    yield "cut off from its graph", ast.BinOp(_detached(left), op, right)
    yield "cut off from its graph", ast.BinOp(left, op, _detached(right))


def _of_call(call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(call.func, ast.Attribute):
        yield "a call left out", call.func.value  # v.sqrt() -> v
    if call.args:
        yield "a call left out", call.args[0]  # torch.randn_like(m) -> m
    for order in _swapped(call.args):
        yield "arguments exchanged", ast.Call(call.func, order, call.keywords)
    for index in range(len(call.args)):
        yield "an argument left out", ast.Call(call.func, _except(call.args, index), call.keywords)
        detached = [*call.args[:index], _detached(call.args[index]), *call.args[index + 1 :]]
        yield "cut off from its graph", ast.Call(call.func, detached, call.keywords)
    for index in range(len(call.keywords)):
        yield "an argument left out", ast.Call(call.func, call.args, _except(call.keywords, index))


def _detached(node: ast.expr) -> ast.expr:
    return ast.Call(ast.Attribute(node, "detach", ast.Load()), [], [])


def _swapped(nodes: list[ast.expr]) -> Iterator[list[ast.expr]]:
    """`nodes` with two neighbours exchanged, for each pair of them."""
    for i in range(len(nodes) - 1):
        yield [*nodes[:i], nodes[i + 1], nodes[i], *nodes[i + 2 :]]


def _except(items: list[_T], index: int) -> list[_T]:
    return [*items[:index], *items[index + 1 :]]


def _others(value: object) -> list[str | bytes | bool | int | float]:
    match value:
        case bool():
            return [not value]
        case int():
            return [value + 1, value - 1]
        case float():
            return [value * 2, value / 2, -value]
        case str():
            return [""]
    return []
