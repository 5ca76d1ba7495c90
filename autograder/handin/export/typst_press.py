"""Typst at work in a folder: a document to PDF, and which of its pieces it refuses."""

import contextlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import typst

from .fonts import MATHS, MONO, SERIF, FontSet
from .markup import string

_LOOK = Path(__file__).resolve().parent / "page.typ"


class PressError(RuntimeError):
    """A document that Typst refuses for a reason that lies in no piece of it."""


@dataclass(frozen=True)
class TypstPress:
    """Sets documents in `folder`, where pictures lie, with `fonts`."""

    folder: Path
    fonts: FontSet

    @cached_property
    def head(self) -> str:
        """What every document begins with."""
        serif, mono = (", ".join(map(string, self.fonts.families(first))) for first in (SERIF, MONO))
        look = _LOOK.read_text(encoding="utf-8")
        maths = ", ".join(map(string, self.fonts.families(MATHS)))
        return (
            f"{look}#set text(font: ({serif}))\n#show raw: set text(font: ({mono}))\n"
            f"#show math.equation: set text(font: ({maths}))\n"
        )

    def pdf(self, source: str) -> bytes:
        """The PDF of `source`, the same bytes each time. Raises PressError."""
        with _refusals():
            made = self._compiler(source).compile(format="pdf", timestamp=0)
        assert isinstance(made, bytes)  # a list of pages is for pictures
        return made

    def found(self, source: str, label: str) -> list[Any]:
        """The values of all metadata in `source` with `label`, in order. Raises PressError."""
        with _refusals():
            return list(json.loads(self._compiler(source).query(f"<{label}>", field="value", format="json")))

    def takes(self, source: str) -> bool:
        """Whether `source` compiles behind the usual head."""
        try:
            self.found(self.head + source, "none")
        except PressError:
            return False
        return True

    def _compiler(self, source: str) -> typst.Compiler:
        main = self.folder / "main.typ"
        main.write_text(source, encoding="utf-8", newline="\n")
        return typst.Compiler(main, root=self.folder, font_paths=self.fonts.fonts, ignore_system_fonts=True)


@contextlib.contextmanager
def _refusals() -> Iterator[None]:
    """Typst's errors, and its panics, as PressError."""
    try:
        yield
    except RuntimeError as error:  # TypstError is one
        raise PressError(str(error)) from error
    except BaseException as error:  # a panic of a Rust library, which Python does not count as an Exception
        if type(error).__name__ != "PanicException":
            raise
        raise PressError(f"Typst broke off: {error}") from error


def broken(items: Sequence[str], takes: Callable[[Sequence[str]], bool]) -> set[int]:
    """The numbers of the items for which `takes` says no, found by halving: few trials where few are broken."""
    if not items or takes(items):
        return set()
    if len(items) == 1:
        return {0}
    half = len(items) // 2
    return broken(items[:half], takes) | {half + n for n in broken(items[half:], takes)}
