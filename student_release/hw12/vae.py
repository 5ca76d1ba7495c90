"""A variational autoencoder of binary digits (Kingma and Welling, "Auto-Encoding Variational Bayes", 2014).

    z ~ N(0, I);  x | z ~ Bernoulli(sigmoid(dec(z)));  q(z | x) = N(m, diag(v)) with m, v = enc(x)

The bound that training minimises is an argument, `negative_elbo_bound(model, x) -> nelbo, kl, rec`: it is yours
to write. Everything else that it takes is here.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, astuple, dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from tqdm import tqdm

from hw12.checkpoints import Checkpoint, fingerprint
from hw12.mnist import binarize
from hw12.plots import DPI, figure
from hw12.progress import bar

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NegativeElboBound = Callable[["VAE", Tensor], tuple[Tensor, Tensor, Tensor]]


class BoundError(ValueError):
    """A negative_elbo_bound returned something that cannot be trained on."""


@dataclass(frozen=True)
class Settings:
    """One run of `train`."""

    iterations: int = 10_000  # the homework's; 20 passes over MNIST's 50,000 training digits
    batch: int = 100  # Kingma and Welling's minibatch
    learning_rate: float = 1e-3  # Adam's default; its loss falls without spikes on these networks
    seed: int = 0  # of batches, pixels and the bound's own noise
    record_every: int = 100  # iterations; a record is the mean over them: one batch is noisy


@dataclass(frozen=True)
class Record:
    """Means of the bound and its two terms, in nats a digit, over the iterations since the record before."""

    iteration: int
    nelbo: float
    kl: float
    rec: float


def log_bernoulli_with_logits(x: Tensor, logits: Tensor) -> Tensor:
    """Returns log Bern(x; sigmoid(logits)) in nats, summed over the pixels: (batch, dim) -> (batch,)."""
    return -F.binary_cross_entropy_with_logits(logits, x, reduction="none").sum(-1)


def kl_normal(qm: Tensor, qv: Tensor, pm: Tensor, pv: Tensor) -> Tensor:
    """Returns KL(N(qm, diag(qv)) || N(pm, diag(pv))) in nats: (batch, dim) -> (batch,).

    `qv` and `pv` are variances. The four broadcast against each other: a prior of shape (1,) will do.
    Kingma and Welling 2014, appendix B, for any prior.
    """
    terms = (pv / qv).log() + (qv + (qm - pm).square()) / pv - 1  # (batch, dim)
    return terms.sum(-1) / 2


class Encoder(nn.Module):
    """x (batch, x_dim) -> mean and variance of q(z | x), each (batch, z_dim); the variance is positive."""

    def __init__(self, x_dim: int, z_dim: int, hidden: int) -> None:
        super().__init__()
        self.net = _mlp(x_dim, hidden, hidden, 2 * z_dim)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        m, h = self.net(x).chunk(2, dim=-1)  # (batch, z_dim) each
        return m, F.softplus(h) + 1e-8  # softplus underflows to 0 in float32, whose logarithm is no number


class VAE(nn.Module):
    """`enc` x -> (m, v), `dec` z -> logits, and the prior's mean and variance `z_prior_m`, `z_prior_v`, (1,)."""

    z_prior_m: Tensor
    z_prior_v: Tensor

    def __init__(self, z_dim: int = 64, x_dim: int = 784, hidden: int = 300) -> None:
        super().__init__()
        self.z_dim, self.x_dim, self.hidden = z_dim, x_dim, hidden
        self.enc = Encoder(x_dim, z_dim, hidden)
        self.dec = _mlp(z_dim, hidden, hidden, x_dim)
        self.register_buffer("z_prior_m", torch.zeros(1))
        self.register_buffer("z_prior_v", torch.ones(1))

    def recipe(self) -> dict[str, int]:
        """Returns the arguments of a call of `VAE` that makes another of the same sizes."""
        return {"z_dim": self.z_dim, "x_dim": self.x_dim, "hidden": self.hidden}

    def sample_z(self, n: int, generator: torch.Generator | None = None) -> Tensor:
        """Returns n draws from the prior N(0, I), (n, z_dim)."""
        return torch.randn(n, self.z_dim, generator=generator)

    def sample_x_given(self, z: Tensor, generator: torch.Generator | None = None) -> Tensor:
        """Returns one draw of the pixels, 0 or 1, for each z: (n, z_dim) -> (n, x_dim)."""
        return binarize(self.dec(z).sigmoid(), generator)


