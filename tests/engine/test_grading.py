"""Submissions of a small homework from end to end, each in confined processes: what earns points, and what is said."""

import contextlib
import json
import re
import tempfile
import time
from pathlib import Path

import pytest
import torch
from small_homework import HOLES, POINTS, RIGHT, make, write_notebook

from autograder.checking.randomness import use_seed
from autograder.engine.assignment import read_assignment
from autograder.engine.grader import warm_grader
from autograder.engine.judge import grading
from autograder.engine.sandbox import Limits, find_sandbox
from autograder.gradescope.results_json import results_json, write_results
from autograder.notebooks.submission import read_submission
from autograder.results.table import table
from autograder.results.verdict import GraderFault, Verdict

LIMITS = Limits(cell_wall_s=2, case_wall_s=2, lost_cells=2)
ALL = sum(POINTS.values())


@pytest.fixture(scope="module")
def grader():
    """One warm grader for all submissions of this file; confined where this machine can."""
    threads = torch.get_num_threads()
    with tempfile.TemporaryDirectory(prefix="small-") as folder, contextlib.ExitStack() as stack:
        assignment = read_assignment(make(Path(folder)))
        sandbox = find_sandbox(assignment, LIMITS.box, unconfined=True)
        yield stack.enter_context(warm_grader(assignment, sandbox, use_seed, LIMITS))
    torch.set_num_threads(threads)


@pytest.fixture
def graded(grader, tmp_path):
    """graded(word="word = 1", ...) grades right answers but for these."""

    def grade(**answers):
        return grader.grade(write_notebook(tmp_path / "small.ipynb", RIGHT | answers))

    return grade


def earned(grade):
    return {question: sum(case.score for case in cases) for question, cases in grade.questions().items()}


def said(grade, question):
    """All that a student reads about one question."""
    notes = [note.text for note in grade.notes if note.question == question]
    return " | ".join([case.message for case in grade.questions()[question] if case.message] + notes)


def lost(grade):
    """The questions that earn less than they could."""
    return {question for question, score in earned(grade).items() if score < POINTS[question]}


def test_right_answers_earn_everything(graded):
    grade = graded()
    assert earned(grade) == POINTS
    assert [note.text for note in grade.notes if "without confinement" not in note.text] == []
    assert not grade.not_judged


def test_blanks_earn_nothing_and_each_says_what_to_do(graded):
    grade = graded(**HOLES)
    assert grade.score == 0
    assert "replace the ... with your code" in said(grade, "scaled")
    assert all(case.message for case in grade.cases if case.points)


def test_an_answer_that_is_slow_to_read_costs_nothing_but_itself(graded):
    slow = """
import time

class Slow(dict):
    def __iter__(self):
        time.sleep(2.5)
        return super().__iter__()

double = Slow(a=1)
"""
    grade = graded(double=slow)
    assert lost(grade) == {"double"}
    assert "did not come back within 2 seconds" in said(grade, "double")
    assert all(note.question is None for note in grade.notes)


@pytest.mark.parametrize("closing", ["sys.stdout.close()", "sys.stdout = None", "del sys.stdout, sys.stderr"])
def test_a_cell_that_closes_what_it_prints_to_costs_no_other_cell(graded, closing):
    grade = graded(double=f"import sys\n{RIGHT['double']}\n{closing}")
    assert grade.score == ALL


def test_a_cell_that_raises_is_told_and_what_it_did_before_counts(graded):
    grade = graded(double=RIGHT["double"] + "\nraise ValueError('in the middle')")
    assert grade.score == ALL
    assert "Cell 2 stopped with ValueError: in the middle; what it did before that counts." in said(grade, "double")


def test_a_cell_that_cannot_be_read_is_told(graded):
    grade = graded(double="def double(x:\n    return x + x")
    assert lost(grade) == {"double"}
    assert "Cell 2 stopped with SyntaxError" in said(grade, "double")
    assert "`double` is not defined" in said(grade, "double")


