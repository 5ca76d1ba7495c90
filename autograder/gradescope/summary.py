"""What students read of a whole submission and of each question: how it went, what is shown when, what to do next.

Nothing here tells whether a hidden test was passed, or carries what a student's code said while one ran: hidden
inputs could be written into that. What is told of a hidden test is that it did not get to a verdict, and why.
"""

from collections.abc import Sequence

from autograder.gradescope.markdown import escaped, shortened
from autograder.gradescope.metadata import Metadata
from autograder.gradescope.places import GradescopeSettings
from autograder.notebooks.graded_plan import Note
from autograder.results.grade import Grade
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

MAX_NOTES = 6_000  # characters of all notes about the submission as a whole


def summary(grade: Grade, settings: GradescopeSettings, metadata: Metadata) -> str:
    """Paragraphs of Markdown, right before and after grades are published."""
    general = [note.text for note in grade.notes if note.question not in grade.questions()]
    paragraphs = _unread(general) if not grade.seed else [_how_it_went(grade), *_about_the_whole(general)]
    if grade.seed:
        paragraphs += [*_shown_when(grade, settings), _graded(grade, metadata)]
    return "\n\n".join(paragraphs)


def _unread(general: Sequence[str]) -> list[str]:
    """Where no notebook was read, and so no test had anything to run on."""
    return [
        "**Nothing was graded, because your notebook could not be read.**",
        escaped(" ".join(general)),
        "**What to do:** mend that and hand in again. Until then every test counts as failed.",
    ]


def _how_it_went(grade: Grade) -> str:
    questions = grade.questions()
    of_question = {name: [note for note in grade.notes if note.question == name] for name in questions}
    look = [name for name, cases in questions.items() if did_it_run(cases, of_question[name])[0] != "Yes"]
    read = [name for name in questions if of_question[name] and name not in look]
    said = f"**{len(questions) - len(look)} of {len(questions)} questions ran to their end.**"
    if look:
        said += f" Something did not run in {_names_in_words(look)}: their entries say what, and why."
    if read:
        said += f" There is a remark on {_names_in_words(read)}."
    if not look and not read:
        return f"{said} Failed public tests, if there are any, say what to look at."
    return f"{said} Mend what you can and hand in again, as long as the deadline allows."


def _about_the_whole(general: Sequence[str]) -> list[str]:
    if not general:
        return []
    return ["**About the notebook as a whole:** " + escaped(shortened(" ".join(general), MAX_NOTES))]


def _shown_when(grade: Grade, settings: GradescopeSettings) -> list[str]:
    later = [case for case in grade.cases if case.hidden and not settings.shows(case.question, case.name)]
    if not later:
        return ["All tests are shown below, with your total."]
    points = sum(case.points for case in later)
    return [
        "**Shown at once:** public tests, and for each question whether it ran. A passed public test means that the "
        "answer looks sane, not that it is right.",
        f"**Shown when the staff publish the grades:** {len(later)} hidden tests, which decide {points:g} of "
        f"{grade.points:g} points, and your total. Until then Gradescope shows no total, which says nothing about your "
        "work. Afterwards each failed test says what it found; if you think that it is wrong, ask for a regrade and "
        "name the test.",
    ]


def _graded(grade: Grade, metadata: Metadata) -> str:
    return f"Graded: {escaped(shortened(grade.submission, 100))}{metadata.in_words()}."


def _names_in_words(names: Sequence[str]) -> str:
    shown = [escaped(name) for name in names]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


# --- of one question -------------------------------------------------------------------------------------------------

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
