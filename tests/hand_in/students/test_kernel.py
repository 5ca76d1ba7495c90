"""In a real kernel, as every editor starts one: cells out of order, a training that is stopped and taken up again."""

import json
import re
import shutil
import time
from pathlib import Path

import pytest
from jupyter_client.manager import start_new_kernel

ROOT = Path(__file__).resolve().parents[3]
ANSWER_S = 120  # for one cell on a busy machine
TRAINS = "vae.train_resumably("


def sources(notebook):
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


SOLVED = sources(ROOT / "solutions/hw12.ipynb")


def cell(text):
    return next(source for source in SOLVED if text in source)


class Kernel:
    """A kernel in a student's folder."""

    def __init__(self, manager, client, folder):
        self._manager, self._client, self.folder = manager, client, folder

    def run(self, source):
        """What the cell shows: printed text and the last line of an error."""
        return self._shown(self._client.execute(source))

    def run_and_stop(self, source, when):
        """As `run`, with the square button pressed as soon as `when()`."""
        asked, end = self._client.execute(source), time.monotonic() + ANSWER_S
        while not when() and time.monotonic() < end:
            time.sleep(0.05)
        self._manager.interrupt_kernel()
        return self._shown(asked)

    def restart(self):
        self._manager.restart_kernel(now=True)
        self._client.wait_for_ready(timeout=ANSWER_S)

    def _shown(self, asked):
        shown = []
        while True:
            message = self._client.get_iopub_msg(timeout=ANSWER_S)
            if message["parent_header"].get("msg_id") != asked:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind == "stream":
                shown.append(content["text"])
            elif kind == "error":
                shown.append(f"{content['ename']}: {content['evalue']}\n")
            elif kind == "execute_result":
                shown.append(content["data"]["text/plain"])
            elif kind == "status" and content["execution_state"] == "idle":
                return "".join(shown)


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("a student's folder") / "student_release"
    shutil.copytree(ROOT / "student_release", folder)
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(folder), startup_timeout=ANSWER_S)
    yield Kernel(manager, client, folder)
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def test_a_cell_that_runs_before_the_one_it_needs_is_told_which(kernel):
    kernel.run(cell("import handin\n"))
    assert str(kernel.folder) in kernel.run("print(handin.__file__)")
    said = kernel.run(cell(TRAINS))
    assert "NameError: name 'sample_gaussian' is not defined" in said
    assert re.search(r"sample_gaussian gets its meaning in code cell \d+ of the notebook, which begins with 'def", said)
    assert "Run All Above Selected Cell" in said
    assert kernel.run("nobodys_name").count("\n") == 1


def test_after_a_restart_a_check_says_what_is_not_defined(kernel):
    kernel.restart()
    assert "NameError: name 'grader' is not defined" in kernel.run('grader.check("q4_sample")')
    kernel.run(cell("import handin\n"))
    said = kernel.run('grader.check("q4_sample")')
    assert "sample_gaussian is not defined yet: run the cell that defines it, then check again." in said


def test_a_training_that_is_stopped_goes_on_where_it_was_and_gives_the_same_numbers(kernel):
    for text in ("import handin\n", "def sample_gaussian", "def negative_elbo_bound"):
        kernel.run(cell(text))
    training = cell(TRAINS).replace("iterations = 1_000", "iterations = 400")
    assert training != cell(TRAINS)
    whole = kernel.run(training).splitlines()[-1]
    assert whole.startswith("{'nelbo': ")
    kept = kernel.folder / "runs" / "notebook.pt"
    assert not kept.exists()
    stopped = kernel.run_and_stop(training.replace("= 400", "= 400  # as before"), kept.exists)
    assert "KeyboardInterrupt: Stopped. Run this cell again and it goes on from where it was" in stopped
    kernel.restart()  # nor does it matter that the kernel dies
    for text in ("import handin\n", "def sample_gaussian", "def negative_elbo_bound"):
        kernel.run(cell(text))
    resumed = kernel.run(training)
    assert "Going on with " in resumed
    assert resumed.splitlines()[-1] == whole
    assert not kept.exists()


def test_another_answer_begins_a_training_of_its_own(kernel):
    for text in ("import handin\n", "def sample_gaussian", "def negative_elbo_bound"):
        kernel.run(cell(text))
    training = cell(TRAINS).replace("iterations = 1_000", "iterations = 300")
    kept = kernel.folder / "runs" / "notebook.pt"
    kernel.run_and_stop(training, kept.exists)
    kernel.run(cell("def sample_gaussian").replace("torch.randn_like(m)", "torch.randn_like(m) * 1.0"))
    said = kernel.run(training)
    assert "is of another run (functions of the notebook" in said
    assert "Going on" not in said
