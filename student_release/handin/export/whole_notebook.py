"""A notebook from its first cell to its last as PDF: what staff read."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from . import markup, outputs
from .cell_parts import CellPart, Kind
from .notebook import SavedCell, read_cells
from .typeset import TypesetParts, missing_note, pages_pdf, typeset
from .typst_press import PressError


def notebook_pdf(content: bytes, title: str, folder: Path | None = None) -> bytes:
    """The PDF of the notebook file `content`; `folder` holds pictures that its text names.

    Raises NotebookError if it is no notebook, PandocError or PressError if the tools cannot work.
    """
    parts = [part for cell in read_cells(content) for part in parts_of(cell)]
    with typeset(parts, folder) as typeset_parts:
        return pdf_with_replacements(typeset_parts, lambda: _pages(typeset_parts, title))


def pdf_with_replacements(typeset_parts: TypesetParts, pages: Callable[[], str]) -> bytes:
    """The PDF of what `pages` gives; mended once if Typst refuses it."""
    try:
        return pages_pdf(typeset_parts, pages())
    except PressError:
        typeset_parts.replace_refused()
        return pages_pdf(typeset_parts, pages())


def parts_of(cell: SavedCell) -> Iterator[CellPart]:
    """What `cell` is made of: its text or code, then what it put out."""
    if cell.source.strip():
        kind = {"markdown": Kind.MARKDOWN, "code": Kind.CODE}.get(cell.kind, Kind.RAW)
        yield CellPart(kind, cell.source if kind is Kind.MARKDOWN else cell.source.strip("\n"), cell)
    yield from outputs.output_parts(cell)


def _pages(typeset_parts: TypesetParts, title: str) -> str:
    blocks: Sequence[str] = [block for of_part in typeset_parts.blocks for block in of_part]
    footer = (
        f"#set page(footer: context align(center, text(size: 8pt, fill: ink-soft, "
        f"{markup.string(title)} + [ #sym.dot.c #counter(page).display() / #counter(page).final().first()])))\n"
    )
    return f"{footer}#set document(title: {markup.string(title)})\n" + "\n\n".join(
        [*blocks, missing_note(typeset_parts.missing)]
    )
