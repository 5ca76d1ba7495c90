"""A notebook run from top to bottom, and Otter's own runner on a submission. Both for notebooks of ours, unconfined."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from nbclient import NotebookClient
from nbformat import NotebookNode

CELL_SECONDS = 300  # the longest cell trains for a minute: five times that is a hang
OTTER_SECONDS = 300  # a solved notebook takes about ten seconds

# One thread a process: builds run two at a time on two cores, and results do not depend on the machine's cores.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


class ExecutionError(Exception):
    """Otter's runner or a kernel did not come to an end that can be judged."""


@dataclass(frozen=True)
class Score:
    """Points that Otter gave for one question."""

    question: str
    earned: float
    possible: float


def run_notebook(notebook: NotebookNode, folder: Path) -> NotebookNode:
    """`notebook` with the outputs of a run in `folder`; a cell that raises keeps its error and the run goes on."""
    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        allow_errors=True,
        record_timing=False,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
    )
    # A kernel's own standard error is a notice about its sockets; what cells write there is in the outputs.
    running = client.async_execute(env={**os.environ, **ONE_THREAD}, stderr=subprocess.DEVNULL)
    return asyncio.run(running)  # closes its event loop, which `client.execute` would leave to the garbage collector


def run_otter(notebook: Path, archive: Path) -> list[Score]:
    """What plain `otter run` gives `notebook` with the tests in `archive`, a score a question.

    Raises ExecutionError if it gives no result.
    """
    with tempfile.TemporaryDirectory(prefix="otter-run-") as out:
        command = [
            sys.executable,
            "-m",
            "otter",
            "run",
            "--no-logo",
            "-a",
            str(archive),
            "-o",
            out,
            str(notebook),
        ]
        done = subprocess.run(
            command,
            cwd=out,
            env={**os.environ, **ONE_THREAD},
            timeout=OTTER_SECONDS,
            capture_output=True,
            text=True,
            check=False,
        )
        results = Path(out) / "results.json"
        if done.returncode or not results.is_file():
            raise ExecutionError(f"`otter run` on {notebook.name} ended without a result: {done.stderr.strip()[-500:]}")
        return _scores(json.loads(results.read_text(encoding="utf-8")))


def _scores(results: dict[str, list[dict[str, object]]]) -> list[Score]:
    return [
        Score(str(test["name"]), float(str(test["score"])), float(str(test["max_score"])))
        for test in results["tests"]
        if "max_score" in test
    ]
