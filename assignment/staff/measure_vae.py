"""Measures what a right answer to question 4 reaches: the record behind the bands of q4a.

    HW12_DATA=... python assignment/staff/measure_vae.py --data full --runs 3
    python assignment/staff/measure_vae.py --data 5k --runs 3
    HW12_DATA=... python assignment/staff/measure_vae.py --data 5k-on-mnist --runs 3    # trained on all 5,000 digits,
                                                                                       # tested on MNIST's test set

Staff only: this file solves question 4. A run takes about two minutes on one core. Each is added to `vae_runs.json`
beside this file when it is done (the last kind, which no student trains, to `vae_transfer.json`), in place of one with
the same data, seed and iterations.
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
TRANSFER, TRANSFER_OUTPUT = "5k-on-mnist", Path(__file__).with_name("vae_transfer.json")


def sample_gaussian(m: Tensor, v: Tensor) -> Tensor:
    """Returns x ~ N(m, diag(v)), reparameterised."""
    return m + v.sqrt() * torch.randn_like(m)


def negative_elbo_bound(model: vae.VAE, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Returns nelbo, kl, rec, averaged over the batch, from one sample of z."""
    m, v = model.enc(x)
    kl = vae.kl_normal(m, v, model.z_prior_m, model.z_prior_v).mean()
    rec = -vae.log_bernoulli_with_logits(x, model.dec(sample_gaussian(m, v))).mean()
    return kl + rec, kl, rec


def load(data: str) -> mnist.Mnist:
    """Returns the digits that `--data` names; those of TRANSFER are all 5,000, with MNIST's own test set."""
    if data != TRANSFER:
        return mnist.load(data)
    parts = mnist.load("5k")
    every = (parts.train, parts.validation, parts.test)
    joined = mnist.Digits(torch.cat([one.images for one in every]), torch.cat([one.labels for one in every]))
    return mnist.Mnist(joined, parts.validation, mnist.load("full").test)


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
    parser.add_argument("--data", choices=("full", "5k", TRANSFER), required=True)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0, help="of the first run; the others count up from it")
    parser.add_argument("--iterations", type=int, default=vae.Settings.iterations)
    parser.add_argument("--output", type=Path, help="JSON file (default: the one of this kind, beside this script)")
    options = parser.parse_args()
    torch.set_num_threads(1)  # the numbers then do not depend on the machine's number of cores
    output = options.output or (TRANSFER_OUTPUT if options.data == TRANSFER else OUTPUT)
    settings = vae.Settings(iterations=options.iterations, seed=options.seed)
    for run in vae_runs.runs(load(options.data), negative_elbo_bound, settings, options.runs):
        new = record(run, options.data, settings)
        keep(new, output)
        print(json.dumps(new))


if __name__ == "__main__":
    main()
