import math
from collections import Counter
from dataclasses import replace

import pytest
import torch
from scipy import stats
from torch.distributions import Bernoulli, Normal, kl_divergence

from hw12 import mnist, vae, vae_runs

SHORT = vae.Settings(iterations=12, batch=20, record_every=5)


def bound(model, x):
    """A right answer by torch.distributions, which shares no code with the helpers under test."""
    m, v = model.enc(x)
    q = Normal(m, v.sqrt())
    kl = kl_divergence(q, Normal(model.z_prior_m, model.z_prior_v.sqrt())).sum(-1).mean()
    rec = -Bernoulli(logits=model.dec(q.rsample())).log_prob(x).sum(-1).mean()
    return kl + rec, kl, rec


@pytest.fixture(scope="module")
def images():
    return mnist.load("5k").train.images[:90]


def new_model(seed=0, **sizes):
    torch.manual_seed(seed)
    return vae.VAE(**sizes)


def weights(model):
    return torch.cat([parameter.detach().flatten() for parameter in model.parameters()])


def uniform(*shape, seed=0, dtype=torch.float64):
    return torch.rand(shape, generator=torch.Generator().manual_seed(seed), dtype=dtype)


# The helpers


def test_log_bernoulli_agrees_with_torch_distributions():
    logits = (uniform(7, 5) - 0.5) * 20
    x = (uniform(7, 5, seed=1) < 0.5).double()
    expected = Bernoulli(logits=logits).log_prob(x).sum(-1)
    torch.testing.assert_close(vae.log_bernoulli_with_logits(x, logits), expected)


def test_log_bernoulli_stays_finite_where_a_pixel_is_certain():
    logits, x = torch.tensor([[1000.0, -1000.0], [1000.0, -1000.0]]), torch.tensor([[1.0, 0.0], [0.0, 1.0]])
    assert vae.log_bernoulli_with_logits(x, logits).tolist() == [0.0, -2000.0]


def test_gradient_of_log_bernoulli_is_pixel_minus_probability():
    logits = (uniform(3, 4) * 6 - 3).requires_grad_()
    x = (uniform(3, 4, seed=1) < 0.5).double()
    (gradient,) = torch.autograd.grad(vae.log_bernoulli_with_logits(x, logits).sum(), logits)
    torch.testing.assert_close(gradient, x - logits.sigmoid())


def test_kl_agrees_with_torch_distributions():
    qm, pm = uniform(6, 4) * 4 - 2, uniform(6, 4, seed=1) * 4 - 2
    qv, pv = uniform(6, 4, seed=2) * 3 + 0.01, uniform(6, 4, seed=3) * 3 + 0.01
    expected = kl_divergence(Normal(qm, qv.sqrt()), Normal(pm, pv.sqrt())).sum(-1)
    torch.testing.assert_close(vae.kl_normal(qm, qv, pm, pv), expected)


def test_kl_takes_a_prior_of_one_number():
    qm, qv = uniform(6, 4), uniform(6, 4, seed=1) + 0.1
    pm, pv = torch.tensor([0.3], dtype=torch.float64), torch.tensor([2.0], dtype=torch.float64)
    assert vae.kl_normal(qm, qv, pm, pv).shape == (6,)
    torch.testing.assert_close(vae.kl_normal(qm, qv, pm, pv), vae.kl_normal(qm, qv, pm.expand(6, 4), pv.expand(6, 4)))


def test_kl_is_zero_for_equals_and_else_positive():
    m, v = uniform(6, 4), uniform(6, 4, seed=1) + 0.1
    assert vae.kl_normal(m, v, m, v).abs().max() < 1e-12
    assert (vae.kl_normal(m, v, m + 0.1, v) > 0).all()
    assert (vae.kl_normal(m, v, m, 2 * v) > 0).all()


def test_gradients_of_kl_agree_with_central_differences():
    arguments = [(uniform(3, 2, seed=seed) + 0.2).requires_grad_() for seed in range(4)]
    assert torch.autograd.gradcheck(vae.kl_normal, arguments)


# The model


