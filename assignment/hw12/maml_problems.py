"""What separates regression from classification: labels, losses, and how a test fit is made and judged."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import torch
import torch.nn.functional as F
from torch import Tensor

from hw12.fourier import DTYPE, features, midpoints
from hw12.maml_learners import Learner, closed_form, logistic_regression

JUDGED_AT = 1000  # evenly spaced points for the classification error: steps of 0.1%


@dataclass(frozen=True)
class Problem:
    """Regression or classification. Coefficients and alpha have shape (sets, d, tasks); errors (sets, tasks)."""

    error_name: str  # as figures call it
    value_name: str
    label: Callable[[Tensor], Tensor]  # values of a task's function, noisy or not -> labels
    show: Callable[[Tensor], Tensor]  # values of a learned function -> what is comparable with labels
    loss: Callable[[Tensor, Tensor], Tensor]  # learned values, labels -> the sum over points and tasks
    fit: Learner  # how learners are fitted at test time
    error: Callable[[Tensor, Tensor], Tensor]  # coefficients, alpha -> errors


def squared_error(coefficients: Tensor, alpha: Tensor) -> Tensor:
    """Returns the expected squared error over x in [-1, 1], exactly: the features are orthonormal."""
    return (coefficients - alpha).square().sum(dim=-2)


def misclassified(coefficients: Tensor, alpha: Tensor) -> Tensor:
    """Returns the share of x in [-1, 1] where the learned function and the task's differ in sign."""
    learned, truth = (_is_positive(one) for one in (coefficients, alpha))  # (points, sets, tasks)
    return (learned != truth).to(DTYPE).mean(dim=0)


def _is_positive(coefficients: Tensor) -> Tensor:
    """Returns where each function is positive, (points, sets, tasks); its sign needs no double precision."""
    of_all = coefficients.movedim(-2, 0).flatten(1)  # (d, sets * tasks)
    values = _judged_features(len(of_all)) @ of_all.float()  # (points, sets * tasks)
    positive: Tensor = values.unflatten(1, (len(coefficients), -1)) > 0
    return positive


@lru_cache(maxsize=1)  # the same for every fit of a run
def _judged_features(d: int) -> Tensor:
    return features(midpoints(JUDGED_AT), d).float()  # (points, d)


def _same(values: Tensor) -> Tensor:
    return values


def _positive(values: Tensor) -> Tensor:
    return (values > 0).to(DTYPE)


def _squared_loss(values: Tensor, labels: Tensor) -> Tensor:
    return (values - labels).square().sum()


def _logistic_loss(values: Tensor, labels: Tensor) -> Tensor:
    return F.binary_cross_entropy_with_logits(values, labels, reduction="sum")


REGRESSION = Problem(
    error_name="squared test error",
    value_name="y",
    label=_same,
    show=_same,
    loss=_squared_loss,
    fit=closed_form,
    error=squared_error,
)
TWO_CLASSES = Problem(
    error_name="classification error",
    value_name="probability of class 1",
    label=_positive,
    show=torch.sigmoid,
    loss=_logistic_loss,
    fit=logistic_regression,
    error=misclassified,
)
