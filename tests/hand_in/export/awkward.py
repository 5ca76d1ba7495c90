"""Forty awkward notebooks, each with the words that must be read in its PDF."""

import base64
import io
import json
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image


@dataclass(frozen=True)
class Awkward:
    """A notebook file, and what a reader of its PDF must find: words, and pictures."""

    content: bytes
    words: tuple[str, ...]
    pictures: int = 0


def png(width: int = 60, height: int = 40, form: str = "PNG") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (width, height), (200, 30, 30)).save(made, form)
    return made.getvalue()


def b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def markdown(source: str, **more: object) -> dict[str, object]:
    return {"cell_type": "markdown", "metadata": {}, "source": source, **more}


def code(source: str, *outputs: dict[str, object]) -> dict[str, object]:
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": list(outputs), "execution_count": 1}


def stream(text: object, name: str = "stdout") -> dict[str, object]:
    return {"output_type": "stream", "name": name, "text": text}


def display(**data: object) -> dict[str, object]:
    renamed = {key.replace("__", "/").replace("_plus_", "+"): value for key, value in data.items()}
    return {"output_type": "display_data", "metadata": {}, "data": renamed}


def shows(media: str, content: object, plain: str = "") -> dict[str, object]:
    data = {media: content} | ({"text/plain": plain} if plain else {})
    return {"output_type": "display_data", "metadata": {}, "data": data}


def notebook(*cells: dict[str, object], minor: int = 5, **metadata: object) -> bytes:
    named = [{"id": f"cell-{n}", **cell} if minor >= 5 else cell for n, cell in enumerate(cells)]
    content = {"nbformat": 4, "nbformat_minor": minor, "metadata": metadata, "cells": named}
    return json.dumps(content).encode()


def _formulas() -> Awkward:
    broken = r"$\foo{a}$ and $\frac{1}{$ and $$\begin{align} x$$ and $a_{b$ then $\left( x$ and $\color{red}{q}$"
    return Awkward(notebook(markdown(f"before {broken} afterwards")), ("before", r"\foo{a}", "afterwards", r"\frac{1}"))


def _thousand_formulas() -> Awkward:
    text = " ".join(f"$x_{{{n}}}$" if n % 50 else rf"$\unknown{{{n}}}$" for n in range(1, 601))
    return Awkward(notebook(markdown(f"first {text} last")), ("first", r"\unknown{50}", r"\unknown{600}", "last"))


def _formulas_that_typst_refuses() -> Awkward:
    text = r"pandoc takes $\frac{}{}$ and $$\sqrt[3]{}$$ and $x^2$"
    noted = (r"formula shown as its source: $\frac{}{}$", r"formula shown as its source: $$\sqrt[3]{}$$")
    return Awkward(notebook(markdown(text)), ("pandoc takes", *noted))


def _alignments() -> Awkward:
    text = "\\begin{align}\na &= b \\\\\nc &= d \\tag{7}\n\\end{align}\n\n\\\\[ e = f \\\\] and \\\\( g \\\\)"
    return Awkward(notebook(markdown(f"equations {text} stand")), ("equations", "𝑎", "(7)", "𝑒", "𝑔", "stand"))


def _dollars() -> Awkward:
    return Awkward(
        notebook(markdown("It cost $5 and then $6, `$code$`, \\$7.\n\n```\n$fenced$\n```\n\nunclosed $x\n\nlast")),
        ("$5 and then $6", "$code$", "$7", "$fenced$", "unclosed $x", "last"),
    )


def _huge_output() -> Awkward:
    text = "\n".join(f"line{n}" for n in range(20_000))
    return Awkward(notebook(code("loop()", stream(text))), ("loop()", "line0", "line19999"[:5], "cut here"))


def _wide_output() -> Awkward:
    return Awkward(notebook(code("wide", stream("x" * 100_000))), ("wide", "xxxx", "more letters"))


def _long_code_line() -> Awkward:
    return Awkward(notebook(code("url = '" + "abcdefghij" * 60 + "theend'")), ("url", "theend"))


def _missing_pictures() -> Awkward:
    text = "see ![a](gone.png) ![b](attachment:gone.png) ![c](https://example.org/x.png) <img src='../../etc/passwd'> x"
    return Awkward(notebook(markdown(text)), ("see", "Picture not found: gone.png", "not fetched", "passwd", "x"))


