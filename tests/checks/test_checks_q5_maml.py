"""Right and wrong answers to `maml_gradient(c, features, y, features_test, y_test, step_size)`."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from judging import BLANKS, SEEDS, Answers
from scipy.optimize import approx_fprime

from autograder.checking.randomness import use_seed
from hw12_checks import q5_maml

ANSWERS = Answers(q5_maml.gradient, q5_maml.second_order)
right, wrong = ANSWERS.right, ANSWERS.wrong


def after_step(c, features, y, step_size, inner=1.0):
    """The fast weights after one step from 0, written out: the gradient there is -2 / n c * (features.T @ y)."""
    return step_size * inner * 2 / len(y) * c * (features.T @ y)


def error_after_step(c, features, y, features_test, y_test, step_size, inner=1.0):
    beta = after_step(c, features, y, step_size, inner)
    return ((features_test * c) @ beta - y_test).square().mean()


def gradient_of(error):
    def gradient(c, *task):
        c = c.detach().clone().requires_grad_()
        return torch.autograd.grad(error(c, *task), c)[0]

    return gradient


right(gradient_of(error_after_step), "autograd_of_the_step_written_out")


@right
def autograd_with_create_graph(c, features, y, features_test, y_test, step_size):
    c = c.detach().clone().requires_grad_()
    beta = torch.zeros_like(c, requires_grad=True)
    inner = ((features * c) @ beta - y).square().mean()
    (slope,) = torch.autograd.grad(inner, beta, create_graph=True)
    outer = ((features_test * c) @ (beta - step_size * slope) - y_test).square().mean()
    return torch.autograd.grad(outer, c)[0]


@right
def backward(c, features, y, features_test, y_test, step_size):
    c = c.clone().requires_grad_()
    beta = torch.zeros(len(c), dtype=c.dtype, requires_grad=True)
    slope = torch.autograd.grad(F.mse_loss((c * features) @ beta, y), beta, create_graph=True)[0]
    F.mse_loss((c * features_test) @ (beta - step_size * slope), y_test).backward()
    return c.grad


@right
def torch_func(c, features, y, features_test, y_test, step_size):
    def inner(beta, c):
        return F.mse_loss((features * c) @ beta, y)

    def outer(c):
        beta = torch.zeros_like(c)
        beta = beta - step_size * torch.func.grad(inner)(beta, c)
        return F.mse_loss((features_test * c) @ beta, y_test)

    return torch.func.grad(outer)(c)


@right
def closed_form(c, features, y, features_test, y_test, step_size):
    g = 2 / len(y) * features.T @ y
    residual = features_test @ (step_size * c**2 * g) - y_test
    return 2 / len(y_test) * (features_test.T @ residual) * 2 * step_size * c * g


@right
def numpy_closed_form(c, features, y, features_test, y_test, step_size):
    c, phi, y, phi_test, y_test = (t.double().numpy() for t in (c, features, y, features_test, y_test))
    g = 2 * phi.T @ y / len(y)
    residual = phi_test @ (step_size * c * c * g) - y_test
    return 4 * step_size * c * g * (phi_test.T @ residual) / len(y_test)


@right
def loop_over_test_points(c, features, y, features_test, y_test, step_size):
    rows = [
        autograd_with_create_graph(c, features, y, phi[None], target[None], step_size)
        for phi, target in zip(features_test, y_test, strict=True)
    ]
    return torch.stack(rows).mean(0)


@right
def jacobian(c, *task):
    return torch.autograd.functional.jacobian(lambda at: error_after_step(at, *task), c)


@right
def differences(c, features, y, features_test, y_test, step_size):
    task = [t.double() for t in (features, y, features_test, y_test)]
    h = 1e-5
    return torch.stack(
        [
            (error_after_step(c + h * e, *task, step_size) - error_after_step(c - h * e, *task, step_size)) / (2 * h)
            for e in torch.eye(len(c), dtype=torch.float64)
        ]
    )


def first_order_gradient(c, features, y, features_test, y_test, step_size):
    c = c.detach().clone().requires_grad_()
    beta = after_step(c, features, y, step_size).detach()
    return torch.autograd.grad(((features_test * c) @ beta - y_test).square().mean(), c)[0]


@wrong("gradient second_order", "taken for constants", "taken for constants")
def first_order(*task):
    return first_order_gradient(*task)


@wrong("gradient second_order", "create_graph=True", "create_graph=True")
def create_graph_left_out(c, features, y, features_test, y_test, step_size):
    c = c.detach().clone().requires_grad_()
    beta = torch.zeros_like(c, requires_grad=True)
    slope = torch.autograd.grad(F.mse_loss((features * c) @ beta, y), beta)[0]
    return torch.autograd.grad(F.mse_loss((features_test * c) @ (beta - step_size * slope), y_test), c)[0]


@wrong("gradient second_order", "It is 3.5 times what is right", "3.5 times the right gradient")
def first_order_summed(c, features, y, features_test, y_test, step_size):
    return len(y_test) * first_order_gradient(c, features, y, features_test, y_test, step_size)


@wrong("gradient second_order", "It is -0.5 times what is right", "-0.5 times the right gradient")
def first_order_downhill(*task):
    return -first_order_gradient(*task)


@wrong("gradient", "The sign is wrong")
def downhill(*task):
    return -closed_form(*task)


@wrong("gradient", "The test error is summed")
def error_summed_over_test_points(c, features, y, features_test, y_test, step_size):
    return len(y_test) * closed_form(c, features, y, features_test, y_test, step_size)


@wrong("gradient", "The step is taken on the sum of the errors")
def step_on_the_sum(c, features, y, features_test, y_test, step_size):
    return closed_form(c, features, y, features_test, y_test, len(y) * step_size)


@wrong("gradient", "Both errors are summed")
def both_summed(c, features, y, features_test, y_test, step_size):
    return len(y_test) * closed_form(c, features, y, features_test, y_test, len(y) * step_size)


@wrong("gradient", "The step is half as long")
def inner_error_halved(c, features, y, features_test, y_test, step_size):
    return closed_form(c, features, y, features_test, y_test, step_size / 2)


@wrong("gradient", "Both errors have a factor of one half")
def both_errors_halved(c, features, y, features_test, y_test, step_size):
    return closed_form(c, features, y, features_test, y_test, step_size / 2) / 2


@wrong("gradient second_order", "Does the error after the step have a factor of one half", "exactly half of the right")
def error_after_the_step_halved(*task):
    return closed_form(*task) / 2


@wrong("gradient second_order", "It is 0.25 times what is right", "0.25 times the right gradient")
def error_halved_and_first_order(*task):
    return first_order_gradient(*task) / 2


@wrong("gradient", "It is exactly twice what is right")
def error_doubled(*task):
    return 2 * closed_form(*task)


@wrong("gradient", "uphill")
def step_uphill(c, features, y, features_test, y_test, step_size):
    return closed_form(c, features, y, features_test, y_test, -step_size)


@wrong("gradient second_order", "`step_size` is not used", "another direction")
def step_size_ignored(c, features, y, features_test, y_test, step_size):
    return closed_form(c, features, y, features_test, y_test, 1.0)


@wrong("gradient second_order", "it is judged on the test points", "another direction")
def training_points_for_the_test(c, features, y, features_test, y_test, step_size):
    return closed_form(c, features, y, features, y, step_size)


@wrong("gradient second_order", "test points, lacks the weights c", "another direction")
def weights_forgotten_in_the_test(c, features, y, features_test, y_test, step_size):
    return gradient_of(lambda at: (features_test @ after_step(at, features, y, step_size) - y_test).square().mean())(c)


@wrong("gradient second_order", "The fast weights start at 1", "another direction")
def fast_weights_started_at_1(c, features, y, features_test, y_test, step_size):
    c = c.detach().clone().requires_grad_()
    beta = torch.ones_like(c, requires_grad=True)
    (slope,) = torch.autograd.grad(F.mse_loss((features * c) @ beta, y), beta, create_graph=True)
    return torch.autograd.grad(F.mse_loss((features_test * c) @ (beta - step_size * slope), y_test), c)[0]


@wrong("all", "a gradient of 0")
def no_step(c, features, y, features_test, y_test, step_size):
    return closed_form(c, features, y, features_test, y_test, 0.0)


@wrong("all", "shape ()")
def error_instead_of_gradient(*task):
    return error_after_step(*task)


@wrong("all", "inputs that come back")
def features_weighted_in_place(c, features, y, features_test, y_test, step_size):
    gradient = closed_form(c, features, y, features_test, y_test, step_size)
    features *= c
    return gradient


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


@pytest.mark.parametrize("sizes", [sizes for sizes, _ in q5_maml.SIZES])
@pytest.mark.parametrize("step_size", [1e-4, 0.03, 0.3])
def test_reference_agrees_with_scipy_and_with_autograd(sizes, step_size):
    with use_seed(7):
        task = q5_maml._task(*sizes, step_size)
    arguments = (task.features, task.y, task.features_test, task.y_test, step_size)
    reference = task.gradient().numpy()
    assert reference == pytest.approx(autograd_with_create_graph(task.c, *arguments).numpy(), rel=1e-6, abs=1e-9)

    def error(c):
        return error_after_step(torch.from_numpy(np.asarray(c)), *arguments).item()

    assert reference == pytest.approx(approx_fprime(task.c.numpy(), error, 1e-7), rel=1e-3, abs=1e-5)


def test_inner_step_is_that_of_the_definition():
    with use_seed(1):
        task = q5_maml._task(5, 3, 8, 0.2)
    expected = after_step(task.c, task.features, task.y, 0.2)
    assert task.fast_weights(task.c).numpy() == pytest.approx(expected.numpy(), rel=1e-9)


def test_first_order_gradient_is_half_of_the_whole_when_fast_weights_start_at_0():
    with use_seed(2):
        task = q5_maml._task(4, 6, 7, 0.3)
    arguments = (task.c, task.features, task.y, task.features_test, task.y_test, 0.3)
    assert (2 * first_order_gradient(*arguments)).numpy() == pytest.approx(task.gradient().numpy(), rel=1e-6)
