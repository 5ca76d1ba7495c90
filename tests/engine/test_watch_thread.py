"""What the kernel ends on its own, in a cgroup, between two looks of the watch: nobody loses points for it."""

import contextlib
import tempfile
from pathlib import Path
from textwrap import dedent

import pytest
from confinement_boxes import as_root
from small_homework import POINTS, RIGHT, make, write_notebook

from autograder.checking.randomness import use_seed
from autograder.engine.assignment import read_assignment
from autograder.engine.confinement import SUFFICIENT_SETS, BoxLimits
from autograder.engine.grader import warm_grader
from autograder.engine.judge import zygote
from autograder.engine.sandbox import Limits, find_sandbox
from autograder.results.verdict import GraderFault

LIMITS = Limits(case_wall_s=4, box=BoxLimits(memory_mb=400))

# Children that outlive their test and hold 300 MB in the kernel: the largest process is then an honest one.
LEAVES_IT_FULL = dedent("""
    def {name}(x):
        import os, socket, time
        if os.path.exists('once'):
            return x
        os.mkdir('once')
        for _ in range(7):
            if os.fork() == 0:
                kept = []
                for _ in range(100):
                    pair = socket.socketpair()
                    for one in pair:
                        one.setblocking(False)
                        try:
                            while True: one.send(bytes(1 << 15))
                        except BlockingIOError: pass
                    kept.append(pair)
                time.sleep(8)
                os._exit(0)
        time.sleep(1.5)
        return x
    """)
NEEDS_120_MB = "torch.ones(30_000_000)"


@pytest.fixture
def grader():
    """In a memory cgroup, with a watch that looks when it is asked and never of itself."""
    with tempfile.TemporaryDirectory(prefix="small-") as folder, contextlib.ExitStack() as stack:
        assignment = read_assignment(make(Path(folder)))
        try:
            sandbox = find_sandbox(assignment, LIMITS.box, SUFFICIENT_SETS["Landlock and a cgroup"])
        except GraderFault as fault:
            pytest.skip(str(fault))
        yield stack.enter_context(warm_grader(assignment, sandbox, use_seed, LIMITS))


@pytest.fixture
def graded(grader, tmp_path, monkeypatch):
    """graded(double="...", ...) grades right answers but for these."""
    monkeypatch.setattr(zygote, "_EVERY_S", 3600.0)
    return lambda **answers: grader.grade(write_notebook(tmp_path / "small.ipynb", {**RIGHT, **answers}))


def scores(grade):
    return {question: sum(case.score for case in cases) for question, cases in grade.questions().items()}


@as_root
def test_what_one_test_left_running_costs_no_other_question_its_points(graded):
    noise = f"def noise(n):\n    {NEEDS_120_MB}\n    return torch.rand(n)"
    grade = graded(double=LEAVES_IT_FULL.format(name="double"), noise=noise)
    assert scores(grade) == {**POINTS, "double": 0}, [(case.name, case.message) for case in grade.cases]


@as_root
def test_what_one_test_left_running_is_no_reason_to_leave_out_a_cell_that_ran_before_it(graded):
    grade = graded(
        double=f"{NEEDS_120_MB}\n{RIGHT['double']}",
        scaled=LEAVES_IT_FULL.format(name="scaled"),
        noise="import os\nos._exit(3)",
    )
    assert scores(grade) == {**POINTS, "scaled": 0, "noise": 0}
    assert [note.question for note in grade.notes if "left out" in note.text] == ["noise"]
