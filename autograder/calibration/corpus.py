"""The corpus of right and wrong answers: `QUESTION/wheats/NAME.py` and `QUESTION/chaffs/NAME.py`, a small file each.

A file is what a student would have in the answer cell of that question, under a head of comment lines:

    # What: takes the variance for the standard deviation
    # Fails test_hidden_distribution: what multiplies the noise is the standard deviation
    def sample_gaussian(m, v):
        return m + v * torch.randn_like(m)

`What` says in one line what is different (a wheat) or wrong (a chaff). Each `Fails` line names a test case that has to
fail, and words that its message has to hold. All other test cases have to pass. `*` stands for any letters:
`test_hidden_*` is all hidden cases. Cases of another question are written `q4_elbo/test_hidden_kl`. A wheat may fail
public tests alone, which carry no points.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from autograder.engine.judge.cases import TestCase

Cases = Mapping[str, Sequence[TestCase]]  # question -> its test cases
KINDS = {"wheats": "wheat", "chaffs": "chaff"}
WORDS = 6  # characters that the words of a message have at least: "x" would be found in each
_LINE = re.compile(r"# (?:(What)|Fails (\S+)): (.+)")


class CorpusError(Exception):
    """A file of the corpus says something that cannot be; the text is one sentence for whoever wrote it."""


@dataclass(frozen=True)
class Entry:
    """One answer to one question, and what has to become of it."""

    question: str
    kind: str  # "wheat", "chaff" or "mutant"
    name: str
    what: str
    fails: Mapping[str, str]  # "question/case" that has to fail -> words that its message has to hold
    source: str

    @property
    def title(self) -> str:
        return f"{self.question}, {self.kind} {self.name}"


def read_corpus(folder: Path, cases: Cases, question: str | None = None) -> list[Entry]:
    """Every wheat and chaff below `folder`, or those of one question. Raises CorpusError."""
    entries = []
    for path in sorted(folder.glob("*/*/*.py")):
        if question is None or path.parts[-3] == question:
            entries.append(_read(path, cases))
    return entries


def questions_of(case: str) -> str:
    """The question of "question/case"."""
    return case.partition("/")[0]


def dependants(question: str, cases: Cases) -> list[str]:
    """The other questions whose test cases ask for a name that `question` is the first to be asked for."""
    owned = {name for case in cases[question] for name in case.names}
    for other in _before(question, cases):
        owned -= {name for case in cases[other] for name in case.names}
    return [other for other in cases if other != question and any(owned & set(case.names) for case in cases[other])]


def _before(question: str, cases: Cases) -> list[str]:
    """Questions that ask for fewer names, all of which `question` asks for too: theirs those names are."""
    asked = {other: {name for case in cases[other] for name in case.names} for other in cases}
    return [other for other in cases if other != question and asked[other] < asked[question]]


def _read(path: Path, cases: Cases) -> Entry:
    question, folder, name = path.parts[-3], path.parts[-2], path.stem
    shown = "/".join(path.parts[-3:])
    if question not in cases:
        raise CorpusError(f"{shown}: there is no question {question}; questions with tests are {', '.join(cases)}.")
    if folder not in KINDS:
        raise CorpusError(f"{shown}: it lies in {folder}/; expected wheats/ or chaffs/: move it there.")
    head, source = _split(path.read_text(encoding="utf-8"))
    what, fails = _understood(head, shown, question, cases)
    _is_consistent(KINDS[folder], fails, shown, cases)
    if not source.strip():
        raise CorpusError(f"{shown}: it holds no answer under its head; expected the code of the answer cell.")
    return Entry(question, KINDS[folder], name, what, fails, source)


def _split(text: str) -> tuple[list[str], str]:
    """The comment lines at the top, and the rest."""
    lines = text.splitlines()
    end = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return lines[:end], "\n".join(lines[end:]).strip("\n")


def _understood(head: list[str], shown: str, question: str, cases: Cases) -> tuple[str, dict[str, str]]:
    what, fails = "", dict[str, str]()
    for line in head:
        found = _LINE.fullmatch(line.rstrip())
        if found is None:
            raise CorpusError(
                f"{shown}: {line!r} is no line of a head; expected `# What: ...` or `# Fails TEST: words`."
            )
        if found[1]:
            what = found[3]
        elif len(found[3]) < WORDS:
            raise CorpusError(f"{shown}: {found[3]!r} could stand in any message; expected words that name the fault.")
        else:
            fails |= dict.fromkeys(_matching(found[2], shown, question, cases), found[3])
    if not what:
        raise CorpusError(f"{shown}: its head lacks a line `# What: ...` that says what is different about it.")
    return what, fails


def _matching(pattern: str, shown: str, question: str, cases: Cases) -> list[str]:
    of, _, name = pattern.rpartition("/")
    of = of or question
    names = [case.name for case in cases.get(of, ())]
    matching = [f"{of}/{one}" for one in names if fnmatchcase(one, name)]
    if not matching or (of != question and of not in dependants(question, cases)):
        known = ", ".join(case.name for case in cases[question])
        raise CorpusError(f"{shown}: no test case that is judged for it is called {pattern}; {question} has {known}.")
    return matching


def _is_consistent(kind: str, fails: Mapping[str, str], shown: str, cases: Cases) -> None:
    hidden = {f"{question}/{case.name}" for question in cases for case in cases[question] if case.hidden}
    costs = sorted(hidden & fails.keys())
    if kind == "wheat" and costs:
        raise CorpusError(f"{shown}: a wheat gets full marks, and {costs[0]} carries some: is it a chaff?")
    if kind == "chaff" and not costs:
        raise CorpusError(f"{shown}: a chaff names the hidden tests that must fail: add `# Fails TEST: words`.")
