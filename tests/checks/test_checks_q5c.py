"""Right and wrong answers to `descend(c, step_size, iterations)` and `beta_limit(c)`."""

import math

import numpy as np
import pytest
import torch
from judging import BLANKS, SEEDS, Answers, failures
from scipy.integrate import solve_ivp

from hw12_checks import q5c

DESCENT = Answers(q5c.steps, q5c.rate)
LIMIT = Answers(q5c.limit)


def slope(c):
    n = c[0] ** 2 + c[1] ** 2
    return 4 * c[0] * c[1] ** 3 / n**3 * torch.stack([-c[1], c[0]])


def descent(c, step_size, iterations, gradient=slope):
    rows = [c]
    for _ in range(iterations):
        rows.append(rows[-1] - step_size * gradient(rows[-1]))
    return torch.stack(rows)


@DESCENT.right
def list_of_rows(c, step_size, iterations):
    return descent(c, step_size, iterations)


@DESCENT.right
def rows_not_stacked(c, step_size, iterations):
    return list(descent(c, step_size, iterations))


@DESCENT.right
def filled_array(c, step_size, iterations):
    trajectory = torch.empty(iterations + 1, 2, dtype=c.dtype)
    trajectory[0] = c
    for k in range(iterations):
        trajectory[k + 1] = trajectory[k] - step_size * slope(trajectory[k])
    return trajectory


@DESCENT.right
def autograd(c, step_size, iterations):
    def gradient(c):
        c = c.detach().requires_grad_()
        return torch.autograd.grad(c[1] ** 4 / (c @ c) ** 2, c)[0]

    return descent(c, step_size, iterations, gradient)


@DESCENT.right
def torch_sgd(c, step_size, iterations):
    c = torch.nn.Parameter(c.detach().clone())
    optimizer = torch.optim.SGD([c], lr=step_size)
    rows = [c.detach().clone()]
    for _ in range(iterations):
        optimizer.zero_grad()
        (c[1] ** 4 / (c @ c) ** 2).backward()
        optimizer.step()
        rows.append(c.detach().clone())
    return torch.stack(rows)


@DESCENT.right
def in_place_on_a_copy(c, step_size, iterations):
    c = c.clone()
    rows = [c.clone()]
    for _ in range(iterations):
        c -= step_size * slope(c)
        rows.append(c.clone())
    return torch.stack(rows)


@DESCENT.right
def numpy_array(c, step_size, iterations):
    rows = [c.double().numpy()]
    for _ in range(iterations):
        c0, c1 = rows[-1]
        rows.append(rows[-1] - step_size * 4 * c0 * c1**3 / (c0**2 + c1**2) ** 3 * np.array([-c1, c0]))
    return np.stack(rows)


