"""Which notebook this is, and whether what was run is what was saved."""

import ast
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from . import colab
from .cells import How, bound_by, read_cell
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
    return "\n".join(line.rstrip() for line in source.splitlines()).strip("\n")


def _defined(source: str) -> set[str]:
    """What a cell gives a meaning: functions and classes, or, where it does nothing else, all its variables as one.

    Answers are made of these, and nobody defines them twice by the way; a variable alone is soon given another value.
    """
    does = [statement for statement in read_cell(source).tree.body if not _does_nothing(statement)]
    made = [bound_by(statement) for statement in does]
    if does and all(made) and all(isinstance(statement, ast.Assign | ast.AnnAssign) for statement in does):
        return {" and ".join(dict.fromkeys(name for names in made for name in names))}
    return {name for names in made for name, how in names.items() if how is How.DEFINITION}


def _does_nothing(statement: ast.stmt) -> bool:
    """Whether `statement` stands for a magic, or only annotates a name."""
    return isinstance(statement, ast.Pass) or (isinstance(statement, ast.AnnAssign) and statement.value is None)