def test_networks_have_the_homeworks_shapes():
    model = vae.VAE()
    m, v = model.enc(torch.zeros(5, 784))
    assert m.shape == v.shape == (5, 64)
    assert model.dec(m).shape == (5, 784)
    encoder, decoder = (
        [tuple(layer.weight.shape) for layer in part.modules() if isinstance(layer, torch.nn.Linear)]
        for part in (model.enc, model.dec)
    )
    assert encoder == [(300, 784), (300, 300), (128, 300)]
    assert decoder == [(300, 64), (300, 300), (784, 300)]
    assert sum(isinstance(layer, torch.nn.ELU) for layer in model.modules()) == 4


def test_prior_is_a_standard_normal_that_is_saved_but_not_trained():
    model = vae.VAE(z_dim=3)
    assert (model.z_prior_m.tolist(), model.z_prior_v.tolist()) == ([0.0], [1.0])
    assert {"z_prior_m", "z_prior_v"} <= set(model.state_dict())
    assert not {"z_prior_m", "z_prior_v"} & dict(model.named_parameters()).keys()


def test_variance_is_positive_however_small():
    model = vae.VAE(z_dim=2, x_dim=3, hidden=4)
    with torch.no_grad():
        model.enc.net[-1].bias.fill_(-1000.0)
    v = model.enc(torch.zeros(1, 3))[1]
    assert (v > 0).all()
    assert v.log().isfinite().all()


def test_samples_of_the_prior_are_standard_normal():
    z = vae.VAE(z_dim=8).sample_z(2000, torch.Generator().manual_seed(0))
    assert z.shape == (2000, 8)
    assert stats.kstest(z.flatten().numpy(), "norm").pvalue > 1e-6


def test_samples_of_the_pixels_follow_the_decoder():
    model = new_model(z_dim=2, x_dim=3, hidden=4)
    z = torch.ones(1, 2).expand(40_000, 2)
    x = model.sample_x_given(z, torch.Generator().manual_seed(0))
    assert set(x.unique().tolist()) == {0.0, 1.0}
    torch.testing.assert_close(x.mean(0), model.dec(z[:1])[0].sigmoid(), atol=0.015, rtol=0)  # 6 standard errors


# Training and evaluation


def test_training_gives_the_same_numbers_again(images):
    first, again = new_model(), new_model()
    records = [vae.train(model, images, bound, SHORT) for model in (first, again)]
    assert records[0] == records[1]
    assert torch.equal(weights(first), weights(again))


def test_training_does_not_depend_on_what_was_drawn_before(images):
    first, again = new_model(), new_model()
    vae.train(first, images, bound, SHORT)
    torch.rand(17)
    vae.train(again, images, bound, SHORT)
    assert torch.equal(weights(first), weights(again))


def test_another_seed_trains_another_model(images):
    first, other = new_model(), new_model()
    vae.train(first, images, bound, SHORT)
    vae.train(other, images, bound, replace(SHORT, seed=1))
    assert not torch.equal(weights(first), weights(other))


def test_training_and_evaluation_leave_the_global_random_stream_alone(images):
    model = new_model()
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    vae.train(model, images, bound, SHORT)
    vae.evaluate(model, images, bound)
    vae.sample_digits(model, 2)
    assert torch.equal(torch.rand(3), expected)


def test_training_lowers_the_bound(images):
    model = new_model()
    before = vae.evaluate(model, images, bound)
    records = vae.train(model, images, bound, vae.Settings(iterations=60, batch=30, record_every=20))
    after = vae.evaluate(model, images, bound)
    assert before["nelbo"] == pytest.approx(784 * math.log(2), rel=0.02)  # untrained: every pixel a fair coin
    assert after["nelbo"] < 0.5 * before["nelbo"]
    assert records[0].nelbo > records[1].nelbo > records[2].nelbo


