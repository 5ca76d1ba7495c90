r"""Commands that an author defines in a formula, `\newcommand` and `\def`, put in place where they are used.

Jupyter's MathJax reads a notebook's formulas as one document, so that a command defined in one is known in all later
ones. Pandoc is given one formula at a time.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

DEPTH = 20  # rounds of expansion: a command that calls itself ends there
LENGTH = 8000  # letters of a formula, as many as one may have as it was written
_DEFINED = re.compile(
    r"\\(?:(?:re)?newcommand\*?|providecommand\*?|DeclareMathOperator\*?)\s*\{?\s*(?P<name>\\[A-Za-z]+)\s*\}?"
    r"\s*(?:\[(?P<count>\d)\])?\s*(?=\{)"
    r"|\\def\s*(?P<def>\\[A-Za-z]+)\s*(?P<marks>(?:#\d)*)\s*(?=\{)"
)


@dataclass(frozen=True)
class Macro:
    """What stands for a command: `body` with #1, #2, ... for its arguments."""

    count: int
    body: str


def expanded(formulas: Iterable[str]) -> Iterator[str]:
    """Each formula without the definitions in it, and with commands of these and of earlier ones put in place."""
    known: dict[str, Macro] = {}
    for tex in formulas:
        yield _put_in_place(_taken_out(tex, known), known)


def _taken_out(tex: str, known: dict[str, Macro]) -> str:
    """`tex` without its definitions, which are added to `known`."""
    match = _DEFINED.search(tex)
    while match:
        end = _closing(tex, match.end())
        if end is None:
            return tex
        name = match["name"] or match["def"]
        body = tex[match.end() + 1 : end]
        if "DeclareMathOperator" in match[0]:
            body = rf"\operatorname{{{body}}}"
        known[name] = Macro(int(match["count"] or 0) if match["name"] else match["marks"].count("#"), body)
        tex = tex[: match.start()] + tex[end + 1 :]
        match = _DEFINED.search(tex)
    return tex.strip()


def _put_in_place(tex: str, known: dict[str, Macro]) -> str:
    if not known:
        return tex
    names = "|".join(re.escape(name) for name in sorted(known, key=len, reverse=True))
    used = re.compile(rf"(?:{names})(?![A-Za-z])")
    for _ in range(DEPTH):
        match = used.search(tex)
        if match is None or len(tex) > LENGTH:
            break
        tex = _once(tex, used, known)
    return tex


def _once(tex: str, used: "re.Pattern[str]", known: dict[str, Macro]) -> str:
    """`tex` with each command in it put in place once."""
    made, at = "", 0
    while len(made) <= LENGTH and (match := used.search(tex, at)):
        macro = known[match[0]]
        arguments, end = _arguments(tex, match.end(), macro.count)
        made, at = f"{made}{tex[at : match.start()]}{{{_filled(macro.body, arguments)}}}", end
    return made + tex[at:]


def _filled(body: str, arguments: list[str]) -> str:
    for number, argument in enumerate(arguments[:9], start=1):
        body = body.replace(f"#{number}", argument)
    return body


def _arguments(tex: str, at: int, count: int) -> tuple[list[str], int]:
    """`count` arguments from `at` on, each in braces or one letter or command, and where they end."""
    found: list[str] = []
    for _ in range(count):
        while at < len(tex) and tex[at].isspace():
            at += 1
        end = _closing(tex, at)
        if end is not None:
            found.append(tex[at + 1 : end])
            at = end + 1
        elif match := re.compile(r"\\[A-Za-z]+|\\.|[^{}]").match(tex, at):
            found.append(match[0])
            at = match.end()
    return found, at


def _closing(tex: str, at: int) -> int | None:
    """Where the brace that opens at `at` is closed; None where there is none, or it never is."""
    if tex[at : at + 1] != "{":
        return None
    depth = 0
    for position in range(at, len(tex)):
        if tex[position] in "{}" and tex[position - 1 : position] != "\\":
            depth += 1 if tex[position] == "{" else -1
            if not depth:
                return position
    return None
