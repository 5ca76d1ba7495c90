"""Takes IPython's own syntax out of a cell: `%magic`, `!command`, `x = !command`, `x = %magic`, `help?`, `%%magic`.

What stands inside a string, a bracket or a continued line is left alone, as IPython leaves it. Each line of the result
has the number that it had in the cell. The rules are those of IPython's `inputtransformer2`, with which a test compares
them. They are written down here because a student's Python may lack IPython, and so that a cell is read alike whatever
version of IPython is installed.
"""

import ast
import re
import textwrap
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

# Cell magics whose body is run in the notebook. The body of any other is a file, a shell script or another language.
BODY_RUNS = frozenset({"capture", "time", "timeit", "prun", "memit", "mprun", "lprun"})
_CELL_MAGIC = re.compile(r"(?:[ \t\f]*+\n)*+(?P<line>%%(?!\w+\?)(?P<name>[^ \n]*)[^\n]*)")
_NESTED = 5  # cell magics in the first lines of each other: `%%time` over `%%capture`
_TIMED = re.compile(r"%time[ \t]+(?P<statement>\S[^\n]*)")
_PASTED = re.compile(r"\s*>>>")
_PROMPT = re.compile(r"(?m)^[ \t]*(?:>>>|\.\.\.)(?:[ \t]|$)")
_IPYTHON_PASTED = re.compile(r"\s*In \[\d+\]: ")
_IPYTHON_PROMPT = re.compile(r"(?m)^(?:In \[\d+\]: |[ \t]*\.{3,}: ?)")
# Possessive, so that no text makes it backtrack. A string that does not end goes on to the end of its line, or of all.
_TOKEN = re.compile(
    r'''
      (?P<string>"""(?:[^"\\]|\\.|"(?!""))*+(?:"""|\Z) | \'\'\'(?:[^'\\]|\\.|'(?!\'\'))*+(?:\'\'\'|\Z)
               | "(?:[^"\\\n]|\\.)*+"? | '(?:[^'\\\n]|\\.)*+'?)
    | (?P<blank>[ \t\f]++ | \\\n | \#[^\n]*+)
    | (?P<newline>\n)
    | (?P<open>[(\[{]) | (?P<close>[)\]}])
    | (?P<assign>=(?!=))
    | (?P<other>(?:==|!=|<=|>=|:=|//=?|[+\-*/%@&|^]=|\w++|.))
    ''',
    re.VERBOSE | re.DOTALL,
)
_BLANKS = re.compile(r"(?:[ \t\f]|\\\n)*+")
_ESCAPES = frozenset("!?%,;/")
_ITEM = re.compile(r"\[-?[0-9]+\]")
_NAME_FOLLOWS = re.compile(r"%[ \t]*[^\W\d]")


@dataclass(frozen=True)
class WithoutMagics:
    """A cell as Python: its text, and the magics that were taken out, as they were typed."""

    text: str
    magics: tuple[str, ...]


def without_magics(source: str) -> WithoutMagics:
    """`source` with `pass`, `None` or nothing in place of its magics, and without its common indentation."""
    text = textwrap.dedent(_without_prompts(source.replace("\r\n", "\n").replace("\r", "\n")))
    magics: list[str] = []
    for _ in range(_NESTED):
        cell_magic = _CELL_MAGIC.match(text)
        if cell_magic is None:
            break
        magics.append(cell_magic["line"].rstrip())
        if cell_magic["name"].rstrip() not in BODY_RUNS:
            return WithoutMagics("", tuple(magics))
        above = "\n" * text.count("\n", 0, cell_magic.end())
        text = above + textwrap.dedent(text[cell_magic.end() :])  # the body is read as a cell of its own
    pieces: list[str] = []
    at = 0
    while at < len(text):
        line = _logical_line(text, at)
        python, end = _one_line(text, line, magics)
        pieces.append(python)
        at = end
    return WithoutMagics("".join(pieces), tuple(magics))


@dataclass(frozen=True)
class _LogicalLine:
    """A line as Python counts it, which brackets, strings and backslashes continue; offsets into the text."""

    start: int
    first: int  # of its first token; `end` if it has none
    assign: int | None  # of its first `=` outside brackets
    last: int  # of its last token, comments being tokens
    end: int  # behind its line end


