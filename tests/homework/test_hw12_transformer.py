import itertools
import math
from dataclasses import replace

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from hw12 import transformer
from hw12.transformer import BEGIN, END, IGNORED, MARK, PAD, Attention, Settings, TransformerLayer

SMALL = Settings(n_words=30, d_model=16, n_heads=2, d_ffn=32, batch=8, steps=6, warmup=2)


class Model(nn.Module):
    """The class of question 1, both of its tables at the standard deviation `std`."""

    std = 1.0
    forward = transformer.forward

    def __init__(self, n_words, max_len, n_layers, d_model, n_heads, d_ffn, p_drop):
        super().__init__()
        self.emb_word = nn.Embedding(n_words, d_model)
        self.emb_pos = nn.Embedding(max_len, d_model)
        nn.init.normal_(self.emb_word.weight, std=self.std)
        nn.init.normal_(self.emb_pos.weight, std=self.std)
        self.emb_ln = nn.LayerNorm(d_model)
        sizes = (d_model, n_heads, d_ffn, p_drop)
        self.encoder_layers = nn.ModuleList([TransformerLayer(False, *sizes) for _ in range(n_layers)])
        self.decoder_layers = nn.ModuleList([TransformerLayer(True, *sizes) for _ in range(n_layers)])
        self.lm_head = nn.Linear(d_model, n_words)
        self.lm_head.weight = self.emb_word.weight
        self.criterion = nn.CrossEntropyLoss(ignore_index=-100)


class Scaled(Model):
    std = 0.02


pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture
def model():
    torch.manual_seed(0)
    return Model(n_words=30, max_len=12, n_layers=2, d_model=16, n_heads=2, d_ffn=32, p_drop=0.0)


@pytest.fixture
def documents():
    return transformer.draw_batch(SMALL, torch.Generator().manual_seed(3))


def attention_by_the_formula(layer, x, memory, allowed):
    """softmax(Q K' / sqrt(d_head)) V, head by head (Vaswani et al. 2017, equation 1)."""
    q, k, v = layer.query(x), layer.key(memory), layer.value(memory)
    d_head = q.shape[-1] // layer.n_heads
    heads = []
    for head in range(layer.n_heads):
        part = slice(head * d_head, (head + 1) * d_head)
        scores = torch.einsum("bid,bjd->bij", q[..., part], k[..., part]) / math.sqrt(d_head)
        weights = scores.masked_fill(~allowed, -math.inf).exp()
        heads.append((weights / weights.sum(-1, keepdim=True)) @ v[..., part])
    return layer.out(torch.cat(heads, dim=-1))


def test_attention_is_the_formula_of_the_paper():
    torch.manual_seed(0)
    layer, x, memory = Attention(12, 3, 0.0), torch.randn(2, 4, 12), torch.randn(2, 5, 12)
    mask = torch.rand(2, 1, 1, 5) < 0.6
    mask[..., 0] = True
    torch.testing.assert_close(layer(x, memory, mask), attention_by_the_formula(layer, x, memory, mask[:, 0]))


def test_causal_attention_is_the_formula_over_the_past():
    torch.manual_seed(0)
    layer, x = Attention(12, 3, 0.0), torch.randn(2, 4, 12)
    past = torch.ones(4, 4, dtype=torch.bool).tril()
    torch.testing.assert_close(layer(x, x, causal=True), attention_by_the_formula(layer, x, x, past))


def test_a_layer_returns_normalised_vectors_so_the_head_reads_them(model, documents):
    seen = []
    model.lm_head.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
    transformer.loss(model, *documents)
    (x,) = seen
    torch.testing.assert_close(x.mean(-1), torch.zeros(x.shape[:-1]), atol=1e-5, rtol=0)
    torch.testing.assert_close(x.var(-1, unbiased=False), torch.ones(x.shape[:-1]), atol=1e-3, rtol=0)


def test_later_words_of_the_summary_do_not_change_earlier_logits(model, documents):
    source, _ = documents
    target = torch.randint(4, 30, (8, 6))
    changed = target.clone()
    changed[:, 3:] = torch.randint(4, 30, (8, 3))
    before, after = model(source, target), model(source, changed)
    torch.testing.assert_close(after[:, :3], before[:, :3])
    assert not torch.allclose(after[:, 3:], before[:, 3:])


def test_the_summary_depends_on_every_word_of_the_document(model, documents):
    source, _ = documents
    target = torch.full((8, 1), BEGIN)
    before = model(source, target)
    changed = source.clone()
    changed[:, 4] = (source[:, 4] - 4 + 1) % 26 + 4
    assert bool((model(changed, target) - before).abs().amax(dim=(1, 2)).gt(1e-4).all())


def test_padding_after_a_document_changes_nothing(model):
    source, target = torch.randint(4, 30, (3, 7)), torch.randint(4, 30, (3, 4))
    padded = torch.cat([source, torch.full((3, 5), PAD)], dim=1)
    torch.testing.assert_close(model(padded, target), model(source, target))


def test_ignored_labels_do_not_count(model, documents):
    source, target = documents
    short = target[:, :2].clone()
    padded = torch.cat([short, torch.full((8, 2), IGNORED)], dim=1)
    torch.testing.assert_close(transformer.loss(model, source, padded), transformer.loss(model, source, short))


def test_the_loss_is_the_mean_cross_entropy_under_teacher_forcing(model, documents):
    source, target = documents
    nats = []
    for row in range(len(source)):
        words = [word for word in target[row].tolist() if word != IGNORED]
        for position, word in enumerate(words):
            read = torch.tensor([[BEGIN, *words[:position]]])
            nats.append(F.cross_entropy(model(source[[row]], read)[0, -1:], torch.tensor([word])))
    torch.testing.assert_close(transformer.loss(model, source, target), torch.stack(nats).mean())


