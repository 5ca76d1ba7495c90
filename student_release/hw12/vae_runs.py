"""Several runs of the VAE from different seeds: their test metrics, with mean and standard error."""

import math
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import torch

from hw12.checkpoints import Checkpoint
from hw12.mnist import Mnist, test_subset
from hw12.vae import VAE, NegativeElboBound, Record, Settings, evaluate, train

METRICS = ("nelbo", "kl", "rec")
SPLITS = ("subset", "test")


@dataclass(frozen=True)
class Run:
    """One trained model; its nelbo, kl and rec in nats a digit, on 20 test digits a class and on all."""

    seed: int
    seconds: float  # of training, before an interruption and after
    subset: dict[str, float]
    test: dict[str, float]
    records: list[Record]
    model: VAE


def runs(
    data: Mnist,
    negative_elbo_bound: NegativeElboBound,
    settings: Settings,
    count: int,
    checkpoint_of: Callable[[Settings], Checkpoint] | None = None,
) -> Iterator[Run]:
    """Yields `count` runs with the seeds `settings.seed`, `settings.seed + 1`, ..., each when it is done.

    With `checkpoint_of`, a run that was interrupted goes on from its checkpoint, and a finished one is not redone.
    """
    for seed in range(settings.seed, settings.seed + count):
        one = replace(settings, seed=seed)
        yield run(data, negative_elbo_bound, one, checkpoint_of(one) if checkpoint_of else None)


def run(
    data: Mnist, negative_elbo_bound: NegativeElboBound, settings: Settings, checkpoint: Checkpoint | None = None
) -> Run:
    """Trains a new VAE on `data.train`, evaluates it on `data.test`; `settings.seed` draws its weights too."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(settings.seed)
        model = VAE()
    start = time.perf_counter()
    records = train(model, data.train.images, negative_elbo_bound, settings, checkpoint)
    seconds = time.perf_counter() - start + (checkpoint.seconds_before if checkpoint else 0.0)
    subset = evaluate(model, test_subset(data.test).images, negative_elbo_bound)
    test = evaluate(model, data.test.images, negative_elbo_bound)
    return Run(settings.seed, seconds, subset, test, records, model)


def mean_and_standard_error(values: Sequence[float]) -> tuple[float, float | None]:
    """Returns the mean and sd / sqrt(n), with n - 1 under the variance; None for the latter where n is 1."""
    if len(values) < 2:
        return statistics.fmean(values), None
    return statistics.fmean(values), statistics.stdev(values) / math.sqrt(len(values))


def summary(finished: Sequence[Run]) -> dict[str, dict[str, tuple[float, float | None]]]:
    """Returns `{"subset" or "test": {metric: (mean, standard error)}}` over runs."""
    columns = {split: [getattr(one, split) for one in finished] for split in SPLITS}
    return {
        split: {metric: mean_and_standard_error([one[metric] for one in column]) for metric in METRICS}
        for split, column in columns.items()
    }
