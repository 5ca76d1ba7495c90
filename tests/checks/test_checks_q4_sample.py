"""Right and wrong answers to `sample_gaussian(m, v)`."""

import functools
import itertools
import math
import re

import numpy as np
import pytest
import torch
from judging import BLANKS, SEEDS, Answers, failures
from torch.distributions import Independent, MultivariateNormal, Normal

from hw12_checks import q4_sample

ANSWERS = Answers(q4_sample.distribution, q4_sample.gradients, q4_sample.shapes, q4_sample.fresh_noise)
right, wrong = ANSWERS.right, ANSWERS.wrong


@right
def randn_like(m, v):
    return m + torch.sqrt(v) * torch.randn_like(m)


@right
def power_one_half(m, v):
    return m + v**0.5 * torch.randn(m.shape, dtype=m.dtype)


@right
def exponential_of_half_a_logarithm(m, v):
    return m + (0.5 * v.log()).exp() * torch.empty_like(m).normal_()


@right
def rsample(m, v):
    return Normal(m, v.sqrt()).rsample()


@right
def rsample_of_independent(m, v):
    return Independent(Normal(m, v.sqrt()), 1).rsample() if m.ndim else Normal(m, v.sqrt()).rsample()


@right
def multivariate_normal(m, v):
    return MultivariateNormal(m, torch.diag_embed(v)).rsample()


@right
def torch_normal_makes_the_noise(m, v):
    return m + v.sqrt() * torch.normal(torch.zeros_like(m), torch.ones_like(m))


@right
def addcmul(m, v):
    return torch.addcmul(m, v.sqrt(), torch.randn_like(v))


@right
def in_place_on_temporaries(m, v):
    noise = torch.randn_like(m)
    noise.mul_(v.detach().sqrt())
    return m + v.sqrt() * noise.div_(v.detach().sqrt())


@right
def loop_over_rows(m, v):
    if m.ndim < 2:
        return m + v.sqrt() * torch.randn_like(m)
    return torch.stack([loop_over_rows(a, b) for a, b in zip(m, v, strict=True)])


@right
def float64_inside(m, v):
    return (m.double() + v.double().sqrt() * torch.randn(m.shape, dtype=torch.float64)).to(m.dtype)


@right
def numpy_makes_the_noise(m, v):
    return m + v.sqrt() * torch.from_numpy(np.random.default_rng().standard_normal(m.shape)).to(m.dtype)


@right
def symmetric_noise_subtracted(m, v):
    return m - v.sqrt() * torch.randn_like(m)


@right
def noise_drawn_in_another_order(m, v):
    return m + v.sqrt() * torch.randn(m.shape[::-1], dtype=m.dtype).permute(*range(m.ndim)[::-1])


@right
def with_a_keyword_more(m, v, temperature=1.0):
    return m + temperature * v.sqrt() * torch.randn_like(m)


@right
def root_with_a_floor(m, v):
    return m + torch.sqrt(v + 1e-8) * torch.randn_like(m)


class _Sampler:
    def __call__(self, m, v):
        return m + v.sqrt() * torch.randn_like(m)


right(_Sampler(), "an_object_that_is_called")
right(functools.wraps(randn_like)(lambda *args, **kwargs: randn_like(*args, **kwargs)), "decorated")


@wrong("distribution", "`v` is the variance, and what multiplies the noise is the standard deviation")
def variance_as_standard_deviation(m, v):
    return m + v * torch.randn_like(m)


@wrong("distribution", "`v` is the variance itself, not its logarithm")
def variance_as_its_logarithm(m, v):
    return m + torch.exp(v / 2) * torch.randn_like(m)


@wrong("distribution", "squared here once too often")
def squared_variance(m, v):
    return m + v.square() * torch.randn_like(m)


@wrong("distribution", "one root is enough")
def root_of_the_root(m, v):
    return m + v.sqrt().sqrt() * torch.randn_like(m)


@wrong("distribution", "divided by its scale")
def divided_by_the_scale(m, v):
    return m + torch.randn_like(m) / v.sqrt()


@wrong("distribution gradients fresh_noise", "does not reach", "no gradient at all for `v`", "does `v` enter")
def variance_left_out(m, v):
    return m + torch.randn_like(m)


