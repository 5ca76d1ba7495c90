"""What question 5 is about, computed from its definitions: the learner of least norm and its expected test error."""

import math

import torch
from torch import Tensor

from autograder.checking import differences

_ANGLES = torch.arange(8, dtype=torch.float64) * (2 * math.pi / 8)
# Orthonormal under the uniform distribution on a circle; 8 even points integrate their products without error.
TRUE_FEATURE, ALIAS = math.sqrt(2) * _ANGLES.cos(), math.sqrt(2) * _ANGLES.sin()


def least_norm(c: Tensor) -> Tensor:
    """Returns the least beta (..., 2) with c0 beta0 + c1 beta1 = 1 for c (..., 2), by singular value decompositions."""
    inverse: Tensor = torch.linalg.pinv(c.unsqueeze(-2))  # (..., 2, 1)
    return inverse.squeeze(-1)


def expected_error(c: Tensor) -> Tensor:
    """Returns half the mean of (phi_t - beta0 c0 phi_t - beta1 c1 phi_a)^2 over the test distribution, (...)."""
    of_true, of_alias = (least_norm(c) * c).unsqueeze(-1).unbind(-2)  # (..., 1) each
    residual = TRUE_FEATURE - of_true * TRUE_FEATURE - of_alias * ALIAS  # (..., 8)
    return residual.square().mean(-1) / 2


def error_gradient(c: Tensor) -> Tensor:
    """Returns the gradient of `expected_error` at c (..., 2), by central differences."""
    return differences.gradient(expected_error, c)
