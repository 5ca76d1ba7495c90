"""What the meta-learner meets: the numbers of a demo, the tasks that nature draws, and the points seen of them."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import torch
from torch import Generator, Tensor

from hw12.fourier import DTYPE, MEMORY_GB, features, features_gb, grid


@dataclass(frozen=True)
class Settings:
    """The numbers of one demo; a reason stands beside each. Raises ValueError where they cannot work."""

    d: int = 501  # features: far more than training points, so that most fits have many solutions
    support: tuple[int, ...] = (5, 6, 7, 8, 9, 10)  # S: the features that tasks are made of, three frequencies
    noise_std: float = 0.1  # a tenth of a task's size, which is 1
    inner_points: Literal["grid", "uniform"] = "uniform"  # where a learner's training points lie
    n_inner: int = 32  # points a learner trains on: more than |S|, far fewer than d
    n_meta: int = 64  # fresh uniform points that judge it: enough for a steady meta-gradient
    tasks_per_iteration: int = 5  # MAML's batch of tasks
    meta_iterations: int = 100  # most of the weights' movement is over by then
    meta_step: float = 1e-2  # plain SGD on the loss summed over points and tasks
    inner_step: float = 1e-2  # gradient descent of a learner, on its loss averaged over points
    n_post_values: int = 40  # numbers of training points at test time, log-spaced from 1 to 3d, special ones added
    first_n_post: int = 1  # those below it are left out
    point_sets: int = 3  # at test time, draws of the training points for each n
    tasks_per_set: int = 50  # tasks that share a draw, and so a factorisation: 150 in all cost little more than 10
    seed: int = 0

    def __post_init__(self) -> None:
        self._check_features()
        self._check_counts()
        if self.noise_std < 0 or not math.isfinite(self.noise_std):
            raise ValueError(f"Got noise_std = {self.noise_std}; a standard deviation is 0 or more.")
        if self.inner_points not in ("grid", "uniform"):
            raise ValueError(f"Got inner_points = {self.inner_points!r}; take 'grid' or 'uniform'.")
        for name in ("meta_step", "inner_step"):
            step = getattr(self, name)
            if not (step > 0 and math.isfinite(step)):
                raise ValueError(f"Got {name} = {step}; a step size is positive, such as 1e-2.")
        self._check_memory()

    def _check_features(self) -> None:
        features(torch.zeros(0), self.d)  # refuses an even d
        if not self.support:
            raise ValueError("Got an empty support; tasks are made of its features, so name one or more, such as (5,).")
        if len(set(self.support)) < len(self.support) or not set(self.support) <= set(range(self.d)):
            raise ValueError(f"Got support = {self.support}; take distinct numbers of features from 0 to {self.d - 1}.")

    def _check_counts(self) -> None:
        for name in (
            *("n_inner", "n_meta", "tasks_per_iteration", "meta_iterations"),
            *("first_n_post", "n_post_values", "point_sets", "tasks_per_set"),
        ):
            if getattr(self, name) < 1:
                raise ValueError(f"Got {name} = {getattr(self, name)}; it counts something, so take 1 or more.")
        if self.n_inner > self.d:
            raise ValueError(
                f"Got n_inner = {self.n_inner} and d = {self.d}; a minimum-norm fit needs at least as many features "
                "as points, so take n_inner at most d."
            )
        if self.first_n_post > 3 * self.d:
            raise ValueError(
                f"Got first_n_post = {self.first_n_post}; test fits end at 3d = {3 * self.d} points: start below."
            )

    def _check_memory(self) -> None:
        """Refuses what would not fit, before anything is allocated."""
        points = {
            f"point_sets = {self.point_sets}: the features of 3d points": self.point_sets * 3 * self.d,
            f"n_inner = {self.n_inner}: the features of one batch": self.tasks_per_iteration * self.n_inner,
            f"n_meta = {self.n_meta}: the features of one batch": self.tasks_per_iteration * self.n_meta,
            f"tasks_per_set = {self.tasks_per_set}: the test tasks": self.point_sets * self.tasks_per_set,
        }
        for what, count in points.items():
            gigabytes = features_gb(count, self.d)
            if gigabytes > MEMORY_GB:
                raise ValueError(
                    f"Got d = {self.d} and {what} would take {gigabytes:.1f} GB of the {MEMORY_GB:g} GB allowed; "
                    "take fewer of either."
                )

    @property
    def n_train_post(self) -> tuple[int, ...]:
        """Numbers of training points at test time: log-spaced, and those around |S|, n_inner and 2 n_inner."""
        last = 3 * self.d
        spaced = torch.logspace(0, math.log10(last), self.n_post_values, dtype=DTYPE)
        special = [
            *(len(self.support) + step for step in (-1, 0, 1)),
            *(self.n_inner + step for step in (-1, 0, 1)),
            2 * self.n_inner,
        ]
        every = {*spaced.round().int().tolist(), *special}
        return tuple(n for n in sorted(every) if self.first_n_post <= n <= last)


@dataclass(frozen=True)
class Points:
    """What a learner sees of its tasks: y of shape (sets, n, tasks), and the features of its x, (sets, n, d).

    The tasks of one set share its x, so that one factorisation serves all of them. Raises ValueError for NaN.
    """

    x: Tensor
    y: Tensor
    features: Tensor

    def __post_init__(self) -> None:
        for name, values in (("x", self.x), ("y", self.y)):
            if not bool(values.isfinite().all()):
                raise ValueError(f"Some {name} of the training points are NaN or infinite; expected finite numbers.")

    @property
    def d(self) -> int:
        return self.features.shape[-1]

    @cached_property
    def products(self) -> Tensor:
        """The inner products of the features over the points, (sets, d, d): the same for every fit to them."""
        return self.features.mT @ self.features

    @cached_property
    def moments(self) -> Tensor:
        """The inner products of the features and the labels over the points, (sets, d, tasks)."""
        return self.features.mT @ self.y


def sample_tasks(settings: Settings, sets: int, tasks: int, generator: Generator) -> Tensor:
    """Returns true coefficients alpha, shape (sets, d, tasks): uniform on S, zero elsewhere, of norm 1."""
    alpha = torch.zeros(sets, settings.d, tasks, dtype=DTYPE)
    uniform = 2 * torch.rand(sets, len(settings.support), tasks, dtype=DTYPE, generator=generator) - 1
    alpha[:, list(settings.support)] = uniform / uniform.norm(dim=1, keepdim=True)
    return alpha


def place(settings: Settings, sets: int, n: int, generator: Generator) -> Tensor:
    """Returns the x of n training points a set, shape (sets, n): on the grid, or uniform, as the settings say."""
    if settings.inner_points == "grid":
        return grid(n).expand(sets, n)
    return uniform_points(sets, n, generator)


def uniform_points(sets: int, n: int, generator: Generator) -> Tensor:
    """Returns points drawn uniformly from [-1, 1], shape (sets, n)."""
    return 2 * torch.rand(sets, n, dtype=DTYPE, generator=generator) - 1


def observe(alpha: Tensor, x: Tensor, noise_std: float, generator: Generator) -> Points:
    """Returns the points x (sets, n) with what the tasks alpha (sets, d, tasks) are there, Gaussian noise added."""
    of_x = features(x, alpha.shape[1])  # (sets, n, d)
    clean = of_x @ alpha  # (sets, n, tasks)
    return Points(x, clean + noise_std * torch.randn(clean.shape, dtype=DTYPE, generator=generator), of_x)
