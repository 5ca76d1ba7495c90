"""Right and wrong initializations of the Transformer of question 1."""

import functools
import math

import pytest
import torch
from judging import BLANKS, SEEDS, Answers, failures
from torch import nn

from hw12 import transformer
from hw12.transformer import TransformerLayer
from hw12_checks import q1_fix

ANSWERS = Answers(q1_fix.head_logits, q1_fix.initial_loss)


class AsHandedOut(nn.Module):
    """The class in question; `start` is where an answer does its work."""

    forward = transformer.forward

    def __init__(self, n_words, max_len, n_layers, d_model, n_heads, d_ffn, p_drop):
        super().__init__()
        self.emb_word = nn.Embedding(n_words, d_model)
        self.emb_pos = nn.Embedding(max_len, d_model)
        self.emb_word.weight.data.normal_(mean=0, std=1)
        self.emb_pos.weight.data.normal_(mean=0, std=1)
        self.start(self.emb_word.weight, self.emb_pos.weight, d_model)
        self.emb_ln = nn.LayerNorm(d_model)
        self.encoder_layers = nn.ModuleList(
            [TransformerLayer(False, d_model, n_heads, d_ffn, p_drop) for _ in range(n_layers)]
        )
        self.decoder_layers = nn.ModuleList(
            [TransformerLayer(True, d_model, n_heads, d_ffn, p_drop) for _ in range(n_layers)]
        )
        self.lm_head = self.head(d_model, n_words)
        self.tie()
        self.criterion = nn.CrossEntropyLoss(ignore_index=-100)

    def start(self, words, positions, d_model):
        pass

    def head(self, d_model, n_words):
        return nn.Linear(d_model, n_words)

    def tie(self):
        self.lm_head.weight = self.emb_word.weight


def started_by(start):
    """A Transformer whose tables are started by `start(words, positions, d_model)`."""
    return type(start.__name__, (AsHandedOut,), {"start": lambda self, *tables: start(*tables)})


def right(start):
    ANSWERS.right(started_by(start))
    return start


def wrong(fails, *says):
    return lambda start: ANSWERS.wrong(fails, *says)(started_by(start))


@right
def standard_deviation_by_width(words, positions, d_model):
    words.data.normal_(mean=0, std=d_model**-0.5)


@right
def both_tables_by_width(words, positions, d_model):
    words.data.normal_(0, 1 / math.sqrt(d_model))
    positions.data.normal_(0, 1 / math.sqrt(d_model))


@right
def small_constant_as_in_gpt2(words, positions, d_model):
    words.data.normal_(mean=0, std=0.02)


@right
def small_constant_in_both(words, positions, d_model):
    nn.init.normal_(words, std=0.02)
    nn.init.normal_(positions, std=0.01)


@right
def xavier_uniform(words, positions, d_model):
    nn.init.xavier_uniform_(words)


@right
def xavier_normal(words, positions, d_model):
    nn.init.xavier_normal_(words)


@right
def kaiming_uniform(words, positions, d_model):
    nn.init.kaiming_uniform_(words, a=math.sqrt(5))


@right
def kaiming_normal(words, positions, d_model):
    nn.init.kaiming_normal_(words, nonlinearity="linear")


@right
def truncated_normal(words, positions, d_model):
    nn.init.trunc_normal_(words, std=d_model**-0.5)


@right
def uniform_by_width(words, positions, d_model):
    nn.init.uniform_(words, -(d_model**-0.5), d_model**-0.5)


@right
def divided_afterwards(words, positions, d_model):
    words.data /= d_model**0.5


@right
def one_over_the_width(words, positions, d_model):
    words.data.div_(d_model)


@right
def orthogonal_rows(words, positions, d_model):
    nn.init.orthogonal_(words)


@ANSWERS.right
class StartedThroughTheHead(AsHandedOut):
    def tie(self):
        self.lm_head.weight = self.emb_word.weight
        nn.init.normal_(self.lm_head.weight, std=self.emb_word.embedding_dim**-0.5)


