import json
import math
import traceback
from pathlib import Path

import pytest

from autograder.handin import notebook_functions

WANTED = {"area": ("radius",)}


@pytest.fixture
def notebook(tmp_path):
    """Writes a notebook of code cells."""

    def write(*sources, name="hw12.ipynb"):
        path = tmp_path / name
        prose = {"cell_type": "markdown", "metadata": {}, "source": "def area(radius): prose"}
        code = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": source} for source in sources]
        path.write_text(json.dumps({"cells": [prose, *code], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
        return path

    return write


def area_of(path):
    return notebook_functions.functions_of(path, WANTED)["area"]


def test_function_brings_along_what_it_uses_and_nothing_else(notebook):
    path = notebook(
        "import math\nraise RuntimeError('a cell that trains')",
        "PI, unused = math.pi, 1\nmodel = 1 / 0",
        "def square(x):\n    return power(x)",
        ["def area(radius):\n", "    return PI * square(radius)\n", "print(1 / 0)"],
        "def power(x, exponent=2): return x ** exponent",
    )
    assert area_of(path)(2) == 4 * math.pi


def test_names_in_nested_functions_defaults_and_annotations_are_found(notebook):
    path = notebook(
        "import math as m\nfrom math import *\nimport collections.abc\nHALF: float = 0.5",
        "def area(radius: collections.abc.Sized, factor=2 * HALF):\n"
        "    return [(lambda: factor * m.pi * fabs(x))() for x in [radius]][0]",
    )
    assert area_of(path)(1) == math.pi


def test_local_name_does_not_pull_in_a_global_of_that_name(notebook):
    path = notebook("def area(radius):\n    loss = radius\n    return loss", "loss = 1 / 0")
    assert area_of(path)(3) == 3


def test_last_definition_counts(notebook):
    path = notebook("def area(radius): ...", "area = 1 / 0", "area = lambda radius: 2 + radius")
    assert area_of(path)(0) == 2


def test_import_that_is_not_needed_is_not_made(notebook):
    path = notebook(
        "from math import pi, no_such\nimport no_such, math", "def area(radius): return pi * math.pow(radius, 2)"
    )
    assert area_of(path)(1) == math.pi


def test_imports_of_submodules_add_up(notebook, tmp_path, monkeypatch):
    (tmp_path / "shapes").mkdir()
    for module in ("__init__", "circle", "square"):
        (tmp_path / "shapes" / f"{module}.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    path = notebook(
        "import shapes.circle", "import shapes.square", "def area(radius): return shapes.circle, shapes.square"
    )
    assert area_of(path)(0)


def test_definitions_are_run_in_the_order_of_the_notebook(notebook):
    fillers = [f"filler_{number} = 0" for number in range(6)]
    path = notebook(
        "unused, first = 0, 1", "second = first + 1", *fillers, "third = second + 1", "area = lambda _: third"
    )
    assert area_of(path)(0) == 3


def test_magics_are_left_out(notebook):
    path = notebook(
        "%matplotlib inline\nimport math",
        "%%time\n!ls\ndef area(radius):\n    %timeit 1\n    return (radius\n % 5)\narea?\n?area",
    )
    assert area_of(path)(7) == 2


def test_remainder_at_the_start_of_a_line_is_no_magic(notebook):
    assert area_of(notebook("def area(radius): return (radius\n% 5)"))(7) == 2


def test_faults_inside_the_function_point_into_its_cell(notebook):
    with pytest.raises(ZeroDivisionError) as error:
        area_of(notebook("x = 1", "def area(radius):\n    return radius / 0"))(1)
    frame = traceback.extract_tb(error.value.__traceback__)[-1]
    assert (frame.filename, frame.lineno, frame.line) == ("<hw12.ipynb, code cell 2>", 2, "return radius / 0")


def test_notebooks_kept_as_text_are_read(tmp_path):
    path = tmp_path / "hw12.md"
    path.write_text(
        "# Title\n\n```{code-cell}\ndef area(radius):\n    return 2 + radius\n```\n\n```{raw-cell}\n1 +\n```\n"
    )
    assert area_of(path)(1) == 3


@pytest.mark.parametrize(
    ("sources", "sentence"),
    [
        (["x = 1"], r"No cell of .*hw12\.ipynb defines area: is it the notebook"),
        (["if False:\n    def area(radius): return 1"], r"No cell of .* defines area"),
        (
            ["x: int", "def area(radius):\n    return ("],
            r"^hw12\.ipynb, code cell 2, which speaks of area, is not Python: ",
        ),
        (["def area(radius): ..."], r"area in hw12\.ipynb is still blank: fill it in, save the notebook"),
        (['def area(radius):\n    """The area."""\n    ...'], "still blank"),
        (["area = ..."], "still blank"),
        (["area = 3"], r"area in hw12\.ipynb is a value of type int; expected a function area\(radius\)"),
        (
            ["def area(): return sum([])"],
            r"hw12\.ipynb defines area\(\); expected area\(radius\): go back to the signature",
        ),
        (["def area(a, b): return a"], r"defines area\(a, b\); expected area\(radius\)"),
        (["def area(*, radius): return radius"], r"defines area\(\*, radius\); expected area\(radius\)"),
        (
            ["def area(radius: Tensor): return 1"],
            r"code cell 1 cannot be run on its own: name 'Tensor' is not defined\.",
        ),
        (["import no_such\ndef area(radius): return no_such"], "on its own: No module named 'no_such'"),
    ],
)
def test_function_that_cannot_be_used_is_refused_with_a_sentence(notebook, sources, sentence):
    with pytest.raises(ValueError, match=sentence):
        area_of(notebook(*sources))


@pytest.mark.parametrize(
    "signature", ["(radius)", "(r, scale=1)", "(*everything)", "(radius, *, scale=1, **more)", "(radius, /)"]
)
def test_signatures_that_can_be_called_are_fine(notebook, signature):
    assert area_of(notebook(f"def area{signature}: return [5][0]"))(1) == 5


@pytest.mark.parametrize("content", ["", "# Title", "[]", "{}", '{"cells": 3}', '{"cells": [{"source": ""}]}'])
def test_file_that_is_no_notebook_is_refused(tmp_path, content):
    path = tmp_path / "hw12.ipynb"
    path.write_text(content)
    with pytest.raises(ValueError, match=r"hw12\.ipynb is not a Jupyter notebook: expected an \.ipynb file"):
        area_of(path)


def test_file_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "hw12.ipynb"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ValueError, match="is not a Jupyter notebook"):
        area_of(path)


def test_notebook_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match=r"nowhere\.ipynb is not there: give the path of your notebook"):
        area_of(Path("nowhere.ipynb"))


def test_a_function_under_an_if_counts_and_a_later_one_replaces_an_earlier_one(notebook):
    path = notebook("def area(radius): ...", "if True:\n    def area(radius):\n        return 2 + radius")
    assert area_of(path)(1) == 3
    path = notebook("def area(radius): return 1", "if False:\n    def area(radius):\n        return 2 + radius")
    assert area_of(path)(1) == 1


def test_a_demo_that_binds_by_the_way_what_a_function_uses_is_not_run(notebook):
    path = notebook(
        "factor = 2\ndef area(radius):\n    return factor * radius",
        "if True:\n    factor = 1 / 0\nfor factor in range(1 // 0): pass",
    )
    assert area_of(path)(2) == 4


def test_a_loop_is_run_where_nothing_else_binds_what_a_function_uses(notebook):
    path = notebook("for factor in (1, 3): pass", "def area(radius):\n    return factor * radius")
    assert area_of(path)(2) == 6


def test_a_cell_that_waits_does_not_hide_its_functions(notebook):
    path = notebook("if True:\n    x = await nothing\ndef area(radius): return radius", "1 +")
    assert area_of(path)(2) == 2


def test_a_function_that_is_wrapped_further_down_keeps_what_it_wraps(notebook):
    path = notebook(
        "def area(radius): return radius", "def twice(f): return lambda radius: 2 * f(radius)", "area = twice(area)"
    )
    assert area_of(path)(2) == 4


def test_a_null_byte_is_said_in_a_sentence(notebook):
    with pytest.raises(ValueError, match=r"code cell 1, which speaks of area, is not Python: source code .*null bytes"):
        area_of(notebook("def area(radius): return 1\0"))
