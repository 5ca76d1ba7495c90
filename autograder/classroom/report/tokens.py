"""Source code as numbers, one a token, so that what a copyist changes first changes nothing.

Left out: comments, white space, indentation, line ends. Made one: all names that are no keywords; all strings. What is
no Python, or not whole, has tokens too: nothing is ever refused.
"""

import keyword
import re
import zlib
from collections.abc import Sequence

# Every alternative ends without looking back, so that a text with a thousand open quotes takes no longer than another,
# and the frequent ones come first. Where Python has one token (1e-5, **) there may be two: always the same two.
_TOKEN = re.compile(
    r"""
      [^\W\d]\w*
    | [^\s\w"'\#\\]=?
    | \d[\w.]*
    | \#[^\n]*
    | \"\"\" (?:[^\\]|\\.)*? (?:\"\"\"|\Z) | ''' (?:[^\\]|\\.)*? (?:'''|\Z)
    | "(?:[^"\\\n]|\\.)*"? | '(?:[^'\\\n]|\\.)*'?
    | [^\s\\]
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMENT, _NAME, _STRING = 0, 1, 2
_QUOTES = ("'", '"')


class _Numbers(dict[str, int]):
    """token -> number, remembered, as nearly all of a class's tokens are ones that were seen before."""

    def __missing__(self, token: str) -> int:
        number = self[token] = _number(token)
        return number


def _number(token: str) -> int:
    if token[0] == "#":
        return _COMMENT
    if token[0] in _QUOTES:
        return _STRING
    if token[0].isidentifier() and not keyword.iskeyword(token):
        return _NAME
    return zlib.crc32(token.encode("utf-8", "surrogatepass")) | 1 << 32  # apart from the three above


def numbers_of(sources: Sequence[str]) -> list[list[int]]:
    """The tokens of each source."""
    known = _Numbers()
    return [[number for token in _TOKEN.findall(source) if (number := known[token])] for source in sources]
