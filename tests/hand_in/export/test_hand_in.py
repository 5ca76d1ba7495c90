"""handin.submit(): what is written, what is said, and that a PDF which fails takes nothing else with it."""

import json
import os
import time
import zipfile

import pytest
from awkward import b64, code, markdown, notebook, png, shows, stream
from reading import pages
from test_written_answers import RELEASED, handed_in, homework, released  # noqa: F401 - homework is a fixture

from autograder.handin import notebook_limits as limits
from autograder.handin import submission
from autograder.handin.export import pandoc, questions
from autograder.handin.export.pandoc import PandocError
from autograder.handin.export.questions import as_json
from autograder.handin.export.written_check import check_written_pdf
from autograder.handin.homework import NAME, Release
from autograder.handin.running_notebook import NoNotebookError, notebook_file, unsaved_definitions
from autograder.handin.submission import submit
from autograder.handin.upload import NotWholeError, check_zip
from autograder.notebooks.notebook import ReadLimits, SubmissionError
from autograder.notebooks.submission import read_submission


@pytest.fixture
def shell(monkeypatch):
    """IPython as `handin.submit` finds it in a notebook."""
    from IPython.core.interactiveshell import InteractiveShell

    made = InteractiveShell()
    monkeypatch.setattr("IPython.get_ipython", lambda: made)
    yield made
    made.history_manager.end_session()


@pytest.fixture
def desk(tmp_path, monkeypatch, homework):  # noqa: F811
    """A student's folder: the notebook, half answered, and the table of written questions."""
    monkeypatch.chdir(tmp_path)
    for name in ("JPY_SESSION_NAME", submission.RUNNING):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / NAME).write_text(Release("hw12", "hw12.ipynb").as_json(), encoding="utf-8")
    (tmp_path / "written.json").write_text(as_json(homework), encoding="utf-8")
    monkeypatch.setattr(questions.read_homework, "__defaults__", (tmp_path / "written.json",))
    (tmp_path / "hw12.ipynb").write_bytes(handed_in({2: [markdown("because")]}))
    return tmp_path


def test_a_picture_and_a_formula_that_the_pdf_cannot_show_are_named_in_the_receipt(desk, capsys):
    pictures = "![photo](C:\\Users\\me\\photo.png) ![drive](https://example.org/sketch.png)"
    (desk / "hw12.ipynb").write_bytes(handed_in({2: [markdown(f"{pictures} and $\\nope{{x}}$")]}))
    submit(checks=False)
    said = " ".join(capsys.readouterr().out.split())
    assert "In the place of pictures the PDF has a note. Drag or paste them into their cell" in said
    assert "[Picture not found: C:\\Users\\me\\photo.png]; [Picture on the web, not fetched: https://ex" in said
    assert "the PDF shows them as you typed them: $\\nope{x}$." in said


def test_text_below_the_end_of_its_question_is_named(desk, capsys):
    (desk / "hw12.ipynb").write_bytes(handed_in({9: [RELEASED[9], markdown("My answer\nto three.")]}))
    submit(checks=False)
    said = capsys.readouterr().out
    assert "If it is an answer, move it below its question: My answer to three." in said


def test_half_an_answer_is_named(desk, capsys):
    drawn = code("draw(1)", shows("image/png", b64(png())))
    for changes in ({7: [drawn]}, {8: [markdown("it falls")]}, {7: [drawn], 8: [markdown(" ")]}):
        (desk / "hw12.ipynb").write_bytes(handed_in({2: [markdown("because")]} | changes))
        submit(checks=False)
        assert "Half an answer (a text or a code cell there is as it was handed out): three." in capsys.readouterr().out
    (desk / "hw12.ipynb").write_bytes(handed_in({2: [markdown("because"), code("")], 7: [drawn], 8: [markdown("so")]}))
    submit(checks=False)
    assert "Half" not in capsys.readouterr().out


def test_code_whose_figure_was_cleared_is_named(desk, capsys):
    (desk / "hw12.ipynb").write_bytes(handed_in({7: [code("draw(1)")], 8: [markdown("it falls")]}))
    submit(checks=False)
    assert "Code without an output, so without a figure in the PDF (run it, save" in capsys.readouterr().out


