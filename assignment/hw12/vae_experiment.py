"""What `python experiment.py --model vae` does: runs, their checkpoints, and the files that it writes."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

import hw12
from handin.notebook_functions import functions_of
from hw12 import mnist, plots, vae, vae_runs
from hw12.checkpoints import Checkpoint, NotWritten, fingerprint, replace_file

HERE = Path(__file__).resolve().parents[1]
NOTEBOOKS = ("hw12.ipynb", "hw12.md")  # what students have; what the staff writes
FUNCTIONS = {"sample_gaussian": ("m", "v"), "negative_elbo_bound": ("model", "x")}
THREADS = 1  # where other work runs too, two threads wait for each other: 76 ms a step, 9 ms with one


class Refused(Exception):
    """What was asked for cannot be done, in one sentence; a fault inside the student's function is not this."""


class Experiment:
    """The runs that `options` ask for: model, notebook, runs, iterations, data, seed, output."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.finished: list[vae_runs.Run] = []

    def run(self) -> None:
        """Does all runs, prints and saves each when it is done. Raises Refused."""
        bound, data = self._prepare()
        torch.set_num_threads(THREADS)
        settings = vae.Settings(iterations=self.options.iterations, seed=self.options.seed)
        titles = {"subset": f"{len(mnist.test_subset(data.test))} test digits", "test": f"all {len(data.test)}"}
        functions = fingerprint(bound)
        try:
            for run in vae_runs.runs(
                data, bound, settings, self.options.runs, lambda one: self._checkpoint(one, functions)
            ):
                self.finished.append(run)
                self._print_run(run, titles)
                self._save()
        except (vae.BoundError, NotWritten) as error:
            raise Refused(error) from error
        self._print_summary(titles)

    def progress(self) -> str:
        """Returns a sentence on what is done."""
        return f"{len(self.finished)} of {self.options.runs} runs finished and saved."

    def _prepare(self) -> tuple[vae.NegativeElboBound, mnist.Mnist]:
        try:
            functions = functions_of(self.options.notebook or _notebook_beside(), FUNCTIONS)
            data = mnist.load(self.options.data)
            self.options.output.mkdir(parents=True, exist_ok=True)
        except (ValueError, OSError) as error:
            raise Refused(error) from error
        return functions["negative_elbo_bound"], data

    def _checkpoint(self, settings: vae.Settings, functions: str) -> Checkpoint:
        """Of the run with these settings. It stays when the run is done: then that need not be done again."""
        name = f"{self.options.model}_{self.options.data}_{settings.iterations}_seed{settings.seed}.pt"
        identity = {
            "hw12": hw12.__version__,
            "data": self.options.data,
            "functions of the notebook": functions,
            **asdict(settings),
        }
        return Checkpoint(self.options.output / name, identity)

    def _path(self, suffix: str) -> Path:
        path: Path = self.options.output / f"{self.options.model}_{self.options.data}.{suffix}"
        return path

    def _save(self) -> None:
        """Writes the numbers of all finished runs, and 200 digits of the first run's model."""
        if len(self.finished) == 1:
            digits = vae.sample_digits(self.finished[0].model)
            replace_file(self._path("png"), plots.png(vae.plot_digits(digits)))
        result: dict[str, Any] = {
            "model": self.options.model,
            "data": self.options.data,
            "iterations": self.options.iterations,
            "torch": torch.__version__,
            "runs": [
                {"seed": run.seed, "seconds": round(run.seconds, 1), "subset": run.subset, "test": run.test}
                for run in self.finished
            ],
            "mean and standard error": vae_runs.summary(self.finished),
        }
        replace_file(self._path("json"), f"{json.dumps(result, indent=1)}\n".encode())

    def _print_run(self, run: vae_runs.Run, titles: dict[str, str]) -> None:
        number = len(self.finished)
        print(f"Run {number} of {self.options.runs}: seed {run.seed}, {run.seconds:.0f} s of training")
        for split, title in titles.items():
            print(_row(title, {name: f"{value:.2f}" for name, value in getattr(run, split).items()}))

    def _print_summary(self, titles: dict[str, str]) -> None:
        if len(self.finished) > 1:
            print("Mean ± standard error over the runs, in nats a digit")
            for split, metrics in vae_runs.summary(self.finished).items():
                values = {name: f"{mean:.2f} ± {error:.2f}" for name, (mean, error) in metrics.items()}
                print(_row(titles[split], values))
        if len(self.finished) < 3:
            print("A standard error needs several runs: --runs 3 or more.")
        print(f"Saved: {self._path('json')} and {self._path('png')}")
        print(
            f"The finished runs are kept beside them (.pt, {_megabytes(self.options.output)} MB): remove what you do "
            "not want to take up again."
        )


def _megabytes(folder: Path) -> int:
    return round(sum(path.stat().st_size for path in folder.glob("*.pt")) / 1e6)


def _notebook_beside() -> Path:
    for name in NOTEBOOKS:
        if (HERE / name).is_file():
            return HERE / name
    raise ValueError(f"There is no {NOTEBOOKS[0]} in {HERE}: say where it is with --notebook.")


def _row(title: str, values: dict[str, str]) -> str:
    return f"  {title:<16}" + "   ".join(f"{name} {value:<14}" for name, value in values.items()).rstrip()
