"""What a master must keep so that what it makes can be trusted. Each rule says the place, the finding and the remedy.

Otter would pass over most of these: test points that do not add up are ignored, a test parameter that nothing
defines arrives as None, a solution marker outside its region is handed to the students.
"""

import ast
import difflib
import re
from collections import Counter

from autograder.release.assignment import DUE, Assignment, MasterTest, Question, read_code
from autograder.release.cell_yaml import expect, expect_number, expect_words
from autograder.release.files import check_files
from autograder.release.master import MasterCell, MasterError

_SOLUTION_LINE = re.compile(r"# ?SOLUTION\b|# (BEGIN|END) (SOLUTION|PROMPT)\b")
_NEAR_MARK = re.compile(r"#\W*(?:(?:begin|end)\W+)?solution", re.IGNORECASE)
_MARK = re.compile(
    r"^\s*# BEGIN SOLUTION(?: NO PROMPT)?\s*$|^\s*# END SOLUTION\s*$|# SOLUTION(?: NO PROMPT)?\s*$|#SOLUTION\s*$"
)
_BEGIN, _END = re.compile(r"\s*# BEGIN SOLUTION( NO PROMPT)?\s*$"), re.compile(r"# END SOLUTION\s*$")
# Annotations that Otter acts on and that nothing here reads: a heading `# Ignore ...` would be gone without a word.
_FOREIGN = re.compile(
    r"(?im)^\s*```otter\s*$"
    r"|\A\s*(?:##\s*ignore\s*##|#\s*ignore\b).*"
    r"|#\s*BEGIN (?:IGNORE|PLUGIN)\b"
    r"|# (?:IGNORE|SEED)\s*$"
)
_NEAR_DUE = re.compile(r"\{\{\s*due\s*\}\}", re.IGNORECASE)
SALT_LETTERS = 16  # 64 bits in hexadecimal: nobody guesses them
_RUBRIC = re.compile(r"(?m)^\*\*Rubric\*\*")
_RUBRIC_POINTS = re.compile(r"(?m)^[-*]\s+(?P<points>\d+(?:\.\d+)?) points?\b")


def check_rules(assignment: Assignment) -> None:
    """Raises MasterError for the first rule that `assignment` breaks."""
    _due_date_is_spelt(assignment)
    _annotations_are_known(assignment)
    _config_is_releasable(assignment)
    _question_names_differ(assignment)
    for question in assignment.questions:
        (_manual if question.manual else _autograded)(question)
        _solution_regions_close(question)
    _public_tests_are_self_contained(assignment)
    _parameters_are_defined(assignment)
    _solutions_stay_inside(assignment)
    _points_add_up(assignment)
    _shown_at_once_are_hidden_tests(assignment)
    _timeout_is_gradescopes(assignment)
    check_files(assignment)


def _due_date_is_spelt(assignment: Assignment) -> None:
    for cell in assignment.master.cells:
        near = _NEAR_DUE.search(cell.source.replace(DUE, ""))
        if near:
            raise MasterError(
                cell.place_of(near[0]), f"`{near[0]}`, which would stay as it is", f"`{DUE}`, where the date goes"
            )


def _annotations_are_known(assignment: Assignment) -> None:
    for cell in assignment.master.cells:
        foreign = _FOREIGN.search(cell.source)
        if foreign:
            found = foreign[0].strip()
            raise MasterError(
                cell.place(cell.source[: foreign.start()].count("\n")),
                f"`{found}`, which Otter would act on",
                "raw cells for regions, and none of Otter's words for ignoring, seeding or plugins",
            )


