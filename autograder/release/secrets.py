"""What the student release must not hold: solutions, hidden tests, rubrics, answers, the autograder."""

import ast
import keyword
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.release.assignment import Assignment, Question, parse_code
from autograder.release.master import Cell

WHOLE_LINE_BELOW = 24  # shorter lines count only as a whole line: `x = self.dec(z)` may be part of many
CHECK_LINE_FROM = 40  # of a line of autograder/checks: shorter ones are everyday code

_WORD = re.compile(r"[A-Za-z_]\w*|\d[\w.]*")
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
        return re.compile(rf"(?<!\w){re.escape(self.name)}(?:=|:){re.escape(self.value)}(?!\w|\.\d)")


def normalise(line: str) -> str:
    """`line` without its solution mark, its indentation and its habits of quoting."""
    return " ".join(_MARK.sub("", line).replace("'", '"').split())


def compact(text: str) -> str:
    """`text` without quotes, and without white space round the signs of an assignment or a literal."""
    return " ".join(re.sub(r"\s*([=:,(){}\[\]])\s*", r"\1", re.sub(r"[\"'`]", "", text)).split())


def telling(line: str) -> bool:
    """Whether a normalised line says anything of its own: `else:`, `return z` and `)` do not."""
    words = [word for word in _WORD.findall(line) if not keyword.iskeyword(word)]
    return len(words) >= 2 and len(line) >= 10


def secrets(assignment: Assignment, checks: Path) -> list[Secret]:
    """Every secret line of `assignment` and of the modules in `checks` that its public part does not hold."""
    public = {normalise(line) for line in _public_lines(assignment)}
    found = [secret for q in assignment.questions for secret in _of_question(q)]
    found += [
        Secret("autograder", path.name, line)
        for path in sorted(checks.rglob("*.py"))
        for line in map(normalise, path.read_text(encoding="utf-8").split("\n"))
        if len(line) >= CHECK_LINE_FROM and not line.startswith(("import ", "from "))
    ]
    found = [secret for secret in found if secret.text not in public and telling(secret.text)]
    found.append(Secret("salt", assignment.release_cell.place(), str(assignment.release["grading"]["salt"])))
    return list({secret.text: secret for secret in found}.values())


def _of_question(question: Question) -> Iterator[Secret]:
    for cell in question.answers:
        yield from (Secret("solution", cell.place(i), normalise(line)) for i, line in solution_lines(cell))
    for cell in question.written:
        kind = "rubric or model answer"
        yield from (Secret(kind, cell.place(i), normalise(line)) for i, line in enumerate(cell.source.split("\n")))
    for case in question.hidden:
        body = case.cell.source.split("\n")[case.function.lineno - 1 :]
        yield from (Secret("hidden test", case.cell.place(), normalise(line)) for line in body)
        yield from (Secret("message of a hidden test", case.cell.place(), normalise(text)) for text in case.messages)


def solution_lines(cell: Cell) -> Iterator[tuple[int, str]]:
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
        for case in question.cases:
            if not case.hidden:
                yield from case.cell.source.split("\n")


def answers(assignment: Assignment) -> list[Answer]:
    """Every literal that an answer cell assigns in its solution, and every entry of one that is a mapping."""
    found: list[Answer] = []
    for question in assignment.questions:
        for cell in question.answers:
            hidden = {offset for offset, _ in solution_lines(cell)}
            for node in ast.walk(parse_code(cell)):
                if isinstance(node, ast.Assign) and node.lineno - 1 in hidden:
                    found += _literals(cell, node)
    return found


def _literals(cell: Cell, node: ast.Assign) -> Iterator[Answer]:
    for name, value in _pairs(node):
        try:
            ast.literal_eval(value)
        except ValueError:
            continue
        yield Answer(cell.place(node.lineno - 1), name, compact(ast.unparse(value)))
        written = ast.get_source_segment(cell.source, value)
        if written:
            yield Answer(cell.place(node.lineno - 1), name, compact(written))


def _pairs(node: ast.Assign) -> Iterable[tuple[str, ast.expr]]:
    target, value = node.targets[0], node.value
    if isinstance(target, ast.Name):
        return [(target.id, value)]
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        return [(t.id, v) for t, v in zip(target.elts, value.elts, strict=False) if isinstance(t, ast.Name)]
    return []


def hidden_names(assignment: Assignment) -> list[str]:
    """The names of hidden test functions."""
    return [case.name for question in assignment.questions for case in question.hidden]
