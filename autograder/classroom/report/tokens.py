"""Source code as numbers, one a token, so that what a copyist changes first changes nothing.

Left out: comments, white space, indentation, line ends. Made one: all names that are no keywords; all strings. What is
no Python, or not whole, has tokens too: nothing is ever refused.
"""

import keyword
import re
import zlib
from collections.abc import Sequence

# Every alternative ends without looking back: a text with a thousand open quotes takes no longer than another.
_TOKEN = re.compile(
    r"""
      \#[^\n]*
    | [rRbBuUfF]{0,2} (?: \"\"\" (?:[^\\]|\\.)*? (?:\"\"\"|\Z) | ''' (?:[^\\]|\\.)*? (?:'''|\Z)
                        | "(?:[^"\\\n]|\\.)*"? | '(?:[^'\\\n]|\\.)*'? )
    | [^\W\d]\w*
    | (?:\d[\w.]*|\.\d[\w.]*) (?:(?<=[eE])[+-]\d+)?
    | \*\*=?|//=?|>>=?|<<=?|[-+*/%@&|^=!<>:]=|->
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
    if token[-1] in _QUOTES or token.lstrip("rRbBuUfF")[:1] in _QUOTES:
        return _STRING
    if token[0].isidentifier() and not keyword.iskeyword(token):
        return _NAME
    return zlib.crc32(token.encode("utf-8", "surrogatepass")) | 1 << 32  # apart from the three above


def numbers_of(sources: Sequence[str]) -> list[list[int]]:
    """The tokens of each source."""
    known = _Numbers()
    return [[number for token in _TOKEN.findall(source) if (number := known[token])] for source in sources]
