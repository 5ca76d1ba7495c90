"""Question 4, `sample_gaussian(m, v)`: x ~ N(m, diag(v)), reparameterised.

The noise of an answer is recovered as (z - m) / sqrt(v), in float64 with m a few sqrt(v) at most, so that rounding
does not reach it, and held against the law of N(0, 1). Every bound of chance comes from `laws`, each at most 1e-11.
"""

import itertools
import math

import torch
from torch import Tensor

from autograder.checking.answers import Function, call, call_in_either, close, is_plain, shown
from autograder.checking.inputs import log_uniform, normal, strided, uniform, untouched
from autograder.checking.laws import cosine_bound, distance_to_normal, dkw_bound, mean_bound, spread_bound
from autograder.checking.mismatch import Mismatch

NAME = "sample_gaussian"
# 20,000 draws a call, as a batch: a full covariance matrix of each row is still small, for answers that build one.
# dkw_bound is 0.026 there, and a uniform noise of variance 1 is 0.057 away from a normal one.
BATCH, DIM = 100, 200
ROW = 600  # coordinates where rows are compared: cosine_bound of half of them is 0.44


def distribution(sample_gaussian: Function | None) -> None:
    """The mean, the standard deviation and the shape of the law, coordinate by coordinate.

    Bounds used: 2 means, 2 standard deviations, 2 laws: below 1e-10 a run for a right answer.
    """
    _has_noise(sample_gaussian)
    for v in uniform(5, 7, 1).tolist() + uniform(0.1, 0.4, 1).tolist():  # there the readings of `v` are far apart
        _mean_and_spread(sample_gaussian, v)
    for dtype in (torch.float64, torch.float32):
        v = log_uniform(1e-4, 1e4, BATCH, DIM, dtype=dtype)
        m = v.sqrt() * normal(BATCH, DIM, dtype=dtype)
        noise = _distinct(_deviation(sample_gaussian, m, v) / v.double().sqrt())
        distance = distance_to_normal(noise)
        # float32 rounds m and z to 1e-7 of a few sqrt(v): that moves the distance by less than 1e-5.
        if not distance <= dkw_bound(noise.numel()) + 1e-4:
            raise Mismatch(
                f"noise whose distribution function is {distance:.3f} away from a normal one's",
                f"less than {dkw_bound(noise.numel()):.3f}, as chance allows",
                "Each coordinate of x is m plus normal noise of its own variance; look at where the noise is drawn "
                "and at what it is multiplied with.",
            )


def _distinct(noise: Tensor) -> Tensor:
    """Returns the rows of `noise` that do not repeat an earlier one: repetition is for `fresh_noise` to judge.

    Of independent rows none is dropped, but for a chance of 4950 (1 - 0.9^2)^100 = 1e-68.
    """
    directions = torch.nn.functional.normalize(noise, dim=-1)
    repeats = (directions @ directions.T).abs().tril(-1).max(-1).values > 0.9  # (batch,)
    return noise[~repeats]


def _mean_and_spread(sample_gaussian: Function | None, v: float) -> None:
    sd = math.sqrt(v)
    m = torch.full((BATCH, DIM), uniform(1, 2, 1).item() * sd, dtype=torch.float64)
    deviation = _deviation(sample_gaussian, m, torch.full_like(m, v))  # (batch, dim)
    if bool((deviation - deviation[:, :1]).abs().max() <= 1e-9 * sd):
        raise Mismatch(
            "one and the same deviation from the mean in every coordinate of a row",
            "noise that is drawn anew for each of them",
            "Compare the shape of your noise with the shape of `m`.",
        )
    deviation = _distinct(deviation - deviation.mean()) + deviation.mean()
    n, mean, measured = deviation.numel(), deviation.mean().item(), deviation.std().item()
    if not abs(mean) <= mean_bound(n) * max(sd, measured):  # a wrong scale has a sentence of its own
        raise Mismatch(
            f"a mean of {mean + m[0, 0].item():.3g} over {n} coordinates with m = {m[0, 0].item():.3g} and v = {v:.3g}",
            "the mean that was asked for",
            "Check that `m` is added once, and that your noise is as often below zero as above it.",
        )
    if not abs(measured / sd - 1) <= spread_bound(n - 1):
        raise Mismatch(
            f"a standard deviation of {measured:.3g} at v = {v:.3g}",
            f"{sd:.3g}",
            _about_spread(measured, v),
        )


