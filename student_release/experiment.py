"""Trains the VAE of question 4 with the two functions of your notebook, as often as you like, from the shell.

    python experiment.py --model vae --runs 3

It reads `sample_gaussian` and `negative_elbo_bound` out of the notebook and runs none of its other cells.
The numbers and a picture of 200 sampled digits are saved in the folder `runs`.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from hw12 import mnist, plots, vae, vae_runs
from hw12.cells import functions_of

HERE = Path(__file__).resolve().parent
NOTEBOOKS = ("hw12.ipynb", "hw12.md")  # what students have; what the staff writes
FUNCTIONS = {"sample_gaussian": ("m", "v"), "negative_elbo_bound": ("model", "x")}
THREADS = 1  # where other work runs too, two threads wait for each other: 76 ms a step, 9 ms with one
USED_WRONGLY, INTERRUPTED = 2, 130  # exit status; 130 is what a shell reports after Ctrl-C


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit status: 0 done, 2 used wrongly, 130 stopped by Ctrl-C."""
    options = _options(arguments)
    finished: list[vae_runs.Run] = []
    try:
        bound, data = _prepare(options)
        _run(options, bound, data, finished)
    except _Refused as refusal:
        print(f"experiment.py: {refusal}", file=sys.stderr)
        return USED_WRONGLY
    except KeyboardInterrupt:
        print(f"\nStopped: {len(finished)} of {options.runs} runs finished and saved.", file=sys.stderr)
        return INTERRUPTED
    return 0


class _Refused(Exception):
    """What was asked for cannot be done, in one sentence; a fault inside the student's function is not this."""


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="experiment.py", description="Trains the model of question 4.")
    parser.add_argument("--model", choices=["vae"], default="vae", help="what to train")
    parser.add_argument("--notebook", type=Path, help="your notebook (default: hw12.ipynb beside this file)")
    parser.add_argument("--runs", type=_positive, default=1, help="how often, each from a new seed (default: 1)")
    parser.add_argument("--iterations", type=_positive, default=10_000, help="steps a run (default: 10000)")
    parser.add_argument("--data", choices=["5k", "full"], default="5k", help="which digits (default: 5k)")
    parser.add_argument("--seed", type=int, default=0, help="of the first run; others count up (default: 0)")
    parser.add_argument("--output", type=Path, default=Path("runs"), help="folder to write (default: runs)")
    return parser.parse_args(arguments)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"got {number}, expected at least 1")
    return number


def _prepare(options: argparse.Namespace) -> tuple[vae.NegativeElboBound, mnist.Mnist]:
    try:
        functions = functions_of(options.notebook or _notebook_beside(), FUNCTIONS)
        data = mnist.load(options.data)
        options.output.mkdir(parents=True, exist_ok=True)
    except (ValueError, OSError) as error:
        raise _Refused(error) from error
    return functions["negative_elbo_bound"], data


def _notebook_beside() -> Path:
    for name in NOTEBOOKS:
        if (HERE / name).is_file():
            return HERE / name
    raise ValueError(f"There is no {NOTEBOOKS[0]} in {HERE}: say where it is with --notebook.")


def _run(
    options: argparse.Namespace, bound: vae.NegativeElboBound, data: mnist.Mnist, finished: list[vae_runs.Run]
) -> None:
    torch.set_num_threads(THREADS)
    settings = vae.Settings(iterations=options.iterations, seed=options.seed)
    titles = {"subset": f"{len(mnist.test_subset(data.test))} test digits", "test": f"all {len(data.test)}"}
    try:
        for run in vae_runs.runs(data, bound, settings, options.runs):
            finished.append(run)
            print(f"Run {len(finished)} of {options.runs}: seed {run.seed}, {run.seconds:.0f} s of training")
            for split, title in titles.items():
                print(_row(title, {name: f"{value:.2f}" for name, value in getattr(run, split).items()}))
            _save(options, finished)
    except vae.BoundError as error:
        raise _Refused(error) from error
    _print_summary(options, finished, titles)


def _row(title: str, values: dict[str, str]) -> str:
    return f"  {title:<16}" + "   ".join(f"{name} {value:<14}" for name, value in values.items()).rstrip()


def _print_summary(options: argparse.Namespace, finished: Sequence[vae_runs.Run], titles: dict[str, str]) -> None:
    if len(finished) > 1:
        print("Mean ± standard error over the runs, in nats a digit")
        for split, metrics in vae_runs.summary(finished).items():
            print(_row(titles[split], {name: f"{mean:.2f} ± {error:.2f}" for name, (mean, error) in metrics.items()}))
    if len(finished) < 3:
        print("A standard error needs several runs: --runs 3 or more.")
    print(f"Saved: {_path(options, 'json')} and {_path(options, 'png')}")


def _path(options: argparse.Namespace, suffix: str) -> Path:
    path: Path = options.output / f"{options.model}_{options.data}.{suffix}"
    return path


def _save(options: argparse.Namespace, finished: Sequence[vae_runs.Run]) -> None:
    """Writes the numbers of all finished runs, and 200 digits of the first run's model."""
    result: dict[str, Any] = {
        "model": options.model,
        "data": options.data,
        "iterations": options.iterations,
        "torch": torch.__version__,
        "runs": [
            {"seed": run.seed, "seconds": round(run.seconds, 1), "subset": run.subset, "test": run.test}
            for run in finished
        ],
        "mean and standard error": vae_runs.summary(finished),
    }
    _path(options, "json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    if len(finished) == 1:
        _path(options, "png").write_bytes(plots.png(vae.plot_digits(vae.sample_digits(finished[0].model))))


if __name__ == "__main__":
    sys.exit(main())
