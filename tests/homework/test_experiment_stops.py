"""Ctrl-C and kill -9 at the command itself: no traceback, nothing half-written, and the numbers of a run unstopped."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ASSIGNMENT = Path(__file__).resolve().parents[2] / "assignment"
# experiment.py as a command, but with a checkpoint at every record: a test has no five seconds to wait for one
COMMAND = f"""
import runpy, sys
class Often:
    def find_spec(self, name, path, target=None):
        if name == "hw12.vae_experiment":
            from hw12 import checkpoints, vae
            checkpoints.Checkpoint.is_due = lambda self: True
            vae.Settings.__init__.__defaults__ = (*vae.Settings.__init__.__defaults__[:-1], 10)
sys.meta_path.insert(0, Often())
sys.path.insert(0, {str(ASSIGNMENT)!r})
runpy.run_path({str(ASSIGNMENT / "experiment.py")!r}, run_name="__main__")
"""


def started(folder, iterations):
    arguments = ["--iterations", str(iterations), "--output", str(folder)]
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, *arguments],
        env=os.environ | {"OMP_NUM_THREADS": "1"}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def ended(process):
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def wait_for(path):
    deadline = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def metrics(folder):
    (run,) = json.loads((folder / "vae_5k.json").read_text())["runs"]
    return run["subset"], run["test"]


def test_killed_and_interrupted_run_ends_with_the_numbers_of_a_run_unstopped(tmp_path):
    iterations = 160
    checkpoint = tmp_path / f"vae_5k_{iterations}_seed0.pt"
    whole = started(tmp_path / "whole", iterations)
    first = started(tmp_path, iterations)
    wait_for(checkpoint)
    first.kill()
    assert ended(first)[0] == -signal.SIGKILL
    before = checkpoint.read_bytes()
    second = started(tmp_path, iterations)
    while checkpoint.read_bytes() == before and second.poll() is None:
        time.sleep(0.02)
    second.send_signal(signal.SIGINT)
    status, _, err = ended(second)
    assert status == 130
    assert "Going on with" in err
    assert err.strip().splitlines()[-1].startswith("Stopped: 0 of 1 runs finished and saved. The same command goes on")
    assert "Traceback" not in err
    third = started(tmp_path, iterations)
    status, _, err = ended(third)
    assert status == 0, err
    assert "Going on with" in err
    assert ended(whole)[0] == 0
    assert metrics(tmp_path) == metrics(tmp_path / "whole")


@pytest.mark.parametrize("wait_s", [0.1, 0.4, 0.9, 1.4])
def test_ctrl_c_while_the_command_starts_ends_without_a_traceback(tmp_path, wait_s):
    process = started(tmp_path / "runs", 10_000)
    time.sleep(wait_s)
    process.send_signal(signal.SIGINT)
    status, _, err = ended(process)
    if (status, err) == (-signal.SIGINT, ""):
        return  # a busy machine: Python itself was not there yet, and nothing of ours had begun
    assert status == 130
    assert "Traceback" not in err
    assert err.strip().splitlines()[-1].startswith("Stopped")


def test_help_is_there_without_torch():
    script = (
        "import runpy, sys; sys.argv = ['experiment.py', '--help']\n"
        f"try: runpy.run_path({str(ASSIGNMENT / 'experiment.py')!r}, run_name='__main__')\n"
        "except SystemExit as leaving: print(leaving.code, 'torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0 False"
    assert "environment variable HW12_DATA" in " ".join(done.stdout.split())
    assert "The same command" not in done.stderr