def _broken_pictures() -> Awkward:
    cells = [
        markdown("cut ![p](attachment:p.png)", attachments={"p.png": {"image/png": b64(png())[:60]}}),
        markdown("odd ![q](attachment:q.png)", attachments={"q.png": {"image/png": "not base64 at all!"}}),
        code("plot()", shows("image/png", b64(b"no picture"), "<Figure size 640x480>")),
        code("vector()", shows("image/svg+xml", "<svg viewBox='0 0 9 9'><rect width=", "<svg>")),
    ]
    return Awkward(notebook(*cells), ("cut", "odd", "cannot be read", "<Figure size 640x480>", "vector()"))


def _attachments() -> Awkward:
    name = "my photo (1).png"
    cells = [
        markdown("drawn ![alt](attachment:my%20photo%20%281%29.png)", attachments={name: {"image/png": b64(png())}}),
        markdown(f"pasted ![d](data:image/png;base64,{b64(png(61))})"),
        markdown(f'tagged <img src="data:image/jpeg;base64,{b64(png(62, form="JPEG"))}" width="50%">'),
        code("draw()", shows("image/png", b64(png(63)))),
        code("svg()", shows("image/svg+xml", ["<svg viewBox='0 0 9 9' xmlns='http://www.w3.org/2000/svg'>", "</svg>"])),
        code("gif()", shows("image/gif", b64(png(64, form="GIF")))),
    ]
    return Awkward(notebook(*cells), ("drawn", "pasted", "tagged", "draw()", "svg()", "gif()"), pictures=5)


def _html() -> Awkward:
    text = (
        "<details><summary>Open me</summary>\n\ninside **bold**\n\n</details>\n\n"
        "<table><tr><td>celltext</td></tr></table>"
        "\n\nline one<br>line two<br/><b>fat</b> <sup>up</sup> <kbd>Ctrl</kbd> <a href='https://example.org'>linked</a>"
        "\n\n<center>middle</center>\n\n<!-- a secret remark -->\n\n<iframe src=x>framed</iframe>"
        "\n\n<textarea>typed in</textarea>"
    )
    words = ("Open me", "inside", "celltext", "line one", "line two", "fat", "up", "Ctrl", "linked", "middle")
    return Awkward(notebook(markdown(text)), (*words, "a secret remark", "framed", "typed in"))


def _hostile_html() -> Awkward:
    text = (
        "<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n\nkept <T> and List<int> and a<b>c\n\n"
        "<div onclick='x'><p>deep<div><div>er</div>\n\n<unknown-tag>named</unknown-tag>\n\n<!-- unclosed answer"
    )
    return Awkward(notebook(markdown(text)), ("left out", "kept", "<T>", "List<int>", "er", "named", "unclosed answer"))


def _typst_injection() -> Awkward:
    text = '#panic() #read("/etc/passwd") `#let x = 1` *star* @ref <label> // comment /* more */ = head \\ $ ~ #[a]'
    return Awkward(
        notebook(markdown(text), code('"#panic()" // \\" ``` \\u{41}', stream('")#panic()('))),
        ("#panic()", "/etc/passwd", "@ref", "// comment /* more */", "#[a]", ")#panic()("),
    )


def _right_to_left() -> Awkward:
    return Awkward(notebook(markdown("שלום עולם, 42 תשובות\n\nمرحبا بالعالم\n\nlast")), ("שלום", "last"))


def _east_asian() -> Awkward:
    return Awkward(
        notebook(markdown("中文答案 日本語の答え 한국어 답"), code("名前 = '値'", stream("結果: 完了"))),
        ("中文答案", "日本語の答え", "한국어", "名前", "結果"),
    )


def _emoji() -> Awkward:
    return Awkward(
        notebook(markdown("happy 😀 🎉 👩‍💻 ❤️ 🇩🇪 ✅ end"), code("'🚀'", stream("🔥 done"))),
        ("happy", "😀", "end", "done"),
    )


def _other_scripts() -> Awkward:
    text = "Привет Γειά Čeština Việt नमस्ते বাংলা தமிழ் తెలుగు ไทย Հայ ქართ ſ ∀x∈ℝ ⟨ψ|φ⟩ ≼ ⊗ ∇ 𝔼 𝒩 ½ ①"
    return Awkward(notebook(markdown(text)), ("Привет", "Γειά", "Čeština", "Việt", "Հայ", "∀x∈ℝ", "⊗"))


