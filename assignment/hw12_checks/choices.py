"""Reads answers that choose from a list, in whatever spelling: "B", " b ", "(b)", "panel B", ["b"]."""

import re
from collections.abc import Iterable
from typing import Any

from autograder.checking.answers import shown, written
from autograder.checking.mismatch import Mismatch

_LABEL = re.compile(r"^(?:answer|curve|figure|measure|method|option|panel|plan|plot|scenario)\b[\s:]*")
_QUOTES = " \t\n\"'`()[]{}.,:;"


def choice(answer: object, name: str, options: Iterable[str]) -> str:
    """Returns the one of `options` that `answer` names; raises Mismatch where it names none, or several."""
    written(answer, name)
    by_word = {_word(option): option for option in options}
    if isinstance(answer, list | tuple | set | frozenset) and len(answer) == 1:
        answer = next(iter(answer))
    word = _word(answer) if isinstance(answer, str | int) and not isinstance(answer, bool) else ""
    if word not in by_word:
        raise Mismatch(
            f"`{name}` = {shown(answer)}", f"one of {_listed(by_word.values())}", "Write it as a string, in quotes."
        )
    return by_word[word]


def choices(answer: object, name: str, options: Iterable[str]) -> set[str]:
    """Returns the set of `options` that `answer` names: a set, a list, a tuple, or a string with commas."""
    written(answer, name)
    options = list(options)
    parts: Any = answer
    if isinstance(answer, str):
        parts = [part for part in re.split(r",|;|\band\b", answer) if part.strip()]
    if not isinstance(parts, list | tuple | set | frozenset):
        raise Mismatch(
            f"`{name}` = {shown(answer)}", f"a set of {_listed(options)}", 'Write it as a set, such as {"x", "y"}.'
        )
    return {choice(part, name, options) for part in parts}


def _word(answer: object) -> str:
    word = " ".join(re.sub(r"[_-]", " ", str(answer)).casefold().split()).strip(_QUOTES)
    return _LABEL.sub("", word).strip(_QUOTES)


def _listed(options: Iterable[str]) -> str:
    return ", ".join(f'"{option}"' for option in options)
