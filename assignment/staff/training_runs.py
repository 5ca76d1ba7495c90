"""Figures 1 and 2b: two initializations of a Transformer, and two fits of a Gaussian.

Staff only: this file says what is wrong with question 1's class, and which panel of 2(b) is which.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from statistics import fmean
from typing import Any, TypeVar

from matplotlib.figure import Figure
from torch import Tensor, nn
from tqdm import tqdm

from hw12 import kl, transformer

T = TypeVar("T")
WIDTHS = (64, 128, 256, 512, 1024, 2048)
TARGET = kl.Mixture(weights=(0.6, 0.4), means=(-2.5, 2.5), stds=(0.8, 0.8))
PANELS = {"A": "reverse", "B": "forward"}
STARTS = (-2.0, 0.0, 2.0)  # means that the descents start from; panel A shows the best of them


class Transformer(nn.Module):
    """The class as posed: both tables start at standard deviation 1."""

    forward: Callable[[Any, Tensor, Tensor], Tensor] = transformer.forward

    def __init__(
        self, n_words: int, max_len: int, n_layers: int, d_model: int, n_heads: int, d_ffn: int, p_drop: float
    ) -> None:
        super().__init__()
        self.emb_word = nn.Embedding(n_words, d_model)
        self.emb_pos = nn.Embedding(max_len, d_model)
        self.emb_word.weight.data.normal_(mean=0, std=self.word_std(d_model))
        self.emb_pos.weight.data.normal_(mean=0, std=1)
        self.emb_ln = nn.LayerNorm(d_model)
        sizes = (d_model, n_heads, d_ffn, p_drop)
        self.encoder_layers = nn.ModuleList([transformer.TransformerLayer(False, *sizes) for _ in range(n_layers)])
        self.decoder_layers = nn.ModuleList([transformer.TransformerLayer(True, *sizes) for _ in range(n_layers)])
        self.lm_head = nn.Linear(d_model, n_words)
        self.lm_head.weight = self.emb_word.weight
        self.criterion = nn.CrossEntropyLoss(ignore_index=-100)

    def word_std(self, d_model: int) -> float:
        return 1.0


class FixedTransformer(Transformer):
    """Line 9 mended, and nothing else: a logit is a sum of d_model terms, so each gets a d_model-th of the variance."""

    def word_std(self, d_model: int) -> float:
        return float(d_model**-0.5)


def figure_1() -> tuple[Figure, dict[str, Any]]:
    """Returns the two loss curves, from the same seed and the same documents."""
    settings = transformer.Settings()
    models: dict[str, transformer.MakeModel] = {"your model": Transformer, "your friend's model": FixedTransformer}
    losses = {label: transformer.train(make, settings) for label, make in models.items()}
    record = {
        "settings": asdict(settings),
        "loss": {
            label: {"first": curve[0], "mean_of_last_50_steps": fmean(curve[-50:])} for label, curve in losses.items()
        },
        "initial_head_loss": _by_width(transformer.head_loss, models),
        "initial_loss_of_the_whole_model": _by_width(transformer.initial_loss, models),
    }
    return transformer.plot_losses(losses), record


def figure_2b() -> tuple[Figure, dict[str, Any]]:
    """Returns the two fits; of the descents from several starts, each panel shows the one that ends lowest."""
    found = {
        direction: [kl.fit(TARGET, direction, kl.Settings(start_mean=start)) for start in _bar(STARTS, direction)]
        for direction in kl.DIRECTIONS
    }
    best = {direction: min(fits, key=lambda fit: fit.divergence) for direction, fits in found.items()}
    panels = {panel: best[direction] for panel, direction in PANELS.items()}
    record = {
        "target": asdict(TARGET),
        "settings": asdict(kl.Settings()),
        "panels": {panel: {"direction": PANELS[panel], **asdict(fit)} for panel, fit in panels.items()},
        "fits_by_start_mean": {
            direction: {str(start): asdict(fit) for start, fit in zip(STARTS, fits, strict=True)}
            for direction, fits in found.items()
        },
    }
    return kl.plot_fits(TARGET, panels), record


def _by_width(
    measure: Callable[[transformer.MakeModel, int], float], models: dict[str, transformer.MakeModel]
) -> dict[str, dict[str, float]]:
    return {label: {str(w): measure(make, w) for w in _bar(WIDTHS, label)} for label, make in models.items()}


def _bar(values: Sequence[T], what: str) -> Iterable[T]:
    """Shows how far a loop over `values` is."""
    bar: Iterable[T] = tqdm(values, desc=what, delay=1, leave=False)
    return bar
