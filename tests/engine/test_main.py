"""`python -m autograder grade`: the exit status, the table, and the file that is written or is not."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import torch
from small_homework import RIGHT, make, write_notebook

from autograder.__main__ import main
from autograder.engine.confinement import uid

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def homework():
    with tempfile.TemporaryDirectory(prefix="small-") as folder:
        yield make(Path(folder))


@pytest.fixture(autouse=True)
def _one_thread():
    threads = torch.get_num_threads()
    yield
    torch.set_num_threads(threads)


def run(homework, submission, *more):
    return main(["grade", str(submission), "--assignment", str(homework), "--allow-unconfined", *map(str, more)])


def test_a_graded_submission_prints_its_table_and_writes_its_results(homework, tmp_path, capsys):
    path = write_notebook(tmp_path / "small.ipynb", RIGHT | {"word": 'word = "newt"'})
    assert run(homework, path, "--json", tmp_path / "results.json") == 0
    shown = capsys.readouterr().out
    assert "word                 0 / 2   1 of 3 tests passed" in shown
    assert "  test_hidden_word: Think of an animal that stays young." in shown
    written = json.loads((tmp_path / "results.json").read_text())
    assert sum(entry.get("score", 0) for entry in written["tests"]) == 6


def test_a_reader_who_goes_before_the_end_costs_no_result(homework, tmp_path):
    path = write_notebook(tmp_path / "small.ipynb", RIGHT)
    command = [sys.executable, "-m", "autograder", "grade", str(path), "--assignment", str(homework)]
    reads, writes = os.pipe()
    os.close(reads)
    try:
        more = ["--allow-unconfined", "--json", str(tmp_path / "results.json")]
        done = subprocess.run([*command, *more], cwd=ROOT, stdout=writes, stderr=subprocess.PIPE, check=False)
    finally:
        os.close(writes)
    assert (done.returncode, done.stderr) == (141, b"")
    assert json.loads((tmp_path / "results.json").read_text())["tests"]


def test_what_could_not_be_judged_is_said_and_nothing_is_written(homework, tmp_path, capsys):
    path = write_notebook(tmp_path / "small.ipynb", RIGHT | {"word": 'word = "a fault of the check"'})
    assert run(homework, path, "--json", tmp_path / "results.json") == 3
    shown = capsys.readouterr().out
    assert "1 tests could not be judged (word test_hidden_word: the check itself raised OSError" in shown
    assert shown.endswith("No result was written.\n")
    assert not (tmp_path / "results.json").exists()


def test_a_grader_that_cannot_be_read_is_its_own_fault(tmp_path, capsys):
    assert run(tmp_path, tmp_path) == 3
    assert "Could not grade: there is no grading.json in" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("command", "left"),
    [
        (["grade"], "No result was written."),
        (["class", "-o", "out"], "What was graded is kept: run the same command again, and it goes on from there."),
    ],
)
def test_a_fault_that_quotes_what_steers_a_terminal_does_not_steer_it(tmp_path, capsys, command, left):
    evil = tmp_path / "\x1b[2J\u202eevil"
    assert main([*command, str(tmp_path), "--assignment", str(evil)]) == 3
    shown = capsys.readouterr().out
    assert shown.endswith(f"{left}\n")
    assert "evil: run `python build.py`, which writes it." in shown
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_a_machine_that_cannot_confine_refuses_and_says_what_is_lacking(homework, tmp_path, capsys):
    path = write_notebook(tmp_path / "small.ipynb", RIGHT)
    assert main(["grade", str(path), "--assignment", str(homework), "--without", "seccomp"]) == 3
    assert "this machine cannot confine student code: " in capsys.readouterr().out


@pytest.mark.parametrize("command", ["grade", "doctor"])
@pytest.mark.skipif(os.geteuid() != 0, reason="only root claims uids")
def test_confinement_that_fails_is_a_sentence_and_status_3(homework, tmp_path, capsys, monkeypatch, command):
    (tmp_path / "taken").touch()
    monkeypatch.setattr(uid, "_LOCKS", tmp_path / "taken" / "uids")
    path = write_notebook(tmp_path / "small.ipynb", RIGHT)
    given = ["grade", str(path), "--assignment", str(homework)] if command == "grade" else ["doctor"]
    assert main(given) == 3
    shown = capsys.readouterr().out
    assert "where graders agree on uids, cannot be made (Not a directory): let the grader write in " in shown
    assert ("No result was written." in shown) is (command == "grade")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "required"),
        (["grade"], "required"),
        (["grade", "nowhere.ipynb"], "there is no submission at nowhere.ipynb: check the path"),
        (["grade", ".", "--without", "luck"], "invalid choice: 'luck'"),
        (["degrade", "."], "invalid choice: 'degrade'"),
    ],
)
def test_wrong_use_is_status_2_with_a_sentence(arguments, says, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert says in capsys.readouterr().err