def test_what_the_grader_would_refuse_for_its_size_is_said_before_it_is_handed_in(desk, capsys):
    large = {
        "has 31 MB; the grader reads 25 MB at most": [code("x", stream("a" * 31_000_000))],
        "has 2,009 cells; the grader reads 2,000 at most": [markdown("")] * 2000,
        "300,000 of them in one cell; the grader reads 500,000": [code("x" * 300_000)],
    }
    for says, cells in large.items():
        content = handed_in({4: cells})
        (desk / "hw12.ipynb").write_bytes(content)
        with pytest.raises(SubmissionError):
            read_submission(desk / "hw12.ipynb", "hw12")
        submit(checks=False)
        said = capsys.readouterr().out
        assert "It would be REFUSED as it is." in said
        assert says in said
    read = ReadLimits()
    assert read.notebook_bytes == limits.NOTEBOOK_BYTES
    assert read.cells == limits.CELLS
    assert read.cell_characters == limits.CELL_CHARACTERS
    assert read.code_characters == limits.CODE_CHARACTERS


@pytest.mark.parametrize("name", ["hw12.ipynb.txt", "hw12", ".hw12.ipynb", "a\\b.ipynb", "C:x.ipynb"])
def test_a_name_that_the_grader_cannot_take_is_not_the_name_in_the_zip(desk, name, monkeypatch):
    (desk / "hw12.ipynb").rename(desk / name)
    submit(name, checks=False)
    with zipfile.ZipFile(desk / "hw12_submission.zip") as archive:
        assert archive.namelist() == ["hw12.ipynb"]
    assert read_submission(desk / "hw12_submission.zip", "hw12").cells


def test_both_files_are_written_and_the_receipt_names_them(desk, capsys):
    submit(checks=False)
    said = capsys.readouterr().out
    with zipfile.ZipFile(desk / "hw12_submission.zip") as archive:
        assert archive.read("hw12.ipynb") == (desk / "hw12.ipynb").read_bytes()
    assert "because" in pages((desk / "hw12_written.pdf").read_bytes())[0]
    assert "opened again: hw12.ipynb as it was saved" in said
    assert "opened again: 3 pages, all 2 written questions on theirs" in said
    assert "upload it to the programming assignment" in said
    assert "upload it to the written assignment (a PDF)" in said
    assert "Nothing is written for: three." in said
    assert "Code as it was handed out: two." in said
    assert sorted(p.name for p in desk.iterdir()) == [
        "handin.json", "hw12.ipynb", "hw12_submission.zip", "hw12_written.pdf", "written.json",
    ]  # fmt: skip


def test_a_homework_of_another_name_gives_files_of_that_name(desk, capsys):
    (desk / NAME).write_text(Release("zoo", "hw12.ipynb").as_json(), encoding="utf-8")
    submit(checks=False)
    assert sorted(p.name for p in desk.glob("*_*")) == ["zoo_submission.zip", "zoo_written.pdf"]
    said = capsys.readouterr().out
    assert "zoo_submission.zip  (" in said
    assert "zoo_written.pdf  (" in said


def test_the_digests_of_the_receipt_are_those_of_the_files(desk, capsys):
    import hashlib

    submit(checks=False)
    said = capsys.readouterr().out
    for name in ("hw12_submission.zip", "hw12_written.pdf"):
        assert hashlib.sha256((desk / name).read_bytes()).hexdigest() in said


def test_a_full_notebook_is_told_that_nothing_is_missing(desk, capsys):
    drawn = code("draw(1)", shows("image/png", b64(png())))
    done = {2: [markdown("a")], 4: [code("def double(x): return 2 * x")], 7: [drawn], 8: [markdown("b")]}
    (desk / "hw12.ipynb").write_bytes(handed_in(done))
    submit(checks=False)
    said = capsys.readouterr().out
    assert "Every question has an answer." in said
    assert "Look at this" not in said