def test_records_are_means_over_the_iterations_since_the_last_one(images):
    seen = []

    def watched(model, x):
        terms = bound(model, x)
        seen.append([term.item() for term in terms])
        return terms

    records = vae.train(new_model(), images, watched, SHORT)
    assert [record.iteration for record in records] == [5, 10, 12]
    for record, rows in zip(records, (seen[:5], seen[5:10], seen[10:]), strict=True):
        expected = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
        assert [record.nelbo, record.kl, record.rec] == pytest.approx(expected, rel=1e-5)


def test_each_pass_takes_every_image_once_with_new_pixels():
    grey = torch.full((50, 784), 0.5)
    grey[:, :64] = (torch.arange(50)[:, None] >> torch.arange(64).clamp(max=6)) % 2  # each image's number, in binary
    batches = []

    def watched(model, x):
        batches.append(x)
        return bound(model, x)

    vae.train(new_model(), grey, watched, vae.Settings(iterations=6, batch=20))
    assert [len(x) for x in batches] == [20, 20, 10] * 2
    passes = [torch.cat(batches[:3]), torch.cat(batches[3:])]
    numbers = [(digits[:, :6] * 2 ** torch.arange(6)).sum(1).long() for digits in passes]
    assert all(Counter(one.tolist()) == Counter(range(50)) for one in numbers)
    assert not torch.equal(*numbers)  # a new order
    in_order = [digits[one.argsort(), 64:] for digits, one in zip(passes, numbers, strict=True)]
    assert (in_order[0] != in_order[1]).float().mean() == pytest.approx(0.5, abs=0.02)


def test_evaluation_is_the_average_over_all_images_and_repeatable():
    images = uniform(1300, 6, dtype=torch.float32)
    model = new_model(z_dim=2, x_dim=6, hidden=4)

    def mean_ink(model, x):
        ink = x.sum(-1).mean()
        return 3 * ink, 2 * ink, ink

    ink = mnist.binarize(images, torch.Generator().manual_seed(0)).sum(-1).mean().item()
    found = vae.evaluate(model, images, mean_ink)
    assert found == pytest.approx({"nelbo": 3 * ink, "kl": 2 * ink, "rec": ink}, rel=1e-5)
    assert vae.evaluate(model, images, bound) == vae.evaluate(model, images, bound)
    assert vae.evaluate(model, images, bound) != vae.evaluate(model, images, bound, seed=1)


def test_evaluation_computes_no_gradients(images):
    recording = []

    def watched(model, x):
        recording.append(torch.is_grad_enabled())
        return bound(model, x)

    vae.evaluate(new_model(), images, watched)
    assert recording == [False]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda nelbo, kl, rec: ..., "a value of type ellipsis; expected the three scalar tensors nelbo, kl, rec"),
        (lambda nelbo, kl, rec: None, "nothing; expected the three scalar tensors"),
        (lambda nelbo, kl, rec: nelbo, "a scalar tensor; expected the three"),
        (lambda nelbo, kl, rec: (nelbo, kl), r"\(a scalar tensor, a scalar tensor\); expected the three"),
        (lambda nelbo, kl, rec: (nelbo, kl, 3.0), r"\(.*, a value of type float\); expected the three"),
        (lambda nelbo, kl, rec: (nelbo.expand(4), kl, rec), r"\(a tensor of shape \(4,\), .*an average over the batch"),
        (lambda nelbo, kl, rec: (nelbo.detach(), kl, rec), "a nelbo without a gradient; expected one that is computed"),
        (lambda nelbo, kl, rec: (nelbo * math.nan, kl, rec), "a nelbo of nan; expected a finite number"),
    ],
)
def test_bound_that_cannot_be_trained_on_is_explained(images, wrong, sentence):
    with pytest.raises(vae.BoundError, match=f"^negative_elbo_bound returned {sentence}"):
        vae.train(new_model(), images, lambda model, x: wrong(*bound(model, x)), SHORT)


