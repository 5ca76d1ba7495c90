"""CSVs and pages: a row a student, nothing that a spreadsheet or a browser would run, no zero that is none."""

import csv

import pytest

from autograder.classroom import exports, feedback
from autograder.classroom.attempt import Attempt, Student
from autograder.classroom.class_results import CaseRow
from autograder.classroom.exports import export
from autograder.classroom.gradebook import gradebook
from autograder.classroom.intake import LocatedSubmission
from autograder.classroom.messages import Outcome, Ready
from autograder.classroom.roster import RosterError, read_roster
from autograder.engine.dependencies import Dependencies

SCRIPT = "<script>alert(1)</script>"
READY = Ready("small", {"double": 3.0, "word": 2.5}, {}, {})


def case(question="double", verdict="passed", message="", points=3.0):
    return CaseRow(question, "test_hidden", points, True, verdict, message, "", "", 0.1)


def graded(*cases, notes=()):
    return Outcome(state="graded", cases=cases, notes=notes, seed="5eed")


@pytest.fixture
def exported(tmp_path):
    """exported({Student(s): outcome}, roster) is what was said, and reads of the files."""

    def make(class_, roster=None, from_canvas=False):
        taken = [
            LocatedSubmission(
                Attempt(f"hw {n}", people if isinstance(people, tuple) else (people,), (f"{n}",)), f"{n}", str(n), ""
            )
            for n, people in enumerate(class_)
        ]
        with gradebook(tmp_path) as book:
            book.begin("digest", Dependencies("", {}), "")
            book.ready(READY)
            book.take_in(taken, "download", "newest")
            for work, outcome in zip(book.to_do(), class_.values(), strict=True):
                if outcome is not None:
                    book.write(work, outcome)
            return export(book, tmp_path, roster, from_canvas)

    return make


def table(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def rows(path):
    head, *rest = table(path)
    return [dict(zip(head, row, strict=True)) for row in rest]


def test_grades_have_a_row_a_student_and_a_column_a_question(exported, tmp_path):
    ada, pair = Student("Ada", "1", "ada@x"), (Student("Li", "2"), Student("Grace", "3"))
    half = graded(case(verdict="failed"), case("word", points=2.5))
    assert exported({ada: graded(case(), case("word", points=2.5)), pair: half}).students == 3
    found = rows(tmp_path / exports.GRADES)
    assert [(row["Name"], row["double"], row["word"], row["Total"]) for row in found] == [
        ("Ada", "3", "2.5", "5.5"),
        ("Li", "0", "2.5", "2.5"),
        ("Grace", "0", "2.5", "2.5"),
    ]


def test_points_of_a_question_that_has_another_name_now_stand_under_no_other(exported, tmp_path):
    exported({Student("Ada", "1"): graded(case(), case("renamed"), case("word", points=2.5))})
    (row,) = rows(tmp_path / exports.GRADES)
    assert (row["double"], row["word"], row["Points"]) == ("3", "2.5", "5.5")


def test_somebody_alone_and_in_a_group_has_one_row(exported, tmp_path):
    ada, grace = Student("Ada", "1"), Student("Grace", "2")
    assert exported({ada: graded(case(verdict="failed")), (ada, grace): graded(case())}).students == 2
    assert [(row["Name"], row["Total"]) for row in rows(tmp_path / exports.GRADES)] == [("Ada", "3"), ("Grace", "3")]


@pytest.mark.parametrize("state", ["unreadable", "could not judge", "set aside", "waiting"])
def test_who_has_no_grade_has_empty_cells(exported, tmp_path, state):
    exported({Student("Ada", "1"): None if state == "waiting" else Outcome(state=state, reason="Because.")})
    (row,) = rows(tmp_path / exports.GRADES)
    assert (row["State"], row["double"], row["word"], row["Total"]) == (state, "", "", "")
    assert table(tmp_path / exports.CANVAS)[2][-1] == ""
    (row,) = rows(tmp_path / exports.GRADESCOPE)
    assert (row["Total Score"], row["Status"]) == ("", "Ungraded")


@pytest.mark.parametrize(
    "name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u00a0=1", "|cmd", "%x", "\uff1d1+1", "\uff20x"]
)
def test_no_name_is_a_formula(exported, tmp_path, name):
    exported({Student(name, name, name): graded(case())})
    for file in (exports.GRADES, exports.CANVAS, exports.GRADESCOPE):
        cells = [cell for row in table(tmp_path / file) for cell in row]
        assert not [cell for cell in cells if cell.strip()[:1] in "=+-@|%\uff1d\uff20\t\r" and cell.strip()]
        assert any(cell.startswith("'") for cell in cells)


