"""Cells run out of order, or after the kernel was restarted: a sentence below the NameError that says which to run."""

import contextlib
from pathlib import Path
from types import TracebackType
from typing import Any

from .cells import read_cell
from .notebook_functions import code_cells


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
        cell = read_cell(source)
        if cell.error is None and name in cell.binds:
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
