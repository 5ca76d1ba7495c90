"""A Transformer encoder-decoder (Vaswani et al. 2017) and a summarization task that it can learn in a minute.

The task, made by `draw_batch`: a document is a row of words; some words are important, and the token MARK stands
before each of them; the summary is the important words in the order of the document, then END. To write the next
word, the decoder has to look back at the document for the place that it has reached, and the encoder has to carry
"a MARK stands before me" from one position to the next: neither is possible without attention.

The layers are post-LN, as in the original: LayerNorm stands after each residual sum. The class of question 1 has
LayerNorm on its embeddings and none before its head, so with these layers too its head reads LayerNormed vectors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from hw12 import plots
from hw12.progress import bar

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PAD, BEGIN, END, MARK = range(4)  # the words of a document are the ids from FIRST_WORD up
FIRST_WORD = 4
IGNORED = -100  # the label of a position that the loss skips


class EncoderDecoder(Protocol):
    """What this module asks of the class of question 1."""

    emb_word: nn.Embedding
    emb_pos: nn.Embedding
    emb_ln: nn.LayerNorm
    encoder_layers: nn.ModuleList
    decoder_layers: nn.ModuleList
    lm_head: nn.Linear
    criterion: nn.CrossEntropyLoss

    def __call__(self, source: Tensor, target: Tensor) -> Tensor: ...

    def parameters(self) -> Iterator[nn.Parameter]: ...


MakeModel = Callable[..., EncoderDecoder]  # (n_words, max_len, n_layers, d_model, n_heads, d_ffn, p_drop)


class Attention(nn.Module):
    """Multi-head attention of `x` (batch, n, d_model) to `memory` (batch, n_memory, d_model)."""

    def __init__(self, d_model: int, n_heads: int, p_drop: float) -> None:
        super().__init__()
        if d_model % n_heads:
            raise ValueError(
                f"Got d_model={d_model} and n_heads={n_heads}; every head gets an equal share of d_model, "
                f"so choose n_heads that divides it."
            )
        self.n_heads, self.p_drop = n_heads, p_drop
        self.query = nn.Linear(d_model, d_model)
        self.key = nn.Linear(d_model, d_model)
        self.value = nn.Linear(d_model, d_model)
        self.out = nn.Linear(d_model, d_model)

    def forward(self, x: Tensor, memory: Tensor, mask: Tensor | None = None, causal: bool = False) -> Tensor:
        q = self.query(x).unflatten(-1, (self.n_heads, -1)).transpose(1, 2)  # (batch, n_heads, n, d_head)
        k = self.key(memory).unflatten(-1, (self.n_heads, -1)).transpose(1, 2)  # (batch, n_heads, n_memory, d_head)
        v = self.value(memory).unflatten(-1, (self.n_heads, -1)).transpose(1, 2)
        p_drop = self.p_drop if self.training else 0.0
        z = F.scaled_dot_product_attention(q, k, v, mask, p_drop, causal)  # (batch, n_heads, n, d_head)
        out: Tensor = self.out(z.transpose(1, 2).flatten(2))  # (batch, n, d_model)
        return out


class TransformerLayer(nn.Module):
    """One layer of the encoder, or with `is_decoder` of the decoder: masked to the past, with cross-attention."""

    def __init__(self, is_decoder: bool, d_model: int, n_heads: int, d_ffn: int, p_drop: float) -> None:
        super().__init__()
        self.is_decoder = is_decoder
        self.attention = Attention(d_model, n_heads, p_drop)
        self.attention_ln = nn.LayerNorm(d_model)
        if is_decoder:
            self.cross = Attention(d_model, n_heads, p_drop)
            self.cross_ln = nn.LayerNorm(d_model)
        self.ffn = nn.Sequential(nn.Linear(d_model, d_ffn), nn.GELU(), nn.Linear(d_ffn, d_model))
        self.ffn_ln = nn.LayerNorm(d_model)
        self.drop = nn.Dropout(p_drop)

    def forward(self, x: Tensor, mask: Tensor, memory: Tensor | None = None) -> Tensor:
        """Returns the layer's output, (batch, n, d_model).

        `mask` (batch, 1, 1, n_source) is true where the document has a word; `memory` (batch, n_source, d_model) is
        what the encoder made of the document. Raises ValueError for a decoder layer without `memory`.
        """
        own_mask = None if self.is_decoder else mask
        x = self.attention_ln(x + self.drop(self.attention(x, x, own_mask, causal=self.is_decoder)))
        if self.is_decoder:
            if memory is None:
                raise ValueError("A decoder layer got no memory; it expects what the encoder returned: pass memory=.")
            x = self.cross_ln(x + self.drop(self.cross(x, memory, mask)))
        out: Tensor = self.ffn_ln(x + self.drop(self.ffn(x)))
        return out


def forward(self: EncoderDecoder, source: Tensor, target: Tensor) -> Tensor:
    """Returns for each position of `target` the logits of the word that follows, (batch, n_target, n_words).

    `source` (batch, n_source) is the document's tokens, PAD after its end; `target` (batch, n_target) is the summary
    so far, BEGIN first. Position t sees `target[:, : t + 1]` and all of the document. A class takes it as its method:

        class Transformer(nn.Module):
            ...
            forward = transformer.forward

    Raises ValueError where either is longer than the model's `max_len`.
    """
    mask = (source != PAD)[:, None, None, :]  # (batch, 1, 1, n_source)
    memory = _embed(self, source)
    for layer in self.encoder_layers:
        memory = layer(memory, mask)  # (batch, n_source, d_model)
    x = _embed(self, target)
    for layer in self.decoder_layers:
        x = layer(x, mask, memory)  # (batch, n_target, d_model)
    logits: Tensor = self.lm_head(x)
    return logits


def loss(model: EncoderDecoder, source: Tensor, target: Tensor) -> Tensor:
    """Returns the model's criterion under teacher forcing: at each position it has read the true words before.

    `target` (batch, n_target) is the summary with END, and IGNORED (-100) after it. In nats a word, a scalar.
    """
    begin = torch.full_like(target[:, :1], BEGIN)
    read = torch.cat([begin, target[:, :-1]], dim=1)  # (batch, n_target)
    logits = model(source, read.masked_fill(read == IGNORED, PAD))  # (batch, n_target, n_words)
    nats: Tensor = model.criterion(logits.flatten(0, 1), target.flatten())
    return nats


@dataclass(frozen=True)
class Settings:
    """A model and a training run small enough for one core, yet wide enough to show what width does."""

    n_words: int = 50  # a word must be seen often to be learned in so few steps; guessing evenly costs ln(50) = 3.9
    n_layers: int = 1  # one layer a side is enough for this task
    d_model: int = 256  # the narrowest of the original paper's variations
    n_heads: int = 4  # heads of 64, as in the original
    d_ffn: int = 256
    p_drop: float = 0.0  # every batch is new, so there is nothing to overfit
    n_pairs: int = 6  # documents have up to twice as many tokens; marks and what they mark come in pairs
    most_important: int = 3  # important words a document; at least 2
    batch: int = 32
    steps: int = 700  # where the task is learned
    learning_rate: float = 5e-4  # twice this, and post-LN layers of this width stay on a plateau
    warmup: int = 50  # steps over which the rate rises: post-LN layers need it
    seed: int = 0

    def __post_init__(self) -> None:
        if not 2 <= self.most_important <= self.n_pairs // 2:
            raise ValueError(
                f"Got most_important={self.most_important} and n_pairs={self.n_pairs}; the shortest document has half "
                f"of its pairs, so choose most_important from 2 to n_pairs / 2."
            )
        if self.n_words <= FIRST_WORD:
            raise ValueError(f"Got n_words={self.n_words}; four ids are taken, so choose {FIRST_WORD + 1} or more.")


def draw_batch(settings: Settings, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Returns documents (batch, 2 * n_pairs) and their summaries with END (batch, most_important + 1).

    A document has at least half of its tokens, then PAD; from 2 to `most_important` of its words are important. A
    summary has IGNORED after END.
    """
    n, n_pairs, most = settings.batch, settings.n_pairs, settings.most_important
    length = torch.randint(n_pairs, 2 * n_pairs + 1, (n, 1), generator=generator)
    important = torch.randint(2, most + 1, (n, 1), generator=generator)
    pairs = torch.randint(FIRST_WORD, settings.n_words, (n, n_pairs, 2), generator=generator)
    chance = torch.rand(n, n_pairs, generator=generator)
    chance = chance.masked_fill(torch.arange(n_pairs) >= length // 2, 2.0)  # pairs that PAD would cut come last
    marked = chance.argsort(dim=1).argsort(dim=1) < important  # (batch, n_pairs)
    pairs[..., 0] = pairs[..., 0].masked_fill(marked, MARK)
    source = pairs.flatten(1).masked_fill(torch.arange(2 * n_pairs) >= length, PAD)
    marked_first = (~marked).long().argsort(dim=1, stable=True)  # stable: in the order of the document
    words = pairs[..., 1].gather(1, marked_first)[:, : most + 1]  # (batch, most_important + 1)
    position = torch.arange(most + 1)
    return source, words.masked_fill(position == important, END).masked_fill(position > important, IGNORED)


def train(make_model: MakeModel, settings: Settings | None = None) -> list[float]:
    """Returns the loss of every step, in nats a word; the same `settings` give the same numbers.

    Two calls with equal `settings` see the same documents in the same order and start from the same random stream.
    """
    settings = settings or Settings()
    losses = []
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(settings.seed)
        model = _make(make_model, settings, settings.n_layers, settings.d_model)
        documents = torch.Generator().manual_seed(settings.seed)
        optimizer = torch.optim.Adam(model.parameters(), lr=settings.learning_rate)
        warm = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(1.0, (step + 1) / settings.warmup))
        for _ in bar(range(settings.steps), desc="training", unit="step", leave=False):
            nats = loss(model, *draw_batch(settings, documents))
            optimizer.zero_grad()
            nats.backward()
            optimizer.step()
            warm.step()
            losses.append(nats.item())
    return losses


