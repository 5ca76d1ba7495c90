"""The released notebook with its answers filled in: one of them on trial, the others those of the reference."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.calibration.corpus import Cases
from autograder.notebooks.released import read_released
from autograder.notebooks.submission import read_submission
from autograder.results.verdict import GraderFault


@dataclass(frozen=True)
class Reference:
    """The released notebook, and the code of the reference solution to each question that has tests."""

    notebook: Mapping[str, Any]
    places: Mapping[str, int]  # question -> index of its answer cell in the released notebook
    answers: Mapping[str, str]

    def submission(self, question: str, source: str) -> str:
        """A notebook, as JSON, with `source` as the answer to `question`."""
        return self.answered({**self.answers, question: source})

    def answered(self, answers: Mapping[str, str]) -> str:
        """A notebook, as JSON, with these answers; a question that has none is as it was released."""
        cells = [dict(cell) for cell in self.notebook["cells"]]
        for each in answers:
            cells[self.places[each]]["source"] = answers[each]
        return json.dumps({**self.notebook, "cells": cells})


def read_reference(released: Path, solved: Path, cases: Cases) -> Reference:
    """Reads both notebooks. Raises GraderFault where one of them is not there."""
    for path in (released, solved):
        if not path.is_file():
            raise GraderFault(f"there is no notebook {path}: run `python build.py`, which writes it.")
    tested = {question: frozenset(name for case in cases[question] for name in case.names) for question in cases}
    found = [read_released(read_submission(path, path.stem).cells, tested) for path in (released, solved)]
    places, solutions = ({q: i for i, q in enumerate(each.questions) if q is not None} for each in found)
    answers = {question: found[1].cells[index].source for question, index in solutions.items()}
    return Reference(json.loads(released.read_text(encoding="utf-8")), places, answers)
