"""A master that Otter would take wrongly ends with one message: the line, what was found, what was expected."""

import json
import re

import pytest
from tiny_homework import TINY, understood

from autograder.release.grading_package import write_grading_file
from autograder.release.master import MasterError

LINES = (TINY / "hw12.md").read_text(encoding="utf-8").split("\n")


def line_of(text: str) -> int:
    return next(number for number, line in enumerate(LINES, 1) if text in line)


def test_the_tiny_master_keeps_every_rule():
    assignment = understood(TINY / "hw12.md")
    assert [question.name for question in assignment.questions] == ["doubling", "doubling_why"]
    assert (assignment.autograded_points, assignment.written_points) == (3, 2)


def test_hidden_tests_can_be_chosen_to_be_shown_at_once_by_question_and_by_name(spoiled, tmp_path):
    chosen = "show_at_once: [doubling, doubling.test_hidden_doubles], timeout_s: 1200"
    write_grading_file(understood(spoiled(("stand_ins: {handin: [Notebook]}", chosen))), tmp_path)
    written = json.loads((tmp_path / "grading.json").read_text())
    assert written["show_at_once"] == ["doubling", "doubling.test_hidden_doubles"]
    assert written["timeout_s"] == 1200


# (what is spoiled, the line that the message names, what it says)
BAD = {
    "an address that would end the text it stands in": (
        ("release_url: null", "release_url: 'https://a.edu/x\"; print(1)'"),
        "release_url",
        r"expected null, or an address that begins with https://",
    ),
    "an address that is none": (("release_url: null", "release_url: zip"), "release_url", r"`release_url: zip`"),
    "a misspelt key of a test": (
        ("\nhidden: true", "\nhiden: true"),
        "hidden: true",
        r"the unknown key `hiden`; expected `hidden`",
    ),
    "a misspelt key of a question": (
        ("manual: true", "manuel: true"),
        "manual: true",
        r"the unknown key `manuel`; expected `manual`",
    ),
    "a misspelt key of the assignment": (
        ("init_cell: false", "init_cel: false"),
        "init_cell",
        r"the unknown key `init_cel`; expected `init_cell`",
    ),
    "a misspelt key inside a key": (
        ("show_hidden", "show_hiden"),
        "show_hidden",
        r"the unknown key `generate.show_hiden`; expected `show_hidden`",
    ),
    "a misspelt key of the release": (("due:", "deu:"), "due:", r"the unknown key `deu`; expected `due`"),
    "a question name used twice": (
        ("name: doubling_why", "name: doubling"),
        "name: doubling_why",
        rf"the question name doubling again; expected a name of its own: .* line {line_of('# BEGIN QUESTION')} has",
    ),
    "a question without a name": (
        ("name: doubling\n", ""),
        "# BEGIN QUESTION",
        r"the question name None; expected `name:`",
    ),
    "a region never closed": (
        ("```{raw-cell}\n\n# END TESTS\n```\n", ""),
        "# END QUESTION",
        r"# END QUESTION while TESTS is open; expected # END TESTS",
    ),
    "a question never closed": (
        ("```{raw-cell}\n\n# END QUESTION\n```\n\n```{code-cell}", "```{code-cell}"),
        "# BEGIN QUESTION",
        r"# BEGIN QUESTION that is never closed; expected # END QUESTION before the question at hw12.md, line \d+",
    ),
    "a solution comment never closed": (
        ("    # END SOLUTION\n", ""),
        "    # BEGIN SOLUTION",
        r"# BEGIN SOLUTION that is never closed",
    ),
    "a solution comment never begun": (
        ("    # BEGIN SOLUTION\n", ""),
        "    # END SOLUTION",
        r"# END SOLUTION with nothing open",
    ),
    "a test without points": (
        ("points: 0\nhidden: false", "hidden: false"),
        "BEGIN TEST CONFIG",
        r"the test test_public_gives_a_number without points",
    ),
    "a question without points": (
        ("name: doubling\npoints: 3", "name: doubling"),
        "# BEGIN QUESTION",
        r"doubling without points",
    ),
    "points of tests that do not add up": (
        ("points: 3\nhidden", "points: 2\nhidden"),
        "points: 3",
        r"3 points for doubling; expected 2, which is what its tests",
    ),
    "points of questions that do not add up": (
        ("autograded_points: 3", "autograded_points: 4"),
        "autograded_points",
        r"`autograded_points: 4`; expected 3, the sum",
    ),
    "negative points": (
        ("points: 0\n", "points: -1\n"),
        "points: 0",
        r"-1 points for test_public_gives_a_number; expected 0 or more",
    ),
    "points that are no number": (("points: 0\n", "points: none\n"), "points: 0", r"`points: none`; expected a number"),
    "a hidden that is no truth value": (
        ("\nhidden: true", "\nhidden: yes please"),
        "hidden: true",
        r"`hidden: yes please`; expected true or false",
    ),
    "a parameter that no answer defines": (
        ("def test_hidden_doubles(double,", "def test_hidden_doubles(treble,"),
        "def test_hidden_doubles",
        r"the parameter `treble` of test_hidden_doubles; expected a name that an answer cell",
    ),
    "a test name used twice": (
        ("def test_public_gives_a_number", "def test_hidden_doubles"),
        "def test_public",
        r"the test name test_hidden_doubles twice in doubling",
    ),
    "two functions in a test": (
        ("    assert double(21)", "    pass\n\n\ndef other():\n    assert double(21)"),
        '""" # BEGIN TEST CONFIG',
        r"FunctionDef, FunctionDef after a test's config; expected one function",
    ),
    "a test without a config": (
        ('""" # BEGIN TEST CONFIG\npoints: 0\nhidden: false\n""" # END TEST CONFIG\n', ""),
        '""" # BEGIN TEST CONFIG',
        r"a test without its config",
    ),
    "no hidden test": (("\nhidden: true", "\nhidden: false"), "# BEGIN QUESTION", r"no hidden test in doubling"),
    "no public test": (("hidden: false", "hidden: true"), "# BEGIN QUESTION", r"no public test in doubling"),
    "a public test that needs the autograder": (
        ("    assert double(1)", "    import autograder\n    assert double(1)"),
        "    assert double(1)",
        r"`autograder` in the public test test_public_gives_a_number",
    ),
    "tests in notebook metadata": (
        ("tests: {files: true, ok_format: false}", "tests: {files: false, ok_format: false}"),
        "tests: {",
        r"expected `{files: true, ok_format: false}`",
    ),
    "a raw cell that is not YAML": (
        ("points: 3\ntelltales", "points: [3\ntelltales"),
        "telltales",
        r"text that is not YAML",
    ),
    "a raw cell that is a list": (
        ("name: doubling\npoints: 3\ntelltales: [twofold]", "- doubling"),
        "# BEGIN QUESTION",
        r"list in place of settings",
    ),
    "a raw cell of an unknown kind": (
        ("# BEGIN TESTS", "# BEGIN TEST"),
        "# BEGIN TESTS",
        r"a raw cell that starts with '# BEGIN TEST'",
    ),
    "a rubric that is missing": (("**Rubric**", "Notes"), "name: doubling_why", r"doubling_why without a rubric"),
    "rubric points that do not add up": (
        ("- 1 point: it is said", "- 3 points: it is said"),
        "**Rubric**",
        r"rubric lines that add up to 4 in doubling_why",
    ),
    "an answer without a mark": (
        (
            "    # BEGIN SOLUTION\n    twice_of_it = x + x\n    return twice_of_it\n    # END SOLUTION\n\n\n"
            'favourite_animal = "axolotl"  # SOLUTION',
            "    return 2 * x",
        ),
        "def double",
        r"nothing marked as solution",
    ),
    "an answer without a docstring": (
        ('    """Returns twice x."""\n', ""),
        "def double",
        r"double without a docstring",
    ),
    "an answer without types": (("x: float) -> float", "x)"), "def double", r"double without types"),
    "a solution mark that Otter would not see": (
        ("    print(double(3.5))", "    print(double(3.5))  # SOLUTION"),
        "print(double",
        r"`# SOLUTION` in a cell that students get",
    ),
    "code that is not Python": (
        ("    twice_of_it = x + x", "    twice_of_it = x +"),
        "twice_of_it = x",
        r"code that is not Python \(invalid syntax\)",
    ),
    "an empty cell": (
        ('import handin\n\ngrader = handin.Notebook("hw12.ipynb")\n', ""),
        "import handin",
        r"an empty cell",
    ),
    "a heading that Otter would drop": (
        ("## Why?", "# Ignore this\n\nWhy?"),
        "## Why?",
        r"`# Ignore this`, which Otter would act on",
    ),
    "a fenced annotation that only Otter would read": (
        ("## Why?", "## Why?\n\n```otter\n# BEGIN TESTS\n```"),
        "## Why?",
        r"````otter`, which Otter would act on",
    ),
    "a seed": (
        ("    print(double(3.5))", "    seed = 1  # SEED"),
        "print(double",
        r"`# SEED`, which Otter would act on",
    ),
    "a parameter with a default": (
        ("def test_hidden_doubles(double, favourite_animal)", "def test_hidden_doubles(double, favourite_animal=None)"),
        "def test_hidden_doubles",
        r"parameters of test_hidden_doubles that are more than names",
    ),
    "a message that would break the test file": (
        ("Remember that twice", 'Remember that "twice"'),
        "failure_message",
        r"a quote, a backslash or a line break in",
    ),
    "no due date": (('due: "Friday, noon"\n', ""), "# RELEASE CONFIG", r"no `due`; expected"),
    "a key that stands twice": (
        ("\nhidden: true", "\nhidden: true\nhidden: false"),
        "hidden: true",
        r"text that is not YAML \(`hidden` stands twice\); expected `key: value` lines, each key once",
    ),
    "a question's key that stands twice": (
        ("manual: true", "manual: true\nmanual: false"),
        "manual: true",
        r"`manual` stands twice",
    ),
    "a date that is none": (('due: "Friday, noon"', "due: 2026-13-45"), "# RELEASE CONFIG", r"text that is not YAML"),
    "a due date that is no text": (('due: "Friday, noon"', "due: 7"), "due:", r"`due: 7`; expected a date in quotes"),
    "points that are not finite": (
        ("points: 3\nhidden", "points: .nan\nhidden"),
        "points: 3",
        r"`points: nan`; expected a number that is finite",
    ),
    "points of a question that are not finite": (
        ("points: 3\ntelltales", "points: .inf\ntelltales"),
        "points: 3",
        r"`points: inf`; expected a number that is finite",
    ),
    "points of all that are not finite": (
        ("autograded_points: 3", "autograded_points: .nan"),
        "autograded_points",
        r"`autograded_points: nan`; expected a number that is finite",
    ),
    "public tests that carry all points": (
        (
            'points: 0\nhidden: false\n""" # END TEST CONFIG\ndef test_public_gives_a_number(double):\n'
            '    assert double(1) is not None, "double returned None: replace the ... with your code."\n```\n\n'
            '```{code-cell} ipython3\n""" # BEGIN TEST CONFIG\npoints: 3\nhidden: true',
            'points: 3\nhidden: false\n""" # END TEST CONFIG\ndef test_public_gives_a_number(double):\n'
            '    assert double(1) is not None, "double returned None: replace the ... with your code."\n```\n\n'
            '```{code-cell} ipython3\n""" # BEGIN TEST CONFIG\npoints: 0\nhidden: true',
        ),
        "points: 3",
        r"public tests that carry all points of doubling; expected points on a hidden test",
    ),
    "a due date without its spaces": (
        ("{{ due }}", "{{due}}"),
        "It is due",
        r"`\{\{due\}\}`, which would stay as it is; expected `\{\{ due \}\}`",
    ),
    "tests that are no mapping": (("tests: {files: true, ok_format: false}", "tests: yes"), "tests:", r"`tests: True`"),
    "telltales that are null": (
        ("telltales: [twofold]", "telltales: null"),
        "telltales",
        r"`telltales: null`; expected a list of words",
    ),
    "telltales that are a number": (("telltales: [twofold]", "telltales: 7"), "telltales", r"`telltales: 7`; expected"),
    "no salt": (
        ('{salt: "the salt of the tiny homework", ', "{"),
        "grading",
        r"`grading.salt: None`; expected at least 16 random letters, in quotes",
    ),
    "a salt that is short": (
        ('"the salt of the tiny homework"', '"fifteen letters"'),
        "grading",
        r"`grading.salt: fifteen letters`; expected at least 16 random letters",
    ),
    "a salt that is a number": (
        ('"the salt of the tiny homework"', "12345678901234567890"),
        "grading",
        r"`grading.salt: 12345678901234567890`; expected at least 16 random letters, in quotes",
    ),
    "a public test to be shown at once": (
        ("stand_ins: {handin: [Notebook]}", "stand_ins: {}, show_at_once: [doubling.test_public_gives_a_number]"),
        "grading",
        r"`doubling.test_public_gives_a_number` in `show_at_once`; expected",
    ),
    "a misspelt test to be shown at once": (
        ("stand_ins: {handin: [Notebook]}", "stand_ins: {}, show_at_once: [doubling.test_hidden_double]"),
        "grading",
        r"`doubling.test_hidden_double` in `show_at_once`; expected `doubling.test_hidden_doubles`",
    ),
    "a timeout that Gradescope does not have": (
        ("stand_ins: {handin: [Notebook]}", "timeout_s: 7200"),
        "grading",
        r"`timeout_s: 7200`; expected from 120 to Gradescope's 2400",
    ),
    "no grading": (
        ('grading: {salt: "the salt of the tiny homework", preload: [package], stand_ins: {handin: [Notebook]}}\n', ""),
        "# RELEASE CONFIG",
        r"no `grading`; expected `grading:` in the release config",
    ),
    "grading that is null": (
        (
            'grading: {salt: "the salt of the tiny homework", preload: [package], stand_ins: {handin: [Notebook]}}',
            "grading:",
        ),
        "grading",
        r"`grading.salt: None`; expected",
    ),
    "a preload that is no list": (
        ("preload: [package]", "preload: package"),
        "preload",
        r"`grading.preload: package`; expected a list of modules",
    ),
    "stand-ins that are no lists": (
        ("stand_ins: {handin: [Notebook]}", "stand_ins: {handin: Notebook}"),
        "stand_ins",
        r"`grading.stand_ins.handin: Notebook`; expected a list of names",
    ),
    "stand-ins that are a list": (
        ("stand_ins: {handin: [Notebook]}", "stand_ins: [Notebook]"),
        "stand_ins",
        r"`grading.stand_ins: \['Notebook'\]`; expected a mapping",
    ),
    "a misspelt key of grading": (
        ("preload:", "preloads:"),
        "preload",
        r"the unknown key `grading.preloads`; expected `preload`",
    ),
    "tags that are no list": (
        (":tags: [otter_ignore]", ":tags: otter_ignore"),
        ":tags:",
        r"found a cell header that cannot be read \('otter_ignore' is not of .*`:tags: \[otter_ignore\]`",
    ),
}

