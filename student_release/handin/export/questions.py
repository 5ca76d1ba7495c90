"""The written questions of the homework, and which cells of a student's notebook answer them.

`written.json` is made from the released notebook by the build. A student's notebook is compared with it by cell ids
(which Colab drops and editors keep) and by texts (which students change), so that an answer is found where cells were
moved, split, added or deleted. What a student wrote and no question claims is kept too: it is printed last.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from .notebook import SavedCell

TABLE = Path(__file__).resolve().parents[2] / "written.json"  # beside the notebook and the package
# Otter's words, and no word more: who goes on behind them has answered.
_PLACE_TO_WRITE = re.compile(r"[_*\s]*type your answer here(?:, replacing this text)?[_*.\s]*", re.IGNORECASE)
_BEGIN, _END = "<!-- BEGIN QUESTION -->", "<!-- END QUESTION -->"
_NAME = re.compile(r"(?m)^#{1,6}[^\n]*`(?P<name>\w+)`\s*$")
_POINTS = re.compile(r"\n_Points:_ [\d.]+\s*\Z")  # Otter's line; the page says it at its top
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

    of: dict[str, tuple[SavedCell, ...]]
    elsewhere: tuple[SavedCell, ...]
    untouched: tuple[str, ...] = ()  # questions answered in code whose cell is as it was handed out
    halves: tuple[str, ...] = ()  # written questions with an answer where one part, text or code, is as handed out

    def unseen(self) -> tuple[str, ...]:
        """The written questions with code of which no output is printed: it was not run, or that was cleared."""
        code = {name: [cell for cell in cells if cell.kind == "code"] for name, cells in self.of.items()}
        return tuple(name for name, cells in code.items() if cells and not any(cell.outputs for cell in cells))

    def empty(self) -> tuple[str, ...]:
        """The written questions without an answer."""
        return tuple(name for name, cells in self.of.items() if not cells)


def read_homework(path: Path = TABLE) -> Homework:
    """The table at `path`, made by the build."""
    table = json.loads(path.read_text(encoding="utf-8"))
    questions = tuple(Question(**{**q, "prompt": tuple(q["prompt"])}) for q in table["questions"])
    return Homework(table["title"], questions, tuple(ReleasedCell(**cell) for cell in table["cells"]))


def as_json(homework: Homework) -> str:
    """The text of `written.json`."""
    return json.dumps(asdict(homework), ensure_ascii=False, indent=1) + "\n"


def describe(
    title: str,
    cells: Sequence[SavedCell],
    tags: Sequence[Sequence[str]],
    pages: dict[str, int],
    points: dict[str, float],
) -> Homework:
    """The table of the released notebook `cells`; `pages` and `points` name the written questions."""
    found: list[ReleasedCell] = []
    prompts: dict[str, list[str]] = {name: [] for name in pages}
    current: str | None = None
    for cell, of_cell in zip(cells, tags, strict=True):
        if _END in cell.source:
            current = None
        named = _NAME.search(cell.source) if cell.kind == "markdown" else None
        current = named["name"] if named else current
        answer = _ANSWER_TAG in of_cell or (current in pages and cell.kind == "code")
        if current in pages and not answer:
            prompts[str(current)].append(_POINTS.sub("", cell.source.replace(_BEGIN, "")).strip())
        found.append(ReleasedCell(cell.id, cell_digest(cell), current, answer))
    questions = tuple(Question(name, points[name], pages[name], tuple(prompts[name])) for name in pages)
    return Homework(title, questions, tuple(found))


def cell_digest(cell: SavedCell) -> str:
    """The same for cells that say the same: line ends and spaces at their ends do not count."""
    lines = [line.rstrip() for line in cell.source.strip().splitlines()]
    return hashlib.sha256("\n".join([cell.kind, *lines]).encode("utf-8", "replace")).hexdigest()[:24]


def answers(homework: Homework, cells: Sequence[SavedCell]) -> Answers:
    """Which of a student's `cells` answer what."""
    finder = _Finder(homework)
    for cell in cells:
        finder.take(cell)
    of = {name: tuple(found) for name, found in finder.of.items()}
    return Answers(of, tuple(finder.elsewhere), finder.rest(), finder.halves())


class _Finder:
    """Walks a student's cells once and knows in which question it is."""

    def __init__(self, homework: Homework) -> None:
        self.by_id = {cell.id: cell for cell in homework.cells if cell.id}
        self.by_text = {cell.digest: cell for cell in homework.cells}
        self.of: dict[str, list[SavedCell]] = {question.name: [] for question in homework.questions}
        self.elsewhere: list[SavedCell] = []
        self.untouched: list[str] = []
        self.blank: list[tuple[str | None, str]] = []  # question and kind of cell
        self.current: str | None = None

    def take(self, cell: SavedCell) -> None:
        same = self.by_text.get(cell_digest(cell))
        if same is not None and not same.answer:  # as it was released
            self.current = same.question
            return
        self._move(cell, same)
        if same is not None and cell.kind == "code" and not shows_picture(cell):  # as it was handed out
            self.untouched += [same.question] if same.question else []
            self.blank.append((same.question, cell.kind))
        elif is_blank(cell):
            self.blank += [(self.current, cell.kind)] if cell.source.strip() or cell.id in self.by_id else []
        else:
            self._keep(cell)

    def _move(self, cell: SavedCell, same: ReleasedCell | None) -> None:
        known = self.by_id.get(cell.id)
        heading = _NAME.search(cell.source) if cell.kind == "markdown" else None
        if known is not None:
            self.current = known.question
        elif heading and heading["name"] in self.of:  # a prompt that was written into
            self.current = heading["name"]
        elif same is not None and cell.kind == "code":
            self.current = same.question

    def _keep(self, cell: SavedCell) -> None:
        if self.current in self.of:
            self.of[str(self.current)].append(cell)
        elif cell.kind != "code":
            self.elsewhere.append(cell)

    def rest(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for name in self.untouched if name not in self.of))

    def halves(self) -> tuple[str, ...]:
        written = {(name, cell.kind) for name, cells in self.of.items() for cell in cells}
        return tuple(dict.fromkeys(n for n, kind in self.blank if n and self.of.get(n) and (n, kind) not in written))


def shows_picture(cell: SavedCell) -> bool:
    """Whether an output of `cell` is a picture: text that released code prints by itself is nobody's answer."""
    bundles = [data for output in cell.outputs if isinstance(data := output.get("data"), dict)]
    return any(str(kind).startswith("image/") for bundle in bundles for kind in bundle)


def is_blank(cell: SavedCell) -> bool:
    """Whether nothing was written into `cell`."""
    return not cell.source.strip() or bool(_PLACE_TO_WRITE.fullmatch(cell.source.strip()))