def head_loss(make_model: MakeModel, d_model: int, settings: Settings | None = None) -> float:
    """Returns the loss of the untrained head alone, in nats, on random labels.

    The head reads what LayerNorm makes of Gaussian noise: vectors that know nothing of the words.
    """
    settings = settings or Settings()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(settings.seed)
        model = _make(make_model, settings, n_layers=0, d_model=d_model)
        x = F.layer_norm(torch.randn(1024, d_model), (d_model,))  # (1024, d_model)
        labels = torch.randint(settings.n_words, (1024,))
        with torch.no_grad():
            return float(model.criterion(model.lm_head(x), labels))


def initial_loss(make_model: MakeModel, d_model: int, settings: Settings | None = None) -> float:
    """Returns the whole untrained model's loss on the first documents of the task, in nats a word."""
    settings = settings or Settings()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(settings.seed)
        model = _make(make_model, settings, n_layers=1, d_model=d_model)
        documents = torch.Generator().manual_seed(settings.seed)
        with torch.no_grad():
            return float(loss(model, *draw_batch(settings, documents)))


def plot_initial_loss(
    models: Mapping[str, MakeModel], widths: Sequence[int] = (64, 128, 256, 512), settings: Settings | None = None
) -> Figure:
    """Shows the loss before training against d_model, of each of `models`: left the head's, right the whole model's."""
    settings = settings or Settings()
    fig = plots.figure(columns=2, width=9.5, height=3.6)
    for axes, measure, title in zip(
        fig.axes, (head_loss, initial_loss), ("the head alone", "the whole model"), strict=True
    ):
        for label, make_model in models.items():
            axes.plot(widths, [measure(make_model, width, settings) for width in widths], label=label)
        even = torch.tensor(settings.n_words).log().item()
        axes.axhline(even, color=plots.GREY, linewidth=1, linestyle=":", label="guessing evenly, ln(n_words)")
        axes.set(xlabel="d_model", title=title, xticks=widths, ylim=(0, None))
    fig.axes[0].set_ylabel("loss before training (nats)")
    plots.legend(fig.axes[1])
    return fig


