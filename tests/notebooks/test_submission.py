"""What is read of a notebook file, and the one sentence for each thing that can be wrong with it."""

import json
import os
import signal
from dataclasses import replace

import pytest
from notebook_samples import COLAB, JUPYTERLAB, RELEASED, SOLVED, VS_CODE, code, notebook, peak_bytes, written

from autograder.notebooks.notebook import quoted
from autograder.notebooks.submission import Cell, ReadLimits, SubmissionError, read_submission

LIMITS = ReadLimits()


def cells_of(folder, content, limits=LIMITS):
    return read_submission(written(folder, content), "homework", limits).cells


def refused(folder, content, match, limits=LIMITS):
    with pytest.raises(SubmissionError, match=match) as caught:
        cells_of(folder, content, limits)
    text = str(caught.value)
    assert "\n" not in text
    assert text.endswith(".")
    assert len(text) < 400
    assert text.isprintable()


# --- what is read


def test_jupyterlabs_notebook(tmp_path):
    made = read_submission(written(tmp_path, JUPYTERLAB), "homework")
    assert made.name == "homework.ipynb"
    assert made.assignment == "homework"
    assert made.cells == (
        Cell("code", "x = 2\nprint(x + x)", frozenset({"otter_answer_cell"})),
        Cell("markdown", "# Title"),
    )


def test_colabs_notebook(tmp_path):
    text, answer = cells_of(tmp_path, COLAB)
    assert text.source.startswith("![picture](data:image/png;base64,")
    assert answer == Cell("code", "!pip install otter-grader\nx = 2")


def test_vs_codes_notebook(tmp_path):
    assert cells_of(tmp_path, VS_CODE) == (Cell("code", "x = 2\r\nprint(x)\r\n"), Cell("raw", "raw"))


@pytest.mark.parametrize("minor", [0, 1, 2, 3, 4, 5, 9, None, "x"])
def test_every_minor_version_of_format_4(tmp_path, minor):
    assert cells_of(tmp_path, notebook("x", nbformat_minor=minor)) == (Cell("code", "x"),)


def test_a_notebook_without_metadata_or_minor_version(tmp_path):
    assert cells_of(tmp_path, {"nbformat": 4, "cells": [{"cell_type": "code", "source": []}]}) == (Cell("code", ""),)


def test_the_release_and_the_solved_notebook_are_read_as_nbformat_reads_them():
    nbformat = pytest.importorskip("nbformat")
    for path in (RELEASED, SOLVED):
        wanted = nbformat.read(path, as_version=4).cells
        made = read_submission(path, "hw12").cells
        assert [(cell.kind, cell.source, sorted(cell.tags)) for cell in made] == [
            (cell.cell_type, cell.source, sorted(cell.metadata.get("tags", []))) for cell in wanted
        ]


def test_a_byte_order_mark_is_passed_over(tmp_path):
    assert cells_of(tmp_path, b"\xef\xbb\xbf" + json.dumps(notebook("x")).encode()) == (Cell("code", "x"),)


def test_outputs_may_hold_anything_that_is_json(tmp_path):
    outputs = '[NaN, -Infinity, 1e999, {"a": 1, "a": 2}, ' + "9" * 5_000 + ', "\\ud800"]'
    content = json.dumps(notebook("x")).replace('"outputs": []', f'"outputs": {outputs}')
    assert "NaN" in content
    assert cells_of(tmp_path, content) == (Cell("code", "x"),)


def test_half_a_character_is_replaced_so_that_the_source_can_be_sent(tmp_path):
    (cell,) = cells_of(tmp_path, notebook("'\ud83d'"))
    assert cell.source == "'\N{REPLACEMENT CHARACTER}'"


def test_a_null_byte_in_a_cell_is_that_cells_own_trouble(tmp_path):
    assert cells_of(tmp_path, notebook("x\0")) == (Cell("code", "x\0"),)


def test_tags_that_are_no_list_of_texts_are_no_tags(tmp_path):
    made = cells_of(
        tmp_path, notebook(*(code("x", metadata=m) for m in (None, [], {"tags": "a"}, {"tags": [1, "b", {}]})))
    )
    assert [cell.tags for cell in made] == [frozenset()] * 3 + [frozenset({"b"})]


def test_large_outputs_cost_little_more_than_their_text(tmp_path):
    path = written(tmp_path, notebook(*(code("x", outputs=[{"text": ["a" * 2_000_000]}]) for _ in range(10))))
    assert peak_bytes(read_submission, path, "homework") < 2.5 * 20_000_000


def test_of_a_file_that_is_too_large_little_is_read(tmp_path):
    limits = replace(LIMITS, notebook_bytes=1_000_000)
    content = b" " * 20_000_000
    assert peak_bytes(refused, tmp_path, content, "larger than 1 MB: clear its outputs", limits) < 5_000_000


