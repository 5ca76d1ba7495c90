"""The table that staff and students read, and the text in it that does nothing to a terminal."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.notebooks.graded_plan import Note
from autograder.results.grade import Grade
from autograder.results.table import WIDTH, harmless, table
from autograder.results.verdict import CaseResult, Verdict


def case(name, verdict=Verdict.PASSED, message="", points=2.0, hidden=True, question="q1"):
    return CaseResult(question, name, points, hidden, verdict, message, 0.1)


def grade(*cases, notes=()):
    return Grade("hw", "a.ipynb", cases, notes, seconds=1.25)


def test_a_line_a_question_and_a_sentence_a_test_that_was_not_passed():
    shown = table(
        grade(
            case("one"),
            case("two", Verdict.FAILED, "Got 1; expected 2."),
            case("three", Verdict.FAILED, "Got 1; expected 2."),
            case("four", question="q2"),
            notes=(Note("q1", "Cell 3 stopped."), Note(None, "Two notebooks.")),
        )
    )
    assert shown.splitlines() == [
        "question            points",
        "q1                   2 / 6   1 of 3 tests passed",
        "  two: Got 1; expected 2.",
        "  note: Cell 3 stopped.",
        "q2                   2 / 2   1 of 1 tests passed",
        "note: Two notebooks.",
        "",
        "total                4 / 8   1.2 s",
    ]


def test_what_could_not_be_judged_stands_out():
    assert "  one: could not judge: the disk is full" in table(
        grade(case("one", Verdict.NOT_JUDGED, "the disk is full"))
    )


def test_long_sentences_are_broken_between_words():
    shown = table(grade(case("one", Verdict.FAILED, "word " * 200)))
    assert all(len(line) <= WIDTH for line in shown.splitlines())
    assert shown.count("word") == 200


HOSTILE = {
    "\x1b[31mred\x1b[0m": "red",
    "\x1b]0;a title\x07": "",
    "\x1b]8;;http://x\x1b\\link": "link",
    "back\x08\x08space\rreturn": "backspacereturn",
    "\u202eturned\u202c": "turned",
    "zero\u200bwidth\ufeff": "zerowidth",
    "\x9b2J": "2J",
    "\x1b\x1b[2Jx": "[2Jx",
    "\ud800": "",
}


@pytest.mark.parametrize(("text", "shown"), HOSTILE.items())
def test_what_steers_a_terminal_is_gone_and_letters_stay(text, shown):
    assert harmless(text) == shown


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters()))
def test_no_text_at_all_reaches_the_terminal_or_the_page_as_more_than_text(text):
    shown = table(grade(case("one", Verdict.FAILED, text), notes=(Note(None, text),)))
    assert all(line.isprintable() or not set(line) & set("\x1b\x07\x08\r\u202e") for line in shown.splitlines())
    shown.encode()
