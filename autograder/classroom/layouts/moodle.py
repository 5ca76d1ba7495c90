"""Moodle's "Download all submissions": a folder `Full Name_<number>_assignsubmission_file[_]` each, with what is in it.

Without "Download submissions in folders" the files lie side by side, `Full Name_<number>_assignsubmission_file_<name>`.
Of a group the folder bears its name and number. (As `mod/assign/classes/downloader.php` of Moodle writes them, 2024.)
"""

import re
from collections.abc import Iterator, Sequence

from autograder.classroom.attempt import Attempt, Student, normalized
from autograder.classroom.tree import Tree

_MARK = "_assignsubmission_"
_PLACE = re.compile(r"(?P<who>.*?)_(?P<number>\d+)_assignsubmission_(?P<kind>file|[a-z]+)(?:_(?P<rest>.*))?", re.DOTALL)


def recognises(names: Sequence[str]) -> bool:
    """Whether a file or folder at the top, or in the one folder at the top, is named as Moodle names it."""
    return any(_PLACE.fullmatch(part) for name in names for part in name.split("/")[:2] if _MARK in part)


def attempts(tree: Tree, stem: str) -> Iterator[Attempt]:
    """A submission for each participant; text that was typed into Moodle counts only where there is no file."""
    found: dict[tuple[str, str], dict[str, list[str]]] = {}
    for name in tree.names:
        for part in name.split("/")[:2]:
            place = _PLACE.fullmatch(part)
            if place is not None:
                kinds = found.setdefault((place["who"], place["number"]), {})
                kinds.setdefault(place["kind"], []).append(name)
                break
    for (who, number), kinds in sorted(found.items()):
        files = kinds.get("file") or next(iter(kinds.values()))
        # Moodle numbers participants anew in each assignment: the bare number may be somebody else's in a roster.
        student = Student(normalized(who), f"Participant {number}")
        yield Attempt(f"{normalized(who)}_{number}", (student,), tuple(files), _within(files))


def _within(files: list[str]) -> str:
    """The folder that all of them lie in, or where there is none, how the one name begins."""
    parts = files[0].split("/")
    depth = next((i for i, part in enumerate(parts) if _MARK in part), 0)
    return "".join(f"{part}/" for part in parts[: depth + 1]) if depth < len(parts) - 1 else ""
