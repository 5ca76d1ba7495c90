"""How fast a class is graded, and whether that stays so as it grows: ratios and slopes of one run.

    python tests/benchmarks/classroom.py            3 minutes; needs what `python build.py` writes
    python tests/benchmarks/classroom.py --full     40 minutes: 300 submissions, 10,000 tiny ones

throughput   submissions of a made-up class for each `otter run` of the solved notebook      asked: at least 30
workers      the same class, of what as many warm graders do with nothing round them          asked: at least 0.85
flat         seconds a tiny submission takes at the end, of those from the 100th on           asked: 0.9 to 1.1
memory       of the process that schedules, at the end, of that at the 100th                  asked: at most 1.1
gradebook    with rows for 10,000: seconds a result takes at the end, slowest query, report
"""

import argparse
import json
import multiprocessing
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / place) for place in ("benchmarks", "classroom", "engine")]

from classes import notebooks, tiny_notebooks, write  # noqa: E402  # the line above finds it

CORES = len(os.sched_getaffinity(0))


def graded(dist: Path, submissions: Path, out: Path, stem: str) -> Iterator[float]:
    """Grades a class as the command does, in this process; yields the time at which each result was written."""
    from autograder.classroom.gradebook import gradebook
    from autograder.classroom.intake import take_in
    from autograder.classroom.messages import Setup
    from autograder.classroom.schedule import Done, Schedule
    from autograder.classroom.tree import opened
    from autograder.engine.assignment import read_assignment
    from autograder.engine.dependencies import dependencies

    assignment = read_assignment(dist)
    setup = Setup(assignment=str(dist), source=str(submissions), parent=os.getpid())
    with gradebook(out) as book:
        book.begin("benchmark", dependencies(assignment), "")
        with opened(submissions) as tree:
            book.take_in(take_in(tree, stem)[1], "class", "newest")
        book.write_unreadable()
        for event in Schedule(setup, book.to_do(), CORES, book.ready).events():
            if isinstance(event, Done):
                book.write(event.work, event.outcome)
                yield time.perf_counter()


def rate(times: Sequence[float]) -> float:
    """Results a second while all workers were warm."""
    steady = times[CORES:]
    return (len(steady) - 1) / (steady[-1] - steady[0])


def _bare(dist: Path, paths: list[Path], gate: Any, ends: Any) -> None:
    from autograder.checking.randomness import use_seed
    from autograder.engine.assignment import read_assignment
    from autograder.engine.grader import warm_grader
    from autograder.engine.sandbox import Limits, find_sandbox

    assignment = read_assignment(dist)
    with warm_grader(assignment, find_sandbox(assignment, Limits().box), use_seed) as grader:
        gate.wait()
        begun = time.perf_counter()
        for path in paths:
            grader.grade(path)
        ends.put(time.perf_counter() - begun)


def bare_rate(dist: Path, submissions: Path) -> float:
    """Submissions a second of as many warm graders as there are cores, none of which ever waits for another.

    That is cores by submissions, by the seconds that all of them took together. The sum of each one's own rate would
    be more than any schedule can reach where one share is slower than the other.
    """
    context = multiprocessing.get_context("spawn")
    gate, ends = context.Barrier(CORES), context.Queue()
    paths = sorted(submissions.iterdir())
    shares = [paths[core::CORES] for core in range(CORES)]
    workers = [context.Process(target=_bare, args=(dist, share, gate, ends)) for share in shares]
    for worker in workers:
        worker.start()
    seconds = sum(ends.get(timeout=1800) for _ in workers)
    for worker in workers:
        worker.join()
    return CORES * len(paths) / seconds


def resident_mb() -> float:
    """Of this process, now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def processor_s() -> float:
    """Processor time of all processes that have ended, and that this one has waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def throughput(dist: Path, count: int, place: Path) -> list[tuple[str, float, str, float]]:
    """A class of the homework, beside `otter run` and beside warm graders alone."""
    from engine import otter_run

    folder = write(place / "class", notebooks(count, 0, dist), 0, "hw12")
    before = processor_s()
    otter_s = otter_run(2)
    otter_cpu = (processor_s() - before) / 2
    bare = bare_rate(dist, folder)
    before = processor_s()
    class_rate = rate(list(graded(dist, folder, place / "out", "hw12")))
    cpu = (processor_s() - before) / count
    print(f"{count} submissions: {class_rate:.2f} a second; warm graders alone {bare:.2f}; otter run {otter_s:.1f} s")
    print(
        f"processor time: {cpu:.2f} s a submission, starts and all; otter run {otter_cpu:.1f} s: by that {CORES} idle"
    )
    print(
        f"cores grade {CORES * otter_cpu / cpu:.1f} submissions in the time of one (a busy machine changes this less)"
    )
    return [
        ("submissions for one otter run", class_rate * otter_s, "at least", 30),
        ("of the rate of warm graders alone", class_rate / bare, "at least", 0.85),
    ]


