"""Each awkward notebook becomes a PDF in which every answer is read, without a single box for a missing letter."""

import io
import re
import struct

import pytest
from awkward import NOTEBOOKS, b64, code, markdown, notebook, png, shows
from PIL import Image
from reading import boxes, colours, pages, pictures, squeezed

from autograder.handin.export.notebook import NotebookError
from autograder.handin.export.whole_notebook import notebook_pdf


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_answer_is_read_in_the_pdf_and_no_letter_is_a_box(name):
    awkward = NOTEBOOKS[name]()
    pdf = notebook_pdf(awkward.content, name)
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


def test_marks_of_questions_leave_nothing_on_the_page_and_a_lone_definition_stays():
    content = notebook(markdown("<!-- END QUESTION -->"), markdown("  \n"), markdown("[paper]: https://example.org"))
    text = "".join(pages(notebook_pdf(content, "marks")))
    assert "QUESTION" not in text
    assert text.count("could not be read as Markdown") == 1
    assert "[paper]: https://example.org" in text


def test_the_same_notebook_gives_the_same_bytes():
    content = NOTEBOOKS["attachments"]().content
    pdf = notebook_pdf(content, "same")
    assert pdf == notebook_pdf(content, "same")
    assert re.findall(rb"/(?:Creation|Mod)Date\(D:(\d{4})", pdf) == [b"1970"] * 2  # and no time of day anywhere else


def test_pictures_beside_the_notebook_are_printed_and_others_are_not(tmp_path):
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "my pic.png").write_bytes(png())
    (tmp_path / "outside.png").write_bytes(png())
    content = notebook(markdown("![a](my%20pic.png) ![b](../outside.png)"))
    pdf = notebook_pdf(content, "pictures", inside)
    assert pictures(pdf) == 1
    assert "Picture not found: ../outside.png" in "".join(pages(pdf))


@pytest.mark.parametrize("width", [200, 3000])
def test_a_scan_in_16_bits_of_grey_keeps_its_greys(width):
    row = [65535 * x // width for x in range(width)]
    made = io.BytesIO()
    Image.frombytes("I;16", (width, 60), struct.pack(f"<{width}H", *row) * 60).save(made, "PNG")
    pdf = notebook_pdf(
        notebook(markdown("![s](attachment:s)", attachments={"s": {"image/png": b64(made.getvalue())}})), ""
    )
    assert {(grey, grey, grey) for grey in range(8)} <= colours(pdf)


def test_a_drawing_that_does_not_say_its_view_box_is_not_cropped():
    ends = '<rect width="300" height="40" fill="red"/><rect y="860" width="300" height="40" fill="blue"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="900">{ends}</svg>'
    assert {(7, 0, 0), (0, 0, 7)} <= colours(notebook_pdf(notebook(code("draw()", shows("image/svg+xml", svg))), ""))


@pytest.mark.parametrize("formula", [r"x \text{ ✨ ✖ ⚰}", r"\text{中文 〓}", "✨ + 中"])
def test_a_formula_may_hold_any_letter(formula):
    assert boxes(notebook_pdf(notebook(markdown(f"${formula}$")), "")) == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("if p <b and c> d then <q is small> so", "if p <b and c> d then <q is small> so"),
        ("<iframe src='https://example.org/drawing'></iframe>", "example.org/drawing"),
        ("<?note the variance ?>", "the variance"),
        ("<![CDATA[the variance]]>", "the variance"),
        ("[Answer]: variance", "[Answer]: variance"),
        ("<details open><summary>more</summary>variance</details>", "more variance"),
        ("a <b>fat</b> <a href=x>one</a> <br/> <font color = red>red</font>", "a fat one red"),
    ],
)
def test_text_that_looks_like_html_or_a_definition_is_not_dropped(text, says):
    assert says in " ".join("".join(pages(notebook_pdf(notebook(markdown(text)), ""))).split())


FOLLOWED_BY_A_RADICAND = "√∛∜"
OPERATORS = [chr(n) for n in (*range(0x2200, 0x2300), *range(0x2A00, 0x2B00)) if chr(n) not in FOLLOWED_BY_A_RADICAND]
COMMANDS = [
    r"\sigma \odot \epsilon", r"A \cap B", r"\bigcap_i C_i", r"A \otimes B", r"\hbar", "⟦x⟧", r"{\bf w}^\top {\rm x}",
    r"\cal L", r"\textcolor{red}{x}", r"{\color{red} x}", r"\hbox{for}\ x", r"\begin{dcases} a & b \end{dcases}",
    r"\smash{x}", r"{\small x}", r"\left(a \,\middle\|\, b\right)",
]  # fmt: skip


def test_operators_and_common_commands_are_set_and_not_shown_as_source():
    formulas = [*OPERATORS, *COMMANDS]
    said = "\n\n".join(f"n{n} $x {formula}$" for n, formula in enumerate(formulas))
    read = " ".join("".join(pages(notebook_pdf(notebook(markdown(said)), ""))).split())
    shown = re.findall(r"n(\d+) \[formula shown", read)
    assert [formulas[int(n)] for n in shown] == []
    assert "⊙" in read
    assert "∩" in read


def test_a_formula_too_deep_for_a_small_stack_is_shown_as_its_source():
    tower = r"$" + r"\frac{1}{" * 200 + "x" + "}" * 200 + "$"
    assert "formula shown as its source" in pages(notebook_pdf(notebook(markdown(tower)), ""))[0].replace("\xa0", " ")


def test_words_in_a_formula_are_no_names_of_operators():
    read = "".join(pages(notebook_pdf(notebook(markdown(r"$\text{a sect of dot.circle}$")), "")))
    assert "a sect of dot.circle" in read


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"\xff\xfe", b'{"worksheets": []}', b"[" * 100_000])
def test_what_is_no_notebook_is_refused_in_a_sentence(content):
    with pytest.raises(NotebookError, match=r"This file is no notebook"):
        notebook_pdf(content, "nothing")
