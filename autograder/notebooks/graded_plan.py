"""What is run in grading, in which order, and what the student is told about it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Note:
    """A sentence for the student, about one question or (None) about the whole."""

    question: str | None
    text: str


@dataclass(frozen=True)
class GradedCell:
    """A cell that is run.

    An empty `source` only marks where the answer of a further question ends that the cell before it answers too.
    """

    index: int  # position in the submission, from 0; a released cell that the submission lacks: -1 - its position there
    source: str
    question: str | None  # the question whose answer it is part of; None: everybody's (imports, set-up, support cells)


@dataclass(frozen=True)
class Plan:
    """The cells to run and the questions to test."""

    cells: tuple[GradedCell, ...]  # in the order in which they are run; a question is tested right after its last cell
    order: tuple[str, ...]  # questions in the order in which their answers end; those without an answer cell last
    notes: tuple[Note, ...]  # what was decided that is unusual; names of the release and numbers, no student's words
