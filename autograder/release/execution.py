"""A notebook run from top to bottom, and Otter's own runner on a submission. Both for notebooks of ours, unconfined."""

import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError
from nbformat import NotebookNode

from autograder.release.processes import run_bounded

CELL_SECONDS = 300  # the longest cell trains for a minute: five times that is a hang
OTTER_SECONDS = 300  # a solved notebook takes about ten seconds

# One thread a process: builds run two at a time on two cores, and results do not depend on the machine's cores.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
_ALL_PASSED = " results: All test cases passed!"  # how Otter's summary of a question begins when they did
_CASE_FAILED = re.compile(r"(?m)^ +(.+) result:\n\s*\N{CROSS MARK} Test case failed")


class ExecutionError(Exception):
    """Otter's runner or a kernel did not come to an end that can be judged."""


@dataclass(frozen=True)
class Score:
    """Points that Otter gave for one question."""

    question: str
    earned: float
    possible: float
    failed: tuple[str, ...] = ()  # test cases as Otter counts them ("q1 - 2"), those without points too


def run_notebook(notebook: NotebookNode, folder: Path, **environment: str) -> NotebookNode:
    """`notebook` with the outputs of a run in `folder`; a cell that raises keeps its error and the run goes on.

    environment: variables that the kernel gets besides those of this process.

    Raises ExecutionError if a cell takes longer than CELL_SECONDS or the kernel ends.
    """
    at = ["its start"]
    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        allow_errors=True,
        record_timing=False,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        on_cell_execute=lambda cell, cell_index: at.append(f"cell {cell_index + 1}"),
    )
    # A kernel's own standard error is a notice about its sockets; what cells write there is in the outputs.
    running = client.async_execute(env={**os.environ, **ONE_THREAD, **environment}, stderr=subprocess.DEVNULL)
    try:
        # It closes its event loop, which `client.execute` would leave to the garbage collector.
        return asyncio.run(running)
    except CellTimeoutError as error:
        raise ExecutionError(
            f"{at[-1]} ran for more than {CELL_SECONDS} s: make it shorter, or tag it otter_ignore if only a reader "
            "needs it."
        ) from error
    except RuntimeError as error:  # DeadKernelError, and a kernel that never answers
        raise ExecutionError(
            f"the kernel ended at {at[-1]} (memory used up, or os._exit?): run the notebook by hand."
        ) from error


def run_otter(notebook: Path, archive: Path) -> list[Score]:
    """What plain `otter run` gives `notebook` with the tests in `archive`, a score a question.

    Works in a temporary folder beside `archive`. Raises ExecutionError if it gives no result.
    """
    with tempfile.TemporaryDirectory(prefix="otter-run-", dir=archive.parent.parent) as out:
        command = [sys.executable, "-m", "otter", "run", "--no-logo", "-a", str(archive), "-o", out, str(notebook)]
        try:
            done = run_bounded(
                command, seconds=OTTER_SECONDS, env={**os.environ, **ONE_THREAD, "TMPDIR": out}, cwd=Path(out)
            )
        except subprocess.TimeoutExpired as error:
            raise ExecutionError(
                f"`otter run` on {notebook.name} took more than {OTTER_SECONDS} s: a test or an answer does not end."
            ) from error
        results = Path(out) / "results.json"
        if done.returncode or not results.is_file():
            raise ExecutionError(f"`otter run` on {notebook.name} ended without a result: {done.stderr.strip()[-500:]}")
        return _scores(json.loads(results.read_text(encoding="utf-8")))


def _scores(results: dict[str, list[dict[str, object]]]) -> list[Score]:
    return [
        Score(str(test["name"]), float(str(test["score"])), float(str(test["max_score"])), _failed(test))
        for test in results["tests"]
        if "max_score" in test
    ]


def _failed(test: dict[str, object]) -> tuple[str, ...]:
    """The cases of a question that failed; "a test case" where Otter's summary does not say which."""
    summary = str(test["output"])
    if summary.startswith(f"{test['name']}{_ALL_PASSED}"):
        return ()
    return tuple(_CASE_FAILED.findall(summary)) or ("a test case",)
