"""What the checks of lab 1 compare with, held against another way to compute it."""

import torch
from lab1_checks import objective, q1, q2

from autograder.checking.randomness import use_seed

SHAPES = ((7, 3), (3, 5), (4, 4), (1, 1))


def test_minimizer_is_where_autograd_finds_no_slope() -> None:
    for n, d in SHAPES:
        with use_seed(n):
            of = objective.instance(n, d)
        w = objective.minimizer(of).requires_grad_()
        (slope,) = torch.autograd.grad(objective.value(w, of), w)
        assert slope.abs().max().item() < 1e-12


def test_value_of_rows_is_the_value_of_each() -> None:
    with use_seed(0):
        of = objective.instance(6, 3)
    rows = torch.tensor([[1.0, 0.0, 2.0], [0.0, 0.0, 0.0]], dtype=torch.float64)
    first, second = objective.value(rows, of)
    torch.testing.assert_close(first, ((of.X @ rows[0] - of.y) ** 2).sum() / 6 + of.lam * 5)
    torch.testing.assert_close(second, (of.y**2).mean())


def test_hessian_inverse_undoes_the_hessian() -> None:
    for n, d in SHAPES:
        with use_seed(n):
            of = objective.instance(n, d)
        v = torch.arange(1.0, d + 1, dtype=torch.float64)
        u = objective.hessian_inverse(of, v)
        torch.testing.assert_close(of.X.T @ (of.X @ u) + n * of.lam * u, v)


def test_implicit_gradients_of_q1_are_those_of_autograd_through_a_solver() -> None:
    for n, d in SHAPES:
        with use_seed(n):
            of = objective.instance(n, d)
        weights = torch.linspace(-1, 2, d, dtype=torch.float64)
        X, y, lam = (t.clone().requires_grad_() for t in (of.X, of.y, of.lam))
        w = torch.linalg.solve(X.T @ X + n * lam * torch.eye(d, dtype=X.dtype), X.T @ y)
        got = torch.autograd.grad(weights @ w, (X, y, lam))
        want = q1.implicit_gradients(of, weights)
        for gradient, key in zip(got, ("X", "y", "lam"), strict=True):
            torch.testing.assert_close(gradient, want[key].right)


def test_worked_out_gradients_of_q2_are_those_of_a_step_taken_by_autograd() -> None:
    for n, d in SHAPES:
        with use_seed(n):
            of = objective.instance(n, d)
        weights = torch.linspace(-1, 2, d, dtype=torch.float64)
        w, lam = torch.linspace(2, -1, d, dtype=torch.float64).requires_grad_(), of.lam.clone().requires_grad_()
        value = objective.value(w, objective.Instance(of.X, of.y, lam))
        (slope,) = torch.autograd.grad(value, w, create_graph=True)
        got = torch.autograd.grad(weights @ (w - 0.3 * slope), (w, lam))
        want = q2.step_gradients(of, w.detach(), weights, 0.3)
        for gradient, key in zip(got, ("w", "lam"), strict=True):
            torch.testing.assert_close(gradient, want[key].right)
