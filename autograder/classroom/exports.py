"""The gradebook as files: grades.csv, what Canvas and Gradescope take, and a page of feedback for each student."""

import contextlib
import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from autograder.classroom import feedback
from autograder.classroom.attempt import FORMULA_STARTS, Student
from autograder.classroom.class_results import SubmissionRow
from autograder.classroom.database import GRADES
from autograder.classroom.gradebook import Gradebook
from autograder.classroom.gradebook_rows import submission_rows, superseded_rows
from autograder.classroom.roster import Entry, Roster
from autograder.results.private_file import private_file

CANVAS, GRADESCOPE, FEEDBACK = "canvas.csv", "gradescope.csv", "feedback"
_NOT_HANDED_IN = "not handed in"


@dataclass
class Exported:
    """What is to be said about the files."""

    students: int = 0
    without: list[str] = field(default_factory=list)  # names in the roster that handed nothing in
    unknown: list[str] = field(default_factory=list)  # names that the roster does not have
    twice: list[str] = field(default_factory=list)  # names in the roster that have a row for each of two submissions

    def note(self, student: Student, entry: Entry | None, has_roster: bool, before: bool) -> None:
        """A student's row; `before`: whether whoever the roster has for them has one already."""
        self.students += 1
        if entry is not None and before:
            self.twice.append(entry.student.name or entry.student.identity)
        elif entry is None and has_roster:
            self.unknown.append(student.name)


def export(book: Gradebook, folder: Path, roster: Roster | None, from_canvas: bool) -> Exported:
    """Writes all exports into `folder`, each whole or as it was before; a row for each student whose submission counts.

    With a roster also a row for each who handed nothing in. A student without a grade has empty cells, no zero.
    from_canvas: whether the students' numbers are Canvas' own, from the names of the files that it hands out.
    Raises OSError where they cannot be written.
    """
    said = book.assignment()
    questions, title = (list(said.questions), said.assignment) if said else ([], "assignment")
    points = [said.questions[name] for name in questions] if said else []
    exported, found, superseded = Exported(), set[int](), superseded_rows(book)
    (folder / FEEDBACK).mkdir(mode=0o700, exist_ok=True)  # its files are named for students
    with contextlib.ExitStack() as files:
        tables: list[tuple[Callable[..., list[str]], Any]] = [
            (grades_line, files.enter_context(csv_writer(folder / GRADES, grades_head(questions)))),
            (
                partial(canvas_line, from_canvas),
                files.enter_context(csv_writer(folder / CANVAS, *canvas_heads(title, points))),
            ),
            (gradescope_line, files.enter_context(csv_writer(folder / GRADESCOPE, gradescope_head(questions, points)))),
        ]
        for students, row in submission_rows(book):
            for student in students if row.counts else ():
                if (row.key, student.identity) in superseded:
                    continue
                entry = roster.find(student) if roster else None
                exported.note(student, entry, roster is not None, id(entry) in found)
                found.add(id(entry))
                for line, table in tables:
                    table.writerow(line(student, entry, row, questions, points))
                feedback.write(folder / FEEDBACK, student, row, title)
        for entry in roster.entries if roster else ():
            if id(entry) not in found:
                exported.without.append(entry.student.name or entry.student.identity)
                for line, table in tables:
                    table.writerow(line(entry.student, entry, None, questions, points))
    return exported


@contextmanager
def csv_writer(path: Path, *heads: Sequence[str]) -> Iterator[Any]:
    """A CSV writer for `path`, whole when the context ends, or as it was before. UTF-8 with a mark, for Excel."""
    with private_file(path, "utf-8-sig", "") as file:
        table = csv.writer(file)
        table.writerows(heads)
        yield table


def spreadsheet_safe(text: str) -> str:
    """`text` on one line, as a spreadsheet shows it and does not compute it."""
    line = " ".join(text.split())
    return f"'{line}" if line.startswith(FORMULA_STARTS) else line


def number(value: float) -> str:
    """Without digits that no grade has: 7, 2.5."""
    return f"{value:.6g}"


def scores(row: SubmissionRow | None, questions: Iterable[str]) -> list[str]:
    """Points earned in each question, then in all; empty cells where there is no grade."""
    earned = dict.fromkeys(questions, 0.0)
    if row is None or row.state != "graded":
        return [""] * (len(earned) + 1)
    for case in row.cases:
        if case.verdict == "passed" and case.question in earned:  # the question may have had another name once
            earned[case.question] += case.points
    return [*(number(value) for value in earned.values()), number(row.score)]


def grades_head(questions: Sequence[str]) -> list[str]:
    """The columns of grades.csv."""
    return ["Name", "ID", "Email", "State", *questions, "Total", "Points", "Late", "Attempt", "Submission", "Reason"]


def grades_line(
    student: Student, entry: Entry | None, row: SubmissionRow | None, questions: Sequence[str], points: Sequence[float]
) -> list[str]:
    """A student's row: as the roster knows them, else as the download does."""
    known = entry.student if entry else student
    about = [
        spreadsheet_safe(known.name or student.name),
        spreadsheet_safe(known.sid or student.sid),
        spreadsheet_safe(known.email or student.email),
    ]
    if row is None:
        return [*about, _NOT_HANDED_IN, *scores(None, questions), number(sum(points)), "", "", "", ""]
    details = ["late" if row.late else "", str(row.attempt), spreadsheet_safe(row.key), spreadsheet_safe(row.reason)]
    return [*about, row.state, *scores(row, questions), number(sum(points)), *details]


def canvas_heads(title: str, points: Sequence[float]) -> list[list[str]]:
    """The two lines that Canvas' gradebook begins with: columns, and points that can be earned."""
    return [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", spreadsheet_safe(title)],
        ["    Points Possible", "", "", "", "", number(sum(points))],
    ]


def canvas_line(
    from_canvas: bool,
    student: Student,
    entry: Entry | None,
    row: SubmissionRow | None,
    questions: Sequence[str],
    points: Sequence[float],
) -> list[str]:
    """A student's row for Canvas' "Import". ID is Canvas' own number; another one there could be somebody else's."""
    known = entry.canvas if entry else ("", "" if from_canvas else student.sid, "", "")
    if from_canvas and row is not None and not known[0]:
        known = (student.sid, *known[1:])
    name = (entry.student.name if entry else "") or student.name
    return [*(spreadsheet_safe(one) for one in (name, *known)), scores(row, questions)[-1]]


def gradescope_head(questions: Sequence[str], points: Sequence[float]) -> list[str]:
    """The columns of the scores that Gradescope writes and reads."""
    each = [f"{name} ({number(possible)})" for name, possible in zip(questions, points, strict=True)]
    return ["Name", "SID", "Email", "Total Score", "Max Points", "Status", *each]


def gradescope_line(
    student: Student, entry: Entry | None, row: SubmissionRow | None, questions: Sequence[str], points: Sequence[float]
) -> list[str]:
    """A student's row; Gradescope finds them by SID or Email."""
    known = entry.student if entry else student
    *each, total = scores(row, questions)
    status = "Missing" if row is None else "Graded" if row.state == "graded" else "Ungraded"
    about = [
        spreadsheet_safe(one)
        for one in (known.name or student.name, known.sid or student.sid, known.email or student.email)
    ]
    return [*about, total, number(sum(points)), status, *each]
