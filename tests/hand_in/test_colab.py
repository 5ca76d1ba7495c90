"""On Colab, as far as a stand-in for it goes: the first cell, the notebook that is in the browser, and downloads."""

import functools
import http.server
import json
import os
import sys
import threading
import types
from pathlib import Path

import nbformat
import pytest

from autograder.handin import colab, submission
from autograder.handin.running_notebook import notebook_file
from autograder.release.archive import read_folder, write_zip

ROOT = Path(__file__).resolve().parents[2]
RELEASE = ROOT / "student_release"
ANSWERED = {"nbformat": 4, "nbformat_minor": 0, "metadata": {"colab": {}}, "cells": []}


@pytest.fixture
def on_colab(monkeypatch, tmp_path):
    """A folder with nothing in it, on a machine that looks like Colab; what was downloaded is in `downloads`."""
    package, messages, files = (types.ModuleType(f"google.colab{part}") for part in ("", "._message", ".files"))
    messages.blocking_request = lambda name, request, timeout_sec: {"ipynb": ANSWERED}
    downloads = []
    files.download = downloads.append
    for module in (package, messages, files):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.chdir(tmp_path)
    return types.SimpleNamespace(folder=tmp_path, messages=messages, files=files, downloads=downloads)


def first_cell():
    notebook = nbformat.read(RELEASE / "hw12.ipynb", as_version=4)
    return next(cell for cell in notebook.cells if cell.cell_type == "code")


def run_first_cell(url=""):
    source = first_cell().source
    assert source.count('url, packed = "",') == 1
    exec(source.replace('url, packed = "",', f'url, packed = "{url}",'), {})


def release_zip(path):
    write_zip(path, {f"student_release/{name}": content for name, content in read_folder(RELEASE).items()})


@pytest.fixture
def installed(monkeypatch):
    """What pip was asked for."""
    asked = []

    def run(command, **_):
        asked.extend(command[5:])
        return types.SimpleNamespace(returncode=0, stderr="")

    monkeypatch.setattr(colab.subprocess, "run", run)
    monkeypatch.setitem(sys.modules, "handin.colab", colab)
    return asked


def test_the_first_cell_is_not_graded_and_does_nothing_elsewhere(tmp_path, monkeypatch, capsys):
    assert "otter_ignore" in first_cell().metadata["tags"]
    monkeypatch.chdir(tmp_path)
    run_first_cell("http://127.0.0.1:1/never-asked-for")
    assert list(tmp_path.iterdir()) == []
    assert capsys.readouterr().out == ""


def test_with_nothing_set_it_says_what_to_upload(on_colab, capsys):
    run_first_cell()
    assert capsys.readouterr().out.startswith("Upload student_release.zip (the folder symbol on the left) and run this")


def test_an_uploaded_zip_is_unpacked_and_what_colab_lacks_is_installed(on_colab, installed, capsys):
    release_zip(on_colab.folder / "student_release.zip")
    run_first_cell()
    assert (on_colab.folder / "hw12" / "vae.py").is_file()
    assert {name.split(">")[0] for name in installed} >= {"otter-grader", "typst", "pypandoc-binary"}
    assert not [name for name in installed if name.startswith(("torch", "jupyterlab", "numpy"))]
    assert capsys.readouterr().out.startswith("Ready.")


def test_half_a_zip_is_thrown_away_so_that_it_can_be_uploaded_again(on_colab, capsys):
    packed = on_colab.folder / "student_release.zip"
    release_zip(packed)
    packed.write_bytes(packed.read_bytes()[:5000])
    run_first_cell()
    assert "Upload student_release.zip" in capsys.readouterr().out
    assert not packed.exists()


def test_a_zip_with_one_wrong_byte_is_not_whole(on_colab, installed, capsys):
    packed = on_colab.folder / "student_release.zip"
    release_zip(packed)
    content = bytearray(packed.read_bytes())
    content[len(content) // 2] ^= 1
    packed.write_bytes(content)
    run_first_cell()
    said = capsys.readouterr().out
    assert said.startswith("Upload student_release.zip")
    assert "Bad CRC-32" in said
    assert installed == []
    assert not packed.exists()


@pytest.fixture
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    release_zip(folder / "student_release.zip")

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder)) as served:
        threading.Thread(target=served.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{served.server_port}"
        served.shutdown()


def test_the_release_is_fetched_from_where_the_course_keeps_it(on_colab, installed, server):
    run_first_cell(f"{server}/student_release.zip")
    for name in ("handin", "hw12"):
        assert read_folder(on_colab.folder / name) == read_folder(RELEASE / name)


def test_an_address_that_has_moved_says_what_to_upload(on_colab, server, capsys):
    run_first_cell(f"{server}/elsewhere.zip")
    said = capsys.readouterr().out
    assert "Upload student_release.zip" in said
    assert "404" in said


def test_what_is_handed_in_is_the_notebook_in_the_browser_and_not_the_blank_one_on_the_disk(on_colab):
    Path("hw12.ipynb").write_bytes((RELEASE / "hw12.ipynb").read_bytes())
    assert json.loads(notebook_file(None, {}).read_text()) == ANSWERED


def test_half_an_emoji_from_the_browser_is_no_reason_to_lose_the_notebook(on_colab):
    sent = {"ipynb": {"cells": [{"cell_type": "markdown", "source": "half \ud83d and 中"}]}}
    on_colab.messages.blocking_request = lambda name, request, timeout_sec: sent
    assert json.loads(notebook_file(None, {}).read_text(encoding="utf-8")) == sent["ipynb"]


def test_where_colab_does_not_answer_the_student_is_told_another_way(on_colab, capsys):
    def never(name, request, timeout_sec):
        raise TimeoutError

    on_colab.messages.blocking_request = never
    submission.submit()
    said = capsys.readouterr().out
    assert said.startswith(
        "Nothing was written. Colab did not hand over the notebook (TimeoutError). Download it (File,"
    )
    assert os.listdir() == []


def test_what_was_made_is_handed_to_the_browser(on_colab, capsys):
    colab.download([Path("hw12_submission.zip")])
    assert on_colab.downloads == ["hw12_submission.zip"]
    on_colab.files.download = None
    colab.download([Path("hw12_written.pdf")])
    assert "Download hw12_written.pdf yourself" in capsys.readouterr().out


def test_packages_that_cannot_be_had_are_said_in_a_sentence(on_colab, monkeypatch, capsys):
    failed = types.SimpleNamespace(returncode=1, stderr="...\nERROR: no network\n")
    monkeypatch.setattr(colab.subprocess, "run", lambda *_, **__: failed)
    colab.set_up(RELEASE / "requirements.txt")
    assert capsys.readouterr().out.startswith(
        "Packages could not be installed (ERROR: no network). Run this cell again;"
    )
