"""Measures the meta-learning demos of question 5: the record behind what the model answers say of their figures.

    python assignment/staff/measure_maml.py                  # six demos, three seeds: about a minute on one core
    python assignment/staff/measure_maml.py --seeds 5

Staff only. What is found goes to `maml_runs.json` beside this file.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from hw12 import maml
from hw12.fourier import features, grid

OUTPUT = Path(__file__).with_name("maml_runs.json")
# The closed-form demo with everything as it is but the places of the points, which are then drawn as in the others.
UNIFORM = replace(maml.CLOSED_FORM, inner_points="uniform", point_sets=3, tasks_per_set=50)
DEMOS: dict[str, tuple[Callable[[maml.Settings], maml.Result], maml.Settings]] = {
    "closed form": (maml.run_closed_form, maml.CLOSED_FORM),
    "closed form, uniform points": (maml.run_closed_form, UNIFORM),
    "gradient descent, 5 inner steps": (partial(maml.run_gradient_descent, inner_steps=5), maml.GRADIENT_DESCENT),
    "gradient descent, 1 inner step": (partial(maml.run_gradient_descent, inner_steps=1), maml.GRADIENT_DESCENT),
    "classification, inner step 0.3": (maml.run_classification, maml.CLASSIFICATION),
    "classification, inner step 0.01": (maml.run_classification, maml.SMALL_INNER_STEP),
}
REPORTED_AT = (31, 32, 33, 64)  # numbers of training points at test time; and the last


def measure(name: str, seed: int) -> dict[str, Any]:
    """Returns what is kept of one run: its errors at some numbers of points, its weights, its seconds."""
    run, settings = DEMOS[name]
    wall, processor = time.perf_counter(), time.process_time()
    result = run(replace(settings, seed=seed))
    seconds, processor_seconds = time.perf_counter() - wall, time.process_time() - processor
    reported = [n for n in result.n_train_post if n in REPORTED_AT] + [result.n_train_post[-1]]
    return {
        "demo": name,
        "seed": seed,
        "test_tasks": settings.point_sets * settings.tasks_per_set,
        "error": {str(n): errors_at(result, n) for n in reported},
        "weights": {group: summary(result.weights[-1][chosen]) for group, chosen in groups(result).items()},
        "seconds": round(seconds, 2),
        "processor_seconds": round(processor_seconds, 2),
    }


def errors_at(result: maml.Result, n: int) -> dict[str, dict[str, float]]:
    """Returns each learner's mean and median test error over tasks, after n training points."""
    row = result.n_train_post.index(n)
    return {
        learner: {"median": rounded(errors[row].median()), "mean": rounded(errors[row].mean())}
        for learner, errors in result.errors.items()
    }


def groups(result: maml.Result) -> dict[str, Tensor]:
    """Returns which features are in S, which look like one of S on the grid of meta-training, and which are neither."""
    settings = result.settings
    in_support = torch.zeros(settings.d, dtype=torch.bool)
    in_support[list(settings.support)] = True
    on_grid = features(grid(settings.n_inner), settings.d)  # (n_inner, d)
    overlap = (on_grid[:, in_support].mT @ on_grid).abs() / settings.n_inner  # (|S|, d)
    aliases = (overlap > 1e-6).any(dim=0) & ~in_support
    return {"in S": in_support, "aliases of S on the grid": aliases, "others": ~in_support & ~aliases}


def summary(weights: Tensor) -> dict[str, float]:
    return {"smallest": rounded(weights.min()), "mean": rounded(weights.mean()), "largest": rounded(weights.max())}


def rounded(value: Tensor) -> float:
    return float(f"{float(value):.4g}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures the meta-learning demos.")
    parser.add_argument("--seeds", type=int, default=3, help="how many, from 0 (default: 3)")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    options = parser.parse_args()
    runs = []
    for name in DEMOS:
        for seed in range(options.seeds):
            runs.append(measure(name, seed))
            print(f"{name}, seed {seed}: {runs[-1]['seconds']} s, at 32 points {runs[-1]['error']['32']}", flush=True)
    settings = {name: asdict(settings) for name, (_, settings) in DEMOS.items()}
    record = {"runs": runs, "settings": settings, "torch": torch.__version__, "threads": 1}
    options.output.write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
