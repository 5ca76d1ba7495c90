"""Where the mathematics of a Markdown text stands, read as Jupyter reads it: before Markdown does.

Markdown would take `$a_1 + b_1$` for emphasis and `\\\\` for a line break. So formulas are taken out, a mark stands in
for each, and they are put back where the text has become a tree.
"""

import re
from dataclasses import dataclass

OPEN, CLOSE = "\U0010fa00", "\U0010fa01"  # private use: a mark is OPEN, a number, CLOSE
MARK = re.compile(f"{OPEN}(\\d+){CLOSE}")

_ENVIRONMENTS = (
    "align|aligned|alignat|alignedat|array|bmatrix|Bmatrix|cases|dcases|eqnarray|equation|flalign|gather|gathered|"
    "matrix|multline|pmatrix|smallmatrix|split|subequations|vmatrix|Vmatrix"
)
# In the order in which they win. A formula ends at an empty line, as in Jupyter; so a lone $ costs a paragraph at most.
# No formula has more than 8,000 letters: what opens thousands of them and closes none is read in seconds, not hours.
_TOKEN = re.compile(
    r"""
      (?P<fence>^[ ]{0,3}(?P<ticks>`{3,}|~{3,})[^\n]*\n(?:.*?^[ ]{0,3}(?P=ticks)[`~]*[ \t]*$|.*\Z))
    | (?P<code>(?<!`)(?P<tick>`+)(?!`)(?:(?!\n[ \t]*\n).)*?(?<!`)(?P=tick)(?!`))
    | (?P<escaped>\\\$)
    | \$\$(?P<display>(?:(?!\$\$|\n[ \t]*\n).){1,8000})\$\$
    | \$(?P<inline>(?=\S)(?:\\.|(?!\n[ \t]*\n)[^$\\`])+?(?<=[^\s\\]))\$(?!\d)
    | (?P<environment>\\begin\{(?P<name>(?:ENVS)\*?)\}(?:(?!\n[ \t]*\n).){0,8000}?\\end\{(?P=name)\})
    | \\\\\[(?P<bracket>(?:(?!\n[ \t]*\n).){1,8000}?)\\\\\]
    | \\\\\((?P<paren>(?:(?!\n[ \t]*\n).){1,8000}?)\\\\\)
    """.replace("ENVS", _ENVIRONMENTS),
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
_DISPLAYED = ("display", "environment", "bracket")


@dataclass(frozen=True)
class Formula:
    """`tex` between its delimiters, and `source` with them, as the author wrote it."""

    tex: str
    source: str
    display: bool


def take_out(markdown: str) -> tuple[str, list[Formula]]:
    """`markdown` with a mark in place of each formula, and the formulas. Code is left alone."""
    formulas: list[Formula] = []

    def mark(match: re.Match[str]) -> str:
        kind = next((k for k in (*_DISPLAYED, "inline", "paren") if match[k] is not None), None)
        if kind is None or not match[kind].strip():
            return match[0]
        formulas.append(Formula(match[kind].strip(), match[0], kind in _DISPLAYED))
        return f"{OPEN}{len(formulas) - 1}{CLOSE}"

    clean = markdown.replace(OPEN, "").replace(CLOSE, "")
    return _TOKEN.sub(mark, clean), formulas


def put_back(text: str, formulas: list[Formula]) -> str:
    """`text` with the source of each formula in place of its mark."""
    return MARK.sub(lambda m: formulas[int(m[1])].source if int(m[1]) < len(formulas) else m[0], text)


DEPTH = 80  # brackets in each other: Typst calls itself for each, and 150 are too many where a stack has 2 MB (Windows)
_TAG = re.compile(r"\\tag\*?\{([^{}]*)\}")
_DROPPED = re.compile(r"\\(?:label|eqref|ref)\{[^{}]*\}|\\(?:nonumber|notag)\b")
_SPELLED_OTHERWISE = (
    # As a relation, which pandoc takes it for, the bar would set the norm's index below it.
    (re.compile(r"\\\|([^|]*?)\\\|(?=\s*[_^])"), r"\\lVert \1\\rVert "),
    (re.compile(r"\\bm(?![A-Za-z])"), r"\\boldsymbol"),
    (re.compile(r"\\mathbbm(?![A-Za-z])"), r"\\mathbb"),
    (re.compile(r"\\textcolor\{[^{}]*\}|\\color\{[^{}]*\}|\\(?:smash|mathstrut)(?![A-Za-z])"), ""),
    (re.compile(r"\\(?:textstyle|scriptstyle|large|small|tiny)(?![A-Za-z])"), ""),
    (re.compile(r"\\hbox(?![A-Za-z])"), r"\\text"),
    (re.compile(r"\{\s*\\(bf|rm|it|cal|sf|tt|frak)(?![A-Za-z])([^{}]*)\}"), lambda m: f"\\math{m[1]}{{{m[2]}}}"),
    (re.compile(r"\\(bf|rm|it|cal|sf|tt|frak)(?![A-Za-z])\s*([A-Za-z0-9])"), lambda m: f"\\math{m[1]}{{{m[2]}}}"),
    (re.compile(r"\\(begin|end)\{dcases\}"), r"\\\1{cases}"),
    (re.compile(r"\\(?:begin|end)\{(eqnarray)(\*?)\}"), lambda m: m[0].replace("eqnarray", "align")),
)


def for_pandoc(tex: str) -> str:
    """`tex` in words that pandoc reads: numbers of equations become text, MathJax's synonyms the common word."""
    tex = _DROPPED.sub("", _TAG.sub(r"\\qquad\\text{(\1)}", tex))
    for pattern, replacement in _SPELLED_OTHERWISE:
        tex = pattern.sub(replacement, tex)
    return tex


# Names that pandoc 3.9 writes and Typst 0.15 no longer knows, each with the letter that it stands for.
_NO_NAME = {
    "sect": "∩", "sect.big": "⋂", "sect.sq": "⊓", "sect.sq.big": "⨅", "sect.sq.double": "⩎", "sect.double": "⋒",
    "sect.dot": "⩀", "sect.and": "⩄", "integral.sect": "⨙",
    "dot.circle": "⊙", "dot.circle.big": "⨀", "times.circle": "⊗", "times.circle.big": "⨂", "minus.circle": "⊖",
    "eq.circle": "⊜", "dash.circle": "⊝", "div.circle": "⨸", "lt.circle": "⧀", "gt.circle": "⧁",
    "bar.v.circle": "⦶", "parallel.circle": "⦷", "backslash.circle": "⦸", "perp.circle": "⦹",
    "plus.circle.arrow": "⟴", "planck.reduce": "ħ", "angle.right.sq": "⦜", "angle.spheric.top": "⦡",
    "angle.oblique": "⦦", "bracket.l.double": "⟦", "bracket.r.double": "⟧", "shell.l.double": "⟬",
    "shell.r.double": "⟭", "brace.l.double": "⦃", "brace.r.double": "⦄", "paren.l.double": "⦅",
    "paren.r.double": "⦆", "quote.angle.l.double": "«", "quote.angle.r.double": "»",
    "quote.angle.l.single": "‹", "quote.angle.r.single": "›", "Kai": "Ϗ", "kai": "ϗ", "gimmel": "ג", "shin": "ש",
}  # fmt: skip
_NAME = re.compile(r'"(?:\\.|[^"\\])*"|(?<![\w.])[A-Za-z]+(?:\.[A-Za-z]+)*')


def nesting(tex: str) -> int:
    """How many brackets of a formula stand in each other, at most."""
    depth = deepest = 0
    for sign in tex:
        depth += (sign in "([{") - (sign in ")]}")
        deepest = max(deepest, depth)
    return deepest


def for_typst(written: str) -> str:
    """Pandoc's formula `written` in names that Typst knows; words in quotes stay."""
    return _NAME.sub(lambda m: _NO_NAME.get(m[0], m[0]), written)