ENDS = {
    "os_exit": ("import os\nos._exit(3)", r"left out: it ended the whole process"),
    "sys_exit_is_only_an_error": ("import sys\nsys.exit(1)", r"stopped with SystemExit"),
    "interrupt": ("raise KeyboardInterrupt", r"stopped with KeyboardInterrupt"),
    "endless_loop": ("while True: pass", r"left out: it was still running after 2 seconds"),
    "endless_sleep": ("import time\ntime.sleep(1000)", r"left out: it was still running after 2 seconds"),
    "killed_itself": ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", r"Cell 5 "),
    "crash": ("import ctypes\nctypes.string_at(0)", r"left out: "),
    "recursion": ("def f(): f()\nf()", r"stopped with RecursionError"),
    "memory": ("too_large = bytearray(1 << 45)", r"stopped with MemoryError"),
}


@pytest.mark.parametrize(("source", "says"), ENDS.values(), ids=ENDS)
def test_a_cell_that_ends_or_hangs_costs_nothing_before_or_behind_it(graded, source, says):
    grade = graded(scaled=[RIGHT["scaled"], source])
    assert lost(grade) <= {"scaled"}
    assert re.search(says, said(grade, "scaled"))


def test_an_answer_that_ends_its_process_loses_its_own_points_alone(graded):
    grade = graded(
        double="import os\ndef double(x):\n    os._exit(0)",
        scaled="def scaled(z):\n    while True: pass",
        noise="import ctypes\ndef noise(n):\n    return ctypes.string_at(0)",
    )
    assert earned(grade) == {"double": 0, "scaled": 0, "noise": 0, "word": 2}
    assert "Your code did not come back: it ended the whole process with status 0." in said(grade, "double")
    assert "It did not come back within 2 seconds." in said(grade, "scaled")
    assert "Your code did not come back: it crashed the process (SIGSEGV)" in said(grade, "noise")


def test_too_many_lost_cells_end_the_run_and_the_rest_is_said_not_to_have_run(graded):
    grade = graded(scaled=[RIGHT["scaled"], *["import os; os._exit(0)"] * 3])
    assert earned(grade)["double"] == 3
    assert "Not run: 3 cells before it ended the whole process." in said(grade, "word")


def test_an_answer_that_a_later_cell_spoils_still_counts(graded):
    grade = graded(
        word=[RIGHT["word"], "double = None\nscaled = lambda z: z\ndel noise\nimport torch\ntorch.rand = None"]
    )
    assert grade.score == ALL


def test_one_test_case_cannot_spoil_the_next(graded):
    grade = graded(
        double="calls = []\ndef double(x):\n    calls.append(x)\n    return 2 * x if len(calls) == 1 else 'no'"
    )
    assert earned(grade)["double"] == 3


MAGICS = """
%matplotlib inline
!pip install something
files = !ls
exit()
quit()
%load_ext autoreload
%cd /
"""


def test_magics_are_skipped_and_said_and_the_code_beside_them_runs(graded):
    grade = graded(double=MAGICS + RIGHT["double"])
    assert earned(grade)["double"] == 3
    assert "Cell 2: !pip was skipped, the grader runs Python alone." in said(grade, "double")
    assert "Cell 2: exit() was skipped" in said(grade, "double")
    assert "Cell 2: %cd was skipped" in said(grade, "double")
    assert "matplotlib" not in said(grade, "double")


@pytest.mark.parametrize("magic", ["%%time", "%%timeit -n 1000", "%%capture out", "%%prun"])
def test_bodies_of_magics_that_measure_run_once(graded, magic):
    grade = graded(double=["ran = []", f"{magic}\nran.append(1)\ndef double(x):\n    return 2 * x * len(ran)"])
    assert earned(grade)["double"] == 3


