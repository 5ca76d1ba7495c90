"""What all checks stand on: sentences, seeds, bounds of chance, differences, guards."""

import ast
import math
import sys
from pathlib import Path

import numpy as np
import pytest
import scipy.stats
import torch

from autograder.checking import differences, laws
from autograder.checking.answers import SinglesOnly, call, call_in_either, close, judge_each, listed, numbers, shown
from autograder.checking.inputs import lent, log_uniform, normal, strided, uniform, untouched
from autograder.checking.mismatch import Mismatch
from autograder.checking.randomness import generator, use_seed


def test_a_mismatch_reads_as_one_text():
    mismatch = Mismatch("a standard deviation of 9.0", "3.0", "`v` is the variance.")
    assert str(mismatch) == "Got a standard deviation of 9.0; expected 3.0. `v` is the variance."
    assert isinstance(mismatch, AssertionError)


def draw():
    return torch.rand(2, generator=generator()).tolist()


def test_the_same_seed_gives_the_same_inputs_again_and_another_gives_others():
    with use_seed("digest"):
        first = [draw(), draw()]
    with use_seed("digest"):
        again = [draw(), draw()]
    with use_seed("another"):
        other = [draw(), draw()]
    assert first == again
    assert first[0] != first[1]
    assert not {*map(tuple, first)} & {*map(tuple, other)}


def test_a_seed_inside_another_leaves_the_outer_one_where_it_was():
    with use_seed(1):
        expected = [draw(), draw()]
    with use_seed(1):
        got = [draw()]
        with use_seed(2):
            draw()
        got.append(draw())
    assert got == expected


def test_a_seed_ends_with_an_error_inside():
    with use_seed(1):
        expected = draw()
    with use_seed(1):
        with pytest.raises(KeyError), use_seed(2):
            raise KeyError
        assert draw() == expected


def test_hidden_inputs_leave_torchs_global_stream_alone():
    state = torch.get_rng_state()
    normal(3), uniform(0, 1, 3), log_uniform(1, 2, 3)
    assert torch.equal(torch.get_rng_state(), state)


def test_log_uniform_numbers_are_uniform_in_their_logarithm():
    with use_seed(0):
        logs = log_uniform(1e-4, 1e4, 20_000).log10() / 8 + 0.5
    assert scipy.stats.kstest(logs.numpy(), "uniform").pvalue > 1e-4


def test_distance_to_normal_is_kolmogorovs():
    noise = np.random.default_rng(0).standard_t(4, 300)
    expected = scipy.stats.kstest(noise, "norm").statistic
    assert laws.distance_to_normal(torch.from_numpy(noise)) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("n", [200, 20_000])
def test_bounds_of_chance_keep_their_promise(n):
    alpha = 1e-6
    spread, mean = laws.spread_bound(n, alpha), laws.mean_bound(n, alpha)
    chi2 = scipy.stats.chi2(n)
    assert chi2.sf(n * (1 + spread) ** 2) + chi2.cdf(n * max(1 - spread, 0) ** 2) <= alpha
    assert 2 * scipy.stats.norm.sf(mean * math.sqrt(n)) <= alpha
    assert 2 * scipy.stats.kstwo.sf(laws.dkw_bound(n, alpha), n) <= 2 * alpha
    squared_cosine = scipy.stats.beta(0.5, (n - 1) / 2)
    assert squared_cosine.sf(laws.cosine_bound(n, alpha) ** 2) <= alpha


def test_bounds_of_chance_are_not_idle():
    n, alpha = 2_000, 1e-6
    assert scipy.stats.kstwo.sf(laws.dkw_bound(n, alpha) / 1.5, n) > alpha
    assert scipy.stats.chi2(n).sf(n * (1 + laws.spread_bound(n, alpha) / 3) ** 2) > alpha


def test_central_differences_agree_with_autograd():
    def function(x):
        return (x[..., 0] * x[..., 1].sin() + x[..., 2] ** 3).exp()

    at = torch.tensor([[0.3, -1.2, 0.7], [3, 1, -0.5]], dtype=torch.float64)
    by_autograd = torch.func.grad(lambda x: function(x).sum())(at).numpy()
    assert differences.gradient(function, at).numpy() == pytest.approx(by_autograd, rel=1e-7)
    assert differences.gradient(function, at[0]).numpy() == pytest.approx(by_autograd[0], rel=1e-7)


def test_strided_numbers_are_the_same_and_not_contiguous():
    for values in (normal(4), normal(2, 3)):
        assert torch.equal(strided(values), values)
        assert not strided(values).is_contiguous()
    assert torch.equal(strided(torch.tensor(2.5)), torch.tensor(2.5))


def test_lent_numbers_share_memory_and_keep_their_own_requires_grad():
    values = strided(normal(3))
    borrowed = lent(values)
    borrowed.requires_grad_()
    assert not values.requires_grad
    assert borrowed.stride() == values.stride()
    assert borrowed.data_ptr() == values.data_ptr()


