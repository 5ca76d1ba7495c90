"""Question 4, `negative_elbo_bound(model, x)` -> nelbo, kl, rec: one-sample estimate, averaged over the batch.

What is right is recomputed by `bound` for the z that the answer decoded. `one_sample` and `gradients` may be told the
student's `sample_gaussian` too: a fault that it shows by itself is then not charged again here.
"""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.distributions import Normal, kl_divergence

from autograder.checking.answers import Function, call, close
from autograder.checking.laws import mean_bound, spread_bound
from autograder.checking.mismatch import Mismatch
from hw12_checks.bound import RTOL, Z_DIM, Outcome, nats, outcome, outcomes

NAMES = ("nelbo", "kl", "rec")
# 2,000 coordinates of z, for which spread_bound is 0.23, at variances of about 0.01 to 0.1: there a root taken for a
# variance is off by 0.6 and more (400 seeds). More images cost an answer that loops over them seconds.
N_IMAGES, NARROWER = 500, 2.0
APART = 20.0  # times the usual distance between the means of q: each sample is then told from its neighbour's
GRADIENT_RTOL = 1e-3  # float32, through two networks


def kl(negative_elbo_bound: Function | None) -> None:
    """The second of the three is KL(q(z|x) || p(z)), summed over z and averaged over the batch."""
    for one in outcomes(negative_elbo_bound):
        _in_order(one)
        if not _same(one.kl, one.right.kl):
            raise Mismatch(
                f"kl = {one.kl.item():.4g} on a batch of {len(one.right.x)}",
                f"{one.right.kl.item():.4g} for this model and prior",
                _recognise(one.kl, _kl_misreadings(one))
                or "Compare the arguments of the divergence one by one with its definition; the prior is the model's.",
            )


def _kl_misreadings(one: Outcome) -> Iterator[tuple[str, Tensor]]:
    right, batch = one.right, len(one.right.x)
    q, p = Normal(right.m, right.v.sqrt()), right.prior
    yield "The divergence has the wrong sign: it is never negative.", -right.kl
    yield "Its two arguments have changed places: the average runs over q, not over the prior.", _kl(p, q)
    standard = Normal(torch.zeros_like(right.m), torch.ones_like(right.m))
    yield "The prior is a standard normal here: take the mean and variance that the model holds.", _kl(q, standard)
    unit = Normal(p.mean, torch.ones_like(p.mean))
    yield "The prior's variance is not used: take both its mean and its variance from the model.", _kl(q, unit)
    zero = Normal(torch.zeros_like(p.mean), p.stddev)
    yield "The prior's mean is not used: take both its mean and its variance from the model.", _kl(q, zero)
    about = "The prior's variance is taken as a standard deviation: `Normal` asks for a scale."
    yield about, _kl(q, Normal(p.mean, p.variance))
    yield (
        "The encoder's second output is a variance, and is taken as a standard deviation.",
        _kl(Normal(right.m, right.v), p),
    )
    yield "It is summed over the batch: average over the images.", right.kl * batch
    yield "It is averaged over the dimensions of z: sum over them.", right.kl / Z_DIM
    about = "The variances of both Gaussians are taken as standard deviations: `Normal` asks for a scale."
    yield about, _kl(Normal(right.m, right.v), Normal(p.mean, p.variance))
    about = "It is that of standard deviations: `kl_normal` takes variances, as the encoder and the prior give them."
    yield about, _kl(Normal(right.m, right.v.sqrt().sqrt()), Normal(p.mean, p.stddev.sqrt()))
    yield (
        "It is averaged over the dimensions of z and summed over the batch: the other way round.",
        (right.kl * batch / Z_DIM),
    )
    sampled = torch.stack([(q.log_prob(z) - p.log_prob(z)).sum(-1).mean() for z in right.decoded]).mean()
    yield "It is estimated from the sample: two Gaussians have a divergence in closed form.", sampled


def _kl(first: Normal, second: Normal) -> Tensor:
    return kl_divergence(first, second).sum(-1).mean()


