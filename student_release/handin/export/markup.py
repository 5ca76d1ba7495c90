"""Typst markup of our own: strings, code, notes."""

import re

CODE_LINE = 88  # letters of code that fit on a line of the page; beyond that a word without spaces is broken
_BREAK_AFTER = 40  # letters of one word without a place to break
_SPECIAL = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
ZERO_WIDTH_SPACE = "\u200b"


def string(text: str) -> str:
    """`text` as a Typst string literal."""
    return '"' + "".join(_SPECIAL.get(c, c) for c in text) + '"'


def breakable(text: str, after: int = _BREAK_AFTER) -> str:
    """`text` with an invisible place to break after so many letters of a word."""
    return re.sub(rf"\S{{{after}}}(?=\S)", lambda m: m[0] + ZERO_WIDTH_SPACE, text)


def code(text: str, language: str = "python") -> str:
    """A block of code, highlighted, long lines wrapped."""
    return f"#code({string(breakable(text.expandtabs(4)))}, lang: {string(language)})"


def output(text: str) -> str:
    """What a cell printed."""
    return f"#output({string(breakable(text.expandtabs(8)))})"


def inline_code(text: str) -> str:
    return f"#raw({string(breakable(text))});"


def note(text: str) -> str:
    """A sentence of the export's own, set apart from what the author wrote."""
    return f"#note({string(breakable(text))})"


def inline_note(text: str) -> str:
    return f"#inline-note({string(breakable(text))});"


def unread(source: str) -> str:
    """A formula that cannot be set, as its author wrote it."""
    return f"#unread({string(breakable(source))})"
