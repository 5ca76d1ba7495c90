"""Question 1, the class `Transformer` with its initialization mended: its head at birth, whatever the remedy.

The head is fed LayerNormed vectors that are independent of its table, at widths far apart. Judged is what it puts out,
never how its table was scaled. The whole model would not do: with tied weights the current word's own logit dominates
its loss, which would fail right answers that scale both tables.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from autograder.checking.answers import Function, call, numbers, shown
from autograder.checking.inputs import normal
from autograder.checking.mismatch import Mismatch
from autograder.checking.randomness import generator
from hw12.transformer import TransformerLayer

NAME = "Transformer"
N_WORDS, MAX_LEN, N_HEADS, D_FFN = 131, 24, 4, 16  # sizes that no two parameters share; small ones save time
SIZES = ((64, 1), (256, 0), (1024, 0))  # d_model and n_layers: layers are costly at large width
N_VECTORS = 64

# Normal logits of standard deviation s have a loss of ln(n_words) + s^2 / 2 at birth: 2 and 2 are one limit. The tables
# in use give 0.5 to 1.4 at every width. The slack is for the sampling error at the limit itself: with 131 words the
# mean square of the logits exceeds (2.1 / sqrt 2)^2 = 2.2 times its expectation at s = sqrt 2 with a probability below
# exp(-130 / 2 (2.2 - 1 - ln 2.2)) = 2e-12 (chi-square, Chernoff), for each of the widths.
# Logits that are not normal tell the two apart: a few loud words cost much of the loss and little of the standard
# deviation, a few words shut out little of the loss and much of the standard deviation.
MAX_SD, MAX_LOSS = 2 * 1.05, 2 * 1.05**2
MIN_REACH = 1e-3  # a head whose logits move by less from vector to vector is as good as deaf


@dataclass(frozen=True)
class Head:
    """What the head of a new model of one width puts out."""

    d_model: int
    logits: Tensor  # (n_vectors, n_words), float64
    word_sd: float  # of the entries of the tied table
    position_sd: float
    bias_sd: float = 0.0
    loudest: float = 1.0  # length of the table's longest row, by that of the median one

    @property
    def sd(self) -> float:
        """Of a vector's logits: what they have in common, such as a bias of -ln(n_words), changes no probability."""
        return (self.logits - self.logits.mean(-1, keepdim=True)).square().mean().sqrt().item()

    @property
    def reach(self) -> float:
        """The standard deviation of a word's logit from vector to vector: without the bias of the head."""
        return (self.logits - self.logits.mean(0)).square().mean().sqrt().item()

    @property
    def excess(self) -> float:
        """The mean cross-entropy over every word as label, less ln(n_words)."""
        loss = self.logits.logsumexp(-1).mean() - self.logits.mean()
        return loss.item() - math.log(self.logits.shape[-1])


def head_logits(transformer: Function | None) -> None:
    """The head's logits have a standard deviation of at most about 2, at every width."""
    for head in _heads(transformer):
        _listens(head)
        if not head.sd <= MAX_SD:
            raise Mismatch(
                f"logits with a standard deviation of {head.sd:.3g} from a new head at d_model = {head.d_model}",
                "at most about 2 at every width",
                _advice(head),
            )


def initial_loss(transformer: Function | None) -> None:
    """The head's loss at birth is at most ln(n_words) + 2, about that of guessing evenly, at every width."""
    guessing = math.log(N_WORDS)
    for head in _heads(transformer):
        _listens(head)
        if not head.excess <= MAX_LOSS:
            raise Mismatch(
                f"a loss of {head.excess + guessing:.1f} nats from a new head at d_model = {head.d_model}, with "
                f"logits of standard deviation {head.sd:.3g}",
                f"at most about {guessing + 2:.1f}: it has learned nothing yet, and guessing evenly among {N_WORDS} "
                f"words costs {guessing:.1f}",
                _advice(head),
            )


def _listens(head: Head) -> None:
    """The guard of both: logits that are small because the table is next to zero are no remedy."""
    if not head.reach >= MIN_REACH:
        raise Mismatch(
            f"logits that hardly depend on what the head is fed (they vary by {head.reach:.1g} from vector to vector) "
            f"at d_model = {head.d_model}",
            f"logits that vary by {MIN_REACH:g} at the least, and by 1 or so at best",
            "A loss like that of guessing is no merit where every word gets the same logit: the shared table, of "
            f"standard deviation {head.word_sd:.1g}, has to tell the words apart from the start.",
        )


def _advice(head: Head) -> str:
    if head.position_sd < 0.5 < head.word_sd:
        return "The table of positions was changed: which table does the head share its weights with?"
    if head.bias_sd > 1:
        return "The head's bias sets words apart before anything is learned: how large is it for each of them?"
    if head.loudest > 3:
        return "A few rows of the shared table are much longer than the others: is it started alike for every word?"
    if head.d_model > SIZES[0][0]:
        return "It is well at a smaller width: what happens to a sum of d_model products as d_model grows?"
    return "A logit is a sum of d_model products: how large are its terms at the start, and how do they add up?"


