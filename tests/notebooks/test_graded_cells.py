"""What the plan of a submission is, one test a decision, on a homework in miniature."""

import pytest
from notebook_samples import (
    ANSWER_1,
    ANSWER_2,
    CHECK_1,
    CHECK_2,
    HOLE_1,
    HOLE_2,
    PLOT,
    PROMPT_1,
    PROMPT_2,
    SETUP,
    TINY,
    TINY_TESTED,
    TRAIN,
    WRITE,
    md,
    py,
    runs,
    submission,
    texts,
    tiny,
    tiny_plan,
)

from autograder.notebooks.alignment import align
from autograder.notebooks.bound_names import bindings
from autograder.notebooks.graded_cells import GradedCell, graded_digest, plan
from autograder.notebooks.submission import Cell

ALL = [(SETUP.source, None), (ANSWER_1.source, "one"), (ANSWER_2.source, "two")]


def test_a_solved_notebook_runs_its_setup_and_its_answers():
    made = tiny_plan(tiny())
    assert runs(made) == ALL
    assert (made.order, made.notes) == (("one", "two"), ())


def test_an_untouched_notebook_runs_the_holes_without_a_note():
    made = tiny_plan(TINY)
    assert runs(made) == [(SETUP.source, None), (HOLE_1.source, "one"), (HOLE_2.source, "two")]
    assert made.notes == ()


def test_a_cell_knows_its_position_in_the_submission():
    assert [cell.index for cell in tiny_plan(tiny()).cells] == [0, 2, 5]


# --- cells that are never run


def test_an_edited_cell_that_the_release_ignores_is_not_run_without_its_tag():
    made = tiny_plan(tiny((TRAIN, py(TRAIN.source.replace("100", "10_000")))))
    assert runs(made) == ALL


def test_a_tag_that_the_release_did_not_set_is_not_believed():
    tagged = py(ANSWER_1.source, "otter_ignore")
    setup = py("import math, os\n\ngrader = checker('homework')", "otter_ignore")
    made = tiny_plan(tiny((HOLE_1, tagged), (SETUP, setup)))
    assert runs(made) == [(setup.source, None), *ALL[1:]]


def test_a_copy_of_an_ignored_cell_with_other_numbers_is_not_run():
    more = py(TRAIN.source.replace("100", "200"))
    assert runs(tiny_plan(tiny((TRAIN, (TRAIN, more)), (CHECK_1, (CHECK_1, more))))) == ALL


def test_training_beside_an_answer_is_not_run():
    more, score = py(TRAIN.source.replace("100", "200")), py("score = model.score()")
    made = tiny_plan(tiny((HOLE_2, (more, score, ANSWER_2, more))))
    assert runs(made) == ALL


def test_a_copy_of_an_ignored_cell_that_binds_something_new_is_run():
    more = py(TRAIN.source + "\nextra = 1")
    assert (more.source, None) in runs(tiny_plan(tiny((CHECK_1, (CHECK_1, more)))))


def test_a_plot_written_anew_in_the_place_of_an_ignored_cell_is_not_run():
    assert runs(tiny_plan(tiny((PLOT, py("draw(double(3), colour='red')"))))) == ALL


def test_an_added_cell_that_needs_what_an_ignored_cell_makes_is_not_run():
    plot, again = py("curve = model.curve()"), py("print(curve)")
    assert runs(tiny_plan(tiny((TRAIN, (TRAIN, plot, again))))) == ALL


def test_an_added_function_that_mentions_what_an_ignored_cell_makes_is_run():
    helper = py("def curve():\n    return model.curve()")
    assert (helper.source, None) in runs(tiny_plan(tiny((TRAIN, (TRAIN, helper)))))


def test_calls_of_the_checker_are_not_run():
    calls = py('grader.check("one")\ngrader.check_all()')
    assert runs(tiny_plan(tiny((CHECK_2, (CHECK_2, calls, py("grader.export(pdf=False)")))))) == ALL


