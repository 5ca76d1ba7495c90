"""Which cells answer which question, and the pages that they get: the same for everybody."""

import json

import pytest
from awkward import b64, code, display, markdown, notebook, png, stream
from reading import boxes, pages, pictures

from autograder.handin.export.notebook import read_cells
from autograder.handin.export.questions import Homework, answers, as_json, describe, read_homework
from autograder.handin.export.written import outline, template_pdf, written_pdf

ANSWER = {"metadata": {"tags": ["otter_answer_cell"]}}
BLANK = "_Type your answer here, replacing this text._"
RELEASED = [
    markdown("# Homework"),
    markdown("<!-- BEGIN QUESTION -->\n\n### One, the reason &nbsp; `one`\n\n**Why?**\n\n_Points:_ 2"),
    markdown(BLANK) | ANSWER,
    markdown("<!-- END QUESTION -->\n\n### Two &nbsp; `two`\n\nWrite `double`."),
    code("def double(x): ...") | ANSWER,
    code('grader.check("two")'),
    markdown("<!-- BEGIN QUESTION -->\n\n### Three &nbsp; `three`\n\nPlot it."),
    code("draw(...)") | {"metadata": {"tags": ["otter_ignore", "otter_answer_cell"]}},
    markdown(BLANK) | ANSWER,
    markdown("<!-- END QUESTION -->\n\nThe end."),
]


def released(minor: int = 5) -> bytes:
    return notebook(*RELEASED, minor=minor)


@pytest.fixture(scope="module")
def homework() -> Homework:
    tags = [cell["metadata"].get("tags", []) for cell in RELEASED]
    return describe("tiny", read_cells(released()), tags, {"one": 1, "three": 2}, {"one": 2.0, "three": 1.0})


def handed_in(changes: dict[int, list[dict[str, object]]], minor: int = 5) -> bytes:
    """The released notebook with some cells replaced; those that stay keep their ids, as editors do."""
    cells = json.loads(released(minor))["cells"]
    mixed = []
    for number, cell in enumerate(cells):
        put = changes.get(number, [cell])
        mixed += [{"id": cell["id"], **new} if minor >= 5 and not n else new for n, new in enumerate(put)]
    return json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": mixed}).encode()


def sources(homework: Homework, content: bytes) -> dict[str, list[str]]:
    found = answers(homework, read_cells(content))
    of = {name: [cell.source for cell in cells] for name, cells in found.of.items()}
    return {name: said for name, said in of.items() if said} | (
        {"elsewhere": [cell.source for cell in found.elsewhere]} if found.elsewhere else {}
    )


def test_the_blank_notebook_answers_nothing(homework):
    found = answers(homework, read_cells(released()))
    assert found.empty() == ("one", "three")
    assert found.untouched == ("two",)
    assert found.elsewhere == ()


@pytest.mark.parametrize("minor", [0, 5])
def test_answers_are_found_with_ids_and_without(homework, minor):
    content = handed_in({2: [markdown("because")], 7: [code("draw(1)", stream("drawn"))]}, minor)
    assert sources(homework, content) == {"one": ["because"], "three": ["draw(1)"]}


def test_released_code_that_printed_something_is_no_answer_and_a_picture_is(homework):
    ran, drawn = code("draw(...)", stream("fill it in first")), code("draw(...)", display(image__png=b64(png())))
    assert "three" in answers(homework, read_cells(handed_in({7: [ran]}))).empty()
    assert "three" not in answers(homework, read_cells(handed_in({7: [drawn]}))).empty()


@pytest.mark.parametrize("said", ["Type your answer here: five hours", "_Type your answer here._ Nobody."])
def test_who_writes_behind_the_words_of_the_place_has_answered(homework, said):
    assert sources(homework, handed_in({2: [markdown(said)]})) == {"one": [said]}


@pytest.mark.parametrize("blank", ["*Type your answer here, replacing this text.*", "Type your answer here", "\n"])
def test_the_place_in_other_marks_is_still_blank(homework, blank):
    assert sources(homework, handed_in({2: [markdown(blank)]})) == {}


def test_an_answer_that_was_split_is_kept_in_one_question(homework):
    content = handed_in({2: [markdown("first"), code("1 + 1", stream("2")), markdown("second")]}, 0)
    assert sources(homework, content) == {"one": ["first", "1 + 1", "second"]}


