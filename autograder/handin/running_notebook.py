"""Which notebook this is, and whether what was run is what was saved."""

import ast
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from . import colab
from .homework import this_release

_VSCODE = "__vsc_ipynb_file__"  # VS Code puts the notebook's path under this name
_SESSION = "JPY_SESSION_NAME"  # Jupyter Server 2 and newer set it to the notebook's path


class NoNotebookError(LookupError):
    """No file on disk is known to be this notebook; the message says what to do."""


def notebook_file(given: str | os.PathLike[str] | None, names: Mapping[str, Any]) -> Path:
    """The notebook's file: `given`, or what the editor says, or the only one that it can be.

    names: the notebook's global names. Raises NoNotebookError, and ColabError on Colab.
    """
    usual = this_release().notebook
    if given is not None:
        if Path(given).is_file():
            return Path(given)
        raise NoNotebookError(
            f"There is no file {os.fspath(given)} in {Path.cwd()}: give the name under which this notebook is saved, "
            f'such as handin.submit("{usual}").'
        )
    if colab.here():  # a file of that name here is the release's, without the student's answers
        return colab.notebook_as_shown(Path(usual))
    session = os.environ.get(_SESSION, "")  # in full, for those who changed the folder in a cell
    told = [str(names.get(_VSCODE, "")), session, Path(session).name, usual]
    for name in filter(None, told):
        if name.endswith(".ipynb") and Path(name).is_file():
            return Path(name)
    return _only(sorted(Path().glob("*.ipynb")))


def _only(found: Sequence[Path]) -> Path:
    if len(found) == 1:
        return found[0]
    listed = ", ".join(path.name for path in found)
    what = f"There are several notebooks here ({listed})" if found else f"There is no notebook file in {Path.cwd()}"
    raise NoNotebookError(
        f'{what}: say which one this is, handin.submit("name.ipynb"). Where it is kept '
        "elsewhere, download it first and put it beside the folder handin."
    )


def unsaved_definitions(ran: Sequence[str], saved: Iterable[str]) -> list[str]:
    """Names whose definition that was run last is not in the saved file, which defines them in another way.

    ran: sources of executed cells, oldest first; saved: sources of the code cells in the file.
    """
    in_file = [_bare(source) for source in saved]
    defined = {name for source in in_file for name in _defined(source)}
    latest = {name: source for source in map(_bare, ran) for name in _defined(source)}
    return sorted(name for name, source in latest.items() if name in defined and source not in in_file)


def _bare(source: str) -> str:
    return "\n".join(line.rstrip() for line in source.strip().splitlines())


def _defined(source: str) -> set[str]:
    """What a cell gives a meaning: functions and classes, or, where it does nothing else, all its variables as one.

    Answers are made of these, and nobody defines them twice by the way; a variable alone is soon given another value.
    """
    try:
        body = ast.parse(re.sub(r"(?m)^[ \t]*[%!].*$", "", source)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    variables = [name for statement in body for name in _assigned(statement)]
    if variables and all(_assigned(statement) for statement in body):
        return {" and ".join(dict.fromkeys(variables))}
    return {n.name for n in body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}


def _assigned(statement: ast.stmt) -> list[str]:
    """The names to which `statement` gives values, if that is all that it does."""
    if not isinstance(statement, ast.Assign | ast.AnnAssign):
        return []
    return [n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
