"""One attack: what is handed in, what its honest part earns, and what a member of staff is to read about it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from textwrap import dedent
from typing import Any

POINTS = {"halve": 2.0, "double": 3.0, "ramp": 3.0, "make_thing": 2.0, "square": 4.0}  # of the homework, by function
ALL = sum(POINTS.values())
Make = Callable[[Path, Path], Path]  # (an empty folder, the solved notebook) -> what is handed in


@dataclass(frozen=True)
class Attack:
    """A submission that attacks. Names such as $GRADER in a source are filled in by the scene (see scene.py)."""

    name: str
    answers: dict[str, str] = field(default_factory=dict)  # function -> the cell in place of its answer
    added: tuple[str, ...] = ()  # cells right after the first answer
    make: Make | None = None  # for what is no notebook
    earns: float = ALL
    says: str = ""  # a regular expression that the printed table matches
    peer: bool = False  # ends, fills and kills nothing: may be run by plain Otter and without confinement
    promise: str = ""  # the name of its file
    quick: bool = False  # also run by pytest
    tampers: bool = False  # where it earns less, it has hurt nobody but its own submission


def answer(name: str, source: str, function: str = "double", **settings: Any) -> Attack:
    """An attack in place of one answer; everything else is honest."""
    made = Attack(name, {function: dedent(source)}, earns=ALL - POINTS[function])
    return replace(made, **settings)


def added(name: str, *sources: str, **settings: Any) -> Attack:
    """An attack in cells of its own; every answer is honest."""
    return replace(Attack(name, added=tuple(map(dedent, sources))), **settings)


def handed_in(name: str, make: Make, earns: float, says: str, **settings: Any) -> Attack:
    """An attack by the file itself."""
    return replace(Attack(name, make=make, earns=earns, says=says), **settings)


def finds(name: str, source: str, **settings: Any) -> Attack:
    """An attack that looks for what it must not see, and uses the one way out there is: what its answer raises.

    `source` appends to `found`; SECRET matches the word that hidden tests hold, and is not that word itself.
    """
    body = "\n".join(f"    {line}" for line in dedent(source).strip().splitlines())
    cell = f"{_LOOKING}try:\n{body}\nexcept Exception as error:\n    refused.append(type(error).__name__)\n{_TELLING}"
    return answer(name, cell, **{"peer": True, "says": "nothing was there to see", **settings})


_LOOKING = """
import re
SECRET = re.compile(rb"pelic[a]n")
found, refused = [], []

def look(path):
    try:
        with open(path, "rb") as file:
            if SECRET.search(file.read(10_000_000)):
                found.append(path)
    except OSError as error:
        refused.append(type(error).__name__)

"""
_TELLING = """
def double(x):
    if found:
        raise RuntimeError(f"FOUND {found[:3]}")
    raise RuntimeError(f"nothing was there to see ({sorted(set(refused))})")
"""