def _heads(transformer: Function | None) -> Iterator[Head]:
    for d_model, n_layers in SIZES:
        model = call(transformer, NAME, N_WORDS, MAX_LEN, n_layers, d_model, N_HEADS, D_FFN, 0.1)
        words, positions = _tables(model, d_model)
        _tied(model)
        if n_layers and d_model == SIZES[0][0]:
            _rest_is_kept(model)
        _distinct(words, "emb_word")
        _distinct(positions, "emb_pos")
        if not positions.std() <= 1.2:
            raise Mismatch(
                f"positions of standard deviation {positions.std():.3g}", "1 as handed out, or less", "Leave them be."
            )
        vectors = F.layer_norm(normal(N_VECTORS, d_model, dtype=torch.float32), (d_model,))
        logits = numbers(call(model.lm_head, "lm_head", vectors), "lm_head", (N_VECTORS, N_WORDS))
        head = Head(d_model, logits, words.std().item(), positions.std().item(), _bias_sd(model), _loudest(words))
        yield head if head.sd <= MAX_SD else _with_scaled_output(model, head)


def _bias_sd(model: Any) -> float:
    bias = getattr(model.lm_head, "bias", None)
    return 0.0 if bias is None else numbers(bias, "lm_head.bias", (N_WORDS,)).std().item()


def _loudest(words: Tensor) -> float:
    lengths = words.norm(dim=-1)
    return float(lengths.max() / lengths.median())


def _with_scaled_output(model: Any, head: Head) -> Head:
    """Returns the head as the whole model uses it, for answers that scale vectors or logits in `forward`.

    Only words that the model does not read are looked at: their rows of the table are independent of what it makes of
    the words that it does read.
    """
    if not callable(model):
        return head
    read = torch.randint(4, 20, (4, MAX_LEN), generator=generator())
    logits = call(model.eval(), "forward", read, read.roll(1, 0))  # (4, max_len, n_words)
    unread = numbers(logits, "forward", (4, MAX_LEN, N_WORDS))[..., 20:].flatten(0, 1)
    used = replace(head, logits=unread)
    return used if used.sd <= MAX_SD else head


def _tables(model: Any, d_model: int) -> tuple[Tensor, Tensor]:
    for part in ("emb_word", "emb_pos", "emb_ln", "encoder_layers", "decoder_layers", "lm_head", "criterion"):
        if getattr(model, part, None) is None:
            raise Mismatch(f"a model without `{part}`", "every part of the class as it was handed out", "Put it back.")
    words, positions = (_table(getattr(model, part)) for part in ("emb_word", "emb_pos"))
    return numbers(words, "emb_word.weight", (N_WORDS, d_model)), numbers(
        positions, "emb_pos.weight", (MAX_LEN, d_model)
    )


def _table(part: object) -> object:
    """The table of an `nn.Embedding` or `nn.Linear`; None where `part` is something else, such as a bare tensor."""
    return getattr(part, "weight", None)


def _rest_is_kept(model: Any) -> None:
    """Raises Mismatch where layers, the way through the model or its loss are not those that were handed out."""
    about = "Only the initialization is to be mended: keep the other lines as they were."
    state = call(getattr(model, "state_dict", None), "state_dict")
    if not isinstance(state, dict):
        raise Mismatch(f"{shown(state)} from `state_dict`", "that of a `torch.nn.Module`", about)
    for part, crosses in (("encoder_layers", False), ("decoder_layers", True)):
        with torch.random.fork_rng(devices=[]):
            layer = TransformerLayer(crosses, SIZES[0][0], N_HEADS, D_FFN, 0.1)
        for key, value in layer.state_dict().items():
            if getattr(state.get(f"{part}.0.{key}"), "shape", None) != value.shape:
                raise Mismatch(f"other layers in `{part}`", "those of the class as it was handed out", about)
    read = torch.randint(0, N_WORDS, (2, MAX_LEN), generator=generator())
    numbers(call(model, "forward", read, read), "forward", (2, MAX_LEN, N_WORDS))
    logits, words = normal(4, 3, dtype=torch.float32), torch.tensor([0, -100, 2, 1])
    loss = numbers(call(model.criterion, "criterion", logits, words), "criterion", ())
    if not (loss - F.cross_entropy(logits, words).double()).abs() <= 1e-5:
        raise Mismatch("another `criterion`", "the cross-entropy that leaves out padding, -100", about)


def _tied(model: Any) -> None:
    head = _table(model.lm_head)
    if head is not _table(model.emb_word):
        raise Mismatch(
            f"a head with a table of its own ({shown(head)})",
            "the one that it shares with `emb_word`",
            "Sharing is no fault: keep `lm_head.weight = emb_word.weight`, and look at how the shared table starts.",
        )


def _distinct(table: Tensor, name: str) -> None:
    """Raises Mismatch for rows that are zero or point the same way: random ones have cosines of 0.6 at most.

    With d_model = 64 a cosine above 0.98 has a probability below (1 - 0.98^2)^(63 / 2) = 1e-44 for a pair.
    """
    some = F.normalize(table[:200], dim=-1)  # pairs among 200 rows are enough
    cosines = (some @ some.T).fill_diagonal_(0)
    if not bool(some.any(-1).all()) or cosines.abs().max() > 0.98:
        raise Mismatch(
            f"rows of `{name}` that are zero or alike",
            "a random row for each of them",
            "Rows that start alike get the same gradient and stay alike.",
        )
