"""Laws of the plan on the real homework, and submissions of it as students hand them in."""

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from notebook_samples import RELEASED, SOLVED, hw12_plan, md, names_by_question, py, released, runs, written

from autograder.notebooks.graded_cells import Plan, graded_digest, plan
from autograder.notebooks.released import Role, read_released
from autograder.notebooks.submission import Cell, read_submission

RELEASE, QUESTIONS = released(), names_by_question()
UNDERSTOOD = read_released(RELEASE, QUESTIONS)
SOLUTION = read_submission(SOLVED, "hw12").cells
BLANK_PLAN, SOLVED_PLAN = hw12_plan(*RELEASE), hw12_plan(*SOLUTION)
TOP = 3  # the title, the cell for Colab and the imports
GRADED = [i for i, role in enumerate(UNDERSTOOD.roles) if role in (Role.SUPPORT, Role.ANSWER)]
SOME = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def same(first: Plan, second: Plan) -> bool:
    """Whether two plans run the same for the same questions; positions may differ."""
    return (runs(first), first.order, first.notes) == (runs(second), second.order, second.notes)


def test_every_question_has_one_answer_cell_that_binds_what_its_tests_ask_for():
    assert sorted(q for q in UNDERSTOOD.questions if q) == sorted(QUESTIONS)
    for question, names in QUESTIONS.items():
        assert UNDERSTOOD.own[question]
        assert UNDERSTOOD.own[question] <= names
        assert all(UNDERSTOOD.spelled(question, name) for name in UNDERSTOOD.own[question])


def test_no_name_is_asked_of_two_questions():
    owned = [name for names in UNDERSTOOD.own.values() for name in names]
    assert len(set(owned)) == len(owned)


def test_the_released_notebook_is_planned_as_its_own_graded_cells():
    assert [cell.index for cell in BLANK_PLAN.cells] == GRADED
    assert [cell.question for cell in BLANK_PLAN.cells] == [UNDERSTOOD.questions[i] for i in GRADED]
    assert BLANK_PLAN.notes == ()


def test_the_solved_notebook_answers_every_question_without_a_note():
    assert SOLVED_PLAN.notes == ()
    assert [cell.index for cell in SOLVED_PLAN.cells] == GRADED
    assert SOLVED_PLAN.order == BLANK_PLAN.order
    assert [cell.source for cell in SOLVED_PLAN.cells] == [SOLUTION[i].source for i in GRADED]


def test_no_cell_that_trains_is_run():
    everything = "\n".join(cell.source for cell in SOLVED_PLAN.cells)
    for trained in ("vae.train_resumably(", "run_closed_form", "run_classification", "vib.train("):
        assert trained not in everything


@SOME
@given(data=st.data())
def test_metadata_ids_outputs_and_counts_change_neither_plan_nor_digest(data, tmp_path_factory):
    file = json.loads(SOLVED.read_bytes())
    chance = random.Random(data.draw(st.integers(0, 2**32)))
    for cell in file["cells"]:
        cell["metadata"] = chance.choice([{}, {"tags": ["otter_ignore"]}, {"tags": "x"}, None, {"id": "a"}])
        if cell["cell_type"] == "code":
            cell["execution_count"] = chance.choice([None, 7, "x"])
            cell["outputs"] = chance.choice([[], [{"output_type": "stream", "text": ["!"]}], None, {"a": float("nan")}])
        cell.pop("id", None)
        if chance.random() < 0.5:
            cell["source"] = "".join(cell["source"])
    file["metadata"] = chance.choice([{}, {"kernelspec": None}, file["metadata"]])
    file["nbformat_minor"] = chance.choice([0, 2, 4, 5, None])
    path = written(tmp_path_factory.mktemp("any"), file, "hw12.ipynb")
    made = plan(RELEASE, read_submission(path, "hw12"), QUESTIONS)
    assert made == SOLVED_PLAN
    assert graded_digest("hw12", made) == graded_digest("hw12", SOLVED_PLAN)


@SOME
@given(
    added=st.lists(st.tuples(st.integers(0, len(SOLUTION)), TEXTS, st.sampled_from(["markdown", "raw"])), max_size=12)
)
def test_text_cells_anywhere_change_nothing(added):
    cells = list(SOLUTION)
    for place, text, kind in added:
        cells.insert(place, Cell(kind, text))
    made = hw12_plan(*cells)
    assert same(made, SOLVED_PLAN)
    assert graded_digest("hw12", made) == graded_digest("hw12", SOLVED_PLAN)


@SOME
@given(st.data())
def test_line_ends_and_trailing_blanks_change_nothing(data):
    end = data.draw(st.sampled_from(["\n", "\r\n", " \n", "\t\n"]))
    cells = [replace(cell, source=cell.source.replace("\n", end) + end) for cell in SOLUTION]
    assert graded_digest("hw12", hw12_plan(*cells)) == graded_digest("hw12", SOLVED_PLAN)


@SOME
@given(gone=st.sets(st.sampled_from([i for i in range(len(SOLUTION)) if i not in GRADED])))
def test_all_that_is_not_graded_may_be_deleted(gone):
    made = hw12_plan(*(cell for i, cell in enumerate(SOLUTION) if i not in gone))
    assert [cell.source for cell in made.cells] == [cell.source for cell in SOLVED_PLAN.cells]
    assert [cell.question for cell in made.cells] == [cell.question for cell in SOLVED_PLAN.cells]
    assert made.notes == ()


