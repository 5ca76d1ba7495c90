"""Where pages end: what belongs together stands on one."""

import pytest
from awkward import markdown, notebook
from reading import pages

from hw12.export.whole import whole_pdf

TABLE = "| first | b |\n| --- | --- |\n" + "\n".join(f"| {n} | last |" for n in range(8))
CODE = "```\nfirst\n" + "between\n" * 20 + "last\n```"
LIST = "- first\n- last"


@pytest.mark.parametrize("lead", ["**Rubric** (4 points)", "What you have:", "### A heading"])
@pytest.mark.parametrize("block", [TABLE, CODE, LIST], ids=["table", "code", "list"])
def test_a_line_that_announces_a_block_is_never_alone_at_the_end_of_a_page(lead, block):
    said = lead.replace("*", "").strip("# ").split(" (")[0]
    for lines in range(38, 46):  # a page has about 42 of them
        text = "A line.\n\n" * lines + f"{lead}\n\n{block}"
        on = [page for page in pages(whole_pdf(notebook(markdown(text)), "t")) if said in page]
        assert len(on) == 1
        assert "first" in on[0]


@pytest.mark.parametrize("block", [TABLE, CODE], ids=["table", "code"])
def test_short_tables_and_short_code_are_never_split(block):
    for lines in range(20, 40, 3):
        found = pages(whole_pdf(notebook(markdown("A line.\n\n" * lines + block)), "t"))
        on = ["first" in page for page in found]  # a table that is split has its head on both pages
        assert on == ["last" in page for page in found]
        assert sum(on) == 1


@pytest.mark.parametrize("text", ["<!-- nothing -->", "[a]: b", "<p></p>", "****", ":"])
def test_a_cell_with_next_to_nothing_in_it_is_set(text):
    assert "before" in pages(whole_pdf(notebook(markdown("before"), markdown(text), markdown("after")), "t"))[0]
