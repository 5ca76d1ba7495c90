"""One call of a student's `negative_elbo_bound` on a small VAE, and what is right for the z that it decoded.

The weights are drawn anew for each check. The prior is neither at 0 nor of variance 1, the variances of q lie well
away from 1, the decoder depends on z, and the two terms are of like size: no fault hides behind a large term.
The reference reads the z that reached the decoder and works in float64 with the check's own copy of the weights: so a
wrong `sample_gaussian` does not fail a right bound.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.distributions import Bernoulli, Normal, kl_divergence

from autograder.checking.answers import Function, call, is_plain, shown
from autograder.checking.inputs import normal, uniform, untouched
from autograder.checking.mismatch import Mismatch
from hw12.vae import VAE

NAME = "negative_elbo_bound"
Z_DIM, X_DIM, HIDDEN = 4, 12, 9  # all different, and small: a check takes milliseconds
BATCHES = (1, 7)
RTOL = 1e-4  # float32 adds up 12 pixels with an error of about 1e-6


@dataclass(frozen=True)
class Terms:
    """The two terms that are right for one call, float64 scalars with a graph to `encoder` and `decoder`."""

    kl: Tensor
    rec: Tensor
    encoder: list[Tensor]
    decoder: list[Tensor]
    decoded: list[Tensor]  # leaves: the z of each call of the decoder
    m: Tensor  # (batch, z_dim)
    v: Tensor  # (batch, z_dim)
    prior: Normal
    x: Tensor  # (batch, x_dim)
    logits: list[Tensor]  # (batch, x_dim) of each z decoded


@dataclass(frozen=True)
class Outcome:
    """What one call returned, the z that it decoded, and what would have been right."""

    returned: tuple[object, object, object]  # in the order asked for: nelbo, kl, rec
    encoder: list[Tensor]  # the parameters of the model that the answer was given
    decoder: list[Tensor]
    decoded: list[Tensor]  # with the answer's own graph
    right: Terms

    @property
    def nelbo(self) -> Tensor:
        return _scalar(self.returned[0], "nelbo")

    @property
    def kl(self) -> Tensor:
        return _scalar(self.returned[1], "kl")

    @property
    def rec(self) -> Tensor:
        return _scalar(self.returned[2], "rec")


def outcomes(negative_elbo_bound: Function | None, spread: float = 1.0) -> Iterator[Outcome]:
    """Yields what the answer makes of a new model and batch, for each size of BATCHES."""
    for batch in BATCHES:
        yield outcome(negative_elbo_bound, batch, spread)


def outcome(negative_elbo_bound: Function | None, batch: int, spread: float = 1.0, narrower: float = 0.0) -> Outcome:
    """Calls the answer once; `spread` and `narrower` are those of `small_vae`.

    Raises Mismatch where it does not return three things, changes the model or the images, or decodes nothing.
    """
    x = (uniform(0, 1, batch, X_DIM, dtype=torch.float32) < 0.5).float()
    model = small_vae(x, spread, narrower)
    own = _in_double(model)
    with untouched(NAME, x=x, **_weights(model)), _recorded(model) as decoded:
        returned = call(negative_elbo_bound, NAME, model, x)
    if not isinstance(returned, tuple | list) or len(returned) != 3:
        raise Mismatch(
            f"{shown(returned)} from `{NAME}`", "the three scalars nelbo, kl, rec", "Return them in this order."
        )
    if not decoded:
        raise Mismatch("no call of `model.dec`", "a reconstruction from a sample of z", "Feed your sample to it.")
    decoded = _as_draws(decoded, batch)
    right = terms(own, x.double(), [z.detach().double() for z in decoded])
    first, second, third = returned
    return Outcome((first, second, third), list(model.enc.parameters()), list(model.dec.parameters()), decoded, right)


def _in_double(model: VAE) -> VAE:
    with torch.random.fork_rng(devices=[]):  # its constructor draws from the global stream
        own = VAE(z_dim=Z_DIM, x_dim=X_DIM, hidden=HIDDEN).double()
    own.load_state_dict(model.state_dict())
    return own


def terms(model: VAE, x: Tensor, decoded: list[Tensor]) -> Terms:
    """Returns the two terms of the negative ELBO, averaged over the batch and over the samples in `decoded`."""
    m, v = model.enc(x)  # (batch, z_dim) each
    prior = Normal(model.z_prior_m, model.z_prior_v.sqrt())
    kl = kl_divergence(Normal(m, v.sqrt()), prior).sum(-1).mean()
    leaves = [z.requires_grad_() for z in decoded]
    logits = [model.dec(z) for z in leaves]
    rec = torch.stack([nats(x, one).sum(-1).mean() for one in logits]).mean()
    encoder: list[Tensor] = [*model.enc.parameters()]
    decoder: list[Tensor] = [*model.dec.parameters()]
    return Terms(kl, rec, encoder, decoder, leaves, m.detach(), v.detach(), prior, x, logits)


def nats(x: Tensor, logits: Tensor) -> Tensor:
    """Returns -log Bern(x; sigmoid(logits)) of each pixel; nan where a z is nan, which is the answer's own affair."""
    log_prob: Tensor = Bernoulli(logits=logits, validate_args=False).log_prob(x)
    return -log_prob


