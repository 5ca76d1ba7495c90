"""Reads a gradebook: its submissions as rows, one after the other, for the exports and the report.

It writes nothing, and does not know how rows are shown.
"""

import json
import sqlite3
from collections.abc import Iterator

from autograder.classroom.attempt import Student
from autograder.classroom.class_results import ClassResults, SubmissionRow
from autograder.classroom.gradebook import Gradebook

_ROWS = """
    SELECT submission.*, grade.id AS number, state, reason, score, points, seconds, memory_mb, layers, notes, answers
    FROM submission LEFT JOIN grade ON grade.id = submission.grade
    WHERE seen = ? ORDER BY submission.id
"""
_NO_GRADE = {
    "score": 0.0,
    "points": 0.0,
    "seconds": 0.0,
    "memory_mb": 0.0,
    "layers": "[]",
    "notes": "[]",
    "answers": "{}",
}


def submission_rows(book: Gradebook) -> Iterator[tuple[tuple[Student, ...], SubmissionRow]]:
    """Every submission of the download with those who handed it in, in the order in which they were taken in."""
    for row in book.connection.execute(_ROWS, (book.run,)):
        students = tuple(
            Student(*one)
            for one in book.connection.execute(
                "SELECT name, sid, email FROM student WHERE submission = ? ORDER BY position", (row["id"],)
            )
        )
        yield students, _row(book, row, students)


def class_results(book: Gradebook) -> ClassResults:
    """All of it at once, for the report."""
    run = book.connection.execute("SELECT * FROM run WHERE id = ?", (book.run,)).fetchone()
    said = book.assignment()
    return ClassResults(
        assignment=said.assignment if said else "",
        autograder=run["autograder"],
        versions=said.versions if said else {},
        made=run["begun"],
        questions=said.questions if said else {},
        template=said.template if said else {},
        submissions=tuple(row for _, row in submission_rows(book)),
    )


def _row(book: Gradebook, row: sqlite3.Row, students: tuple[Student, ...]) -> SubmissionRow:
    state, reason = _state(row)
    grade = dict(row) if row["number"] is not None else {**dict(row), **_NO_GRADE}
    return SubmissionRow(
        key=row["key"],
        students=tuple(student.name for student in students),
        attempt=row["attempt"],
        late=bool(row["late"]),
        state=state,
        reason=reason,
        score=grade["score"] if state == "graded" else 0.0,
        points=grade["points"],
        seconds=grade["seconds"],
        memory_mb=grade["memory_mb"],
        layers=tuple(json.loads(grade["layers"])),
        notes=tuple((question, text) for question, text in json.loads(grade["notes"])),
        counts=bool(row["counts"]),
        cases=book.cases(row["number"]),
        answers=json.loads(grade["answers"]),
    )


def _state(row: sqlite3.Row) -> tuple[str, str]:
    if row["aside"]:
        return "set aside", row["aside"]
    if row["number"] is None or row["todo"] is not None:
        return "waiting", "It was not graded yet: run the same command again."
    return row["state"], row["reason"]


def superseded_rows(book: Gradebook) -> set[tuple[str, str]]:
    """(key, identity) of those whose grade comes from another submission that counts as well: alone, and in a group."""
    query = """SELECT key, identity FROM (
        SELECT submission.key, student.identity, row_number() OVER (
            PARTITION BY student.identity ORDER BY state = 'graded' DESC, ordering DESC, submission.id DESC
        ) AS place FROM student JOIN submission ON submission.id = student.submission
        LEFT JOIN grade ON grade.id = submission.grade WHERE seen = ? AND counts
    ) WHERE place > 1"""
    return {(row["key"], row["identity"]) for row in book.connection.execute(query, (book.run,))}