def rec(negative_elbo_bound: Function | None) -> None:
    """The third is -log p(x|z) of the z that was decoded, summed over pixels and averaged over the batch."""
    for one in outcomes(negative_elbo_bound):
        _in_order(one)
        if not _same(one.rec, one.right.rec):
            raise Mismatch(
                f"rec = {one.rec.item():.4g} on a batch of {len(one.right.x)}",
                f"{one.right.rec.item():.4g} for the z that reached the decoder",
                _recognise(one.rec, _rec_misreadings(one))
                or "Compute the Bernoulli log-likelihood of one image by hand and compare.",
            )


def _rec_misreadings(one: Outcome) -> Iterator[tuple[str, Tensor]]:
    x, logits = one.right.x, one.right.logits[0].detach()
    right = nats(x, logits)  # (batch, x_dim)
    yield "Image and logits have changed places in the likelihood.", nats(logits, x).sum(-1).mean()
    yield "It has the wrong sign: the reconstruction loss is a negative log-likelihood.", -one.right.rec
    yield "It is summed over the batch: average over the images.", one.right.rec * len(x)
    yield "It is averaged over the pixels: sum over them, average over the images.", right.mean()
    yield "It is averaged over the pixels: sum over them, average over the images.", right.mean(-1).sum()
    squared = (logits.sigmoid() - x).square()
    plain = (logits - x).square()
    about = "It is a squared error: the pixels are Bernoulli variables."
    for error in (squared, plain):
        yield from ((about, error.sum(-1).mean() * factor) for factor in (1.0, 0.5))
        yield about, error.mean()
    twice = nats(x, logits.sigmoid()).sum(-1).mean()
    yield "The sigmoid is applied twice: the likelihood takes logits, as the decoder returns them.", twice


def total(negative_elbo_bound: Function | None) -> None:
    """The first is the sum of the two terms: right as it stands, or of the answer's own if one of them is right."""
    for one in outcomes(negative_elbo_bound):
        if _same(one.nelbo, one.right.kl + one.right.rec):
            continue
        _in_order(one)
        if not (_same(one.kl, one.right.kl) or _same(one.rec, one.right.rec)):
            raise Mismatch(
                f"nelbo = {one.nelbo.item():.4g}, with neither of its terms right",
                "the negative ELBO",
                "Mend kl and rec first.",
            )
        if not _same(one.nelbo, one.kl + one.rec):
            raise Mismatch(
                f"nelbo = {one.nelbo.item():.4g} with kl = {one.kl.item():.4g} and rec = {one.rec.item():.4g}",
                "the negative ELBO that these two make up",
                _recognise(one.nelbo, _total_misreadings(one))
                or "Write the ELBO with its two terms, then its negative: which sign has each of them?",
            )


def _total_misreadings(one: Outcome) -> Iterator[tuple[str, Tensor]]:
    yield "This is the ELBO itself: an optimiser minimises, so its negative is asked for.", -one.kl - one.rec
    yield "The divergence enters with the wrong sign.", one.rec - one.kl
    yield "The reconstruction enters with the wrong sign.", one.kl - one.rec
    yield "This is the average of the two terms: the negative ELBO is their sum.", (one.kl + one.rec) / 2
    yield "The divergence is left out.", one.rec
    yield "The reconstruction is left out.", one.kl
    yield "It is summed over the batch: average over the images.", (one.kl + one.rec) * len(one.right.x)


def one_sample(negative_elbo_bound: Function | None, sample_gaussian: Function | None = None) -> None:
    """The decoder gets one random draw of z for each image, from q(z|x)."""
    one = outcome(negative_elbo_bound, batch=16, spread=APART)
    if len(one.decoded) != 1:
        raise Mismatch(
            f"{len(one.decoded)} samples of z for each image", "a single one", "The estimate asked for uses one draw."
        )
    fault = _fault_of_draw(one.right.decoded[0].detach(), one)
    if fault is not None and not _draws_so_itself(sample_gaussian, one, _fault_of_draw):
        raise fault
    many = outcome(negative_elbo_bound, batch=N_IMAGES, narrower=NARROWER)
    fault = _fault_of_scale(many.right.decoded[0].detach().reshape(many.right.m.shape), many)
    if fault is not None and not _draws_so_itself(sample_gaussian, many, _fault_of_scale):
        raise fault


