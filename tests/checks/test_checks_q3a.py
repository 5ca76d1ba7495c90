"""Right and wrong answers to `latent_sample(mu, sigma, v)`."""

import pytest
import torch
from judging import BLANKS, SEEDS, Answers
from torch.distributions import AffineTransform, Normal

from hw12_checks import q3a

ANSWERS = Answers(q3a.values, q3a.gradients)
right, wrong = ANSWERS.right, ANSWERS.wrong


@right
def sum_and_product(mu, sigma, v):
    return mu + sigma * v


@right
def addcmul(mu, sigma, v):
    return torch.addcmul(mu, sigma, v)


@right
def symmetric(mu, sigma, v):
    return mu - v * sigma


@right
def affine_transform(mu, sigma, v):
    return AffineTransform(mu, sigma)(v)


@right
def root_of_the_variance(mu, sigma, v):
    return mu + torch.sqrt(sigma**2) * v


@right
def in_place_on_a_temporary(mu, sigma, v):
    z = v * sigma
    z += mu
    return z


@right
def by_the_distribution_function(mu, sigma, v):
    return Normal(mu, sigma).icdf(torch.special.ndtr(v.double())) if v.dtype == torch.float64 else mu + sigma * v


@right
def steps_of_a_diagram(mu, sigma, v):
    product = torch.mul(sigma, v)
    return torch.add(product, mu)


@wrong("values", "standard deviation already")
def variance_times_noise(mu, sigma, v):
    return mu + sigma**2 * v


@wrong("values", "no root is needed")
def root_times_noise(mu, sigma, v):
    return mu + sigma.sqrt() * v


@wrong("values", "not its logarithm")
def exponential_times_noise(mu, sigma, v):
    return mu + sigma.exp() * v


@wrong("values gradients", "`sigma` is not used")
def sigma_left_out(mu, sigma, v):
    return mu + v


@wrong("all", "The mean is missing")
def mean_left_out(mu, sigma, v):
    return sigma * v


@wrong("all", "have changed places")
def exchanged(mu, sigma, v):
    return sigma + mu * v


@wrong("all", "`v` is not used")
def noise_left_out(mu, sigma, v):
    return mu + sigma


@wrong("all", "draw none inside")
def noise_of_its_own(mu, sigma, v):
    return mu + sigma * torch.randn_like(mu)


@wrong("all", "other than the mean at v = 0")
def sum_of_all(mu, sigma, v):
    return mu + sigma + v


@wrong("gradients", "cut off")
def no_grad(mu, sigma, v):
    with torch.no_grad():
        return mu + sigma * v


@wrong("gradients", "for `sigma`")
def sigma_detached(mu, sigma, v):
    return mu + sigma.detach() * v


@wrong("gradients", "for `mu`")
def mean_by_its_data(mu, sigma, v):
    return mu.data + sigma * v


@wrong("gradients", "for `sigma`")
def gradient_doubled(mu, sigma, v):
    return mu + (2 * sigma - sigma.detach()) * v


@wrong("values gradients", "`")
def in_place_on_the_mean(mu, sigma, v):
    return mu.add_(sigma * v)


@wrong("all", "shape (1, 7)")
def another_dimension(mu, sigma, v):
    return (mu + sigma * v)[None]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("answer", ANSWERS.rights)
def test_right_answers_pass(answer, seed):
    ANSWERS.assert_passes(answer, seed)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("wrong", ANSWERS.wrongs)
def test_wrong_answers_fail_where_they_are_wrong(wrong, seed):
    ANSWERS.assert_fails_as_said(wrong, seed)


@pytest.mark.parametrize(("blank", "says"), BLANKS)
def test_blanks_earn_nothing(blank, says):
    ANSWERS.assert_earns_nothing(blank, says)