def _logical_line(text: str, start: int) -> _LogicalLine:
    depth = 0
    first: int | None = None
    assign: int | None = None
    last = start
    for token in _tokens(text, start):
        kind = token.lastgroup
        if kind == "newline" and depth == 0:
            end = token.end()
            return _LogicalLine(start, end if first is None else first, assign, last, end)
        if kind == "newline" or (kind == "blank" and text[token.start()] != "#"):
            continue
        if kind != "blank" and first is None:
            first = token.start()
        last = token.start()
        if kind == "assign" and depth == 0 and assign is None:
            assign = token.start()
        depth = max(0, depth + (kind == "open") - (kind == "close"))
    return _LogicalLine(start, len(text) if first is None else first, assign, last, len(text))


def _tokens(text: str, start: int) -> Iterator[re.Match[str]]:
    return _TOKEN.finditer(text, start)


def _one_line(text: str, line: _LogicalLine, magics: list[str]) -> tuple[str, int]:
    """The line as Python, and where the next one begins; what was taken out is added to `magics`."""
    if _asks_for_help(text[line.first : line.last + 1]):
        return _replaced(text, line, line.first, "pass", line.end, magics)
    if _is_escaped(text, line):
        end = _continued_end(text, line.first)
        timed = _TIMED.match(text, line.first)
        python = timed["statement"] if timed and _is_python(timed["statement"]) else "pass"
        return _replaced(text, line, line.first, python, end, magics)
    if line.assign is not None:
        right = _after_blanks(text, line.assign + 1)
        starts_line = text[text.rfind("\n", 0, line.assign) + 1 : line.assign].strip() == ""
        command = text[right : right + 1] == "!" and text[right : right + 2] != "!=" and not starts_line
        if command or _NAME_FOLLOWS.match(text, right):
            return _replaced(text, line, right, "None", _continued_end(text, right), magics)
    return text[line.start : line.end], line.end


def _asks_for_help(statement: str) -> bool:
    """Whether `statement` ends in a name, or an item of one, and one or two question marks: `area?`, `np.a[0]??`."""
    if not statement.endswith("?"):
        return False
    end = len(statement.removesuffix("?").removesuffix("?"))
    while statement[end - 1 : end] == "]":
        start = statement.rfind("[", 0, end)
        if start < 0 or not _ITEM.fullmatch(statement, start, end):
            return False
        end = start
    start = end
    while start and (statement[start - 1] in "_*" or statement[start - 1].isalnum()):
        start -= 1
    return not all(letter.isdecimal() for letter in statement[start:end])


def _is_escaped(text: str, line: _LogicalLine) -> bool:
    token = _TOKEN.match(text, line.first)
    return token is not None and token[0] in _ESCAPES


def _replaced(text: str, line: _LogicalLine, start: int, python: str, end: int, magics: list[str]) -> tuple[str, int]:
    taken = text[start:end]
    magics.append(taken.strip())
    return text[line.start : start] + python + "\n" * taken.count("\n"), end


def _continued_end(text: str, start: int) -> int:
    """Where a magic that begins at `start` ends: behind its line, or the last of those that a backslash joins."""
    end = text.find("\n", start)
    while end > 0 and text[end - 1] == "\\":
        end = text.find("\n", end + 1)
    return end + 1 if end >= 0 else len(text)


def _after_blanks(text: str, at: int) -> int:
    blanks = _BLANKS.match(text, at)
    return blanks.end() if blanks else at


def _is_python(statement: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(statement)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def is_pasted_from_ipython(source: str) -> bool:
    """Whether `source` begins with a prompt, `In [1]: x = 1`, which Python would take for an annotation."""
    return bool(_IPYTHON_PASTED.match(source))


def _without_prompts(source: str) -> str:
    """A session that was pasted, `>>> x = 1` or `In [1]: x = 1`, without its prompts."""
    if is_pasted_from_ipython(source):
        return _IPYTHON_PROMPT.sub("", source)
    return _PROMPT.sub("", source) if _PASTED.match(source) else source
