"""What a build starts is bounded and named when it does not end; Ctrl-C ends all of it, with one sentence."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from autograder.release import execution
from autograder.release.execution import ExecutionError, run_notebook, run_otter
from autograder.release.processes import children, run_bounded, thread_pool

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]
# A process that starts another, in a group of its own as kernels are, and says which.
PARENT = ["sh", "-c", "setsid sleep 60 & echo $! > child; wait"]


def notebook(*sources: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])


def is_running(pid: int) -> bool:
    """A killed process that nobody has asked about yet is not running."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def comes_true(said: Callable[[], bool], seconds: float = 30) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until and not said():
        time.sleep(0.02)
    return said()


def test_a_cell_that_does_not_end_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(execution, "CELL_SECONDS", 1)
    with pytest.raises(ExecutionError, match=r"cell 2 ran for more than 1 s: make it shorter, or tag it otter_ignore"):
        run_notebook(notebook("x = 1", "import time; time.sleep(60)", "x = 2"), tmp_path)


def test_a_kernel_that_ends_is_said_with_its_cell(tmp_path):
    with pytest.raises(ExecutionError, match=r"the kernel ended at cell 2 \(memory used up, or os\._exit\?\)"):
        run_notebook(notebook("x = 1", "import os; os._exit(1)", "x = 2"), tmp_path)


def test_a_run_of_otter_that_does_not_end_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(execution, "OTTER_SECONDS", 0)
    (tmp_path / "dist").mkdir()
    with pytest.raises(ExecutionError, match=r"`otter run` on hw12.ipynb took more than 0 s: a test or an answer"):
        run_otter(tmp_path / "solutions" / "hw12.ipynb", tmp_path / "dist" / "hw12.zip")
    assert not list(tmp_path.glob("otter-run-*"))


def test_a_process_that_takes_too_long_is_ended_with_all_that_it_started(tmp_path):
    with pytest.raises(subprocess.TimeoutExpired):
        run_bounded(PARENT, seconds=1, env=dict(os.environ), cwd=tmp_path)
    child = int((tmp_path / "child").read_text())
    assert comes_true(lambda: not is_running(child))


def run_quietly(folder: Path) -> None:
    run_bounded(PARENT, seconds=60, env=dict(os.environ), cwd=folder)


def interrupted_once(pool, folder: Path) -> None:
    pool.submit(run_quietly, folder)
    assert comes_true(lambda: (folder / "child").is_file() and (folder / "child").read_text())
    raise KeyboardInterrupt


def test_an_interrupt_ends_what_the_workers_started_and_nothing_else(tmp_path):
    other = subprocess.Popen(SLEEP)
    try:
        with pytest.raises(KeyboardInterrupt), thread_pool(1) as pool:
            interrupted_once(pool, tmp_path)
        child = int((tmp_path / "child").read_text())
        assert comes_true(lambda: not is_running(child))
        assert other.pid in children(os.getpid())
        assert is_running(other.pid)
    finally:
        other.kill()
        other.wait()


@pytest.mark.parametrize(("number", "times"), [(signal.SIGINT, 1), (signal.SIGINT, 3), (signal.SIGTERM, 1)])
def test_a_build_that_is_interrupted_during_its_proofs_says_one_sentence(spoiled, number, times):
    """The proofs are one that never ends and one whose thread pays no attention; neither holds the build up."""
    master = spoiled()
    root = master.parent.parent
    code = f"""
import os, sys, threading
from pathlib import Path
from autograder.release import __main__ as room, pipeline, proof
from autograder.release.processes import run_bounded
def endless(assignment, made):
    run_bounded({PARENT!r}, seconds=60, env=dict(os.environ), cwd=Path({str(root)!r}))
def deaf(assignment, made):
    threading.Event().wait(60)
proof.proves_blank_runs, proof.proves_full_marks = endless, deaf
room.interrupt_once()
room.exit_with(room.main(["build", "--assignment", {str(master.parent)!r}]))
"""
    build = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    watch = threading.Timer(50, build.kill)  # a build that hangs fails here, by its status
    watch.start()
    assert comes_true(lambda: (root / "child").is_file() and (root / "child").read_text())
    for _ in range(times):
        build.send_signal(number)
        time.sleep(0.01)
    _, err = build.communicate()
    watch.cancel()
    assert (build.returncode, err) == (130, "\nInterrupted. Nothing was changed.\n")
    assert not list(root.glob(".build-*"))
    assert comes_true(lambda: not is_running(int((root / "child").read_text())))