def _config_is_releasable(assignment: Assignment) -> None:
    cell, config = assignment.config_cell, assignment.config
    tests = config.get("tests")
    if not isinstance(config.get("name"), str):
        raise MasterError(cell.place(), "no `name`", "`name:`, which submissions are checked against")
    if not isinstance(tests, dict) or tests.get("files") is not True or tests.get("ok_format") is not False:
        raise MasterError(
            cell.place_of("tests"),
            f"`tests: {tests}`",
            "`{files: true, ok_format: false}`: a test in notebook metadata is shown to students",
        )
    for key in ("due", "autograded_points", "grading"):
        if key not in assignment.release:
            raise MasterError(assignment.release_cell.place(), f"no `{key}`", f"`{key}:` in the release config")
    expect(assignment.release_cell, "due", assignment.release["due"], str, "a date in quotes")
    expect_number(assignment.release_cell, "autograded_points", assignment.release["autograded_points"])
    _release_url_is_an_address(assignment)
    _grading_is_secret(assignment)


def _release_url_is_an_address(assignment: Assignment) -> None:
    """It is written into a cell of the notebook, between quotes."""
    url = assignment.release.get("release_url")
    if url is not None and not re.fullmatch(r"https?://[^\s\"'\\]+", str(url)):
        raise MasterError(
            assignment.release_cell.place_of("release_url"),
            f"`release_url: {url}`",
            "null, or an address that begins with https:// and holds no blank, quote or backslash",
        )


def _grading_is_secret(assignment: Assignment) -> None:
    cell, grading = assignment.release_cell, assignment.release["grading"]
    salt = grading.get("salt") if isinstance(grading, dict) else None
    if not isinstance(salt, str) or len(salt) < SALT_LETTERS:
        raise MasterError(
            cell.place_of("grading"),
            f"`grading.salt: {salt}`",
            f"at least {SALT_LETTERS} random letters, in quotes: hidden inputs are drawn from it",
        )
    _checks_are_a_package(assignment, grading.get("checks"))
    expect_words(cell, "grading.preload", grading.get("preload", []), "a list of modules, such as [lab1.plots]")
    stand_ins = grading.get("stand_ins", {})
    expect(cell, "grading.stand_ins", stand_ins, dict, "a mapping such as {otter: [Notebook]}")
    for module, names in stand_ins.items():
        expect(cell, "grading.stand_ins", module, str, "a module's name for each list of names")
        expect_words(cell, f"grading.stand_ins.{module}", names, "a list of names that the module gives")


def _checks_are_a_package(assignment: Assignment, name: object) -> None:
    """`grading.checks` names the package that hidden tests import, beside the master; without it they need none."""
    if name is None:
        return
    cell, folder = assignment.release_cell, assignment.master.path.parent
    if not isinstance(name, str) or not name.isidentifier() or not (folder / name / "__init__.py").is_file():
        raise MasterError(
            cell.place_of("checks"),
            f"`grading.checks: {name}`",
            f"the name of a package (a folder with an __init__.py) in {folder.name}/, such as {folder.name}_checks",
        )


def _shown_at_once_are_hidden_tests(assignment: Assignment) -> None:
    """What is chosen by a name that nothing has would stay hidden in silence."""
    cell, grading = assignment.release_cell, assignment.release["grading"]
    chosen = grading.get("show_at_once", [])
    wanted = "a list of questions or `question.test_name` with hidden tests"
    expect_words(cell, "grading.show_at_once", chosen, wanted)
    hidden = {(question.name, test.name) for question in assignment.questions for test in question.tests if test.hidden}
    known = {question for question, _ in hidden} | {f"{question}.{name}" for question, name in hidden}
    for name in chosen:
        if name not in known:
            close = difflib.get_close_matches(name, known, 1)
            raise MasterError(
                cell.place_of("show_at_once"), f"`{name}` in `show_at_once`", f"`{close[0]}`" if close else wanted
            )


def _timeout_is_gradescopes(assignment: Assignment) -> None:
    cell, timeout_s = assignment.release_cell, assignment.release["grading"].get("timeout_s", 600)
    expect_number(cell, "timeout_s", timeout_s)
    if not 120 <= timeout_s <= 2400:
        raise MasterError(cell.place_of("timeout_s"), f"`timeout_s: {timeout_s}`", "from 120 to Gradescope's 2400")


