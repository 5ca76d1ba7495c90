"""Escapes and shortens untrusted text for Markdown, and reads our own Markdown back as plain text."""

import html
import re

from autograder.results.table import harmless

_INLINE = frozenset("\\`*_{}[]#|~$")
_BLOCK = re.compile(r"^([-+=]|\d+(?=[.)]))")  # what makes a list or a heading of a line, at its start
_LINK = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)")  # where an address that is a link by itself is cut
_CUT = " ... (cut)"


def escaped(text: str) -> str:
    """`text` in Markdown that says what it says as it stands: no markup, no links, no steering of a terminal."""
    return "\n".join(_line(" ".join(line.split())) for line in harmless(text).splitlines() if line.strip())


def _line(line: str) -> str:
    plain = html.escape(line, quote=False)
    plain = "".join(f"\\{c}" if c in _INLINE else c for c in plain)
    plain = _LINK.sub("\u2060", plain)  # a word joiner: not seen, and no address any more
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", plain) if plain[:1].isdigit() else _BLOCK.sub(r"\\\1", plain)


def shortened(text: str, length: int) -> str:
    """At most the first `length` characters of `text`, and a word that says so where some are missing."""
    return text if len(text) <= length else text[: max(0, length - len(_CUT))] + _CUT


def plain(markdown: str) -> str:
    """One paragraph of our Markdown as text: no bold, no escapes, no entities."""
    return html.unescape(re.sub(r"\\([^A-Za-z0-9\s])", r"\1", markdown.replace("**", ""))).replace("\u2060", "")