def _about_spread(measured: float, v: float) -> str:
    readings = {
        "`v` is the variance, and what multiplies the noise is the standard deviation.": v,
        "`v` is the variance itself, not its logarithm.": math.exp(v / 2),
        "`v` is the variance itself: it is squared here once too often.": v * v,
        "`v` is the variance itself, not the logarithm of the standard deviation.": math.exp(v),
        "`v` is the variance: one root is enough.": v**0.25,
        "Half of `v` is lost on the way to the noise.": math.sqrt(v / 2),
        "That is the size of uniform noise from -1 to 1: normal noise is asked for.": math.sqrt(v / 3),
        "`v` does not reach the noise: every coordinate has a variance of its own.": 1.0,
        "The noise is divided by its scale where it should be multiplied.": 1 / math.sqrt(v),
    }
    for hint, reading in readings.items():
        if abs(measured / reading - 1) < 0.025:  # five standard errors; at v from 5 to 7 no two readings are that near
            return hint
    return "`v` is the variance: how does the scale of normal noise follow from it?"


def gradients(sample_gaussian: Function | None) -> None:
    """The sample is differentiable in m and in v, by value; no chance: an identity for the noise of this very call."""
    _has_noise(sample_gaussian)
    for shape, dtype, rtol in (((6,), torch.float64, 1e-4), ((4, 5), torch.float32, 1e-3)):
        m = normal(*shape, dtype=dtype).requires_grad_()
        v = log_uniform(0.25, 4, *shape, dtype=dtype).requires_grad_()
        weights = uniform(0.5, 2, *shape, dtype=dtype)  # a gradient of z that no symmetry hides
        z = _sample(sample_gaussian, m, v)
        to_m, to_v = _vjp(z, m, v, weights)
        if not close(to_m, weights.double(), rtol):
            raise Mismatch(
                f"{_ratio(to_m, weights.double())} when a gradient flows back to `m`",
                "the gradient of a sample that moves along with its mean",
                "Check what happens to `m` on its way to the sample.",
            )
        # z = m + s(v) e with s = v^(1/2): dz/dv = s'(v) e = (z - m) / (2 v)
        want = weights.double() * ((z - m) / (2 * v)).detach().double()
        if not close(to_v, want, rtol) and not _is_gradient_of_own_scale(sample_gaussian):
            raise Mismatch(
                f"{_ratio(to_v, want)} when a gradient flows back to `v`",
                "the derivative of this very sample with respect to `v`, its noise held fixed",
                "Everything between `v` and the sample has to be torch operations that carry gradients.",
            )


def _vjp(z: Tensor, m: Tensor, v: Tensor, weights: Tensor) -> tuple[Tensor, Tensor]:
    if not z.requires_grad:
        raise Mismatch(
            "a sample that is cut off from `m` and `v`: no gradient can flow back",
            "one that is differentiable in both",
            "Draw noise that depends on neither, then build the sample from it; look for `no_grad`, `detach`, "
            "`.data`, numpy, and for random functions that take `m` and `v` themselves.",
        )
    to_m, to_v = torch.autograd.grad((z * weights.to(z.dtype)).sum(), (m, v), allow_unused=True)
    for name, gradient in (("m", to_m), ("v", to_v)):
        if gradient is None or not bool(gradient.any()):
            raise Mismatch(
                f"no gradient at all for `{name}`",
                "a sample that is differentiable in both `m` and `v`",
                f"Look for the place where `{name}` loses its graph (`detach`, `.data`, `no_grad`, numpy), and for "
                "random functions that take it as an argument.",
            )
    return to_m.double(), to_v.double()


def _is_gradient_of_own_scale(sample_gaussian: Function | None) -> bool:
    """Whether an answer with another scale s(v) carries the gradient of that one: `distribution` is its test.

    The exponent v s'(v) / s(v) is (1) measured on the spread of samples at v = 2 and v = 8, a secant, and (2) read from
    the gradient at v = 4. Only reached when a right answer would have passed.
    """
    low, high = (
        _deviation(sample_gaussian, torch.zeros(BATCH, DIM), torch.full((BATCH, DIM), v)).std().item()
        for v in (2.0, 8.0)
    )
    if min(low, high) <= 0:
        return False
    secant = math.log(high / low) / math.log(4)
    m, v = torch.zeros(BATCH, DIM).requires_grad_(), torch.full((BATCH, DIM), 4.0).requires_grad_()
    z = _sample(sample_gaussian, m, v)
    deviation = (z - m).detach()
    _, to_v = _vjp(z, m, v, deviation)
    exponent = 4 * to_v.sum().item() / deviation.double().square().sum().item()
    return abs(secant - 0.5) > 0.2 and abs(exponent - secant) < 0.2 * abs(secant)


