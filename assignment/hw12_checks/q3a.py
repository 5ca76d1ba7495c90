"""Question 3a, `latent_sample(mu, sigma, v)`: z from the mean, the standard deviation and a standard normal v.

Since v is symmetric, mu - sigma v has the same law as mu + sigma v: both are right.
"""

import torch
from torch import Tensor

from autograder.checking.answers import Function, call, close, listed, numbers
from autograder.checking.inputs import normal, strided, uniform, untouched
from autograder.checking.mismatch import Mismatch

NAME = "latent_sample"


def values(latent_sample: Function | None) -> None:
    """The sample has the mean mu and the standard deviation sigma, for tensors of every shape."""
    _depends_on_noise(latent_sample)
    for shape in ((6,), (1,), (3, 4), (2, 1, 3)):
        for dtype, rtol in ((torch.float64, 1e-6), (torch.float32, 1e-5)):  # 1e-6: it may be kept in float32
            mu, v = normal(*shape, dtype=dtype), normal(*shape, dtype=dtype)
            sigma = uniform(0.2, 4, *shape, dtype=dtype)
            _right_sample(latent_sample, mu, sigma, v, rtol)
            _right_sample(latent_sample, strided(mu), strided(sigma), strided(v), rtol)


def _right_sample(function: Function | None, mu: Tensor, sigma: Tensor, v: Tensor, rtol: float) -> None:
    with untouched(NAME, mu=mu, sigma=sigma, v=v):
        z = _sample(function, mu, sigma, v)
    mu, sigma, v = mu.double(), sigma.double(), v.double()
    if any(close(z, mu + sign * sigma * v, rtol) for sign in (1, -1)):
        return
    hint = "Print what multiplies `v` and compare it with the standard deviation."
    for misreading, about in _misreadings(mu, sigma, v):
        if close(z, misreading, rtol):
            hint = about
    at = int((z - mu).abs().argmax())
    mu_at, sigma_at, v_at, z_at = (float(t.flatten()[at]) for t in (mu, sigma, v, z))
    raise Mismatch(
        f"z = {z_at:.4g} from mu = {mu_at:.4g}, sigma = {sigma_at:.4g}, v = {v_at:.4g}",
        "a sample that lies v standard deviations away from the mean",
        hint,
    )


def _misreadings(mu: Tensor, sigma: Tensor, v: Tensor) -> list[tuple[Tensor, str]]:
    return [
        (mu + sigma.square() * v, "`sigma` is the standard deviation already, not its root: no square is needed."),
        (mu + sigma.sqrt() * v, "`sigma` is the standard deviation, not the variance: no root is needed."),
        (mu + sigma.exp() * v, "`sigma` is the standard deviation itself, not its logarithm."),
        (mu + (sigma / 2).exp() * v, "`sigma` is the standard deviation itself, not the logarithm of the variance."),
        (mu + v / sigma, "The noise is multiplied, not divided, by its standard deviation."),
        (mu + v, "`sigma` is not used."),
    ]


def gradients(latent_sample: Function | None) -> None:
    """The sample passes gradients on to mu and to sigma, by value: those of its own dependence on them.

    Held against central differences of the answer itself: a wrong scale costs the points of `values` alone. Their step
    is so long that they err by 1e-4 or so where an answer is kept in float32.
    """
    _depends_on_noise(latent_sample)
    for shape in ((5,), (3, 4)):
        mu, v = normal(*shape).requires_grad_(), normal(*shape)
        sigma = uniform(0.5, 3, *shape).requires_grad_()
        weights = uniform(0.5, 2, *shape)
        to_mu, to_sigma = _vjp(call(latent_sample, NAME, mu, sigma, v), mu, sigma, weights)
        _same_gradient("mu", to_mu, weights)
        h = 5e-3
        up, down = (_sample(latent_sample, mu.detach(), sigma.detach() + d, v) for d in (h, -h))
        if close(up - down, torch.zeros(()), 0.0):
            raise Mismatch("the same sample for every `sigma`", "one that `sigma` spreads", "`sigma` is not used.")
        _same_gradient("sigma", to_sigma, weights * (up - down) / (2 * h))


def _vjp(z: object, mu: Tensor, sigma: Tensor, weights: Tensor) -> tuple[Tensor, Tensor]:
    numbers(z, NAME, tuple(mu.shape))
    if not isinstance(z, Tensor) or not z.requires_grad:
        raise Mismatch(
            "a sample that is cut off from `mu` and `sigma`: no gradient can flow back",
            "one that is differentiable in both",
            "Look for `no_grad`, `detach`, `.data` or numpy.",
        )
    grads = torch.autograd.grad((z * weights).sum(), (mu, sigma), allow_unused=True)
    to_mu, to_sigma = (torch.zeros_like(mu) if g is None else g for g in grads)
    return to_mu, to_sigma


def _same_gradient(name: str, got: Tensor, want: Tensor) -> None:
    if not close(got, want, 1e-3):
        hint = f"Look for the place where `{name}` loses its graph: `no_grad`, `detach`, `.data` or numpy."
        if bool(got.all()) and not _are_proportional(got, want):
            hint = f"Each entry of the sample depends on its own `{name}` alone: look for a sum over entries."
        raise Mismatch(
            f"the gradient {listed(got)[:80]} for `{name}`",
            "the one that belongs to the sample's own dependence on it",
            hint,
        )


def _are_proportional(got: Tensor, want: Tensor) -> bool:
    return close(got * want.flatten()[0], want * got.flatten()[0], 1e-3)


def _depends_on_noise(function: Function | None) -> None:
    """The guard of both: blanks and constants earn nothing, nor does an answer that draws its noise itself."""
    mu, sigma, v = normal(7), uniform(0.5, 3, 7), normal(7)
    first, again = (_sample(function, mu.clone(), sigma.clone(), v.clone()) for _ in range(2))
    if not torch.equal(first, again):
        raise Mismatch(
            "two samples from the same `mu`, `sigma` and `v`",
            "the same one twice",
            "All randomness comes in through `v`: draw none inside.",
        )
    if torch.equal(first, _sample(function, mu, sigma, v + 1)):
        raise Mismatch("the same sample for every `v`", "a random sample", "The noise is missing: `v` is not used.")
    still = _sample(function, mu, sigma, torch.zeros_like(v))
    if not close(still, mu, 1e-6):
        hint = "What is a normal variable whose noise happens to be 0? Print yours for v = 0."
        if not bool(still.any()):
            hint = "The mean is missing."
        if close(still, sigma, 1e-6):
            hint = "`mu` and `sigma` have changed places."
        raise Mismatch("a sample other than the mean at v = 0", "the mean there", hint)


def _sample(function: Function | None, mu: Tensor, sigma: Tensor, v: Tensor) -> Tensor:
    return numbers(call(function, NAME, mu, sigma, v), NAME, tuple(mu.shape))
