"""Right and wrong answers to `negative_elbo_bound(model, x)`."""

import pytest
import torch
import torch.nn.functional as F
from judging import BLANKS, SEEDS, Answers, failures
from torch.distributions import Bernoulli, Independent, Normal, kl_divergence

from hw12.vae import kl_normal, log_bernoulli_with_logits
from hw12_checks import q4_elbo

ANSWERS = Answers(q4_elbo.kl, q4_elbo.rec, q4_elbo.total, q4_elbo.one_sample, q4_elbo.gradients)
right, wrong = ANSWERS.right, ANSWERS.wrong


def sample_gaussian(m, v):
    return m + v.sqrt() * torch.randn_like(m)


def kl_of(model, m, v):
    return kl_normal(m, v, model.z_prior_m, model.z_prior_v).mean()


def rec_of(model, x, z):
    return -log_bernoulli_with_logits(x, model.dec(z)).mean()


def parts(model, x):
    m, v = model.enc(x)
    return kl_of(model, m, v), rec_of(model, x, sample_gaussian(m, v))


@right
def with_the_helpers(model, x):
    m, v = model.enc(x)
    z = sample_gaussian(m, v)
    kl = kl_normal(m, v, model.z_prior_m, model.z_prior_v).mean()
    rec = -log_bernoulli_with_logits(x, model.dec(z)).mean()
    return kl + rec, kl, rec


@right
def with_torch_distributions(model, x):
    m, v = model.enc(x)
    q = Independent(Normal(m, v.sqrt()), 1)
    prior = Independent(Normal(model.z_prior_m.expand_as(m), model.z_prior_v.sqrt().expand_as(v)), 1)
    kl = kl_divergence(q, prior).mean(0)
    rec = -Independent(Bernoulli(logits=model.dec(q.rsample())), 1).log_prob(x).mean(0)
    return kl + rec, kl, rec


@right
def average_of_the_sum(model, x):
    m, v = model.enc(x)
    z = m + v.sqrt() * torch.randn_like(m)
    kls = kl_normal(m, v, model.z_prior_m.expand(m.shape), model.z_prior_v.expand(v.shape))
    recs = -log_bernoulli_with_logits(x, model.dec(z))
    return (kls + recs).mean(), kls.mean(), recs.mean()


@right
def sum_divided_by_the_batch(model, x):
    m, v = model.enc(x)
    logits = model.dec(sample_gaussian(m, v))
    kl = kl_normal(m, v, model.z_prior_m, model.z_prior_v).sum() / x.shape[0]
    rec = F.binary_cross_entropy_with_logits(logits, x, reduction="sum") / len(x)
    return kl + rec, kl, rec


@right
def divergence_written_out(model, x):
    m, v = model.enc(x)
    pm, pv = model.z_prior_m, model.z_prior_v
    kl = 0.5 * (torch.log(pv) - torch.log(v) + v / pv + (m - pm) ** 2 / pv - 1).sum(dim=1).mean()
    rec = -log_bernoulli_with_logits(x, model.dec(sample_gaussian(m, v))).mean()
    return rec + kl, kl, rec


@right
def likelihood_by_probabilities(model, x):
    m, v = model.enc(x)
    p = model.dec(sample_gaussian(m, v)).sigmoid()
    rec = -(x * p.log() + (1 - x) * (1 - p).log()).sum(-1).mean()
    return kl_of(model, m, v) + rec, kl_of(model, m, v), rec


@right
def negated_at_the_end(model, x):
    kl, rec = parts(model, x)
    elbo = -rec - kl
    return -elbo, kl, rec


@right
def terms_detached_for_the_log(model, x):
    kl, rec = parts(model, x)
    return kl + rec, kl.detach(), rec.detach()


@right
def terms_as_plain_numbers(model, x):
    kl, rec = parts(model, x)
    return kl + rec, kl.item(), rec.item()


@right
def loop_over_images(model, x):
    bounds = torch.stack([torch.stack(parts(model, image[None])) for image in x]).mean(0)
    return bounds.sum(), bounds[0], bounds[1]


@right
def decoder_called_by_its_forward(model, x):
    m, v = model.enc.forward(x)
    rec = -log_bernoulli_with_logits(x, model.dec.forward(sample_gaussian(m, v))).mean()
    return [kl_of(model, m, v) + rec, kl_of(model, m, v), rec]


@right
def decoded_twice(model, x):
    m, v = model.enc(x)
    z = sample_gaussian(m, v)
    assert torch.equal(model.dec(z), model.dec(z))
    return kl_of(model, m, v) + rec_of(model, x, z), kl_of(model, m, v), rec_of(model, x, z)