def test_canvas_gets_what_its_gradebook_begins_with(exported, tmp_path):
    exported({Student("lovelaceada", "77"): graded(case())}, from_canvas=True)
    assert table(tmp_path / exports.CANVAS) == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "small"],
        ["    Points Possible", "", "", "", "", "5.5"],
        ["lovelaceada", "77", "", "", "", "3"],
    ]


def test_with_canvas_own_roster_its_columns_come_back_as_they_were(exported, tmp_path):
    roster = tmp_path / "roster.csv"
    roster.write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section,Old\n    Points Possible,,,,,10\n"
        '"Lovelace, Ada",77,S-1,ada1,Sec A,3\n"Hopper, Grace",78,S-2,grace1,Sec B,4\n"Student, Test",1,,x,,\n'
    )
    said = exported({Student("lovelaceada", "77"): graded(case())}, read_roster(roster))
    assert table(tmp_path / exports.CANVAS)[2:] == [
        ["Lovelace, Ada", "77", "S-1", "ada1", "Sec A", "3"],
        ["Hopper, Grace", "78", "S-2", "grace1", "Sec B", ""],
    ]
    assert said.without == ["Hopper, Grace"]
    assert said.unknown == []


@pytest.mark.parametrize(
    ("from_canvas", "numbers"),
    [(False, [["", "S-1"], ["", "S-2"]]), (True, [["77", "S-1"], ["", "S-2"]])],
)
def test_a_number_that_is_not_canvas_own_is_not_given_to_it_for_one(exported, tmp_path, from_canvas, numbers):
    """Canvas looks for ID first: a university's number there may be another student's."""
    roster = tmp_path / "roster.csv"
    roster.write_text("name,id\nAda,S-1\nGrace,S-2\n")
    exported({Student("Ada", "77"): graded(case())}, read_roster(roster), from_canvas)
    assert [row[1:3] for row in table(tmp_path / exports.CANVAS)[2:]] == numbers


def test_without_a_roster_the_number_of_a_download_is_what_canvas_knows_from_the_university(exported, tmp_path):
    exported({Student("Ada", "S-1"): graded(case())})
    assert table(tmp_path / exports.CANVAS)[2] == ["Ada", "", "S-1", "", "", "3"]


@pytest.mark.parametrize(
    "student",
    [
        Student("A. L.", "S-1"),
        Student("?", "", "ADA@example.org"),
        Student("lovelaceada"),
        Student("Ada  LOVELACE"),
        Student("Lovelace, Ada"),
    ],
)
def test_the_roster_finds_by_number_address_or_name(tmp_path, student):
    path = tmp_path / "roster.csv"
    path.write_text("\ufeffFirst Name;Last Name;SID;Email\nAda;Lovelace;S-1;ada@example.org\nGrace;Hopper;S-2;g@x\n")
    found = read_roster(path).find(student)
    assert found is not None
    assert found.student.sid == "S-1"


