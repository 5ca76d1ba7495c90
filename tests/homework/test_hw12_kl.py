import math

import numpy as np
import pytest
import torch
from scipy import integrate, optimize, stats
from torch.distributions import Normal, kl_divergence

from hw12 import kl

TARGET = kl.Mixture(weights=(0.7, 0.3), means=(-2.5, 3.0), stds=(0.6, 0.9))
BUMPS = list(zip(TARGET.weights, TARGET.means, TARGET.stds, strict=True))


pytestmark = pytest.mark.usefixtures("one_thread")


def target_density(x):
    return sum(w * stats.norm.pdf(x, m, s) for w, m, s in BUMPS)


def reverse_by_quadrature(mean, std):
    def integrand(x):
        return stats.norm.pdf(x, mean, std) * (stats.norm.logpdf(x, mean, std) - np.log(target_density(x)))

    return integrate.quad(integrand, mean - 10 * std, mean + 10 * std, limit=200)[0]


def forward_by_quadrature(mean, std):
    def integrand(x):
        return target_density(x) * (np.log(target_density(x)) - stats.norm.logpdf(x, mean, std))

    return integrate.quad(integrand, -12, 14, limit=200, points=TARGET.means)[0]


def test_the_mixture_integrates_to_one_and_has_the_density_of_its_bumps():
    x = torch.linspace(-10, 12, 4001, dtype=torch.float64)
    density = TARGET.log_prob(x).exp()
    assert torch.trapezoid(density, x).item() == pytest.approx(1, abs=1e-9)
    np.testing.assert_allclose(density, target_density(x.numpy()), rtol=1e-10)


def test_the_divergence_of_two_gaussians_is_the_closed_form():
    p, q = Normal(0.3, 0.7), Normal(-0.5, 1.4)
    x = torch.linspace(-12, 12, 4001, dtype=torch.float64)
    dx = float(x[1] - x[0])
    assert kl.kl(p.log_prob(x), q.log_prob(x), dx).item() == pytest.approx(kl_divergence(p, q).item(), rel=1e-5)
    assert kl.kl(q.log_prob(x), p.log_prob(x), dx).item() == pytest.approx(kl_divergence(q, p).item(), rel=1e-5)


@pytest.mark.parametrize("start", [-3.0, 4.0])
def test_the_forward_fit_has_the_moments_of_the_target_wherever_it_starts(start):
    fit = kl.fit(TARGET, "forward", kl.Settings(start_mean=start))
    mean = sum(w * m for w, m, _ in BUMPS)
    variance = sum(w * (s**2 + m**2) for w, m, s in BUMPS) - mean**2
    assert fit.mean == pytest.approx(mean, abs=1e-3)
    assert fit.std == pytest.approx(math.sqrt(variance), abs=1e-3)
    assert fit.divergence == pytest.approx(forward_by_quadrature(mean, math.sqrt(variance)), abs=1e-6)


@pytest.mark.parametrize("start", [-2.0, 2.5])
def test_the_reverse_fit_is_the_minimum_that_scipy_finds_from_the_same_start(start):
    fit = kl.fit(TARGET, "reverse", kl.Settings(start_mean=start, start_std=0.5))
    found = optimize.minimize(
        lambda p: reverse_by_quadrature(p[0], math.exp(p[1])), (start, math.log(0.5)), method="BFGS"
    )
    assert fit.mean == pytest.approx(found.x[0], abs=1e-3)
    assert fit.std == pytest.approx(math.exp(found.x[1]), abs=1e-3)
    assert fit.divergence == pytest.approx(found.fun, abs=1e-6)


def test_the_reverse_fit_depends_on_where_it_starts():
    starts = (kl.Settings(start_mean=mean, start_std=0.5) for mean in (-2.0, 2.5))
    left, right = (kl.fit(TARGET, "reverse", start).mean for start in starts)
    assert left == pytest.approx(TARGET.means[0], abs=0.1)
    assert right == pytest.approx(TARGET.means[1], abs=0.1)


@pytest.mark.parametrize("direction", kl.DIRECTIONS)
def test_a_gaussian_target_is_found_exactly_either_way(direction):
    fit = kl.fit(kl.Mixture((1.0,), (1.2,), (0.4,)), direction, kl.Settings())
    assert (fit.mean, fit.std) == (pytest.approx(1.2, abs=1e-4), pytest.approx(0.4, abs=1e-4))
    assert fit.divergence == pytest.approx(0, abs=1e-7)


def test_the_same_call_gives_the_same_numbers():
    settings = kl.Settings(steps=50)
    assert kl.fit(TARGET, "reverse", settings) == kl.fit(TARGET, "reverse", settings)


def test_a_figure_of_fits_has_a_panel_for_each():
    fits = {"one": kl.Fit(0, 1, 0.5), "another": kl.Fit(1, 2, 0.25)}
    assert [axes.get_title() for axes in kl.plot_fits(TARGET, fits).axes] == ["one", "another"]


def test_bad_input_is_refused_in_a_sentence():
    with pytest.raises(ValueError, match="direction='sideways'; expected 'forward' or 'reverse'"):
        kl.fit(TARGET, "sideways")
    with pytest.raises(ValueError, match="Got 2 weights, 1 means and 2 stds"):
        kl.Mixture((0.5, 0.5), (0.0,), (1.0, 1.0))
    with pytest.raises(ValueError, match="they are probabilities"):
        kl.Mixture((0.5, 0.6), (0.0, 1.0), (1.0, 1.0))
    with pytest.raises(ValueError, match="choose each of them above 0"):
        kl.Mixture((0.5, 0.5), (0.0, 1.0), (1.0, 0.0))
    with pytest.raises(ValueError, match="Got start_std=0"):
        kl.Settings(start_std=0)


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_what_is_no_finite_number_is_refused(bad):
    for mixture in (((bad,), (0.0,), (1.0,)), ((1.0,), (bad,), (1.0,)), ((1.0,), (0.0,), (bad,))):
        with pytest.raises(ValueError, match="its weights, means and standard deviations have to be finite numbers"):
            kl.Mixture(*mixture)
    with pytest.raises(ValueError, match=f"Got start_mean={bad}; the descent starts at a finite number"):
        kl.Settings(start_mean=bad)
    with pytest.raises(ValueError, match=f"Got start_std={bad}; a standard deviation starts above 0"):
        kl.Settings(start_std=bad)