def _question_names_differ(assignment: Assignment) -> None:
    first: dict[str, MasterCell] = {}
    for question in assignment.questions:
        if question.name in first:
            raise MasterError(
                question.cell.place_of(question.name),
                f"the question name {question.name} again",
                f"a name of its own: {first[question.name].place()} has it",
            )
        first[question.name] = question.cell


def _manual(question: Question) -> None:
    name = question.name
    if question.tests:
        raise MasterError(
            question.tests[0].cell.place(), f"a test in {name}, which people grade", "no `manual: true`, or no tests"
        )
    if question.points is None:
        raise MasterError(question.cell.place(), f"{name} without points", "`points:` (0 where nothing is graded)")
    if not question.written or not any(_RUBRIC.search(cell.source) for cell in question.written):
        raise MasterError(
            question.cell.place(),
            f"{name} without a rubric",
            "a markdown cell in its SOLUTION region with a line **Rubric**",
        )
    lines = [line for cell in question.written for line in _RUBRIC_POINTS.finditer(cell.source)]
    total = sum(float(line["points"]) for line in lines)
    if total != question.points:
        raise MasterError(
            question.written[-1].place_of("**Rubric**"),
            f"rubric lines that add up to {total:g} in {name}",
            f"lines `- N points: ...` that add up to {question.points:g}",
        )


def _autograded(question: Question) -> None:
    name, place = question.name, question.cell.place()
    if question.points is None:
        raise MasterError(place, f"{name} without points", "`points:` in the question's config")
    if len(question.answers) != 1:
        raise MasterError(
            place, f"{len(question.answers)} answer cells in {name}", "one code cell in a SOLUTION region"
        )
    if not question.prompt:
        raise MasterError(place, f"no prompt in {name}", "a markdown cell before the SOLUTION region")
    if not question.hidden:
        raise MasterError(place, f"no hidden test in {name}", "at least one with `hidden: true`, which decides")
    if len(question.hidden) == len(question.tests):
        raise MasterError(place, f"no public test in {name}", "at least one with `hidden: false`, which helps")
    for test in question.tests:
        _test(question, test)
    total = sum(test.points or 0 for test in question.tests)
    if abs(total - question.points) > 1e-9:
        raise MasterError(
            question.cell.place_of("points"),
            f"{question.points:g} points for {name}",
            f"{total:g}, which is what its tests add up to",
        )
    if total and not sum(test.points or 0 for test in question.hidden):
        raise MasterError(
            question.cell.place_of("points"),
            f"public tests that carry all points of {name}",
            "points on a hidden test: what students see, they can write their answer to",
        )
    _hole_has_a_face(question)


def _test(question: Question, test: MasterTest) -> None:
    if test.points is None:
        raise MasterError(test.cell.place(), f"the test {test.name} without points", "`points:` in its config")
    if test.points < 0:
        raise MasterError(test.cell.place_of("points"), f"{test.points:g} points for {test.name}", "0 or more")
    arguments = test.function.args
    if arguments.kwonlyargs or arguments.posonlyargs or arguments.vararg or arguments.kwarg or arguments.defaults:
        raise MasterError(
            test.cell.place_of(f"def {test.name}"),
            f"parameters of {test.name} that are more than names",
            "plain names, each of which an answer cell defines: Otter passes nothing else",
        )
    for message in test.messages:
        if re.search(r'["\\\n]', message):
            raise MasterError(
                test.cell.place_of("_message"),
                f"a quote, a backslash or a line break in a message of {test.name}",
                "one line without them: Otter writes it into the test file as it is",
            )
    twins = Counter(other.name for other in question.tests)
    if twins[test.name] > 1:
        raise MasterError(
            test.cell.place_of(f"def {test.name}"),
            f"the test name {test.name} twice in {question.name}",
            "a name of its own: the later test would replace the earlier one",
        )


