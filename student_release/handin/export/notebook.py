"""Cells of a notebook file as an export needs them: every minor of nbformat 4, whatever wrote it.

Read by hand and not by `nbformat`, which refuses a whole notebook for one odd key: an answer must not be lost for that.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Json = Any  # what json.loads returns


class NotebookError(ValueError):
    """A file that is no notebook; the message says what was found and what to do."""


@dataclass(frozen=True)
class SavedCell:
    """One cell: `kind` is markdown, code or raw; `attachments` are name -> media type -> base64 text."""

    kind: str
    source: str
    id: str = ""
    outputs: tuple[Mapping[str, Json], ...] = ()
    attachments: Mapping[str, Mapping[str, str]] = ()  # type: ignore[assignment]  # an empty mapping, in effect

    def attached(self, name: str) -> Mapping[str, str]:
        """Media type -> base64 text of the attachment `name`, {} if there is none."""
        return dict(self.attachments).get(name, {})


def read_cells(content: bytes) -> tuple[SavedCell, ...]:
    """The cells of the notebook file `content`. Raises NotebookError if it is none."""
    try:
        notebook = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise NotebookError("This file is no notebook (it is not JSON): save it again in Jupyter.") from None
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise NotebookError(
            "This file is no notebook of format 4 (it has no list of cells): open it in Jupyter and save it again."
        )
    return tuple(_cell(cell) for cell in notebook["cells"] if isinstance(cell, dict))


def text(value: Json) -> str:
    """A text as notebooks keep it, one string or a list of lines; anything else as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        return "".join(value)
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def _cell(cell: Mapping[str, Json]) -> SavedCell:
    kind = cell.get("cell_type")
    outputs = cell.get("outputs")
    attachments = cell.get("attachments")
    return SavedCell(
        kind if kind in ("markdown", "code") else "raw",
        text(cell.get("source")),
        str(cell.get("id", "")),
        tuple(o for o in outputs if isinstance(o, dict)) if isinstance(outputs, list) else (),
        {k: v for k, v in attachments.items() if isinstance(v, dict)} if isinstance(attachments, dict) else {},
    )
