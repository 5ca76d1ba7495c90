"""Answers that choose: read in every spelling, or refused with a sentence."""

import pytest
import torch
from judging import failures

from autograder.checking.mismatch import Mismatch
from hw12_checks import q2b, q3b, q3c, q3d, q7
from hw12_checks.choices import choice, choices


@pytest.mark.parametrize(
    "spelling", ["b", "B", " b ", "(b)", "[B]", "b)", "b.", "curve b", "Panel B", "option (b)", ["b"], ("B",), {"b"}]
)
def test_a_choice_is_read_in_any_spelling(spelling):
    assert choice(spelling, "x", ("a", "b")) == "b"


@pytest.mark.parametrize("spelling", [3, "3", "scenario 3", "Scenario (3)", "Plan 3", "method: 3", [3]])
def test_a_numbered_choice_is_read_as_number_or_text(spelling):
    assert choice(spelling, "x", ("1", "3")) == "3"


@pytest.mark.parametrize("answer", ["e", "", "a or b", "ab", 2, 1.0, True, ["a", "b"], [], {"b": 1}, object])
def test_what_names_no_option_is_refused_with_the_options(answer):
    with pytest.raises(Mismatch, match=r'`x` = .*; expected one of "a", "b"\.'):
        choice(answer, "x", ("a", "b"))


@pytest.mark.parametrize("answer", [None, ...])
def test_a_blank_choice_is_told_to_be_one(answer):
    with pytest.raises(Mismatch, match="no answer under the name `x`; expected the blank to be filled"):
        choice(answer, "x", ("a", "b"))


@pytest.mark.parametrize(
    "spelling",
    [
        {"task loss", "latent regularizer"},
        ["Task Loss", "latent_regularizer"],
        ("task-loss", " latent regularizer "),
        frozenset({"task loss", "latent regularizer"}),
        "task loss, latent regularizer",
        "task loss and latent regularizer",
        ["task loss", "task loss", "latent regularizer"],
    ],
)
def test_a_set_of_choices_is_read_in_any_spelling(spelling):
    assert choices(spelling, "x", q3b.TERMS) == set(q3b.TERMS)


def test_an_empty_set_is_an_answer():
    assert choices(set(), "x", ("a", "b")) == set()


@pytest.mark.parametrize("answer", [3, 1.5, {"a": 1}, len])
def test_what_is_no_set_is_refused(answer):
    with pytest.raises(Mismatch, match="Write it as a set"):
        choices(answer, "x", ("a", "b"))