def test_a_text_that_never_ends_is_passed_over_in_one_go(tmp_path):
    signal.alarm(30)  # else every quote in it would be tried as the start of a text: hours
    try:
        refused(tmp_path, '{"a": "' + '\\"' * 1_000_000, "ends in the middle|broken JSON")
    finally:
        signal.alarm(0)


# --- what is refused, each with its own sentence


@pytest.mark.parametrize(
    ("content", "match"),
    [
        ("", "is empty; expected a notebook"),
        (" \n", "is empty"),
        (json.dumps(notebook("x")).encode("utf-16"), "stored as UTF-16; expected UTF-8"),
        (json.dumps(notebook("x")).encode("utf-16-le"), "stored as UTF-16"),
        (b'{"cells": "\xff"}', r"not valid UTF-8 \(byte 11\)"),
        (json.dumps(notebook("x"))[:-9], r"ends in the middle \(line 1\)"),
        ('{"cells": [\n{,}]}', "broken JSON at line 2, column 2"),
        ('{\n<<<<<<< HEAD\n"cells": []\n', "marks of a git merge at line 2"),
        ("<!DOCTYPE html><html>", "is a web page; expected the notebook itself"),
        ("%PDF-1.7 ...", "is a PDF; expected the notebook"),
        ("x = 1\n", "broken JSON at line 1, column 1"),
        ("[]", "holds a list; expected a notebook"),
        ("3", "holds a number; expected a notebook"),
        ("null", "holds nothing; expected a notebook"),
        ("NaN", "holds nothing; expected a notebook"),
        ("true", "holds true or false; expected"),
        ("{}", "has no notebook format; expected format 4"),
        ('{"nbformat": true}', "has no notebook format"),
        ('{"nbformat": 4.0, "cells": []}', "has no notebook format"),
        ('{"nbformat": ' + "9" * 10_000 + "}", "has no notebook format"),
        ('{"nbformat": 3, "worksheets": []}', "in the old notebook format 3; expected format 4: open it in Jupyter"),
        ('{"nbformat": 5, "cells": []}', "has notebook format 5; expected format 4"),
        ('{"nbformat": 4}', 'no list of "cells"'),
        ('{"nbformat": 4, "cells": {}}', 'no list of "cells"'),
        ('{"nbformat": 4, "cells": [], "cells": []}', 'at its top level, gives "cells" twice'),
        ("[" * 5_000, "nests lists and objects more than 100 deep"),
        ('{"a":' * 200_000, "nests lists and objects more than 100 deep"),
        ("\0" * 40, "stored as UTF-16"),
        ('{"nbformat": 4, "cells": ["\0"]}', "broken JSON at line 1"),
        (notebook([]), "Cell 1 of .* holds a list; expected a cell"),
        (notebook("x", None), "Cell 2 of .* holds nothing"),
        (notebook({"source": "x"}), "Cell 1 of .* has no type; expected code, markdown or raw"),
        (notebook({"cell_type": "heading", "source": "x"}), 'has the type "heading"'),
        (notebook({"cell_type": ["code"], "source": "x"}), "has no type"),
        (notebook({"cell_type": "code"}), 'Cell 1 of .* has no "source"'),
        (notebook(code(3)), 'has no "source" that is a text or a list of lines'),
        (notebook(code(["x", 3])), 'has no "source"'),
        (notebook(code({"a": "x"})), 'has no "source"'),
        (
            '{"nbformat": 4, "cells": [{"cell_type": "code", "source": "a", "source": "b"}]}',
            'Cell 1 .* gives "source" twice',
        ),
    ],
)
def test_a_file_that_is_no_notebook(tmp_path, content, match):
    refused(tmp_path, content, match)


@pytest.mark.parametrize(
    ("content", "limits", "match"),
    [
        (notebook("x" * 200), replace(LIMITS, notebook_bytes=100), r"larger than 0 MB: clear its outputs \(in Jupyter"),
        (notebook(*"xyz"), replace(LIMITS, cells=2), "has 3 cells; at most 2 are read"),
        (notebook("x" * 11), replace(LIMITS, cell_characters=10), "Cell 1 .* 11 characters of code; at most 10"),
        (notebook("x" * 6, "x" * 6), replace(LIMITS, code_characters=10), "hold 12 characters; at most 10"),
        (
            notebook(code("x", outputs=[1] * 50)),
            replace(LIMITS, json_values=40),
            "more than 40 values.*clear its outputs",
        ),
        (notebook(code("x", outputs=[{}] * 50)), replace(LIMITS, json_values=40), "more than 40 values"),
        (notebook("x"), replace(LIMITS, json_depth=2), "more than 2 deep"),
    ],
)
def test_a_notebook_past_a_limit(tmp_path, content, limits, match):
    refused(tmp_path, content, match, limits)


def test_text_cells_may_be_long(tmp_path):
    long = {"cell_type": "markdown", "source": "x" * 100, "metadata": {}}
    assert len(cells_of(tmp_path, notebook(long), replace(LIMITS, cell_characters=10, code_characters=10))) == 1