NEAR_MARKS = [
    '"axolotl"  # solution',
    '"axolotl"  # SOLUTION: a salamander',
    '"axolotl"  # SOLUTIONS',
    '"axolotl"  #  SOLUTION',
    '"axolotl"  # Solution NO PROMPT',
    '"axolotl"  # END SOLUTION NO PROMPT',
    '"axolotl"\n#BEGIN SOLUTION\nx = 1\n#END SOLUTION',
    '"axolotl"\n# begin solution\nx = 1\n# end solution',
    '"axolotl"\n# BEGIN SOLUTIONS\nx = 1',
    '"axolotl"\n# BEGIN  SOLUTION\nx = 1',
]


@pytest.mark.parametrize("near", NEAR_MARKS)
def test_a_mark_that_otter_would_publish_is_refused(spoiled, near):
    path = spoiled(('"axolotl"  # SOLUTION', near))
    with pytest.raises(MasterError, match=r"which Otter may not take for a mark; expected `# BEGIN SOLUTION`"):
        understood(path)


@pytest.mark.parametrize("name", BAD)
def test_a_bad_master_is_refused_at_its_line(spoiled, name):
    replacement, where, message = BAD[name]
    with pytest.raises(MasterError, match=message) as refused:
        understood(spoiled(replacement))
    said = re.match(r"hw12\.md, line (\d+): found ", str(refused.value))
    assert said, refused.value
    near = [number for number, line in enumerate(LINES, 1) if where in line]
    # a replacement with fewer or more lines moves what stands below it by as many; 3 lines more are a cell's head
    gone = abs(replacement[0].count("\n") - replacement[1].count("\n"))
    assert any(abs(int(said[1]) - number) <= 3 + gone for number in near), (refused.value, near)


def test_a_prompt_region_is_shown_to_students(spoiled):
    region = "```{raw-cell}\n\n# BEGIN PROMPT\n```\n\nBegin here.\n\n```{raw-cell}\n\n# END PROMPT\n```\n\n"
    solution = "```{raw-cell}\n\n# BEGIN SOLUTION\n```\n\nA number"
    assignment = understood(spoiled((solution, region + solution)))
    assert [cell.source for cell in assignment.questions[1].prompt][-1] == "Begin here."
    assert len(assignment.questions[1].written) == 1