def test_without_pandoc_the_zip_is_still_written_and_the_student_is_told(desk, capsys, monkeypatch):
    def gone() -> str:
        raise PandocError("pandoc is not here: install it.")

    monkeypatch.setattr(pandoc, "program", gone)
    submit(checks=False)
    said = capsys.readouterr().out
    assert (desk / "hw12_submission.zip").is_file()
    assert not (desk / "hw12_written.pdf").exists()
    assert "hw12_written.pdf could NOT be made: PandocError: pandoc is not here: install it." in said
    assert "Your zip is not touched by this." in said


def test_a_lost_table_of_questions_is_no_reason_to_lose_the_zip(desk, capsys):
    (desk / "written.json").unlink()
    submit(checks=False)
    assert (desk / "hw12_submission.zip").is_file()
    assert "hw12_written.pdf could NOT be made: FileNotFoundError" in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"", b"{", b'{"cells": 7}'])
def test_what_is_no_notebook_is_said_and_nothing_is_written(desk, capsys, content):
    (desk / "hw12.ipynb").write_bytes(content)
    submit(checks=False)
    assert "Nothing was written. This file is no notebook" in capsys.readouterr().out
    assert not (desk / "hw12_submission.zip").exists()


def test_it_does_nothing_where_the_public_checks_run_it(desk, monkeypatch, capsys):
    monkeypatch.setenv(submission.RUNNING, "1")
    submit()
    assert capsys.readouterr().out == ""
    assert not (desk / "hw12_submission.zip").exists()


def test_it_does_nothing_while_otter_grades(desk, monkeypatch, capsys):
    import otter

    monkeypatch.setattr(otter.Notebook, "_grading_mode", True)
    submit()
    assert capsys.readouterr().out == ""


def test_public_checks_that_break_leave_both_files(desk, capsys):
    submit()  # there is no folder with checks here
    said = capsys.readouterr().out
    assert "in a fresh process, against the public checks" in said
    assert (desk / "hw12_submission.zip").is_file()
    assert (desk / "hw12_written.pdf").is_file()
    assert submission.RUNNING not in os.environ


def test_code_that_was_run_and_not_saved_is_named(desk, capsys, monkeypatch):
    monkeypatch.setattr(submission, "_session", lambda: ({}, ["def double(x):\n    return 3 * x"]))
    submit(checks=False)
    assert capsys.readouterr().out.count("What you ran as double is not what is saved.") == 2  # at both ends


def test_a_cell_with_a_magic_is_compared_as_it_was_typed(desk, capsys, shell):
    typed = "%time y = 1\ndef double(x):\n    return 2 * x"
    shell.run_cell(typed, store_history=True)
    (desk / "hw12.ipynb").write_bytes(handed_in({2: [markdown("because")], 4: [code(typed)]}))
    submit(checks=False)
    assert "not what is saved" not in capsys.readouterr().out


def test_values_that_were_run_and_not_saved_are_named(desk, capsys, shell):
    shell.run_cell('# a comment\nbest = "b"\nworst: str = "a"', store_history=True)
    shell.run_cell('best = "a tried value"\nprint(best)', store_history=True)
    (desk / "hw12.ipynb").write_bytes(handed_in({4: [code("# a comment\nbest = ...\nworst: str = ...")]}))
    submit(checks=False)
    assert "What you ran as best and worst is not what is saved." in capsys.readouterr().out


@pytest.mark.parametrize("ago_s", [60, 3600])  # JupyterLab saves by itself every two minutes
def test_a_notebook_that_was_not_saved_just_now_is_asked_for(desk, capsys, ago_s):
    old = time.time() - ago_s
    os.utime(desk / "hw12.ipynb", (old, old))
    submit(checks=False)
    assert "If you have written something since, save the notebook" in capsys.readouterr().out


def test_only_the_last_run_of_a_definition_counts():
    wrong, right = "def f():\n    return 1", "def f():\n    return 2  "
    assert unsaved_definitions([wrong, right], ["def f():\n    return 2\n"]) == []
    assert unsaved_definitions([right, wrong], [right]) == ["f"]
    assert unsaved_definitions(["def scratch(): ...", "%time x", "not python("], [right]) == []


