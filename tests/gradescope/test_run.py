"""One submission in Gradescope's folders, from run_autograder to results.json."""

import json
import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from small_homework import RIGHT, make, write_notebook

from autograder.engine.confinement import ConfinementError
from autograder.gradescope import grade_submission

EVERYTHING = 8  # points of the small homework
TOKEN = "token-of-the-harness"


@pytest.fixture
def autograder(tmp_path):
    """Gradescope's folders with the small homework as our zip lays it out, and nothing handed in yet."""
    root = tmp_path / "autograder"
    for name in ("source/dist", "submission", "results"):
        (root / name).mkdir(parents=True)
    make(root / "source" / "dist")
    shutil.copy(Path(__file__).with_name("documented_metadata.json"), root / "submission_metadata.json")
    return root


def run(root, *options, before=""):
    """(status, what staff read, results.json) of run_autograder; `before`: Python that is run in it first."""
    begin, end = "import sys\nfrom autograder.gradescope import run\n", "\nsys.exit(run.main(sys.argv[1:]))"
    program = begin + textwrap.dedent(before) + end
    command = [sys.executable, "-c", program, "--root", str(root), "--allow-unconfined", *options]
    done = subprocess.run(
        command, env=os.environ | {"GRADESCOPE_TOKEN": TOKEN}, capture_output=True, text=True, timeout=120, check=False
    )
    path = root / "results" / "results.json"
    return done.returncode, done.stdout + done.stderr, json.loads(path.read_text()) if path.exists() else None


def score(made):
    return sum(one.get("score", 0) for one in made["tests"])


# --- with the real grader --------------------------------------------------------------------------------------------

SPY = """
import os

def opened(path):
    try:
        return open(path, "rb").read()
    except OSError:
        return b""

def numbers():
    try:
        return [name for name in os.listdir("/proc") if name.isdigit()]
    except OSError:
        return []

found = [path for path in {paths!r} if opened(path)]
environments = [f"/proc/{{pid}}/environ" for pid in [*numbers(), "self"]]
found += [path for path in environments if {token!r}.encode() in opened(path)]
found += [name for name, value in os.environ.items() if value == {token!r}]
word = " and ".join(found) or "axolotl"
"""


@pytest.mark.parametrize("without", [(), ("mount_namespace", "pid_namespace")], ids=["every layer", "no namespaces"])
def test_student_code_reads_none_of_the_graders_files_and_nothing_of_its_environment(autograder, as_specified, without):
    secret = ["source/dist/grading.json", "source/dist/tests/word.py", "submission_metadata.json"]
    secret += ["submission/small.ipynb", "results/stdout"]
    (autograder / "results" / "stdout").write_text("what staff read")
    spy = SPY.format(paths=[str(autograder / name) for name in secret], token=TOKEN)
    write_notebook(autograder / "submission" / "small.ipynb", RIGHT | {"word": spy})
    status, said, made = run(autograder, *[f"--without={layer}" for layer in without])
    assert status == 0, said
    as_specified(made)
    if not made["extra_data"]["confined"]:
        pytest.skip(f"this machine cannot confine: {made['extra_data']['layers']}")
    assert score(made) == EVERYTHING, made
    assert "submission 2." in made["output"]
    for name in ("source", "results", "submission", "submission_metadata.json"):
        assert (autograder / name).stat().st_mode & 0o077 == 0, name


def test_a_fault_of_a_check_writes_no_score_and_tells_staff_and_student(autograder, as_specified):
    write_notebook(autograder / "submission" / "small.ipynb", RIGHT | {"word": 'word = "a fault of the check"'})
    status, said, made = run(autograder)
    assert status == 3
    assert "NOT GRADED, no score was written. 1 tests could not be judged (word test_hidden_word" in said
    assert "score" not in json.dumps(as_specified(made))
    assert "That is not your fault" in made["output"]
    assert "the disk is full" in made["tests"][1]["output"]


def test_a_source_folder_without_its_tests_is_a_fault_of_the_grader(autograder):
    shutil.rmtree(autograder / "source" / "dist" / "tests")
    status, said, made = run(autograder)
    assert status == 3
    assert "tests is missing, which grading.json names" in said
    assert made["extra_data"]["fault"].endswith("run `python build.py`.")


