"""What a student may read of each question at once: what ran, what did not, and which limit was hit.

Nothing here tells whether a hidden test was passed, or carries what a student's code said while one ran: hidden
inputs could be written into that. What is told of a hidden test is that it did not get to a verdict, and why.
"""

from collections.abc import Sequence

from autograder.notebooks.graded_plan import Note
from autograder.results.verdict import (
    BadReply,
    CaseResult,
    Crashed,
    Exited,
    Failure,
    NotDefined,
    NotRun,
    OutOfMemory,
    OutOfTime,
)

# Sentences of these hold names of the release and numbers of ours alone; of the others they may hold the student's.
_OWN_WORDS: tuple[type[Failure], ...] = (NotDefined, NotRun, OutOfMemory, OutOfTime)
_IN_GENERAL: dict[type[Failure], str] = {
    Exited: "Your code ended the whole process, as exit() does.",
    Crashed: "Your code crashed its process: endless recursion in compiled code, or too large a file.",
    BadReply: "Your code gave back something that cannot be read, or is too large to be read.",
}
_OTHERWISE = "Your code did not come back."


def did_it_run(cases: Sequence[CaseResult], notes: Sequence[Note]) -> tuple[str, list[str]]:
    """(yes | in part | no, the sentences that say so), for the test cases and notes of one question."""
    stopped = [case for case in cases if case.stopped is not None]
    answer = "Yes" if not stopped else "No" if len(stopped) == len(cases) else "In part"
    said = [f"{answer}: {_ran(cases, stopped)}"]
    said += [f"{_counted(those)}: {sentence}" for sentence, those in _by_sentence(stopped).items()]
    return answer, said + [note.text for note in notes]


def _ran(cases: Sequence[CaseResult], stopped: Sequence[CaseResult]) -> str:
    if not stopped:
        return f"{_counted(cases)} ran to {'its' if len(cases) == 1 else 'their'} end."
    return f"{len(cases) - len(stopped)} of {len(cases)} tests ran to their end."


def _by_sentence(stopped: Sequence[CaseResult]) -> dict[str, list[CaseResult]]:
    found: dict[str, list[CaseResult]] = {}
    for case in stopped:
        found.setdefault(_sentence(case), []).append(case)
    return found


def _sentence(case: CaseResult) -> str:
    assert case.stopped is not None
    if not case.hidden or issubclass(case.stopped, _OWN_WORDS):
        return case.message
    return _IN_GENERAL.get(case.stopped, _OTHERWISE)


def _counted(cases: Sequence[CaseResult]) -> str:
    """For example: 1 public test and 2 hidden tests."""
    hidden = sum(case.hidden for case in cases)
    counts = [(len(cases) - hidden, "public"), (hidden, "hidden")]
    return " and ".join(f"{n} {kind} test{'s' if n > 1 else ''}" for n, kind in counts if n)
