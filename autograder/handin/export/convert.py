"""Parts of cells to blocks of Typst markup: three runs of pandoc for a whole notebook, however many cells it has.

What pandoc cannot read is shown as it was written, with a note. Formulas are kept apart from the blocks that use them,
so that one which Typst refuses can be replaced alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from . import macros, markup, maths, pandoc, raw_html
from .cell_parts import CellPart, Kind
from .images import Picture, Pictures
from .maths import Formula
from .notebook import SavedCell
from .tree import (
    GROUP,
    Node,
    group,
    link,
    math,
    plain_text,
    rewritten,
    runs_right_to_left,
    typst_block,
    typst_inline,
    words,
)

DEPTH = 24  # of lists and quotations in each other: deeper, a line has no width left, and Typst gives up
COLUMNS = 24  # of a table: more have no room on a page
TABLE_LINE = 80  # letters of a table's type that fit on a line of the page, all columns together


@dataclass(frozen=True)
class Body:
    """Typst markup: the blocks of each part, formulas that they refer to by number, and the formulas' sources."""

    blocks: tuple[tuple[str, ...], ...]  # (part, block)
    formulas: tuple[str | None, ...]  # None: pandoc cannot read it
    sources: tuple[Formula, ...]


@dataclass
class _Text:
    """A Markdown or HTML part on its way."""

    part: CellPart
    formulas: list[Formula] = field(default_factory=list)
    tree: list[Node] | None = None


def convert(parts: Sequence[CellPart], pictures: Pictures) -> Body:
    """The markup of each of `parts`. Raises PandocError if pandoc cannot be run."""
    return _Converter(pictures).convert(parts)


