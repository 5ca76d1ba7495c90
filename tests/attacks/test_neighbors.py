"""What the attacks' harness says of the submission after an attack: a leftover is found, a busy machine is none."""

import contextlib
import os
import shutil
import signal
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.checking.randomness import use_seed
from autograder.engine.assignment import read_assignment
from autograder.engine.confinement import LAYERS, SUFFICIENT_SETS
from autograder.engine.grader import warm_grader
from autograder.engine.sandbox import find_sandbox
from autograder.results.verdict import GraderFault

from .attack import ALL, answer
from .one_set import LIMITS, Outcome, with_solved
from .scene import build
from .sets import run_set, split_homework
from .submissions import hand_in

HELD = Outcome("an attack", (), "what was printed", 0.1)
NO_TIME = replace(LIMITS, case_wall_s=1e-6)  # as short as a busy machine makes it
A_CHILD, A_FILE = "leaves a child that waits for the grader to end", "leaves files in a folder that everybody may write"
# It has no pid namespace, at whose end the kernel does what the sweep has left undone, and lets the attack write there.
ONE_SET = "a uid of its own"
# In the zygote, which imports the homework's package: the end of a box is left out, as a fault of the sweep would.
NO_SWEEP = """
from autograder.engine import confinement
confinement.destroy = lambda box, keeper: None
"""
NO_CLEANING = """
from autograder.engine import confinement
confinement.clean = lambda box: ()
"""


@pytest.fixture(scope="module")
def split_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("neighbors") / "split"
    split_homework(folder)
    return folder


@pytest.fixture
def scene(split_folder):
    with tempfile.TemporaryDirectory(prefix="attacks-") as place:  # pytest's own folders let no other user in
        yield build(Path(place), split_folder, os.geteuid())


@contextlib.contextmanager
def a_grader(scene, limits=LIMITS):
    assignment = read_assignment(scene.place / "dist")
    try:
        sandbox = find_sandbox(assignment, limits.box, frozenset(LAYERS))
    except GraderFault as why:
        pytest.skip(str(why))
    with warm_grader(assignment, sandbox, use_seed, limits) as grader:
        yield grader


def solved(scene):
    return scene.place / "solutions" / "hw12.ipynb"


def faults(split_folder, folder, attack, in_the_zygote=""):
    """What is said of the attack, with a zygote in which this code has been run."""
    staged = shutil.copytree(split_folder, folder / "split")
    (staged / "student_release" / "package" / "__init__.py").write_text(in_the_zygote)
    report = run_set(ONE_SET, SUFFICIENT_SETS[ONE_SET], [attack], staged)
    if report.why_not:
        pytest.skip(report.why_not)
    return report.faults[attack]


def test_a_busy_machine_costs_the_solved_notebook_nothing(scene):
    with a_grader(scene, NO_TIME) as grader:
        assert grader.grade(solved(scene)).score < ALL
        assert with_solved(HELD, grader, solved(scene), ["an attack"]) == HELD


def test_what_the_solved_notebook_lost_is_said_with_the_attacks_before_it(scene, tmp_path):
    spoiled = hand_in(answer("", "def double(x): raise RuntimeError('spoiled')"), tmp_path, solved(scene), {})
    with a_grader(scene) as grader:
        found = with_solved(HELD, grader, spoiled, ["one attack", "another attack"])
    (fault,) = found.faults
    assert fault.startswith("the solved notebook got 11 afterwards (target: ")
    assert "spoiled" in fault
    assert "graded after 'one attack', 'another attack':" in found.said
    assert "11 / 14" in found.said


def test_a_process_that_outlives_its_submission_is_a_fault(split_folder, tmp_path):
    outlived = [
        int(fault.split()[1])
        for fault in faults(split_folder, tmp_path, A_CHILD, NO_SWEEP)
        if fault.endswith("outlived its submission")
    ]
    for pid in outlived:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    assert outlived


def test_files_that_outlive_their_submission_are_a_fault(split_folder, tmp_path):
    found = faults(split_folder, tmp_path, A_FILE, NO_CLEANING)
    assert any(fault.endswith("drop/left was left behind") for fault in found)


@pytest.mark.parametrize("attack", [A_CHILD, A_FILE])
def test_what_is_swept_is_no_fault(split_folder, tmp_path, attack):
    assert faults(split_folder, tmp_path, attack) == []
