"""What the released notebook says of its own cells: which are answers and to what, which are never run.

Read from Otter's own marks: the tags `otter_answer_cell` and `otter_ignore`, the line `<!-- END QUESTION -->`, and
cells that do nothing but call the checker. Nothing here looks at a submission.
"""

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from autograder.handin.cells import read_cell
from autograder.notebooks.bound_names import Bindings, bindings
from autograder.notebooks.notebook import Cell

_ANSWER_TAG, _IGNORE_TAG = "otter_answer_cell", "otter_ignore"
_BORDER = re.compile(r"<!-- (?:BEGIN|END) QUESTION -->")
_CALLS = frozenset({"check", "check_all", "export"})


class Role(Enum):
    """What a cell is for."""

    SUPPORT = "support"  # code that is everybody's
    ANSWER = "answer"
    IGNORED = "ignored"  # trains or plots for the reader: never run in grading
    CALL = "call"  # nothing but `grader.check("q")` and the like: the grader checks by itself
    TEXT = "text"


@dataclass(frozen=True)
class ReleasedNotebook:
    """The released notebook with the role of each cell; tuples are parallel to `cells`."""

    cells: tuple[Cell, ...]
    roles: tuple[Role, ...]
    questions: tuple[str | None, ...]  # of answer cells
    bound: tuple[Bindings, ...]
    own: Mapping[str, frozenset[str]]  # question -> the names that its answer has to bind
    checkers: frozenset[str]  # names on which check cells call

    def spelled(self, question: str, name: str) -> str | None:
        """The released statement that binds `name` in the answer of `question`."""
        of_question = (i for i, q in enumerate(self.questions) if q == question)
        return next((self.bound[i].made[name] for i in of_question if name in self.bound[i].made), None)


def read_released(cells: Sequence[Cell], tested: Mapping[str, frozenset[str]]) -> ReleasedNotebook:
    """`cells` of the released notebook, whose `tested` are question -> names that its test cases ask for."""
    checkers = frozenset(name for cell in cells for name in _caller(cell))
    roles = [_role(cell, checkers) for cell in cells]
    bound = tuple(bindings(cell.source) if cell.kind == "code" else bindings("") for cell in cells)
    questions = _by_check_cells(cells, roles, tested)
    _by_names(roles, questions, bound, tested)
    for index, question in enumerate(questions):
        if question is not None:
            roles[index] = Role.ANSWER
        elif roles[index] is Role.ANSWER:  # code of an answer that no test asks for
            roles[index] = Role.SUPPORT
    own = {question: _own(question, questions, bound, tested) for question in tested}
    return ReleasedNotebook(tuple(cells), tuple(roles), tuple(questions), bound, own, checkers)


def calls_only(source: str, checkers: frozenset[str]) -> bool:
    """Whether a code cell does nothing but call one of `checkers`, without keeping what it returns."""
    called = [_called(statement) for statement in read_cell(source).tree.body]
    return bool(called) and all(call is not None and call[0] in checkers for call in called)


def _caller(cell: Cell) -> tuple[str, ...]:
    """The names that `cell` calls a checker's methods on, if it does nothing else."""
    statements = read_cell(cell.source).tree.body if cell.kind == "code" else []
    called = [_called(statement) for statement in statements]
    return () if None in called else tuple(call[0] for call in called if call)


def _called(statement: ast.stmt) -> tuple[str, str | None] | None:
    """For `grader.check("q")`: ("grader", "q"); for check_all and export: ("grader", None); else None."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in _CALLS):
        return None
    if not isinstance(call.func.value, ast.Name):
        return None
    first = call.args[0] if call.args else None
    if call.func.attr == "check" and isinstance(first, ast.Constant) and isinstance(first.value, str):
        return call.func.value.id, first.value
    return call.func.value.id, None


def _role(cell: Cell, checkers: frozenset[str]) -> Role:
    if cell.kind != "code":
        return Role.TEXT
    if _IGNORE_TAG in cell.tags:
        return Role.IGNORED
    if calls_only(cell.source, checkers):
        return Role.CALL
    return Role.ANSWER if _ANSWER_TAG in cell.tags else Role.SUPPORT


def _by_check_cells(
    cells: Sequence[Cell], roles: Sequence[Role], tested: Mapping[str, frozenset[str]]
) -> list[str | None]:
    """Answer cells belong to the question of the next check cell, unless a border of questions comes between."""
    questions: list[str | None] = [None] * len(cells)
    waiting: list[int] = []
    for index, cell in enumerate(cells):
        if cell.kind == "markdown" and _BORDER.search(cell.source):
            waiting = []
        elif roles[index] is Role.ANSWER:
            waiting.append(index)
        elif roles[index] is Role.CALL:
            question = _checked(cell, tested)
            if question is not None:
                for answer in waiting:
                    questions[answer] = question
                waiting = []
    return questions


def _checked(cell: Cell, tested: Mapping[str, frozenset[str]]) -> str | None:
    names = [call[1] for call in map(_called, read_cell(cell.source).tree.body) if call]
    return next((name for name in names if name in tested), None)


def _by_names(
    roles: Sequence[Role],
    questions: list[str | None],
    bound: Sequence[Bindings],
    tested: Mapping[str, frozenset[str]],
) -> None:
    """Where there are no check cells or tags: the cell that binds most of a question's names is its answer."""
    for question, names in tested.items():
        if question in questions:
            continue
        free = [i for i, q in enumerate(questions) if q is None and roles[i] in (Role.ANSWER, Role.SUPPORT)]
        best = max(free, key=lambda i: (len(names & bound[i].names()), roles[i] is Role.ANSWER, i), default=None)
        if best is not None and names & bound[best].names():
            questions[best] = question


def _own(
    question: str,
    questions: Sequence[str | None],
    bound: Sequence[Bindings],
    tested: Mapping[str, frozenset[str]],
) -> frozenset[str]:
    """The tested names that the released answer binds; if it binds none, those that no other released cell binds."""
    names = tested[question]
    here = {name for i, q in enumerate(questions) if q == question for name in bound[i].made}
    elsewhere = {name for i, q in enumerate(questions) if q != question for name in bound[i].made}
    return names & here or names - elsewhere
