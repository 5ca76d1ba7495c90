"""Each awkward notebook becomes a PDF in which every answer is read, without a single box for a missing letter."""

import re

import pytest
from awkward import NOTEBOOKS, markdown, notebook, png
from reading import boxes, pages, pictures, squeezed

from hw12.export.notebook import NotebookError
from hw12.export.whole import whole_pdf


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_answer_is_read_in_the_pdf_and_no_letter_is_a_box(name):
    awkward = NOTEBOOKS[name]()
    pdf = whole_pdf(awkward.content, name)
    text = squeezed("".join(pages(pdf)))
    lost = [word for word in awkward.words if squeezed(word) not in text]
    assert not lost, f"{lost} not in {text[:3000]!r}"
    assert boxes(pdf) == 0
    assert pictures(pdf) >= awkward.pictures


def test_there_are_forty():
    assert len(NOTEBOOKS) >= 40


def test_a_box_is_counted_so_that_the_test_above_can_fail(tmp_path):
    import typst

    (tmp_path / "main.typ").write_text("𓀀")
    pdf = typst.compile(tmp_path / "main.typ", ignore_system_fonts=True)
    assert boxes(pdf) == 1


def test_the_same_notebook_gives_the_same_bytes():
    content = NOTEBOOKS["attachments"]().content
    pdf = whole_pdf(content, "same")
    assert pdf == whole_pdf(content, "same")
    assert re.findall(rb"/(?:Creation|Mod)Date\(D:(\d{4})", pdf) == [b"1970"] * 2  # and no time of day anywhere else


def test_pictures_beside_the_notebook_are_printed_and_others_are_not(tmp_path):
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "my pic.png").write_bytes(png())
    (tmp_path / "outside.png").write_bytes(png())
    content = notebook(markdown("![a](my%20pic.png) ![b](../outside.png)"))
    pdf = whole_pdf(content, "pictures", inside)
    assert pictures(pdf) == 1
    assert "Picture not found: ../outside.png" in "".join(pages(pdf))


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"\xff\xfe", b'{"worksheets": []}', b"[" * 100_000])
def test_what_is_no_notebook_is_refused_in_a_sentence(content):
    with pytest.raises(NotebookError, match=r"This file is no notebook"):
        whole_pdf(content, "nothing")
