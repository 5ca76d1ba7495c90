"""Answers that are nearly the same: pairs to look at, never a verdict.

Winnowing (Schleimer, Wilkerson and Aiken 2003, SIGMOD): of each WINDOW hashes of GRAM tokens in a row the smallest is
kept. Any run of tokens that two answers share and that is at least GRAM + WINDOW - 1 long leaves a common fingerprint.
Names, comments, layout and literals do not count: a name is a name, a number a number. What was released is subtracted,
and so is what a large part of the class has, since a short question has few right answers.
"""

import io
import keyword
import tokenize
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from autograder.classroom.results import ClassResults

GRAM = 12  # tokens: a line or two, shorter runs are everybody's
WINDOW = 8  # runs of GRAM + WINDOW - 1 = 19 tokens are found for sure
SHARED_BY = 0.05  # of the class, and at least 4: what so many have is the natural way to write it
AT_LEAST = 6  # fingerprints in common: some sixty tokens
ALIKE = 0.6  # of the smaller answer's fingerprints
MOST_PAIRS = 200  # shown: a report is read by a person
_LAYOUT = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING}


@dataclass(frozen=True)
class Pair:
    """Two submissions that share much of their code."""

    first: str  # keys
    second: str
    common: int  # fingerprints
    share: float  # of the smaller one's


def similar(results: ClassResults) -> list[Pair]:
    """Pairs of different students' submissions, the most alike first."""
    template = set(fingerprints("\n".join(results.template.values())))
    rows = {row.key: row for row in results.submissions if row.counts and row.state == "graded"}
    prints = {key: set(fingerprints("\n".join(row.answers.values()))) - template for key, row in rows.items()}
    return pairs(prints, {key: row.students for key, row in rows.items()})


def pairs(prints: Mapping[str, set[int]], students: Mapping[str, Iterable[str]]) -> list[Pair]:
    """Pairs of `prints` with enough in common, found through what they share and not by comparing all with all."""
    holders: dict[int, list[str]] = defaultdict(list)
    for key, own in prints.items():
        for one in own:
            holders[one].append(key)
    most = max(3, int(SHARED_BY * len(prints)))
    rare = {one: keys for one, keys in holders.items() if 2 <= len(keys) <= most}
    sizes = Counter(key for one, keys in holders.items() if len(keys) <= most for key in keys)
    common = Counter(pair for keys in rare.values() for pair in combinations(sorted(keys), 2))
    found = []
    for (first, second), count in common.items():
        share = count / min(sizes[first], sizes[second])
        if count >= AT_LEAST and share >= ALIKE and not set(students[first]) & set(students[second]):
            found.append(Pair(first, second, count, share))
    return sorted(found, key=lambda pair: (-pair.share, -pair.common, pair.first, pair.second))[:MOST_PAIRS]


def fingerprints(source: str) -> Iterator[int]:
    """The fingerprints of a program; of a text that is no Python, those of its words."""
    tokens = list(_tokens(source))
    hashes = [zlib.crc32("\x1f".join(tokens[at : at + GRAM]).encode()) for at in range(len(tokens) - GRAM + 1)]
    last = -1
    for start in range(max(0, len(hashes) - WINDOW + 1)):
        window = hashes[start : start + WINDOW]
        at = start + max(index for index, one in enumerate(window) if one == min(window))
        if at != last:
            last = at
            yield hashes[at]


def _tokens(source: str) -> Iterator[str]:
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type not in _LAYOUT and token.type != tokenize.ENDMARKER:
                yield _normal(token)
    except (tokenize.TokenError, SyntaxError):
        return  # what was read up to there


def _normal(token: tokenize.TokenInfo) -> str:
    if token.type == tokenize.NAME:
        return token.string if keyword.iskeyword(token.string) else "name"
    if token.type == tokenize.NUMBER:
        return "number"
    return "text" if token.type == tokenize.STRING else token.string
