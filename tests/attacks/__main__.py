"""The command: see the package's docstring."""

import argparse
import functools
import math
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import sets
from .attack import Attack
from .catalogue import PROMISES, attacks
from .peer import through_otter
from .sets import WORKING, Report, all_sets, run_set, split_homework

WIDTH = 64
PARTS = 2  # of a set, each with a grader of its own
EVERY = 4  # attacks, the solved notebook is graded: each attack has honest answers, too
MARKS = {None: "-", True: "SUCCEEDED", False: "held"}


def main(arguments: Sequence[str]) -> int:
    """Prints the table; returns 1 where an attack succeeded under a set that is to hold it."""
    options = _options(arguments)
    sets.progress = options.progress
    wanted = [one for one in attacks() if _wanted(one, options)]
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="attacks-split-") as folder:
        split_folder = Path(folder) / "split"
        split_homework(split_folder)
        reports = list(_reports(wanted, options, split_folder))
    print("\n".join(_table(wanted, reports)))
    print("\n".join(_summary(reports, options.verbose)))
    held_to = [report for report in reports if report.confined]
    successes = sum(bool(faults) for report in held_to for faults in report.faults.values())
    print(f"{successes} successes under sufficient sets; {time.monotonic() - begun:.0f} s")
    return 1 if successes or (held_to and not any(report.faults for report in held_to)) else 0


def _wanted(one: Attack, options: argparse.Namespace) -> bool:
    compared = options.peer or options.unconfined
    return (
        (one.quick or not options.quick)
        and (one.peer or not compared)
        and (not options.only or any(text in f"{one.promise}: {one.name}" for text in options.only))
    )


def _reports(wanted: Sequence[Attack], options: argparse.Namespace, split_folder: Path) -> Iterator[Report]:
    names = [one.name for one in wanted]
    if options.quick or options.peer:
        yield run_set("every layer that works here", WORKING, names, split_folder)
    elif not options.unconfined:
        chosen = {name: layers for name, layers in all_sets().items() if not options.set or name in options.set}
        yield from _side_by_side(chosen, names, split_folder, options.jobs)
    if options.unconfined:
        report = run_set("no layer at all", frozenset(), names, split_folder)
        report.confined = False
        yield report
    if options.peer:
        yield Report("plain otter run", through_otter(wanted, split_folder, options.jobs), confined=False)


def _side_by_side(
    chosen: Mapping[str, frozenset[str]], names: Sequence[str], split_folder: Path, jobs: int
) -> Iterator[Report]:
    """Each set in PARTS, so that no job is left alone at the end; most of the time is spent waiting for limits."""
    size = max(1, math.ceil(len(names) / PARTS))
    parts = [names[start : start + size] for start in range(0, len(names), size)]
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        running = [
            (name, pool.submit(run_set, name, layers, part, split_folder, EVERY, number))
            for number, (name, layers, part) in enumerate((n, s, p) for p in parts for n, s in chosen.items())
        ]
        done = [(name, one.result()) for name, one in running]
    for name in chosen:
        yield functools.reduce(Report.with_more, (report for of, report in done if of == name))


def _table(wanted: Sequence[Attack], reports: Sequence[Report]) -> Iterator[str]:
    for promise in PROMISES:
        of_promise = [one for one in wanted if one.promise == promise]
        if of_promise:
            yield f"\n{promise:<{WIDTH + 2}} " + " ".join(f"[{number}]      " for number in range(len(reports)))
        for one in of_promise:
            marks = (MARKS[bool(r.faults[one.name]) if one.name in r.faults else None] for r in reports)
            yield f"  {one.name[:WIDTH]:<{WIDTH}} " + " ".join(f"{mark:<9}" for mark in marks)
    yield ""


def _summary(reports: Sequence[Report], verbose: bool) -> Iterator[str]:
    for number, report in enumerate(reports):
        succeeded = {name: faults for name, faults in report.faults.items() if faults}
        if report.why_not:
            yield f"[{number}] {report.name}: cannot be had here: {report.why_not}"
        if report.faults:
            yield f"[{number}] {report.name}: {len(report.faults)} attacks, {len(succeeded)} succeeded"
        for name, faults in succeeded.items():
            if report.confined or verbose:
                yield f"      {name}: {'; '.join(faults)}"
            if verbose and name in report.said:
                yield "        " + report.said[name].replace("\n", "\n        ")


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.attacks", description="Attacks on the grader.")
    parser.add_argument("--quick", action="store_true", help="some of each kind, under all layers that work here")
    parser.add_argument("--peer", action="store_true", help="the harmless ones, and through plain `otter run` as well")
    parser.add_argument("--unconfined", action="store_true", help="the harmless ones with no layer: what they would do")
    parser.add_argument(
        "--only", action="append", metavar="TEXT", help="those whose promise or name holds this text (may be repeated)"
    )
    parser.add_argument("--set", action="append", choices=list(all_sets()), help="one set of layers (may be repeated)")
    parser.add_argument("--jobs", type=int, default=4, help="how many graders work at the same time")
    parser.add_argument("--progress", action="store_true", help="each outcome on standard error as it comes")
    parser.add_argument("--verbose", action="store_true", help="also what was printed for attacks that succeeded")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