RIGHT = {
    "q2b": ([q2b.directions], ("B", "A")),
    "q2b_spelt_otherwise": ([q2b.directions], ("panel b", "(a)")),
    "q3b_encoder": ([q3b.encoder], ({"task loss", "latent regularizer"},)),
    "q3b_encoder_list": ([q3b.encoder], (["Latent regularizer", "Task loss"],)),
    "q3b_decoder": ([q3b.decoder], ({"task loss"},)),
    "q3b_decoder_string": ([q3b.decoder], ("task loss",)),
    "q3c": ([q3c.curve], ("b",)),
    "q3c_capital": ([q3c.curve], (" B ",)),
    "q3d": ([q3d.panels], ({"a": 1e-3, "b": 1.0, "c": 1e-6},)),
    "q3d_spelt_otherwise": ([q3d.panels], ({"(A)": "10^-3", "B": 1, " c": "1e-6"},)),
    "q3d_powers": ([q3d.panels], ({"a": 10**-3, "b": "10**0", "c": "10^{-6}"},)),
    "q3d_tensors": ([q3d.panels], ({"a": torch.tensor(1e-3), "b": torch.tensor(1), "c": torch.tensor(1e-6)},)),
    "q3d_best": ([q3d.best], ("a",)),
    "q7_forgets": ([q7.forgets], (3,)),
    "q7_soft_prompt": ([q7.soft_prompt], (25600,)),
    "q7_soft_prompt_product": ([q7.soft_prompt], (5.0 * 5120,)),
    "q7_soft_prompt_string": ([q7.soft_prompt], ("25,600",)),
    "q7_method": ([q7.method], ("Reptile",)),
    "q7_defences": ([q7.defences], (["a"],)),
}
WRONG = {
    "q2b_exchanged": ([q2b.directions], ("A", "B"), "which distribution does the average run over"),
    "q2b_one_panel": ([q2b.directions], ("A", "A"), "panel A for both divergences"),
    "q2b_blank": ([q2b.directions], (..., "A"), "`forward_kl`"),
    "q2b_unknown": ([q2b.directions], ("B", "C"), '`reverse_kl` = \'C\'; expected one of "A", "B"'),
    "q3b_encoder_one": ([q3b.encoder], ({"task loss"},), "Got task loss for the encoder"),
    "q3b_encoder_none": ([q3b.encoder], (set(),), "Got no term for the encoder"),
    "q3b_decoder_both": ([q3b.decoder], (set(q3b.TERMS),), "does a path lead to the decoder's parameters"),
    "q3b_unknown": ([q3b.decoder], ({"the loss"},), "expected one of"),
    "q3c_rising": ([q3c.curve], ("a",), "Think of both ends"),
    "q3c_falling": ([q3c.curve], ("c",), "Think of both ends"),
    "q3c_unknown": ([q3c.curve], ("f",), "expected one of"),
    "q3d_exchanged": ([q3d.panels], ({"a": 1.0, "b": 1e-3, "c": 1e-6},), "Look at the scale of the axes"),
    "q3d_twice": ([q3d.panels], ({"a": 1.0, "b": 1.0, "c": 1e-6},), "one beta for two panels"),
    "q3d_missing": ([q3d.panels], ({"a": 1e-3, "b": 1.0},), "no beta for panel c"),
    "q3d_other_beta": ([q3d.panels], ({"a": 0.1, "b": 1.0, "c": 1e-6},), "expected one of 1e-6, 1e-3 and 1"),
    "q3d_word": ([q3d.panels], ({"a": "small", "b": 1.0, "c": 1e-6},), "the beta 'small'"),
    "q3d_list": ([q3d.panels], ([1e-3, 1.0, 1e-6],), "a dictionary from panel to beta"),
    "q3d_blanks": ([q3d.panels], ({"a": ..., "b": ..., "c": ...},), "no answer under the name `betas`"),
    "q3d_unknown_panel": ([q3d.panels], ({"x": 1e-3},), "expected one of"),
    "q3d_worst": ([q3d.best], ("b",), "how much room does each class leave"),
    "q7_forgets_first": ([q7.forgets], ("1",), "do the weights that hold the pre-trained knowledge change"),
    "q7_forgets_none": ([q7.forgets], ("None",), "Got none of the plans"),
    "q7_every_layer": ([q7.soft_prompt], (1_024_000,), "at the input alone"),
    "q7_context": ([q7.soft_prompt], (512 * 5120,), "the prompt's own length"),
    "q7_tokens": ([q7.soft_prompt], (5,), "how long is it"),
    "q7_all": ([q7.soft_prompt], ("13000000000",), "none of its own parameters"),
    "q7_something": ([q7.soft_prompt], (7,), "What exactly is trained when the model is frozen"),
    "q7_words": ([q7.soft_prompt], ("five vectors",), "in digits, without words"),
    "q7_maml": ([q7.method], ("MAML",), "differentiate through when the inner loop grows"),
    "q7_defences_all": ([q7.defences], ({"a", "b", "c"},), "Got a, b, c; expected another selection. Look at (b)"),
    "q7_defences_zeroed": ([q7.defences], ({"a", "c"},), "what is left of the meta-learned start"),
    "q7_defences_none": ([q7.defences], (set(),), "Got none of them; expected another selection. Look at (a)"),
}
EVERY = [q3b.encoder, q3b.decoder, q3c.curve, q3d.panels, q3d.best]
EVERY += [q7.forgets, q7.soft_prompt, q7.method, q7.defences]


@pytest.mark.parametrize(("checks", "answers"), RIGHT.values(), ids=RIGHT)
def test_right_choices_pass(checks, answers):
    assert failures(checks, *answers) == {}


@pytest.mark.parametrize(("checks", "answers", "says"), WRONG.values(), ids=WRONG)
def test_wrong_choices_fail_with_their_reason(checks, answers, says):
    (said,) = failures(checks, *answers).values()
    assert says in said


@pytest.mark.parametrize("blank", [None, ...])
def test_blanks_earn_nothing(blank):
    found = failures(EVERY, blank) | failures([q2b.directions], blank, blank)
    assert len(found) == len(EVERY) + 1
    assert all("expected the blank to be filled" in said for said in found.values())


def test_every_order_of_betas_but_one_fails():
    orders = [
        {"a": x, "b": y, "c": z}
        for x in (1e-6, 1e-3, 1.0)
        for y in (1e-6, 1e-3, 1.0)
        for z in (1e-6, 1e-3, 1.0)
        if not failures([q3d.panels], {"a": x, "b": y, "c": z})
    ]
    assert orders == [q3d.PANELS]
