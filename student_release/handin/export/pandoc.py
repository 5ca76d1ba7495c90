"""Pandoc as a process: Markdown and HTML to its tree, its tree to Typst. One process reads many texts.

`--sandbox`: it opens no file and no address that a text names. `--file-scope`: what one text leaves open (a fence, a
comment) ends with it. A text on which pandoc fails or hangs is found by halving and given back as None.
"""

import functools
import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Node = Any  # {"t": constructor, "c": content}, as pandoc writes its tree

MARKDOWN = "commonmark+pipe_tables+strikeout+task_lists+raw_html+autolink_bare_uris+footnotes+definition_lists"
HTML = "html-native_divs-native_spans-auto_identifiers-line_blocks"
BATCH_S = 20.0  # for a whole notebook, which takes 0.3 s; past that something in it makes pandoc's reader explode
SINGLE_S = 5.0  # for the texts of half a batch that failed
TREE_DEPTH = 180  # of lists and objects in each other: what reads trees calls itself, and Python ends that at 1,000
_TEXTS_A_CALL = 400  # a Windows command line ends at 32,000 characters


class PandocError(RuntimeError):
    """Pandoc could not be run; the message says why and what to do."""


@functools.cache
def program() -> str:
    """The path of pandoc: the one that pypandoc-binary brings. Raises PandocError if it is not installed."""
    try:
        import pypandoc

        return str(pypandoc.get_pandoc_path())
    except (ImportError, OSError):
        raise PandocError(
            f"pandoc is not here: run `{Path(sys.executable).name} -m pip install pypandoc-binary`, then try again."
        ) from None


def read(texts: Sequence[str], syntax: str) -> list[list[Node] | None]:
    """The blocks of each text, None for one that pandoc cannot read."""
    found: list[list[Node] | None] = []
    for start in range(0, len(texts), _TEXTS_A_CALL):
        found += _halving(lambda some, wall_s: _read(some, syntax, wall_s), texts[start : start + _TEXTS_A_CALL])
    return found


def write(trees: Sequence[Sequence[Node]]) -> list[str | None]:
    """Each list of blocks as Typst markup, None for one that pandoc cannot write."""
    return _halving(_write, trees)


def _halving(
    work: Callable[[Sequence[Any], float], list[Any]], items: Sequence[Any], wall_s: float = BATCH_S
) -> list[Any]:
    if not items:
        return []
    try:
        return work(items, wall_s)
    except (subprocess.SubprocessError, ValueError):
        if len(items) == 1:
            return [None]
    half = len(items) // 2
    return _halving(work, items[:half], SINGLE_S) + _halving(work, items[half:], SINGLE_S)


def _read(texts: Sequence[str], syntax: str, wall_s: float) -> list[list[Node]]:
    """Raises SubprocessError, or ValueError where the count of texts does not come back."""
    mark = "handincut" + hashlib.sha256("\0".join(texts).encode()).hexdigest()[:24]
    with tempfile.TemporaryDirectory(prefix="handin-") as folder:
        (Path(folder) / "cut").write_text(f"{mark}\n" if syntax != HTML else f"<p>{mark}</p>\n", encoding="utf-8")
        names = []
        for number, text in enumerate(texts):
            (Path(folder) / str(number)).write_text(text, encoding="utf-8", newline="\n")
            names += [str(number), "cut"]
        command = ["--sandbox", "--file-scope", "--from", syntax, "--to", "json", *names]
        tree = _parsed(_run(command, b"", folder, wall_s))
    _is_not_deep(tree)
    found: list[list[Node]] = [[]]
    for block in tree["blocks"]:
        if block == {"t": "Para", "c": [{"t": "Str", "c": mark}]}:
            found.append([])
        else:
            found[-1].append(block)
    if len(found) != len(texts) + 1:
        raise ValueError("pandoc gave back another number of texts")
    return found[:-1]


def _parsed(written: bytes) -> Node:
    """Raises ValueError where that is no JSON, or deeper than Python's reader goes."""
    try:
        return json.loads(written)
    except RecursionError:
        raise ValueError("too deep") from None


def _is_not_deep(tree: Node) -> None:
    level, depth = [tree], 0
    while level:
        depth += 1
        if depth > TREE_DEPTH:
            raise ValueError("too deep")
        inside = [list(node.values()) if isinstance(node, dict) else node for node in level]
        level = [child for children in inside for child in children if isinstance(child, dict | list)]


def _write(trees: Sequence[Sequence[Node]], wall_s: float) -> list[str]:
    blocks = json.dumps([list(tree) for tree in trees])
    mark = "//handincut" + hashlib.sha256(blocks.encode()).hexdigest()[:24]
    cut = {"t": "RawBlock", "c": ["typst", f"\n{mark}\n"]}
    document = {
        "pandoc-api-version": [1, 23],
        "meta": {},
        "blocks": [block for tree in trees for block in (*tree, cut)],
    }
    command = ["--sandbox", "--from", "json", "--to", "typst", "--wrap", "preserve"]
    typst = _run(command, json.dumps(document).encode(), None, wall_s).decode("utf-8")
    found = [part.strip("\n") for part in typst.replace("\r\n", "\n").split(mark)]
    if len(found) != len(trees) + 1:
        raise ValueError("pandoc gave back another number of trees")
    return found[:-1]


def _run(options: Sequence[str], given: bytes, folder: str | None, wall_s: float) -> bytes:
    done = subprocess.run(
        [program(), *options],
        input=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # its warnings are about formulas, and those are looked at one by one
        cwd=folder,
        timeout=wall_s,
        check=True,
    )
    return done.stdout
