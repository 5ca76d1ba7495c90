"""Right and wrong answers to `test_error_gradient(c)`."""

import numpy as np
import pytest
import torch
from judging import BLANKS, SEEDS, Answers
from scipy.integrate import quad
from scipy.optimize import approx_fprime

from hw12_checks import q5b
from hw12_checks.feature_weights import error_gradient, expected_error

ANSWERS = Answers(q5b.gradient, q5b.orthogonal)
right, wrong = ANSWERS.right, ANSWERS.wrong


def error(c):
    return c[1] ** 4 / (c[0] ** 2 + c[1] ** 2) ** 2


def squares(c):
    n = c @ c
    return ((1 - c[0] ** 2 / n) ** 2 + (c[1] ** 2 / n) ** 2) / 2


def closed(c):
    n = c[0] ** 2 + c[1] ** 2
    return 4 * c[0] * c[1] ** 3 / n**3 * torch.stack([-c[1], c[0]])


right(closed, "closed_form")


@right
def autograd_of_the_closed_form(c):
    c = c.detach().clone().requires_grad_()
    return torch.autograd.grad(error(c), c)[0]


@right
def autograd_of_both_squares(c):
    c = c.clone().requires_grad_(True)
    squares(c).backward()
    return c.grad


@right
def autograd_on_the_input_itself(c):
    c.requires_grad_()
    return torch.autograd.grad(squares(c), c)[0]


@right
def torch_func(c):
    return torch.func.grad(squares)(c)


@right
def jacobian(c):
    return torch.autograd.functional.jacobian(error, c)


@right
def quotient_rule(c):
    c0, c1 = c
    n = c0**2 + c1**2
    return torch.stack([-4 * c0 * c1**4 / n**3, (4 * c1**3 * n - 4 * c1**5) / n**3])


@right
def through_the_pseudo_inverse(c):
    c = c.detach().clone().requires_grad_()
    beta = torch.linalg.pinv(c[None])[:, 0]
    residual = torch.stack([1 - beta[0] * c[0], beta[1] * c[1]])
    return torch.autograd.grad(residual.square().sum() / 2, c)[0]


@right
def by_the_angle(c):
    angle, r = torch.atan2(c[1], c[0]), torch.hypot(c[0], c[1])
    slope = 4 * angle.sin() ** 3 * angle.cos() / r
    return slope * torch.stack([-angle.sin(), angle.cos()])


@right
def numpy_array(c):
    c0, c1 = c.double().numpy()
    return 4 * c0 * c1**3 / (c0**2 + c1**2) ** 3 * np.array([-c1, c0])


@right
def with_a_graph_left_on(c):
    return closed(c.detach().requires_grad_())


def fixed_beta(c, factor=1.0):
    beta = (c / (c @ c)).detach()
    return factor * torch.stack([-beta[0] * (1 - beta[0] * c[0]), beta[1] ** 2 * c[1]])


@wrong("gradient", "The sign is wrong")
def descent_direction(c):
    return -closed(c)


@wrong("gradient", "half of what is right")
def half(c):
    return closed(c) / 2


@wrong("gradient", "twice too large")
def factor_of_one_half_missing(c):
    return 2 * closed(c)


@wrong("gradient orthogonal", "beta is held fixed", "leaves the length of c alone")
def beta_held_fixed(c):
    return fixed_beta(c)


@wrong("gradient orthogonal", "the factor of one half is missing", "leaves the length of c alone")
def beta_held_fixed_and_doubled(c):
    return fixed_beta(c, 2.0)


@wrong("gradient orthogonal", "changed places", "leaves the length of c alone")
def components_exchanged(c):
    return closed(c).flip(0)


@wrong("gradient orthogonal", "sign of one of the two", "leaves the length of c alone")
def one_sign_wrong(c):
    return closed(c).abs()


