"""results.json: what stands in it, when it is shown, and that no text in it does anything."""

import json
import re

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.gradescope.markdown import escaped, shortened
from autograder.gradescope.metadata import Metadata
from autograder.gradescope.places import GradescopeSettings
from autograder.gradescope.results_json import fault_results, results_json, write_results
from autograder.notebooks.graded_plan import Note
from autograder.results.grade import Grade
from autograder.results.verdict import (
    BadReply,
    CaseResult,
    Crashed,
    Exited,
    NotDefined,
    NotRun,
    OutOfMemory,
    OutOfTime,
    Verdict,
)

LONGEST = 20_100  # characters of one text: 4000 of at most five each, and a word that it was cut


def case(name, verdict=Verdict.PASSED, message="", points=2.0, hidden=True, question="q1", stopped=None):
    return CaseResult(question, name, points, hidden, verdict, message, 0.1, stopped)


def grade(*cases, notes=(), seed="5eed"):
    return Grade("hw", "a.ipynb", cases, tuple(notes), seed, seconds=1.25)


def lost(kind, message, **more):
    return case("hidden", Verdict.FAILED, message, stopped=kind, **more)


def entry(made, name):
    return next(one for one in made["tests"] if one["name"] == name)


def at_once(made):
    """All that a student reads before grades are published."""
    return "\n".join([made["output"], *(one["output"] for one in made["tests"] if one["visibility"] == "visible")])


MIXED = grade(
    case("public", points=0, hidden=False),
    case("right"),
    case("wrong", Verdict.FAILED, "Got 1; expected 2."),
    case("other", question="q2", points=3),
    notes=[Note("q2", "Cell 3 stopped with ValueError; what it did before that counts.")],
)


def test_a_grade_is_as_specified_with_an_entry_for_each_test_and_one_for_each_question(as_specified):
    made = as_specified(results_json(MIXED))
    assert [(one["number"], one["name"]) for one in made["tests"]] == [
        ("1", "q1: did it run?"),
        ("1.1", "q1: public"),
        ("1.2", "q1: right"),
        ("1.3", "q1: wrong"),
        ("2", "q2: did it run?"),
        ("2.1", "q2: other"),
    ]
    assert sum(one.get("score", 0) for one in made["tests"]) == MIXED.score == 5
    assert sum(one.get("max_score", 0) for one in made["tests"]) == MIXED.points == 7
    assert [one["status"] for one in made["tests"]] == ["passed"] * 3 + ["failed"] + ["passed"] * 2
    assert entry(made, "q1: wrong")["output"] == "Got 1; expected 2."
    assert made["execution_time"] == 1.25
    assert made["stdout_visibility"] == "hidden"
    assert {"seed", "layers", "versions", "autograder", "confined"} <= made["extra_data"].keys()
    assert "score" not in made


def test_public_tests_show_at_once_and_hidden_ones_after_publishing():
    made = results_json(MIXED)
    shown = {one["name"]: one["visibility"] for one in made["tests"]}
    assert shown["q1: public"] == shown["q1: did it run?"] == "visible"
    assert {shown[name] for name in ("q1: right", "q1: wrong", "q2: other")} == {"after_published"}


def test_the_top_says_what_is_hidden_until_when_and_what_to_do():
    said = results_json(MIXED)["output"]
    assert "3 hidden tests, which decide 7 of 7 points, and your total" in said
    assert "Until then Gradescope shows no total" in said
    assert "2 of 2 questions ran to their end" in said
    assert "There is a remark on q2." in said
    assert "ask for a regrade and name the test" in said


@pytest.mark.parametrize("chosen", [{"q1"}, {"q1.wrong"}])
def test_chosen_hidden_tests_show_at_once(chosen):
    made = results_json(MIXED, GradescopeSettings(show_at_once=frozenset(chosen)))
    assert entry(made, "q1: wrong")["visibility"] == "visible"
    assert entry(made, "q2: other")["visibility"] == "after_published"
    assert entry(made, "q1: right")["visibility"] == ("visible" if "q1" in chosen else "after_published")
    assert f"**Shown when the staff publish the grades:** {1 if 'q1' in chosen else 2} hidden tests" in made["output"]


def test_where_nothing_is_hidden_the_top_promises_nothing_for_later():
    made = results_json(MIXED, GradescopeSettings(show_at_once=frozenset({"q1", "q2"})))
    assert {one["visibility"] for one in made["tests"]} == {"visible"}
    assert "All tests are shown below, with your total." in made["output"]
    assert "publish" not in made["output"]


LIMITS_HIT = [
    (NotDefined, "`f` is not defined: no cell that ran to its end gives it a value.", "`f` is not defined"),
    (OutOfTime, "It did not come back within 10 seconds.", "within 10 seconds"),
    (OutOfMemory, "It asked for more memory than 400 MB.", "400 MB"),
    (NotRun, "Not run: the submission as a whole used up its 360 seconds.", "used up its 360 seconds"),
    (Exited, "Your code did not come back: status 71.", "ended the whole process"),
    (Crashed, "Your code did not come back: signal 42.", "crashed its process"),
    (BadReply, "A value of type x1234.", "too large to be read"),
]


@pytest.mark.parametrize(("kind", "message", "says"), LIMITS_HIT)
def test_which_limit_a_hidden_test_hit_is_said_at_once(kind, message, says):
    made = results_json(grade(case("public", hidden=False), lost(kind, message)))
    told = entry(made, "q1: did it run?")
    assert told["status"] == "failed"
    assert told["output"].startswith("In part: 1 of 2 tests ran to their end.\n\n1 hidden test: ")
    assert says in told["output"].replace("\\", "")
    assert "Something did not run in q1" in made["output"]