def _no_font_has_it() -> Awkward:
    return Awkward(
        notebook(markdown("old 𓀀 and \ue123 and \x07 here"), code("'\ud83d'")),
        ("old", "U+13000", "U+E123", "U+0007", "here"),
    )


def _combining() -> Awkward:
    return Awkward(
        notebook(markdown("cafe\u0301 n\u0303 x\u0304 zero\u200bwidth z\u0351\u0352a\u0353lgo")), ("café", "ñ", "lgo")
    )


def _five_hundred_cells() -> Awkward:
    cells = [markdown(f"text{n} $x^{n}$") if n % 2 else code(f"value{n} = {n}", stream(f"said{n}")) for n in range(500)]
    return Awkward(notebook(*cells), ("text1", "value250", "said498", "text499"))


def _of_minor(minor: int) -> Callable[[], Awkward]:
    def made() -> Awkward:
        return Awkward(
            notebook(markdown("minor answer"), code("y = 1", stream("out")), minor=minor),
            ("minor answer", "y = 1", "out"),
        )

    return made


def _colab() -> Awkward:
    cell = markdown("colab answer") | {"metadata": {"id": "AbC", "colab_type": "text"}}
    told = {"colab": {"provenance": [], "toc_visible": True}, "accelerator": "GPU", "kernelspec": {"name": "python3"}}
    return Awkward(notebook(cell, code("z = 2"), minor=0, **told), ("colab answer", "z = 2"))


def _vscode() -> Awkward:
    cell = code("w = 3") | {"metadata": {"vscode": {"languageId": "python"}}, "execution_count": None}
    told = {"language_info": {"name": "python"}, "vscode": {"interpreter": {"hash": "0"}}, "orig_nbformat": 4}
    return Awkward(notebook(markdown("vscode answer"), cell, **told), ("vscode answer", "w = 3"))


def _raw_cells() -> Awkward:
    return Awkward(
        notebook({"cell_type": "raw", "metadata": {"format": "text/latex"}, "source": "raw \\answer{x}"}),
        ("raw \\answer{x}",),
    )


def _widgets() -> Awkward:
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "a"}, "text/plain": "IntSlider(value=7)"}
    plotly = {
        "application/vnd.plotly.v1+json": {"data": []},
        "text/html": "<script>draw()</script>",
        "text/plain": "Figure()",
    }
    outputs = [{"output_type": "display_data", "metadata": {}, "data": data} for data in (view, plotly)]
    return Awkward(notebook(code("slider", *outputs)), ("slider", "IntSlider(value=7)", "Figure()"))


def _ansi() -> Awkward:
    text = "\x1b[31mred\x1b[0m \x1b]8;;http://x\x07link\x1b]8;;\x07\n 10%\r 50%\rdone\nab\x08c"
    error = {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["\x1b[0;31mValueError\x1b[0m: bad"]}
    return Awkward(notebook(code("run", stream(text), error)), ("run", "red link", "done", "ac", "ValueError: bad"))


def _latex_output() -> Awkward:
    outputs = [
        shows("text/latex", "$\\displaystyle \\int x$", "Integral"),
        shows("text/latex", "text $y$ and $\\nope$"),
    ]
    return Awkward(notebook(code("solve", *outputs)), ("solve", "∫", "text", "\\nope"))


def _frames() -> Awkward:
    head = "".join(f"<th>c{n}</th>" for n in range(40))
    row = "".join(f"<td>v{n}</td>" for n in range(40))
    html = f"<style>td {{}}</style><table><thead><tr>{head}</tr></thead><tbody><tr>{row}</tr></tbody></table>"
    small = "<div><table><tr><th>loss</th></tr><tr><td>0.25</td></tr></table><p>1 rows</p></div>"
    return Awkward(
        notebook(code("df", shows("text/html", html, "wide")), code("d", shows("text/html", small))),
        ("c0", "v39", "loss", "0.25"),
    )


def _tables() -> Awkward:
    return Awkward(
        notebook(markdown("|a|b|\n|-|-|\n| $x|y$ | `p` |\n\n| | |\n|-|-|\n|left|right|")), ("a", "b", "left", "right")
    )


def _deep() -> Awkward:
    lists = "\n".join("  " * n + f"- level{n}" for n in range(60))
    return Awkward(
        notebook(markdown(">" * 80 + " quoted"), markdown(lists), markdown("[" * 3000 + "x" + "*_" * 2000)),
        ("quoted", "level59"),
    )