def _ratio(got: Tensor, want: Tensor) -> str:
    ratios = got / want
    if bool(((ratios - ratios.mean()).abs() <= 1e-3 * ratios.mean().abs()).all()):
        return f"{ratios.mean().item():.3g} times what is right"
    return f"between {ratios.min().item():.3g} and {ratios.max().item():.3g} times what is right"


def shapes(sample_gaussian: Function | None) -> None:
    """The sample has the shape and dtype of `m`, whatever its layout, and `m` and `v` come back untouched."""
    _has_noise(sample_gaussian)
    if not (_moves_with_mean(sample_gaussian) or _spreads_with_variance(sample_gaussian)):
        raise Mismatch(
            "noise alone: samples that change neither with `m` nor with `v`",
            "a sample that depends on both",
            "Its shape is judged once `m` and `v` play a part in it.",
        )
    for shape in ((5,), (1, 4), (7, 1), (4, 3), (2, 3, 4)):
        for dtype in (torch.float32, torch.float64):
            m, v = normal(*shape, dtype=dtype), log_uniform(0.1, 10, *shape, dtype=dtype)
            _like_its_mean(sample_gaussian, m, v)
            _like_its_mean(sample_gaussian, strided(m), strided(v))
    m, v = normal(4, 3).T, log_uniform(0.1, 10, 4, 3).T
    _like_its_mean(sample_gaussian, m, v)
    _more_dimensions(sample_gaussian)
    _scalar(sample_gaussian)


def _like_its_mean(sample_gaussian: Function | None, m: Tensor, v: Tensor) -> None:
    with untouched(NAME, m=m, v=v):
        z = call(sample_gaussian, NAME, m, v)
    if not isinstance(z, Tensor) or z.shape != m.shape or z.dtype != m.dtype:
        raise Mismatch(
            f"{shown(z)} for `m` and `v` of shape {tuple(m.shape)} in {str(m.dtype).removeprefix('torch.')}",
            "a sample of the same shape and dtype",
            "Let the noise take both from `m`, rather than from numbers of your own.",
        )


def _more_dimensions(sample_gaussian: Function | None) -> None:
    """Noise of the last two dimensions, spread over the first: 12 draws that agree with 12 others, never so by chance.

    One noise for a whole batch agrees in the second dimension too, and is for `fresh_noise` to judge.
    """
    m, v = normal(2, 3, 4), log_uniform(0.1, 10, 2, 3, 4)
    noise = _deviation(sample_gaussian, m, v) / v.sqrt()
    if close(noise[0], noise[1], 1e-3) and not close(noise[:, 0], noise[:, 1], 1e-3):
        raise Mismatch(
            "the same noise twice along the first of three dimensions",
            "noise of its own for each entry",
            "Let the noise take its whole shape from `m`.",
        )


def _scalar(sample_gaussian: Function | None) -> None:
    """Tensors without dimensions: nobody promised them, so an error is forgiven, another shape is not."""
    try:
        z = call(sample_gaussian, NAME, torch.tensor(0.5), torch.tensor(2.0))
    except Mismatch:
        return
    if not isinstance(z, Tensor) or z.ndim != 0:
        raise Mismatch(
            f"{shown(z)} for a mean and a variance without dimensions",
            "a sample without dimensions",
            "Let the noise take its shape from `m`.",
        )


