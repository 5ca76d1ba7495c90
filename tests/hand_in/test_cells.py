"""One reader of cells: what grading, the build, experiment.py, the NameError sentence and "saved or not" must see.

Each row of the table is a cell; each of the five has to see in it what the row says.
"""

import ast
import json
import random
import subprocess
import sys
import time
import warnings
from dataclasses import dataclass

import pytest
from IPython.core.inputtransformer2 import TransformerManager

from autograder.handin.cells import How, read_cell
from autograder.handin.cells.magics import without_magics
from autograder.handin.name_errors import sentence
from autograder.handin.notebook_functions import functions_of
from autograder.handin.running_notebook import unsaved_definitions
from autograder.notebooks.bound_names import bindings
from autograder.release.assignment import read_code
from autograder.release.master import MasterCell, MasterError

WORKS, NOT_THERE, NOT_PYTHON = "works", "No cell of", "is not Python"


@dataclass(frozen=True)
class Row:
    """A cell, and what has to be seen in it."""

    source: str
    binds: str  # names for grading, the build, and the sentence below a NameError
    f: str = NOT_THERE  # what experiment.py finds of a function f()
    saved: str = ""  # definitions that count as "not saved" where the saved cell differs
    holes: str = ""
    uses: str = ""
    is_python: bool = True


F = "def f():\n    return 1"