def test_names_are_read_as_our_own_csvs_write_them(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text("name,id\n'=1+1,1\n't Hooft,2\n")
    assert [entry.student.name for entry in read_roster(path).entries] == ["=1+1", "'t Hooft"]


def test_a_name_of_one_word_is_found(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text("name,id\nAda,1\nLi-Mei,2\n")
    roster = read_roster(path)
    assert [roster.find(Student(name)).student.sid for name in ("ada", "li-mei")] == ["1", "2"]


def test_a_name_that_two_bear_finds_neither(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text("name,id\nWei Li,1\nLi Wei,2\n")
    assert read_roster(path).find(Student("Wei Li")) is None


def test_a_number_that_two_have_finds_who_bears_the_name(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text('Student,ID,SIS User ID\n"Lovelace, Ada",4711,31\n"Hopper, Grace",4712,4711\n')
    roster = read_roster(path)
    assert roster.find(Student("lovelaceada", "4711")).student.name == "Lovelace, Ada"
    assert roster.find(Student("hoppergrace", "4711")).student.name == "Hopper, Grace"
    assert roster.find(Student("eve", "4711")) is None


def test_a_number_of_one_with_the_name_of_another_finds_neither(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text("name,sis user id\nAda Lovelace,31\nGrace Hopper,4711\n")
    roster = read_roster(path)
    assert roster.find(Student("lovelaceada", "4711")) is None
    assert roster.find(Student("Amazing Grace", "4711")).student.name == "Grace Hopper"


def test_somebody_in_two_sections_is_one(tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text("name,id,section\nEve,2,A\nAda,1,A\nAda,1,B\n")
    roster = read_roster(path)
    assert [entry.student.name for entry in roster.entries] == ["Eve", "Ada"]
    assert roster.find(Student("Ada", "1")) is roster.entries[1]


def test_who_is_missing_and_who_is_unknown_is_said(exported, tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text("name,id\nAda,1\nGrace,2\n")
    said = exported({Student("Ada", "1"): graded(case()), Student("Eve", "9"): graded(case())}, read_roster(path))
    assert (said.without, said.unknown) == (["Grace"], ["Eve"])
    assert [row["State"] for row in rows(tmp_path / exports.GRADES)] == ["graded", "graded", "not handed in"]


def test_two_rows_of_one_in_the_roster_are_said(exported, tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text("name,id,email\nAda Lovelace,1,ada@x\nGrace,2,\n")
    class_ = {Student("Ada Lovelace", "1"): graded(case()), Student("Lovelace, Ada"): graded(), Student("Grace"): None}
    said = exported(class_, read_roster(path))
    assert (said.students, said.twice, said.unknown) == (3, ["Ada Lovelace"], [])
    assert [row["ID"] for row in rows(tmp_path / exports.GRADES)] == ["1", "1", "2"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"colour,size\nred,1\n", "has the columns colour, size; expected name, id and email"),
        (b"name,id\n", "names nobody"),
        (b"\xff\xfen\0a\0", "is not UTF-8"),
    ],
)
def test_a_roster_that_cannot_be_read_is_one_sentence(tmp_path, content, message):
    path = tmp_path / "roster.csv"
    path.write_bytes(content)
    with pytest.raises(RosterError, match=message):
        read_roster(path)


def test_feedback_shows_scripts_as_text(exported, tmp_path):
    hostile = graded(case(verdict="failed", message=f"Got {SCRIPT}."), notes=(("double", SCRIPT), ("", SCRIPT)))
    exported({Student(SCRIPT, SCRIPT): hostile, Student("Ada"): Outcome(state="unreadable", reason=SCRIPT)})
    pages = [path.read_text(encoding="utf-8") for path in (tmp_path / exports.FEEDBACK).iterdir()]
    assert len(pages) == 2
    for text in pages:
        assert "<script" not in text
        assert "&lt;script&gt;" in text


def test_feedback_says_what_failed_and_the_total(exported, tmp_path):
    exported({Student("Ada"): graded(case(verdict="failed", message="Got 1; expected 2."), case("word", points=2.5))})
    (path,) = (tmp_path / exports.FEEDBACK).iterdir()
    text = path.read_text(encoding="utf-8")
    assert "Got 1; expected 2." in text
    assert "Total points: 2.5 / 5.5" in text
    assert "<b>1 of 2 tests passed.</b>" in text


def test_an_unreadable_submission_is_told_so_and_gets_no_total(exported, tmp_path):
    exported({Student("Ada"): Outcome(state="unreadable", reason="It is a picture.")})
    (path,) = (tmp_path / exports.FEEDBACK).iterdir()
    text = path.read_text(encoding="utf-8")
    assert "It is a picture." in text
    assert "Total points: - (not graded)" in text


def test_pages_have_names_of_their_own_in_the_folder():
    names = [
        Student("../../etc/passwd"),
        Student("ada", "1"),
        Student("ada", "2"),
        Student("李 小龙"),
        Student("//", "x"),
    ]
    files = [feedback.file_name(one) for one in names]
    assert len(set(files)) == len(files)
    assert not any("/" in file or file.startswith(".") for file in files)
    assert files[3].startswith("李-小龙-")
