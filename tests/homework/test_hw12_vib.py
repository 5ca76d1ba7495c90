import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.distributions import Independent, Normal, kl_divergence

from hw12 import vib
from hw12.mnist import Digits

QUICK = vib.Settings(epochs=30, hidden=32, batch=20)


def sample(mu, sigma, v):
    """Some function of the shape asked for; what it should be is the students' question."""
    return torch.addcmul(mu, sigma, v)


pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def digits():
    """Three easy classes of 'images' of 12 pixels: a bright third each, under noise."""
    generator = torch.Generator().manual_seed(0)
    labels = torch.arange(90) % 3
    bright = torch.eye(3)[labels].repeat_interleave(4, dim=1)  # (90, 12)
    images = 0.6 * bright + 0.4 * torch.rand(90, 12, generator=generator)
    return Digits(images, labels)


@pytest.fixture
def model():
    torch.manual_seed(0)
    return vib.VIB(z_dim=2, n_labels=3, hidden=16, x_dim=12)


def test_the_kl_term_is_that_of_torch_distributions():
    torch.manual_seed(0)
    mu, sigma = torch.randn(7, 4), torch.rand(7, 4) + 0.1
    code, prior = Normal(mu, sigma), Normal(torch.zeros(7, 4), torch.ones(7, 4))
    expected = kl_divergence(Independent(code, 1), Independent(prior, 1))
    torch.testing.assert_close(vib.kl_to_standard_normal(mu, sigma), expected)
    assert vib.kl_to_standard_normal(torch.zeros(1, 3), torch.ones(1, 3)).item() == 0


def test_the_loss_is_cross_entropy_plus_beta_times_kl(model, digits):
    x, y, v = digits.images[:8], digits.labels[:8], torch.randn(8, 2)
    mu, sigma = model.encode(x)
    log_q = torch.log_softmax(model.decode(mu + sigma * v), dim=1)
    task = -sum(log_q[row, y[row]] for row in range(8)) / 8
    kl = kl_divergence(Normal(mu, sigma), Normal(0.0, 1.0)).sum() / 8
    for beta in (0.0, 0.3):
        torch.testing.assert_close(vib.loss(model, x, y, v, sample, beta), task + beta * kl)


@pytest.mark.parametrize("beta", [0.0, 0.1])
def test_gradients_reach_encoder_and_decoder(model, digits, beta):
    vib.loss(model, digits.images[:8], digits.labels[:8], torch.randn(8, 2), sample, beta).backward()
    assert all(bool(p.grad.abs().sum() > 0) for p in model.parameters())


def test_the_standard_deviation_is_positive_even_far_from_the_data(model):
    _, sigma = model.encode(20 * torch.randn(100, 12))
    assert bool((sigma > 0).all())


def test_training_learns_and_gives_the_same_model_again(digits):
    model = vib.train(digits, sample, QUICK)
    before = torch.rand(3), torch.get_rng_state()
    again = vib.train(digits, sample, QUICK)
    assert vib.error(model, digits) <= 0.05
    assert all(torch.equal(p, q) for p, q in zip(model.parameters(), again.parameters(), strict=True))
    assert torch.equal(torch.get_rng_state(), before[1])


def test_every_step_has_noise_of_its_own(digits):
    seen = []

    def recording(mu, sigma, v):
        seen.append(v)
        return sample(mu, sigma, v)

    vib.train(digits, recording, replace(QUICK, epochs=40))
    v = torch.cat(seen)
    assert len(torch.unique(v)) > 0.999 * v.numel()
    assert v.mean().item() == pytest.approx(0, abs=5 / v.numel() ** 0.5)
    assert v.std().item() == pytest.approx(1, abs=5 / (2 * v.numel()) ** 0.5)


def test_a_large_beta_leaves_nothing_in_the_code(digits):
    narrow = vib.train(digits, sample, replace(QUICK, beta=2.0))
    mu, sigma = narrow.encode(digits.images)
    assert vib.kl_to_standard_normal(mu, sigma).mean() < 0.05
    wide = vib.train(digits, sample, replace(QUICK, beta=1e-6))
    assert vib.kl_to_standard_normal(*wide.encode(digits.images)).mean() > 1


def test_the_error_is_the_fraction_of_wrong_labels(model, digits):
    mu, _ = model.encode(digits.images)
    right = [model.decode(m[None]).argmax().item() == y for m, y in zip(mu, digits.labels.tolist(), strict=True)]
    assert vib.error(model, digits) == pytest.approx(1 - sum(right) / len(right))


def test_codes_are_drawn_with_the_given_function_and_a_seed(model, digits):
    first, again = (vib.embed(model, digits.images, sample, seed=4) for _ in range(2))
    assert torch.equal(first, again)
    assert not torch.equal(first, vib.embed(model, digits.images, sample, seed=5))
    mu, sigma = model.encode(digits.images)
    torch.testing.assert_close(vib.embed(model, digits.images, lambda m, s, v: m - s), mu - sigma)


def test_only_keeps_the_classes_asked_for_and_renames_them():
    digits = Digits(torch.arange(6.0)[:, None], torch.tensor([8, 3, 1, 5, 3, 8]))
    kept = vib.only(digits, (3, 5, 8))
    assert kept.labels.tolist() == [2, 0, 1, 0, 2]
    assert kept.images.flatten().tolist() == [0, 1, 3, 4, 5]


def test_the_plots_show_what_they_were_given():
    errors = np.array([[0.1, 0.2], [0.05, 0.07]])
    (axes,) = vib.plot_error((1e-3, 1e-2), errors).axes
    np.testing.assert_allclose(axes.lines[0].get_ydata(), [15, 6])
    z, labels = torch.tensor([[1.0, 2.0], [-3.0, 0.5], [0.0, 1.0]]), torch.tensor([0, 1, 2])
    (axes,) = vib.plot_latent_spaces({"(x)": (z, labels)}, ("three", "five", "eight")).axes
    assert [one.get_offsets().tolist() for one in axes.collections] == [[row] for row in z.tolist()]
    assert axes.get_xlim() == axes.get_ylim()


@pytest.mark.parametrize("beta", [-1e-3, math.nan, math.inf])
def test_a_beta_that_is_no_price_is_refused(beta):
    with pytest.raises(ValueError, match=f"Got beta={beta}; .*choose a number from 0 up"):
        vib.Settings(beta=beta)


def test_bad_input_is_refused_in_a_sentence(digits):
    with pytest.raises(ValueError, match="latent_sample returned NoneType; expected a tensor of the shape of mu"):
        vib.train(digits, lambda mu, sigma, v: None, QUICK)
    with pytest.raises(ValueError, match=r"latent_sample returned a tensor of shape \(20,\)"):
        vib.train(digits, lambda mu, sigma, v: mu[:, 0], QUICK)
    with pytest.raises(ValueError, match="Some pixels are not finite"):
        vib.train(Digits(digits.images / 0, digits.labels), sample, QUICK)
    with pytest.raises(ValueError, match="There is no digit 7 among these 90 images"):
        vib.only(digits, (1, 7))


@pytest.mark.parametrize("name", ["z_dim", "hidden", "epochs", "batch"])
def test_a_count_below_one_is_refused(name):
    with pytest.raises(ValueError, match=f"Got {name}=0; it counts something: choose 1 or more"):
        vib.Settings(**{name: 0})