def test_a_changed_input_is_found():
    m = normal(3)
    with pytest.raises(Mismatch, match="another `m` after the call of `f`"), untouched("f", m=m):
        m[1] += 1e-12
    with untouched("f", m=m):
        (m + 1).mul_(2)


def test_close_is_never_true_for_nan():
    nan, one = torch.tensor([math.nan]), torch.ones(1)
    assert not close(nan, one, 1.0)
    assert not close(one, nan, 1.0)
    assert close(one, one * (1 + 1e-9), 1e-8)
    assert not close(one, one * (1 + 1e-7), 1e-8)


@pytest.mark.parametrize(
    "answer",
    [
        torch.tensor([1.0, 2.0]),
        torch.tensor([1, 2]),
        torch.tensor([1.0, 2.0], requires_grad=True),
        np.array([1.0, 2.0], dtype=np.float32),
        [1, 2.0],
        (torch.tensor(1.0, requires_grad=True), torch.tensor(2.0)),
    ],
)
def test_numbers_are_read_from_tensors_arrays_and_lists(answer):
    read = numbers(answer, "f", (2,))
    assert read.tolist() == [1.0, 2.0]
    assert read.dtype == torch.float64
    assert not read.requires_grad


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("12", "expected a tensor of shape"),
        ({"a": 1}, "expected a tensor of shape"),
        ([1, "b"], "expected a tensor of shape"),
        ([[1], 2], "expected a tensor of shape"),
        ([], "expected a tensor of shape"),
        (torch.zeros(2, dtype=torch.complex64), "expected a tensor of shape"),
        (torch.zeros(2, 1), r"shape \(2, 1\) from `f`; expected shape \(2,\)"),
        (torch.tensor([1.0, math.inf]), "nan or inf"),
        (object(), "expected a tensor of shape"),
    ],
)
def test_other_things_than_numbers_are_refused_with_a_sentence(answer, says):
    with pytest.raises(Mismatch, match=says):
        numbers(answer, "f", (2,))


def test_long_answers_are_shown_in_short():
    assert len(shown(list(range(10_000)))) < 100
    assert shown(torch.zeros(2, 3)) == "a tensor of shape (2, 3) in float32"
    assert listed(torch.tensor([0.5, -1.25])) == "(0.5, -1.25)"


def with_a_matrix_of_its_own(values):
    return torch.eye(len(values)) @ values


def test_an_answer_that_takes_float32_alone_is_told_of_the_dtype():
    with pytest.raises(SinglesOnly, match=r"in float64\. Give the tensors that you make inside the dtype"):
        call(with_a_matrix_of_its_own, "f", torch.ones(3, dtype=torch.float64))


def test_an_answer_that_takes_float32_alone_is_judged_in_it():
    doubles, judged = torch.ones(3, dtype=torch.float64), []

    def judge(dtype, rtol):
        judged.append((call(with_a_matrix_of_its_own, "f", doubles.to(dtype)).dtype, rtol))

    judge_each(((torch.float64, 1e-6), (torch.float32, 1e-3)), judge)
    assert judged == [(torch.float32, 1e-3)]
    assert call_in_either(with_a_matrix_of_its_own, "f", doubles).dtype == torch.float32


def test_an_error_of_another_kind_is_not_laid_to_the_dtype():
    with pytest.raises(Mismatch, match="Call it on such inputs yourself") as caught:
        call_in_either(lambda values: values @ torch.ones(2), "f", torch.ones(3, dtype=torch.float64))
    assert not isinstance(caught.value, SinglesOnly)
    with pytest.raises(Mismatch) as caught:
        judge_each([(torch.float32, 0.0)], lambda dtype, rtol: call(with_a_matrix_of_its_own, "f", torch.ones(3).int()))
    assert not isinstance(caught.value, SinglesOnly)


def test_a_long_message_of_the_students_code_is_cut():
    def fails():
        raise ValueError("x\n" * 10_000)

    with pytest.raises(Mismatch) as caught:
        call(fails, "f")
    assert len(str(caught.value)) < 500
    assert "\n" not in str(caught.value)


ROOT = Path(__file__).parents[2]
CHECKS = (ROOT / "assignment" / "hw12_checks", ROOT / "autograder" / "checking")


def imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


@pytest.mark.parametrize(
    "path", [path for folder in CHECKS for path in sorted(folder.glob("*.py"))], ids=lambda path: path.stem
)
def test_checks_know_nothing_of_files_notebooks_and_source_text(path):
    allowed = {"torch", "numpy", "hw12", *sys.stdlib_module_names}
    forbidden = {"os", "pathlib", "io", "json", "inspect", "types", "gc", "subprocess", "socket", "pickle"}
    for module in imports(path):
        root = module.split(".")[0]
        assert module.startswith(("autograder.checking", "hw12_checks")) or (root in allowed and root not in forbidden)