@pytest.mark.parametrize(("kind", "message", "_"), LIMITS_HIT[4:])
def test_what_student_code_can_say_while_a_hidden_test_runs_is_not_said_at_once(kind, message, _):
    shown = at_once(results_json(grade(lost(kind, message))))
    assert not re.search("71|42|x1234", shown)


@pytest.mark.parametrize("verdict", [Verdict.PASSED, Verdict.FAILED])
def test_nothing_that_is_shown_at_once_depends_on_a_hidden_verdict(verdict):
    cases = [case("public", hidden=False), case("hidden", verdict, "Got 1; expected 2.")]
    made = at_once(results_json(grade(*cases)))
    assert made == at_once(results_json(grade(cases[0], case("hidden"))))
    assert "expected 2" not in made


def test_a_notebook_that_cannot_be_read_says_so_on_top_and_what_to_do(as_specified):
    sentence = "'a.txt' is no notebook; expected hw.ipynb."
    cases = [case(name, Verdict.FAILED, f"Not run: {sentence}", stopped=NotRun) for name in ("one", "two")]
    made = as_specified(results_json(grade(*cases, notes=[Note(None, sentence)], seed="")))
    assert made["output"].startswith(f"**Nothing was graded, because your notebook could not be read.**\n\n{sentence}")
    assert "mend that and hand in again" in made["output"]
    assert entry(made, "q1: did it run?")["output"].startswith("No: 0 of 2 tests ran to their end.")


def test_whose_submission_it_is_stands_in_a_line_at_the_end():
    made = results_json(MIXED, None, Metadata(members=2, earlier=3))
    assert made["output"].endswith("Graded: a.ipynb, submission 4 of a group of 2.")
    assert made["extra_data"]["submission"] == {"id": "", "members": 2, "earlier": 3, "late_s": None}


# --- no score where grading failed -----------------------------------------------------------------------------------


def test_a_fault_of_the_grader_is_no_zero_and_says_whose_fault_it_is_not(as_specified):
    made = as_specified(fault_results("the disk is full", 3.0))
    assert "score" not in json.dumps(made)
    assert "That is not your fault" in made["output"]
    assert "send the staff a link" in made["output"]
    assert "disk" not in at_once(made)


def test_a_fault_of_the_grader_hides_the_total_and_tells_staff_why():
    staff = fault_results("<b>the disk is full", 3.0)["tests"][1]
    assert staff["visibility"] == "hidden"
    assert "&lt;b&gt;the disk is full" in staff["output"]
    assert "Rerun Autograder" in staff["output"]


# --- text ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("<b>&", "&lt;b&gt;&amp;"),
        ("![x](y)", "!\\[x\\](y)"),
        ("`m_phi` * 2 # |", "\\`m\\_phi\\` \\* 2 \\# \\|"),
        ("$x$", "\\$x\\$"),
        ("- a list", "\\- a list"),
        ("12. a list", "12\\. a list"),
        ("12.5 points", "12\\.5 points"),
        ("    code", "code"),
        ("one\n\n\n===", "one\n\\==="),
        ("https://x.y", "https:\u2060//x.y"),
        ("www.x.y", "www\u2060.x.y"),
        ("\x1b[31mred\u202e", "red"),
    ],
)
def test_markdown_says_what_the_text_says(text, written):
    assert escaped(text) == written


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters()))
def test_no_text_at_all_becomes_markup(text):
    written = escaped(text)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e<]|(?<!\\)[`*_\[\]#|~$]|^[-+=]|://", written, re.M)
    written.encode()


def test_what_is_too_long_is_cut_with_a_word_and_never_inside_an_entity():
    assert shortened("a" * 100, 30) == "a" * 20 + " ... (cut)"
    assert shortened("a" * 30, 30) == "a" * 30
    assert re.fullmatch(r"(&lt;)+ \.\.\. \(cut\)", escaped(shortened("<" * 100_000, 4000)))


def test_each_output_is_bounded_and_so_is_all_of_it_together(as_specified):
    flood = "<&" * 2_000
    cases = [case(f"t{n}", Verdict.FAILED, flood, question=f"q{n % 18}") for n in range(64)]
    notes = [Note(None if n % 2 else f"q{n % 18}", flood) for n in range(100)]
    made = as_specified(results_json(grade(*cases, notes=notes)))
    assert max(len(one["output"]) for one in [made, *made["tests"]]) < 40_000
    assert len(json.dumps(made)) < 400_000
    alone = results_json(grade(case("one", Verdict.FAILED, "<" * 100_000)))
    assert len(entry(alone, "q1: one")["output"]) < LONGEST


def test_the_file_is_written_whole_or_not_at_all_and_for_its_owner_alone(tmp_path):
    path = tmp_path / "results.json"
    write_results(results_json(MIXED), path)
    before = path.read_text()
    with pytest.raises(TypeError):
        write_results({"tests": [object()]}, path)  # json cannot write it
    assert path.read_text() == before
    assert [one.name for one in tmp_path.iterdir()] == ["results.json"]
    assert path.stat().st_mode & 0o777 == 0o600


# --- the judge is no rubber stamp ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"tests": [{"status": "Passed"}]},
        {"tests": [{"visibility": "published"}]},
        {"tests": [{"output": "x" * 100_000}]},
        {"tests": [], "outputs": ""},
        {"tests": [{"number": 1}]},
        {"tests": [{"output_format": "markdown"}]},
        {"score": "1"},
    ],
)
def test_what_the_specification_does_not_have_is_refused(as_specified, broken):
    with pytest.raises(jsonschema.ValidationError):
        as_specified(broken)
