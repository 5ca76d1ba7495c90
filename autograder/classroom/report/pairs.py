"""Near-identical answers as pairs to look at: by an index of rare fingerprints, never by comparing all with all.

What is in the template is nobody's, and what many have is the obvious way to write it, or common knowledge: neither
counts. A pair says that two answers read alike; why they do is for people to find out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray

from autograder.classroom.class_results import ClassResults, SubmissionRow
from autograder.classroom.report.fingerprints import Hashes, Winnow, numbers_of


@dataclass(frozen=True)
class PairCriteria:
    """What makes a pair."""

    letters: int = 20_000  # of an answer that are looked at: longer ones are not written by hand
    common_share: float = 0.05  # of the class: what more have is left out
    common_least: int = 4  # so that three who copied are seen in a class of ten
    common_most: int = 30  # bounds the work: a fingerprint that b have makes b * (b - 1) / 2 pairs
    shared: int = 4  # rare fingerprints in common: some twenty tokens at least beyond one chance run
    similarity: float = 0.6  # of the rare fingerprints of whoever has fewer
    shown: int = 60

    def holders(self, submissions: int) -> int:
        """How many may have a fingerprint before it counts as common."""
        return min(max(self.common_least, int(self.common_share * submissions)), self.common_most)


@dataclass(frozen=True)
class Pair:
    """Two submissions that read alike."""

    first: SubmissionRow
    second: SubmissionRow
    shared: int  # rare fingerprints in common
    similarity: float  # of those of whoever has fewer
    questions: tuple[str, ...]  # where, the most alike first


@dataclass(frozen=True)
class Index:
    """Rare fingerprints: number `fingerprint[i]` is in question `question[i]` of submission `holder[i]`."""

    fingerprint: NDArray[np.int64]  # sorted, 0, 1, ...
    holder: NDArray[np.int64]
    question: NDArray[np.int64]


def find_pairs(
    results: ClassResults, criteria: PairCriteria | None = None, winnow: Winnow | None = None
) -> tuple[list[Pair], int]:
    """The most alike first, at most `criteria.shown` of them; and how many there are in all."""
    criteria, winnow = criteria or PairCriteria(), winnow or Winnow()
    rows = [row for row in results.submissions if row.counts and row.answers]
    questions = list(dict.fromkeys(question for row in rows for question in row.answers))
    index = _rare(_index(results, rows, questions, criteria, winnow), criteria.holders(len(rows)))
    totals = np.bincount(index.holder, minlength=len(rows))
    first, second, shared = _shared(index, len(rows))
    similarity = shared / np.minimum(totals[first], totals[second]) if len(first) else np.zeros(0)
    chosen = np.flatnonzero((shared >= criteria.shared) & (similarity >= criteria.similarity))
    chosen = np.array(
        [i for i in chosen if not set(rows[first[i]].students) & set(rows[second[i]].students)], dtype=int
    )
    order = chosen[np.lexsort((second[chosen], first[chosen], -shared[chosen], -np.round(similarity[chosen], 2)))]
    found = [
        Pair(
            rows[first[i]],
            rows[second[i]],
            int(shared[i]),
            float(similarity[i]),
            _where(index, first[i], second[i], questions),
        )
        for i in order[: criteria.shown]
    ]
    return found, len(chosen)


def _index(
    results: ClassResults,
    rows: Sequence[SubmissionRow],
    questions: Sequence[str],
    criteria: PairCriteria,
    winnow: Winnow,
) -> tuple[Hashes, NDArray[np.int64], NDArray[np.int64]]:
    """Every fingerprint with its submission and question; a hash in one question is another in the next."""
    parts: list[tuple[Hashes, NDArray[np.int64], NDArray[np.int64]]] = []
    for number, question in enumerate(questions):
        sources = [row.answers.get(question, "")[: criteria.letters] for row in rows]
        salt = np.uint64((number + 1) * 0xD1B54A32D192ED03 % 2**64)
        for holder, own in zip(count(), _own(sources, results.template.get(question, ""), winnow), strict=False):
            parts.append((own ^ salt, np.full(len(own), holder), np.full(len(own), number)))
    hashes, holders, asked = zip(*parts, strict=True) if parts else ((), (), ())
    empty = np.zeros(0, dtype=np.int64)
    return (
        np.concatenate([empty.astype(np.uint64), *hashes]),
        np.concatenate([empty, *holders]),
        np.concatenate([empty, *asked]),
    )


def _own(sources: Sequence[str], template: str, winnow: Winnow) -> list[Hashes]:
    """The fingerprints of each source, without the template's; the same source is read once."""
    places: dict[str, int] = {}
    for source in sources:
        places.setdefault(source, len(places))
    found = winnow.fingerprints(numbers_of(list(places)))
    released = winnow.all_hashes(numbers_of([template])[0])
    own = [hashes[~np.isin(hashes, released)] if len(released) else hashes for hashes in found]
    return [own[places[source]] for source in sources]


def _rare(found: tuple[Hashes, NDArray[np.int64], NDArray[np.int64]], most: int) -> Index:
    """What two to `most` submissions have, and what one has alone: that counts for how much a submission has."""
    hashes, holder, question = found
    _, number, holders = np.unique(hashes, return_inverse=True, return_counts=True)
    kept = np.flatnonzero(holders[number] <= most)
    kept = kept[np.lexsort((holder[kept], number[kept]))]
    return Index(number[kept], holder[kept], question[kept])


def _shared(index: Index, submissions: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """(first, second, how many fingerprints both have) of each pair that has any; first < second."""
    _, starts, sizes = np.unique(index.fingerprint, return_index=True, return_counts=True)
    codes = [np.zeros(0, dtype=np.int64)]
    for size in np.unique(sizes[sizes > 1]).tolist():
        groups = index.holder[starts[sizes == size][:, None] + np.arange(size)]  # (fingerprints, size)
        one, other = np.triu_indices(size, 1)
        codes.append((groups[:, one] * submissions + groups[:, other]).ravel())
    pairs, shared = np.unique(np.concatenate(codes), return_counts=True)
    return pairs // max(submissions, 1), pairs % max(submissions, 1), shared


def _where(index: Index, first: int, second: int, questions: Sequence[str]) -> tuple[str, ...]:
    of_first, of_second = index.holder == first, index.holder == second
    both = np.intersect1d(index.fingerprint[of_first], index.fingerprint[of_second])
    shared = index.question[of_first][np.isin(index.fingerprint[of_first], both)]
    counted = np.bincount(shared, minlength=len(questions))
    least = max(1.0, 0.1 * counted.sum())  # below it, chance: two functions that begin alike
    return tuple(questions[i] for i in np.argsort(-counted, kind="stable") if counted[i] >= least)
