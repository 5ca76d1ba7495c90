"""What each cell of a submission is for: by its text, then by its place, then by the names that it binds.

1. A cell with the text of a released cell is that cell.
2. In a gap between two such cells, code that binds a question's names is its answer; the other code there is an edited
   released cell (by its likeness), or was added: next to an answer it belongs to the answer, elsewhere to everybody.
3. A name that the answer so found leaves open is looked for in the whole notebook: the last cell that binds it counts.
Tags in the submission are not looked at.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from autograder.notebooks.alignment import Alignment, Gap, WordCounts, align, count_words, share_kept, similarity
from autograder.notebooks.bound_names import Bindings, bindings
from autograder.notebooks.notebook import Cell
from autograder.notebooks.released import ReleasedNotebook, Role, calls_only

_KEPT = 0.6  # the share of released words from which a cell in the place of a released one is that one, edited
_COPY = 0.6  # the share of common words from which a cell anywhere is a copy of a cell that is never run


@dataclass
class Placement:
    """Per submitted cell what it is for. `run` and what the answers are follow from it."""

    released: ReleasedNotebook
    cells: tuple[Cell, ...]
    bound: tuple[Bindings, ...]
    words: tuple[WordCounts, ...]
    released_words: tuple[WordCounts, ...]
    alignment: Alignment
    roles: list[Role]
    questions: list[str | None]
    twins: dict[int, int]  # submitted -> released: unedited, moved, or edited in its place
    found: dict[str, dict[str, int]] = field(default_factory=dict)  # question -> name -> cell away from its place
    left_out: set[int] = field(default_factory=set)  # untouched holes whose answer was found elsewhere

    def is_run(self, index: int) -> bool:
        """Whether the cell is run in grading."""
        runs = self.roles[index] in (Role.SUPPORT, Role.ANSWER) and index not in self.left_out
        return runs and bool(self.cells[index].source.strip())

    def is_unedited(self, index: int) -> bool:
        """Whether the cell is as it was released, which is nobody's answer."""
        return index in self.alignment.in_order or index in self.alignment.moved

    def run(self) -> list[int]:
        """The cells that are run, from top to bottom."""
        return [index for index in range(len(self.cells)) if self.is_run(index)]

    def answers(self, question: str) -> list[int]:
        """The cells that are run as the answer of `question`, by their place or by what they bind."""
        at_place = {i for i, q in enumerate(self.questions) if q == question and self.is_run(i)}
        return sorted(at_place | set(self.found.get(question, {}).values()))

    def fills(self, index: int, question: str, name: str) -> bool:
        """Whether the cell binds `name` to something else than the released hole (or given code)."""
        made = self.bound[index].made.get(name)
        return (
            made is not None and name not in self.bound[index].holes and made != self.released.spelled(question, name)
        )

    def run_names(self) -> frozenset[str]:
        """All names that cells which are run bind."""
        return frozenset(name for index in self.run() for name in self.bound[index].made)


def place(released: ReleasedNotebook, cells: Sequence[Cell]) -> Placement:
    """The placement of a submission's `cells`."""
    alignment = align(released.cells, cells)
    twins = alignment.in_order | alignment.moved
    bound = tuple(bindings(cell.source if cell.kind == "code" else "") for cell in cells)
    roles = [Role.SUPPORT if cell.kind == "code" else Role.TEXT for cell in cells]
    questions: list[str | None] = [None] * len(cells)
    for submitted, twin in twins.items():
        roles[submitted], questions[submitted] = released.roles[twin], released.questions[twin]
    known = tuple(count_words(cell.source) for cell in released.cells)
    made = Placement(
        released,
        tuple(cells),
        bound,
        tuple(count_words(cell.source) for cell in cells),
        known,
        alignment,
        roles,
        questions,
        twins,
    )
    for gap in alignment.gaps:
        _place_gap(made, gap)
    _leave_out_copies(made)
    for question in released.own:
        _find_elsewhere(made, question)
    made.left_out -= {index for found in made.found.values() for index in found.values()}
    _leave_out_dependents(made)
    return made


def _place_gap(made: Placement, gap: Gap) -> None:
    code = [index for index in gap.submitted if made.cells[index].kind == "code"]
    for index in code:
        if calls_only(made.cells[index].source, made.released.checkers):
            made.roles[index] = Role.CALL
    code = [index for index in code if made.roles[index] is not Role.CALL]
    zone = _zone(made, gap)
    answers = {index: _answered(made, index, zone) for index in code}
    rest = [index for index in code if answers[index] is None]
    rest = _edited(made, gap, rest)
    for index, question in answers.items():
        if question is not None:
            made.roles[index], made.questions[index] = Role.ANSWER, question
    _join_neighbours(made, code, rest, zone)


def _zone(made: Placement, gap: Gap) -> list[str]:
    """The questions whose released answers stand in the gap or at its borders, in their order."""
    near = [gap.before, *gap.released, gap.after]
    questions = [made.released.questions[index] for index in near if index is not None]
    return [question for question in dict.fromkeys(questions) if question is not None]


