"""Which fonts a PDF is set in, and which characters none of them has.

Typst prints an empty box for a character that no font covers, and says nothing. So every character is looked up before
it is printed: first in the fonts that come along (the same on every machine), then in those of the system.
"""

import functools
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import typst
from fontTools.ttLib import TTFont

SHIPPED = Path(__file__).resolve().parent / "fonts"  # README.md there: which, from where, under what licence
# In the order in which a character is looked for. The first two come inside Typst, DejaVu with matplotlib.
SERIF = ("Libertinus Serif", "New Computer Modern Math", "DejaVu Sans")
MATHS = ("New Computer Modern Math", "DejaVu Sans")
MONO = ("DejaVu Sans Mono", "DejaVu Sans")
_LAST = (
    "Noto Sans Hebrew",
    "Noto Sans Arabic",
    "Noto Sans Devanagari",
    "Noto Sans Bengali",
    "Noto Sans Tamil",
    "Noto Sans Telugu",
    "Noto Sans Thai",
    "Droid Sans Fallback",
    "Noto Emoji",
)
# Covered by the fonts inside Typst, which are no files: letters of Europe, mathematical alphabets.
_INSIDE_TYPST = (range(0x20, 0x7F), range(0xA0, 0x180), range(0x1D400, 0x1D800))
# Without ink of their own: joiners, direction marks, variation selectors. Typst hides them.
_INVISIBLE = frozenset(
    [0xAD, 0xFEFF, *range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x2070), *range(0xFE00, 0xFE10)]
)


@dataclass(frozen=True)
class FontSet:
    """What a document is compiled with: loaded fonts, and the families to name, in their order."""

    fonts: typst.Fonts
    extra: tuple[str, ...] = ()  # families of the system, for characters that nothing shipped has

    def families(self, first: tuple[str, ...]) -> tuple[str, ...]:
        return (*first, *_LAST, *self.extra)


def uncovered(text: str) -> frozenset[str]:
    """The characters of `text` that no font which comes along covers."""
    left = {ord(c) for c in set(text)} - _INVISIBLE - {0x0A}
    left = {code for code in left if not any(code in block for block in _INSIDE_TYPST)}
    for path in _files():
        if not left:
            break
        left -= _codes(path, 0)
    return frozenset(map(chr, left))


def font_set(missing: Iterable[str], folder: Path) -> tuple[FontSet, frozenset[str]]:
    """Fonts for a document, and those of the characters `missing` that the fonts of this system lack too.

    `folder` is an empty one that lives as long as the fonts are used: Typst takes fonts by folder.
    """
    left = {ord(c) for c in missing if c.isprintable()}
    never = {c for c in missing if ord(c) not in left}
    families = []
    for font in typst.Fonts(include_embedded_fonts=False).fonts() if left else ():
        codes = _codes(Path(font.path), font.index) if font.path else frozenset()
        if left & codes and font.style == "normal":
            shutil.copy(str(font.path), folder)
            families.append(font.family)
            left -= codes
    for path in _files():
        shutil.copy(path, folder)
    loaded = typst.Fonts(include_system_fonts=False, font_paths=[folder])
    return FontSet(loaded, tuple(dict.fromkeys(families))), frozenset([*map(chr, left), *never])


@functools.cache
def _files() -> tuple[Path, ...]:
    import matplotlib

    dejavu = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    return (dejavu, *sorted(SHIPPED.glob("*.ttf")))


@functools.cache
def _codes(path: Path, index: int) -> frozenset[int]:
    """The code points that a font maps to glyphs; empty for a file that cannot be read as a font."""
    try:
        with TTFont(path, fontNumber=index, lazy=True) as font:
            return frozenset(font.getBestCmap() or ())
    except Exception:  # noqa: BLE001 - fontTools raises whatever a broken font of somebody's system makes it raise
        return frozenset()
