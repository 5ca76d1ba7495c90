"""The command before anything is graded: what it refuses, and with which status."""

import os
import subprocess
import sys

import pytest
from downloads import as_folder, notebook
from small_class import ROOT, finish

from autograder.classroom.progress import Progress


@pytest.fixture
def handed_in(tmp_path):
    """A folder with one notebook."""
    return as_folder(tmp_path / "in", {"ada.ipynb": notebook("x = 1")})


def test_a_path_that_is_not_there_is_used_wrongly(small, tmp_path):
    done = finish(small, tmp_path / "nowhere", tmp_path / "out")
    assert done.returncode == 2
    assert "there are no submissions at" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("jobs", ["0", "-1", "many"])
def test_a_number_of_jobs_that_is_none_is_used_wrongly(small, handed_in, tmp_path, jobs):
    done = finish(small, handed_in, tmp_path / "out", f"--jobs={jobs}")
    assert done.returncode == 2
    assert "is no number of jobs; expected 1 or more" in done.stderr


def test_a_roster_that_is_none_is_used_wrongly_before_anything_is_written(small, handed_in, tmp_path):
    (tmp_path / "roster.csv").write_text("colour\nred\n")
    done = finish(small, handed_in, tmp_path / "out", "--roster", str(tmp_path / "roster.csv"))
    assert done.returncode == 2
    assert "expected name, id and email" in done.stdout
    assert not (tmp_path / "out").exists()


def test_what_is_no_download_is_used_wrongly(small, tmp_path):
    (tmp_path / "class.rar").write_bytes(b"Rar!")
    done = finish(small, tmp_path / "class.rar", tmp_path / "out")
    assert done.returncode == 2
    assert "is no zip" in done.stdout


def test_a_file_that_is_no_notebook_is_named_where_nobody_else_names_it(small, handed_in, tmp_path):
    (handed_in / "Bob\x1b.py").write_text("x = 1")
    done = finish(small, handed_in, tmp_path / "out")
    assert "1 submissions, laid out as by a folder" in done.stdout
    assert "Neither notebooks nor zips, and nobody's: 1 files (Bob\\x1b.py)." in done.stdout


def test_an_output_among_the_submissions_is_used_wrongly(small, handed_in):
    done = finish(small, handed_in, handed_in / "out")
    assert done.returncode == 2
    assert "where it would be taken for a student's: choose another -o" in done.stdout
    assert not (handed_in / "out").exists()


def test_a_download_whose_name_is_not_utf_8_is_used_wrongly(small, handed_in, tmp_path):
    done = finish(small, handed_in.rename(tmp_path / os.fsdecode(b"cl\xffass")), tmp_path / "out")
    assert done.returncode == 2
    assert "is no name in UTF-8; expected one: rename it" in done.stdout
    assert not (tmp_path / "out").exists()


def test_an_assignment_that_was_not_built_is_the_graders_fault(handed_in, tmp_path):
    done = finish(tmp_path, handed_in, tmp_path / "out")
    assert done.returncode == 3
    assert "run `python build.py`" in done.stdout


def test_a_damaged_gradebook_is_the_graders_fault_and_kept(small, handed_in, tmp_path):
    (tmp_path / "gradebook.sqlite").write_bytes(b"no database " * 1000)
    done = finish(small, handed_in, tmp_path)
    assert done.returncode == 3
    assert "is damaged" in done.stdout
    assert (tmp_path / "gradebook.sqlite").read_bytes().startswith(b"no database")


def test_a_worker_that_cannot_be_confined_ends_the_run_with_its_reason(small, handed_in, tmp_path):
    layers = ["seccomp", "landlock", "uid", "rlimits", "no_new_privs"]
    without = [word for layer in layers for word in ("--without", layer)]
    done = finish(small, handed_in, tmp_path, "--jobs", "1", *without)
    assert done.returncode == 3
    assert "this machine cannot confine student code" in done.stdout
    assert not list(tmp_path.glob("grades.csv"))


def test_the_process_that_schedules_needs_no_torch():
    code = "import sys, autograder.classroom.command; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


class Terminal:
    """What was written to it."""

    def __init__(self, live):
        self.text, self.live = "", live

    def isatty(self):
        return self.live

    def write(self, text):
        self.text += text

    def flush(self):
        pass


def test_elsewhere_than_on_a_terminal_there_are_troubles_alone():
    stream = Terminal(False)
    progress = Progress(10, stream)
    progress.done()
    progress.trouble("\x1b[2Jada:\nlost")
    progress.close()
    assert stream.text == "ada: lost\n"


def test_on_a_terminal_rate_and_remaining_time_are_shown(monkeypatch):
    now = iter(range(0, 1000, 2))
    monkeypatch.setattr("autograder.classroom.progress.time.monotonic", lambda: float(next(now)))
    stream = Terminal(True)
    progress = Progress(100, stream)
    for _ in range(4):
        progress.done()
    assert "4 of 100 graded, " in stream.text
    assert " a minute, " in stream.text
    assert stream.text.endswith(" left")