@SOME
@given(places=st.lists(st.integers(0, len(SOLUTION)), max_size=6))
def test_a_students_own_helpers_are_run_in_place_and_answers_stay(places):
    cells = list(SOLUTION)
    for number, place in enumerate(places):
        cells.insert(place, py(f"def my_helper_{number}(x):\n    return x"))
    made = hw12_plan(*cells)
    assert made.order == SOLVED_PLAN.order
    assert made.notes == ()
    assert sum("my_helper" in cell.source for cell in made.cells) == len(places)
    assert [cell.source for cell in made.cells] == [
        c.source for c in cells if c.source in {g.source for g in made.cells}
    ]


@SOME
@given(st.permutations(range(len(SOLUTION))))
def test_in_any_order_every_answer_is_run_once_and_in_its_question(order):
    made = hw12_plan(*(SOLUTION[i] for i in order))
    assert sorted(made.order) == sorted(QUESTIONS)
    sources = [cell.source for cell in made.cells]
    for index in GRADED:
        assert sources.count(SOLUTION[index].source) == 1
    for index in GRADED[1:]:
        last = max(i for i, cell in enumerate(made.cells) if cell.question == UNDERSTOOD.questions[index])
        assert last >= sources.index(SOLUTION[index].source)


@SOME
@given(
    cells=st.lists(
        st.sampled_from([*SOLUTION, *RELEASE, py("x ="), py("p = 1"), md("p = 1"), py("%%bash\nx")]), max_size=30
    )
)
def test_any_mixture_of_cells_has_a_plan(cells):
    made = hw12_plan(*cells)
    assert sorted(made.order) == sorted(QUESTIONS)
    assert {cell.question for cell in made.cells} <= {None, *QUESTIONS}
    here = [cell.index for cell in made.cells if cell.index >= 0 and cell.source]
    assert here == sorted(set(here))
    assert all(made.cells[k].source == cells[i].source for k, i in _positions(made))


def _positions(made: Plan) -> list[tuple[int, int]]:
    return [(k, cell.index) for k, cell in enumerate(made.cells) if cell.index >= 0 and cell.source]


@pytest.mark.parametrize("question", sorted(QUESTIONS))
def test_the_answer_moved_to_the_end_of_the_notebook_is_found(question):
    (index,) = (i for i, q in enumerate(UNDERSTOOD.questions) if q == question)
    cells = [*(RELEASE[i] if i == index else cell for i, cell in enumerate(SOLUTION)), SOLUTION[index]]
    made = hw12_plan(*cells)
    assert made.cells[-1].source == SOLUTION[index].source
    assert made.cells[-1].question == question
    assert made.order[-1] == question
    assert [note.question for note in made.notes] == [question]


@pytest.mark.parametrize("question", sorted(QUESTIONS))
def test_the_answer_pasted_at_the_top_is_found(question):
    (index,) = (i for i, q in enumerate(UNDERSTOOD.questions) if q == question)
    cells = [
        *SOLUTION[:TOP],
        SOLUTION[index],
        *(RELEASE[i] if i == index else SOLUTION[i] for i in range(TOP, len(SOLUTION))),
    ]
    made = hw12_plan(*cells)
    assert made.cells[1].source == SOLUTION[index].source
    assert RELEASE[index].source not in [cell.source for cell in made.cells]
    assert [note.question for note in made.notes] == [question]


def test_a_syntax_error_in_every_answer_loses_no_other_cell():
    cells = [replace(c, source=c.source + "\n)") if i in GRADED[1:] else c for i, c in enumerate(SOLUTION)]
    made = hw12_plan(*cells)
    assert [cell.question for cell in made.cells] == [cell.question for cell in SOLVED_PLAN.cells]
    assert made.notes == ()


def test_all_code_in_one_cell_answers_every_question():
    one = py("\n\n".join(cell.source for cell in SOLVED_PLAN.cells))
    made = hw12_plan(one)
    assert [cell.source for cell in made.cells if cell.source] == [one.source]
    assert {cell.question for cell in made.cells} == set(QUESTIONS)


def test_a_notebook_without_any_released_text_is_graded_by_names():
    made = hw12_plan(*(SOLUTION[i] for i in GRADED))
    assert [cell.question for cell in made.cells] == [cell.question for cell in SOLVED_PLAN.cells]


def test_numbers_that_come_from_a_training_cell_are_named():
    (index,) = (i for i, q in enumerate(UNDERSTOOD.questions) if q == "q4a")
    metrics = py("vae_metrics = {k: (v, 0.1) for k, v in metrics.items()}\nvae_data = '5k'")
    made = hw12_plan(*SOLUTION[:index], metrics, *SOLUTION[index + 1 :])
    (note,) = made.notes
    assert note.question == "q4a"
    (trained,) = (
        i
        for i, role in enumerate(UNDERSTOOD.roles)
        if role is Role.IGNORED and "vae.train_resumably(" in RELEASE[i].source
    )
    assert note.text.startswith(f"The answer of q4a uses what cell {trained + 1} (counting text cells) makes, and that")


def test_the_release_is_read_from_the_release_alone(tmp_path):
    file: dict[str, Any] = json.loads(Path(RELEASED).read_bytes())
    for cell in file["cells"]:
        cell["metadata"] = {"tags": ["otter_ignore"]}
    made = plan(RELEASE, read_submission(written(tmp_path, file, "hw12.ipynb"), "hw12"), QUESTIONS)
    assert made == BLANK_PLAN
