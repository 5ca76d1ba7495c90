"""What confinement costs a worker: spawn() with its layers against a bare fork of the same torch process, from one run.

    OMP_NUM_THREADS=1 PYTHONPATH=. python tests/benchmarks/confinement.py

Needs root for the layers that only root can put on. A fork is timed until its child says that it runs.
"""

import contextlib
import gc
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import IPython
import matplotlib
import torch

from autograder.engine.confinement import (
    LAYERS,
    SUFFICIENT_SETS,
    Box,
    claim_uid,
    destroy,
    probe,
    readable,
    spawn,
)

ROUNDS = 30


def bare_fork(main: Callable[[], NoReturn]) -> int:
    child = os.fork()
    if child == 0:
        main()
    return child


def until_it_runs_ms(
    start: Callable[[Callable[[], NoReturn]], int], end: Callable[[int], object]
) -> tuple[float, float]:
    """(until the child runs, until it is gone), in ms."""
    reading, writing = os.pipe()

    def main() -> NoReturn:
        os.write(writing, b".")
        time.sleep(100)
        os._exit(0)

    begin = time.perf_counter()
    child = start(main)
    os.read(reading, 1)
    running = time.perf_counter()
    end(child)
    gone = time.perf_counter()
    os.close(reading)
    os.close(writing)
    return (running - begin) * 1e3, (gone - running) * 1e3


def kill_bare(child: int) -> None:
    os.kill(child, 9)
    os.waitpid(child, 0)


def main() -> None:
    torch.set_num_threads(1)
    gc.collect()
    gc.freeze()
    versions = ", ".join(f"{module.__name__} {module.__version__}" for module in (torch, IPython, matplotlib))
    print(f"{versions}; median of {ROUNDS}")
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        os.chmod(folder, 0o755)
        work = Path(folder, "work")
        work.mkdir()
        uid = stack.enter_context(claim_uid()) if os.geteuid() == 0 else None
        needed = readable.interpreter(without="autograder")
        every = frozenset(LAYERS) if uid else frozenset(LAYERS) - {"uid"}
        box = Box(work, needed, (), uid, layers=every)
        working = frozenset(found.layer for found in probe(box) if found.works)
        boxes = {name: box.only(layers) for name, layers in SUFFICIENT_SETS.items() if layers <= working}
        print_table({"every layer that works": box.only(working), **boxes})


def print_table(boxes: dict[str, Box]) -> None:
    """In turns, so that a busy moment of the machine falls on all alike."""
    ways = {"bare fork": (bare_fork, kill_bare)} | {
        name: (lambda main, box=box: spawn(box, main), lambda child, box=box: destroy(box, child))
        for name, box in boxes.items()
    }
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, (start, end) in ways.items():
            times[name].append(until_it_runs_ms(start, end))
    medians = {name: [statistics.median(column) for column in zip(*rows, strict=True)] for name, rows in times.items()}
    bare = medians["bare fork"][0]
    print(f"{'':44} {'runs after':>11} {'more than bare':>15} {'gone after':>11}")
    for name, (running, gone) in medians.items():
        print(f"{name:44} {running:8.1f} ms {running - bare:12.1f} ms {gone:8.1f} ms")


if __name__ == "__main__":
    main()