def test_a_check_whose_report_is_kept_is_run():
    kept = py('report = grader.check("one")')
    assert (kept.source, "one") in runs(tiny_plan(tiny((CHECK_1, kept))))


# --- added cells


def test_helpers_beside_an_answer_belong_to_it():
    above, below = py("half = 0.5"), py("def show_it(x): print(x)")
    made = tiny_plan(tiny((HOLE_1, (above, ANSWER_1, below))))
    assert runs(made) == [ALL[0], (above.source, "one"), ALL[1], (below.source, "one"), ALL[2]]
    assert made.notes == ()


def test_an_added_cell_elsewhere_is_run_in_its_place_for_everybody():
    helper = py("import random")
    made = tiny_plan(tiny((PROMPT_2, (helper, PROMPT_2))))
    assert runs(made) == [ALL[0], ALL[1], (helper.source, None), ALL[2]]
    assert made.notes == ()


def test_text_cells_change_nothing():
    made = tiny_plan(tiny((HOLE_1, (md("My thoughts"), ANSWER_1, md("q = 3"))), (SETUP, (md("Name: me"), SETUP))))
    assert runs(made) == ALL
    assert made.notes == ()


def test_empty_cells_change_nothing():
    assert runs(tiny_plan(tiny((CHECK_1, (py(""), CHECK_1, py("  \n")))))) == ALL


# --- answers away from their place


def test_an_answer_bound_again_further_down_does_not_count():
    made = tiny_plan(tiny((CHECK_2, (CHECK_2, py("p = [9.0]")))))
    assert [cell.question for cell in made.cells] == [None, "one", "two", None]
    assert made.order == ("one", "two")
    assert "one: `p` is bound again further down, in cell 8 (counting text cells): the answer of one counts" in texts(
        made
    )


def test_an_untouched_hole_gives_way_to_a_later_cell():
    made = tiny_plan(tiny((HOLE_1, HOLE_1), (CHECK_2, (CHECK_2, ANSWER_1))))
    assert runs(made) == [ALL[0], ALL[2], (ANSWER_1.source, "one")]
    assert made.order == ("two", "one")
    assert "one: `p` and `q` of one was not found filled in at its place: cell 8" in texts(made)


def test_an_answer_above_its_place_is_not_spoiled_by_the_hole():
    made = tiny_plan(tiny((HOLE_1, HOLE_1), (PROMPT_1, (ANSWER_1, PROMPT_1))))
    assert runs(made) == ALL
    assert "cell 2 (counting text cells) binds it and counts" in texts(made)


def test_a_copy_of_the_answer_edited_below_the_hole_counts():
    made = tiny_plan(tiny((HOLE_1, (HOLE_1, ANSWER_1))))
    assert runs(made)[-2:] == ALL[1:]
    assert made.order == ("one", "two")


def test_of_two_versions_at_the_place_of_the_answer_the_last_counts():
    made = tiny_plan(tiny((HOLE_1, (py("p = [0.0]\nq = [0.1]"), ANSWER_1))))
    assert runs(made) == [ALL[0], ("p = [0.0]\nq = [0.1]", "one"), *ALL[1:]]
    assert "`p` is bound in cells 3 and 4 (counting text cells), all at the place of one: the last one counts" in texts(
        made
    )


def test_an_answer_split_in_two_is_tested_after_the_second_half():
    made = tiny_plan(tiny((HOLE_1, (py("p = [1.0]"), md("and"), py("q = [0.5]")))))
    assert [cell.question for cell in made.cells] == [None, "one", "one", "two"]
    assert made.notes == ()


def test_an_answer_whose_second_half_stands_far_below_ends_there():
    made = tiny_plan(tiny((HOLE_1, py("p = [1.0]\nq = ...")), (CHECK_2, (CHECK_2, py("q = [0.5]")))))
    assert runs(made) == [ALL[0], ("p = [1.0]\nq = ...", "one"), ALL[2], ("q = [0.5]", "one")]
    assert made.order == ("two", "one")
    assert "`q` of one was not found filled in at its place: cell 8" in texts(made)


