"""handin.submit() where things go wrong: the zip holds what the student saved, and what failed is said."""

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from awkward import b64, code, markdown, stream
from PIL import Image
from reading import pages
from test_hand_in import desk  # noqa: F401 - a fixture
from test_written_answers import handed_in, homework  # noqa: F401 - a fixture

from autograder.handin.export import written
from autograder.handin.submission import submit

ZIP, PDF = "hw12_submission.zip", "hw12_written.pdf"
BEHIND_A_MISSING_PACKAGE = """
import sys
sys.modules[sys.argv[1]] = None  # Python's own way to say that it is not installed
from autograder.handin.submission import submit
submit(checks=False)
"""


def zipped(path: Path, name: str = "hw12.ipynb") -> bytes:
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == [name]
        return archive.read(name)


@pytest.fixture
def home(tmp_path, monkeypatch):
    made = tmp_path / "home"
    made.mkdir()
    monkeypatch.setattr(Path, "home", lambda: made)
    return made


def refuse(folder: Path, name: str) -> None:
    """No file `name` can be made in `folder`, whoever asks: for root nothing is read-only."""
    (folder / f".{name}.part").mkdir()


@pytest.mark.parametrize("package", ["typst", "pypdfium2", "fontTools"])
def test_a_package_that_is_missing_costs_the_pdf_and_never_the_zip(desk, package):  # noqa: F811
    command = [sys.executable, "-c", BEHIND_A_MISSING_PACKAGE, package]
    done = subprocess.run(command, cwd=desk, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
    assert zipped(desk / ZIP) == (desk / "hw12.ipynb").read_bytes()
    assert f"the package {package} is not installed. Run `%pip install -r requirements.txt`" in done.stdout
    assert not (desk / PDF).exists()


def test_a_panic_in_typst_costs_the_pdf_and_never_the_receipt(desk, capsys, monkeypatch):  # noqa: F811
    class PanicException(BaseException):  # as PyO3 has it
        pass

    def panics(*_: object, **__: object) -> None:
        raise PanicException("index out of bounds")

    monkeypatch.setattr("typst.Compiler", panics)
    submit(checks=False)
    said = capsys.readouterr().out
    assert f"{PDF} could NOT be made: PressError: Typst broke off: index out of bounds" in said
    assert "opened again: hw12.ipynb as it was saved" in said


def test_a_kernel_that_changed_its_folder_finds_the_notebook(desk, monkeypatch):  # noqa: F811
    (desk / "data").mkdir()
    monkeypatch.setenv("JPY_SESSION_NAME", str(desk / "hw12.ipynb"))
    monkeypatch.chdir(desk / "data")
    submit(checks=False)
    assert zipped(desk / ZIP) == (desk / "hw12.ipynb").read_bytes()


def test_stopped_in_the_middle_it_still_prints_the_receipt_of_the_zip(desk, capsys, monkeypatch):  # noqa: F811
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(written, "written_pdf", interrupted)
    submit(checks=False)
    said = capsys.readouterr().out
    assert zipped(desk / ZIP) == (desk / "hw12.ipynb").read_bytes()
    assert "opened again: hw12.ipynb as it was saved" in said
    assert "You stopped this before its end." in said


def test_a_pdf_of_an_earlier_run_is_not_taken_for_the_new_one(desk, capsys):  # noqa: F811
    submit(checks=False)
    assert "EARLIER" not in capsys.readouterr().out
    (desk / "written.json").unlink()
    submit(checks=False)
    said = capsys.readouterr().out
    assert f"The {PDF} in this folder is of an EARLIER run: do not upload it." in said
    assert f"The {ZIP} in this folder" not in said


def test_a_folder_that_refuses_files_sends_them_home(desk, capsys, home):  # noqa: F811
    refuse(desk, ZIP)
    refuse(desk, PDF)
    submit(checks=False)
    said = capsys.readouterr().out
    assert zipped(home / ZIP) == (desk / "hw12.ipynb").read_bytes()
    assert "because" in pages((home / PDF).read_bytes())[0]
    for name in (ZIP, PDF):
        assert f"{name} is in {home}: the folder of the notebook could not be written" in said


def test_where_no_folder_takes_the_zip_the_pdf_is_made_and_both_are_said(desk, capsys, home):  # noqa: F811
    submit(checks=False)
    refuse(desk, ZIP)
    refuse(home, ZIP)
    capsys.readouterr()
    submit(checks=False)
    said = capsys.readouterr().out
    assert f"{ZIP} could NOT be made: " in said
    assert "make room on the disk, and run this again. If that does not help, hand in hw12.ipynb itself" in said
    assert f"The {ZIP} in this folder is of an EARLIER run: do not upload it." in said
    assert "opened again: 3 pages" in said


def test_where_neither_file_is_made_nobody_is_sent_to_hand_in_an_old_zip(desk, capsys, home):  # noqa: F811
    submit(checks=False)
    for folder, name in ((desk, ZIP), (home, ZIP), (desk, PDF), (home, PDF)):
        refuse(folder, name)
    capsys.readouterr()
    submit(checks=False)
    said = capsys.readouterr().out
    assert f"{PDF} could NOT be made: " in said
    assert "Your zip is not touched" not in said
    assert f"The {ZIP} in this folder is of an EARLIER run: do not upload it." in said


def test_another_notebook_that_was_saved_later_is_named(desk, capsys):  # noqa: F811
    now = (desk / "hw12.ipynb").stat().st_mtime
    for name, age in (("older.ipynb", 60), ("hw12-Copy1.ipynb", -60)):
        (desk / name).write_bytes(handed_in({}))
        os.utime(desk / name, (now - age, now - age))
    (desk / ".#hw12.ipynb").symlink_to("nobody@nowhere")  # as an editor marks an open file
    submit(checks=False)
    said = capsys.readouterr().out
    assert "This is hw12.ipynb, but hw12-Copy1.ipynb was saved later." in said
    assert 'run handin.submit("hw12-Copy1.ipynb")' in said.replace("\n    ", " ")


def test_a_terminal_without_the_letters_of_the_name_loses_nothing(desk, monkeypatch):  # noqa: F811
    folder = desk / "my home work (1)"
    folder.mkdir()
    (desk / "hw12.ipynb").rename(folder / "作业 12.ipynb")
    terminal = io.TextIOWrapper(io.BytesIO(), "ascii", write_through=True)
    monkeypatch.setattr(sys, "stdout", terminal)
    submit(folder / "作业 12.ipynb", checks=False)
    said = terminal.buffer.getvalue().decode("ascii")  # type: ignore[attr-defined]
    assert zipped(folder / ZIP, "作业 12.ipynb") == (folder / "作业 12.ipynb").read_bytes()
    assert "\\u4f5c\\u4e1a 12.ipynb was saved last at" in said
    assert "all 2 written questions on theirs" in said


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has file names that are no text")
def test_a_file_name_that_is_no_text_is_zipped_all_the_same(desk):  # noqa: F811
    odd = desk / os.fsdecode(b"h\xff.ipynb")
    (desk / "hw12.ipynb").rename(odd)
    submit(odd, checks=False)
    assert zipped(desk / ZIP, "h?.ipynb") == odd.read_bytes()


def photograph(mb: int) -> str:
    side = int((mb * 1_000_000 / 3) ** 0.5)
    made = io.BytesIO()
    Image.frombytes("RGB", (side, side), os.urandom(3 * side * side)).save(made, "PNG", compress_level=0)
    return b64(made.getvalue())


@pytest.mark.parametrize("what", ["a photograph of 20 MB", "an output of 10 MB", "500 cells", "a lost picture"])
def test_what_is_large_or_lost_takes_no_answer_with_it(desk, what, capsys):  # noqa: F811
    answer = {
        "a photograph of 20 MB": lambda: [
            markdown("![mine](attachment:a.png)", attachments={"a.png": {"image/png": photograph(20)}})
        ],
        "an output of 10 MB": lambda: [code("print(x)", stream("a long line of numbers\n" * 450_000))],
        "500 cells": lambda: [markdown(f"step {n}") for n in range(500)],
        "a lost picture": lambda: [markdown("![mine](gone/for ever.png) ![and](gone.png)")],
    }[what]()
    (desk / "hw12.ipynb").write_bytes(handed_in({2: [markdown("before"), *answer, markdown("after")]}))
    submit(checks=False)
    assert zipped(desk / ZIP) == (desk / "hw12.ipynb").read_bytes()
    said = "\n".join(pages((desk / PDF).read_bytes()))
    assert "before" in said
    assert "after" in said
    assert "could NOT be made" not in capsys.readouterr().out
