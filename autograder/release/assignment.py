"""What the annotations of a master say: questions with their answers, tests, points and rubrics.

Otter's annotations are read here a second time because Otter takes some mistakes for intentions: a key that it
does not know is ignored, so that `hiden: true` publishes a hidden test. Here every word is understood or refused.
"""

import ast
import re
from dataclasses import dataclass, field
from typing import Any

from autograder.handin.cells import CellText, read_cell
from autograder.release.cell_yaml import expect, expect_number, expect_words, mapping, read_yaml, refuse_unknown
from autograder.release.master import Master, MasterCell, MasterError

# Keys that a master may use: Otter's own that this release reads, and ours.
ASSIGNMENT_KEYS = {
    "name",
    "init_cell",
    "check_all_cell",
    "export_cell",
    "show_question_points",
    "files",
    "requirements",
    "generate",
    "tests",
}
NESTED_KEYS = {
    "generate": {"show_hidden", "show_stdout"},
    "tests": {"files", "ok_format"},
    "grading": {"salt", "checks", "preload", "stand_ins", "show_at_once", "timeout_s"},
}
RELEASE_KEYS = {"due", "autograded_points", "release_url", "grading"}
QUESTION_KEYS = {
    "name",
    "points",
    "manual",
    "optional",
    "all_or_nothing",
    "check_cell",
    "export",
    "telltales",
    "pages",
}
TEST_KEYS = {"points", "hidden", "success_message", "failure_message"}

DUE = "{{ due }}"  # stands for the due date in the master's text
RELEASE_URL = "{{ release_url }}"  # stands for where students' machines find dist/student_release.zip, "" for nowhere
REGIONS = ("QUESTION", "PROMPT", "SOLUTION", "TESTS")
_BOUNDARY = re.compile(rf"#\s+(BEGIN|END)\s+({'|'.join(REGIONS)})\s*$")
_TEST_BEGIN = '""" # BEGIN TEST CONFIG'
_TEST_END = '""" # END TEST CONFIG'


@dataclass(frozen=True)
class MasterTest:
    """One test: a function whose parameters are names that the submission defines."""

    cell: MasterCell
    function: ast.FunctionDef
    points: float | None
    hidden: bool
    messages: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.function.name

    @property
    def parameters(self) -> list[str]:
        return [argument.arg for argument in self.function.args.args]


@dataclass
class Question:
    """One question with everything between its BEGIN and its END."""

    cell: MasterCell
    name: str
    points: float | None
    manual: bool
    optional: bool
    telltales: tuple[str, ...]
    pages: int = 1  # of the written PDF that an answer to be read by people has
    prompt: list[MasterCell] = field(default_factory=list)
    answers: list[MasterCell] = field(default_factory=list)  # code cells of SOLUTION regions
    written: list[MasterCell] = field(default_factory=list)  # markdown cells there: model answers, rubrics
    tests: list[MasterTest] = field(default_factory=list)

    @property
    def hidden(self) -> list[MasterTest]:
        return [test for test in self.tests if test.hidden]


@dataclass(frozen=True)
class Assignment:
    """A master that was understood: Otter's configuration, the release's, and the questions in their order."""

    master: Master
    config_cell: MasterCell
    config: dict[str, Any]
    release_cell: MasterCell
    release: dict[str, Any]
    questions: tuple[Question, ...]
    public: tuple[MasterCell, ...]  # cells that students get as they are

    @property
    def autograded_points(self) -> float:
        return sum(q.points or 0 for q in self.questions if not q.manual and not q.optional)

    @property
    def written_points(self) -> float:
        return sum(q.points or 0 for q in self.questions if q.manual)


def read_assignment(master: Master) -> Assignment:
    """The assignment that `master` describes. Raises MasterError at the first thing that is not understood."""
    reader = _Reader(master)
    for cell in master.cells:
        reader.take(cell)
    return reader.finish()


