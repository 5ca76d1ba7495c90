"""Answers that are nearly the same: pairs to look at, never a verdict.

Winnowing (Schleimer, Wilkerson and Aiken 2003, SIGMOD): of each WINDOW hashes of GRAM tokens in a row the smallest is
kept. Any run of tokens that two answers share and that is at least GRAM + WINDOW - 1 long leaves a common fingerprint.
Names, comments, layout and literals do not count: a name is a name, a number a number. What was released is subtracted,
and so is what a large part of the class has, since a short question has few right answers.
"""

import functools
import keyword
import re
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
_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
      | (?P<text>[rbfuRBFU]{0,2}(?:\"\"\".*?\"\"\"|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))
      | (?P<name>[^\W\d]\w*)
      | (?P<number>\d[\w.]*)
      | (?P<other>\*\*|//|<<|>>|[<>=!+\-*/%&|^@:]=|->|[^\s\w])""",
    re.VERBOSE | re.DOTALL,
)


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
    """The fingerprints of a program, or of whatever else the text is: it is read token by token, and need not parse."""
    tokens = [_normal(match) for match in _TOKEN.finditer(source)]
    kinds = b"".join(map(_code, filter(None, tokens)))
    hashes = [zlib.crc32(kinds[at : at + 4 * GRAM]) for at in range(0, len(kinds) - 4 * GRAM + 1, 4)]
    last = -1
    for start in range(max(0, len(hashes) - WINDOW + 1)):
        if last < start or hashes[start + WINDOW - 1] <= hashes[last]:
            window = hashes[start : start + WINDOW]
            at = start + WINDOW - 1 - window[::-1].index(min(window))  # the last of equal ones
            if at != last:
                last = at
                yield hashes[at]


@functools.cache
def _code(token: str) -> bytes:
    """Four bytes that stand for a token: there are some hundred different ones, all names being one."""
    return zlib.crc32(token.encode("utf-8", "replace")).to_bytes(4, "big")


def _normal(match: "re.Match[str]") -> str:
    """What counts of a token; "" for comments."""
    if match.lastgroup == "name":
        return match[0] if keyword.iskeyword(match[0]) else "name"
    if match.lastgroup == "other":
        return match[0]
    return "" if match.lastgroup == "comment" else str(match.lastgroup)
