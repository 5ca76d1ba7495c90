"""Students and their attempts, as the layout of a download tells them; and names as text.

It knows no layout, and opens no file.
"""

import unicodedata
from dataclasses import dataclass

# What a spreadsheet takes for the start of a formula, in wide letters too.
FORMULA_STARTS = ("=", "+", "-", "@", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@dataclass(frozen=True)
class Student:
    """Somebody who handed something in."""

    name: str  # as shown
    sid: str = ""  # the number or word by which the course knows them; "" where the layout does not say
    email: str = ""

    @property
    def identity(self) -> str:
        """What tells two students apart, the same in every attempt; names that differ in case alone are two."""
        return self.sid or folded(self.email) or self.name


@dataclass(frozen=True)
class Attempt:
    """What one student, or a group, handed in at one time."""

    key: str  # unique among all that was handed in, the same whenever the same download is read
    students: tuple[Student, ...]
    files: tuple[str, ...]  # their names in the download, with `/`
    within: str = ""  # how the names of its files begin, "" or up to a `/`
    ordering: float = 1  # orders the attempts of one student; a number of the download, no time
    late: bool = False
    missing: str = ""  # why there is nothing to read, a sentence

    @property
    def identity(self) -> str:
        """Whose attempts belong together."""
        return "\n".join(sorted(student.identity for student in self.students))


def folded(text: str) -> str:
    """`text` as names are compared: whatever its case, spaces or the way in which its letters are composed."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def normalized(name: str) -> str:
    """A name out of a file's name as text that can be stored and shown: composed letters, nothing undecodable."""
    return unicodedata.normalize("NFC", name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")).strip()
