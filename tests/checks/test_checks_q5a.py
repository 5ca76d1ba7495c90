"""Right and wrong answers to `beta_hat(c)` and `min_norm(A, y)`."""

import numpy as np
import pytest
import scipy.linalg
import scipy.optimize
import torch
from judging import BLANKS, SEEDS, Answers, failures

from hw12_checks import q5a
from hw12_checks.feature_weights import least_norm

BETA = Answers(q5a.beta)
NORM = Answers(q5a.interpolates, q5a.smallest_norm)


@BETA.right
def closed_form(c):
    return c / (c[0] ** 2 + c[1] ** 2)


@BETA.right
def by_scalar_product(c):
    return c / (c @ c)


@BETA.right
def by_norm(c):
    return c / torch.linalg.norm(c) ** 2


@BETA.right
def by_pseudo_inverse(c):
    return torch.linalg.pinv(c[None, :])[:, 0]


@BETA.right
def by_least_squares(c):
    return torch.linalg.lstsq(c[None, :], torch.ones(1, 1, dtype=c.dtype), driver="gelsd").solution[:, 0]


@BETA.right
def stacked_components(c):
    n = c.square().sum()
    return torch.stack((c[0] / n, c[1] / n))


@BETA.right
def list_of_components(c):
    n = c[0] ** 2 + c[1] ** 2
    return [c[0] / n, c[1] / n]


@BETA.right
def numpy_array(c):
    return np.linalg.pinv(c.numpy()[None])[:, 0]


@BETA.wrong("beta", "It is not yet divided")
def weights_themselves(c):
    return c.clone()


@BETA.wrong("beta", "divided by the norm of c")
def divided_by_the_norm(c):
    return c / c.norm()


@BETA.wrong("beta", "not the shortest")
def right_where_both_are_equal(c):
    return 1 / (2 * c + 1e-30)


@BETA.wrong("beta", "not the shortest")
def equal_coefficients(c):
    return torch.ones_like(c) / c.sum()


@BETA.wrong("beta", "not the shortest")
def first_feature_alone(c):
    return torch.stack([1 / (c[0] + 1e-30), 0 * c[1]])


@BETA.wrong("beta", "the least-norm solution")
def turned_around(c):
    return c.flip(0) / (c @ c)


@BETA.wrong("beta", "the least-norm solution")
def signs_lost(c):
    return c.abs() / (c @ c)


@BETA.wrong("beta", "the least-norm solution")
def ridge(c):
    return c / (c @ c + 0.1)


@BETA.wrong("beta", "shape (1, 2)")
def as_a_row(c):
    return (c / (c @ c))[None]


@BETA.wrong("beta", "inputs that come back as they went in")
def in_place(c):
    return c.div_(c @ c)


@NORM.right
def normal_equations(A, y):
    return A.T @ torch.linalg.inv(A @ A.T) @ y


@NORM.right
def solved_normal_equations(A, y):
    return A.T @ torch.linalg.solve(A @ A.T, y)


@NORM.right
def pseudo_inverse(A, y):
    return torch.linalg.pinv(A) @ y


@NORM.right
def least_squares(A, y):
    return torch.linalg.lstsq(A, y[:, None], driver="gelsd").solution.squeeze(1)


@NORM.right
def qr(A, y):
    q, r = torch.linalg.qr(A.T)
    return q @ torch.linalg.solve_triangular(r.T, y[:, None], upper=False)[:, 0]


@NORM.right
def singular_values(A, y):
    u, s, vt = torch.linalg.svd(A, full_matrices=False)
    return vt.T @ ((u.T @ y) / s)


@NORM.right
def cholesky(A, y):
    return A.T @ torch.cholesky_solve(y[:, None], torch.linalg.cholesky(A @ A.T)).flatten()


@NORM.right
def numpy_lstsq(A, y):
    return torch.from_numpy(np.linalg.lstsq(A.numpy(), y.numpy(), rcond=None)[0])


@NORM.wrong("all", "The inverse is missing")
def inverse_missing(A, y):
    return A.T @ y