def test_the_editor_knows_the_notebooks_name(desk, monkeypatch):
    (desk / "übung 12.ipynb").write_bytes(released())
    assert notebook_file(None, {}).name == "hw12.ipynb"
    assert notebook_file(None, {"__vsc_ipynb_file__": str(desk / "übung 12.ipynb")}).name == "übung 12.ipynb"
    monkeypatch.setenv("JPY_SESSION_NAME", "some/folder/übung 12.ipynb")
    assert notebook_file(None, {}).name == "übung 12.ipynb"
    submit(checks=False)
    with zipfile.ZipFile(desk / "hw12_submission.zip") as archive:
        assert archive.namelist() == ["übung 12.ipynb"]


def test_a_name_that_cannot_be_known_is_asked_for(desk):
    (desk / "hw12.ipynb").rename(desk / "a.ipynb")
    assert notebook_file(None, {}).name == "a.ipynb"
    (desk / "b.ipynb").write_bytes(released())
    with pytest.raises(NoNotebookError, match=r"several notebooks here \(a\.ipynb, b\.ipynb\): say which one"):
        notebook_file(None, {})
    with pytest.raises(NoNotebookError, match=r"There is no file c\.ipynb in .*: give the name"):
        notebook_file("c.ipynb", {})


def test_a_zip_that_holds_something_else_is_not_whole(tmp_path):
    path = tmp_path / "hw12_submission.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hw12.ipynb", b"old")
    with pytest.raises(NotWholeError, match=r"does not hold hw12\.ipynb as it was saved"):
        check_zip(path, "hw12.ipynb", b"new")
    path.write_bytes(path.read_bytes()[:20])
    with pytest.raises(NotWholeError, match=r"does not hold hw12\.ipynb as it was saved"):
        check_zip(path, "hw12.ipynb", b"old")


def test_a_pdf_that_is_cut_or_lacks_a_question_is_not_whole(desk, homework):  # noqa: F811
    from autograder.handin.export.whole_notebook import notebook_pdf

    path = desk / "hw12_written.pdf"
    path.write_bytes(notebook_pdf(notebook(markdown("something else")), "other"))
    with pytest.raises(NotWholeError, match="but one, three does not stand on its page"):
        check_written_pdf(path, homework)
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(NotWholeError, match="cannot be opened again"):
        check_written_pdf(path, homework)


def test_staff_make_the_same_pdf_from_a_submission_without_running_it(desk, tmp_path, capsys):
    from autograder.__main__ import main

    dist, release = tmp_path / "dist", tmp_path / "release"
    (dist / "tests").mkdir(parents=True)
    release.mkdir()
    (release / "hw12.ipynb").write_bytes(released())
    (release / "written.json").write_text((desk / "written.json").read_text(encoding="utf-8"), encoding="utf-8")
    grading = {"assignment": "tiny", "salt": "0" * 16, "released": "../release/hw12.ipynb", "support": "../release"}
    (dist / "grading.json").write_text(json.dumps(grading | {"tests": "tests", "preload": [], "stand_ins": {}}))
    mark = tmp_path / "ran"
    (desk / "hw12.ipynb").write_bytes(handed_in({2: [markdown("because")], 4: [code(f"open({str(mark)!r}, 'w')")]}))
    submit(checks=False)
    made = tmp_path / "made.pdf"
    handed = (desk / "hw12_submission.zip").rename(tmp_path / "steers\x1b[31m.zip")
    assert main(["pdf", str(handed), "-o", str(made), "--assignment", str(dist)]) == 0
    assert made.read_bytes() == (desk / "hw12_written.pdf").read_bytes()
    assert not mark.exists()
    said = capsys.readouterr().out
    assert "Nothing is written for three." in said
    assert "written answers of steers.zip" in said
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04")
    assert main(["pdf", str(broken), "-o", str(made), "--assignment", str(dist)]) == 3
    assert "No PDF was written:" in capsys.readouterr().out
