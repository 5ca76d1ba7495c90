"""What a run and its workers say to each other: a line of JSON each, so that it travels to another machine as well."""

from typing import Any

import msgspec

from autograder.classroom.class_results import CaseRow
from autograder.notebooks.notebook import SubmissionError
from autograder.results.grade import Grade


class Setup(msgspec.Struct, frozen=True, kw_only=True):
    """What a worker needs to begin."""

    assignment: str  # the folder of grading.json
    source: str  # the download of submissions: a folder or a zip; "": each notebook comes with its order
    without: tuple[str, ...] = ()  # layers of confinement to leave out
    allow_unconfined: bool = False
    temporary: str = ""  # where its temporary files go; "": where the system's do
    parent: int  # pid of the run: a worker ends with it


class Work(msgspec.Struct, frozen=True):
    """A submission to grade."""

    id: int
    key: str
    file: str  # its name in the download
    only: tuple[str, ...] | None = None  # the questions to judge; None: all
    notebook: tuple[str, bytes] | None = None  # its name and bytes, for a worker without the download


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a submission."""

    state: str  # "graded", "unreadable", "could not judge", "set aside"
    reason: str = ""
    cases: tuple[CaseRow, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    answers: dict[str, str] = {}
    layers: tuple[str, ...] = ()
    confined: bool = True
    versions: dict[str, str] = {}
    seed: str = ""
    seconds: float = 0.0
    memory_mb: float = 0.0
    again: bool = False  # the grader's own fault, which a fresh worker may not have


class Ready(msgspec.Struct, frozen=True, tag=True):
    """A worker is warm."""

    assignment: str
    questions: dict[str, float]  # name -> points, in the order of the notebook
    template: dict[str, str]  # question -> source of its cells as released
    versions: dict[str, str]


class Broken(msgspec.Struct, frozen=True, tag=True):
    """A worker cannot begin, and no other will."""

    reason: str


class Ended(msgspec.Struct, frozen=True, tag=True):
    """A worker has graded what it was sent."""

    id: int
    outcome: Outcome


def not_read(work: Work, error: SubmissionError | OSError) -> Outcome:
    """What becomes of a submission that cannot be read: a sentence for the student, or one for staff."""
    if isinstance(error, SubmissionError):
        return Outcome(state="unreadable", reason=str(error))
    return Outcome(state="could not judge", reason=f"{work.key} cannot be read: {error.strerror}.")


def outcome_of(grade: Grade) -> Outcome:
    """The grade of a submission that was read; "could not judge" where that holds for a test of it."""
    why = "; ".join(f"{case.question} {case.name}: {case.message}" for case in grade.not_judged)
    return Outcome(
        state="could not judge" if why else "graded",
        reason=f"{len(grade.not_judged)} tests could not be judged ({why})." if why else "",
        cases=tuple(
            CaseRow(
                one.question,
                one.name,
                one.points,
                one.hidden,
                one.verdict.value,
                one.message,
                one.hint,
                one.stopped.__name__ if one.stopped else "",
                round(one.seconds, 4),
            )
            for one in grade.cases
        ),
        notes=tuple((note.question or "", note.text) for note in grade.notes),
        answers=dict(grade.answers),
        layers=grade.layers,
        confined=grade.confined,
        versions=grade.versions,
        seed=grade.seed,
        seconds=round(grade.seconds, 3),
        memory_mb=round(grade.memory_mb, 1),
    )


def encoded(message: Any) -> bytes:
    """One line."""
    return msgspec.json.encode(message) + b"\n"
