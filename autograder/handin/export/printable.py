"""Texts in which every character can be printed: what no font has, and what has no shape, is shown by its number."""

import re
import unicodedata
from collections.abc import Iterable

_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_KEPT = frozenset("\n\t")


def normal(text: str) -> str:
    """`text` with one kind of line end, and composed letters: fonts hold é as one character more often than as two."""
    return unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text))


def by_number(character: str) -> str:
    """What stands for a character that cannot be printed, such as <U+13000>."""
    return f"⟨U+{ord(character):04X}⟩"


def missing_by_number(text: str, missing: Iterable[str]) -> str:
    """`text` with the number of each character in `missing`."""
    return text.translate({ord(character): by_number(character) for character in missing})


def names(missing: Iterable[str]) -> list[str]:
    """A line for each character: its number and its name in Unicode."""
    return [
        f"{by_number(character)} {unicodedata.name(character, 'a character without a name')}"
        for character in sorted(missing)
    ]


def without_shape(text: str) -> frozenset[str]:
    """Characters of `text` that are no text: controls, halves of surrogate pairs, unassigned and private ones."""
    return frozenset(c for c in set(text) - _KEPT if unicodedata.category(c) in ("Cc", "Cs", "Cn", "Co"))
