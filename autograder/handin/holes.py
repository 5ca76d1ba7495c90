"""Which answers are still to be written, so that a demo can say so in a line instead of failing in a traceback."""

import ast
from types import FunctionType


def _untouched() -> None: ...


def _untouched_with_docstring() -> None:
    """Compiled, not read: a docstring moves the constants of a function."""


_BLANK_BYTECODE = {_untouched.__code__.co_code, _untouched_with_docstring.__code__.co_code}


def is_blank(answer: object) -> bool:
    """Whether `answer` is still the hole that was handed out.

    True for `...`, for `None`, and for a function whose body is only a docstring and `...` or `pass`.
    """
    if answer is None or answer is ...:
        return True
    if not isinstance(answer, FunctionType):
        return False
    code = answer.__code__
    return code.co_code in _BLANK_BYTECODE and set(code.co_consts) <= {answer.__doc__, None}


def is_hole(statement: ast.stmt) -> bool:
    """Whether `statement` is a hole as it is written: `name = ...`, or a function that says nothing."""
    if isinstance(statement, ast.Assign | ast.AnnAssign):
        return isinstance(statement.value, ast.Constant) and statement.value.value is ...
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


def ready(**answers: object) -> bool:
    """Whether every one of `answers` is filled in; prints one line that names those that are not.

    >>> ready(beta=1.5, gamma=...)
    This cell needs gamma: fill it in above, run that cell, then run this one again.
    False
    """
    blank = [name for name, answer in answers.items() if is_blank(answer)]
    if blank:
        print(f"This cell needs {' and '.join(blank)}: fill it in above, run that cell, then run this one again.")
    return not blank