# --- with a stand-in for the grader that misbehaves ------------------------------------------------------------------


def graded_by(program):
    """The grader is `program`; where the timeout allows it one second."""
    return f"""
        run.LEAST_TIMEOUT_S = 0
        run._command = lambda given, passed_on: [sys.executable, "-c", {program!r}, str(given["root"])]
    """


WRITES = "import sys, time; open(sys.argv[1] + '/results/results.json', 'w').write('{\"tests\": []}'); "


@pytest.mark.parametrize(
    ("program", "says"),
    [
        ("import time; time.sleep(60)", "did not come to its end within"),
        (WRITES + "time.sleep(60)", "did not come to its end within"),
        ("import os; os.kill(os.getpid(), 9)", "the memory of the container has run out"),
        (WRITES + "sys.exit(3)", "Grading ended with status 3"),
        ("raise RuntimeError('a bug')", "Grading ended with status 1"),
        ("pass", "Grading ended with status 0"),
    ],
)
def test_whatever_becomes_of_the_grader_there_is_a_result_that_is_no_zero(autograder, as_specified, program, says):
    status, said, made = run(autograder, "--timeout-s=31", before=graded_by(program))
    assert status == 3
    assert says in said
    assert says in made["extra_data"]["fault"]
    assert "score" not in json.dumps(as_specified(made))


def test_a_layer_that_fails_in_the_middle_is_told_to_staff_in_its_own_words(autograder, tmp_path, monkeypatch, capsys):
    def fail(*_):
        raise ConfinementError("no uid of 52000 to 52099 is free")

    monkeypatch.setattr(grade_submission, "_grade", fail)
    reason = tmp_path / "reason.txt"
    given = ["--student-s=1", "--until=1", f"--reason={reason}"]
    assert grade_submission.main([f"--root={autograder}", *given]) == grade_submission.OWN_FAULT
    assert reason.read_text() == "no uid of 52000 to 52099 is free"
    assert "Could not grade: no uid" in capsys.readouterr().out


def test_a_result_of_an_earlier_run_is_not_taken_for_this_one(autograder):
    (autograder / "results" / "results.json").write_text('{"score": 100}')
    status, _, made = run(autograder, before=graded_by("pass"))
    assert status == 3
    assert "score" not in made


def test_told_to_stop_it_still_writes_a_result(autograder):
    stop = "import os, signal, time; os.kill(os.getppid(), signal.SIGTERM); time.sleep(60)"
    status, said, made = run(autograder, before=graded_by(stop))
    assert status == 3
    assert "told to stop" in said
    assert made["tests"]


def test_the_grader_gets_nothing_of_the_harness_environment(autograder):
    tell = "import os; print(sorted(os.environ))"
    _, said, _ = run(autograder, before=graded_by(tell))
    assert "'PYTHONPATH'" in said
    assert "GRADESCOPE_TOKEN" not in said


@pytest.mark.parametrize(
    ("timeout", "expected"),
    [(600, "--student-s=360.0"), (2400, "--student-s=1440.0")],
)
def test_the_student_gets_six_tenths_of_gradescopes_timeout(autograder, timeout, expected):
    path = autograder / "source" / "dist" / "grading.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"timeout_s": timeout}))
    show = "real = run._command\nrun._command = lambda *a: print(real(*a), flush=True) or [sys.executable, '-c', '']"
    assert expected in run(autograder, before=show)[1]
    assert "--student-s=120.0" in run(autograder, "--timeout-s=200", before=show)[1]


@pytest.mark.parametrize(
    ("options", "says"),
    [(["--timeout-s=5"], "--timeout-s 5 is too short: at least 120"), (["--root=/nowhere"], "no folder /nowhere")],
)
def test_wrong_use_is_status_2_with_a_sentence(autograder, options, says):
    status, said, made = run(autograder, *options)
    assert status == 2
    assert says in said
    assert made is None


def test_a_secret_place_that_is_a_link_is_refused(autograder):
    (autograder / "submission_metadata.json").unlink()
    (autograder / "submission_metadata.json").symlink_to("/etc/hostname")
    status, said, _ = run(autograder)
    assert status == 3
    assert "submission_metadata.json is a link" in said
