"""Kills runs and workers over one class, and compares its gradebook with that of an undisturbed run.

    python -m tests.classroom.faults --times 100     12 minutes on two idle cores; needs nothing that `build.py` writes

Each time a run (three times in four) or one of its workers gets SIGKILL at a random moment, and the same command is
started again. When a run comes to its end before all are spent, `--regrade all` begins the next. Exit status: 0 where
the gradebooks are the same and no process is left over, 1 where not.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1] / "engine")]

from small_class import (  # noqa: E402  # the line above finds it
    alive,
    begin,
    children,
    content,
    descendants,
    finish,
    graded,
    kill,
    make_class,
    wait_for,
)
from small_homework import make  # noqa: E402


def main(arguments: Sequence[str]) -> int:
    """Does it; returns the exit status."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="faults-") as place:
        folder = Path(place)
        folder.chmod(0o755)
        (folder / "homework").mkdir()
        ground = (make(folder / "homework"), make_class(folder / "in", options.students))
        begun = time.monotonic()
        _succeed(finish(*ground, folder / "undisturbed", "--jobs", str(options.jobs)))
        longest_s = time.monotonic() - begun
        print(f"undisturbed: {options.students} submissions in {longest_s:.1f} s; seed {options.seed}", flush=True)
        killed, left = _disturb(ground, folder / "disturbed", options, longest_s)
        _succeed(finish(*ground, folder / "disturbed", "--jobs", str(options.jobs)))
        same = content(folder / "undisturbed") == content(folder / "disturbed")
    print(f"killed: {killed['run']} runs, {killed['worker']} workers; processes left over: {left}")
    print(f"gradebooks: {'the same' if same else 'NOT THE SAME'}")
    return 0 if same and not left else 1


def _disturb(ground, out: Path, options: argparse.Namespace, longest_s: float) -> tuple[dict[str, int], int]:
    """Kills so many times; returns how often what, and how many processes outlived their run by ten seconds."""
    rng, killed, left, regrade = random.Random(options.seed), {"run": 0, "worker": 0}, 0, ()
    until = time.monotonic() + 60 * options.minutes
    while sum(killed.values()) < options.times and time.monotonic() < until:
        process = begin(*ground, out, "--jobs", str(options.jobs), *regrade)
        what = rng.choice(["run", "run", "run", "worker"])
        moment = time.monotonic() + rng.uniform(0, longest_s)
        wait_for(lambda process=process, moment=moment: process.poll() is not None or time.monotonic() > moment)
        started = descendants(process.pid)
        if process.poll() is not None:
            regrade = ("--regrade", "all")
            process.communicate()
            continue
        if what == "worker":
            for worker in children(process.pid)[:1]:
                os.kill(worker, signal.SIGKILL)
                killed[what] += 1
            process.communicate()
            regrade = ("--regrade", "all")
        else:
            kill(process)
            killed[what] += 1
            left += _left_over(started)
        print(f"{sum(killed.values()):4d}: {what}, {graded(out)} results written so far", flush=True)
    return killed, left


def _left_over(started: set[int]) -> int:
    try:
        wait_for(lambda: not any(map(alive, started)), 10)
    except TimeoutError:
        return sum(map(alive, started))
    return 0


def _succeed(done) -> None:
    if done.returncode != 0:
        raise SystemExit(f"a run ended with status {done.returncode}:\n{done.stdout}{done.stderr}")


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.classroom.faults", description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=100, help="kills in all")
    parser.add_argument("--minutes", type=float, default=60, help="stop killing after that, and compare")
    parser.add_argument("--students", type=int, default=24)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000), help="of the moments")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
