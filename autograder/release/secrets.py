"""What the student release must not hold: solutions, hidden tests, rubrics, answers, the autograder."""

import ast
import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder import checking
from autograder.release.assignment import Assignment, Question, read_code
from autograder.release.homework_folder import STAFF
from autograder.release.master import MasterCell

WHOLE_LINE_BELOW = 24  # shorter lines count only as a whole line: `x = self.dec(z)` may be part of many
CODE_LINE_FROM = 40  # of a line of the checks or of staff/: shorter ones are everyday code
_CHECKING = Path(checking.__file__).parent

_ANNOTATION = r"(?::[\w.,|\[\]]+(?: ?\| ?[\w.,\[\]]+)*)?"  # `: str | None`, compact
_EVERYDAY = re.compile(r'(?:import|from) |[A-Z][A-Z_, ]* = "[^"=]*"(?:, "[^"=]*")*$')  # imports, and labels of rows
_WORD = re.compile(r"[A-Za-z_]\w*|\d[\w.]*")
_DRESS = re.compile(r"^[\s#>*\-•`]+|[\s`]+$")  # what a comment, a quotation or a list puts round a line
_COMMENT = re.compile(r"\s+#(?=\s).*$")
_QUOTED = re.compile(r"`([^`\n]+)`")
_MARK = re.compile(r"# ?(?:BEGIN |END )?SOLUTION(?: NO PROMPT)?\s*$")


@dataclass(frozen=True)
class Secret:
    """A text that must not be found: what it is, where it stands, and how much of a line it is."""

    kind: str
    place: str
    text: str  # normalised

    @property
    def whole_line(self) -> bool:
        return len(self.text) < WHOLE_LINE_BELOW and self.kind != "salt"


@dataclass(frozen=True)
class Answer:
    """A literal answer, `name = value`; never to be found as an assignment or in a mapping."""

    place: str
    name: str
    value: str  # compact

    def forms(self) -> re.Pattern[str]:
        """Matches the answer in text that went through `compact`."""
        name, value = re.escape(compact(self.name)), re.escape(self.value)
        return re.compile(rf"(?<!\w){name}\]?(?:{_ANNOTATION}=|:){value}(?!\w|\.\d)")


def normalise(line: str) -> str:
    """`line` without its solution mark, its indentation and its habits of quoting."""
    return " ".join(_MARK.sub("", line).replace("'", '"').split())


def bare(line: str) -> str:
    """A normalised line without what a comment, a quotation or a list puts round it, and without its own comment."""
    return _DRESS.sub("", _COMMENT.sub("", _DRESS.sub("", line)))


def spellings(line: str) -> set[str]:
    """All that a line may be taken to say as a whole: itself, bare, and each piece of it that is quoted as code."""
    normal = normalise(line)
    return {normal, bare(normal), *map(bare, _QUOTED.findall(normal))}


def compact(text: str) -> str:
    """`text` without quotes, and without white space round the signs of an assignment or a literal."""
    return " ".join(re.sub(r"\s*([=:,(){}\[\]])\s*", r"\1", re.sub(r"[\"'`]", "", text)).split())


def telling(line: str) -> bool:
    """Whether a normalised line says anything of its own: `else:`, `return z` and `)` do not."""
    words = [word for word in _WORD.findall(line) if not keyword.iskeyword(word)]
    return len(words) >= 2 and len(line) >= 10


def secrets(assignment: Assignment) -> list[Secret]:
    """Every secret line of `assignment`, of its checks, of the library they use, and of staff/ beside the master.

    What the public part of `assignment` says itself is none.
    """
    public = {spelling for line in _public_lines(assignment) for spelling in spellings(line)}
    found = [secret for q in assignment.questions for secret in _of_question(q)]
    folder, checks = assignment.master.path.parent, assignment.release["grading"].get("checks")
    found += _of_modules("autograder", _CHECKING)
    found += _of_modules("checks", folder / checks) if checks else ()
    found += _of_modules("staff's own code", folder / STAFF)
    found = [secret for secret in found if secret.text not in public and telling(secret.text)]
    found.append(Secret("salt", assignment.release_cell.place(), normalise(str(assignment.release["grading"]["salt"]))))
    return list({secret.text: secret for secret in found}.values())


