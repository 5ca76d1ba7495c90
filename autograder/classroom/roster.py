"""Who is in the class, from a CSV: so that who has handed nothing in is seen, and who is not in it at all."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.classroom.attempt import FORMULA_STARTS, Student, folded, normalized

_MOST_BYTES = 10_000_000  # a term of a large university has 5 MB
# Headings as they are found in rosters of Canvas, Gradescope and Moodle, folded.
_NAMES = ("name", "student", "student name", "full name")
_FIRST, _LAST = ("first name", "given name"), ("last name", "surname", "family name")
_IDS = (
    "sid",
    "id",
    "student id",
    "id number",
    "student number",
    "sis user id",
    "sis login id",
    "username",
    "identifier",  # of Moodle's grading worksheet: a number for one assignment alone
)
_EMAILS = ("email", "email address", "e-mail", "mail")
_GUARDED = tuple(f"'{sign}" for sign in FORMULA_STARTS)  # as our own CSVs write what would be a formula
_CANVAS = ("id", "sis user id", "sis login id", "section")  # of its own export: elsewhere "id" is the university's


class RosterError(Exception):
    """The roster cannot be read; the text is one sentence: what was found, what was expected."""


@dataclass(frozen=True)
class Entry:
    """Somebody in the class."""

    student: Student
    ids: frozenset[str]  # whatever else the course knows them by, folded
    canvas: tuple[
        str, str, str, str
    ]  # ID, SIS User ID, SIS Login ID, Section as Canvas writes them; "" where it does not


class Roster:
    """The class; finds those in it who handed something in, by number, address or name."""

    def __init__(self, entries: list[Entry]) -> None:
        once = {entry.student: entry for entry in reversed(entries)}  # somebody in two sections has two lines
        self.entries = tuple(reversed(once.values()))
        # Canvas counts its own ID and a university its students: the same number may be of two.
        holders = Counter(key for entry in self.entries for key in _keys(entry))
        self._by = {key: entry for entry in self.entries for key in _keys(entry) if holders[key] == 1}

    def find(self, student: Student) -> Entry | None:
        """Who that is; None where nobody in the class is, more than one may be, or number and name are of two."""
        names = set(_spellings(student.name))
        keys = (folded(student.sid), folded(student.email), *sorted(names), folded(student.name))
        found = [self._by[key] for key in keys if key in self._by]
        of_two = any(other is not found[0] for other in found)
        if not found or (of_two and not names & set(_spellings(found[0].student.name))):
            return None
        return found[0]


def _keys(entry: Entry) -> set[str]:
    """All that somebody may be found by."""
    return {*entry.ids, folded(entry.student.email), *_spellings(entry.student.name)} - {""}


def read_roster(path: Path) -> Roster:
    """The roster in the CSV at `path`. Raises RosterError."""
    table = _table(path)
    heads = {folded(head): place for place, head in reversed(list(enumerate(table[0])))}
    named = _first(heads, _NAMES) is not None or {_first(heads, _FIRST), _first(heads, _LAST)} != {None}
    if not named and _first(heads, _IDS) is None and _first(heads, _EMAILS) is None:
        found = ", ".join(normalized(head) for head in table[0][:6])
        raise RosterError(f"{path} has the columns {found}; expected name, id and email, at least one of them.")
    entries = [_entry(row, heads) for row in table[1:]]
    kept = [entry for entry in entries if entry.student.identity and not _is_no_student(entry)]
    if not kept:
        raise RosterError(f"{path} names nobody; expected a line for each student under its heading.")
    return Roster(kept)


def _table(path: Path) -> list[list[str]]:
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise RosterError(f"{path} cannot be read ({error.strerror}); expected a CSV with the class.") from None
    except UnicodeDecodeError:
        raise RosterError(f"{path} is not UTF-8; expected a CSV: save it as `CSV UTF-8`.") from None
    if len(content) > _MOST_BYTES:
        raise RosterError(f"{path} is larger than {_MOST_BYTES // 1_000_000} MB; expected a CSV with the class.")
    first = text.partition("\n")[0]
    mark = max(",;\t", key=first.count)
    try:
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=mark) if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise RosterError(f"{path} is no CSV ({error}); expected columns name, id and email.") from None
    if not rows:
        raise RosterError(f"{path} is empty; expected a CSV with the class.")
    return rows


def _first(heads: dict[str, int], known: tuple[str, ...]) -> int | None:
    return next((heads[head] for head in known if head in heads), None)


def _cell(row: list[str], place: int | None) -> str:
    text = row[place] if place is not None and place < len(row) else ""
    return normalized(text[1:] if text.startswith(_GUARDED) else text)


def _entry(row: list[str], heads: dict[str, int]) -> Entry:
    both = [_cell(row, _first(heads, part)) for part in (_FIRST, _LAST)]
    name = _cell(row, _first(heads, _NAMES)) or " ".join(part for part in both if part)
    ids = [_cell(row, heads.get(head)) for head in _IDS]
    student = Student(name, next((one for one in ids if one), ""), _cell(row, _first(heads, _EMAILS)))
    canvas = ("", student.sid, "", "")
    if {"student", "id", "section"} <= heads.keys():
        number, sis, login, section = (_cell(row, heads.get(head)) for head in _CANVAS)
        canvas = (number, sis, login, section)
    return Entry(student, frozenset(folded(one) for one in ids if one), canvas)


def _is_no_student(entry: Entry) -> bool:
    """A line of Canvas' own export that holds points, or its made-up student."""
    return folded(entry.student.name) in ("points possible", "student, test", "test student")


def _spellings(name: str) -> Iterator[str]:
    """The ways in which downloads write a name: as it is, surname first, and in one word."""
    last, comma, first = name.partition(",")
    parts = folded(f"{first} {last}" if comma else name).split()
    if not parts:
        return
    yield " ".join(parts)
    for turn in range(len(parts)):
        turned = [*parts[turn:], *parts[:turn]]
        yield " ".join(turned)
        yield re.sub(r"[\W_]", "", "".join(turned))
