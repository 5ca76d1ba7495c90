"""Where pages end: what belongs together stands on one."""

import pytest
from awkward import b64, code, markdown, notebook, png, stream
from reading import pages, strays

from autograder.handin.export.whole_notebook import notebook_pdf

TABLE = "| first | b |\n| --- | --- |\n" + "\n".join(f"| {n} | last |" for n in range(8))
CODE = "```\nfirst\n" + "between\n" * 20 + "last\n```"
LIST = "- first\n- last"


@pytest.mark.parametrize("lead", ["**Rubric** (4 points)", "What you have:", "### A heading"])
@pytest.mark.parametrize("block", [TABLE, CODE, LIST], ids=["table", "code", "list"])
def test_a_line_that_announces_a_block_is_never_alone_at_the_end_of_a_page(lead, block):
    said = lead.replace("*", "").strip("# ").split(" (")[0]
    for lines in range(38, 46):  # a page has about 42 of them
        text = "A line.\n\n" * lines + f"{lead}\n\n{block}"
        on = [page for page in pages(notebook_pdf(notebook(markdown(text)), "t")) if said in page]
        assert len(on) == 1
        assert "first" in on[0]


@pytest.mark.parametrize("block", [TABLE, CODE], ids=["table", "code"])
def test_short_tables_and_short_code_are_never_split(block):
    for lines in range(20, 40, 3):
        found = pages(notebook_pdf(notebook(markdown("A line.\n\n" * lines + block)), "t"))
        on = ["first" in page for page in found]  # a table that is split has its head on both pages
        assert on == ["last" in page for page in found]
        assert sum(on) == 1


LINES = [f"line{n} " + "word " * 110 for n in range(29)]
SUM = "+".join(f"x_{{{n}}}" for n in range(100, 160))
CELLS = "|".join(f"{n}from{'w' * 30}to{n}" for n in range(100, 108))
TOO_LARGE = {
    "code of few lines that are long": "```\n" + "\n".join(LINES) + "\n```",
    "a table of one row": f"| a | b |\n|-|-|\n| {' '.join(LINES)} | {' '.join(LINES)} |",
    "long words in a table": f"{'|a' * 8}|\n{'|-' * 8}|\n|{CELLS}|",
    "code in a table": f"|a|b|\n|-|-|\n|`{'some_name_' * 9}last`|`{'other_name_' * 9}last`|",
    "an alignment of many lines": r"$$\begin{align}" + r"\\".join(rf"a_{{{n}}} &= \frac{{b}}{{c}}" for n in range(50))
    + r"\end{align}$$",
    "a long sum": f"$${SUM}$$",
    "a wide matrix": r"$$\begin{bmatrix}" + SUM.replace("+", " & ") + r"\end{bmatrix}$$",
    "a tall matrix": r"$$\begin{bmatrix}" + SUM.replace("+", r" \\ ") + r"\end{bmatrix}$$",
    "a tower of fractions": "$" + r"\frac{1}{" * 75 + "x" + "}" * 75 + "$",
    "a fraction among words": rf"see $\frac{{{SUM}}}{{b}}$ there",
    "a formula that cannot be read": rf"see $\nope{{{'abcdefghij' * 40}}}$ there",
    "a comment among words": f"see <!-- {' '.join(LINES)} --> there",
    "a picture on the web": f"see ![{'word ' * 900}](https://example.org/{'abcdefghij' * 20}) there",
}  # fmt: skip


@pytest.mark.parametrize("text", TOO_LARGE.values(), ids=TOO_LARGE)
def test_what_is_larger_than_the_page_is_never_cut_at_its_edge(text):
    pdf = notebook_pdf(notebook(markdown(text), markdown("the end")), "t")
    assert strays(pdf) == []
    assert "the end" in pages(pdf)[-1]


def test_few_lines_of_output_that_are_long_go_on_over_the_page():
    pdf = notebook_pdf(notebook(code("print(x)", stream("\n".join(LINES)))), "t")
    assert strays(pdf) == []
    assert [f"line{n} " for n in range(29) if f"line{n} " not in " ".join(pages(pdf))] == []


@pytest.mark.parametrize("around", ["|a|b|c|\n|-|-|-|\n|{0}|{0}|text|", "- a\n  - b\n    - {0}", "> {0}", "{0}"])
def test_a_picture_is_as_wide_as_its_place_at_most(around):
    text = around.format("![p](attachment:p)")
    pdf = notebook_pdf(notebook(markdown(text, attachments={"p": {"image/png": b64(png(1000, 700))}})), "t")
    assert strays(pdf) == []


@pytest.mark.parametrize("size", [(1, 3000), (3000, 1)])
def test_a_picture_that_is_a_line_is_set(size):
    pdf = notebook_pdf(notebook(markdown("![p](attachment:p)", attachments={"p": {"image/png": b64(png(*size))}})), "t")
    assert "shown as written" not in "".join(pages(pdf))


@pytest.mark.parametrize("text", ["<!-- nothing -->", "[a]: b", "<p></p>", "****", ":"])
def test_a_cell_with_next_to_nothing_in_it_is_set(text):
    assert "before" in pages(notebook_pdf(notebook(markdown("before"), markdown(text), markdown("after")), "t"))[0]
