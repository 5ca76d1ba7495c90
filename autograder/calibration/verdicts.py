"""Which trials did not end as they should, and what each check is worth."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.calibration.corpus import Cases, questions_of
from autograder.calibration.trials import CaseTally, Trial

CONFIDENCE = 0.95  # of the bound on false alarms, one-sided


@dataclass(frozen=True)
class Worth:
    """What one check did in a run."""

    case: str  # "question/case"
    hidden: bool
    points: float
    chaffs: int  # that it has to catch
    caught: int  # of these, for every seed
    alone: int  # that no other hidden check of the question catches
    mutants: int  # that it caught
    wheat_runs: int
    false_alarms: int
    named: int  # chaffs caught whose message held the words that it has to hold
    seconds: float  # a run of a wheat, on average

    @property
    def bound(self) -> float:
        """Upper end of the exact confidence interval of the rate of false alarms."""
        return upper_bound(self.false_alarms, self.wheat_runs)


def upper_bound(events: int, runs: int, confidence: float = CONFIDENCE) -> float:
    """The largest rate p at which `events` or fewer in `runs` still have a probability of 1 - confidence.

    Clopper and Pearson 1934, one-sided. With no event it is 1 - (1 - confidence)^(1 / runs), about 3 / runs at 95%.
    """
    if events >= runs:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(60):  # halves 1 down to the last bit of a float
        p = (low + high) / 2
        low, high = (p, high) if _at_most(events, runs, p) > 1 - confidence else (low, p)
    return high


def _at_most(events: int, runs: int, p: float) -> float:
    """P(X <= events) for X binomial in `runs` trials with 0 < p < 1."""
    log_terms = (
        math.lgamma(runs + 1)
        - math.lgamma(k + 1)
        - math.lgamma(runs - k + 1)
        + k * math.log(p)
        + (runs - k) * math.log1p(-p)
        for k in range(events + 1)
    )
    return sum(map(math.exp, log_terms))


def worth(trials: Sequence[Trial], cases: Cases) -> list[Worth]:
    """What each check of the questions that were tried did, in the order of the notebook."""
    tried = {trial.entry.question for trial in trials}
    return [
        _worth(f"{question}/{case.name}", case.hidden, case.points, trials)
        for question in cases
        if question in tried
        for case in cases[question]
    ]


def _worth(key: str, hidden: bool, points: float, trials: Sequence[Trial]) -> Worth:
    tallies = [(trial, tally) for trial in trials for tally in trial.tallies if tally.case == key]
    chaffs = [(trial, tally) for trial, tally in tallies if trial.entry.kind == "chaff" and key in trial.entry.fails]
    caught = [(trial, tally) for trial, tally in chaffs if is_caught(tally)]
    wheats = [tally for trial, tally in tallies if trial.entry.kind == "wheat" and key not in trial.entry.fails]
    runs = sum(tally.runs for tally in wheats)
    return Worth(
        key,
        hidden,
        points,
        len(chaffs),
        len(caught),
        sum(_hidden_failures(trial, questions_of(key)) == {key} for trial, _ in caught),
        sum(trial.entry.kind == "mutant" and is_caught(tally) for trial, tally in tallies),
        runs,
        sum(tally.failed for tally in wheats),
        sum(not _unsaid(trial, tally) for trial, tally in caught),
        sum(tally.seconds for tally in wheats) / max(1, runs),
    )


def _hidden_failures(trial: Trial, question: str) -> set[str]:
    return {case for case in trial.entry.fails if case.startswith(f"{question}/test_hidden")}


def is_caught(tally: CaseTally) -> bool:
    """Whether the check failed the answer for every seed."""
    return tally.failed == tally.runs > 0


def wrong(trials: Sequence[Trial], worths: Sequence[Worth], equivalent: frozenset[str]) -> list[str]:
    """A sentence for everything that did not end as it should.

    equivalent: titles of mutants that are as right as the reference solution.
    """
    found = [sentence for trial in trials for sentence in _wrong_of(trial, equivalent)]
    return found + [
        f"{one.case}: no chaff needs it; write one that fails it, or take the check away."
        for one in worths
        if one.hidden and one.chaffs == 0
    ]


def _wrong_of(trial: Trial, equivalent: frozenset[str]) -> Iterator[str]:
    title = trial.entry.title
    for tally in trial.tallies:
        if tally.not_judged:
            yield f"{title}: {tally.case} could not judge it: {_first(tally)}"
    if trial.entry.kind != "mutant":
        for tally in trial.tallies:
            yield from _wrong_tally(trial, tally)
        return
    killed = survives_nothing(trial)
    if not killed and title not in equivalent:
        yield f"{title}: it survives every hidden check; mend a check, or list it as equivalent with the reason."
    if killed and title in equivalent:
        yield f"{title}: it is listed as equivalent and is caught all the same; take it off the list, or look why."


def survives_nothing(trial: Trial) -> bool:
    """Whether a hidden check of its own question catches the answer."""
    return any(is_caught(tally) for tally in trial.tallies if "/test_hidden" in tally.case)


def _wrong_tally(trial: Trial, tally: CaseTally) -> Iterator[str]:
    title, must_fail = trial.entry.title, tally.case in trial.entry.fails
    if must_fail and tally.failed < tally.runs:
        yield f"{title}: {tally.case} let it pass in {tally.runs - tally.failed} of {tally.runs} runs."
    if not must_fail and tally.failed:
        yield f"{title}: {tally.case} failed it in {tally.failed} of {tally.runs} runs: {_first(tally)}"
    if must_fail and tally.failed and (unsaid := _unsaid(trial, tally)):
        yield f"{title}: {tally.case} does not say {trial.entry.fails[tally.case]!r} but: {unsaid}"


def _unsaid(trial: Trial, tally: CaseTally) -> str:
    """A message that lacks the words that it has to hold, or ""."""
    words = trial.entry.fails[tally.case]
    return next((message for message in tally.messages if words not in message), "")


def _first(tally: CaseTally) -> str:
    return tally.messages[0] if tally.messages else ""