class _Converter:
    def __init__(self, pictures: Pictures) -> None:
        self.pictures = pictures
        self.formulas: list[Formula] = []
        self.numbers: dict[Formula, int] = {}
        self.html: list[str] = []  # fragments on their way to pandoc

    def convert(self, parts: Sequence[CellPart]) -> Body:
        texts = {number: _Text(part) for number, part in enumerate(parts) if part.kind in (Kind.MARKDOWN, Kind.HTML)}
        self._read([text for text in texts.values() if text.part.kind is Kind.MARKDOWN])
        for text in texts.values():
            self._find_html(text)
        fragments = pandoc.read(self.html, pandoc.HTML)
        trees = [
            self._finished(texts[number], fragments) if number in texts else [typst_block(self._set(part))]
            for number, part in enumerate(parts)
        ]
        blocks = self._written(trees, parts)
        spelled = list(macros.expanded(maths.for_pandoc(formula.tex) for formula in self.formulas))
        asked = [[{"t": "Para", "c": [math(t, f.display)]}] for t, f in zip(spelled, self.formulas, strict=True)]
        made = [_formula(t, written) if t else "#[]" for t, written in zip(spelled, pandoc.write(asked), strict=True)]
        return Body(blocks, tuple(made), tuple(self.formulas))

    def _read(self, texts: list[_Text]) -> None:
        marked = []
        for text in texts:
            source, text.formulas = maths.take_out(text.part.text)
            marked.append(source)
        for text, tree in zip(texts, pandoc.read(marked, pandoc.MARKDOWN), strict=True):
            # Text of which nothing is left, such as a lone definition, would vanish; a comment is a block of HTML here.
            text.tree = tree or (None if text.part.text.strip() else [])

    def _find_html(self, text: _Text) -> None:
        """Puts a number in place of each raw block of HTML in `text`; the fragments are read together later."""
        if text.part.kind is Kind.HTML:
            text.tree = self._fragment(text.part.text)
        elif text.tree is not None:
            text.tree = rewritten(text.tree, self._html_block)

    def _html_block(self, node: Node) -> list[Node] | None:
        if node["t"] != "RawBlock" or node["c"][0] != "html":
            return None
        return list(self._fragment(node["c"][1]))

    def _fragment(self, source: str) -> list[Node]:
        html, comments = raw_html.comments_shown(source)
        html, notes = raw_html.scripts_left_out(html)
        nodes = [typst_block(markup.note(said)) for said in notes]
        nodes += [typst_block(markup.note(f"A comment in the text: {said}")) for said in comments]
        if raw_html.letters(html) or "<img" in html.lower() or "<hr" in html.lower():
            self.html.append(raw_html.summaries_marked(html))
            nodes.append({"t": "Html", "c": len(self.html) - 1})
        elif raw_html.vanishes(html):
            nodes += self._as_written(html.strip(), "HTML that a page cannot show; its source.")
        return nodes

    def _finished(self, text: _Text, fragments: list[list[Node] | None]) -> list[Node]:
        if text.tree is None:
            return self._as_written(text.part.text, "This text could not be read as Markdown; it is shown as written.")

        def inserted(node: Node) -> list[Node] | None:
            if node["t"] != "Html":
                return None
            number = int(node["c"])
            blocks, source = fragments[number], self.html[number]
            if blocks is None or not raw_html.keeps_all(source, blocks):
                return self._as_written(maths.put_back(source, text.formulas), "HTML, shown as written.")
            return blocks

        tree = rewritten(text.tree, inserted)
        if _deepest(tree) > DEPTH:
            return self._as_written(text.part.text, f"More than {DEPTH} levels deep; shown as written.")
        tree = rewritten(tree, lambda node: self._meant(node, text))
        tree = rewritten(tree, _narrow)
        tree = rewritten(tree, lambda node: self._printable(node, text.part.cell))
        return _set_together(tree)

    def _as_written(self, source: str, why: str) -> list[Node]:
        return [typst_block(markup.note(why)), typst_block(markup.output(source))]

    def _meant(self, node: Node, text: _Text) -> list[Node] | None:
        """Marks become formulas, raw HTML among words its meaning."""
        kind, content = node["t"], node.get("c")
        if kind == "Str" and maths.MARK.search(content):
            return self._with_formulas(content, text.formulas)
        if kind in ("Code", "CodeBlock", "RawInline", "RawBlock"):
            return [{"t": kind, "c": [content[0], maths.put_back(content[1], text.formulas)]}]
        if kind in ("Link", "Image"):
            target = [maths.put_back(part, text.formulas) for part in content[2]]
            return [{"t": kind, "c": [content[0], content[1], target]}]
        if kind in ("Para", "Plain", "Emph", "Strong", "Strikeout", "Superscript", "Subscript"):
            return [{"t": kind, "c": raw_html.inline(content)}]
        if kind == "Header":
            return [{"t": kind, "c": [content[0], ["", [], []], raw_html.inline(content[2])]}]
        return None

    def _with_formulas(self, content: str, formulas: list[Formula]) -> list[Node]:
        nodes: list[Node] = []
        for position, piece in enumerate(maths.MARK.split(content)):  # text, number, text, number, ...
            if position % 2 and int(piece) < len(formulas):
                nodes.append(self._number(formulas[int(piece)]))
            elif piece and not position % 2:
                nodes.append({"t": "Str", "c": piece})
        return nodes

    def _number(self, formula: Formula) -> Node:
        if formula not in self.numbers:
            self.numbers[formula] = len(self.formulas)
            self.formulas.append(formula)
        return typst_inline(f"#f({self.numbers[formula]});")

    def _printable(self, node: Node, cell: SavedCell) -> list[Node] | None:
        """Code, pictures and links as our own markup; what only HTML has is gone or text."""
        kind, content = node["t"], node.get("c")
        if kind == "Image":
            return [self._picture(content, cell)]
        if kind == "Math":  # of an HTML fragment
            return [self._number(Formula(content[1], content[1], content[0]["t"] == "DisplayMath"))]
        if kind == "RawBlock" and content[0] != "typst":
            return self._as_written(content[1], "Shown as written.")
        return _plainer(node)

    def _picture(self, content: list[Node], cell: SavedCell) -> Node:
        attributes = dict(content[0][2])
        found = self.pictures.find(content[2][0], cell, attributes.get("width", ""))
        alt = " ".join(n["c"] for n in content[1] if n["t"] == "Str")
        return typst_inline(picture(found, alt))

    def _set(self, part: CellPart) -> str:
        """The markup of a part that needs no pandoc."""
        if part.kind is Kind.CODE:
            return markup.code(part.text)
        if part.kind is Kind.NOTE:
            return markup.note(part.text)
        if part.kind is Kind.FORMULA:
            return str(self._number(Formula(part.text, f"$${part.text}$$", True))["c"][1])
        if part.kind is Kind.PICTURE:
            found = self.pictures.keep(part.data, part.text[:60])
            return picture(found, part.text)
        return markup.output(part.text)

    def _written(self, trees: list[list[Node]], parts: Sequence[CellPart]) -> tuple[tuple[str, ...], ...]:
        flat = [block["c"] if block["t"] == GROUP else [block] for tree in trees for block in tree]
        made = iter(pandoc.write(flat))
        found = []
        for tree, part in zip(trees, parts, strict=True):
            blocks = [next(made) for _ in tree]
            if any(block is None for block in blocks):
                blocks = [markup.note("This text could not be set; it is shown as written."), markup.output(part.text)]
            found.append(tuple(block for block in blocks if block))
        return tuple(found)