@DESCENT.right
def recursion_over_halves(c, step_size, iterations):
    if iterations == 0:
        return c[None]
    if iterations == 1:
        return torch.stack([c, c - step_size * slope(c)])
    first = recursion_over_halves(c, step_size, iterations // 2)
    return torch.cat([first, recursion_over_halves(first[-1], step_size, iterations - iterations // 2)[1:]])


@DESCENT.right
def with_a_graph(c, step_size, iterations):
    return descent(c.detach().requires_grad_(), step_size, iterations)


@DESCENT.wrong("all", "It goes uphill", "a slow fall")
def ascent(c, step_size, iterations):
    return descent(c, -step_size, iterations)


@DESCENT.wrong("all", "half as long", "a slow fall")
def half_the_gradient(c, step_size, iterations):
    return descent(c, step_size / 2, iterations)


@DESCENT.wrong("all", "twice as long", "a slow fall")
def twice_the_gradient(c, step_size, iterations):
    return descent(c, step_size * 2, iterations)


@DESCENT.wrong("all", "`step_size` is not used", "a slow fall")
def step_size_ignored(c, step_size, iterations):
    return descent(c, 1.0, iterations)


@DESCENT.wrong("all", "shape (1, 2)", "shape (600, 2)")
def start_left_out(c, step_size, iterations):
    return descent(c, step_size, iterations)[1:]


@DESCENT.wrong("all", "shape (3, 2)", "shape (602, 2)")
def one_step_too_many(c, step_size, iterations):
    return descent(c, step_size, iterations + 1)


@DESCENT.wrong("steps", "Store `c` itself before the first step")
def start_lost(c, step_size, iterations):
    return descent(c, step_size, iterations + 1)[1:]


@DESCENT.wrong("all", "Nothing moves", "a slow fall")
def standing_still(c, step_size, iterations):
    return c.repeat(iterations + 1, 1)


@DESCENT.wrong("steps", "store a copy of c")
def same_tensor_stored(c, step_size, iterations):
    c = c.clone()
    rows = [c]
    for _ in range(iterations):
        c -= step_size * slope(c)
        rows.append(c)
    return torch.stack(rows)


@DESCENT.wrong("steps", "inputs that come back")
def start_changed_in_place(c, step_size, iterations):
    trajectory = descent(c, step_size, iterations)
    c.copy_(trajectory[-1])
    return trajectory


@DESCENT.wrong("all", "Compare one step by hand", "a slow fall")
def beta_held_fixed(c, step_size, iterations):
    def gradient(c):
        beta = c / (c @ c)
        return torch.stack([-beta[0] * (1 - beta[0] * c[0]), beta[1] ** 2 * c[1]])

    return descent(c, step_size, iterations, gradient)


@DESCENT.wrong("all", "Compare one step by hand", "the sum of the squared steps")
def kept_on_the_circle(c, step_size, iterations):
    rows = [c]
    for _ in range(iterations):
        c = rows[-1] - step_size * slope(rows[-1])
        rows.append(c * rows[0].norm() / c.norm())
    return torch.stack(rows)


@DESCENT.wrong("all", "times as long", "a slow fall")
def gradient_of_unit_length(c, step_size, iterations):
    return descent(c, step_size, iterations, lambda c: slope(c) / (slope(c).norm() + 1e-12))


@DESCENT.wrong("rate", "a slow fall")
def stopped_early(c, step_size, iterations):
    trajectory = descent(c, step_size, iterations)
    trajectory[50:] = trajectory[min(50, iterations)].clone()
    return trajectory


@DESCENT.wrong("rate", "a slow fall")
def step_size_that_decays_late(c, step_size, iterations):
    rows = [c]
    for k in range(iterations):
        rows.append(rows[-1] - step_size * (1 if k < 10 else 10 / k) * slope(rows[-1]))
    return torch.stack(rows)


@LIMIT.right
def closed_form(c):
    return torch.stack([c[0].sign() / c.norm(), torch.zeros_like(c[1])])


@LIMIT.right
def through_the_limit_of_c(c):
    limit = torch.tensor([math.copysign(float(c.norm()), float(c[0])), 0.0], dtype=c.dtype)
    return limit / (limit @ limit)


@LIMIT.right
def list_of_numbers(c):
    return [float(c[0] / (c[0].abs() * c.norm())), 0.0]


@LIMIT.right
def by_hypot(c):
    return torch.copysign(1 / torch.hypot(c[0], c[1]), c[0]) * torch.tensor([1, 0], dtype=c.dtype)


@LIMIT.right
def numpy_array(c):  # noqa: F811
    return np.array([np.sign(float(c[0])) / np.linalg.norm(c.numpy()), 0.0])


@LIMIT.right
def by_a_flow_that_keeps_the_norm(c):
    angle, sign = torch.atan2(c[1], c[0].abs()), torch.sign(c[0])
    for _ in range(60):
        angle = angle * 0.5
    return torch.stack([sign * angle.cos(), angle.sin()]) / c.norm()


@LIMIT.wrong("limit", "Its sign does not fit")
def sign_left_out(c):
    return torch.stack([1 / c.norm(), 0 * c[1]])


@LIMIT.wrong("limit", "This is where c goes")
def limit_of_c(c):
    return torch.stack([c[0].sign() * c.norm(), 0 * c[1]])


@LIMIT.wrong("limit", "before c has moved")
def beta_at_the_start(c):
    return c / (c @ c)


@LIMIT.wrong("limit", "c does not keep c0")
def one_over_c0(c):
    return torch.stack([1 / c[0], 0 * c[1]])


@LIMIT.wrong("limit", "one c too many")
def one_over_the_squared_norm(c):
    return torch.stack([c[0].sign() / (c @ c), 0 * c[1]])


@LIMIT.wrong("limit", "changed places")
def components_exchanged(c):
    return torch.stack([0 * c[1], c[0].sign() / c.norm()])


@LIMIT.wrong("limit", "First find where c goes")
def nothing(c):
    return torch.zeros_like(c)


@LIMIT.wrong("limit", "First find where c goes")
def halves(c):
    return torch.full_like(c, 0.5) / c


@LIMIT.wrong("limit", "It is close")
def after_a_thousand_steps(c):
    at = descent(c, 0.2 * float(c @ c), 1000)[-1]
    return at / (at @ at)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("answer", DESCENT.rights)
def test_right_descents_pass(answer, seed):
    DESCENT.assert_passes(answer, seed)


@pytest.mark.parametrize("wrong", DESCENT.wrongs)
def test_wrong_descents_fail_where_they_are_wrong(wrong):
    DESCENT.assert_fails_as_said(wrong)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("answer", LIMIT.rights)
def test_right_limits_pass(answer, seed):
    LIMIT.assert_passes(answer, seed)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("wrong", LIMIT.wrongs)
def test_wrong_limits_fail_with_their_reason(wrong, seed):
    LIMIT.assert_fails_as_said(wrong, seed)


@pytest.mark.parametrize(("blank", "says"), BLANKS)
def test_blanks_earn_nothing(blank, says):
    DESCENT.assert_earns_nothing(blank, says)
    LIMIT.assert_earns_nothing(blank, says)


def test_weights_without_the_true_feature_must_not_move():
    def moves_off_the_axis(c, step_size, iterations):
        return descent(c + (c[0] == 0) * torch.tensor([1e-3, 0]), step_size, iterations)

    assert "from c = (0, 1.3)" in failures([q5c.steps], moves_off_the_axis)["steps"]


def beta_held_fixed_slope(c):
    beta = c / (c @ c)
    return torch.stack([-beta[0] * (1 - beta[0] * c[0]), beta[1] ** 2 * c[1]])


def slope_divided_by_c0(c):
    return c[0] / c[0] * slope(c)  # nan on the axis


@pytest.mark.parametrize("own", [beta_held_fixed_slope, slope_divided_by_c0, lambda c: slope(c) / 2])
def test_a_descent_along_a_wrong_gradient_of_its_own_keeps_its_points(own):
    def along(c, step_size, iterations):
        return descent(c, step_size, iterations, own)

    assert failures(DESCENT.checks, along, own) == {}
    assert failures(DESCENT.checks, along, slope) != {}


def test_a_wrong_descent_along_a_wrong_gradient_of_its_own_fails():
    def uphill(c, step_size, iterations):
        return descent(c, -step_size, iterations, beta_held_fixed_slope)

    assert failures(DESCENT.checks, uphill, beta_held_fixed_slope).keys() == {"steps", "rate"}


def test_a_gradient_that_is_zero_excuses_no_descent_that_stands_still():
    assert failures(DESCENT.checks, standing_still, torch.zeros_like).keys() == {"steps", "rate"}


@pytest.mark.parametrize("c", [(0.8, 0.6), (-0.7, 0.9), (0.5, -1.5)])
def test_limit_is_where_the_gradient_flow_takes_beta(c):
    flow = solve_ivp(lambda _, c: -slope(torch.tensor(c)).numpy(), (0, 1e7), c, method="LSODA", rtol=1e-9, atol=1e-12)
    at = flow.y[:, -1]
    limit = closed_form(torch.tensor(c, dtype=torch.float64)).numpy()
    assert at / (at @ at) == pytest.approx(limit, rel=2e-3, abs=2e-3)


@pytest.mark.parametrize("degrees", [30, 35, 40])
def test_predicted_rate_holds_within_a_third_of_the_tolerance(degrees):
    angle = math.radians(degrees)
    c0, c1 = descent(torch.tensor([math.cos(angle), math.sin(angle)], dtype=torch.float64), 0.3, 600)[-1].tolist()
    assert c1 / (c0**2 / math.sqrt(8 * 0.3 * 600)) == pytest.approx(1, abs=0.017)