def plot_losses(losses: Mapping[str, Sequence[float]], window: int = 10) -> Figure:
    """Shows loss curves, one for each label, on one logarithmic axis; a point is the mean of `window` steps."""
    fig = plots.figure(width=7, height=4)
    (axes,) = fig.axes
    for label, curve in losses.items():
        means = torch.tensor(curve).unfold(0, window, window).mean(dim=1)  # (len(curve) // window,)
        steps = window * torch.arange(len(means)) + (window + 1) / 2
        axes.plot(steps, means, label=label, markevery=max(1, len(means) // 9))
    axes.set(xlabel="training step", ylabel="training loss (nats a word)", yscale="log")
    axes.yaxis.set_major_formatter("{x:g}")
    plots.legend(axes)
    return fig


def _make(make_model: MakeModel, settings: Settings, n_layers: int, d_model: int) -> EncoderDecoder:
    return make_model(
        n_words=settings.n_words,
        max_len=2 * settings.n_pairs,
        n_layers=n_layers,
        d_model=d_model,
        n_heads=settings.n_heads,
        d_ffn=settings.d_ffn,
        p_drop=settings.p_drop,
    )


def _embed(model: EncoderDecoder, tokens: Tensor) -> Tensor:
    length, max_len = tokens.shape[1], model.emb_pos.num_embeddings
    if length > max_len:
        raise ValueError(
            f"Got a sequence of {length} tokens for a model of max_len={max_len}; shorten it or raise max_len."
        )
    positions = torch.arange(length, device=tokens.device)
    x: Tensor = model.emb_ln(model.emb_word(tokens) + model.emb_pos(positions))  # (batch, n, d_model)
    return x