def _deeper_than_python_reads() -> Awkward:
    lists = "\n".join("  " * n + f"- level{n}" for n in range(300))
    depths = (100, 140, 160, 1000, 5000)
    cells = [markdown(f"{'>' * n} quoted{n}") for n in depths] + [markdown("*a **b " * 200 + "x" + "** c*" * 200)]
    framed = [markdown("<blockquote>" * 150 + "framed"), markdown("<b>" * 5000 + "bold")]
    words = [f"quoted{n}" for n in depths]
    return Awkward(notebook(*cells, *framed, markdown(lists)), (*words, "framed", "bold", "level299"))


def _unclosed() -> Awkward:
    return Awkward(
        notebook(markdown("```python\nnever closed"), markdown("<div><b>open"), markdown("safe"), markdown("$$ open")),
        ("never closed", "open", "safe", "$$ open"),
    )


def _odd_values() -> Awkward:
    cells = [markdown(["two ", "parts"]), {"cell_type": "odd", "source": None}, {"source": "no kind"}, {}]
    broken = code("x") | {"outputs": None, "metadata": None}
    odd = code("y", {"output_type": "stream"}, {"output_type": "display_data", "data": {"a/b": {"k": "thing"}}})
    return Awkward(notebook(*cells, broken, odd), ("two parts", "no kind", "thing"))


def _line_ends() -> Awkward:
    return Awkward(
        notebook(markdown("one\r\n\r\n- two\r\n- three\rfour\u2028five")), ("one", "two", "three", "four", "five")
    )


def _byte_order_mark() -> Awkward:
    return Awkward(b"\xef\xbb\xbf" + notebook(markdown("marked answer")), ("marked answer",))


def _empty() -> Awkward:
    return Awkward(notebook(), ())


def _links() -> Awkward:
    text = (
        "[a](#place) [b](file.txt) [c]() <https://example.org/x?y=1&z=2> [d](javascript:x) [^1] [e]: x\n\n[^1]: noted"
    )
    return Awkward(notebook(markdown(text)), ("a", "b", "c", "https://example.org/x?y=1&z=2", "d", "noted"))


def _macros() -> Awkward:
    return Awkward(notebook(markdown(r"$\newcommand{\E}{\mathbb{E}} \E[x]$ then $\E[y]$ after")), ("then", "after"))


def _long_formula() -> Awkward:
    return Awkward(notebook(markdown("$$" + "+".join(f"x_{{{n}}}" for n in range(150)) + "$$ after")), ("after",))


def _large_picture() -> Awkward:
    return Awkward(
        notebook(markdown("photo ![p](attachment:p)", attachments={"p": {"image/jpeg": b64(png(4000, 3000, "JPEG"))}})),
        ("photo",),
        1,
    )


def _headings() -> Awkward:
    return Awkward(
        notebook(markdown("# one {#id}\n# one\n###### six\n\nSet\n===\n\n---\n\n1. a\n1. b\n\n- [x] done")),
        ("one", "six", "Set", "done"),
    )


NOTEBOOKS: dict[str, Callable[[], Awkward]] = {
    "broken formulas": _formulas, "formulas that typst refuses": _formulas_that_typst_refuses,
    "hundreds of formulas": _thousand_formulas, "alignments": _alignments,
    "dollars that are money": _dollars, "huge output": _huge_output, "wide output": _wide_output,
    "a long line of code": _long_code_line, "missing pictures": _missing_pictures, "broken pictures": _broken_pictures,
    "attachments": _attachments, "html": _html, "hostile html": _hostile_html, "typst in the text": _typst_injection,
    "right to left": _right_to_left, "east asian": _east_asian, "emoji": _emoji, "other scripts": _other_scripts,
    "characters without a font": _no_font_has_it, "combining marks": _combining, "500 cells": _five_hundred_cells,
    **{f"nbformat 4.{minor}": _of_minor(minor) for minor in range(6)},
    "colab": _colab, "vs code": _vscode, "raw cells": _raw_cells, "widgets": _widgets, "ansi": _ansi,
    "latex output": _latex_output, "data frames": _frames, "tables": _tables, "deep nesting": _deep,
    "deeper nesting": _deeper_than_python_reads,
    "unclosed": _unclosed, "odd values": _odd_values, "line ends": _line_ends, "byte order mark": _byte_order_mark,
    "empty": _empty, "links": _links, "macros": _macros, "a long formula": _long_formula,
    "a large picture": _large_picture, "headings": _headings,
}  # fmt: skip
