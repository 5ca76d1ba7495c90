"""The written questions of the homework, and which cells of a student's notebook answer them.

`written.json` is made from the released notebook when the homework is built. A student's notebook is compared with it by
cell ids (which Colab drops and editors keep) and by texts (which students change), so that an answer is found where
cells were moved, split, added or deleted. What a student wrote and no question claims is kept too: it is printed last.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from hw12.export.notebook import Cell

TABLE = Path(__file__).resolve().parents[1] / "written.json"
_PLACE_TO_WRITE = re.compile(r"[_*\s]*type your answer here[^\n]{0,40}", re.IGNORECASE)  # Otter's words
_BEGIN, _END = "<!-- BEGIN QUESTION -->", "<!-- END QUESTION -->"
_NAME = re.compile(r"(?m)^#{1,6}[^\n]*`(?P<name>\w+)`\s*$")
_ANSWER_TAG = "otter_answer_cell"


@dataclass(frozen=True)
class Question:
    """A question that people grade: `prompt` as students read it, `pages` that its answer has in every PDF."""

    name: str
    points: float
    pages: int
    prompt: tuple[str, ...]


@dataclass(frozen=True)
class ReleasedCell:
    """A cell of the released notebook: the question it belongs to, and whether it is there to be written in."""

    id: str
    digest: str
    question: str | None
    answer: bool


@dataclass(frozen=True)
class Homework:
    """What `written.json` says."""

    title: str
    questions: tuple[Question, ...]
    cells: tuple[ReleasedCell, ...]


@dataclass(frozen=True)
class Answers:
    """Cells of a student: by question, and those that no question claims."""

    of: dict[str, tuple[Cell, ...]]
    elsewhere: tuple[Cell, ...]

    def empty(self) -> tuple[str, ...]:
        """The questions without an answer."""
        return tuple(name for name, cells in self.of.items() if not cells)


def read_homework(path: Path = TABLE) -> Homework:
    """The table at `path`, made by the build."""
    table = json.loads(path.read_text(encoding="utf-8"))
    questions = tuple(Question(**{**q, "prompt": tuple(q["prompt"])}) for q in table["questions"])
    return Homework(table["title"], questions, tuple(ReleasedCell(**cell) for cell in table["cells"]))


def as_json(homework: Homework) -> str:
    """The text of `written.json`."""
    return json.dumps(asdict(homework), ensure_ascii=False, indent=1) + "\n"


def describe(title: str, cells: Sequence[Cell], tags: Sequence[Sequence[str]], pages: dict[str, int],
             points: dict[str, float]) -> Homework:
    """The table of the released notebook `cells`; `pages` and `points` name the written questions."""
    found: list[ReleasedCell] = []
    prompts: dict[str, list[str]] = {name: [] for name in pages}
    current: str | None = None
    for cell, of_cell in zip(cells, tags, strict=True):
        if _END in cell.source:
            current = None
        named = _NAME.search(cell.source) if cell.kind == "markdown" else None
        if named:
            current = named["name"] if named["name"] in pages else None
        answer = _ANSWER_TAG in of_cell or (current is not None and cell.kind == "code")
        if current is not None and not answer:
            prompts[current].append(cell.source.replace(_BEGIN, "").strip())
        found.append(ReleasedCell(cell.id, digest(cell), current, answer))
    questions = tuple(Question(name, points[name], pages[name], tuple(prompts[name])) for name in pages)
    return Homework(title, questions, tuple(found))


def digest(cell: Cell) -> str:
    """The same for cells that say the same: line ends and spaces at their ends do not count."""
    lines = [line.rstrip() for line in cell.source.strip().splitlines()]
    return hashlib.sha256("\n".join([cell.kind, *lines]).encode("utf-8", "replace")).hexdigest()[:24]


def answers(homework: Homework, cells: Sequence[Cell]) -> Answers:
    """Which of a student's `cells` answer what."""
    by_id = {cell.id: cell for cell in homework.cells if cell.id}
    by_text = {cell.digest: cell for cell in homework.cells}
    names = {question.name for question in homework.questions}
    of: dict[str, list[Cell]] = {question.name: [] for question in homework.questions}
    elsewhere: list[Cell] = []
    current: str | None = None
    for cell in cells:
        same, released = by_text.get(digest(cell)), by_id.get(cell.id)
        if same is not None and not same.answer:  # as it was released
            current = same.question
            continue
        heading = _NAME.search(cell.source) if cell.kind == "markdown" else None
        if released is not None:
            current = released.question
        elif heading and heading["name"] in names:  # a prompt that was written into
            current = heading["name"]
        elif same is not None and cell.kind == "code":
            current = same.question
        if is_blank(cell) or (same is not None and cell.kind == "code" and not cell.outputs):
            continue
        if current is not None:
            of[current].append(cell)
        elif cell.kind != "code" and not (same is not None and same.answer):
            elsewhere.append(cell)
    return Answers({name: tuple(found) for name, found in of.items()}, tuple(elsewhere))


def is_blank(cell: Cell) -> bool:
    """Whether nothing was written into `cell`."""
    return not cell.source.strip() or bool(_PLACE_TO_WRITE.fullmatch(cell.source.strip()))
