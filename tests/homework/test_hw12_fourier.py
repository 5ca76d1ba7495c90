"""The Fourier features: orthonormal, in the order that the homework states, and clear about what they refuse."""

import doctest
import math

import numpy as np
import pytest
import torch

from hw12 import fourier
from hw12.fourier import features, grid, midpoints


def test_features_are_orthonormal_under_the_uniform_distribution():
    nodes, weights = np.polynomial.legendre.leggauss(200)  # exact enough for frequencies up to 30
    values = features(torch.as_tensor(nodes), 31)
    gram = values.mT @ (torch.as_tensor(weights / 2).unsqueeze(-1) * values)
    torch.testing.assert_close(gram, torch.eye(31, dtype=torch.float64), atol=1e-10, rtol=0)


def test_features_are_a_constant_then_sine_and_cosine_of_rising_frequency():
    x = torch.tensor([-0.7, 0.1, 0.9], dtype=torch.float64)
    values = features(x, 11)
    torch.testing.assert_close(values[:, 0], torch.ones(3, dtype=torch.float64))
    for k in range(1, 6):
        torch.testing.assert_close(values[:, 2 * k - 1], math.sqrt(2) * torch.sin(k * math.pi * x))
        torch.testing.assert_close(values[:, 2 * k], math.sqrt(2) * torch.cos(k * math.pi * x))


def test_features_come_last_whatever_the_shape_of_the_points():
    x = 2 * torch.rand(4, 3, generator=torch.Generator().manual_seed(0)) - 1
    values = features(x, 5)
    assert values.shape == (4, 3, 5)
    torch.testing.assert_close(values[2, 1], features(x[2, 1], 5))


def test_one_feature_alone_is_the_constant():
    assert features(torch.tensor([0.3]), 1).tolist() == [[1.0]]


def test_the_grid_never_names_the_same_point_of_the_circle_twice():
    x = grid(8)
    assert x[0] == -1
    assert x[-1] < 1
    torch.testing.assert_close(x.diff(), torch.full((7,), 0.25, dtype=torch.float64))


def test_midpoints_are_symmetric_and_evenly_spaced():
    x = midpoints(5)
    torch.testing.assert_close(x, -x.flip(0))
    torch.testing.assert_close(x.diff(), torch.full((4,), 0.4, dtype=torch.float64))


@pytest.mark.parametrize("d", [0, 2, 500, -1])
def test_an_even_or_missing_number_of_features_is_refused(d):
    with pytest.raises(ValueError, match=rf"Got d = {d}; .* take an odd d, such as 501\."):
        features(torch.zeros(1), d)


@pytest.mark.parametrize("x", [1.01, -3.0, math.nan, math.inf])
def test_points_outside_the_interval_are_refused(x):
    with pytest.raises(ValueError, match=r"Got a point outside \[-1, 1\], or NaN; .* rescale x\."):
        features(torch.tensor([0.0, x]), 3)


def test_more_points_than_memory_holds_are_refused_before_anything_is_computed():
    many = torch.zeros(1).expand(10**12)  # takes four bytes, and in double precision more than any machine has
    with pytest.raises(ValueError, match=r"Got 1000000000000 points and d = 501: .* 4008000\.0 GB of the 2 GB allowed"):
        features(many, 501)


def test_features_at_many_frequencies_are_those_of_the_formula():
    x = 2 * torch.rand(50, generator=torch.Generator().manual_seed(0), dtype=torch.float64) - 1
    k = torch.arange(1, 251, dtype=torch.float64)
    expected = math.sqrt(2) * torch.sin(math.pi * k * x[:, None])
    torch.testing.assert_close(features(x, 501)[:, 1::2], expected, rtol=0, atol=1e-11)


def test_the_documented_example_is_what_comes_out():
    assert doctest.testmod(fourier) == (0, 1)