def test_two_answers_in_one_cell_are_each_tested_behind_it():
    merged = py(f"{ANSWER_1.source}\n\n{ANSWER_2.source}")
    made = tiny_plan(tiny((HOLE_1, merged), (HOLE_2, ())))
    assert made.cells[1:] == (GradedCell(2, merged.source, "one"), GradedCell(2, "", "two"))
    assert made.order == ("one", "two")
    assert (
        "two: `double` of two was not found filled in at its place: cell 3 (counting text cells), which answers one too"
        in texts(made)
    )


def test_everything_in_one_cell_is_graded():
    one = py("\n".join(cell.source for cell in (SETUP, ANSWER_1, ANSWER_2)))
    made = plan(TINY, submission(one), {"one": frozenset("pq"), "two": frozenset({"double", "p"})})
    assert [cell.source for cell in made.cells if cell.source] == [one.source]
    assert {cell.question for cell in made.cells} >= {"one", "two"}
    assert made.order == ("one", "two")


def test_swapped_questions_are_tested_in_their_new_order():
    cells = tiny()
    made = tiny_plan((cells[0], *cells[4:7], *cells[1:4], *cells[7:]))
    assert made.order == ("two", "one")
    assert runs(made) == [ALL[0], ALL[2], ALL[1]]


def test_set_up_that_was_moved_is_run_where_it_stands_with_a_note():
    cells = tiny()
    made = tiny_plan((*cells[1:8], SETUP, *cells[8:]))
    assert runs(made) == [*ALL[1:], ALL[0]]
    assert "None: Released cells stand in another order than in the release (cell 8" in texts(made)


def test_of_set_up_that_was_moved_and_copied_one_is_said_to_have_moved():
    made = tiny_plan((*tiny()[1:8], SETUP, SETUP, *tiny()[8:]))
    assert runs(made) == [*ALL[1:], ALL[0], ALL[0]]
    assert "(cell 8 (counting text cells) moved)" in texts(made)


def test_a_hole_that_holds_another_answer_is_run():
    both = py(f"{HOLE_1.source}\n{ANSWER_2.source}")
    made = tiny_plan(tiny((HOLE_1, both), (HOLE_2, ()), (CHECK_2, (CHECK_2, ANSWER_1))))
    assert made.cells[1:] == (
        GradedCell(2, both.source, "one"),
        GradedCell(2, "", "two"),
        GradedCell(6, ANSWER_1.source, "one"),
    )
    assert made.order == ("two", "one")


def test_of_several_later_cells_the_last_counts():
    made = tiny_plan(tiny((HOLE_1, HOLE_1), (CHECK_2, (CHECK_2, py("p, q = 1, 2"), ANSWER_1))))
    assert runs(made)[-2:] == [("p, q = 1, 2", None), (ANSWER_1.source, "one")]


def test_a_later_cell_counts_before_one_that_is_never_run():
    train = py(f"{TRAIN.source}\n{ANSWER_1.source}")
    made = tiny_plan(tiny((HOLE_1, HOLE_1), (CHECK_2, (CHECK_2, ANSWER_1)), (TRAIN, train)))
    assert runs(made) == [ALL[0], ALL[2], (ANSWER_1.source, "one")]


def test_half_an_answer_above_does_not_undo_the_half_at_its_place():
    half = py("p = ...\nq = [0.5]")
    made = tiny_plan(tiny((HOLE_1, half), (PROMPT_1, (py("p = [1.0]"), PROMPT_1))))
    assert runs(made) == [ALL[0], ("p = [1.0]", None), (half.source, "one"), ALL[2]]


def test_a_released_cell_is_nobodys_answer():
    demo = py("p = 5", "otter_ignore")
    made = plan((*TINY, demo), submission(*TINY, demo), TINY_TESTED)
    assert runs(made) == runs(tiny_plan(TINY))


# --- answers that are gone


