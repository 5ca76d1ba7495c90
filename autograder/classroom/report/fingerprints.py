"""Fingerprints of source code: its tokens as numbers, then winnowing over them. It knows no class and no student.

Tokens are numbered so that what a copyist changes first changes nothing. Left out: comments, white space, indentation,
line ends. Made one: all names that are no keywords; all strings. What is no Python, or not whole, has tokens too:
nothing is ever refused.

Winnowing: Schleimer, Wilkerson, Aiken, "Winnowing: local algorithms for document fingerprinting" (SIGMOD 2003), as in
MOSS. Each run of k tokens (a k-gram) has a hash; of each w successive k-grams the one of the least hash is kept, of
several the last. Two documents that share a run of at least w + k - 1 tokens so share a fingerprint, and no shared
run of fewer than k tokens counts for anything.
"""

import keyword
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]

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


_NONE = np.uint64(2**64 - 1)  # the hash of no k-gram: greater than all others
_BASE = np.uint64(0x9E3779B97F4A7C15)  # odd, so that no token's share of a hash is multiplied away


@dataclass(frozen=True)
class Winnow:
    """Which runs are found: see the module."""

    k: int = 14  # tokens: a line or two; below it, what is alike is the language
    w: int = 9  # k-grams: about one in five is kept

    @property
    def guaranteed(self) -> int:
        """Tokens of the shortest shared run that is surely found."""
        return self.k + self.w - 1

    def fingerprints(self, documents: Sequence[Sequence[int]]) -> list[Hashes]:
        """Those of each document (sorted, each once), all documents in one go. Fewer than k tokens: none."""
        hashes, starts = self._hashes(documents)
        kept = np.zeros(len(hashes), dtype=bool)
        kept[_last_minima(hashes, self.w)[self._windows(hashes, starts)]] = True
        kept &= hashes != _NONE
        ends = [*starts[1:], len(hashes)]
        return [np.unique(hashes[a:b][kept[a:b]]) for a, b in zip(starts, ends, strict=True)]

    def all_hashes(self, document: Sequence[int]) -> Hashes:
        """Of every k-gram, kept or not: what is to be subtracted from others."""
        hashes, _ = self._hashes([document])
        return np.unique(hashes[hashes != _NONE])

    def _hashes(self, documents: Sequence[Sequence[int]]) -> tuple[Hashes, list[int]]:
        """The k-gram that begins at each token, with room for a window behind each document; where each begins."""
        room = self.k + self.w
        lengths = [len(document) for document in documents]
        starts = np.concatenate([[0], np.cumsum([length + room for length in lengths])]).astype(np.int64)
        tokens = np.zeros(int(starts[-1]), dtype=np.uint64)
        whole = np.zeros(len(tokens), dtype=bool)
        for start, length, document in zip(starts.tolist(), lengths, documents, strict=False):
            tokens[start : start + length] = document
            whole[start : start + max(0, length - self.k + 1)] = True
        return np.where(whole, _rolled(tokens, self.k), _NONE), starts[:-1].tolist()

    def _windows(self, hashes: Hashes, starts: list[int]) -> NDArray[np.bool_]:
        """Where a window of w k-grams begins; a document that has fewer is one window."""
        there = hashes != _NONE
        begins: NDArray[np.bool_] = there & np.concatenate([there[self.w - 1 :], np.zeros(self.w - 1, dtype=bool)])
        begins[[start for start in starts if there[start]]] = True
        return begins


def _rolled(tokens: Hashes, k: int) -> Hashes:
    """Polynomials of the k tokens from each on, mixed so that least means nothing but chance."""
    rolled = np.zeros_like(tokens)
    mixed = _mixed(tokens + np.uint64(1))
    for offset in range(k):
        rolled *= _BASE
        rolled[: len(tokens) - offset] += mixed[offset:]
    return np.minimum(_mixed(rolled), _NONE - np.uint64(1))


def _mixed(values: Hashes) -> Hashes:
    """A bijection of 64 bits that spreads each over all (the finalizer of SplitMix64: Steele, Lea, Flood 2014)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _last_minima(hashes: Hashes, w: int) -> NDArray[np.int64]:
    """For each position, that of the last least hash among it and the w - 1 behind it."""
    least, where = hashes.copy(), np.arange(len(hashes))
    for offset in range(1, min(w, len(hashes))):
        end = len(hashes) - offset
        better = hashes[offset:] <= least[:end]
        least[:end][better] = hashes[offset:][better]
        where[:end][better] = np.arange(offset, len(hashes))[better]
    return where