def _fault_of_scale(z: Tensor, one: Outcome) -> Mismatch | None:
    """Returns what is wrong with the size of z's deviations from the mean of q, or None.

    (z - m) / sqrt(v) of a right draw is N(0, 1) in 2,000 coordinates: its root mean square is bounded by spread_bound,
    its mean over the images in each of the 4 dimensions by mean_bound, each at 1e-11.
    """
    noise = (z.double() - one.right.m.double()) / one.right.v.double().sqrt()  # (N_IMAGES, z_dim)
    size = noise.square().mean().sqrt().item()
    if not abs(size - 1) <= spread_bound(noise.numel()):
        return Mismatch(
            f"a z that is off its mean by {size:.2g} standard deviations of q, root mean square",
            "about 1",
            "The encoder's second output is the variance, and that is what `sample_gaussian` takes.",
        )
    if not noise.mean(0).abs().max().item() <= mean_bound(len(noise)):
        return Mismatch(
            "noise in z that does not average out over the images",
            "fresh noise for each image",
            "Compare the shape of your noise with the shape of the encoder's mean.",
        )
    return None


def _fault_of_draw(z: Tensor, one: Outcome) -> Mismatch | None:
    """Returns what is wrong with z as a draw from q = N(m, diag(v)), or None; leaves its scale to question q4_sample.

    A right draw of 64 coordinates lies (1) above the mean in some and below it in others, but for a chance of 2^-63;
    (2) nearer to its own means than to its neighbours': less than half their squared distance D^2 away. That holds
    where |z - m|^2 < (sqrt 2 - 1)^2 D^2, and |z - m|^2 is at most max(v) times a chi-square with 64 degrees of freedom,
    which exceeds 200 with a probability below 1e-11 (Laurent and Massart 2000).
    """
    m, v = one.right.m, one.right.v
    apart = z - m
    if not bool(z.isfinite().all()):
        return Mismatch(
            "nan or inf in the decoder",
            "a random draw from q",
            "Is a root or a logarithm taken of something negative? If `sample_gaussian` is marked wrong too, mend it "
            "first.",
        )
    if bool((apart.abs() <= 1e-5 * m.abs().max()).all()):  # of float32; standard deviations are 4e-2 and more
        return Mismatch(
            "the mean of q in the decoder",
            "a random draw from q",
            "Draw z with `sample_gaussian`; if that is marked wrong too, mend it first.",
        )
    noise = apart / v.sqrt()  # (batch, z_dim)
    if bool(((noise - noise[:1]).abs() <= 1e-2 * noise.abs().max()).all()):
        return Mismatch(
            "one and the same noise for every image",
            "fresh noise for each image",
            "Compare the shape of your noise with the shape of the encoder's mean.",
        )
    if bool((apart >= 0).all() or (apart <= 0).all()):
        return Mismatch(
            "a z that lies on the same side of the mean in every coordinate",
            "a random draw from q",
            "Draw z with `sample_gaussian`; if that is marked wrong too, mend it first.",
        )
    neighbours = m.roll(1, 0)
    far_enough = 0.17 * (m - neighbours).square().sum() > 200 * v.max()
    if far_enough and not apart.square().sum() < (z - neighbours).square().sum() / 2:
        return Mismatch(
            "a z that has nothing to do with the encoder's mean for its image",
            "a draw from q(z|x)",
            "What is decoded depends on the image, through its mean and variance: `sample_gaussian` takes them in this "
            "order. The prior enters through the divergence alone.",
        )
    return None


def _draws_so_itself(
    sample_gaussian: Function | None, one: Outcome, fault_of: Callable[[Tensor, Outcome], Mismatch | None]
) -> bool:
    """Whether the answer's own sampler has such a fault, for which question q4_sample is the place."""
    if not callable(sample_gaussian):
        return False
    z = call(sample_gaussian, "sample_gaussian", one.right.m.float(), one.right.v.float())
    if not isinstance(z, Tensor) or z.shape != one.right.m.shape:
        return True
    return fault_of(z.detach().double(), one) is not None


@dataclass(frozen=True)
class _Part:
    """One term of the bound as the answer has it, with the gradients that belong to its value."""

    value: Tensor
    encoder: Tensor  # flat, float64
    decoder: Tensor