@ANSWERS.right
class LogitsScaledByTheHead(AsHandedOut):
    class ScaledLinear(nn.Linear):
        def forward(self, x):
            return super().forward(x) * self.in_features**-0.5

    head = ScaledLinear


@ANSWERS.right
class LogitsScaledInForward(AsHandedOut):
    def forward(self, source, target):
        return transformer.forward(self, source, target) * self.emb_word.embedding_dim**-0.5


@ANSWERS.right
class HeadWithoutBias(AsHandedOut):
    head = functools.partialmethod(lambda self, d_model, n_words: nn.Linear(d_model, n_words, bias=False))

    def start(self, words, positions, d_model):
        words.data.normal_(0, d_model**-0.5)


@ANSWERS.right
class BiasOfGuessing(AsHandedOut):
    def tie(self):
        super().tie()
        self.emb_word.weight.data.mul_(self.emb_word.embedding_dim**-0.5)
        nn.init.constant_(self.lm_head.bias, -math.log(len(self.lm_head.bias)))


@ANSWERS.wrong("head_logits", "The head's bias sets words apart")
class WordsShutOutByTheBias(AsHandedOut):
    def tie(self):
        super().tie()
        self.emb_word.weight.data.mul_(self.emb_word.embedding_dim**-0.5)
        self.lm_head.bias.data[-13:] = -10


@wrong("initial_loss", "A few rows of the shared table are much longer")
def a_few_loud_words(words, positions, d_model):
    words.data.normal_(0, 0.02)[:10].mul_(10)


@wrong("all", "how large are its terms at the start")
def as_handed_out(words, positions, d_model):
    pass


@wrong("all", "The table of positions was changed")
def positions_only(words, positions, d_model):
    positions.data.normal_(0, d_model**-0.5)


@wrong("all", "It is well at a smaller width")
def right_at_one_width(words, positions, d_model):
    words.data.normal_(0, 64**-0.5)


@wrong("all", "It is well at a smaller width")
def constant_that_is_too_large(words, positions, d_model):
    words.data.normal_(0, 0.1)


@wrong("all", "how large are its terms at the start")
def fourth_root(words, positions, d_model):
    words.data.normal_(0, d_model**-0.25)


@wrong("all", "how large are its terms at the start")
def scaled_up(words, positions, d_model):
    words.data.normal_(0, d_model**0.5)


@wrong("all", "how large are its terms at the start")
def centred_only(words, positions, d_model):
    words.data -= words.data.mean()


@wrong("all", "a random row for each of them")
def zeros(words, positions, d_model):
    nn.init.zeros_(words)


@wrong("all", "a random row for each of them")
def one_constant(words, positions, d_model):
    nn.init.constant_(words, d_model**-0.5)


@wrong("all", "a random row for each of them")
def one_row_for_all_words(words, positions, d_model):
    words.data.copy_(words.data[:1] * d_model**-0.5)


@wrong("all", "`emb_pos` that are zero or alike")
def positions_of_zero(words, positions, d_model):
    words.data.normal_(0, d_model**-0.5)
    nn.init.zeros_(positions)


@wrong("all", "1 as handed out, or less")
def positions_scaled_up(words, positions, d_model):
    words.data.normal_(0, d_model**-0.5)
    positions.data.mul_(d_model**0.5)


@wrong("all", "hardly depend on what the head is fed")
def next_to_zero(words, positions, d_model):
    words.data.normal_(0, 1e-8)


@wrong("all", "nan or inf")
def not_a_number(words, positions, d_model):
    words.data.normal_(0, 1).sqrt_()


@ANSWERS.wrong("all", "hardly depend on what the head is fed")
class LogitsScaledToNothing(AsHandedOut):
    class Mute(nn.Linear):
        def forward(self, x):
            return super().forward(x) * 1e-8

    head = Mute


@ANSWERS.wrong("all", "a head with a table of its own")
class Untied(AsHandedOut):
    def tie(self):
        pass


@ANSWERS.wrong("all", "a head with a table of its own")
class ScaledCopyForTheHead(AsHandedOut):
    def tie(self):
        self.lm_head.weight = nn.Parameter(self.emb_word.weight.detach() * self.emb_word.embedding_dim**-0.5)