@right
def scalars_of_one_dimension_less_by_sum(model, x):
    kl, rec = parts(model, x)
    return sum((kl, rec)), kl.squeeze(), rec.squeeze()


@wrong("total", "This is the ELBO itself")
def not_negated(model, x):
    kl, rec = parts(model, x)
    return -(kl + rec), kl, rec


@wrong("total", "The divergence enters with the wrong sign")
def divergence_subtracted(model, x):
    kl, rec = parts(model, x)
    return rec - kl, kl, rec


@wrong("total", "The divergence is left out")
def only_the_reconstruction(model, x):
    kl, rec = parts(model, x)
    return rec, kl, rec


@wrong("kl rec total gradients", "summed over the batch", "summed over the batch", "Mend kl and rec", "Mend kl and rec")
def summed_over_the_batch(model, x):
    kl, rec = (term * len(x) for term in parts(model, x))
    return kl + rec, kl, rec


@wrong("kl", "summed over the batch")
def divergence_summed_over_the_batch(model, x):
    kl, rec = parts(model, x)
    return kl * len(x) + rec, kl * len(x), rec


@wrong("rec", "averaged over the pixels")
def averaged_over_pixels(model, x):
    m, v = model.enc(x)
    rec = F.binary_cross_entropy_with_logits(model.dec(sample_gaussian(m, v)), x)
    return kl_of(model, m, v) + rec, kl_of(model, m, v), rec


@wrong("kl", "averaged over the dimensions of z")
def averaged_over_z(model, x):
    m, v = model.enc(x)
    kl = kl_of(model, m, v) / m.shape[-1]
    rec = rec_of(model, x, sample_gaussian(m, v))
    return kl + rec, kl, rec


@wrong("kl", "Its two arguments have changed places")
def divergence_reversed(model, x):
    m, v = model.enc(x)
    kl = kl_normal(model.z_prior_m, model.z_prior_v, m, v).mean()
    rec = rec_of(model, x, sample_gaussian(m, v))
    return kl + rec, kl, rec


@wrong("kl", "wrong sign")
def divergence_of_the_wrong_sign(model, x):
    kl, rec = parts(model, x)
    return rec - kl, -kl, rec


@wrong("kl", "wrong sign")
def divergence_of_the_wrong_sign_though_the_sum_is_right(model, x):
    kl, rec = parts(model, x)
    return rec + kl, -kl, rec


@wrong("kl", "closed form")
def divergence_estimated_by_sampling(model, x):
    m, v = model.enc(x)
    z = sample_gaussian(m, v)
    q, p = Normal(m, v.sqrt()), Normal(model.z_prior_m, model.z_prior_v.sqrt())
    kl = (q.log_prob(z) - p.log_prob(z)).sum(-1).mean()
    rec = rec_of(model, x, z)
    return kl + rec, kl, rec


@wrong("kl", "take the mean and variance that the model holds")
def standard_normal_prior(model, x):
    m, v = model.enc(x)
    kl = kl_normal(m, v, torch.zeros(1), torch.ones(1)).mean()
    rec = rec_of(model, x, sample_gaussian(m, v))
    return kl + rec, kl, rec


@wrong("kl", "take both its mean and its variance")
def unit_variance_prior(model, x):
    m, v = model.enc(x)
    kl = kl_normal(m, v, model.z_prior_m, torch.ones(1)).mean()
    rec = rec_of(model, x, sample_gaussian(m, v))
    return kl + rec, kl, rec


@wrong("kl", "is taken as a standard deviation")
def variance_squared_in_the_divergence(model, x):
    m, v = model.enc(x)
    kl = kl_normal(m, v.square(), model.z_prior_m, model.z_prior_v).mean()
    rec = rec_of(model, x, sample_gaussian(m, v))
    return kl + rec, kl, rec


@wrong("rec", "squared error")
def mean_squared_error(model, x):
    m, v = model.enc(x)
    rec = (model.dec(sample_gaussian(m, v)).sigmoid() - x).square().sum(-1).mean()
    return kl_of(model, m, v) + rec, kl_of(model, m, v), rec


@wrong("rec", "The sigmoid is applied twice")
def probabilities_as_logits(model, x):
    m, v = model.enc(x)
    rec = -log_bernoulli_with_logits(x, model.dec(sample_gaussian(m, v)).sigmoid()).mean()
    return kl_of(model, m, v) + rec, kl_of(model, m, v), rec


@wrong("rec", "wrong sign")
def log_likelihood_as_reconstruction_in_a_right_sum(model, x):
    kl, rec = parts(model, x)
    return kl + rec, kl, -rec


@wrong("rec", "wrong sign")
def log_likelihood_as_reconstruction(model, x):
    kl, rec = parts(model, x)
    return kl - rec, kl, -rec


