"""A notebook from its first cell to its last as PDF: what staff read."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from . import markup, outputs
from .notebook import Cell, read_cells
from .parts import Kind, Part
from .press import PressError
from .setting import Setting, missing_note, pdf_of, set_parts


def whole_pdf(content: bytes, title: str, folder: Path | None = None) -> bytes:
    """The PDF of the notebook file `content`; `folder` holds pictures that its text names.

    Raises NotebookError if it is no notebook, PandocError or PressError if the tools cannot work.
    """
    parts = [part for cell in read_cells(content) for part in parts_of(cell)]
    with set_parts(parts, folder) as setting:
        return settled(setting, lambda: _pages(setting, title))


def settled(setting: Setting, pages: Callable[[], str]) -> bytes:
    """The PDF of what `pages` gives; mended once if Typst refuses it."""
    try:
        return pdf_of(setting, pages())
    except PressError:
        setting.mend()
        return pdf_of(setting, pages())


def parts_of(cell: Cell) -> Iterator[Part]:
    """What `cell` is made of: its text or code, then what it put out."""
    if cell.source.strip():
        kind = {"markdown": Kind.MARKDOWN, "code": Kind.CODE}.get(cell.kind, Kind.RAW)
        yield Part(kind, cell.source if kind is Kind.MARKDOWN else cell.source.strip("\n"), cell)
    yield from outputs.parts(cell)


def _pages(setting: Setting, title: str) -> str:
    blocks: Sequence[str] = [block for of_part in setting.blocks for block in of_part]
    footer = (
        f"#set page(footer: context align(center, text(size: 8pt, fill: ink-soft, "
        f"{markup.string(title)} + [ #sym.dot.c #counter(page).display() / #counter(page).final().first()])))\n"
    )
    return f"{footer}#set document(title: {markup.string(title)})\n" + "\n\n".join(
        [*blocks, missing_note(setting.missing)]
    )
