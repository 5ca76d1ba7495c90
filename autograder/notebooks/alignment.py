"""Which cells of a submission are released cells: those of the same text, and what stands in the gaps between them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from autograder.notebooks.notebook import Cell

WordCounts = Counter[str]
_WORD = re.compile(r"\w+")
_UNIQUE, _REPEATED = 1_000, 1  # a text that the release has once tells where it is; "Type your answer here" does not


@dataclass(frozen=True)
class Gap:
    """Neighbours without a twin: released cells and submitted cells between the same two unedited cells."""

    before: int | None  # the unedited cell before it, by its released position
    after: int | None
    released: tuple[int, ...]
    submitted: tuple[int, ...]


@dataclass(frozen=True)
class Alignment:
    """A pairing of released with submitted cells of the same kind and text."""

    in_order: dict[int, int]  # submitted -> released, increasing in both
    moved: dict[int, int]  # submitted -> released, out of that order; code only
    gaps: tuple[Gap, ...]


def normalized(source: str) -> str:
    """`source` with plain line ends, and without blanks at the ends of lines and of the cell."""
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def align(released: Sequence[Cell], submitted: Sequence[Cell]) -> Alignment:
    """The best pairing: as many unique texts in order as there can be, then repeated ones, then moved ones."""
    left = [(cell.kind, normalized(cell.source)) for cell in released]
    right = [(cell.kind, normalized(cell.source)) for cell in submitted]
    in_order = _longest_common(left, right)
    moved = _moved(left, right, in_order)
    return Alignment(in_order, moved, _gaps(len(left), len(right), in_order, moved))


def count_words(source: str) -> WordCounts:
    """How often each word stands in `source`."""
    return Counter(_WORD.findall(source))


def similarity(first: WordCounts, second: WordCounts) -> float:
    """The share of words that two cells have in common, 0 to 1, whatever their order (Dice's coefficient)."""
    return 2 * (first & second).total() / max(1, first.total() + second.total())


def share_kept(released: WordCounts, submitted: WordCounts) -> float:
    """The share of the released cell's words that the submitted cell still has, 0 to 1: 1 for a hole filled in."""
    return (released & submitted).total() / max(1, released.total())


def _longest_common(left: Sequence[object], right: Sequence[object]) -> dict[int, int]:
    """The heaviest common subsequence, right -> left; of equal ones that with the earliest cells on the right."""
    count = Counter(left)
    weight = [_UNIQUE if count[text] == 1 else _REPEATED for text in left]
    best = [[0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i in reversed(range(len(left))):
        for j in reversed(range(len(right))):
            skipped = max(best[i + 1][j], best[i][j + 1])
            best[i][j] = max(skipped, best[i + 1][j + 1] + weight[i]) if left[i] == right[j] else skipped
    pairs: dict[int, int] = {}
    i = j = 0
    while i < len(left) and j < len(right):
        if left[i] == right[j] and best[i][j] == best[i + 1][j + 1] + weight[i]:
            pairs[j] = i
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _moved(
    left: Sequence[tuple[str, str]], right: Sequence[tuple[str, str]], in_order: dict[int, int]
) -> dict[int, int]:
    paired = set(in_order.values())
    lost = {text: i for i, text in reversed(list(enumerate(left))) if i not in paired and text[0] == "code" and text[1]}
    moved: dict[int, int] = {}
    for j, text in enumerate(right):
        if j not in in_order and text in lost:
            moved[j] = lost.pop(text)
    return moved


def _gaps(n_left: int, n_right: int, in_order: dict[int, int], moved: dict[int, int]) -> tuple[Gap, ...]:
    borders = [(-1, -1), *((i, j) for j, i in in_order.items()), (n_left, n_right)]
    gone = set(moved.values())
    gaps = []
    for (i, j), (next_i, next_j) in pairwise(borders):
        released = tuple(k for k in range(i + 1, next_i) if k not in gone)
        submitted = tuple(k for k in range(j + 1, next_j) if k not in moved)
        if released or submitted:
            gaps.append(Gap(i if i >= 0 else None, next_i if next_i < n_left else None, released, submitted))
    return tuple(gaps)
