"""What students hand in on Gradescope, which unpacks zips: each is a valid result with a sentence."""

import contextlib
import dataclasses
import tempfile
import zipfile
from pathlib import Path

import pytest
import torch
from small_homework import HOLES, RIGHT, make, write_notebook

from autograder.checking.randomness import use_seed
from autograder.engine.assignment import read_assignment
from autograder.engine.grader import warm_grader
from autograder.engine.sandbox import Limits, find_sandbox
from autograder.gradescope.results_json import results_json

LIMITS = Limits(cell_wall_s=2, case_wall_s=2, lost_cells=2)


@pytest.fixture(scope="module")
def grader():
    threads = torch.get_num_threads()
    with tempfile.TemporaryDirectory(prefix="small-") as folder, contextlib.ExitStack() as stack:
        assignment = read_assignment(make(Path(folder)))
        sandbox = find_sandbox(assignment, LIMITS.box, unconfined=True)
        yield stack.enter_context(warm_grader(assignment, sandbox, use_seed, LIMITS))
    torch.set_num_threads(threads)


def right(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    return write_notebook(path, RIGHT)


def two_notebooks(folder):
    right(folder / "a.ipynb")
    right(folder / "b.ipynb")


def nothing(folder):
    pass


def only_a_text(folder):
    (folder / "answers.txt").write_text("42")


def a_damaged_zip(folder):
    (folder / "small.zip").write_bytes(b"PK\x03\x04 and no more")


def empty(folder):
    (folder / "small.ipynb").write_bytes(b"")


def huge(folder):
    with open(folder / "small.ipynb", "wb") as file:
        file.truncate(200_000_000)


def too_deep(folder):
    right(folder / "home" / "ada" / "small.ipynb")


def a_link(folder):
    (folder / "small.ipynb").symlink_to("/etc/passwd")


def a_web_page(folder):
    (folder / "small.ipynb").write_text("<!DOCTYPE html><html>" * 1000)


UNREADABLE = {
    two_notebooks: "holds 2 notebooks",
    nothing: "holds no notebook, nothing",
    only_a_text: 'only "answers.txt"',
    a_damaged_zip: '"small.zip" is no zip',
    empty: "is empty",
    huge: "larger than",
    too_deep: "too deep",
    a_link: "is a link",
    a_web_page: '"small.ipynb" is a web page',
}


@pytest.mark.parametrize(("hand_in", "says"), UNREADABLE.items(), ids=lambda one: getattr(one, "__name__", ""))
def test_what_cannot_be_graded_says_why_and_what_to_do(grader, tmp_path, as_specified, hand_in, says):
    hand_in(tmp_path)
    made = as_specified(results_json(grader.grade(tmp_path)))
    top = made["output"].replace("\\", "")
    assert "**Nothing was graded, because your notebook could not be read.**" in top
    assert says in top
    assert "**What to do:** mend that and hand in again" in top
    assert sum(one.get("score", 0) for one in made["tests"]) == 0


def one(folder):
    right(folder / "small.ipynb")


def of_another_name(folder):
    right(folder / "small (1) \u202e final_FINAL*.ipynb")


def beside_another(folder):
    right(folder / "small.ipynb")
    right(folder / "scratch.ipynb")


def in_a_folder(folder):
    right(folder / "hw" / "small.ipynb")
    (folder / "hw" / ".ipynb_checkpoints").mkdir()
    right(folder / "hw" / ".ipynb_checkpoints" / "small-checkpoint.ipynb")


def zipped(folder):
    path = right(folder / "small.ipynb")
    with zipfile.ZipFile(folder / "small_submission.zip", "w") as archive:
        archive.write(path, "small.ipynb")
    path.unlink()


@pytest.mark.parametrize("hand_in", [one, of_another_name, beside_another, in_a_folder, zipped])
def test_a_notebook_that_can_be_found_is_graded(grader, tmp_path, as_specified, hand_in):
    hand_in(tmp_path)
    made = as_specified(results_json(grader.grade(tmp_path)))
    assert sum(one.get("score", 0) for one in made["tests"]) == 8
    assert "4 of 4 questions ran to their end" in made["output"]
    assert "\u202e" not in made["output"]


def at_once(made, question):
    return next(one for one in made["tests"] if one["name"] == f"{question}: did it run?")


BROKEN = {
    "def double(x):\n    while True: pass": ("In part|No", "did not come back within 2 seconds"),
    "while True: pass": ("No", "`double` is not defined"),
    "import os\ndef double(x):\n    os._exit(71)": ("No", "ended the whole process"),
    "def double(x):\n    return [0] * 10 ** 10": ("No|In part", "memory"),
    "def dubble(x):\n    return 2 * x": ("No", "`double` is not defined"),
    "def double(x)\n    return 2 * x": ("No", "SyntaxError"),
    "1 / 0\ndef double(x):\n    return 2 * x": ("No", "stopped with ZeroDivisionError"),
}


@pytest.mark.parametrize(("source", "expected"), BROKEN.items())
def test_what_did_not_run_is_said_at_once_with_its_reason(grader, tmp_path, as_specified, source, expected):
    write_notebook(tmp_path / "small.ipynb", RIGHT | {"double": source})
    made = as_specified(results_json(grader.grade(tmp_path)))
    told = at_once(made, "double")
    said = told["output"].replace("\\", "")
    assert said.split(":")[0] in expected[0].split("|"), said
    assert expected[1] in said, said
    assert told["visibility"] == "visible"
    assert "Something did not run in double" in made["output"]
    assert at_once(made, "word")["output"].startswith("Yes")


def test_what_the_students_time_did_not_reach_fails_with_a_sentence_and_what_was_judged_counts(
    grader, tmp_path, as_specified
):
    hurried = dataclasses.replace(grader, limits=dataclasses.replace(LIMITS, submission_wall_s=3, cell_wall_s=60))
    write_notebook(tmp_path / "small.ipynb", RIGHT | {"scaled": "while True:\n    pass"})
    made = as_specified(results_json(hurried.grade(tmp_path)))
    assert at_once(made, "double")["output"].startswith("Yes")
    assert "it was still running after" in at_once(made, "scaled")["output"]
    late = at_once(made, "word")["output"]
    assert "No: 0 of 3 tests ran to their end." in late
    assert "the submission as a whole used up its 3 seconds" in late
    assert sum(one.get("score", 0) for one in made["tests"]) == 3


def test_a_blank_notebook_says_at_once_what_is_missing(grader, tmp_path):
    write_notebook(tmp_path / "small.ipynb", HOLES)
    made = results_json(grader.grade(tmp_path))
    public = next(one for one in made["tests"] if one["name"] == "double: test_public_is_a_number")
    assert (public["status"], public["visibility"]) == ("failed", "visible")
    assert public["output"]
