"""What `bound` takes for right, against quadrature, Monte Carlo and central differences."""

import copy
import math

import numpy as np
import pytest
import torch
from scipy.integrate import quad
from scipy.stats import norm

from autograder.checking.randomness import use_seed
from hw12.vae import kl_normal
from hw12_checks import bound


def right_bound(model, x):
    m, v = model.enc(x)
    logits = model.dec(m + v.sqrt() * torch.randn_like(m))
    kl = kl_normal(m, v, model.z_prior_m, model.z_prior_v).mean()
    rec = torch.nn.functional.binary_cross_entropy_with_logits(logits, x, reduction="sum") / len(x)
    return kl + rec, kl, rec


def one(seed, batch=3, spread=1.0):
    torch.manual_seed(seed)
    with use_seed(seed):
        return bound.outcome(right_bound, batch, spread)


def test_divergence_is_that_of_its_definition_by_quadrature():
    right = one(0).right
    pm, ps = right.prior.mean.item(), right.prior.stddev.item()

    def divergence(m, v):
        q, p = norm(m, math.sqrt(v)), norm(pm, ps)
        return quad(lambda z: q.pdf(z) * (q.logpdf(z) - p.logpdf(z)), m - 12 * v**0.5, m + 12 * v**0.5)[0]

    each = np.vectorize(divergence)(right.m.numpy(), right.v.numpy())  # (batch, z_dim)
    assert right.kl.item() == pytest.approx(each.sum(-1).mean(), rel=1e-6)


def test_reconstruction_is_the_bernoulli_likelihood_written_out():
    right = one(1).right
    p = 1 / (1 + np.exp(-right.logits[0].detach().numpy()))
    x = right.x.numpy()
    written_out = -(x * np.log(p) + (1 - x) * np.log(1 - p)).sum(-1).mean()
    assert right.rec.item() == pytest.approx(written_out, rel=1e-9)


def test_several_draws_are_averaged():
    x = (torch.arange(24).reshape(2, 12) % 3 == 0).double()
    with use_seed(0):
        model = bound.small_vae(x.float(), 1.0).double()
    first, second = torch.zeros(2, 4, dtype=torch.float64), torch.ones(2, 4, dtype=torch.float64)
    both = bound.terms(model, x, [first.clone(), second.clone()]).rec
    alone = [bound.terms(model, x, [z.clone()]).rec for z in (first, second)]
    assert both.item() == pytest.approx(sum(each.item() for each in alone) / 2)


def gradient_of_a_weight(model, x, noise, weight, index):
    """Central difference of the negative ELBO, written out, in one weight and with its noise held fixed."""

    def value(shift):
        changed = copy.deepcopy(model)
        with torch.no_grad():
            dict(changed.named_parameters())[weight].view(-1)[index] += shift
        m, v = changed.enc(x)
        p = changed.dec(m + v.sqrt() * noise).sigmoid()
        rec = -(x * p.log() + (1 - x) * (1 - p).log()).sum(-1).mean()
        pm, pv = changed.z_prior_m, changed.z_prior_v
        kl = 0.5 * ((pv / v).log() + (v + (m - pm) ** 2) / pv - 1).sum(-1).mean()
        return (kl + rec).item()

    return (value(1e-5) - value(-1e-5)) / 2e-5


def test_reference_gradients_are_those_of_central_differences():
    with use_seed(3):
        x = (torch.rand(5, bound.X_DIM, generator=torch.Generator().manual_seed(0)) < 0.5).double()
        model = bound.small_vae(x.float(), 1.0).double()
    noise = torch.randn(5, bound.Z_DIM, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    m, v = model.enc(x)
    z = m + v.sqrt() * noise
    right = bound.terms(model, x, [z.detach()])
    (to_z,) = torch.autograd.grad(right.rec, right.decoded[0], retain_graph=True)
    through_z = torch.autograd.grad(z, right.encoder, to_z, retain_graph=True)
    to_encoder = [a + b for a, b in zip(torch.autograd.grad(right.kl, right.encoder), through_z, strict=True)]
    to_decoder = torch.autograd.grad(right.rec, right.decoder)
    names = [name for name, _ in model.named_parameters()]
    for name, gradient in zip(names, [*to_encoder, *to_decoder], strict=True):
        for index in (0, gradient.numel() - 1):
            expected = gradient_of_a_weight(model, x, noise, name, index)
            assert gradient.view(-1)[index].item() == pytest.approx(expected, rel=1e-5, abs=1e-7)


def test_no_term_hides_another_and_no_probability_is_rounded():
    for seed in range(40):
        right = one(seed, batch=7).right
        assert 1 < right.kl.item() < 300
        assert 5 < right.rec.item() < 30
        assert right.logits[0].abs().max().item() < 12


def test_means_lie_as_far_apart_as_the_check_of_draws_counts_on():
    for seed in range(40):
        right = one(seed, batch=16, spread=20.0).right
        apart = (right.m - right.m.roll(1, 0)).square().sum() / right.v.max()
        assert 0.17 * apart.item() > 200


def test_models_differ_from_call_to_call_and_do_not_touch_torchs_global_stream():
    state = torch.get_rng_state()
    with use_seed(0):
        x = torch.zeros(2, bound.X_DIM)
        first, second = (bound.small_vae(x, 1.0).state_dict() for _ in range(2))
    assert not any(torch.equal(first[name], second[name]) for name in first)
    assert torch.equal(torch.get_rng_state(), state)


def test_a_decoder_that_gets_too_few_samples_is_told_so():
    def one_sample_for_all(model, x):
        m, v = model.enc(x)
        logits = model.dec((m + v.sqrt() * torch.randn_like(m))[:2])
        return logits.sum(), logits.sum(), logits.sum()

    with pytest.raises(AssertionError, match="Got 2 samples of z in the decoder for 7 images"):
        bound.outcome(one_sample_for_all, 7)


def test_narrower_variances_are_so_by_the_factor_that_was_asked_for():
    x = torch.zeros(50, bound.X_DIM)
    x[:, ::2] = torch.eye(50)[:, : len(x[0, ::2])]
    variances = []
    for narrower in (0.0, 2.0):
        with use_seed(3):
            variances.append(bound.small_vae(x, 1.0, narrower).enc(x)[1])
    ratio = (variances[1] / variances[0]).log()
    assert ratio.mean().item() == pytest.approx(-2, abs=0.3)
    assert variances[1].max() < 0.3
