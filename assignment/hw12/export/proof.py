"""Files that were written, opened again: whether they are whole, and what they hold."""

import hashlib
import zipfile
from pathlib import Path

import pypdfium2

from hw12.export.questions import Homework
from hw12.export.written import outline


class NotWholeError(RuntimeError):
    """A file that was written and does not hold what it should; the message says what is missing."""


def zip_is_whole(path: Path, name: str, content: bytes) -> str:
    """A sentence about the zip at `path`, which has to hold `content` as `name`. Raises NotWholeError."""
    try:
        with zipfile.ZipFile(path) as archive:
            same = archive.read(name) == content
    except (OSError, zipfile.BadZipFile, KeyError):
        same = False
    if not same:
        raise NotWholeError(f"{path.name} was written, but it does not hold {name} as it was saved")
    return f"{name} as it was saved"


def written_is_whole(path: Path, homework: Homework) -> str:
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


def digest_of(path: Path) -> str:
    """The SHA-256 of the file at `path`."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