@pytest.mark.parametrize("magic", ["%%bash", "%%writefile answer.py", "%%html", "%%javascript", "%%unheard_of"])
def test_bodies_in_other_languages_are_skipped_and_said(graded, magic):
    grade = graded(double=[RIGHT["double"], f"{magic}\ndouble = None"])
    assert grade.score == ALL
    assert f"Cell 3: {magic.split()[0]} was skipped" in said(grade, "double")


def test_what_notebooks_allow_beyond_python_works(graded):
    awaited = "import asyncio\nawait asyncio.sleep(0)\n%time x = 3\ndouble?\n"
    assert graded(double=[RIGHT["double"], awaited + "assert x == 3"]).score == ALL


def test_several_threads_in_a_cell_hang_no_later_fork(graded):
    many = "torch.set_num_threads(4)\nlarge = torch.ones(600, 600)\n(large @ large).sum().item()\n"
    spawned = "import threading\nt = threading.Thread(target=lambda: large @ large)\nt.start()\nt.join()\n"
    grade = graded(
        double=many + spawned + RIGHT["double"], scaled="def scaled(z):\n    large @ large\n    return 3 * z"
    )
    assert grade.score == ALL


# --- seeds -----------------------------------------------------------------------------------------------------------

SHOWS = "def noise(n):\n    return torch.rand(n) + 2"


def test_the_same_submission_gets_the_same_inputs_noise_and_grade_again(graded):
    first, again = graded(noise=SHOWS), graded(noise=SHOWS)
    assert first.seed == again.seed
    assert "Drew [" in said(first, "noise")
    assert [(case.verdict, case.message) for case in first.cases] == [
        (case.verdict, case.message) for case in again.cases
    ]


def test_memory_that_an_answer_never_wrote_reads_the_same_in_every_run(graded):
    lucky = "def noise(n):\n    used = [torch.rand(n) for _ in range(99)]\n    del used\n    return torch.empty(n)"
    assert "got tensor([nan, nan, nan])" in said(graded(noise=lucky), "noise")


def test_another_student_gets_other_inputs_and_other_noise(graded):
    numbers = []
    for own in ("", "\n# by somebody else"):
        text = said(graded(noise=SHOWS + own), "noise")
        numbers.append(re.findall(r"\d\.\d{3,}", text))
    assert len(numbers[0]) == len(numbers[1]) == 5
    assert not set(numbers[0]) & set(numbers[1])


def test_what_a_cell_draws_or_seeds_moves_no_draw_of_the_test(graded):
    texts = [
        said(graded(noise=source + SHOWS), "noise").partition("]")[0]
        for source in ("torch.manual_seed(0)\n", "torch.manual_seed(1)\n")
    ]
    assert texts[0] != texts[1]  # another source is another seed
    assert all(text.startswith("Drew [") for text in texts)


# --- verdicts --------------------------------------------------------------------------------------------------------


def test_a_hidden_check_that_raises_anything_but_a_mismatch_could_not_be_judged(graded):
    grade = graded(word='word = "a fault of the check"')
    (case,) = grade.not_judged
    assert (case.question, case.name, case.score) == ("word", "test_hidden_word", 0)
    assert case.message == "the check itself raised OSError: the disk is full"
    assert "could not judge: the check itself raised OSError" in table(grade)


def test_a_public_test_that_cannot_read_an_answer_is_failed_with_a_sentence(graded):
    grade = graded(word="word = 7")
    public = grade.questions()["word"][0]
    assert public.verdict is Verdict.FAILED
    assert public.message.startswith("Your answer is of a kind that this check cannot read: AttributeError")


def test_what_the_students_code_raises_is_never_the_graders_fault(graded):
    grade = graded(double="def double(x):\n    raise OSError('no such file')")
    assert not grade.not_judged
    assert "Your code raised OSError: no such file" in said(grade, "double")


