"""Measures what a right answer to question 4 reaches: the record behind the bands of q4a.

    HW12_DATA=... python assignment/staff/measure_vae.py --data full --runs 3
    python assignment/staff/measure_vae.py --data 5k --runs 3

Staff only: this file solves question 4. Each run is added to `vae_runs.json` beside it when it is done,
in place of one with the same data, seed and iterations.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from hw12 import mnist, vae, vae_runs

OUTPUT = Path(__file__).with_name("vae_runs.json")


def sample_gaussian(m: Tensor, v: Tensor) -> Tensor:
    """Returns x ~ N(m, diag(v)), reparameterised."""
    return m + v.sqrt() * torch.randn_like(m)


def negative_elbo_bound(model: vae.VAE, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Returns nelbo, kl, rec, averaged over the batch, from one sample of z."""
    m, v = model.enc(x)
    kl = vae.kl_normal(m, v, model.z_prior_m, model.z_prior_v).mean()
    rec = -vae.log_bernoulli_with_logits(x, model.dec(sample_gaussian(m, v))).mean()
    return kl + rec, kl, rec


def record(run: vae_runs.Run, data: str, settings: vae.Settings) -> dict[str, Any]:
    """Returns what `vae_runs.json` keeps of a run."""
    return {
        "data": data,
        "seed": run.seed,
        "iterations": settings.iterations,
        "subset": {name: round(value, 4) for name, value in run.subset.items()},
        "test": {name: round(value, 4) for name, value in run.test.items()},
        "training": {name: round(getattr(run.records[-1], name), 4) for name in vae_runs.METRICS},
        "seconds": round(run.seconds, 1),
        "torch": torch.__version__,
        "threads": torch.get_num_threads(),
    }


def keep(new: dict[str, Any], path: Path) -> None:
    """Adds `new` to the list in `path`, in place of the run that it repeats."""
    key = ("data", "seed", "iterations")
    old = json.loads(path.read_text()) if path.exists() else []
    kept = [one for one in old if [one[k] for k in key] != [new[k] for k in key]]
    kept.append(new)
    kept.sort(key=lambda one: [one[k] for k in key])
    path.write_text(json.dumps(kept, indent=1) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description="Trains the VAE with a right answer; keeps what it reaches.")
    parser.add_argument("--data", choices=("full", "5k"), required=True)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0, help="of the first run; the others count up from it")
    parser.add_argument("--iterations", type=int, default=vae.Settings.iterations)
    parser.add_argument("--output", type=Path, default=OUTPUT)
    options = parser.parse_args()
    torch.set_num_threads(1)  # the numbers then do not depend on the machine's number of cores
    settings = vae.Settings(iterations=options.iterations, seed=options.seed)
    for run in vae_runs.runs(mnist.load(options.data), negative_elbo_bound, settings, options.runs):
        new = record(run, options.data, settings)
        keep(new, options.output)
        print(json.dumps(new))


if __name__ == "__main__":
    main()
