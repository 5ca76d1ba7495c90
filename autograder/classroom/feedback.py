"""A page for each student: what passed, what did not and why. Whatever they wrote is shown as text."""

import dataclasses
import hashlib
import re
from pathlib import Path

from autograder.classroom.attempt import Student
from autograder.classroom.class_results import CaseRow, SubmissionRow
from autograder.gradescope.markdown import escaped
from autograder.gradescope.pages import Page, Reader, as_html, page
from autograder.gradescope.results_json import results_json
from autograder.notebooks.graded_plan import Note
from autograder.results import verdict
from autograder.results.grade import Grade
from autograder.results.private_file import private_file
from autograder.results.verdict import CaseResult, Failure, Verdict

_LETTERS = 40  # of a name in the name of its file
_WITHOUT_GRADE = {
    "unreadable": "What you handed in could not be read, so it was not graded:",
    "could not judge": "Your work could not be graded by machine; your instructor looks after it.",
    "set aside": "Your work could not be graded by machine; your instructor looks after it.",
    "waiting": "Your work was not graded yet.",
}


def write(folder: Path, student: Student, row: SubmissionRow, title: str) -> Path:
    """Writes the student's page; returns its path, the same in every run."""
    path = folder / file_name(student)
    with private_file(path) as file:
        file.write(as_html(_page(student, row, title)))
    return path


def file_name(student: Student) -> str:
    """A name that every file system takes, and no two students share."""
    letters = re.sub(r"\W+", "-", student.name).strip("-_")[:_LETTERS].strip("-_")
    digest = hashlib.sha256(student.identity.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{letters or 'student'}-{digest}.html"


def _page(student: Student, row: SubmissionRow, title: str) -> Page:
    heading = f"{title}: {student.name}"
    if row.state != "graded":
        said = [_WITHOUT_GRADE[row.state]] + ([escaped(row.reason)] if row.state == "unreadable" else [])
        return Page(heading, "- (not graded)", tuple(said), (), "", 0)
    shown = page(results_json(_grade(row, title)), Reader.AFTER)
    return dataclasses.replace(shown, title=heading, paragraphs=_paragraphs(row))


def _paragraphs(row: SubmissionRow) -> tuple[str, ...]:
    """What concerns the whole."""
    passed = sum(case.verdict == "passed" for case in row.cases)
    said = [f"**{passed} of {len(row.cases)} tests passed.** Graded: {escaped(row.key)}, attempt {row.attempt}."]
    general = " ".join(text for question, text in row.notes if not question)
    return (*said, f"**About the notebook as a whole:** {escaped(general)}") if general else tuple(said)


def _grade(row: SubmissionRow, title: str) -> Grade:
    notes = tuple(Note(question or None, text) for question, text in row.notes)
    return Grade(title, row.key, tuple(map(_case, row.cases)), notes, seconds=row.seconds)


def _case(case: CaseRow) -> CaseResult:
    stopped = getattr(verdict, case.stopped, None) if case.stopped else None
    kind = stopped if isinstance(stopped, type) and issubclass(stopped, Failure) else None
    return CaseResult(
        case.question,
        case.name,
        case.points,
        case.hidden,
        Verdict(case.verdict),
        case.message,
        case.seconds,
        kind,
        case.hint,
    )
