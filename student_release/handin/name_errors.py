"""Cells run out of order, or after the kernel was restarted: a sentence below the NameError that says which to run."""

import ast
import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from .notebook_functions import code_cells

_MAGIC = re.compile(r"(?m)^[ \t]*[%!].*$")
_BODIES = ("body", "orelse", "finalbody", "handlers")  # of `if`, `for`, `with` and `try`: still the notebook's names


def explain_name_errors(notebook: Path) -> None:
    """From now on a NameError in the running notebook is followed by a sentence; does nothing outside IPython."""
    with contextlib.suppress(ImportError):
        from IPython import get_ipython

        shell = get_ipython()
        if shell is not None:
            shell.set_custom_exc((NameError,), _shown(notebook))


def sentence(name: str, notebook: Path) -> str | None:
    """Which cell of `notebook` to run so that `name` is there; None where no cell gives it a meaning."""
    try:
        cells = code_cells(notebook)
    except (ValueError, OSError):
        return None
    for number, source in enumerate(cells, start=1):
        if name in _names(source):
            first = next((line for line in source.splitlines() if line.strip()), "")
            return (
                f"{name} gets its meaning in code cell {number} of the notebook, which begins with {first.strip()!r} "
                "and has not been run since the kernel was started: run the cells from the top down to this one "
                '(in JupyterLab: Run, "Run All Above Selected Cell").'
            )
    return None


def _shown(notebook: Path) -> Any:
    def show(shell: Any, kind: type[NameError], error: NameError, trace: TracebackType, tb_offset: Any = None) -> None:
        shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
        said = sentence(error.name, notebook) if error.name else None
        if said:
            print(said)

    return show


def _names(source: str) -> set[str]:
    try:
        return set(_bound(ast.parse(_MAGIC.sub("", source)).body))
    except (SyntaxError, ValueError, RecursionError):
        return set()


def _bound(body: list[Any]) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from ((alias.asname or alias.name).partition(".")[0] for alias in node.names)
        elif any(hasattr(node, part) for part in _BODIES):
            for part in _BODIES:
                yield from _bound(getattr(node, part, []))
        else:
            yield from (n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
