"""Pandoc's tree: making nodes, walking them, reading their text and which way it runs."""

import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

Node = Any  # {"t": constructor, "c": content}
Rule = Callable[[Node], list[Node] | None]

SPACE, SOFT_BREAK, LINE_BREAK = {"t": "Space"}, {"t": "SoftBreak"}, {"t": "LineBreak"}
_NO_ATTRIBUTES: list[Any] = ["", [], []]


def words(text: str) -> list[Node]:
    """Inlines of plain `text`."""
    inlines: list[Node] = []
    for position, word in enumerate(text.split(" ")):
        inlines += [SPACE] * bool(position) + [{"t": "Str", "c": word}] * bool(word)
    return inlines


def para(inlines: list[Node]) -> Node:
    return {"t": "Para", "c": inlines}


def strong(inlines: list[Node]) -> Node:
    return {"t": "Strong", "c": inlines}


def link(inlines: list[Node], target: str) -> Node:
    return {"t": "Link", "c": [_NO_ATTRIBUTES, inlines, [target, ""]]}


def math(tex: str, display: bool) -> Node:
    return {"t": "Math", "c": [{"t": "DisplayMath" if display else "InlineMath"}, tex]}


def typst_block(markup: str) -> Node:
    """Markup of ours, which pandoc writes as it stands."""
    return {"t": "RawBlock", "c": ["typst", markup]}


def typst_inline(markup: str) -> Node:
    return {"t": "RawInline", "c": ["typst", markup]}


GROUP = "Group"  # ours: blocks that are set together


def group(*blocks: Node) -> Node:
    return {"t": GROUP, "c": list(blocks)}


def rewritten(node: Node, rule: Rule) -> Node:
    """`node` with `rule` asked for every element, innermost first: None keeps it, a list takes its place."""
    if isinstance(node, list):
        found: list[Node] = []
        for child in node:
            new = rewritten(child, rule)
            put = rule(new) if isinstance(new, dict) and "t" in new else None
            found += [new] if put is None else put
        return found
    if isinstance(node, dict):
        return {key: rewritten(value, rule) for key, value in node.items()}
    return node


def elements(node: Node) -> Iterator[Node]:
    """Every element in `node`, outermost first."""
    if isinstance(node, list):
        for child in node:
            yield from elements(child)
    elif isinstance(node, dict):
        if "t" in node:
            yield node
        yield from elements(list(node.values()))


_BREAKS = ("Space", "SoftBreak", "LineBreak", "Para", "Plain", "Header", "CodeBlock", "Div", "Cell")


def plain_text(node: Node) -> str:
    """The letters in `node`, for comparing."""
    parts = []
    for element in elements(node):
        kind, content = element["t"], element.get("c")
        if kind == "Str":
            parts.append(content)
        elif kind in ("Code", "CodeBlock", "Math", "RawInline", "RawBlock"):
            parts.append(content[1])
        elif kind in _BREAKS:
            parts.append(" ")
    return "".join(parts)


def runs_right_to_left(block: Node) -> bool:
    """Whether the first letter with a direction is one of a script that runs from right to left."""
    for character in plain_text(block)[:2000]:
        direction = unicodedata.bidirectional(character)
        if direction in ("R", "AL", "L"):
            return direction != "L"
    return False
