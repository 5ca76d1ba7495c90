"""A PDF read back by programs that know nothing of how it was made: pdfium for text, pypdf for glyphs."""

import io
import re
import unicodedata
from collections.abc import Iterator

import pypdf
import pypdfium2


def pages(pdf: bytes) -> list[str]:
    """The text of each page."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def squeezed(text: str) -> str:
    """`text` without spaces and invisible characters, letters composed: what is left when lines were broken anew."""
    return re.sub(r"[\s\u200b\u200c\u200d\ufe0f\ufffe\u00ad]", "", unicodedata.normalize("NFKC", text))


def pictures(pdf: bytes) -> int:
    """How many raster pictures are drawn."""
    with pypdfium2.PdfDocument(pdf) as document:
        kind = pypdfium2.raw.FPDF_PAGEOBJ_IMAGE
        return sum(len(list(page.get_objects(filter=[kind], max_depth=5))) for page in document)


_STRING = re.compile(rb"\(((?:\\.|[^\\)])*)\)|(?<!<)<([0-9A-Fa-f\s]+)>(?!>)", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def boxes(pdf: bytes) -> int:
    """How many glyphs are number 0, the box of a character that the font does not have."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    contents = (page.get_contents() for page in reader.pages)
    return sum(code == 0 for content in contents if content is not None for code in _glyphs(content.get_data()))


def _glyphs(stream: bytes) -> Iterator[int]:
    """Glyph numbers of all strings in a page's `stream`, two bytes each (Identity-H, as Typst writes fonts).

    Source: PDF 32000-1 (2008), section 7.3.4, strings.
    """
    for literal, digits in _STRING.findall(stream):
        raw = bytes.fromhex(digits.decode()) if digits else _ESCAPE.sub(_unescaped, literal)
        yield from (int.from_bytes(raw[n : n + 2], "big") for n in range(0, len(raw) - 1, 2))


def _unescaped(match: re.Match[bytes]) -> bytes:
    said = match[1]
    return bytes([int(said, 8) & 255]) if said[:1].isdigit() else _LETTERS.get(said, said)