def test_gradients_reach_every_parameter(model, documents):
    transformer.loss(model, *documents).backward()
    unreached = {name for name, p in model.named_parameters() if p.grad is None or p.grad.abs().max() < 1e-7}
    assert all(name.endswith("key.bias") for name in unreached)  # a shift of all scores: softmax undoes it


def test_summaries_are_the_marked_words_in_order(documents):
    for source, target in zip(*(part.tolist() for part in documents), strict=True):
        marked = [word for before, word in itertools.pairwise(source) if before == MARK]
        assert [word for word in target if word != IGNORED] == [*marked, END]
        length = source.index(PAD) if PAD in source else len(source)
        assert set(source[length:]) <= {PAD}
        assert SMALL.n_pairs <= length <= 2 * SMALL.n_pairs


def test_documents_vary_in_length_and_in_what_is_important():
    source, target = transformer.draw_batch(replace(SMALL, batch=400), torch.Generator().manual_seed(0))
    assert len(set((source != PAD).sum(1).tolist())) == SMALL.n_pairs + 1
    assert set((target != IGNORED).sum(1).tolist()) == {3, 4}  # two or three words, and END
    assert bool((source == MARK).any(0)[::2].all())


def test_training_gives_the_same_losses_again_and_leaves_the_random_stream_alone():
    first = transformer.train(Model, SMALL)
    before = torch.rand(3), torch.get_rng_state()
    assert transformer.train(Model, SMALL) == first
    assert torch.equal(torch.get_rng_state(), before[1])
    assert transformer.train(Model, replace(SMALL, seed=1)) != first


class Blind(Scaled):
    """Its decoder cannot look at the document."""

    def __init__(self, **sizes):
        super().__init__(**sizes)
        for layer in self.decoder_layers:
            layer.cross = Nothing()


class Nothing(nn.Module):
    def forward(self, x, memory, mask):
        return torch.zeros_like(x)


def test_training_learns_the_task_and_needs_attention_for_it():
    easy = Settings(
        n_words=8, d_model=32, n_heads=2, d_ffn=64, n_pairs=4, most_important=2, steps=250, learning_rate=3e-3
    )
    seeing, blind = transformer.train(Scaled, easy), transformer.train(Blind, easy)
    assert sum(seeing[-20:]) / 20 < 0.2
    assert sum(blind[-20:]) / 20 > math.log(4) * 2 / 3 - 0.1  # two words of four, then END, which is certain


def test_the_untrained_head_gets_worse_with_width_as_gaussian_logits_do():
    """Logits of standard deviation sqrt(d): the loss is E[logsumexp] of as many Gaussians, near sqrt(2 d ln n)."""
    settings = Settings(n_words=1000)
    for d_model in (64, 256, 1024):
        logits = d_model**0.5 * torch.randn(4000, 1000, generator=torch.Generator().manual_seed(1))
        expected = logits.logsumexp(1).mean().item()
        assert transformer.head_loss(Model, d_model, settings) == pytest.approx(expected, rel=0.03)


def test_the_untrained_whole_model_gets_worse_in_proportion_to_width():
    losses = [transformer.initial_loss(Model, d_model) for d_model in (64, 128, 256, 512)]
    for narrow, wide in itertools.pairwise(losses):
        assert wide / narrow == pytest.approx(2, rel=0.1)


def test_a_small_word_table_makes_the_untrained_head_guess_evenly():
    for d_model in (64, 256, 1024):
        assert transformer.head_loss(Scaled, d_model) == pytest.approx(math.log(50), abs=0.3)


def test_the_losses_before_training_are_the_same_again_and_leave_the_random_stream_alone():
    first = transformer.head_loss(Model, 64), transformer.initial_loss(Model, 64)
    before = torch.rand(3), torch.get_rng_state()
    assert (transformer.head_loss(Model, 64), transformer.initial_loss(Model, 64)) == first
    assert torch.equal(torch.get_rng_state(), before[1])


def test_dropout_acts_in_training_alone():
    torch.manual_seed(0)
    layer, x = TransformerLayer(False, 16, 2, 32, p_drop=0.5), torch.randn(2, 5, 16)
    mask = torch.ones(2, 1, 1, 5, dtype=torch.bool)
    assert not torch.equal(layer(x, mask), layer(x, mask))
    layer.eval()
    assert torch.equal(layer(x, mask), layer(x, mask))


def test_figures_have_a_curve_for_each_model():
    fig = transformer.plot_losses({"a": [5.0] * 40, "b": [4.0] * 40})
    assert [line.get_label() for line in fig.axes[0].lines] == ["a", "b"]
    fig = transformer.plot_initial_loss({"mine": Model}, widths=(16, 32), settings=SMALL)
    for axes, measure in zip(fig.axes, (transformer.head_loss, transformer.initial_loss), strict=True):
        assert axes.lines[0].get_ydata().tolist() == [measure(Model, width, SMALL) for width in (16, 32)]


def test_bad_input_is_refused_in_a_sentence(model):
    with pytest.raises(ValueError, match="Got d_model=10 and n_heads=4; every head gets an equal share"):
        Attention(10, 4, 0.0)
    with pytest.raises(ValueError, match="A decoder layer got no memory"):
        model.decoder_layers[0](torch.randn(1, 3, 16), torch.ones(1, 1, 1, 3, dtype=torch.bool))
    with pytest.raises(ValueError, match="a sequence of 13 tokens for a model of max_len=12"):
        model(torch.full((1, 13), 5), torch.full((1, 2), 5))
    with pytest.raises(ValueError, match="most_important=4 and n_pairs=6"):
        Settings(most_important=4)
    with pytest.raises(ValueError, match="Got n_words=4; four ids are taken"):
        Settings(n_words=4)