def fresh_noise(sample_gaussian: Function | None) -> None:
    """Every call, every row of a batch and every coordinate has noise of its own.

    The cosines between 16 vectors of noise, each at most cosine_bound: 120 bounds at 1e-12 each are below 1e-9.
    Less its mean, so that a noise that is off centre is judged by `distribution` alone, a vector of n normal draws
    still has a uniform direction, in n - 1 dimensions.
    """
    _has_noise(sample_gaussian)
    _is_noise_of_its_own_mean_and_variance(sample_gaussian)
    calls = []
    for _ in range(2):
        m = normal(4, ROW)
        calls.append(_deviation(sample_gaussian, m, torch.ones_like(m)))  # (4, ROW)
    rows = torch.cat(calls)  # (8, ROW)
    parts = torch.cat([rows[:, ::2], rows[:, 1::2]])  # (16, ROW / 2): part i and i + 8 are of one row
    parts = parts - parts.mean(-1, keepdim=True)
    if bool((parts.square().mean(-1) <= 1e-12).any()):
        raise Mismatch(*_about_repetition(0, 8))
    directions = torch.nn.functional.normalize(parts, dim=-1)
    cosines = directions @ directions.T  # (16, 16)
    for i, j in itertools.combinations(range(len(parts)), 2):
        if not abs(cosines[i, j].item()) <= cosine_bound(ROW // 2 - 1, alpha=1e-12):
            raise Mismatch(*_about_repetition(i, j))


def _about_repetition(i: int, j: int) -> tuple[str, str, str]:
    if i % 8 == j % 8:
        return (
            "the same noise in several coordinates of a row",
            "noise that is independent from coordinate to coordinate",
            "Compare the shape of your noise with the shape of `m`.",
        )
    if (i % 8 < 4) == (j % 8 < 4):
        return (
            "the same noise in two rows of a batch",
            "noise of its own for each row",
            "Compare the shape of your noise with the shape of `m`: one draw is shared by the whole batch.",
        )
    return (
        "the same noise in two calls",
        "fresh noise in every call",
        "Look for a seed that is set, or noise that is drawn once, and take it out.",
    )


def _has_noise(sample_gaussian: Function | None) -> None:
    """The guard of every check: blanks, constants and answers without any randomness earn nothing."""
    m, v = torch.zeros(2, 8), torch.ones(2, 8)
    first, second = _sample(sample_gaussian, m, v), _sample(sample_gaussian, m, v)
    if bool((first == first.flatten()[0]).all()) and torch.equal(first, second):
        raise Mismatch(
            "no randomness: equal means and variances give equal samples, in every coordinate and every call",
            "a random draw",
            "The noise is missing.",
        )


def _is_noise_of_its_own_mean_and_variance(sample_gaussian: Function | None) -> None:
    """The guard of fresh noise: what is fresh has to be noise around `m` in the measure of `v`, not noise as such."""
    if not _moves_with_mean(sample_gaussian):
        raise Mismatch(
            "a sample that stays where it is when `m` moves",
            "noise around the mean that was asked for",
            "Where does `m` enter your sample?",
        )
    if not _spreads_with_variance(sample_gaussian):
        raise Mismatch(
            "noise of the same size whatever `v` is",
            "noise that spreads as `v` asks",
            "Where does `v` enter your sample?",
        )


def _moves_with_mean(sample_gaussian: Function | None) -> bool:
    """Whether z changes by at least a tenth of what m changes by: more would be to judge how, and not whether.

    The slope of z on m, over 400 coordinates and with m 100 standard deviations wide, is 1 for a right answer and 0
    for one without m; chance moves it by 0.0005, so that the threshold is 200 of that away, and more.
    """
    m = 100 * normal(1, 400)
    z = m + _deviation(sample_gaussian, m, torch.ones_like(m))
    slope = (z * m).sum() / m.square().sum()
    return bool(slope.abs() >= 0.1)


def _spreads_with_variance(sample_gaussian: Function | None) -> bool:
    """Whether the noise is another at v = 16 than at v = 1/4: 8 times as large for a right answer.

    Without v the two are equal but for chance, which for 20,000 draws stays within spread_bound, 7%.
    """
    noises = [_deviation(sample_gaussian, torch.zeros(BATCH, DIM), torch.full((BATCH, DIM), v)) for v in (0.25, 16.0)]
    if any(bool((noise == noise[0, 0]).all()) for noise in noises):
        return True  # one number says nothing of a spread: it is named as what it is further down
    small, large = (noise.square().mean().sqrt() for noise in noises)
    return not bool(1 / 1.5 <= large / small <= 1.5)


def _deviation(sample_gaussian: Function | None, m: Tensor, v: Tensor) -> Tensor:
    """Returns z - m in float64, from copies, so that an answer that changes its inputs is judged by `shapes` alone."""
    z = _sample(sample_gaussian, m.clone(), v.clone())
    return z.detach().double() - m.double()


def _sample(sample_gaussian: Function | None, m: Tensor, v: Tensor) -> Tensor:
    z = call_in_either(sample_gaussian, NAME, m, v)  # `shapes` asks for the dtype
    if not is_plain(z):
        raise Mismatch(shown(z), "a torch tensor", "Build the sample with torch functions.")
    if z.shape != m.shape:
        raise Mismatch(
            f"shape {tuple(z.shape)} for a mean of shape {tuple(m.shape)}",
            "a sample of the same shape",
            "Compare the shape of your noise with the shape of `m`.",
        )
    if not bool(z.isfinite().all()):
        raise Mismatch("nan or inf", "finite numbers", "Look for the root or logarithm of a number below zero.")
    return z
