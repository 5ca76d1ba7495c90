"""Pairs of distributions for question 2a."""

import math
from fractions import Fraction

import numpy as np
import pytest
import torch
from judging import failures
from scipy.special import rel_entr

from hw12_checks import q2a

RIGHT = {
    "two_points": ([1, 0], [0.5, 0.5]),
    "three_points": ([0.5, 0.5, 0.0], [0.25, 0.25, 0.5]),
    "tuples": ((1.0, 0.0), (0.3, 0.7)),
    "arrays": (np.array([0.2, 0.8, 0]), np.array([0.3, 0.3, 0.4])),
    "tensors": (torch.tensor([0.2, 0.8, 0]), torch.tensor([0.1, 0.5, 0.4])),
    "thirds": ([1 / 3, 2 / 3, 0], [1 / 3, 1 / 3, 1 / 3]),
    "fractions": ([Fraction(1, 3), Fraction(2, 3), 0], [Fraction(1, 3)] * 3),
    "numpy_numbers": ([np.float32(0.25), np.float64(0.75), np.int64(0)], [0.2, 0.3, 0.5]),
    "truth_values": ([True, False], [0.5, 0.5]),
    "rounded_thirds": ([0.333333, 0.666667, 0], [0.333333, 0.333333, 0.333334]),
    "both_leave_a_point_out": ([0.5, 0.5, 0, 0], [0.25, 0.25, 0.5, 0]),
    "nearly_the_same": ([1 - 1e-9, 1e-9, 0], [1 - 1e-9 - 1e-12, 1e-9, 1e-12]),
}
WRONG = {
    "wrong_way_round": (([0.5, 0.5], [1, 0]), "It is the other way round"),
    "both_infinite": (([1, 0], [0, 1]), "one such place is enough"),
    "both_finite": (([0.5, 0.5], [0.9, 0.1]), "when does log(a / b) have no finite value"),
    "tiny_is_not_zero": (([1 - 1e-300, 1e-300], [0.5, 0.5]), "Both stay finite"),
    "the_same": (([0.5, 0.5], [0.5, 0.5]), "Both stay finite"),
    "sum_below_1": (([0.9, 0], [0.5, 0.5]), "a sum of 0.9 in `p`"),
    "sum_above_1": (([1, 0], [0.6, 0.6]), "a sum of 1.2 in `q`"),
    "negative": (([1.5, -0.5], [0.5, 0.5]), "a negative number in `p`"),
    "lengths_differ": (([1, 0], [0.2, 0.3, 0.5]), "2 probabilities in `p` and 3 in `q`"),
    "not_a_number": (([math.nan, 1], [0.5, 0.5]), "nan or inf in `p`"),
    "fraction_sum_below_1": (([Fraction(1, 3), 0], [0.5, 0.5]), "a sum of 0.333333 in `p`"),
    "one_number": ((1.0, [0.5, 0.5]), "`p` = 1.0; expected a flat list of probabilities"),
    "a_word": (("uniform", [0.5, 0.5]), "`p` = 'uniform'; expected a flat list of probabilities"),
    "words_in_a_list": ((["1", "0"], [0.5, 0.5]), "`p` = ['1', '0']; expected a flat list of probabilities"),
    "a_table": (([[1, 0]], [[0.5, 0.5]]), "`p` = [[1, 0]]; expected a flat list of probabilities"),
    "a_dictionary": (({"a": 1, "b": 0}, [0.5, 0.5]), "`p` = {'a': 1, 'b': 0}; expected a flat list"),
    "empty": (([], []), "`p` = []; expected a flat list of probabilities"),
    "blank": ((None, [0.5, 0.5]), "no answer under the name `p`"),
    "second_blank": (([1, 0], ...), "no answer under the name `q`"),
}


@pytest.mark.parametrize("pair", RIGHT.values(), ids=RIGHT)
def test_right_pairs_pass(pair):
    assert failures([q2a.asymmetric], *pair) == {}


@pytest.mark.parametrize(("pair", "says"), WRONG.values(), ids=WRONG)
def test_wrong_pairs_fail_with_their_reason(pair, says):
    said = failures([q2a.asymmetric], *pair)["asymmetric"]
    assert says in said
    assert "tensor" not in said


@pytest.mark.parametrize("pair", [*RIGHT.values(), WRONG["wrong_way_round"][0], WRONG["both_finite"][0]])
def test_divergence_is_scipys(pair):
    p, q = (torch.tensor([float(x) for x in each], dtype=torch.float64) for each in pair)
    assert q2a.divergence(p, q) == pytest.approx(rel_entr(p.numpy(), q.numpy()).sum(), abs=1e-15)
    assert q2a.divergence(q, p) == pytest.approx(rel_entr(q.numpy(), p.numpy()).sum(), abs=1e-15)