def flat(count: int, place: Path) -> list[tuple[str, float, str, float]]:
    """Many tiny submissions: whether time and memory stay as they are."""
    import small_homework

    (place / "small").mkdir()
    homework = small_homework.make(place / "small")
    folder = write(place / "tiny", tiny_notebooks(count, 0), 0, "small")
    times, memory = [], []
    for moment in graded(homework, folder, place / "tiny-out", "small"):
        times.append(moment)
        memory.append(resident_mb())
    each = [after - before for before, after in pairwise(times[100:])]
    tenth = max(10, len(each) // 5)
    slope = statistics.mean(each[-tenth:]) / statistics.mean(each[:tenth])
    print(f"{count} tiny submissions: {1 / statistics.mean(each):.1f} a second, {memory[-1]:.0f} MB")
    return [
        ("time of a tiny one, last fifth of first", slope, "at most", 1.1),
        ("memory of the scheduler, last of 100th", memory[-1] / memory[100], "at most", 1.1),
    ]


def rows(count: int, place: Path) -> list[tuple[str, float, str, float]]:
    """A gradebook of many results of a homework's size, made up: what it takes to write, to ask and to export."""
    from autograder.classroom import exports
    from autograder.classroom.attempt import Attempt, Student
    from autograder.classroom.class_results import CaseRow
    from autograder.classroom.gradebook import gradebook
    from autograder.classroom.intake import LocatedSubmission
    from autograder.classroom.messages import Outcome, Ready
    from autograder.engine.dependencies import Dependencies

    questions = {f"q{n}": 5.0 for n in range(18)}
    cases = tuple(CaseRow(q, f"test_{n}", 1.0, True, "passed", "", "", "", 0.01) for q in questions for n in range(5))
    outcome = Outcome(state="graded", cases=cases, seed="0" * 64, answers=dict.fromkeys(questions, "x = 1\n" * 20))
    taken = (
        LocatedSubmission(Attempt(f"{n}", (Student(f"s{n}"),), (f"{n}",)), f"{n}", f"{n}", "") for n in range(count)
    )
    with gradebook(place / "rows") as book:
        book.begin("benchmark", Dependencies("", {}), "")
        book.ready(Ready("made-up", questions, {}, {}))
        book.take_in(taken, "class", "newest")
        times = [time.perf_counter()]
        for work in book.to_do():
            book.write(work, outcome)
            times.append(time.perf_counter())
        each = [after - before for before, after in pairwise(times[100:])]
        tenth = max(10, len(each) // 5)
        asked = []
        for question in (book.counts, book.other_autograders, lambda: next(book.to_do(), None), book.write_unreadable):
            begun = time.perf_counter()
            question()
            asked.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        exports.export(book, place / "rows", None, from_canvas=False)
        exported_s = time.perf_counter() - begun
        reported = report(book, place / "rows")
    print(f"{count} rows: {1000 * statistics.mean(each):.1f} ms a result, exports {exported_s:.1f} s")
    return [
        (
            "time to write a result, last fifth of first",
            statistics.median(each[-tenth:]) / statistics.median(each[:tenth]),
            "at most",
            1.1,
        ),
        ("slowest query, ms", 1000 * max(asked), "at most", 100),
        *reported,
    ]


def report(book: Any, place: Path) -> list[tuple[str, float, str, float]]:
    """How long the report takes, and how large it is; nothing where it is not installed."""
    from autograder.classroom.command import REPORT, write_report

    begun = time.perf_counter()
    write_report(book, place)
    took_s, path = time.perf_counter() - begun, place / REPORT
    if not path.exists():
        return []
    size_mb = path.stat().st_size / 1e6
    return [("report, s", took_s, "at most", 10), ("report, MB", size_mb, "at most", 5)]


def main() -> int:
    """Prints the table; exits 1 where a figure does not hold."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--full", action="store_true", help="the sizes that are asked for")
    parser.add_argument("--only", choices=("throughput", "flat", "rows"), help="one part of it")
    parser.add_argument("--dist", type=Path, default=ROOT / "dist")
    parser.add_argument("--any", action="store_true", help="exit 0 though a figure is missed: a time is no test")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    options = parser.parse_args()
    sizes = (300, 10_000, 10_000) if options.full else (24, 300, 1_000)
    found = []
    with tempfile.TemporaryDirectory(prefix="classroom-") as folder:
        place = Path(folder)
        place.chmod(0o755)
        if options.only in (None, "throughput"):
            found += throughput(options.dist.resolve(), sizes[0], place)
        if options.only in (None, "flat"):
            found += flat(sizes[1], place)
        if options.only in (None, "rows"):
            found += rows(sizes[2], place)
    kept = []
    for name, value, word, asked in found:
        kept.append(value <= asked if word == "at most" else value >= asked)
        print(f"{'ok    ' if kept[-1] else 'MISSED'}  {name:<48} {value:8.2f}   asked: {word} {asked:g}")
    if options.json:
        options.json.write_text(json.dumps({name: round(value, 3) for name, value, _, _ in found}, indent=1) + "\n")
    return 0 if options.any or all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
