"""Makes what is handed in: the solved notebook with the cells of an attack in place of, or beside, its answers."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Any

from .attack import POINTS, Attack


def hand_in(attack: Attack, folder: Path, solved: Path, names: Mapping[str, str]) -> Path:
    """Writes the submission into `folder` and returns its path."""
    if attack.make is not None:
        return attack.make(folder, solved)
    notebook = json.loads(solved.read_text(encoding="utf-8"))
    cells = []
    for cell in notebook["cells"]:
        function = _answers(cell)
        if function in attack.answers:
            cell = _cell(cell, _filled(attack.answers[function], names))
        cells.append(cell)
        if function == next(iter(POINTS)):
            cells += [_cell(cell, _filled(source, names)) for source in attack.added]
    path = folder / solved.name
    path.write_text(json.dumps({**notebook, "cells": _numbered(cells)}), encoding="utf-8")
    return path


def _answers(cell: Mapping[str, Any]) -> str | None:
    source = "".join(cell["source"])
    return next((name for name in POINTS if re.search(rf"^def {name}\(", source, re.MULTILINE)), None)


def _cell(like: Mapping[str, Any], source: str) -> dict[str, Any]:
    return {**like, "source": source, "outputs": [], "execution_count": None}


def _filled(source: str, names: Mapping[str, str]) -> str:
    return Template(source).safe_substitute(names)


def _numbered(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**cell, "id": f"cell-{number}"} for number, cell in enumerate(cells)]