@NORM.wrong("all", "from `min_norm`")
def transposed(A, y):
    return A @ torch.linalg.inv(A.T @ A) @ y


@NORM.wrong("smallest_norm", "the shortest one")
def first_columns(A, y):
    n, d = A.shape
    head = torch.linalg.solve(A[:, :n], y)
    return torch.cat([head, torch.zeros(d - n, dtype=A.dtype)])


@NORM.wrong("smallest_norm", "What can be added to a solution")
def another_solution(A, y):
    shift = torch.ones(A.shape[1], dtype=A.dtype)
    return torch.linalg.pinv(A) @ y + shift - torch.linalg.pinv(A) @ (A @ shift)


@NORM.wrong("smallest_norm", "columns that are alike")
def lstsq_with_its_default_driver(A, y):
    return torch.linalg.lstsq(A, y[:, None]).solution[:, 0]


@NORM.wrong("all", "A beta = y")
def ridge_regression(A, y):
    return A.T @ torch.linalg.solve(A @ A.T + 0.1 * torch.eye(len(y), dtype=A.dtype), y)


@NORM.wrong("all", "A beta = y")
def inverse_of_the_wrong_product(A, y):
    return torch.linalg.solve(A.T @ A + torch.eye(A.shape[1], dtype=A.dtype), A.T @ y)


@NORM.wrong("all", "A beta = y")
def sign_turned(A, y):
    return -torch.linalg.pinv(A) @ y


@NORM.wrong("all", "A beta = y")
def pseudo_inverse_of_ones(A, y):
    return torch.linalg.pinv(A) @ torch.ones_like(y)


@NORM.wrong("all", "shape (2, 1)")
def as_a_column(A, y):
    return torch.linalg.pinv(A) @ y[:, None]


@NORM.wrong("all", "inputs that come back")
def y_changed_in_place(A, y):
    return torch.linalg.pinv(A) @ y.mul_(2) / 2


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("answer", BETA.rights)
def test_right_betas_pass(answer, seed):
    BETA.assert_passes(answer, seed)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("wrong", BETA.wrongs)
def test_wrong_betas_fail(wrong, seed):
    BETA.assert_fails_as_said(wrong, seed)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("answer", NORM.rights)
def test_right_solutions_pass(answer, seed):
    NORM.assert_passes(answer, seed)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("wrong", NORM.wrongs)
def test_wrong_solutions_fail_where_they_are_wrong(wrong, seed):
    NORM.assert_fails_as_said(wrong, seed)


@pytest.mark.parametrize(("blank", "says"), BLANKS)
def test_blanks_earn_nothing(blank, says):
    BETA.assert_earns_nothing(blank, says)
    NORM.assert_earns_nothing(blank, says)


def test_smaller_than_the_shortest_is_told_as_no_solution():
    said = failures([q5a.smallest_norm], lambda A, y: 0.5 * torch.linalg.pinv(A) @ y)["smallest_norm"]
    assert "off y by" in said


def test_least_norm_minimises_the_norm_on_the_line_of_solutions():
    for c in ([0.3, -1.2], [2.0, 0.5], [-0.1, 0.02]):
        line = np.array(c) / np.dot(c, c)  # one solution; (-c1, c0) leads to all others
        across = np.array([-c[1], c[0]])
        shortest = scipy.optimize.minimize_scalar(lambda t, a=line, b=across: np.sum((a + 3 * b + t * b) ** 2))
        expected = line + 3 * across + shortest.x * across
        assert least_norm(torch.tensor(c, dtype=torch.float64)).numpy() == pytest.approx(expected, rel=1e-6)


def test_systems_have_full_row_rank_and_a_condition_that_float32_bears():
    for system in (*q5a._systems(q5a.SIZES), *q5a._systems(q5a.ALIKE, twice=True)):
        s = scipy.linalg.svdvals(system.A.double().numpy())
        assert s.min() > 0.49
        assert s.max() < 4.3  # 3, and each feature twice