def test_an_answer_beside_the_blank_one_is_found(homework):
    assert sources(homework, handed_in({2: [RELEASED[2], markdown("below it")]}, 0)) == {"one": ["below it"]}


def test_a_question_that_was_written_into_is_an_answer_to_it(homework):
    edited = markdown(str(RELEASED[1]["source"]) + "\n\nMy answer is here.")
    assert "My answer is here." in sources(homework, handed_in({1: [edited]}, 0))["one"][0]


def test_a_moved_answer_is_known_by_its_id(homework):
    cells = json.loads(handed_in({2: [markdown("moved")]}))["cells"]
    cells.append(cells.pop(2))
    content = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}).encode()
    assert sources(homework, content) == {"one": ["moved"]}


def test_text_that_no_question_claims_is_printed_last(homework):
    content = handed_in({9: [RELEASED[9], markdown("I was ill.")]}, 0)
    assert sources(homework, content) == {"elsewhere": ["I was ill."]}
    last = pages(written_pdf(homework, content, None).pdf)[-1]
    assert "I was ill." in last
    assert "outside the answers" in last


def test_released_text_whose_spaces_an_editor_changed_is_nobodys_answer(homework):
    cells = [c | {"source": str(c["source"]).replace("\n", "  \r\n") + "\n"} for c in RELEASED]
    assert sources(homework, notebook(*cells, minor=0)) == {}


def test_the_table_is_read_as_it_was_written(homework, tmp_path):
    (tmp_path / "written.json").write_text(as_json(homework), encoding="utf-8")
    assert read_homework(tmp_path / "written.json") == homework


def test_a_prompt_has_neither_marks_nor_points(homework):
    assert homework.questions[0].prompt == ("### One, the reason &nbsp; `one`\n\n**Why?**",)


LONG = "\n\n".join(f"paragraph{n} " + "word " * 60 for n in range(40))


@pytest.mark.parametrize("answer", ["", "short", LONG, "endless " * 4000])
def test_every_question_starts_on_its_own_page_in_every_pdf(homework, answer):
    pdf = written_pdf(homework, handed_in({2: [markdown(answer)], 8: [markdown(answer)]}), None).pdf
    read = pages(pdf)
    for question, page in outline(homework):
        assert question.name in read[page - 1][:100]
        assert question.prompt[0].split("**")[0][4:9] in read[page - 1]


def test_the_outline_counts_the_pages_of_each_question(homework):
    assert [(question.name, page) for question, page in outline(homework)] == [("one", 1), ("three", 2)]
    assert len(pages(template_pdf(homework, None))) == 3


def test_a_long_answer_goes_on_at_the_end_and_says_where(homework):
    written = written_pdf(homework, handed_in({2: [markdown(LONG)]}), None)
    read = pages(written.pdf)
    assert written.continued == ("one",)
    assert "This answer goes on: see page 4." in read[0]
    assert "extra page: one, continued" in read[3]
    everything = " ".join(read)
    assert [f"paragraph{n} " in everything for n in range(40)] == [True] * 40
    assert "paragraph0 " in read[0]


def test_a_question_with_two_pages_uses_both_before_it_goes_on(homework):
    middle = "\n\n".join(f"part{n} " + "word " * 60 for n in range(20))
    written = written_pdf(homework, handed_in({8: [markdown(middle)]}), None)
    assert written.continued == ()
    assert "part19" in pages(written.pdf)[2]


def test_an_unanswered_question_says_so_and_the_template_does_not(homework):
    assert "No answer." in pages(written_pdf(homework, released(), None).pdf)[0]
    assert "No answer." not in pages(template_pdf(homework, None))[0]


def test_figures_and_formulas_of_an_answer_are_printed_and_a_broken_formula_costs_only_itself(homework):
    figure = {"output_type": "display_data", "metadata": {}, "data": {"image/png": b64(png())}}
    content = handed_in({7: [code("draw()", figure)], 2: [markdown(r"$x^2$, $\nope$ and 中文")]})
    pdf = written_pdf(homework, content, None).pdf
    assert pictures(pdf) == 1
    assert boxes(pdf) == 0
    assert r"formula shown as its source: $\nope$" in pages(pdf)[0].replace("\xa0", " ")
    assert "中文" in pages(pdf)[0]


def test_the_same_answers_give_the_same_bytes(homework):
    content = handed_in({2: [markdown(LONG)]})
    assert written_pdf(homework, content, None).pdf == written_pdf(homework, content, None).pdf
