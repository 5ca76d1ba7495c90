"""What a student is told where grading had to decide something about the notebook. Numbers and released names only."""

from collections.abc import Iterable, Iterator

from autograder.notebooks.alignment import normalized
from autograder.notebooks.bound_names import bindings
from autograder.notebooks.graded_plan import Note
from autograder.notebooks.placement import Placement
from autograder.notebooks.released import Role


def notes(made: Placement, restored: list[int]) -> tuple[Note, ...]:
    """The notes about a placement; `restored` are lost released cells that are run all the same."""
    if _is_foreign(made):
        text = (
            "None of the released code cells or answers is in this notebook: look whether you handed in the right one."
        )
        return (Note(None, text),)
    found = [*_about_the_whole(made, restored)]
    for question in made.released.own:
        found += [Note(question, text) for text in _about(made, question)]
    return tuple(found)


def _is_foreign(made: Placement) -> bool:
    known = any(made.released.roles[i] is not Role.TEXT for i in made.twins.values())
    return not known and not any(_is_answered(made, question) for question in made.released.own)


def _about_the_whole(made: Placement, restored: list[int]) -> Iterator[Note]:
    moved = [j for j, i in made.alignment.moved.items() if made.released.roles[i] in (Role.SUPPORT, Role.ANSWER)]
    if moved:
        yield Note(
            None,
            f"Released cells stand in another order than in the release ({_cells(moved)} moved): "
            "your notebook was run from top to bottom as it is.",
        )
    for index in restored:
        yield Note(
            None,
            f"The released code cell that begins with `{_first_line(made.released.cells[index].source)}` is gone, or "
            "no longer binds what it did: the released one was run in its place.",
        )
    for submitted, index in sorted(made.twins.items()):
        if made.released.roles[index] is Role.SUPPORT and index not in restored and _lost_lines(made, submitted, index):
            yield Note(
                None, f"{_cells([submitted]).capitalize()} differs from the released one: it was run as you wrote it."
            )


def _about(made: Placement, question: str) -> Iterator[str]:
    if not _is_answered(made, question):
        yield _no_answer(made, question)
        return
    answers = made.answers(question)
    yield from _found_elsewhere(made, question)
    yield from _bound_twice(made, question, answers)
    yield from _needs_idle(made, question, answers)


def _is_answered(made: Placement, question: str) -> bool:
    """Whether a cell binds a name of the question, or may: one that Python cannot read is told of when it is run."""
    own = made.released.own[question]
    return any(not own or not made.bound[i].parsed or own & made.bound[i].names() for i in made.answers(question))


def _no_answer(made: Placement, question: str) -> str:
    names = _names(made.released.own[question])
    for gap in made.alignment.gaps:
        if any(made.released.questions[i] == question for i in gap.released):
            for index in gap.submitted:
                if made.cells[index].kind != "code" and _holds_answer(made, index, question):
                    kind = "text" if made.cells[index].kind == "markdown" else "raw"
                    return (
                        f"The answer cell of {question} is a {kind} cell now ({_cells([index])}), which is not run: "
                        "turn it into a code cell again."
                    )
    return (
        f"No answer to {question} was found: its answer cell is empty or gone, and no other code cell binds {names}. "
        "Put the answer cell back where it was released."
    )


def _holds_answer(made: Placement, index: int, question: str) -> bool:
    return bool(bindings(made.cells[index].source).names() & made.released.own[question])


def _found_elsewhere(made: Placement, question: str) -> Iterator[str]:
    places: dict[int, set[str]] = {}
    for name, index in made.found.get(question, {}).items():
        places.setdefault(index, set()).add(name)
    for index, names in sorted(places.items()):
        other = made.questions[index]
        shared = f", which answers {other} too," if other not in (None, question) else ""
        yield (
            f"{_names(names)} of {question} was not found filled in at its place: {_cells([index])}{shared} binds it "
            "and counts as the answer."
        )


def _bound_twice(made: Placement, question: str, answers: list[int]) -> Iterator[str]:
    for name in sorted(made.released.own[question]):
        counted = [i for i in answers if made.fills(i, question, name)]
        if len(counted) > 1:
            yield f"`{name}` is bound in {_cells(counted)}, all at the place of {question}: the last one counts."
        last = made.bound[counted[-1]].made[name] if counted else None
        later = [
            i
            for i in made.run()
            if i > answers[-1]
            and not made.is_unedited(i)
            and made.fills(i, question, name)
            and made.bound[i].made[name] != last
        ]
        if counted and later:
            yield (
                f"`{name}` is bound again further down, in {_cells(later)}: the answer of {question} counts, which is "
                f"{_cells(counted[-1:])}."
            )


def _needs_idle(made: Placement, question: str, answers: list[int]) -> Iterator[str]:
    """Names that an answer reads and that only cells which are never run bind."""
    running = made.run_names()
    loaded = frozenset(name for i in answers for name in made.bound[i].loaded) - running
    for index, role in enumerate(made.roles):
        if role is Role.IGNORED and loaded & made.bound[index].names():
            yield (
                f"The answer of {question} uses what {_cells([index])} makes, and that cell is never run in grading: "
                "write what it needs into the answer cell."
            )
            return


def _lost_lines(made: Placement, submitted: int, released: int) -> bool:
    lines = set(_lines(made.cells[submitted].source))
    return any(line not in lines for line in _lines(made.released.cells[released].source))


def _lines(source: str) -> list[str]:
    return [line.strip() for line in normalized(source).split("\n") if line.strip()]


def _first_line(source: str) -> str:
    return next(iter(_lines(source)), "")[:60]


def _names(names: Iterable[str]) -> str:
    return " and ".join(f"`{name}`" for name in sorted(names)) or "its names"


def _cells(indices: Iterable[int]) -> str:
    """Cells as a student counts them: from 1, text cells too."""
    numbers = sorted(index + 1 for index in indices)
    shown = [str(number) for number in numbers[:6]] + (["..."] if len(numbers) > 6 else [])
    if len(shown) == 1:
        return f"cell {shown[0]} (counting text cells)"
    return f"cells {', '.join(shown[:-1])} and {shown[-1]} (counting text cells)"
