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


def colours(pdf: bytes) -> set[tuple[int, ...]]:
    """The colours of the first page's pixels, each channel in steps of 32."""
    with pypdfium2.PdfDocument(pdf) as document:
        image = document[0].render(scale=0.5).to_pil().convert("RGB")
    return {tuple(channel // 32 for channel in colour) for _, colour in image.getcolors(2**24)}


def strays(pdf: bytes) -> list[tuple[int, list[float]]]:
    """What lies over an edge of its page: the page's number, and left, bottom, right and top of the object."""
    found = []
    with pypdfium2.PdfDocument(pdf) as document:
        for number, page in enumerate(document, start=1):
            width, height = page.get_size()
            for item in page.get_objects(max_depth=6):
                left, bottom, right, top = item.get_bounds()
                if left < 0 or bottom < 0 or right > width or top > height:
                    found.append((number, [round(side, 1) for side in (left, bottom, right, top)]))
    return found


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
