"""How fast submissions are graded, beside plain `otter run` on the same notebook and the same tests: ratios of one run.

    python tests/benchmarks/engine.py           2 minutes; needs what `python build.py` writes

cold        `python -m autograder grade` once, from nothing                      asked: at most 0.45 of `otter run`
warm        submissions one after the other in two warm graders, one a core      asked: 30 for each `otter run`
in-process  the same cells and checks in this process, with no isolation         asked: warm at most 1.5 times this
memory      PSS of a warm grader's whole process tree at its peak                asked: under 500 MB
"""

import argparse
import contextlib
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOLVED = ROOT / "solutions" / "hw12.ipynb"
ARCHIVE = ROOT / "dist" / "hw12-autograder.zip"
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def seconds_of(command: list[str], runs: int) -> float:
    """The median wall time of `command`, which has to succeed."""
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        subprocess.run(command, cwd=ROOT, env={**os.environ, **ONE_THREAD}, check=True, capture_output=True)
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def otter_run(runs: int) -> float:
    """Plain Otter, as staff would call it."""
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "otter", "run", "--no-logo", "-a", str(ARCHIVE), "-o", out, str(SOLVED)]
        return seconds_of(command, runs)


@contextlib.contextmanager
def grader(dist: Path) -> Iterator[Callable[[], object]]:
    """Grades the solved notebook once a call."""
    from autograder.checking.randomness import use_seed
    from autograder.engine.assignment import read_assignment
    from autograder.engine.grader import warm_grader
    from autograder.engine.sandbox import Limits, find_sandbox

    assignment = read_assignment(dist)
    sandbox = find_sandbox(assignment, Limits().box)
    with warm_grader(assignment, sandbox, use_seed) as warm:

        def once() -> object:
            grade = warm.grade(SOLVED)
            assert grade.score == grade.points == 100, grade
            return grade

        yield once


def _many(
    dist: Path, count: int, gate: "multiprocessing.synchronize.Barrier", times: "multiprocessing.Queue[float]"
) -> None:
    with grader(dist) as once:
        once()
        gate.wait()
        begun = time.perf_counter()
        for _ in range(count):
            once()
        times.put((time.perf_counter() - begun) / count)


def warm(dist: Path, count: int, jobs: int) -> float:
    """Seconds a submission takes when `jobs` warm graders work side by side, divided by `jobs`."""
    context = multiprocessing.get_context("spawn")
    gate, times = context.Barrier(jobs), context.Queue()
    workers = [context.Process(target=_many, args=(dist, count, gate, times)) for _ in range(jobs)]
    for worker in workers:
        worker.start()
    each = [times.get(timeout=300) for _ in workers]
    for worker in workers:
        worker.join()
    return statistics.mean(each) / jobs


def in_process(dist: Path, count: int) -> float:
    """Seconds for the same cells and the same test cases in one process, one thread, with no isolation at all."""
    code = f"""
import json, sys, time, os
os.chdir({str(dist.parent / "student_release")!r}); sys.path.insert(0, os.getcwd())
import torch; torch.set_num_threads(1)
from pathlib import Path
from autograder.checking.randomness import use_seed
from autograder.engine import launch
from autograder.engine.worker import zygote
from autograder.engine.assignment import read_assignment
from autograder.engine.judge.cases import read_cases
from autograder.notebooks.graded_cells import plan
from autograder.engine.worker.shell import make_shell
from autograder.notebooks.submission import read_submission
assignment = read_assignment(Path({str(dist)!r}))
cases = read_cases(assignment.tests)
shell = zygote.warm_up(launch.zygote_settings(assignment))
released = read_submission(assignment.released, "hw12").cells
tested = {{q: frozenset(n for c in cs for n in c.names) for q, cs in cases.items()}}
def once():
    submission = read_submission(Path({str(SOLVED)!r}), "hw12")
    for cell in plan(released, submission, tested).cells:
        error, _ = shell.run_graded(cell.source)
        assert not error, error
    for question in cases.values():
        for case in question:
            with use_seed("0"):
                case.body(*[shell.user_ns[name] for name in case.names])
once()
begun = time.perf_counter()
for _ in range({count}): once()
print((time.perf_counter() - begun) / {count})
"""
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **ONE_THREAD}, check=True, capture_output=True, text=True
    )
    return float(done.stdout.split()[-1])


def peak_mb(dist: Path) -> float:
    """The largest sum of PSS over this process's children while one grader works, polled every 20 ms."""
    context = multiprocessing.get_context("spawn")
    gate, times = context.Barrier(1), context.Queue()
    worker = context.Process(target=_many, args=(dist, 3, gate, times))
    worker.start()
    peak, over = 0.0, threading.Event()

    def poll() -> None:
        nonlocal peak
        while not over.wait(0.02):
            peak = max(peak, sum(map(_pss_mb, _tree(worker.pid or 0))))

    poller = threading.Thread(target=poll)
    poller.start()
    times.get(timeout=300)
    over.set()
    poller.join()
    worker.join()
    return peak


def _tree(pid: int) -> list[int]:
    found = [pid]
    with contextlib.suppress(OSError):
        for task in os.listdir(f"/proc/{pid}/task"):
            for child in Path(f"/proc/{pid}/task/{task}/children").read_text().split():
                found += _tree(int(child))
    return found


def _pss_mb(pid: int) -> float:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def main() -> int:
    """Prints the table; exits 1 where a ratio does not hold."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3, help="of the two commands that start from nothing")
    parser.add_argument("--count", type=int, default=10, help="submissions a warm grader gets")
    parser.add_argument("--dist", type=Path, default=ROOT / "dist")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    options = parser.parse_args()
    dist = options.dist.resolve()
    grade = [sys.executable, "-m", "autograder", "grade", str(SOLVED), "--assignment", str(dist)]
    otter, cold = otter_run(options.runs), seconds_of(grade, options.runs)
    alone, two = warm(dist, options.count, 1), warm(dist, options.count, 2)
    bare, peak = in_process(dist, options.count), peak_mb(dist)
    rows = [
        ("cold, of otter run", cold / otter, "at most", 0.45),
        ("warm submissions for one otter run, two cores", otter / two, "at least", 30),
        ("warm, of in-process without isolation", alone / bare, "at most", 1.5),
        ("peak memory of the process tree, MB", peak, "at most", 500),
    ]
    print(
        f"otter run {otter:.2f} s, cold {cold:.2f} s, warm {alone:.3f} s (two at once {two:.3f} s), "
        f"in-process {bare:.3f} s"
    )
    kept = []
    for name, found, word, asked in rows:
        kept.append(found <= asked if word == "at most" else found >= asked)
        print(f"{'ok    ' if kept[-1] else 'MISSED'}  {name:<48} {found:8.2f}   asked: {word} {asked:g}")
    if options.json:
        options.json.write_text(json.dumps({name: round(found, 3) for name, found, _, _ in rows}, indent=1) + "\n")
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