def test_a_deleted_answer_is_last_in_the_order_with_a_note():
    made = tiny_plan(tiny((HOLE_1, ())))
    assert runs(made) == [ALL[0], ALL[2]]
    assert made.order == ("two", "one")
    assert "one: No answer to one was found: its answer cell is empty or gone" in texts(made)


def test_an_emptied_answer_cell_is_no_answer():
    made = tiny_plan(tiny((HOLE_1, py("\n"))))
    assert "No answer to one was found" in texts(made)
    assert made.order == ("two", "one")


@pytest.mark.parametrize(("kind", "said"), [("markdown", "text"), ("raw", "raw")])
def test_an_answer_cell_of_another_type_is_named(kind, said):
    made = tiny_plan(tiny((HOLE_1, Cell(kind, ANSWER_1.source))))
    assert runs(made) == [ALL[0], ALL[2]]
    assert f"The answer cell of one is a {said} cell now (cell 3 (counting text cells)), which is not run" in texts(
        made
    )


def test_a_foreign_notebook_is_told_so_once():
    made = tiny_plan((md("# Recipes"), py("soup = 1")))
    assert [note.question for note in made.notes] == [None]
    assert "None of the released code cells or answers is in this notebook" in texts(made)
    assert made.order == ("one", "two")


def test_an_empty_notebook_has_a_plan():
    made = tiny_plan(())
    assert made.order == ("one", "two")


# --- set-up


def test_set_up_with_an_import_more_is_run_as_it_is_without_a_note():
    made = tiny_plan(tiny((SETUP, py("import random\n" + SETUP.source))))
    assert runs(made)[0] == ("import random\n" + SETUP.source, None)
    assert made.notes == ()


def test_changed_set_up_is_run_as_it_is_with_a_note():
    changed = py("import math\n\ngrader = checker('mine')")
    made = tiny_plan(tiny((SETUP, changed)))
    assert runs(made)[0] == (changed.source, None)
    assert "Cell 1 (counting text cells) differs from the released one: it was run as you wrote it" in texts(made)


@pytest.mark.parametrize("left", [(), (py("grader = checker('homework')"),), (md(SETUP.source),)])
def test_set_up_that_lost_a_name_is_put_back_in_its_place(left):
    made = tiny_plan(tiny((SETUP, left)))
    assert made.cells[0] == GradedCell(-1, SETUP.source, None)
    assert runs(made)[-2:] == ALL[1:]
    (note,) = made.notes
    assert note.question is None
    assert note.text.startswith("The released code cell that begins with `import math` is gone, or no longer binds")


def test_set_up_is_put_back_above_answers_that_stand_alone():
    for left in ((ANSWER_1, ANSWER_2), (ANSWER_1, CHECK_1, ANSWER_2, CHECK_2)):
        assert runs(plan(TINY, submission(*left), TINY_TESTED)) == ALL


def test_set_up_that_was_written_elsewhere_is_not_put_back():
    made = tiny_plan(tiny((SETUP, ()), (HOLE_1, py(f"{SETUP.source}\n{ANSWER_1.source}"))))
    assert all(cell.index >= 0 for cell in made.cells)
    assert made.notes == ()


def test_set_up_that_binds_nothing_is_put_back_unless_another_cell_holds_it():
    release = (py("configure()"), *TINY)
    put_back = plan(release, submission(*tiny()), TINY_TESTED)
    assert put_back.cells[0] == GradedCell(-1, "configure()", None)
    moved_in = plan(release, submission(*tiny((HOLE_1, py(f"configure()\n{ANSWER_1.source}")))), TINY_TESTED)
    assert [cell.index for cell in moved_in.cells] == [0, 2, 5]
    assert moved_in.notes == ()


def test_a_copy_of_the_answer_further_down_needs_no_note():
    assert tiny_plan(tiny((CHECK_2, (CHECK_2, ANSWER_1)))).notes == ()


def test_a_released_cell_that_binds_an_answers_name_again_needs_no_note():
    later = py("p = 5\nprint(p)")
    assert plan((*TINY, later), submission(*tiny(), later), TINY_TESTED).notes == ()


# --- text that Python cannot read


