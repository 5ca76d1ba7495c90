"""How the seconds of meta-learning grow with the number of features d and with the number of tasks: log-log slopes.

    python tests/benchmarks/maml_slopes.py                   # about half a minute
    python tests/benchmarks/maml_slopes.py --record FILE     # ... and keeps them as JSON

A slope of 1 is cost in proportion, 2 quadratic. One number grows while all others stay, the numbers of points too.
What a solve costs by itself: with n points and d features, n <= d, building the n x n system takes n^2 d operations
and solving it n^3; with n > d it is n d^2 and d^3. So with the number of points fixed the cost is linear in d, which is
what is measured here; where points grow along with d, as in the test fits up to n = 3d, no exact least squares is below
d^3. Tasks that share their points share the factorisation: each adds n d operations, and at most n of them a point.

Seconds are the processor's, of one thread, the best of three.
"""

import argparse
import json
import math
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from hw12 import maml
from hw12.maml_learners import Learner, closed_form, gradient_descent, logistic_descent
from hw12.maml_problems import REGRESSION, TWO_CLASSES, Problem
from hw12.maml_tasks import Settings, place, sample_tasks

WIDTHS = (1001, 2001, 4001, 8001)  # features: enough that what does not grow is small beside what does
TASKS = (40, 80, 160, 320)
ITERATIONS = 5  # meta-iterations a measurement
TEST_POINTS = 64
REPEATS = 3
BASE: dict[str, Any] = {"meta_iterations": ITERATIONS, "point_sets": 1, "meta_step": 1e-9}  # weights stay about 1
QUADRATIC = 2.0
LEARNERS: dict[str, tuple[Problem, Learner]] = {
    "closed form": (REGRESSION, closed_form),
    "gradient descent": (REGRESSION, gradient_descent(5, 1e-2)),
    "classification": (TWO_CLASSES, logistic_descent(5, 3e-1)),
}


def meta_learning(problem: Problem, learner: Learner, settings: Settings) -> Callable[[], object]:
    """Returns a few meta-iterations, to be timed."""
    return lambda: maml.meta_train(problem, learner, settings)


def fits(problem: Problem, _learner: Learner, settings: Settings) -> Callable[[], object]:
    """Returns the test fits at TEST_POINTS points and their errors, to be timed."""
    generator = torch.Generator().manual_seed(0)
    alpha = sample_tasks(settings, 1, settings.tasks_per_set, generator)
    seen = maml.see(problem, alpha, place(settings, 1, TEST_POINTS, generator), settings, generator)
    weights = torch.ones(settings.d, dtype=torch.float64)
    return lambda: problem.error(problem.fit(weights, replace(seen)), alpha)


def seconds(run: Callable[[], object]) -> float:
    """Returns the processor's seconds of the fastest of REPEATS runs."""
    taken = []
    for _ in range(REPEATS):
        start = time.process_time()
        run()
        taken.append(time.process_time() - start)
    return min(taken)


def slope(sizes: tuple[int, ...], taken: list[float]) -> float:
    """Returns the slope of the least-squares line through the logarithms."""
    x, y = [math.log(size) for size in sizes], [math.log(one) for one in taken]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    return sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True)) / sum((a - mean_x) ** 2 for a in x)


def measure() -> list[dict[str, Any]]:
    """Returns a row for each learner, each part of a demo and each number that grows; prints them as they come."""
    rows = []
    for what, timed, count in (
        ("meta-iteration", meta_learning, "tasks_per_iteration"),
        ("test fit", fits, "tasks_per_set"),
    ):
        for name, (problem, learner) in LEARNERS.items():
            for grows, sizes in (("d", WIDTHS), ("tasks", TASKS)):
                every = [{"d" if grows == "d" else count: size} for size in sizes]
                taken = [seconds(timed(problem, learner, Settings(**(BASE | change)))) for change in every]
                row: dict[str, Any] = {"part": what, "demo": name, "grows": grows, "sizes": sizes, "seconds": taken}
                rows.append(row | {"slope": slope(sizes, taken)})
                print(_line(rows[-1]), flush=True)
    return rows


def _line(row: dict[str, Any]) -> str:
    each = "  ".join(f"{size}: {1e3 * s:.0f} ms" for size, s in zip(row["sizes"], row["seconds"], strict=True))
    return f"{row['demo']:17} {row['part']:15} against {row['grows']:6} slope {row['slope']:.2f}   {each}"


def main() -> int:
    """Prints a line for each slope; returns 1 where one is quadratic."""
    parser = argparse.ArgumentParser(description="Measures how meta-learning scales.")
    parser.add_argument("--record", type=Path, help="JSON file for what was measured")
    options = parser.parse_args()
    with maml.one_thread():
        rows = measure()
    if options.record:
        options.record.write_text(json.dumps({"rows": rows, "torch": torch.__version__, "threads": 1}, indent=1) + "\n")
    steepest = max(row["slope"] for row in rows)
    print(f"steepest slope {steepest:.2f}; quadratic would be {QUADRATIC:g}")
    return int(steepest >= QUADRATIC)


if __name__ == "__main__":
    sys.exit(main())
