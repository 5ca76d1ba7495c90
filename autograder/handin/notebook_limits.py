"""What a notebook may be so that the grader reads it: said before it is handed in, when it can still be mended."""

from collections.abc import Iterator, Sequence

from .export.notebook import SavedCell

# The grader's own limits, which students do not have at hand; a test compares them.
NOTEBOOK_BYTES = 25_000_000
CELLS = 2_000
CELL_CHARACTERS = 200_000  # of a code cell
CODE_CHARACTERS = 500_000  # of all code cells


def exceeded_limits(content: bytes, cells: Sequence[SavedCell]) -> Iterator[str]:
    """A sentence for each limit that the notebook file `content` with `cells` passes: what is too large, what to do."""
    if len(content) > NOTEBOOK_BYTES:
        yield (
            f"The notebook has {len(content) / 1e6:,.0f} MB; the grader reads {NOTEBOOK_BYTES / 1e6:.0f} MB at most. "
            "Put smaller pictures into it, clear outputs that are not asked for, save, and run this cell again."
        )
    if len(cells) > CELLS:
        yield f"The notebook has {len(cells):,} cells; the grader reads {CELLS:,} at most: delete what is no answer."
    code = [len(cell.source) for cell in cells if cell.kind == "code"]
    if max(code, default=0) > CELL_CHARACTERS or sum(code) > CODE_CHARACTERS:
        yield (
            f"The code has {sum(code):,} letters, {max(code):,} of them in one cell; the grader reads "
            f"{CODE_CHARACTERS:,} at most, and {CELL_CHARACTERS:,} of a cell: take pasted data out of it."
        )