def _public_tests_are_self_contained(assignment: Assignment) -> None:
    for test in (test for question in assignment.questions for test in question.tests if not test.hidden):
        for package in filter(None, ("autograder", assignment.release["grading"].get("checks"))):
            if package in test.cell.source:
                raise MasterError(
                    test.cell.place_of(package),
                    f"`{package}` in the public test {test.name}",
                    "a self-contained test: students do not have that package",
                )


def _hole_has_a_face(question: Question) -> None:
    """A function that students fill in has a docstring and a typed signature."""
    answer = question.answers[0]
    _marks_are_exact(answer)
    if not _SOLUTION_LINE.search(answer.source):
        raise MasterError(
            answer.place(),
            f"an answer cell in {question.name} with nothing marked as solution",
            "# BEGIN SOLUTION ... # END SOLUTION, or a line that ends in # SOLUTION",
        )
    for node in read_code(answer).tree.body:
        if not isinstance(node, ast.FunctionDef):
            continue
        place = answer.place(node.lineno - 1)
        if not ast.get_docstring(node):
            raise MasterError(
                place, f"{node.name} without a docstring", "a sentence that says what goes in and comes out"
            )
        if node.returns is None or any(argument.annotation is None for argument in node.args.args):
            raise MasterError(place, f"{node.name} without types", "an annotation for every argument and the result")


def _marks_are_exact(answer: MasterCell) -> None:
    """Otter strips what is marked in its own spelling, and publishes what is marked in any other."""
    for offset, line in enumerate(answer.source.split("\n")):
        near = _NEAR_MARK.search(_MARK.sub("", line))
        if near:
            raise MasterError(
                answer.place(offset),
                f"`{line.strip()[-60:]}`, which Otter may not take for a mark",
                "`# BEGIN SOLUTION` and `# END SOLUTION` on lines of their own, or `# SOLUTION` at a line's end",
            )


def _solution_regions_close(question: Question) -> None:
    for cell in question.answers:
        opened: int | None = None
        for offset, line in enumerate(cell.source.split("\n")):
            if _BEGIN.match(line):
                if opened is not None:
                    raise MasterError(
                        cell.place(offset),
                        "# BEGIN SOLUTION inside another",
                        f"# END SOLUTION first (it began at {cell.place(opened)})",
                    )
                opened = offset
            elif _END.search(line):
                if opened is None:
                    raise MasterError(
                        cell.place(offset), "# END SOLUTION with nothing open", "# BEGIN SOLUTION before it"
                    )
                opened = None
        if opened is not None:
            raise MasterError(
                cell.place(opened), "# BEGIN SOLUTION that is never closed", "# END SOLUTION in the same cell"
            )


def _parameters_are_defined(assignment: Assignment) -> None:
    defined: set[str] = set()
    for question in assignment.questions:
        for cell in question.answers:
            defined |= read_code(cell).binds.keys()
        for test in question.tests:
            for name in test.parameters:
                if name not in defined:
                    raise MasterError(
                        test.cell.place_of(f"def {test.name}"),
                        f"the parameter `{name}` of {test.name}",
                        "a name that an answer cell up to here defines",
                    )


def _solutions_stay_inside(assignment: Assignment) -> None:
    for cell in assignment.public:
        if cell.kind != "code":
            continue
        read_code(cell)
        marker = _SOLUTION_LINE.search(cell.source)
        if marker:
            raise MasterError(
                cell.place_of(marker[0]),
                f"`{marker[0]}` in a cell that students get as it is",
                "# BEGIN SOLUTION and # END SOLUTION raw cells around it",
            )


def _points_add_up(assignment: Assignment) -> None:
    wanted = assignment.release.get("autograded_points")
    if assignment.autograded_points != wanted:
        raise MasterError(
            assignment.release_cell.place_of("autograded_points"),
            f"`autograded_points: {wanted}`",
            f"{assignment.autograded_points:g}, the sum over autograded questions that are not optional",
        )
