"""The PDF that was written, opened again: whether it is whole, and what it holds."""

from pathlib import Path

import pypdfium2

from ..upload import NotWholeError
from .questions import Homework
from .written import outline


def check_written_pdf(path: Path, homework: Homework) -> str:
    """A sentence about the PDF at `path`: every question on its page. Raises NotWholeError."""
    try:
        with pypdfium2.PdfDocument(path) as document:
            pages = [page.get_textpage().get_text_bounded() for page in document]
    except (OSError, pypdfium2.PdfiumError):
        raise NotWholeError(f"{path.name} was written, but it cannot be opened again") from None
    lost = [q.name for q, page in outline(homework) if page > len(pages) or q.name not in pages[page - 1][:400]]
    if lost:
        raise NotWholeError(f"{path.name} was written, but {', '.join(lost)} does not stand on its page")
    return f"{len(pages)} pages, all {len(homework.questions)} written questions on theirs"