def train(
    model: VAE,
    images: Tensor,
    negative_elbo_bound: NegativeElboBound,
    settings: Settings | None = None,
    checkpoint: Checkpoint | None = None,
) -> list[Record]:
    """Fits `model` to `images` (n, x_dim), grey values in [0, 1] that are drawn to 0 or 1 at every step.

    The same model, images and settings give the same numbers; torch's global random stream is left as it was.
    With a `checkpoint`, a run that was interrupted goes on from its last state, and gives these numbers too.

    Raises BoundError (a ValueError) where `negative_elbo_bound` does not return three scalars of which the first
    is finite and has a gradient, and ValueError for settings or images that cannot be trained on.
    """
    settings = settings or Settings()
    _check_settings(settings)
    _check_images(images)
    with _own_random_stream(settings.seed):
        training = _Training(model, _Batches(images, settings), settings)
        state = checkpoint.load() if checkpoint else None
        if state:
            training.load_state_dict(state)
        with bar(total=settings.iterations, initial=training.iteration, desc="VAE") as progress:
            while training.iteration < settings.iterations:
                until = min(training.iteration + settings.record_every, settings.iterations)
                record = training.advance(until, negative_elbo_bound, progress)
                progress.set_postfix(nelbo=f"{record.nelbo:.1f}")
                if checkpoint and (checkpoint.is_due() or until == settings.iterations):
                    checkpoint.save(training.state_dict())
    return training.records


def train_resumably(
    model: VAE,
    images: Tensor,
    negative_elbo_bound: NegativeElboBound,
    settings: Settings | None = None,
    folder: Path = Path("runs"),
) -> list[Record]:
    """As `train`, for a notebook: stopped half-way, or with its kernel gone, the same call goes on where it was.

    What has been done so far is kept in `folder` until the run is done; another model at the start, other images,
    settings or functions begin a run of their own. A folder that cannot be written costs the going on, not the run.
    """
    settings = settings or Settings()
    identity = {"start": _digest(model.state_dict().values()), "images": _digest([images])}
    identity |= {"functions of the notebook": fingerprint(negative_elbo_bound)} | asdict(settings)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return train(model, images, negative_elbo_bound, settings)
    checkpoint = Checkpoint(folder / "notebook.pt", identity, every_s=1.0)  # a second is what a stop costs
    try:
        records = train(model, images, negative_elbo_bound, settings, checkpoint)
    except KeyboardInterrupt:
        again = "Run this cell again and it goes on from where it was; change `iterations` and it starts anew."
        raise KeyboardInterrupt(f"Stopped. {again}") from None
    checkpoint.path.unlink(missing_ok=True)
    return records


def _digest(tensors: Iterable[Tensor]) -> str:
    state = hashlib.sha256()
    for tensor in tensors:
        state.update(tensor.detach().cpu().contiguous().numpy().tobytes())
    return state.hexdigest()[:12]


