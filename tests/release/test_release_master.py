"""A master is read cell by cell, each at its line; what is no master is refused in a sentence."""

import json

import jupytext
import nbformat
import pytest
from tiny_homework import TINY, understood

from autograder.release.master import MasterError, read_master

LINES = (TINY / "hw12.md").read_text(encoding="utf-8").split("\n")
CELL = {"cell_type": "code", "source": "x = 1", "metadata": {}, "outputs": [], "execution_count": None}


def line_of(text: str) -> int:
    return next(number for number, line in enumerate(LINES, 1) if text in line)


def test_a_cell_knows_its_line_in_the_file():
    for cell in read_master(TINY / "hw12.md").cells:
        assert LINES[cell.line - 1].strip() == cell.first_line


@pytest.mark.parametrize("letter", ["\u2028", "\u2029", "\x85", "\x0c", "\x0b", "\x1c"])
def test_a_character_that_would_shift_lines_is_refused_at_its_line(spoiled, letter):
    path = spoiled(("return twice_of_it", f"return twice_of_it  # a{letter}b"))
    with pytest.raises(
        MasterError, match=rf"line {line_of('return twice_of_it')}: found the character U\+{ord(letter):04X}"
    ):
        understood(path)


def test_a_master_that_begins_with_a_byte_order_mark_is_read(spoiled):
    path = spoiled()
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    understood(path)
    before = [cell.line for cell in read_master(TINY / "hw12.md").cells]
    assert [cell.line for cell in read_master(path).cells] == before


def test_a_master_with_line_ends_of_windows_says_the_same(spoiled):
    path = spoiled()
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert [cell.source for cell in understood(path).master.cells] == [
        cell.source for cell in read_master(TINY / "hw12.md").cells
    ]


def test_a_master_that_is_not_utf_8_is_refused_at_its_line(spoiled):
    path = spoiled()
    path.write_bytes(path.read_bytes().replace(b"A tiny homework", b"A tiny h\xf6mework"))
    with pytest.raises(MasterError, match=rf"line {line_of('# A tiny')}: found the byte 0xf6, which is not UTF-8"):
        understood(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ([], r"hw12.ipynb: found JSON that is not a notebook; expected JSON of nbformat 4"),
        (None, r"found JSON that is not a notebook"),
        ({"nbformat": 4, "cells": 7}, r"found JSON that is not a notebook"),
        ({"nbformat": 9, "nbformat_minor": 0, "cells": []}, r"found nbformat 9; expected JSON of nbformat 4"),
        (
            {"nbformat": 4, "cells": [CELL, 7]},
            r"cell 2, line 1: found a cell of type 7; expected markdown, code or raw",
        ),
        (
            {"nbformat": 4, "cells": [{**CELL, "cell_type": "heading"}]},
            r"cell 1, line 1: found a cell of type 'heading'",
        ),
        ({"nbformat": 4, "cells": [{"cell_type": "raw", "metadata": {}}]}, r"cell 1, line 1: found a cell without its"),
        (
            {"nbformat": 4, "cells": [{**CELL, "source": [7]}]},
            r"cell 1, line 1: found a cell without its source as text",
        ),
        (
            {"nbformat": 4, "cells": [{**CELL, "metadata": {"tags": "otter_ignore"}}]},
            r"cell 1, line 1: found a cell with `tags: otter_ignore`; expected a list",
        ),
    ],
)
def test_an_ipynb_of_another_shape_is_refused(tmp_path, content, message):
    (tmp_path / "hw12.ipynb").write_text(json.dumps(content))
    with pytest.raises(MasterError, match=message):
        read_master(tmp_path / "hw12.ipynb")


def test_a_missing_master_is_named(tmp_path):
    with pytest.raises(MasterError, match=r"found no such file; expected the master notebook"):
        read_master(tmp_path / "hw12.md")


def test_a_master_of_another_kind_is_refused(tmp_path):
    (tmp_path / "hw12.txt").write_text("text")
    with pytest.raises(MasterError, match=r"found a .txt file; expected a master in .md"):
        read_master(tmp_path / "hw12.txt")


def test_an_ipynb_that_is_no_notebook_is_refused(tmp_path):
    (tmp_path / "hw12.ipynb").write_text("{not json")
    with pytest.raises(MasterError, match=r"hw12.ipynb: found text that is not a notebook"):
        read_master(tmp_path / "hw12.ipynb")


def test_an_image_attached_to_an_ipynb_is_refused_and_not_lost(spoiled):
    path = spoiled().with_suffix(".ipynb")
    notebook = jupytext.read(path.with_suffix(".md"))
    notebook.cells[2].attachments = {"a.png": {"image/png": "iVBORw0KGgo="}}
    nbformat.write(notebook, path)
    with pytest.raises(MasterError, match=r"hw12.ipynb, cell 3, line 1: found an image attached to a cell; expected"):
        read_master(path)


def test_the_same_master_as_ipynb_says_the_same(spoiled):
    path = spoiled()
    notebook = jupytext.read(path)
    nbformat.write(notebook, path.with_suffix(".ipynb"))
    text, ipynb = (understood(p) for p in (path, path.with_suffix(".ipynb")))
    assert [cell.source for cell in ipynb.master.cells] == [cell.source for cell in text.master.cells]
    assert ipynb.master.cells[3].place(1) == "hw12.ipynb, cell 4, line 2"


def test_a_master_saved_by_jupytext_keeps_its_cells(spoiled):
    path = spoiled()
    before = [(cell.kind, cell.source, cell.metadata) for cell in read_master(path).cells]
    jupytext.write(jupytext.read(path), path)
    assert [(cell.kind, cell.source, cell.metadata) for cell in read_master(path).cells] == before