def gradients(negative_elbo_bound: Function | None, sample_gaussian: Function | None = None) -> None:
    """nelbo carries the gradient of what it is: to the decoder, and to the encoder through both terms.

    Terms of a wrong value have lost their own points: there the answer's own gradient of that term is taken as right.
    The path through z is the one of the answer's own sample, at its value.
    """
    for one in outcomes(negative_elbo_bound):
        nelbo = one.nelbo if _order(one)[0] == 0 else (one.kl, one.rec)[_order(one).index(0) - 1]
        if not nelbo.requires_grad:
            raise Mismatch(
                "a nelbo without a graph: nothing can be trained with it",
                "one that is differentiable in the model's parameters",
                "Keep it a tensor: look for `.item()`, `float`, `detach`, `no_grad` or numpy.",
            )
        parts = _parts(one, nelbo)
        signs = _signs(nelbo, parts)
        want_encoder = sum((s * p.encoder for s, p in zip(signs, parts, strict=True)), torch.zeros(()))
        want_decoder = sum((s * p.decoder for s, p in zip(signs, parts, strict=True)), torch.zeros(()))
        _compare_decoder(_flat(nelbo, one.decoder), want_decoder)
        _compare_encoder(_flat(nelbo, one.encoder), want_encoder, parts)
    _reaches_encoder(outcome(negative_elbo_bound, batch=16, spread=APART), sample_gaussian)


def _parts(one: Outcome, nelbo: Tensor) -> tuple[_Part, _Part]:
    """Returns the divergence and the reconstruction, each with its gradients."""
    right = one.right
    kl_right = _Part(right.kl, _flat(right.kl, right.encoder), _flat(right.kl, right.decoder))
    rec_right = _Part(right.rec, _through_own_sample(one), _flat(right.rec, right.decoder))
    if _same(nelbo, right.kl + right.rec):
        return kl_right, rec_right
    kl_is_right, rec_is_right = _same(one.kl, right.kl), _same(one.rec, right.rec)
    if not (kl_is_right or rec_is_right):
        raise Mismatch(
            "a nelbo of which neither term is right", "the gradient of the negative ELBO", "Mend kl and rec first."
        )
    return kl_right if kl_is_right else _own(one, one.kl), rec_right if rec_is_right else _own(one, one.rec)


def _own(one: Outcome, value: Tensor) -> _Part:
    if not value.requires_grad:
        zero = torch.zeros((), dtype=torch.float64)
        return _Part(value, zero, zero)
    return _Part(value, _flat(value, one.encoder), _flat(value, one.decoder))


def _through_own_sample(one: Outcome) -> Tensor:
    """Returns the gradient of the right reconstruction to the encoder, along the graph of the answer's own z."""
    gradient = torch.zeros(sum(p.numel() for p in one.encoder), dtype=torch.float64)
    for z, leaf in zip(one.decoded, one.right.decoded, strict=True):
        if z.requires_grad:
            (to_z,) = torch.autograd.grad(one.right.rec, leaf, retain_graph=True)
            gradient = gradient + _flat(z, one.encoder, to_z.to(z.dtype))
    return gradient


def _signs(nelbo: Tensor, parts: tuple[_Part, _Part]) -> tuple[float, float]:
    """Returns how the two terms make up the value of nelbo: a wrong sum costs the points of `total` alone."""
    for signs in ((1, 1), (-1, -1), (1, -1), (-1, 1), (1, 0), (0, 1), (0.5, 0.5)):
        if _same(nelbo, signs[0] * parts[0].value + signs[1] * parts[1].value):
            return signs
    return 1, 1


def _compare_decoder(got: Tensor, want: Tensor) -> None:
    if not close(got, want.expand_as(got), GRADIENT_RTOL):
        raise Mismatch(
            "no gradient for the decoder's parameters" if not bool(got.any()) else "a wrong gradient for the decoder",
            "the gradient of the negative ELBO",
            "The reconstruction has to stay a tensor with its graph: look for `.item()`, `detach`, `.data`, `no_grad`.",
        )