def _narrow(node: Node) -> list[Node] | None:
    """Words in a table get more places to break, the more columns it has."""
    if node["t"] != "Table":
        return None
    letters = max(4, TABLE_LINE // max(1, len(node["c"][2])) - 2)

    def narrowed(inside: Node) -> list[Node] | None:
        if inside["t"] == "Str":
            return [{"t": "Str", "c": markup.breakable(inside["c"], letters)}]
        if inside["t"] == "Code":
            return [{"t": "Code", "c": [inside["c"][0], markup.breakable(inside["c"][1], letters)]}]
        return None

    return [{"t": "Table", "c": rewritten(node["c"], narrowed)}]


def _plainer(node: Node) -> list[Node] | None:
    """Elements that look the same wherever they stand."""
    kind, content = node["t"], node.get("c")
    if kind == "Str":
        return [{"t": "Str", "c": markup.breakable(content)}]
    if kind == "Code":
        return [typst_inline(markup.inline_code(content[1]))]
    if kind == "CodeBlock":
        language = content[0][1][0] if content[0][1] else "text"
        return [typst_block(markup.code(content[1].rstrip("\n"), language))]
    if kind == "RawInline" and content[0] != "typst":
        return words(content[1])
    if kind in ("Div", "Span"):
        return list(content[1])
    return {"Link": _linked, "Table": _table}.get(kind, lambda _: None)(node)


def picture(found: Picture | str, alt: str) -> str:
    """Markup of a picture, or of the sentence that stands in its place."""
    if isinstance(found, str):
        return markup.inline_note(f"{found} {alt}".strip())
    size = f"{found.width_pt}pt, {found.height_pt}pt"
    return f"#picture({markup.string(found.file)}, {markup.string(alt[:500])}, {size});"


def _linked(node: Node) -> list[Node] | None:
    content = node["c"]
    target = content[2][0]
    if target.lower().startswith(("http://", "https://", "mailto:")) and len(target) < 2000:
        return [link(content[1], target)]
    return list(content[1])  # to a place in the notebook, a file beside it: nothing that a page can lead to


def _table(node: Node) -> list[Node] | None:
    columns = len(node["c"][2])
    if columns <= COLUMNS:
        attributes, caption, specs, head, *rest = node["c"]
        rows = [row for row in head[1] if plain_text(row).strip()]  # Markdown has no table without a head
        return [{"t": "Table", "c": [attributes, caption, specs, [head[0], rows], *rest]}]
    text = "\n".join(_rows(node))
    said = f"A table of {columns} columns has no room on a page: its cells follow, a row a line."
    return [typst_block(markup.note(said)), typst_block(markup.output(text))]


def _rows(node: Node) -> list[str]:
    head, bodies, foot = node["c"][3], node["c"][4], node["c"][5]
    rows = [*head[1], *(row for body in bodies for row in (*body[2], *body[3])), *foot[1]]
    return [" | ".join(plain_text(cell[4]).strip() for cell in row[1]) for row in rows]


def _deepest(node: Node, depth: int = 0) -> int:
    """How many block quotations and lists stand in each other."""
    if isinstance(node, list):
        return max((_deepest(child, depth) for child in node), default=depth)
    if isinstance(node, dict):
        return _deepest(list(node.values()), depth + (node.get("t") in ("BlockQuote", "BulletList", "OrderedList")))
    return depth


def _formula(tex: str, written: str | None) -> str | None:
    """Typst's maths, or None where pandoc gave the source back as text."""
    read = written and len(written) > 2 and written[0] == written[-1] == "$"
    return maths.for_typst(str(written)) if read and maths.nesting(tex) <= maths.DEPTH else None


def _set_together(tree: list[Node]) -> list[Node]:
    """Blocks whose first letter is Hebrew or Arabic run from right to left; what announces a block stays with it."""
    found: list[Node] = []
    for block, following in zip_longest(tree, tree[1:]):
        if runs_right_to_left(block):
            found.append(group(typst_block("#[#set text(dir: rtl)"), block, typst_block("]")))
        elif _announces(block, following):
            found.append(group(typst_block("#lead["), block, typst_block("]")))
        else:
            found.append(block)
    return found


def _announces(block: Node, following: Node | None) -> bool:
    """Whether `block` is a line such as "What you have:" or, in bold, "Rubric" above a list, a table or code."""
    if block["t"] != "Para" or following is None or following["t"] in ("Para", "Header"):
        return False
    said = plain_text(block).rstrip()
    return said.endswith(":") or (len(said) < 80 and block["c"][:1] != [] and block["c"][0]["t"] == "Strong")
