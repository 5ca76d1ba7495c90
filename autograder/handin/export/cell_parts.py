"""What a cell is made of, before anything is converted: texts of a kind, pictures, notes."""

from dataclasses import dataclass
from enum import Enum

from .notebook import SavedCell


class Kind(Enum):
    """How a part is set."""

    MARKDOWN = "markdown"
    HTML = "html"
    CODE = "code"
    OUTPUT = "output"
    RAW = "raw"
    FORMULA = "formula"
    PICTURE = "picture"
    NOTE = "note"


@dataclass(frozen=True)
class CellPart:
    """`text` of a `kind` in `cell`; a picture's bytes are `data`, and its text is its name."""

    kind: Kind
    text: str
    cell: SavedCell
    data: bytes = b""