def _of_modules(kind: str, folder: Path) -> Iterator[Secret]:
    for path in sorted(folder.rglob("*.py")):
        lines = map(normalise, path.read_text(encoding="utf-8").split("\n"))
        yield from (
            Secret(kind, path.name, line) for line in lines if len(line) >= CODE_LINE_FROM and not _EVERYDAY.match(line)
        )


def _of_question(question: Question) -> Iterator[Secret]:
    for cell in question.answers:
        yield from (Secret("solution", cell.place(i), bare(normalise(line))) for i, line in solution_lines(cell))
    for cell in question.written:
        kind = "rubric or model answer"
        yield from (
            Secret(kind, cell.place(i), bare(normalise(line))) for i, line in enumerate(cell.source.split("\n"))
        )
    for test in question.hidden:
        body = test.cell.source.split("\n")[test.function.lineno - 1 :]
        yield from (Secret("hidden test", test.cell.place(), bare(normalise(line))) for line in body)
        yield from (
            Secret("message of a hidden test", test.cell.place(), bare(normalise(text))) for text in test.messages
        )


def solution_lines(cell: MasterCell) -> Iterator[tuple[int, str]]:
    """(offset, line) of each line of an answer cell that students do not get."""
    inside = False
    for offset, line in enumerate(cell.source.split("\n")):
        if "# BEGIN SOLUTION" in line:
            inside = True
        elif "# END SOLUTION" in line:
            inside = False
        elif inside or _MARK.search(line):
            yield offset, line


def _public_lines(assignment: Assignment) -> Iterator[str]:
    for cell in assignment.public:
        yield from cell.source.split("\n")
    for question in assignment.questions:
        for cell in question.answers:
            hidden = {offset for offset, _ in solution_lines(cell)}
            yield from (line for i, line in enumerate(cell.source.split("\n")) if i not in hidden)
        for test in question.tests:
            if not test.hidden:
                yield from test.cell.source.split("\n")


def answers(assignment: Assignment) -> list[Answer]:
    """Every literal that an answer cell assigns in its solution, to a name or a key, and every entry of a mapping."""
    found: list[Answer] = []
    for question in assignment.questions:
        for cell in question.answers:
            hidden = {offset for offset, _ in solution_lines(cell)}
            for node in ast.walk(read_code(cell).tree):
                found += [answer for pair in _pairs(node) for answer in _literals(cell, hidden, *pair)]
    return found


def _literals(cell: MasterCell, hidden: set[int], name: str, value: ast.expr) -> Iterator[Answer]:
    if value.lineno - 1 not in hidden or (isinstance(value, ast.Constant) and value.value is ...):
        return
    try:
        ast.literal_eval(value)
    except ValueError:
        return
    place = cell.place(value.lineno - 1)
    for written in (ast.unparse(value), ast.get_source_segment(cell.source, value)):
        if written:
            yield Answer(place, name, compact(written))


def _pairs(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """(name, value) of what `node` assigns: to a name, to a text as a key, in a tuple, in a mapping."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield from _pairs_of_target(target, node.value)
    elif isinstance(node, ast.AnnAssign) and node.value is not None:
        yield from _pairs_of_target(node.target, node.value)
    elif isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value, value


def _pairs_of_target(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Subscript):
        if isinstance(target.slice, ast.Constant) and isinstance(target.slice.value, str):
            yield target.slice.value, value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for inner, of_it in zip(target.elts, value.elts, strict=False):
            yield from _pairs_of_target(inner, of_it)


def hidden_names(assignment: Assignment) -> list[str]:
    """The names of hidden test functions."""
    return [test.name for question in assignment.questions for test in question.hidden]