def _as_draws(decoded: list[Tensor], batch: int) -> list[Tensor]:
    """Returns one (batch, z_dim) for each draw, whether images were decoded one by one or draws all at once."""
    rows = torch.cat([z.reshape(-1, Z_DIM) for z in decoded])  # (draws * batch, z_dim)
    if len(rows) % batch:
        raise Mismatch(
            f"{len(rows)} samples of z in the decoder for {batch} images",
            "one sample of z for each image",
            "Compare the shape of z with the shape of the encoder's mean.",
        )
    return list(rows.split(batch))


def small_vae(x: Tensor, spread: float, narrower: float = 0.0) -> VAE:
    """Returns a VAE in float32 with weights, biases and prior drawn from the check's own generator.

    spread: multiplies the distance between the means of q. narrower: by how much the logarithms of its variances, which
    are about 0.05 to 0.6, are moved down.

    Logits of samples of q(z|x) are 4 at most, or little more: no probability is rounded to 0 or 1.
    """
    with torch.random.fork_rng(devices=[]):  # its constructor draws from the global stream
        model = VAE(z_dim=Z_DIM, x_dim=X_DIM, hidden=HIDDEN)
    with torch.no_grad():
        for network in (model.enc, model.dec):
            for weights in network.parameters():
                fan_in = weights.shape[-1] if weights.ndim == 2 else 2
                weights.copy_(1.5 * normal(*weights.shape) / fan_in**0.5)
        last = linear_layers(model.enc)[-1]
        last.weight[:Z_DIM] *= spread
        last.weight[Z_DIM:] *= 0.5
        last.bias[Z_DIM:] -= 1.5 + narrower  # softplus is the exponential here, nearly
        model.z_prior_m.fill_(uniform(0.4, 0.8, 1).item())
        model.z_prior_v.fill_(uniform(2, 3, 1).item())
        m, v = model.enc(x)
        largest = model.dec(m + v.sqrt() * normal(*m.shape, dtype=torch.float32)).abs().max()
        last = linear_layers(model.dec)[-1]
        last.weight.mul_(4 / largest)
        last.bias.mul_(4 / largest)
    return model


@contextmanager
def _recorded(model: VAE) -> Iterator[list[Tensor]]:
    """Inside, keeps every z that is decoded: the decoder's first layer sees it however the decoder is called."""
    decoded: list[Tensor] = []

    def keep(module: nn.Module, arguments: tuple[Tensor, ...]) -> None:
        if not any(z is arguments[0] or torch.equal(z, arguments[0]) for z in decoded):
            decoded.append(arguments[0])

    hook = linear_layers(model.dec)[0].register_forward_pre_hook(keep)
    try:
        yield decoded
    finally:
        hook.remove()


def linear_layers(network: nn.Module) -> list[nn.Linear]:
    """Returns the linear layers of `network`, first to last."""
    return [layer for layer in network.modules() if isinstance(layer, nn.Linear)]


def _weights(model: VAE) -> dict[str, Tensor]:
    return dict(model.state_dict(keep_vars=True))


def _scalar(value: object, name: str) -> Tensor:
    """Returns a 0-d tensor with its graph; a plain number is read as one without."""
    if isinstance(value, int | float):
        with suppress(OverflowError):  # an int beyond all floats is no tensor either, and is told of below
            return torch.tensor(float(value))
    if value is None or value is ...:
        raise Mismatch(f"no `{name}`", "a number", "It is still to be filled in.")
    if not is_plain(value) or value.numel() != 1 or value.ndim > 1:
        raise Mismatch(f"`{name}` = {shown(value)}", "a scalar, an average over the batch", "Average it.")
    if not bool(value.isfinite().all()):
        raise Mismatch(
            f"`{name}` = {value.item()}", "a finite number", "Look for a logarithm or root of a number not above 0."
        )
    return value.reshape(())