def test_an_answer_that_cannot_be_read_at_all_is_told_of_when_it_is_run():
    made = tiny_plan(tiny((HOLE_1, py("((("))))
    assert ("(((", "one") in runs(made)
    assert made.notes == ()


def test_a_syntax_error_stays_in_its_cell():
    broken = py("p = [1.0\nq = [0.5]")
    made = tiny_plan(tiny((HOLE_1, broken)))
    assert runs(made) == [ALL[0], (broken.source, "one"), ALL[2]]
    assert made.notes == ()


@pytest.mark.parametrize(
    "source",
    [
        "!pip install numpy\np = [1.0]\nq = [0.5]",
        "%%time\np = [1.0]\nq = [0.5]",
        "p = !ls\nq = [0.5]\n%matplotlib inline",
        "if True:\n    p = [1.0]\nelse:\n    !ls\nfor q in [[0.5]]:\n    pass",
        "try:\n    with open_it() as p:\n        pass\nexcept OSError:\n    pass\nprint(q := [0.5])",
        "    p = [1.0]\n    q = [0.5]",
        "import math as p\nfrom math import pi as q",
        "class p: ...\nasync def q(): return 1",
        "(p, *q) = 1, 2",
        "del_me = [q := 1 for _ in '1']\nmatch del_me:\n    case [*p]: pass",
        "match 1:\n    case {**p}: pass\n    case q: pass",
        "@(p := staticmethod)\ndef q(): return 1",
        "try:\n    1 / 0\nexcept ZeroDivisionError as p:\n    q = 1",
        "async with lock() as p:\n    async for q in p: pass",
    ],
)
def test_every_way_to_bind_a_name_makes_an_answer(source):
    made = tiny_plan(tiny((HOLE_1, HOLE_1), (CHECK_2, (CHECK_2, py(source)))))
    assert runs(made)[-1] == (source, "one")
    assert made.order == ("two", "one")
    assert bindings(source).names() >= {"p", "q"}


@pytest.mark.parametrize(
    "source", ["%%bash\np=1\nq=2", "%%writefile x.py\np = 1\nq = 2", "f = lambda: (p := 1)", "def f():\n    p = 1"]
)
def test_what_binds_no_name_here_is_no_answer(source):
    made = tiny_plan(tiny((HOLE_1, HOLE_1), (CHECK_2, (CHECK_2, py(source)))))
    assert made.order == ("one", "two")
    assert (source, "one") not in runs(made)


@pytest.mark.parametrize(
    "source",
    [
        "(" * 100_000,
        "p = " + "-" * 100_000 + "1",
        "p = '\ud800'",
        "p = '\0'",
        "1+" * 50_000 + "1",
        f"p = {'1+' * 1_500}1",
    ],
)
def test_code_past_the_parsers_own_limits_is_some_cell(source):
    assert (source, "one") in runs(tiny_plan(tiny((HOLE_1, py(source)))))


@pytest.mark.parametrize(
    ("hole", "answer"),
    [
        ("p = ...\nq = ...\np = [1.0]\nq = [0.5]", "p = [9.0]"),
        ("p, q = [1.0], [0.5]", "p = [9.0]"),
    ],
)
def test_a_hole_that_is_filled_in_the_same_cell_is_none(hole, answer):
    made = tiny_plan(tiny((HOLE_1, py(hole)), (CHECK_2, (CHECK_2, py(answer)))))
    assert [cell.question for cell in made.cells] == [None, "one", "two", None]


@pytest.mark.parametrize("body", ["pass", "...", '"""Twice x."""', '"""Mine."""\n    ...'])
def test_a_function_that_says_nothing_is_a_hole_however_it_is_put(body):
    made = tiny_plan(tiny((HOLE_2, py(f"def double(x):\n    {body}")), (CHECK_2, (CHECK_2, ANSWER_2))))
    assert runs(made) == ALL


# --- what an answer needs


