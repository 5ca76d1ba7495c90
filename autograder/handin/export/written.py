"""Written answers as a PDF whose outline is the same for everybody: what is graded by people on Gradescope.

Each question starts on a page of its own and has a fixed number of pages. What is too long for them goes on, marked, on
extra pages behind the last question. So question n stands on the same pages in every student's PDF, and in the blank
template from which the outline is made.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from . import markup
from .cell_parts import CellPart, Kind
from .notebook import SavedCell, read_cells
from .questions import Answers, Homework, Question, answers
from .typeset import TypesetParts, missing_note, pages_pdf, typeset
from .typst_press import PressError
from .whole_notebook import parts_of

_NO_ANSWER = "No answer."
_ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Written:
    """The PDF, the answers that it holds, questions that go on behind the last one, and what it cannot show:

    characters without a font, formulas that are shown as their source, notes in the place of pictures.
    """

    pdf: bytes
    answers: Answers
    continued: tuple[str, ...]
    missing: frozenset[str]
    unread: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


@dataclass
class _Sheet:
    """One question on its pages: numbers of the parts of its prompt and its answer."""

    question: Question
    prompt: list[int]
    answer: list[int]
    kept: int = 0  # blocks of the answer that stand on the question's own pages
    filled: int = 1  # of its pages, by what stands there


@dataclass
class _Plan:
    """What stands where."""

    homework: Homework
    typeset_parts: TypesetParts
    sheets: list[_Sheet]
    rest: list[int] = field(default_factory=list)  # parts that no question claims
    template: bool = False

    def blocks(self, parts: Sequence[int]) -> list[str]:
        return [block for part in parts for block in self.typeset_parts.blocks[part]]


def written_pdf(homework: Homework, content: bytes, folder: Path | None) -> Written:
    """The written answers in the notebook file `content`.

    Raises NotebookError if it is no notebook, PandocError or PressError if the tools cannot work.
    """
    found = answers(homework, read_cells(content))
    return _print(homework, found, folder, template=False)


def template_pdf(homework: Homework, folder: Path | None) -> bytes:
    """The PDF without answers, from which Gradescope's outline is made."""
    nothing = Answers({question.name: () for question in homework.questions}, ())
    return _print(homework, nothing, folder, template=True).pdf


def outline(homework: Homework) -> list[tuple[Question, int]]:
    """Each question with the number of its first page."""
    found, page = [], 1
    for question in homework.questions:
        found.append((question, page))
        page += question.pages
    return found


def _print(homework: Homework, found: Answers, folder: Path | None, *, template: bool) -> Written:
    parts, sheets, rest = _laid_out(homework, found)
    with typeset(parts, folder) as typeset_parts:
        plan = _Plan(homework, typeset_parts, sheets, rest, template)
        try:
            pdf = _settled(plan)
        except PressError:
            typeset_parts.replace_refused()
            pdf = _settled(plan)
        continued = tuple(s.question.name for s in sheets if s.kept < len(plan.blocks(s.answer)))
        return Written(pdf, found, continued, typeset_parts.missing, typeset_parts.unread, typeset_parts.lost)


def _laid_out(homework: Homework, found: Answers) -> tuple[list[CellPart], list[_Sheet], list[int]]:
    parts: list[CellPart] = []

    def add(new: Sequence[CellPart]) -> list[int]:
        parts.extend(new)
        return list(range(len(parts) - len(new), len(parts)))

    sheets = []
    for question in homework.questions:
        prompt = add([CellPart(Kind.MARKDOWN, text, SavedCell("markdown", text)) for text in question.prompt])
        sheets.append(_Sheet(question, prompt, add([p for cell in found.of[question.name] for p in parts_of(cell)])))
    return parts, sheets, add([part for cell in found.elsewhere for part in parts_of(cell)])


def _settled(plan: _Plan) -> bytes:
    """Lays everything out once, sees what stands where, and keeps on each question's pages what fits there."""
    for sheet in plan.sheets:
        sheet.kept, sheet.filled = len(plan.blocks(sheet.answer)), 1
    _fit(plan, plan.typeset_parts.press.found(plan.typeset_parts.source(_pages(plan)), "at"))
    return pages_pdf(plan.typeset_parts, _pages(plan))


def _fit(plan: _Plan, marks: list[list[object]]) -> None:
    """`marks`: [question, block or -1 (its first page) or -2 (its last), page]."""
    page = {(str(name), int(str(block))): int(str(number)) for name, block, number in marks}
    for sheet in plan.sheets:
        name = sheet.question.name
        first = page[name, -1]
        ends = [page[name, block] - first + 1 for block in range(sheet.kept)]
        sheet.kept = next((n for n, end in enumerate(ends) if end > sheet.question.pages), len(ends))
        sheet.filled = max([page[name, -2] - first + 1, *ends[: sheet.kept]])


def _pages(plan: _Plan) -> str:
    title = plan.homework.title
    head = (
        f"#set document(title: {markup.string(title)})\n"
        "#let at(name, block) = context [#metadata((name, block, here().page()))<at>]\n"
        "#let piece(name, number, body) = block(width: 100%, spacing: 0.95em, body + at(name, number))\n"
    )
    sheets = "\n".join(_sheet(plan, sheet) for sheet in plan.sheets)
    return f"{head}{sheets}\n{_extra_pages(plan)}"


def _sheet(plan: _Plan, sheet: _Sheet) -> str:
    question = sheet.question
    answer = plan.blocks(sheet.answer)
    more = len(answer) > sheet.kept
    prompt = "\n\n".join(plan.blocks(sheet.prompt))
    pieces = [f"#piece({markup.string(question.name)}, {n})[\n{b}\n]" for n, b in enumerate(answer[: sheet.kept])]
    if not answer and not plan.template:
        pieces = [f'#text(fill: ink-soft, style: "italic")[{_NO_ANSWER}]']
    name = markup.string(question.name)
    fill = f"#pagebreak()\n#empty-page({name})\n" * max(0, question.pages - sheet.filled)
    return (
        f"#sheet({markup.string(plan.homework.title)}, {name}, {markup.string(_points(question))}, "
        f"{'true' if more else 'false'})[\n#at({name}, -1)\n#prompt[\n{prompt}\n]#at({name}, -2)\n#answer-rule\n"
        + "\n\n".join(pieces)
        + f"\n{fill}]\n"
    )


def _extra_pages(plan: _Plan) -> str:
    found = []
    for sheet in plan.sheets:
        rest = plan.blocks(sheet.answer)[sheet.kept :]
        if rest:
            found.append(_extra(plan, sheet.question.name, f"{sheet.question.name}, continued", rest))
    if plan.rest:
        said = markup.note(
            "Written in the notebook outside the answers to the questions; kept so that nothing is lost."
        )
        found.append(_extra(plan, _ELSEWHERE, "written elsewhere", [said, *plan.blocks(plan.rest)]))
    if plan.typeset_parts.missing:
        found.append(_extra(plan, "characters", "characters", [missing_note(plan.typeset_parts.missing)]))
    return "\n".join(found)


def _extra(plan: _Plan, name: str, about: str, blocks: Sequence[str]) -> str:
    inside = "\n\n".join(blocks)
    return (
        f"#extra({markup.string(plan.homework.title)}, {markup.string(name)}, {markup.string(about)})[\n{inside}\n]\n"
    )


def _points(question: Question) -> str:
    return f"{question.points:g} point{'' if question.points == 1 else 's'}"
