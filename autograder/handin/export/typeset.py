"""Parts of cells, made ready to be set: every character has a font, every formula and block is one that Typst takes."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from . import fonts, markup
from .cell_parts import CellPart
from .convert import Body, convert
from .images import Pictures
from .printable import missing_by_number, names, normal, without_shape
from .typst_press import TypstPress, broken


@dataclass
class TypesetParts:
    """Blocks and formulas with the press that sets them.

    missing: characters that are shown by their number; lost: the sentences in the place of pictures.
    """

    press: TypstPress
    parts: tuple[CellPart, ...]
    body: Body
    missing: frozenset[str]
    lost: tuple[str, ...] = ()

    @property
    def blocks(self) -> tuple[tuple[str, ...], ...]:
        """The blocks of each part."""
        return self.body.blocks

    @property
    def unread(self) -> tuple[str, ...]:
        """The formulas that are shown as their source."""
        return tuple(f.source for f, made in zip(self.body.sources, self.body.formulas, strict=True) if made is None)

    def source(self, pages: str) -> str:
        """A whole document: look, formulas, and `pages`, which refers to them."""
        return f"{self.press.head}{_formulas(self.body)}{pages}"

    def replace_refused(self) -> None:
        """Puts sources in place of the formulas and blocks that Typst refuses, each with a note."""
        body = self.body
        taken = [n for n, formula in enumerate(body.formulas) if formula is not None]
        bad = {taken[n] for n in broken([str(body.formulas[n]) for n in taken], self._takes_formulas)}
        self.body = replace(body, formulas=tuple(None if n in bad else f for n, f in enumerate(body.formulas)))
        flat = [(number, block) for number, blocks in enumerate(self.blocks) for block in blocks]
        worse = {flat[n][0] for n in broken([block for _, block in flat], self._takes_blocks)}
        self.body = replace(
            self.body, blocks=tuple(self._plain(n) if n in worse else b for n, b in enumerate(self.blocks))
        )

    def _takes_formulas(self, formulas: Sequence[str]) -> bool:
        return self.press.takes("\n\n".join(formulas))

    def _takes_blocks(self, blocks: Sequence[str]) -> bool:
        return self.press.takes(_formulas(self.body) + "\n\n".join(blocks))

    def _plain(self, number: int) -> tuple[str, ...]:
        return markup.note("This could not be set; it is shown as written."), markup.output(self.parts[number].text)


@contextmanager
def typeset(parts: Sequence[CellPart], folder: Path | None) -> Iterator[TypesetParts]:
    """`parts` ready for the press while the context lasts. `folder` holds the pictures beside the notebook."""
    with TemporaryDirectory(prefix="handin-") as work:
        letters = "".join(normal(part.text) for part in parts)
        shapeless = without_shape(letters)
        places = Path(work) / "pages", Path(work) / "fonts"
        for place in places:
            place.mkdir()
        font_set, unknown = fonts.font_set(fonts.uncovered(letters) - shapeless, places[1])
        missing = shapeless | unknown
        clean = tuple(replace(part, text=missing_by_number(normal(part.text), missing)) for part in parts)
        pictures = Pictures(places[0], folder)
        body = convert(clean, pictures)
        yield TypesetParts(TypstPress(places[0], font_set), clean, body, missing, tuple(dict.fromkeys(pictures.lost)))


def pages_pdf(typeset_parts: TypesetParts, pages: str) -> bytes:
    """The PDF of `pages`, which hold blocks of `typeset_parts`. Raises PressError."""
    return typeset_parts.press.pdf(typeset_parts.source(pages))


def missing_note(missing: frozenset[str]) -> str:
    """A block that names the characters that are shown by number; empty if there are none."""
    if not missing:
        return ""
    listed = "; ".join(names(missing)[:40])
    return markup.note(f"Characters that no font here has, shown by their number: {listed}.")


def _formulas(body: Body) -> str:
    made = [formula or markup.unread(body.sources[n].source) for n, formula in enumerate(body.formulas)]
    listed = "".join(f"[{formula}],\n" for formula in made)
    return f"#let formulas = (\n{listed})\n#let f(number) = formulas.at(number)\n"