def test_an_answer_that_uses_an_ignored_cells_result_is_told_so():
    made = tiny_plan(tiny((HOLE_2, py("def double(x):\n    return model.twice(x)"))))
    assert "two: The answer of two uses what cell 8 (counting text cells) makes" in texts(made)


def test_a_name_that_a_cell_which_is_run_binds_too_needs_no_note():
    answer, model = py("def double(x):\n    return model.twice(x)"), py("model = Model()")
    assert tiny_plan(tiny((HOLE_2, answer), (SETUP, (SETUP, model)))).notes == ()


def test_an_answer_that_only_an_ignored_cell_holds_is_run_there():
    edited = py(TRAIN.source + "\np = [1.0]\nq = [0.5]")
    made = tiny_plan(tiny((HOLE_1, HOLE_1), (TRAIN, edited)))
    assert runs(made)[-1] == (edited.source, "one")


def test_notes_hold_no_text_of_the_student():
    hostile = py("hostile_word = 1\np = hostile_word\nq = ...")
    made = tiny_plan(
        tiny((HOLE_1, hostile), (SETUP, hostile), (WRITE, md("hostile_word")), (CHECK_1, (hostile, hostile)))
    )
    assert made.notes
    assert "hostile_word" not in texts(made)


# --- the released notebook alone


def test_code_of_a_written_answer_is_everybodys_and_not_the_next_questions():
    essay = (md("<!-- BEGIN QUESTION -->"), py("notes = ...", "otter_answer_cell"), md("<!-- END QUESTION -->"))
    made = plan((*essay, *TINY), submission(*essay, *tiny()), TINY_TESTED)
    assert [cell.question for cell in made.cells] == [None, None, "one", "two"]


def test_set_up_that_a_test_asks_for_is_no_answer():
    made = plan(TINY, submission(*tiny()), {"one": frozenset({"p", "q", "math"}), "two": frozenset({"double"})})
    assert [cell.question for cell in made.cells] == [None, "one", "two"]
    assert made.notes == ()


def test_a_text_that_is_there_once_says_more_than_one_that_is_repeated():
    once, repeated = py("once"), md("_Type your answer here._")
    assert align([once, repeated, repeated], [repeated, repeated, once]).in_order == {2: 0}
    assert align([repeated, once], [repeated, md("more"), once]).in_order == {0: 0, 2: 1}


def test_a_release_without_tags_and_checks_is_understood_by_names():
    bare = (py("import math"), py("p = ...\nq = ..."), py("def double(x):\n    ..."), py("print(double)"))
    made = plan(
        bare,
        submission(bare[0], ANSWER_1, ANSWER_2, bare[3]),
        {"one": frozenset("pq"), "two": frozenset({"double", "p"})},
    )
    assert [cell.question for cell in made.cells] == [None, "one", "two", None]


def test_a_question_that_the_release_does_not_hold_is_found_by_its_name():
    made = plan(TINY, submission(*tiny((CHECK_2, (CHECK_2, py("z = 1"))))), {"three": frozenset({"z"})})
    assert made.order == ("three",)
    assert made.cells[-1].question == "three"


# --- digest


def test_the_digest_is_of_the_graded_source_alone():
    first = graded_digest("a", tiny_plan(tiny()))
    again = graded_digest(
        "a", tiny_plan(tiny((WRITE, md("because")), (HOLE_1, py("p = [1.0]  \r\nq = [0.5]\r\n\r\n", "x"))))
    )
    assert first == again
    assert len(first) == 64
    assert first != graded_digest("b", tiny_plan(tiny()))
    assert first != graded_digest("a", tiny_plan(tiny((HOLE_1, py("p = [1.0]\nq = [0.4]")))))


def test_the_digest_tells_where_a_cell_ends():
    joined, apart = py("x = 12"), (py("x = 1"), py("2"))
    whole, halves = (graded_digest("a", tiny_plan(tiny((PROMPT_1, new)))) for new in (joined, apart))
    assert whole != halves


def test_the_digest_takes_any_text():
    assert graded_digest("a", tiny_plan(tiny((HOLE_1, py("p = '\ud800'")))))