class _Training:
    """All that a run is made of between two iterations: the models, the optimizer's and the random streams' state."""

    def __init__(self, model: VAE, batches: _Batches, settings: Settings) -> None:
        self.model = model
        self.batches = batches
        self.optimizer = torch.optim.Adam(model.parameters(), lr=settings.learning_rate, fused=True)
        self.iteration = 0
        self.records: list[Record] = []

    def advance(self, until: int, negative_elbo_bound: NegativeElboBound, progress: tqdm[NoReturn]) -> Record:
        """Takes the steps up to iteration `until`; returns the record of their means, which it keeps."""
        terms = []
        while self.iteration < until:
            bound = _checked(negative_elbo_bound(self.model, self.batches.draw()))
            self.model.zero_grad()  # does what the optimizer's does in a sixth of its time
            bound[0].backward()
            self.optimizer.step()
            terms.append(torch.stack(bound).detach())  # (3,)
            self.iteration += 1
            progress.update()
        self.records.append(Record(until, *torch.stack(terms).mean(0).tolist()))
        return self.records[-1]

    def state_dict(self) -> dict[str, Any]:
        return {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "batches": self.batches.state_dict(),
            "noise": torch.get_rng_state(),
            "iteration": self.iteration,
            "records": [astuple(record) for record in self.records],
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.batches.load_state_dict(state["batches"])
        torch.set_rng_state(state["noise"])
        self.iteration = state["iteration"]
        self.records = [Record(*values) for values in state["records"]]


class _Batches:
    """Batches (batch, x_dim) of 0s and 1s, drawn afresh from grey values: passes over all, each in a new order."""

    def __init__(self, images: Tensor, settings: Settings) -> None:
        self.images = images
        self.size = settings.batch
        self.generator = torch.Generator().manual_seed(settings.seed)
        self.order = torch.empty(0, dtype=torch.long)  # the digits that this pass has still to take
        self.noise = torch.empty(0)

    def draw(self) -> Tensor:
        """As `binarize(self.images[index])`, with the same numbers; in place, since fresh memory is slow memory."""
        if not len(self.order):
            self.order = torch.randperm(len(self.images), generator=self.generator)
        index, self.order = self.order[: self.size], self.order[self.size :]
        grey = self.images.index_select(0, index)  # (batch, x_dim)
        self.noise = self.noise.to(grey.dtype).resize_(grey.shape)
        torch.rand(grey.shape, generator=self.generator, out=self.noise)
        return torch.lt(self.noise, grey, out=grey)

    def state_dict(self) -> dict[str, Tensor]:
        return {"generator": self.generator.get_state(), "order": self.order.clone()}  # a view would save all of it

    def load_state_dict(self, state: dict[str, Tensor]) -> None:
        self.generator.set_state(state["generator"])
        self.order = state["order"]


@torch.no_grad()
def evaluate(model: VAE, images: Tensor, negative_elbo_bound: NegativeElboBound, seed: int = 0) -> dict[str, float]:
    """Returns the means over `images` (n, x_dim) of "nelbo", "kl" and "rec", in nats a digit.

    Pixels and the bound's noise are drawn once, from `seed`: so two models are compared on the same digits.

    Raises as `train` does.
    """
    _check_images(images)
    x = binarize(images, torch.Generator().manual_seed(seed))  # (n, x_dim)
    total = torch.zeros(3, dtype=torch.float64)
    with _own_random_stream(seed):
        for part in x.split(1000):  # 1000 digits at once need about 10 MB
            bound = _checked(negative_elbo_bound(model, part), needs_gradient=False)
            total += torch.stack(bound) * len(part)
    nelbo, kl, rec = (total / len(x)).tolist()
    return {"nelbo": nelbo, "kl": kl, "rec": rec}


@torch.no_grad()
def sample_digits(model: VAE, n: int = 200, seed: int = 0) -> Tensor:
    """Returns n digits that the model makes up, as each pixel's probability of ink: (n, x_dim), in [0, 1].

    Show these rather than draws of 0 and 1, whose pixels are independent given z: that looks like noise.
    """
    z = model.sample_z(n, torch.Generator().manual_seed(seed))  # (n, z_dim)
    probabilities: Tensor = model.dec(z).sigmoid()
    return probabilities


def plot_digits(images: Tensor, rows: int = 10, columns: int = 20) -> Figure:
    """Returns one picture of `images` (rows * columns, 784), tiled row by row.

    Raises ValueError for another number of images.
    """
    if tuple(images.shape) != (rows * columns, 784):
        raise ValueError(
            f"Got images of shape {tuple(images.shape)}; expected ({rows * columns}, 784), for {rows} rows "
            f"of {columns} digits."
        )
    tiles = images.detach().reshape(rows, columns, 28, 28)
    sheet = tiles.permute(0, 2, 1, 3).reshape(rows * 28, columns * 28)
    scale = 2 / DPI  # two points of the picture a pixel: a whole number, so that strokes keep their width
    fig = figure(width=columns * 28 * scale, height=rows * 28 * scale)
    fig.set_layout_engine("none")
    fig.axes[0].set_position((0, 0, 1, 1))
    fig.axes[0].imshow(sheet.numpy(), cmap="gray", vmin=0, vmax=1, interpolation="nearest")
    fig.axes[0].set_axis_off()
    return fig


def _mlp(*sizes: int) -> nn.Sequential:
    layers: list[nn.Module] = []
    for n_in, n_out in pairwise(sizes):
        layers += [nn.Linear(n_in, n_out), nn.ELU()]
    return nn.Sequential(*layers[:-1])  # the last layer is linear


@contextmanager
def _own_random_stream(seed: int) -> Iterator[None]:
    """Draws from torch's global stream start at `seed` inside, and go on as if nothing had been after."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        yield


def _checked(bound: object, needs_gradient: bool = True) -> tuple[Tensor, Tensor, Tensor]:
    if not (isinstance(bound, tuple | list) and len(bound) == 3 and all(map(_is_scalar, bound))):
        raise BoundError(
            f"negative_elbo_bound returned {_describe(bound)}; expected the three scalar tensors nelbo, kl, rec, "
            "each an average over the batch."
        )
    nelbo, kl, rec = bound
    if needs_gradient and not nelbo.requires_grad:
        raise BoundError(
            "negative_elbo_bound returned a nelbo without a gradient; expected one that is computed from the "
            "model with torch alone, without .item(), .detach() or numpy."
        )
    if not math.isfinite(nelbo.item()):
        raise BoundError(
            f"negative_elbo_bound returned a nelbo of {nelbo.item()}; expected a finite number: look for the "
            "logarithm or the square root of a number that is not positive."
        )
    return nelbo, kl, rec


def _is_scalar(term: object) -> bool:
    return isinstance(term, Tensor) and term.ndim == 0


def _describe(bound: object) -> str:
    if isinstance(bound, tuple | list):
        return f"({', '.join(_describe(term) for term in bound)})"
    if isinstance(bound, Tensor):
        return f"a tensor of shape {tuple(bound.shape)}" if bound.ndim else "a scalar tensor"
    return "nothing" if bound is None else f"a value of type {type(bound).__name__}"


def _check_settings(settings: Settings) -> None:
    for name in ("iterations", "batch", "record_every"):
        if getattr(settings, name) < 1:
            raise ValueError(f"Got {name} = {getattr(settings, name)}; expected at least 1.")
    if not 0 < settings.learning_rate < math.inf:
        raise ValueError(f"Got learning_rate = {settings.learning_rate}; expected a positive one, such as 1e-3.")


def _check_images(images: Tensor) -> None:
    if images.ndim != 2 or len(images) == 0 or not images.is_floating_point():
        raise ValueError(
            f"Got images of shape {tuple(images.shape)} and type {images.dtype}; expected floats of shape "
            "(n, 784), such as load('5k').train.images."
        )
    if not bool(((images >= 0) & (images <= 1)).all()):
        raise ValueError("Got images with values outside of 0 to 1, or NaN; expected grey values in [0, 1].")