@wrong("distribution gradients fresh_noise", "Check that `m`", "no gradient at all for `m`", "does `m` enter")
def mean_left_out(m, v):
    return v.sqrt() * torch.randn_like(m)


@wrong("distribution gradients fresh_noise", "Check that `m`", "no gradient at all for `m`", "does `m` enter")
def mean_left_out_and_float32_throughout(m, v):
    return (v.float().sqrt() * torch.randn(m.shape)).to(m.dtype)


@wrong("all", "Check that `m`", "cut off from `m` and `v`", "change neither with `m` nor with `v`", "does `m` enter")
def noise_alone(m, v):
    return torch.randn_like(m)


@wrong("all", "Check that `m`", "no gradient at all", "change neither with `m` nor with `v`", "does `m` enter")
def noise_alone_with_a_graph_for_show(m, v):
    return torch.randn_like(m) + 0 * (m + v)


@wrong("distribution gradients", "`m`")
def mean_twice(m, v):
    return 2 * m + v.sqrt() * torch.randn_like(m)


@wrong("all", "The noise is missing")
def noise_missing(m, v):
    return m


@wrong("all", "The noise is missing")
def standard_deviation_added(m, v):
    return m + v.sqrt()


@wrong("fresh_noise", "shared by the whole batch")
def one_noise_for_the_batch(m, v):
    return m + v.sqrt() * torch.randn(m.shape[-1:], dtype=m.dtype)


@wrong("distribution fresh_noise", "Compare the shape of your noise")
def one_noise_for_each_row(m, v):
    return m + v.sqrt() * torch.randn(*m.shape[:-1], *(1 for _ in m.shape[-1:]), dtype=m.dtype)


@wrong("distribution shapes fresh_noise", "noise")
def one_number_for_all(m, v):
    return m + v.sqrt() * torch.randn(1, dtype=m.dtype)


@wrong("fresh_noise", "Look for a seed")
def seed_set_inside(m, v):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return m + v.sqrt() * torch.randn_like(m)


@functools.cache
def _stored(shape):
    return torch.randn(shape, dtype=torch.float64)


@wrong("fresh_noise", "drawn once")
def noise_drawn_once(m, v):
    return m + v.sqrt() * _stored(m.shape).to(m.dtype)


@wrong("fresh_noise", "several coordinates")
def noise_repeated_in_pairs(m, v):
    noise = torch.randn_like(m)
    if m.shape[-1:].numel() == q4_sample.ROW:
        noise = noise[..., ::2].repeat_interleave(2, dim=-1)
    return m + v.sqrt() * noise


@wrong("distribution", "as often below zero as above it")
def noise_between_0_and_1(m, v):
    return m + v.sqrt() * torch.rand_like(m)


@wrong("distribution", "distribution function")
def uniform_noise_of_unit_variance(m, v):
    return m + v.sqrt() * (torch.rand_like(m) - 0.5) * math.sqrt(12)


@wrong("distribution", "distribution function")
def laplace_noise_of_unit_variance(m, v):
    noise = torch.empty_like(m).exponential_() - torch.empty_like(m).exponential_()
    return m + v.sqrt() * noise / math.sqrt(2)


@wrong("gradients", "no gradient at all for `m`")
def torch_normal_takes_mean_and_scale(m, v):
    return torch.normal(m, v.sqrt())


@wrong("gradients", "cut off from `m` and `v`")
def sample_without_r(m, v):
    return Normal(m, v.sqrt()).sample()


@wrong("gradients", "cut off from `m` and `v`")
def no_grad(m, v):
    with torch.no_grad():
        return m + v.sqrt() * torch.randn_like(m)


@wrong("gradients", "no gradient at all for `v`")
def variance_detached(m, v):
    return m + v.detach().sqrt() * torch.randn_like(m)


@wrong("gradients", "no gradient at all for `m`")
def mean_by_its_data(m, v):
    return m.data + v.sqrt() * torch.randn_like(m)


@wrong("gradients", "cut off")
def made_into_a_new_leaf(m, v):
    z = m + v.sqrt() * torch.randn_like(m)
    return torch.tensor(z.detach().numpy())