@wrong("rec", "by hand")
def likelihood_of_the_logits_given_the_pixels(model, x):
    m, v = model.enc(x)
    rec = F.binary_cross_entropy_with_logits(x, model.dec(sample_gaussian(m, v)).sigmoid(), reduction="none")
    rec = rec.sum(-1).mean()
    return kl_of(model, m, v) + rec, kl_of(model, m, v), rec


@wrong("kl rec", "the right numbers in the order nelbo, rec, kl")
def order_of_the_posed_text(model, x):
    kl, rec = parts(model, x)
    return kl + rec, rec, kl


@wrong("kl rec total", "changed places")
def nelbo_last(model, x):
    kl, rec = parts(model, x)
    return kl, rec, kl + rec


@wrong("kl rec total gradients", "a scalar, an average over the batch")
def not_reduced(model, x):
    m, v = model.enc(x)
    kl = kl_normal(m, v, model.z_prior_m, model.z_prior_v)
    rec = -log_bernoulli_with_logits(x, model.dec(sample_gaussian(m, v)))
    return kl + rec, kl, rec


@wrong("one_sample", "the mean of q in the decoder")
def mean_for_the_sample(model, x):
    m, v = model.enc(x)
    return kl_of(model, m, v) + rec_of(model, x, m), kl_of(model, m, v), rec_of(model, x, m)


@wrong("one_sample", "same side of the mean")
def variance_added_to_the_mean(model, x):
    m, v = model.enc(x)
    return kl_of(model, m, v) + rec_of(model, x, m + v), kl_of(model, m, v), rec_of(model, x, m + v)


@wrong("rec total gradients one_sample", "finite", "finite", "finite", "nan or inf in the decoder")
def root_of_the_mean(model, x):
    m, v = model.enc(x)
    z = m + m.sqrt() * torch.randn_like(m)
    return kl_of(model, m, v) + rec_of(model, x, z), kl_of(model, m, v), rec_of(model, x, z)


@wrong("one_sample", "is the variance, and that is what `sample_gaussian` takes")
def standard_deviation_to_the_sampler(model, x):
    m, v = model.enc(x)
    rec = rec_of(model, x, sample_gaussian(m, v.sqrt()))
    return kl_of(model, m, v) + rec, kl_of(model, m, v), rec


@wrong("one_sample", "a z that")
def twice_the_mean_to_the_sampler(model, x):
    m, v = model.enc(x)
    rec = rec_of(model, x, sample_gaussian(2 * m, v))
    return kl_of(model, m, v) + rec, kl_of(model, m, v), rec


@wrong("one_sample", "one and the same noise for every image")
def one_noise_for_every_image(model, x):
    m, v = model.enc(x)
    rec = rec_of(model, x, m + v.sqrt() * torch.tensor([1.2, -0.8, 0.9, -1.1]))
    return kl_of(model, m, v) + rec, kl_of(model, m, v), rec


@wrong("one_sample", "10 samples of z")
def ten_samples(model, x):
    m, v = model.enc(x)
    kl = kl_of(model, m, v)
    rec = torch.stack([rec_of(model, x, sample_gaussian(m, v)) for _ in range(10)]).mean()
    return kl + rec, kl, rec


@wrong("one_sample", "5 samples of z")
def five_samples_as_one_tensor(model, x):
    m, v = model.enc(x)
    kl = kl_of(model, m, v)
    rec = rec_of(model, x.expand(5, -1, -1), sample_gaussian(m.expand(5, -1, -1), v.expand(5, -1, -1)))
    return kl + rec, kl, rec


@wrong("one_sample", "3 samples of z")
def three_samples_below_each_other(model, x):
    m, v = model.enc(x)
    kl = kl_of(model, m, v)
    rec = rec_of(model, x.repeat(3, 1), sample_gaussian(m.repeat(3, 1), v.repeat(3, 1)))
    return kl + rec, kl, rec


@wrong("one_sample", "nothing to do with the encoder's mean")
def sample_from_the_prior(model, x):
    m, v = model.enc(x)
    z = sample_gaussian(model.z_prior_m.expand_as(m), model.z_prior_v.expand_as(v))
    return kl_of(model, m, v) + rec_of(model, x, z), kl_of(model, m, v), rec_of(model, x, z)


@wrong("gradients", "no gradient reaches the encoder's mean")
def sample_detached(model, x):
    m, v = model.enc(x)
    z = sample_gaussian(m, v).detach()
    return kl_of(model, m, v) + rec_of(model, x, z), kl_of(model, m, v), rec_of(model, x, z)