def _answered(made: Placement, index: int, zone: Iterable[str]) -> str | None:
    """The question of `zone` of whose names the cell binds most."""
    own = made.released.own
    count = {question: len(own.get(question, frozenset()) & made.bound[index].names()) for question in zone}
    best = max(count, key=lambda question: count[question], default=None)
    return best if best is not None and count[best] else None


def _edited(made: Placement, gap: Gap, rest: list[int]) -> list[int]:
    """Pairs cells with edited support and never-run cells of the gap; returns those without a pair."""
    wanted = [i for i in gap.released if made.released.roles[i] in (Role.SUPPORT, Role.IGNORED)]
    likeness = [(share_kept(made.released_words[i], made.words[j]), -i, -j) for i in wanted for j in rest]
    for alike, minus_i, minus_j in sorted(likeness, reverse=True):
        i, j = -minus_i, -minus_j
        if alike >= _KEPT and i in wanted and j in rest:
            _pair(made, i, j)
            wanted, rest = [k for k in wanted if k != i], [k for k in rest if k != j]
    plain = [j for j in rest if not made.bound[j].defines]
    if _never_run_alone(made, gap):  # then the place tells enough: a plot that was written anew
        for i, j in zip(wanted, plain, strict=False):
            _pair(made, i, j)
            rest = [k for k in rest if k != j]
    return rest


def _never_run_alone(made: Placement, gap: Gap) -> bool:
    roles = {made.released.roles[i] for i in gap.released}
    return roles <= {Role.IGNORED, Role.CALL, Role.TEXT} and not _zone(made, gap)


def _pair(made: Placement, released: int, submitted: int) -> None:
    made.roles[submitted], made.twins[submitted] = made.released.roles[released], released


def _join_neighbours(made: Placement, code: list[int], rest: list[int], zone: list[str]) -> None:
    """Added cells next to an answer belong to it: the one above them in the gap, else the first of the gap."""
    current = zone[0] if zone else None
    for index in code:
        if made.questions[index] is not None:
            current = made.questions[index]
        elif index in rest and current is not None:
            made.roles[index], made.questions[index] = Role.ANSWER, current


def _leave_out_copies(made: Placement) -> None:
    """A cell like one that is never run, which binds nothing that this one does not, is not run either."""
    never = [i for i, role in enumerate(made.released.roles) if role is Role.IGNORED]
    for index in made.run():
        if _is_added(made, index) and any(_copies(made, index, i) for i in never):
            made.roles[index] = Role.IGNORED


def _is_added(made: Placement, index: int) -> bool:
    """Whether the student added the cell, and it does not bind what the question asks for that it stands beside."""
    question = made.questions[index]
    own = made.released.own.get(question, frozenset()) if question is not None else frozenset()
    return index not in made.twins and not own & made.bound[index].names()


def _copies(made: Placement, submitted: int, released: int) -> bool:
    if not made.bound[submitted].names() <= made.released.bound[released].names():
        return False
    return similarity(made.words[submitted], made.released_words[released]) >= _COPY


def _find_elsewhere(made: Placement, question: str) -> None:
    """Notes for each name that the answer at its place leaves open the last cell that binds it, if there is one."""
    here = [i for i, q in enumerate(made.questions) if q == question and made.roles[i] is Role.ANSWER]
    filled = {(i, name) for i in here for name in made.released.own[question] if made.fills(i, question, name)}
    partly = {i for i, _ in filled}  # such a cell is run, so what it leaves open can only be filled below it
    answered = {name for _, name in filled}
    found: dict[str, int] = {}
    for name in sorted(made.released.own[question] - answered):
        candidates = [i for i in _binding(made, question, name) if i not in here and i > max(partly, default=-1)]
        if candidates:
            runnable = [i for i in candidates if made.roles[i] is not Role.IGNORED]
            found[name] = (runnable or candidates)[-1]
    if not found:
        return
    made.found[question] = found
    made.left_out |= set(here) & _untouched(made, question, here) - partly
    for index in found.values():
        if made.questions[index] is None:
            made.roles[index], made.questions[index] = Role.ANSWER, question


def _binding(made: Placement, question: str, name: str) -> list[int]:
    return [
        index for index in range(len(made.cells)) if not made.is_unedited(index) and made.fills(index, question, name)
    ]


def _untouched(made: Placement, question: str, here: list[int]) -> set[int]:
    """Cells of `here` that bind a name of the question, all of them as they were released."""
    return {i for i in here if made.released.own[question] & made.bound[i].names()}


def _leave_out_dependents(made: Placement) -> None:
    """An added cell that needs what only cells that are never run make (a plot of a trained model) is not run."""
    running = Counter(name for index in made.run() for name in made.bound[index].made)
    idle = {name for i, role in enumerate(made.roles) if role is Role.IGNORED for name in made.bound[i].made}
    for index in made.run():
        bound = made.bound[index]
        added = _is_added(made, index) and bound.parsed and not bound.defines
        if added and any(name in idle and not running[name] for name in bound.loaded):
            made.roles[index] = Role.IGNORED
            running.subtract(bound.names())
            idle |= bound.names()
