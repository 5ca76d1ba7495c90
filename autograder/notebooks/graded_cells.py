"""The graded cells of a submission: which of its cells are run, in which order, for which question.

Cells are run from top to bottom, as the student's own "Restart and Run All" would, with these exceptions:
cells that the release marks as never run; calls of the checker; released holes whose answer stands elsewhere; and
set-up that the submission has lost, of which the released cell is run in its place.
"""

import hashlib
from collections.abc import Mapping

from autograder.notebooks.alignment import normalized
from autograder.notebooks.graded_plan import GradedCell, Plan
from autograder.notebooks.notebook import Cell, Submission
from autograder.notebooks.placement import Placement, place
from autograder.notebooks.plan_notes import notes
from autograder.notebooks.released import Role, read_released

__all__ = ["GradedCell", "Plan", "answers", "graded_digest", "plan"]

_Key = tuple[int, int, int]  # position in the submission; before it -1, at it 0, behind it 1; a count


def plan(released: tuple[Cell, ...], submission: Submission, tested: Mapping[str, frozenset[str]]) -> Plan:
    """What to run of `submission`.

    released: the cells of the notebook as it was released. tested: question -> names that its test cases ask for.
    Raises nothing: what cannot be found is a note and, in the end, a test case whose name is not defined.
    """
    made = place(read_released(released, tested), submission.cells)
    restored = _lost_support(made)
    keyed = {(i, 0, 0): GradedCell(i, made.cells[i].source, made.questions[i]) for i in made.run()}
    keyed |= {_key_of_lost(made, r): GradedCell(-1 - r, released[r].source, None) for r in restored}
    ends: dict[str, _Key] = {}
    for question in tested:
        end = _end(made, question, ends)
        if end is not None:
            ends[question] = end
            keyed.setdefault(end, GradedCell(end[0], "", question))
    order = sorted(ends, key=lambda question: ends[question]) + [
        question for question in tested if question not in ends
    ]
    cells = tuple(keyed[key] for key in sorted(keyed))
    return Plan(cells, tuple(order), notes(made, restored))


def graded_digest(assignment: str, plan: Plan) -> str:
    """SHA-256 (hex) of what decides a grade: the assignment's name and the source of the cells that are run.

    Outputs, ids, metadata, counts, text cells, line ends and trailing blanks do not change it.
    """
    digest = hashlib.sha256()
    for text in (assignment, *(normalized(cell.source) for cell in plan.cells if cell.source)):
        content = text.encode("utf-8", "surrogatepass")
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()


def answers(plan: Plan) -> dict[str, str]:
    """Question -> source of the cells that are run as its answer and no other's."""
    of = {question: [cell.source for cell in plan.cells if cell.question == question] for question in plan.order}
    return {question: "\n\n".join(source for source in sources if source) for question, sources in of.items()}


def _end(made: Placement, question: str, ends: Mapping[str, _Key]) -> _Key | None:
    """Where the answer ends: at its last cell, or behind it where that cell is another question's."""
    answers = made.answers(question)
    if not answers:
        return None
    last = answers[-1]
    if made.questions[last] == question:
        return (last, 0, 0)
    return (last, 1, sum(end[0] == last for end in ends.values()))


def _lost_support(made: Placement) -> list[int]:
    """Released set-up cells, by their released position, whose names the submission no longer binds."""
    names = made.run_names()
    here = {twin for submitted, twin in made.twins.items() if made.is_run(submitted)}
    unedited = set(made.alignment.in_order.values()) | set(made.alignment.moved.values())
    sources = [normalized(made.cells[i].source) for i in made.run()]
    lost = []
    for index, role in enumerate(made.released.roles):
        if role is not Role.SUPPORT or index in unedited:
            continue
        needed = made.released.bound[index].names()
        source = normalized(made.released.cells[index].source)
        nameless = not needed and index not in here and not any(source in text for text in sources)
        if needed - names or nameless:
            lost.append(index)
    return lost


def _key_of_lost(made: Placement, released: int) -> _Key:
    """In front of the first cell that stands below it in the release, or of the edited cell in its place.

    An answer has no twin where it was filled in: it stands where the release asks for it.
    """
    below = [j for j, i in made.twins.items() if i >= released and j not in made.alignment.moved]
    asked = {question for question in made.released.questions[released:] if question is not None}
    below += [j for j, question in enumerate(made.questions) if question in asked]
    return (min(below, default=len(made.cells)), -1, released)