@ANSWERS.wrong("all", "a model without `emb_ln`")
class WithoutLayerNorm(AsHandedOut):
    def __init__(self, *sizes):
        super().__init__(*sizes)
        self.emb_word.weight.data.mul_(0.02)
        del self.emb_ln


@ANSWERS.wrong("all", "AttributeError")
class LineMissing(AsHandedOut):
    def __init__(self, n_words, max_len, n_layers, d_model, n_heads, d_ffn, p_drop):
        nn.Module.__init__(self)
        self.emb_words.weight.data.normal_(0, 0.02)


@ANSWERS.wrong("all", "expected shape (131, 64)")
class TableTurnedAround(AsHandedOut):
    def tie(self):
        self.emb_word.weight = nn.Parameter(self.emb_word.weight.T * 0.02)
        self.lm_head.weight = self.emb_word.weight


class Blank: ...


@pytest.mark.parametrize("answer", ANSWERS.rights)
def test_right_answers_pass(answer):
    ANSWERS.assert_passes(answer, seed=0)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("start", [both_tables_by_width, kaiming_normal])
def test_right_answers_pass_for_every_seed(start, seed):
    ANSWERS.assert_passes(started_by(start), seed)


@pytest.mark.parametrize("wrong", ANSWERS.wrongs)
def test_wrong_answers_fail_where_they_are_wrong(wrong):
    ANSWERS.assert_fails_as_said(wrong)


@pytest.mark.parametrize(("blank", "says"), [*BLANKS, pytest.param(Blank, "TypeError", id="empty_class")])
def test_blanks_earn_nothing(blank, says):
    ANSWERS.assert_earns_nothing(blank, says)


@pytest.mark.parametrize("check", ANSWERS.checks)
def test_a_table_next_to_zero_is_told_that_its_loss_is_not_the_trouble(check):
    said = failures([check], next_to_zero)[check.__name__]
    assert said.startswith("Got logits that hardly depend on what the head is fed (they vary by 8e-08 from vector")
    assert "expected logits that vary by 0.001 at the least" in said
    assert "A loss like that of guessing is no merit" in said
    assert "the shared table, of standard deviation 1e-08, has to tell the words apart" in said


def test_messages_tell_what_guessing_costs_and_how_large_the_logits_are():
    said = failures(ANSWERS.checks, AsHandedOut)
    assert "guessing evenly among 131 words costs 4.9" in said["initial_loss"]
    assert "at d_model = 64; expected at most about 2" in said["head_logits"]


@pytest.mark.parametrize("sd", [0.5, 1.0, 2.0])
def test_normal_logits_have_a_loss_of_half_their_variance_above_guessing(sd):
    logits = sd * torch.randn(200, 20_000, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    head = q1_fix.Head(64, logits, 1.0, 1.0)
    assert head.sd == pytest.approx(sd, rel=0.01)
    assert head.excess == pytest.approx(sd**2 / 2, rel=0.02)


def test_loss_is_torchs_cross_entropy_with_every_word_as_label_once():
    logits = torch.randn(3, 7, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    every_word = torch.arange(7).repeat(3)
    expected = nn.functional.cross_entropy(logits.repeat_interleave(7, 0), every_word) - math.log(7)
    assert q1_fix.Head(64, logits, 1.0, 1.0).excess == pytest.approx(expected.item())


def bare_table(model):
    table = model.emb_word.weight
    del model.emb_word
    model.emb_word = table


def no_state(model):
    model.state_dict = lambda: 3


def state_of_another_kind(model):
    model.state_dict = lambda: type("State", (), {"get": 4})()


def no_state_at_all(model):
    model.state_dict = None


@pytest.mark.parametrize("change", [bare_table, no_state, state_of_another_kind, no_state_at_all])
def test_a_model_of_other_parts_is_a_mismatch(change):
    def transformer(*sizes):
        model = AsHandedOut(*sizes)
        change(model)
        return model

    found = failures([q1_fix.head_logits, q1_fix.initial_loss], transformer)
    assert len(found) == 2
    assert all(said.startswith("Got ") for said in found.values())
