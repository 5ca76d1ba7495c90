"""Promise: what a submission says reaches the terminal and the results as harmless text of bounded length."""

from .attack import ALL, POINTS, Attack, added, answer

HOSTILE = {
    "ANSI": "\\x1b[2J\\x1b[31mPASSED\\x1b[0m\\x1b]0;title\\x07\\x9b31m",
    "HTML": "<script>alert(1)</script><img src=x onerror=alert(1)><h1>Passed",
    "Markdown": "![x](http://127.0.0.1/x.png) [click](javascript:alert(1)) **bold** `code` $$x$$",
    "right-to-left": "\\u202e\\u2066desrever\\u2069 \\u200f\\u061c",
    "carriage returns": "wrong\\r\\x08\\x08\\x08\\x08\\x08Passed.\\r\\v\\f",
    "line separators": "one\\u2028two\\u2029three\\x85four",
    "10,000 characters": "' + 'x' * 10_000 + '",
    "10,000 lines": "' + 'x\\n' * 10_000 + '",
    "NUL and half characters": "\\x00\\ud800\\udfff\\ufffe",
    "a fake table": "\\ntotal         14 / 14   0.1 s\\n",
    "combining marks": "' + 'Z' + '\\u0301' * 5_000 + '",
    "JSON": '", "score": 99, "x": "',
}


def _says(what: str, text: str) -> Attack:
    """One submission that says it in three ways: what a cell raises, what an answer raises, what an answer is."""
    text = text.replace("$$", "$$$$")
    return Attack(
        f"says {what}",
        answers={
            "double": f"def double(x): raise RuntimeError('{text}')",
            "make_thing": f"def make_thing(): return '{text}'",
        },
        added=(f"raise ValueError('{text}')",),
        earns=ALL - POINTS["double"] - POINTS["make_thing"],
        says="(?=.*stopped with ValueError)(?=.*Your code raised RuntimeError)",
        quick=what in ("ANSI", "HTML", "right-to-left"),
    )


ATTACKS: tuple[Attack, ...] = (
    *(_says(what, text) for what, text in HOSTILE.items()),
    answer(
        "names its error class in another script",
        "E = type('\\u202e\\u0391' * 300, (Exception,), {})\ndef double(x): raise E('x')",
        says="Your code raised",
    ),
    answer(
        "gives its class a name of a megabyte",
        "E = type('X' * 1_000_000, (), {})\ndef double(x): return E()",
        says="double\\(x\\) is not twice x",
    ),
    answer(
        "gives a repr of ANSI",
        "class E:\n    def __repr__(self): return '\\x1b[2J' * 30\ndef double(x): return E()",
        says="double\\(x\\) is not twice x",
    ),
    added("skips a magic with a hostile name", "%\u202emagic\n!\u202eecho x", says="total"),
)