def _compare_encoder(got: Tensor, want: Tensor, parts: tuple[_Part, _Part]) -> None:
    if close(got, want.expand_as(got), GRADIENT_RTOL):
        return
    what, where = "a wrong gradient for the encoder's parameters", "look for `.item()`, `detach`, `.data`, `no_grad`."
    if not bool(got.any()):
        what, where = "no gradient for the encoder's parameters", "both terms depend on the encoder: " + where
    elif close(got, parts[1].encoder.expand_as(got), GRADIENT_RTOL):
        what, where = "no gradient from the divergence to the encoder", "the divergence lost its graph: " + where
    elif close(got, parts[0].encoder.expand_as(got), GRADIENT_RTOL):
        what, where = "no gradient from the reconstruction to the encoder", "z lost its graph: " + where
    raise Mismatch(what, "the gradient of the negative ELBO", "Follow it backwards; " + where)


def _reaches_encoder(one: Outcome, sample_gaussian: Function | None) -> None:
    """Raises Mismatch where z moves with less of q than the student's `sample_gaussian` itself lets through."""
    bias = one.encoder[-1]  # of the layer that puts out the means of q, then what the variances are made of
    lets_through = _paths_of(sample_gaussian, one)
    for z, leaf in zip(one.decoded, one.right.decoded, strict=True):
        if _fault_of_draw(leaf.detach(), one) is not None:
            continue  # no random draw to begin with: `one_sample` is the test of that
        to_bias = _flat(z, [bias], torch.ones_like(z)) if z.requires_grad else torch.zeros(2 * Z_DIM)
        for what, part, open_path in zip(("mean", "variance"), to_bias.split(Z_DIM), lets_through, strict=True):
            if open_path and not bool(part.any()):
                raise Mismatch(
                    f"a z in the decoder through which no gradient reaches the encoder's {what}",
                    "a reparameterised sample, differentiable in mean and variance",
                    "Look for `detach` or `no_grad` around the sample; if `sample_gaussian` is marked wrong too, "
                    "mend that first.",
                )


def _paths_of(sample_gaussian: Function | None, one: Outcome) -> tuple[bool, bool]:
    """Returns whether gradients pass through `sample_gaussian` to its mean and variance; both, where it is not told."""
    if not callable(sample_gaussian):
        return True, True
    m, v = one.right.m.float().requires_grad_(), one.right.v.float().requires_grad_()
    try:
        z = call(sample_gaussian, "sample_gaussian", m * 1, v * 1)
    except Mismatch:
        return False, False
    if not isinstance(z, Tensor) or not z.requires_grad:
        return False, False
    to_m, to_v = (_flat(z, [leaf], torch.ones_like(z)) for leaf in (m, v))
    return bool(to_m.any()), bool(to_v.any())


def _flat(value: Tensor, parameters: list[Tensor], weights: Tensor | None = None) -> Tensor:
    """Returns the gradient of `value` (times `weights`) to all of `parameters`, as one float64 vector."""
    total = value if weights is None else (value * weights).sum()
    grads = torch.autograd.grad(total, parameters, retain_graph=True, allow_unused=True)
    flat = [torch.zeros_like(p) if g is None else g for p, g in zip(parameters, grads, strict=True)]
    return torch.cat([g.flatten() for g in flat]).double()


def _same(got: Tensor, want: Tensor) -> bool:
    return abs(got.item() - want.item()) <= RTOL * (1 + abs(want.item()))


def _recognise(got: Tensor, misreadings: Iterator[tuple[str, Tensor]]) -> str:
    return next((about for about, value in misreadings if _same(got, value)), "")


def _in_order(one: Outcome) -> None:
    """Raises Mismatch where the three are right but for their order."""
    order = _order(one)
    if order != (0, 1, 2):
        raise Mismatch(
            f"the right numbers in the order {', '.join(NAMES[i] for i in order)}",
            f"the order {', '.join(NAMES)}",
            "Look at the last line of your function: what it returns has changed places.",
        )


def _order(one: Outcome) -> tuple[int, ...]:
    """Returns which of NAMES each of the three is; (0, 1, 2) where they are not the right numbers in any order."""
    try:
        got = (one.nelbo, one.kl, one.rec)
    except Mismatch:  # not three scalars: no order to speak of
        return 0, 1, 2
    right = (one.right.kl + one.right.rec, one.right.kl, one.right.rec)
    for order in itertools.permutations(range(3)):
        if all(_same(value, right[i]) for value, i in zip(got, order, strict=True)):
            return order
    return 0, 1, 2
