"""A child that writes much never blocks, one that fails says why to the staff, and one ends with its parent."""

import contextlib
import dataclasses
import os
import select
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.engine.assignment import Assignment
from autograder.engine.child_process import ErrorOutput
from autograder.engine.confinement import Box
from autograder.engine.judge.zygote import Zygote
from autograder.engine.launch import launch
from autograder.engine.sandbox import Limits
from autograder.results.verdict import GraderFault

LIMITS = dataclasses.replace(Limits(), start_wall_s=40)  # a zygote that stands still is given up then


def started(source: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", source], stderr=subprocess.PIPE)


def test_a_process_that_writes_more_than_a_pipe_holds_comes_to_its_end():
    with started("import sys; sys.stderr.write('x' * 1_000_000 + 'the end')") as process:
        heard = ErrorOutput(process.stderr)
        assert process.wait(timeout=30) == 0
        assert heard.text(10) == "x" * 1993 + "the end"


def test_what_has_been_said_is_there_while_the_process_still_runs():
    with started("import sys, time; print('so far', file=sys.stderr, flush=True); time.sleep(60)") as process:
        heard = ErrorOutput(process.stderr)
        while not heard.text(0.05):
            assert process.poll() is None
        assert heard.text(0) == "so far"
        process.kill()


def test_bytes_that_are_no_text_are_shown_all_the_same():
    with started("import sys; sys.stderr.buffer.write(b'\\xff ends')") as process:
        assert ErrorOutput(process.stderr).text(10) == "\ufffd ends"


@contextlib.contextmanager
def zygote(folder: Path, source: str) -> Iterator[Zygote]:
    (folder / "given_to_students.py").write_text(source)
    assignment = Assignment("small", "salt", folder, folder, folder, None, (), ("given_to_students",), {})
    with launch(assignment) as launched:
        yield Zygote(launched, LIMITS)


def test_a_talkative_zygote_starts(tmp_path):
    with zygote(tmp_path, "import sys; sys.stderr.write('x' * 1_000_000)"):
        pass


def test_a_zygote_that_does_not_start_says_why(tmp_path):
    with (
        pytest.raises(GraderFault, match=r"did not start[\s\S]*ImportError: nothing here"),
        zygote(tmp_path, "raise ImportError('nothing here')"),
    ):
        pass


def test_a_box_that_cannot_be_made_is_said_to_the_staff(tmp_path):
    with tempfile.TemporaryDirectory() as work, zygote(tmp_path, "") as warm:
        box = Box(Path(work, "missing"), (), (), layers=frozenset())
        with (
            pytest.raises(GraderFault, match=r"gone or does not answer.*No such file or directory"),
            warm.worker(box, 0, LIMITS),
        ):
            pass


CHILD = (
    "import os, time; from autograder.engine.child_process import end_with_parent; end_with_parent({}); "
    "print(os.getpid(), flush=True); time.sleep(60)"
)


def test_it_is_killed_when_its_parent_is_killed():
    program = f"""
        import os, subprocess, sys
        subprocess.run([sys.executable, "-c", {CHILD!r}.format(os.getpid())])
    """
    parent = subprocess.Popen([sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE, text=True)
    child = os.pidfd_open(int(parent.stdout.readline()))
    parent.kill()
    ended, _, _ = select.select([child], [], [], 10)  # not its output's end: the child holds that as long as it runs
    os.close(child)
    parent.communicate()
    assert ended


def test_it_ends_at_once_where_that_was_over_before():
    done = subprocess.run([sys.executable, "-c", CHILD.format(0)], capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stdout) == (1, "")