def test_an_answer_that_pretends_to_equal_everything_earns_nothing(graded):
    grade = graded(
        double="class Yes(int):\n    __eq__ = lambda *_: True\n    __add__ = lambda *_: Yes()\n"
        "def double(x):\n    return Yes()",
        word="class Word(str):\n    __eq__ = lambda *_: True\n    __len__ = lambda *_: 7\nword = Word('no')",
    )
    assert earned(grade) == {"double": 0, "scaled": 2, "noise": 1, "word": 0}


# --- submissions that cannot be read, results ------------------------------------------------------------------------


@pytest.mark.parametrize("content", ["", "{", '{"nbformat": 3}', "[]"])
def test_what_cannot_be_read_is_a_valid_result_with_the_reason(grader, tmp_path, content):
    path = tmp_path / "small.ipynb"
    path.write_text(content)
    grade = grader.grade(path)
    written = results_json(grade)
    scored = [entry for entry in written["tests"] if "score" in entry]
    assert len(scored) == 7
    assert grade.score == 0
    assert "**Nothing was graded, because your notebook could not be read.**" in written["output"]
    assert all(entry["output"].startswith("Not run: ") for entry in scored)


def test_a_path_that_is_not_there_is_the_graders_fault(grader, tmp_path):
    with pytest.raises(GraderFault, match="cannot be read"):
        grader.grade(tmp_path / "nothing.ipynb")


HOSTILE = "\x1b[2J\x1b]0;title\x07<script>alert(1)</script> ![x](http://x) \u202egnp.exe" + "A" * 10_000


def test_hostile_text_is_harmless_in_table_and_results(graded, tmp_path):
    text = json.dumps(HOSTILE)
    grade = graded(double=f"def double(x):\n    raise ValueError({text})", scaled=f"raise ValueError({text})")
    shown = table(grade)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e]", shown)
    write_results(results_json(grade), tmp_path / "results.json")
    entries = json.loads((tmp_path / "results.json").read_text())
    everything = entries["output"] + "".join(entry["output"] for entry in entries["tests"])
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e]|<script|!\\[x\\]\\(", everything)
    assert "&lt;script&gt;" in everything
    assert len(everything) < 100_000
    assert [path.name for path in tmp_path.iterdir() if "results" in path.name] == ["results.json"]


def test_some_questions_alone_get_the_verdicts_that_they_get_among_all(grader, tmp_path):
    path = write_notebook(tmp_path / "small.ipynb", {**RIGHT, "noise": "def noise(n):\n    return torch.rand(n) + 1"})
    submission = read_submission(path, "small")
    whole, part = grader.judge(submission), grader.judge(submission, {"noise", "word"})
    assert set(part.questions()) == {"noise", "word"}
    assert part.seed == whole.seed
    for question, cases in part.questions().items():  # the message of noise carries the numbers that it drew
        assert [(c.verdict, c.message) for c in cases] == [(c.verdict, c.message) for c in whole.questions()[question]]


def test_a_grade_carries_the_graded_cells_of_each_question_and_its_peak_of_memory(graded):
    grade = graded(
        double="kept = torch.ones(30_000_000)\nimport time\ntime.sleep(0.4)\ndef double(x):\n    return x + x"
    )
    assert grade.answers["word"] == RIGHT["word"]
    assert grade.answers["double"].startswith("kept = torch.ones")
    assert 100 < grade.memory_mb < 400  # 120 MB of ones


def test_a_worker_that_takes_long_to_start_costs_the_submission_none_of_its_time(grader, tmp_path, monkeypatch):
    late_s, start = [0.0], type(grader.zygote).worker

    @contextlib.contextmanager
    def slow_start(*arguments):
        late_s[0] += 1000 * LIMITS.submission_wall_s
        with start(*arguments) as worker:
            yield worker

    clock = time.monotonic
    monkeypatch.setattr(type(grader.zygote), "worker", slow_start)
    monkeypatch.setattr(grading.time, "monotonic", lambda: clock() + late_s[0])
    grade = grader.grade(write_notebook(tmp_path / "small.ipynb", RIGHT))
    assert grade.score == grade.points, [case.message for case in grade.cases]
