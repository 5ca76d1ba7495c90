"""What homework needs works in a box: torch, numpy, IPython, matplotlib, threads, forks, late imports."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.engine.confinement import LAYERS, SUFFICIENT_SETS

SCRIPT = Path(__file__).with_name("torch_in_a_box.py")
ROOT = SCRIPT.parents[2]
SETS = {
    "every layer": LAYERS,
    "Landlock and a cgroup": sorted(SUFFICIENT_SETS["Landlock and a cgroup"]),
}


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
@pytest.mark.parametrize("layers", SETS)
def test_homework_runs_in_a_box(layers):
    done = subprocess.run(
        [sys.executable, SCRIPT, *SETS[layers]],
        capture_output=True,
        text=True,
        timeout=100,
        # What torch adds to the environment while other tests run names folders that a box cannot write to.
        env={k: v for k, v in os.environ.items() if not k.startswith("TORCH")} | {"PYTHONPATH": str(ROOT)},
    )
    if "unshare" in done.stderr + done.stdout:
        pytest.skip("no namespaces here")
    assert done.returncode == 0, done.stderr
    answers = re.findall(r"^\w+ (?:works|FAILED .*)$", done.stdout, re.MULTILINE)
    assert len(answers) == 10
    assert [answer for answer in answers if not answer.endswith(" works")] == []
