"""HTML inside Markdown: what means something is kept, what is unknown is text, scripts are named and left out."""

import re
from html import unescape
from html.parser import HTMLParser

from . import markup
from .tree import LINE_BREAK, Node, link, plain_text, typst_inline, words

_WRAPS = {
    "b": "Strong", "strong": "Strong", "i": "Emph", "em": "Emph", "cite": "Emph", "var": "Emph", "u": "Underline",
    "ins": "Underline", "s": "Strikeout", "del": "Strikeout", "strike": "Strikeout", "sub": "Subscript",
    "sup": "Superscript",
}  # fmt: skip
_KNOWN = frozenset(
    [
        "a",
        "abbr",
        "address",
        "article",
        "aside",
        "b",
        "big",
        "blockquote",
        "br",
        "button",
        "caption",
        "center",
        "cite",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "details",
        "dfn",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "font",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "i",
        "img",
        "input",
        "ins",
        "kbd",
        "label",
        "li",
        "main",
        "mark",
        "nav",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "samp",
        "section",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "time",
        "tr",
        "tt",
        "u",
        "ul",
        "var",
        "wbr",
    ]
)
_TAG = re.compile(r"<\s*(?P<end>/?)\s*(?P<name>[A-Za-z][\w-]*)(?P<rest>[^>]*)>\s*", re.DOTALL)
_COMMENT = re.compile(r"<!--(?P<text>.*?)(?:-->|\Z)", re.DOTALL)
_OTTERS = re.compile(r"\s*(?:BEGIN|END) QUESTION\s*")
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_ALONE = frozenset(["checked", "controls", "disabled", "hidden", "nowrap", "open", "reversed"])  # need no value
_UNSEEN = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_SUMMARY = re.compile(r"<summary\b[^>]*>(.*?)</summary\s*>", re.DOTALL | re.IGNORECASE)
_LEFT_OUT = "A script or style sheet stood here; it is left out."


def comments_shown(html: str) -> tuple[str, list[str]]:
    """`html` without comments, and the texts of those that are no marks of Otter's."""
    found = [m["text"].strip() for m in _COMMENT.finditer(html) if not _OTTERS.fullmatch(m["text"])]
    return _COMMENT.sub("", html), [text for text in found if text]


def scripts_left_out(html: str) -> tuple[str, list[str]]:
    """`html` without scripts and style sheets, and a sentence if there were any."""
    clean = _UNSEEN.sub("", html)
    return clean, [_LEFT_OUT] if re.search(r"<script\b", html, re.IGNORECASE) else []


def vanishes(html: str) -> bool:
    """Whether `html`, which has no letters, has elements that a browser would show something for (or a student hid)."""
    names = (tag["name"].lower() for tag in _TAG.finditer(html))
    return bool(re.search(r"<[?!]", html)) or any(name not in _KNOWN for name in names)


def summaries_marked(html: str) -> str:
    """`<summary>` as a bold line: on paper everything is unfolded."""
    return _SUMMARY.sub(r"<p><b>\1</b></p>", html)


class _Letters(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def letters(html: str) -> str:
    """The text that a browser would show of `html`, without spaces."""
    parser = _Letters()
    parser.feed(html)
    parser.close()
    return re.sub(r"\s", "", "".join(parser.parts))


def keeps_all(html: str, blocks: list[Node]) -> bool:
    """Whether no letter of `html` is lost in `blocks`."""
    have, want = sorted(re.sub(r"\s", "", plain_text(blocks))), sorted(letters(html))
    counts: dict[str, int] = {}
    for letter in have:
        counts[letter] = counts.get(letter, 0) + 1
    for letter in want:
        counts[letter] = counts.get(letter, 0) - 1
    return all(count >= 0 for count in counts.values())


def attributes(tag: str) -> dict[str, str]:
    """The attributes of an HTML tag, names in lower case."""
    return {m[1].lower(): unescape(m[2] or m[3] or m[4] or "") for m in _ATTRIBUTE.finditer(tag)}


def inline(inlines: list[Node]) -> list[Node]:
    """`inlines` with raw HTML understood: pairs of tags become their meaning, unknown tags text."""
    stack: list[tuple[str, str, list[Node]]] = [("", "", [])]
    for node in inlines:
        if node["t"] != "RawInline" or node["c"][0] != "html":
            stack[-1][2].append(node)
            continue
        tag = _TAG.fullmatch(node["c"][1])
        if tag is None or tag["name"].lower() not in _KNOWN or _is_a_comparison(tag["rest"]):
            stack[-1][2].extend(_no_tag(node["c"][1]))
        else:
            _tag(stack, tag["name"].lower(), tag["end"] == "/", node["c"][1])
    while len(stack) > 1:
        _close(stack, wrapped=False)
    return stack[0][2]


def _is_a_comparison(rest: str) -> bool:
    """Whether a tag with `rest` behind its name is two signs among words, as in `a <b and c> d`."""
    bare = _ATTRIBUTE.sub(" ", rest).replace("/", " ").split()
    return any(word.lower() not in _ALONE for word in bare)


def _tag(stack: list[tuple[str, str, list[Node]]], name: str, ends: bool, source: str) -> None:
    if name == "br":
        stack[-1][2].append(LINE_BREAK)
    elif name == "img":
        stack[-1][2].append(image(source))
    elif ends and any(opened[0] == name for opened in stack):
        while stack[-1][0] != name:
            _close(stack, wrapped=False)
        _close(stack, wrapped=True)
    elif not ends and (name in _WRAPS or name in ("a", "code", "kbd", "tt", "samp")):
        stack.append((name, source, []))


def _close(stack: list[tuple[str, str, list[Node]]], wrapped: bool) -> None:
    name, source, inside = stack.pop()
    if wrapped and inside:
        inside = [_meaning(name, source, inside)]
    stack[-1][2].extend(inside)


def _meaning(name: str, source: str, inside: list[Node]) -> Node:
    if name in _WRAPS:
        return {"t": _WRAPS[name], "c": inside}
    if name == "a":
        return link(inside, attributes(source).get("href", ""))
    if all(node["t"] in ("Str", "Space", "SoftBreak") for node in inside):
        return {"t": "Code", "c": [["", [], []], "".join(node.get("c", " ") for node in inside)]}
    return {"t": "Span", "c": [["", [], []], inside]}


def image(tag: str) -> Node:
    """An Image for an `<img>` tag; its width goes along as an attribute."""
    known = attributes(tag)
    style = re.search(r"\bwidth\s*:\s*([\d.]+(?:px|%))", known.get("style", ""))
    width = known.get("width") or (style[1] if style else "")
    return {"t": "Image", "c": [["", [], [["width", width]]], words(known.get("alt", "")), [known.get("src", ""), ""]]}


def _no_tag(source: str) -> list[Node]:
    clean, comments = comments_shown(source)
    if comments:
        return [typst_inline(markup.inline_note(f"[a comment: {' '.join(comments)}]")), *words(clean)]
    return words(clean)
