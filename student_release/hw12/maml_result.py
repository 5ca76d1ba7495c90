"""What a demo of meta-learning found, as it is plotted."""

from dataclasses import dataclass

from torch import Tensor

from hw12.maml_tasks import Settings


@dataclass(frozen=True)
class Prediction:
    """One task: its truth at x (m,), the points seen (n,), and what each learner makes of them, name -> (m,)."""

    x: Tensor
    truth: Tensor
    seen_x: Tensor
    seen_y: Tensor
    learned: dict[str, Tensor]


@dataclass(frozen=True)
class Result:
    """What a demo found.

    `errors` maps a learner's name to its test errors, (len(n_train_post), test tasks); `weights` holds the feature
    weights before and after every meta-iteration, (meta_iterations + 1, d).
    """

    title: str
    error_name: str
    value_name: str
    settings: Settings
    n_train_post: tuple[int, ...]
    errors: dict[str, Tensor]
    weights: Tensor
    prediction: Prediction
