"""Measures what each cell of the solved notebook takes.

    python assignment/staff/measure_notebook.py              # executes it once: about a minute on two cores

Staff only. It runs `solutions/hw12.ipynb` in a temporary copy of `student_release/`, as `python build.py solutions`
does, and changes neither. What is found goes to `notebook_cells.json` beside this file.
"""

import argparse
import asyncio
import json
import os
import shutil
import subprocess
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]
OUTPUT = Path(__file__).with_name("notebook_cells.json")
CELL_S = 300  # the longest trains for some ten seconds: more is a hang
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def measure(release: Path, solved: Path) -> dict[str, Any]:
    """Returns the seconds of each code cell of the notebook `solved`, run beside a copy of `release`."""
    with tempfile.TemporaryDirectory(prefix="hw12-cells-") as folder:
        shutil.copytree(release, folder, dirs_exist_ok=True)
        shutil.copy(solved, folder)
        notebook = nbformat.read(solved, as_version=4)
        client = NotebookClient(
            notebook,
            timeout=CELL_S,
            record_timing=True,
            kernel_name="python3",
            resources={"metadata": {"path": folder}},
        )
        start = time.perf_counter()
        asyncio.run(client.async_execute(env={**os.environ, **ONE_THREAD}, stderr=subprocess.DEVNULL))
        seconds = time.perf_counter() - start
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return {
        "seconds": round(seconds, 1),
        "cells": [
            {"number": number, "code": title(cell.source), "seconds": round(took(cell.metadata["execution"]), 2)}
            for number, cell in enumerate(cells, start=1)
            if "execution" in cell.metadata
        ],
        "threads": 1,
    }


def title(source: str) -> str:
    """Returns the line that says what a cell is about: its longest call, or its first line."""
    lines = [
        line.strip() for line in source.splitlines() if line.strip() and not line.lstrip().startswith(("#", '"""'))
    ]
    telling = [line for line in lines if line.startswith(("def ", "class ")) or ".run_" in line or ".train(" in line]
    return (telling or lines or [""])[0]


def took(timing: dict[str, str]) -> float:
    """Returns the seconds from the message that a cell starts to the reply that it is done."""
    began, ended = (datetime.fromisoformat(timing[name]) for name in ("iopub.execute_input", "shell.execute_reply"))
    return (ended - began).total_seconds()


def main() -> None:
    parser = argparse.ArgumentParser(description="Times the cells of the solved notebook.")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    options = parser.parse_args()
    record = measure(ROOT / "student_release", ROOT / "solutions" / "hw12.ipynb")
    options.output.write_text(json.dumps(record, indent=1) + "\n")
    print(f"{len(record['cells'])} cells, {record['seconds']} s in all")


if __name__ == "__main__":
    main()