@wrong("gradients", "no gradient reaches the encoder's variance")
def variance_detached_before_sampling(model, x):
    m, v = model.enc(x)
    z = sample_gaussian(m, v.detach())
    return kl_of(model, m, v) + rec_of(model, x, z), kl_of(model, m, v), rec_of(model, x, z)


@wrong("gradients", "without a graph")
def nelbo_as_a_plain_number(model, x):
    kl, rec = parts(model, x)
    return (kl + rec).item(), kl, rec


@wrong("gradients", "without a graph")
def no_grad_around_it(model, x):
    with torch.no_grad():
        kl, rec = parts(model, x)
        return kl + rec, kl, rec


@wrong("gradients", "no gradient from the divergence")
def divergence_detached(model, x):
    kl, rec = parts(model, x)
    return kl.detach() + rec, kl.detach(), rec


@wrong("gradients", "decoder's parameters")
def reconstruction_detached(model, x):
    kl, rec = parts(model, x)
    return kl + rec.detach(), kl, rec.detach()


@wrong("all", "`x`")
def images_changed_in_place(model, x):
    outcome = with_the_helpers(model, x)
    x.mul_(0.5)
    return outcome


@wrong("all", "the three scalars")
def only_nelbo(model, x):
    return with_the_helpers(model, x)[0]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("answer", ANSWERS.rights)
def test_right_answers_pass(answer, seed):
    ANSWERS.assert_passes(answer, seed)


@pytest.mark.parametrize("wrong", ANSWERS.wrongs)
def test_wrong_answers_fail_where_they_are_wrong(wrong):
    ANSWERS.assert_fails_as_said(wrong)


@pytest.mark.parametrize(("blank", "says"), BLANKS)
def test_blanks_earn_nothing(blank, says):
    ANSWERS.assert_earns_nothing(blank, says)


def constants_after_a_decoded_draw(model, x):
    model.dec(model.enc(x)[0])
    return torch.tensor(3.0), torch.tensor(1.0), torch.tensor(2.0)


def test_constants_that_add_up_earn_nothing():
    assert len(failures(ANSWERS.checks, constants_after_a_decoded_draw)) == len(ANSWERS.checks)


def bound_that_samples_with(sample):
    def negative_elbo_bound(model, x):
        m, v = model.enc(x)
        kl, rec = kl_of(model, m, v), rec_of(model, x, sample(m, v))
        return kl + rec, kl, rec

    return negative_elbo_bound


# Wrong, each of them, and judged by the checks of q4_sample alone.
WRONG_SAMPLES = {
    "variance_as_standard_deviation": lambda m, v: m + v * torch.randn_like(m),
    "variance_as_its_logarithm": lambda m, v: m + (v / 2).exp() * torch.randn_like(m),
    "one_noise_for_the_batch": lambda m, v: m + v.sqrt() * torch.randn(m.shape[-1]),
    "uniform_noise": lambda m, v: m + v.sqrt() * (torch.rand_like(m) - 0.5),
    "fixed_seed": lambda m, v: m + v.sqrt() * torch.randn(m.shape, generator=torch.Generator().manual_seed(0)),
}
CUT_SAMPLES = {
    "noise_missing": lambda m, v: m,
    "torch_normal": lambda m, v: torch.normal(m, v.sqrt()),
    "no_graph": lambda m, v: Normal(m, v.sqrt()).sample(),
    "mean_detached": lambda m, v: m.detach() + v.sqrt() * torch.randn_like(m),
    "mean_left_out": lambda m, v: v.sqrt() * torch.randn_like(m),
}


@pytest.mark.parametrize("name", WRONG_SAMPLES)
def test_a_wrong_sample_does_not_fail_a_right_bound(name):
    sample = WRONG_SAMPLES[name]
    bound = bound_that_samples_with(sample)
    assert failures([q4_elbo.kl, q4_elbo.rec, q4_elbo.total, q4_elbo.gradients], bound) == {}
    assert failures([q4_elbo.one_sample], bound, sample) == {}  # told of it, as the notebook does


@pytest.mark.parametrize("name", CUT_SAMPLES)
def test_a_sample_without_noise_or_gradient_is_forgiven_where_it_is_told(name):
    sample = CUT_SAMPLES[name]
    checks = [q4_elbo.one_sample, q4_elbo.gradients]
    assert failures(checks, bound_that_samples_with(sample), sample) == {}
    assert failures(checks, bound_that_samples_with(sample)) != {}


def test_a_fault_of_the_bound_is_not_forgiven_for_a_right_sample():
    assert failures([q4_elbo.one_sample], mean_for_the_sample, sample_gaussian).keys() == {"one_sample"}
    assert failures([q4_elbo.gradients], sample_detached, sample_gaussian).keys() == {"gradients"}