def test_evaluation_explains_a_wrong_bound_too(images):
    with pytest.raises(ValueError, match="negative_elbo_bound returned nothing"):
        vae.evaluate(new_model(), images, lambda model, x: None)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"iterations": 0}, "Got iterations = 0; expected at least 1"),
        ({"batch": -1}, "Got batch = -1; expected at least 1"),
        ({"record_every": 0}, "Got record_every = 0; expected at least 1"),
        ({"learning_rate": 0.0}, "Got learning_rate = 0.0; expected a positive"),
        ({"learning_rate": math.nan}, "Got learning_rate = nan; expected a positive"),
    ],
)
def test_settings_that_cannot_train_are_refused(images, change, sentence):
    with pytest.raises(ValueError, match=sentence):
        vae.train(new_model(), images, bound, replace(SHORT, **change))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (torch.zeros(784), r"Got images of shape \(784,\) and type torch.float32; expected floats of shape \(n, 784\)"),
        (torch.zeros(0, 784), r"Got images of shape \(0, 784\)"),
        (torch.zeros(2, 784, dtype=torch.uint8), "type torch.uint8; expected floats"),
        (torch.full((2, 784), 255.0), r"outside of 0 to 1, or NaN; expected grey values in \[0, 1\]"),
        (torch.full((2, 784), math.nan), "or NaN; expected grey values"),
    ],
)
def test_images_that_are_no_grey_values_are_refused(wrong, sentence):
    for use in (vae.train, vae.evaluate):
        with pytest.raises(ValueError, match=sentence):
            use(new_model(), wrong, bound)


# Pictures


def test_sampled_digits_are_probabilities_from_a_seed():
    model = new_model()
    digits = vae.sample_digits(model, 7)
    assert digits.shape == (7, 784)
    assert ((digits > 0) & (digits < 1)).all()
    assert not digits.requires_grad
    assert torch.equal(digits, vae.sample_digits(model, 7))
    assert not torch.equal(digits, vae.sample_digits(model, 7, seed=1))


def test_digits_are_tiled_row_by_row():
    digits = uniform(6, 784, dtype=torch.float32)
    (axes,) = vae.plot_digits(digits, rows=2, columns=3).axes
    sheet = torch.tensor(axes.images[0].get_array())
    assert sheet.shape == (56, 84)
    assert torch.equal(sheet[:28, 28:56], digits[1].reshape(28, 28))
    assert torch.equal(sheet[28:, :28], digits[3].reshape(28, 28))


def test_grid_of_another_number_of_digits_is_refused():
    with pytest.raises(ValueError, match=r"Got images of shape \(7, 784\); expected \(200, 784\), for 10 rows of 20"):
        vae.plot_digits(torch.zeros(7, 784))


# Several runs


def test_mean_and_standard_error_agree_with_scipy():
    values = [98.2, 97.9, 99.1, 98.4]
    assert vae_runs.mean_and_standard_error(values) == pytest.approx((sum(values) / 4, stats.sem(values)))


def test_one_run_has_no_standard_error():
    assert vae_runs.mean_and_standard_error([3.0]) == (3.0, None)


def test_runs_count_up_their_seeds_and_each_can_be_repeated_alone(images):
    digits = mnist.Digits(images[:40], torch.arange(40) % 10)
    many = mnist.Digits(mnist.load().test.images, mnist.load().test.labels)
    data = mnist.Mnist(train=digits, validation=digits, test=many)
    first, second = vae_runs.runs(data, bound, replace(SHORT, seed=3), count=2)
    torch.rand(17)  # what was drawn before does not matter
    alone = vae_runs.run(data, bound, replace(SHORT, seed=4))
    assert (first.seed, second.seed) == (3, 4)
    assert first.test != second.test
    assert (second.subset, second.test, second.records) == (alone.subset, alone.test, alone.records)
    assert not torch.equal(weights(first.model), weights(second.model))


def test_summary_is_over_runs():
    metrics = [dict.fromkeys(vae_runs.METRICS, value) for value in (1.0, 3.0)]
    finished = [vae_runs.Run(0, 1.0, one, {name: 10 * one[name] for name in one}, [], None) for one in metrics]
    summary = vae_runs.summary(finished)
    assert summary["subset"]["kl"] == pytest.approx((2.0, 1.0))
    assert summary["test"]["rec"] == pytest.approx((20.0, 10.0))