TABLE = {
    # --- magics
    "assigned shell command": Row(f"here = !ls\n{F}", "here f", WORKS, "f"),
    "assigned shell command alone": Row("here = !ls", "here", saved="here"),
    "assigned line magic": Row(f"kind = %who_ls int\n{F}", "kind f", WORKS, "f"),
    "annotated shell command": Row("here: list = !ls", "here", saved="here"),
    "shell command on a continued line": Row("here = \\\n  !ls", "here", saved="here"),
    "line magic": Row(f"%matplotlib inline\n{F}", "f", WORKS, "f"),
    "line magic over variables": Row("%matplotlib inline\nx = 1\ny = 2", "x y", saved="x and y"),
    "line magic in a body": Row("def f():\n    %timeit 1\n    return 2", "f", WORKS, "f"),
    "shell line as the only body": Row("if True:\n    !ls\nx = 1", "x"),
    "shell line with a quote": Row(f"!echo it's\n{F}", "f", WORKS, "f"),
    "shell line that is continued": Row(f"!pip install \\\n    torch\n{F}", "f", WORKS, "f"),
    "captured shell line": Row(f"!!ls\n{F}", "f", WORKS, "f"),
    "help before": Row(f"?print\n{F}", "f", WORKS, "f"),
    "help behind": Row(f"{F}\nf?\nf??", "f", WORKS, "f"),
    "help about an item": Row(f"{F}\nrows[0].name?", "f", WORKS, "f"),
    "help about an assigned command": Row("x = !ls what?", ""),
    "timed statement": Row("%time x = 3", "x", saved="x"),
    "timed cell": Row(f"%%time\n{F}", "f", WORKS, "f"),
    "timed and captured cell": Row(f"%%time\n%%capture out\n{F}", "f", WORKS, "f"),
    "cell of another language": Row(f"%%bash\n{F}", ""),
    "cell that is written to a file": Row(f"\n%%writefile a.py\n{F}", ""),
    "automatic call": Row(f"{F}\n/f\n,f a b", "f", WORKS, "f"),
    "pasted session": Row(">>> def f():\n...     return 1\n>>> x = 2", "f x", WORKS, "f"),
    "pasted IPython session": Row("In [1]: x = 2", "x", saved="x"),
    # --- no magics, though they look it
    "remainder in brackets": Row('x = ("a %s"\n% 3)', "x", saved="x"),
    "remainder in brackets beside a magic": Row(f'%precision 3\nx = ("a %s"\n% 3)\n{F}', "x f", WORKS, "f"),
    "remainder on a continued line": Row('x = "%s" \\\n% 3', "x", saved="x"),
    "remainder on a continued line beside a magic": Row('%precision 3\nx = "%s" \\\n% 3', "x", saved="x"),
    "magic in a string": Row("x = '''\n%matplotlib inline\n!ls\nhelp?\n'''", "x", saved="x"),
    "magic in a string beside a magic": Row("!ls\nx = '''\n%%bash\n!ls\n'''\ny = 'a\\'%'", "x y", saved="x and y"),
    "magic in a comment": Row("# what?\n# %%bash\n!ls\nx = 1  # = !ls", "x", saved="x"),
    "not equal": Row("!ls\nx = (1\n!= 2)", "x", saved="x"),
    "doctest in a docstring": Row(
        '!ls\ndef f():\n    """Twice.\n\n    >>> f()\n    """\n    ...', "f", "still blank", "f", "f"
    ),
    # --- where a name is bound
    "under if": Row(f"if True:\n    {F.replace(chr(10), chr(10) + '    ')}", "f", WORKS, "f"),
    "under try": Row(
        "try:\n    import math as m\nexcept ImportError as error:\n    m = None\nelse:\n    k = 1", "m error k"
    ),
    "under with, for and while": Row(
        "with open(p) as file:\n    a = 1\nfor i, (j, *k) in q:\n    b = 2\nwhile a:\n    c = 3\nelse:\n    d = 4",
        "file a i j k b c d",
        uses="p q",
    ),
    "under match": Row(
        "match x:\n    case [y, *z]:\n        pass\n    case {'a': u, **v}:\n        w = 1", "y z u v w", uses="x"
    ),
    "attribute": Row("f.x = 1", "", uses="f"),
    "attribute beside the function": Row(f"{F}\nf.x = 1", "f", WORKS, "f"),
    "item": Row("d['k'] = 1\nd['l'], e = 2, 3", "e", uses=""),
    "walrus": Row("if (n := 3) > 2:\n    print([last := i for i in range(n)])", "n last"),
    "walrus in a default": Row("def f(a=(n := 1)):\n    return a", "f n", WORKS, "f"),
    "walrus in a lambda": Row("g = lambda: (n := 1)", "g", saved="g"),
    "comprehension": Row("x = [i for i in range(3)]", "x", saved="x"),
    "imports": Row("import a.b as c, d.e\nfrom m import n as o, p", "c d o p"),
    "import of everything": Row("from math import *\ndef f():\n    return pi", "f", WORKS, "f"),
    "global": Row("def f():\n    global g\n    g = 1", "f g", WORKS, "f"),
    "local of the same name": Row("def f():\n    g = 1\n    return g", "f", WORKS, "f"),
    "deleted": Row("x = y = 1\ndel x", "y"),
    "annotation alone": Row("x: int\ny: int = 1", "y", saved="y"),
    "augmented": Row("x += 1", "x"),
    "decorated": Row("import functools\n@functools.cache\ndef f():\n    return 1", "functools f", WORKS, "f"),
    "rebound by a call": Row(f"{F}\nf = id(f) and f", "f", WORKS, "f"),
    "lambda": Row("f = lambda: 1", "f", WORKS, "f"),
    "class": Row("class A:\n    inside = 1", "A", saved="A"),
    "coroutine": Row("async def g():\n    return await x", "g", saved="g", uses="x"),
    "indented cell": Row("    x = 1\n    !ls\n    y = 2", "x y", saved="x and y"),
    "Windows line ends": Row("%precision 3\r\nx = 1\r\n", "x", saved="x"),
    # --- holes
    "hole": Row("x = ...", "x", saved="x", holes="x"),
    "hole of a function": Row('def f():\n    """Says nothing."""\n    ...', "f", "still blank", "f", "f"),
    "hole that is filled further down": Row(f"def f(): ...\n{F}", "f", WORKS, "f"),
    # --- no Python
    "bracket left open": Row("def f():\n    return (", "f", NOT_PYTHON, is_python=False),
    "bracket left open above a magic": Row("x = (1\n%matplotlib inline\nf = 2", "x f", NOT_PYTHON, is_python=False),
    "question that is no help": Row("f = 1\nis it (so)?", "f", NOT_PYTHON, is_python=False),
    "null byte": Row("f = 1\0", "f", NOT_PYTHON, is_python=False),
    "nested too deep": Row("f = " + "(" * 5_000 + ")" * 5_000, "f", NOT_PYTHON, is_python=False),
    "prose": Row("the function f is above", "", NOT_PYTHON, is_python=False),
}


@pytest.fixture(params=TABLE.values(), ids=TABLE)
def row(request):
    return request.param


def names(text):
    return set(text.split())


def notebook_of(tmp_path, source):
    path = tmp_path / "homework.ipynb"
    path.write_text(json.dumps({"cells": [{"cell_type": "code", "source": source}]}))
    return path


def test_the_table_is_long_enough():
    assert len(TABLE) >= 37


def test_grading_sees_what_is_bound(row):
    seen = bindings(row.source)
    assert (seen.names(), seen.holes, seen.parsed) == (names(row.binds), names(row.holes), row.is_python)


def test_the_build_sees_what_is_bound_and_refuses_what_is_not_python(row):
    cell = MasterCell("code", row.source, {}, "master.md", 1, 1)
    if row.is_python:
        assert set(read_code(cell).binds) == names(row.binds)
    else:
        with pytest.raises(MasterError, match="code that is not Python"):
            read_code(cell)


