"""The top of the page: how a submission went, what is shown when, and what to do next."""

from collections.abc import Sequence

from autograder.gradescope.markdown import escaped, shortened
from autograder.gradescope.metadata import Metadata
from autograder.gradescope.ran import did_it_run
from autograder.gradescope.settings import Settings
from autograder.results.grade import Grade

MAX_NOTES = 6_000  # characters of all notes about the submission as a whole


def summary(grade: Grade, settings: Settings, metadata: Metadata) -> str:
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
        said += f" Something did not run in {_listed(look)}: their entries say what, and why."
    if read:
        said += f" There is a remark on {_listed(read)}."
    if not look and not read:
        return f"{said} Failed public tests, if there are any, say what to look at."
    return f"{said} Mend what you can and hand in again, as long as the deadline allows."


def _about_the_whole(general: Sequence[str]) -> list[str]:
    if not general:
        return []
    return ["**About the notebook as a whole:** " + escaped(shortened(" ".join(general), MAX_NOTES))]


def _shown_when(grade: Grade, settings: Settings) -> list[str]:
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


def _listed(names: Sequence[str]) -> str:
    shown = [escaped(name) for name in names]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
