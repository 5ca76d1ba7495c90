"""What each reader sees of a results.json, as HTML and as a picture."""

import json

import pytest

from autograder.gradescope import views
from autograder.gradescope.markdown import escaped
from autograder.gradescope.pages import Reader, as_html, page, plain
from autograder.gradescope.places import GradescopeSettings
from autograder.gradescope.results_json import fault_results, results_json
from autograder.results.grade import Grade
from autograder.results.verdict import CaseResult, Verdict

GRADE = Grade(
    "hw",
    "a.ipynb",
    (
        CaseResult("q1", "public", 0, False, Verdict.PASSED, "", 0.1),
        CaseResult("q1", "wrong", 2, True, Verdict.FAILED, "Got <b>1</b> for `beta_hat`; expected 2.", 0.1),
        CaseResult("q2", "right", 3, True, Verdict.PASSED, "", 0.1),
    ),
    seed="5eed",
)


def titles(shown):
    return [entry.title for entry in shown.entries]


def test_students_see_hidden_tests_and_their_total_after_publishing_alone():
    before, after = page(results_json(GRADE), Reader.BEFORE), page(results_json(GRADE), Reader.AFTER)
    assert titles(before) == ["1) q1: did it run?", "1.1) q1: public", "2) q2: did it run?"]
    assert before.total == "- / 5"
    assert "1.2) q1: wrong" in titles(after)
    assert after.total == "3 / 5"


def test_with_nothing_hidden_the_total_shows_at_once():
    shown = page(results_json(GRADE, GradescopeSettings(show_at_once=frozenset({"q1", "q2"}))), Reader.BEFORE)
    assert shown.total == "3 / 5"


def test_staff_alone_see_standard_output():
    assert [page(results_json(GRADE), reader, "the table").stdout for reader in Reader] == ["", "", "the table"]


def test_no_reader_sees_a_total_where_grading_failed():
    content = fault_results("the disk is full", 1.0)
    shown = {reader: page(content, reader) for reader in Reader}
    assert {one.total for one in shown.values()} == {"- (no score)"}
    assert [len(one.entries) for one in shown.values()] == [1, 1, 2]
    assert "disk" not in as_html(shown[Reader.AFTER])


def test_chosen_questions_leave_the_others_out_and_say_so():
    shown = page(results_json(GRADE), Reader.STAFF, questions=["q2"])
    assert titles(shown) == ["2) q2: did it run?", "2.1) q2: right"]
    assert shown.left_out == 3


@pytest.mark.parametrize("text", ["Got <b>1</b> for `beta_hat`; expected 2 * x_1 & $y$.", "- a [list](x) #1|~", "1. x"])
def test_what_is_escaped_reads_as_it_was_written(text):
    assert plain(escaped(text)) == text


def test_text_of_a_submission_is_no_markup_in_the_page():
    written = as_html(page(results_json(GRADE), Reader.AFTER))
    assert "Got &lt;b&gt;1&lt;/b&gt; for `beta_hat`" in written
    assert "<b>Shown at once:</b>" in written


def test_the_command_writes_a_page_and_a_picture_for_each_reader(tmp_path, capsys):
    (tmp_path / "results.json").write_text(json.dumps(results_json(GRADE)))
    assert views.main([str(tmp_path / "results.json"), "-o", str(tmp_path / "views")]) == 0
    assert "What staff see at any time, 5 entries" in capsys.readouterr().out
    for stem in ("before", "after", "staff"):
        assert (tmp_path / "views" / f"{stem}.html").read_text().startswith("<!DOCTYPE html>")
        assert (tmp_path / "views" / f"{stem}.png").read_bytes().startswith(b"\x89PNG")


def test_a_path_that_is_not_there_is_used_wrongly(tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        views.main([str(tmp_path / "nothing.json"), "-o", str(tmp_path)])
    assert ended.value.code == 2
    assert "expected a results.json" in capsys.readouterr().err