@wrong("gradient orthogonal", "one weight at a time", "leaves the length of c alone")
def aliases_part_alone(c):
    c = c.detach().clone().requires_grad_()
    return torch.autograd.grad(c[1] ** 2 / (c @ c) + (1 - c[0] ** 2) ** 2, c)[0]


@wrong("gradient", "wrong at another norm")
def one_power_of_n_too_few(c):
    return closed(c) * (c @ c)


@wrong("gradient", "wrong at another norm")
def only_for_unit_norm(c):
    return 4 * c[0] * c[1] ** 3 * torch.stack([-c[1], c[0]])


@wrong("gradient", "0 there")
def made_to_move_off_the_axes(c):
    return closed(c) + (c == 0) * 0.1


@wrong("gradient", "nan or inf")
def by_the_ratio_of_the_weights(c):
    ratio = c[1] / c[0]
    return 4 * ratio**3 / (1 + ratio**2) ** 3 / c[0] * torch.stack([-ratio, torch.ones_like(ratio)])


@wrong("gradient orthogonal", "one weight at a time", "leaves the length of c alone")
def identical_features_at_test(c):
    c = c.detach().clone().requires_grad_()
    beta = (c / (c @ c)).detach()
    return torch.autograd.grad((1 - beta @ c * 0.5) ** 2, c)[0]


@wrong("gradient orthogonal", "orthogonal to c, as it should be", "uphill for some c and downhill for others")
def c_turned_by_a_right_angle(c):
    return torch.stack([-c[1], c[0]])


@wrong("gradient orthogonal", "orthogonal to c, as it should be", "uphill for some c and downhill for others")
def c_turned_the_other_way_and_of_another_length(c):
    return torch.stack([c[1], -c[0]]) / (c @ c)


@wrong("gradient orthogonal", "The sign is wrong", "uphill for some c and downhill for others")
def sign_of_c0_lost(c):
    return closed(c) * c[0].sign()


@wrong("all", "shape (1, 2)")
def as_a_row(c):
    return closed(c)[None]


@wrong("all", "nan")
def zero_by_zero(c):
    return closed(c) / (c - c)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("answer", ANSWERS.rights)
def test_right_answers_pass(answer, seed):
    ANSWERS.assert_passes(answer, seed)


@pytest.mark.parametrize("wrong", ANSWERS.wrongs)
def test_wrong_answers_fail_where_they_are_wrong(wrong):
    ANSWERS.assert_fails_as_said(wrong)


@pytest.mark.parametrize(("blank", "says"), BLANKS)
def test_blanks_earn_nothing(blank, says):
    ANSWERS.assert_earns_nothing(blank, says)


POINTS = [(1.0, 0.4), (-0.3, 0.9), (2.0, -1.5), (0.05, 0.02)]


@pytest.mark.parametrize("c", POINTS)
def test_expected_error_is_that_of_the_definition_by_quadrature(c):
    n = c[0] ** 2 + c[1] ** 2

    def squared(x):
        true, alias = np.sqrt(2) * np.cos(x), np.sqrt(2) * np.sin(x)
        return (true - c[0] ** 2 / n * true - c[1] ** 2 / n * alias) ** 2 / 2 / (2 * np.pi)

    assert expected_error(torch.tensor(c, dtype=torch.float64)).item() == pytest.approx(quad(squared, 0, 2 * np.pi)[0])
    assert expected_error(torch.tensor(c, dtype=torch.float64)).item() == pytest.approx(error(c))


@pytest.mark.parametrize("c", POINTS)
def test_reference_gradient_agrees_with_scipy_and_with_autograd(c):
    at = torch.tensor(c, dtype=torch.float64)
    reference = error_gradient(at).numpy()
    assert reference == pytest.approx(approx_fprime(np.array(c), error, 1e-8 * np.hypot(*c)), rel=1e-4)
    assert reference == pytest.approx(torch.func.grad(error)(at).numpy(), rel=1e-7)