def test_depth_inside_of_texts_is_not_counted(tmp_path):
    assert cells_of(tmp_path, notebook('"' + "[{" * 500 + '\\"' * 100)) != ()


def test_another_assignment_is_refused_by_name(tmp_path):
    path = written(tmp_path, JUPYTERLAB)
    assert read_submission(path, "homework", assignment="homework").cells
    with pytest.raises(SubmissionError, match='answers the assignment "homework"; expected "other": hand in'):
        read_submission(path, "homework", assignment="other")
    assert read_submission(written(tmp_path, COLAB), "homework", assignment="other").cells  # names none


# --- what `path` may be


@pytest.mark.parametrize("name", ["answers.py", "homework.pdf", "homework.json", "homework"])
def test_a_file_of_another_kind(tmp_path, name):
    with pytest.raises(SubmissionError, match=r"is no notebook; expected homework\.ipynb or a zip that holds it"):
        read_submission(written(tmp_path, notebook("x"), name), "homework")


def test_a_link_is_not_followed(tmp_path):
    (tmp_path / "link.ipynb").symlink_to(written(tmp_path, notebook("x"), "real.ipynb"))
    with pytest.raises(SubmissionError, match="is a link; expected the file itself"):
        read_submission(tmp_path / "link.ipynb", "homework")


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "homework.ipynb")
    with pytest.raises(SubmissionError, match="is no plain file"):
        read_submission(tmp_path / "homework.ipynb", "homework")


def test_a_path_that_is_not_there_is_not_the_students_fault(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_submission(tmp_path / "homework.ipynb", "homework")


def test_a_name_is_shown_without_what_could_do_harm():
    assert quoted("a\x1b[31m\u202eb\nc.ipynb") == '"a[31mbc.ipynb"'
    assert len(quoted("x" * 10_000)) == 62


# --- folders


@pytest.mark.parametrize("place", ["homework.ipynb", "folder/homework.ipynb", "mine.IPYNB"])
def test_the_one_notebook_of_a_folder(tmp_path, place):
    written(tmp_path, notebook("x"), place)
    for beside in (
        ".ipynb_checkpoints/homework-checkpoint.ipynb",
        "__MACOSX/._homework.ipynb",
        "notes.txt",
        "._a.ipynb",
    ):
        written(tmp_path, "-", beside)
    assert read_submission(tmp_path, "homework").cells == (Cell("code", "x"),)


def test_of_several_notebooks_the_one_of_the_assignments_name(tmp_path):
    written(tmp_path, notebook("other"), "scratch.ipynb")
    written(tmp_path, notebook("x"))
    assert read_submission(tmp_path, "homework").cells == (Cell("code", "x"),)


@pytest.mark.parametrize(
    ("names", "match"),
    [
        ((), "holds no notebook, nothing; expected homework.ipynb"),
        (("a.py", "b.pdf"), 'holds no notebook, only "a.py", "b.pdf"; expected homework.ipynb'),
        (tuple("abcdef"), '"d" and 2 more; expected'),
        (
            ("a.ipynb", "b.ipynb"),
            'holds 2 notebooks, "a.ipynb", "b.ipynb"; expected one, or one that is called homework',
        ),
        (("homework.ipynb", "old/homework.ipynb"), "holds 2 notebooks"),
        (("a/b/homework.ipynb",), 'too deep, "a/b/homework.ipynb"; expected it at the top'),
        (("a.zip", "b.zip"), 'holds 2 zips, "a.zip", "b.zip"; expected one'),
        ((".ipynb_checkpoints/homework-checkpoint.ipynb",), "holds no notebook, nothing"),
    ],
)
def test_a_folder_without_the_one_notebook(tmp_path, names, match):
    for name in names:
        written(tmp_path, notebook("x"), name)
    with pytest.raises(SubmissionError, match=match):
        read_submission(tmp_path, "homework")


def test_a_folder_with_a_link_for_a_notebook(tmp_path):
    outside = written(tmp_path, notebook("secret"), "outside.ipynb")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "homework.ipynb").symlink_to(outside)
    with pytest.raises(SubmissionError, match="is a link"):
        read_submission(tmp_path / "in", "homework")


def test_a_linked_folder_is_not_entered(tmp_path):
    written(tmp_path, notebook("secret"), "outside/homework.ipynb")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "folder").symlink_to(tmp_path / "outside")
    with pytest.raises(SubmissionError, match="holds no notebook"):
        read_submission(tmp_path / "in", "homework")


def test_a_folder_of_very_many_empty_folders(tmp_path):
    for number in range(16):
        (tmp_path / str(number // 4) / str(number % 4)).mkdir(parents=True)
    with pytest.raises(SubmissionError, match="more than 10 files and folders"):
        read_submission(tmp_path, "homework", replace(LIMITS, entries=10))


def test_a_folder_of_very_many_files(tmp_path):
    for number in range(12):
        written(tmp_path, "", f"{number}.txt")
    with pytest.raises(SubmissionError, match="more than 10 files"):
        read_submission(tmp_path, "homework", replace(LIMITS, entries=10))