class _Reader:
    """Walks the cells once and knows which regions are open."""

    def __init__(self, master: Master) -> None:
        self.master = master
        self.open: list[tuple[str, MasterCell]] = []
        self.configs: dict[str, tuple[MasterCell, dict[str, Any]]] = {}
        self.questions: list[Question] = []
        self.public: list[MasterCell] = []

    def take(self, cell: MasterCell) -> None:
        if not cell.source.strip():
            raise MasterError(cell.place(), "an empty cell", "text or code: delete the cell, or fill it")
        if cell.kind == "raw":
            self._raw(cell)
        elif not self.open:
            self.public.append(cell)
        else:
            self._inside(cell)

    def _raw(self, cell: MasterCell) -> None:
        boundary = _BOUNDARY.match(cell.first_line)
        if cell.first_line in {"# ASSIGNMENT CONFIG", "# RELEASE CONFIG"}:
            self._config(cell)
        elif boundary and boundary[1] == "BEGIN":
            self._begin(boundary[2], cell)
        elif boundary:
            self._end(boundary[2], cell)
        else:
            words = ", ".join(f"# BEGIN {region}" for region in REGIONS)
            raise MasterError(
                cell.place(),
                f"a raw cell that starts with {cell.first_line!r}",
                f"# ASSIGNMENT CONFIG, # RELEASE CONFIG, {words}, or an END of these",
            )

    def _config(self, cell: MasterCell) -> None:
        kind = cell.first_line.split()[1]
        if kind in self.configs:
            first = self.configs[kind][0].place()
            raise MasterError(cell.place(), f"a second # {kind} CONFIG", f"one only: the first is at {first}")
        config = read_yaml(cell)
        refuse_unknown(cell, config, ASSIGNMENT_KEYS if kind == "ASSIGNMENT" else RELEASE_KEYS)
        for key, allowed in NESTED_KEYS.items():
            if isinstance(config.get(key), dict):
                refuse_unknown(cell, config[key], allowed, of=key)
        self.configs[kind] = (cell, config)

    def _begin(self, region: str, cell: MasterCell) -> None:
        if region == "QUESTION":
            if self.open:
                outer, begun = self.open[-1]
                raise MasterError(
                    begun.place(),
                    f"# BEGIN {outer} that is never closed",
                    f"# END {outer} before the question at {cell.place()}",
                )
            self.questions.append(_question(cell))
        elif not self.open:
            raise MasterError(cell.place(), f"# BEGIN {region} outside a question", "# BEGIN QUESTION before it")
        elif len(self.open) > 1:
            outer, begun = self.open[-1]
            raise MasterError(
                cell.place(), f"# BEGIN {region} inside {outer}", f"# END {outer} first (it began at {begun.place()})"
            )
        self.open.append((region, cell))

    def _end(self, region: str, cell: MasterCell) -> None:
        if not self.open:
            raise MasterError(cell.place(), f"# END {region} with nothing open", f"# BEGIN {region} before it")
        outer, begun = self.open[-1]
        if outer != region:
            raise MasterError(
                cell.place(), f"# END {region} while {outer} is open", f"# END {outer} (it began at {begun.place()})"
            )
        self.open.pop()

    def _inside(self, cell: MasterCell) -> None:
        question, region = self.questions[-1], self.open[-1][0]
        if region == "TESTS":
            question.tests.append(read_test(cell))
        elif region in {"QUESTION", "PROMPT"}:
            question.prompt.append(cell)
            self.public.append(cell)
        elif cell.kind == "code":
            question.answers.append(cell)
        else:
            question.written.append(cell)

    def finish(self) -> Assignment:
        if self.open:
            region, begun = self.open[-1]
            raise MasterError(begun.place(), f"# BEGIN {region} that is never closed", f"# END {region} after it")
        for kind in ("ASSIGNMENT", "RELEASE"):
            if kind not in self.configs:
                raise MasterError(
                    self.master.path.name,
                    f"no # {kind} CONFIG",
                    f"a raw cell that starts with # {kind} CONFIG",
                )
        return Assignment(
            self.master,
            *self.configs["ASSIGNMENT"],
            *self.configs["RELEASE"],
            tuple(self.questions),
            tuple(self.public),
        )


def _question(cell: MasterCell) -> Question:
    config = read_yaml(cell)
    refuse_unknown(cell, config, QUESTION_KEYS)
    name = config.get("name")
    if not isinstance(name, str) or not re.fullmatch(r"[a-z]\w*", name):
        raise MasterError(cell.place_of("name"), f"the question name {name!r}", "`name:` with a word such as q2b")
    for key in ("manual", "optional"):
        expect(cell, key, config.get(key, False), bool, "true or false")
    points = config.get("points")
    if points is not None:
        expect_number(cell, "points", points)
    telltales = config.get("telltales", [])
    expect_words(cell, "telltales", telltales, "a list of words, such as [twofold]")
    pages = config.get("pages", 1)
    expect(cell, "pages", pages, int, "a whole number of pages, 1 or more")
    if pages < 1:
        raise MasterError(cell.place_of("pages"), f"`pages: {pages}`", "a whole number of pages, 1 or more")
    manual, optional = config.get("manual", False), config.get("optional", False)
    return Question(cell, name, points, manual, optional, tuple(telltales), pages)


def read_test(cell: MasterCell) -> MasterTest:
    """The test in `cell`: its config, then one function. Raises MasterError if it is anything else."""
    lines = [line.rstrip() for line in cell.source.split("\n")]
    if cell.kind != "code":
        raise MasterError(
            cell.place(), f"a {cell.kind} cell among tests", "code cells only between BEGIN and END TESTS"
        )
    if lines[0] != _TEST_BEGIN or _TEST_END not in lines:
        raise MasterError(cell.place(), "a test without its config", f"{_TEST_BEGIN}, its keys, and {_TEST_END}")
    end = lines.index(_TEST_END)
    config = mapping(cell, "\n".join(lines[1:end]), 1)
    refuse_unknown(cell, config, TEST_KEYS)
    points, hidden = config.get("points"), config.get("hidden", False)
    expect(cell, "hidden", hidden, bool, "true or false")
    if points is not None:
        expect_number(cell, "points", points)
    messages = tuple(str(config[key]) for key in ("success_message", "failure_message") if key in config)
    return MasterTest(cell, _only_function(cell), points, hidden, messages)


def _only_function(cell: MasterCell) -> ast.FunctionDef:
    body = read_code(cell).tree.body[1:]  # the config is the first statement, a string
    if len(body) != 1 or not isinstance(body[0], ast.FunctionDef):
        kinds = ", ".join(type(node).__name__ for node in body) or "nothing"
        raise MasterError(
            cell.place(),
            f"{kinds} after a test's config",
            "one function and nothing else (imports go into it)",
        )
    return body[0]


def read_code(cell: MasterCell) -> CellText:
    """What a code cell says, IPython's magics left out. Raises MasterError at a syntax error."""
    read = read_cell(cell.source)
    if read.error is not None:
        place = cell.place((read.error.line or 1) - 1)
        raise MasterError(place, f"code that is not Python ({read.error.message})", "a cell that runs")
    return read