@wrong("gradients", "no gradient at all for `m`")
def gradients_that_are_exactly_zero(m, v):
    z = m + v.sqrt() * torch.randn_like(m)
    return z.detach() + 0 * (m + v)


@wrong("gradients", "times what is right")
def gradient_to_v_doubled(m, v):
    root = v.sqrt()
    return m + (2 * root - root.detach()) * torch.randn_like(m)


@wrong("gradients", "times what is right")
def gradient_to_m_doubled(m, v):
    return 2 * m - m.detach() + v.sqrt() * torch.randn_like(m)


@wrong("gradients shapes", "`")
def in_place_on_the_mean(m, v):
    m += v.sqrt() * torch.randn_like(m)
    return m


@wrong("gradients shapes", "`")
def root_taken_in_place(m, v):
    return m + v.sqrt_() * torch.randn_like(m)


@wrong("shapes", "a sample of the same shape and dtype")
def always_float64(m, v):
    return m + v.sqrt() * torch.randn(m.shape, dtype=torch.float64)


@wrong("gradients shapes", "shape (")
def two_dimensions_only(m, v):
    return m + v.sqrt() * torch.randn(m.shape[0], m.shape[1], dtype=m.dtype)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("answer", ANSWERS.rights)
def test_right_answers_pass(answer, seed):
    ANSWERS.assert_passes(answer, seed)


@pytest.mark.parametrize("wrong", ANSWERS.wrongs)
def test_wrong_answers_fail_where_they_are_wrong(wrong):
    ANSWERS.assert_fails_as_said(wrong)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("answer", [mean_left_out, variance_left_out, noise_alone])
def test_noise_that_is_not_around_m_in_the_measure_of_v_is_never_fresh(answer, seed):
    assert failures([q4_sample.distribution, q4_sample.fresh_noise], answer, seed=seed).keys() == {
        "distribution",
        "fresh_noise",
    }


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("answer", [variance_as_standard_deviation, mean_twice, divided_by_the_scale, root_of_the_root])
def test_a_wrong_use_of_m_or_v_keeps_the_points_of_fresh_noise_and_of_shapes(answer, seed):
    assert failures([q4_sample.fresh_noise, q4_sample.shapes], answer, seed=seed) == {}


def test_a_single_number_is_named_as_such_however_large_it_is():
    for size in (-8.0, 8.0, 0.02):  # at 8 the noise is as large at v = 16 as at v = 1/4
        draws = itertools.cycle([1.0, size])

        def answer(m, v, draws=draws):
            return m + v.sqrt() * next(draws)

        said = failures([q4_sample.fresh_noise], answer)["fresh_noise"]
        assert "Compare the shape of your noise with the shape of `m`" in said


@pytest.mark.parametrize(("blank", "says"), BLANKS)
def test_blanks_earn_nothing(blank, says):
    ANSWERS.assert_earns_nothing(blank, says)


def test_message_gives_both_standard_deviations():
    said = failures([q4_sample.distribution], variance_as_standard_deviation)["distribution"]
    got, v, asked = map(float, re.match(r"Got a \D+([\d.]+) at v = ([\d.]+); expected ([\d.]+)\. `v`", said).groups())
    assert got == pytest.approx(v, rel=0.1)
    assert asked == pytest.approx(math.sqrt(v), rel=0.01)


def test_an_error_of_the_answer_is_told_with_its_type_and_the_shapes():
    def multiplies_matrices(m, v):
        return m + v.sqrt() @ torch.randn(17, 17)

    said = failures([q4_sample.shapes], multiplies_matrices)["shapes"]
    assert said.startswith("Got RuntimeError from `sample_gaussian`")
    assert "for inputs of shape (2, 8), (2, 8)" in said


def test_no_error_but_a_students_is_taken_for_one():
    def meets_a_fault_of_the_grader(m, v):
        raise OSError("the worker is gone")

    with pytest.raises(OSError, match="the worker is gone"):
        q4_sample.shapes(meets_a_fault_of_the_grader)


def test_checks_leave_torchs_global_stream_alone():
    torch.manual_seed(3)
    expected = torch.randn(1)
    torch.manual_seed(3)
    for check in ANSWERS.checks:
        with pytest.raises(AssertionError):
            check(lambda m, v: m)
    assert torch.equal(torch.randn(1), expected)
