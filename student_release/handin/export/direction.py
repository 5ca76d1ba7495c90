"""Which way a block of text runs."""

import unicodedata

from .tree import Node, plain_text


def runs_right_to_left(block: Node) -> bool:
    """Whether the first letter with a direction is one of a script that runs from right to left."""
    for character in plain_text(block)[:2000]:
        direction = unicodedata.bidirectional(character)
        if direction in ("R", "AL", "L"):
            return direction != "L"
    return False