def test_experiment_finds_the_function(row, tmp_path):
    path = notebook_of(tmp_path, row.source)
    if row.f == WORKS:
        assert callable(functions_of(path, {"f": ()})["f"])
    else:
        with pytest.raises(ValueError, match=row.f):
            functions_of(path, {"f": ()})


def test_the_sentence_below_a_name_error_knows_what_is_bound(row, tmp_path):
    path = notebook_of(tmp_path, row.source)
    asked = names(row.binds) | {"f", "x", "i", "error", "inside", "d"}
    known = {name for name in asked if sentence(name, path) is not None}
    assert known == (names(row.binds) if row.is_python else set())


def test_saved_or_not_sees_definitions(row):
    indent = row.source[: len(row.source) - len(row.source.lstrip(" "))]
    other = f"{row.source.rstrip()}\n{indent}# as it was saved"
    assert unsaved_definitions([row.source], [other]) == ([row.saved] if row.saved else [])


def test_names_that_are_used_are_seen(row):
    if row.uses:
        assert read_cell(row.source).uses == names(row.uses)


def test_magics_are_those_of_ipython(row):
    """IPython's own transformation binds the same names, wherever it leaves Python."""
    manager = TransformerManager()
    if read_cell(row.source).error or "%%" in row.source or "%time" in row.source:
        return  # IPython keeps bodies as strings until they are run
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(manager.transform_cell(row.source))
    assert read_cell(ast.unparse(tree)).binds.keys() == read_cell(row.source).binds.keys()


PIECES = (
    "x = 1", "!ls", "%matplotlib inline", "y = !ls -l", "z = %who", "print?", "if True:", "    ", "(", ")", "'a %'",
    "'''", "# c", " \\\n", "?", "%", "!", " ", "def f():", "    return 1", "a[0] = ", "b: int = ", "\n", "\n", "\n",
    "=", "==",
)  # fmt: skip


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="tokenize of 3.12 stops elsewhere at brackets left open")
def test_magics_are_those_of_ipython_in_any_order_of_pieces():
    rng, compared = random.Random(7), 0
    for _ in range(4_000):
        source = "".join(rng.choice(PIECES) for _ in range(rng.randrange(1, 12)))
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                theirs = ast.parse(TransformerManager().transform_cell(source))
        except (SyntaxError, ValueError, IndexError):  # IPython stumbles over a backslash at the end
            continue
        compared += 1
        cell = read_cell(source)
        assert cell.error is None, source
        assert cell.binds.keys() == read_cell(ast.unparse(theirs)).binds.keys(), source
    assert compared > 300


def test_lines_keep_their_numbers():
    source = "%%time\n\n!ls \\\n  -l\nx = !ls \\\n  -l\nif x:\n    what?\ny = 1"
    assert without_magics(source).text.split("\n")[-1] == "y = 1"
    assert without_magics(source).text.count("\n") == source.count("\n")
    assert read_cell(source).binds["y"].statement.lineno == 9


def test_magics_are_given_as_they_were_typed():
    assert read_cell("%%time\nhere = !ls  -l\nhere?").magics == ("%%time", "!ls  -l", "here?")


def test_a_binding_says_how():
    cell = read_cell("import a\ndef b(): global c; c = 1\nclass d: ...\ne = 1\nfor f in []: pass")
    hows = {name: binding.how for name, binding in cell.binds.items()}
    assert hows == {
        "a": How.IMPORT,
        "b": How.DEFINITION,
        "c": How.GLOBAL,
        "d": How.DEFINITION,
        "e": How.ASSIGNMENT,
        "f": How.ASSIGNMENT,
    }


def test_a_fault_says_what_and_where():
    fault = read_cell("!ls\nx = = 1").error
    assert (fault.message, fault.line) == ("invalid syntax", 2)


@pytest.mark.parametrize(
    "source",
    ["a" * 200_000 + " ?", "%%time\n" * 30_000, "[0]" * 60_000 + "?", "x = 'a\n" * 30_000, "(" * 200_000,
     "%time 1\n" * 20_000, "\\\n" * 100_000, '"""' * 60_000 + "\n!ls", " " * 200_000 + "!",
     "!\\\n" * 60_000, "=" * 200_000],
    ids=range(11),
)  # fmt: skip
def test_no_text_makes_the_reader_slow(source):
    start = time.process_time()
    read_cell(source)
    assert time.process_time() - start < 5


def test_reading_needs_neither_ipython_nor_any_other_package():
    code = "import sys; import autograder.handin.cells; print([m for m in sys.modules if m.split('.')[0] in " \
        "('IPython', 'otter', 'torch', 'numpy', 'jupytext')])"  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
