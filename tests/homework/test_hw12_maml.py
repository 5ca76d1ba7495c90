"""The meta-learning demos against independent references: central differences, numpy, scipy, and plain loops."""

from dataclasses import replace

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from scipy.optimize import minimize

from hw12 import maml, maml_learners
from hw12.fourier import features, grid, midpoints
from hw12.maml_learners import closed_form, gradient_descent, logistic_descent, logistic_regression
from hw12.maml_problems import REGRESSION, TWO_CLASSES, misclassified, squared_error
from hw12.maml_tasks import Points, Settings, observe, sample_tasks, uniform_points

SMALL = Settings(d=31, support=(3, 4, 5), n_inner=8, n_meta=12, tasks_per_iteration=3, n_post_values=6, tasks_per_set=4)
LEARNERS = {
    "closed form": (REGRESSION, closed_form),
    "gradient descent": (REGRESSION, gradient_descent(3, 0.05)),
    "classification": (TWO_CLASSES, logistic_descent(3, 0.3)),
}


def generator(seed=0):
    return torch.Generator().manual_seed(seed)


def some_weights(d, seed=1):
    return 0.5 + torch.rand(d, dtype=torch.float64, generator=generator(seed))


def some_points(settings=SMALL, sets=2, n=8, tasks=3, seed=0, classes=False):
    draws = generator(seed)
    alpha = sample_tasks(settings, sets, tasks, draws)
    x = uniform_points(sets, n, draws)
    seen = observe(alpha, x, settings.noise_std, draws)
    return replace(seen, y=(seen.y > 0).double()) if classes else seen


@pytest.fixture(scope="module")
def on_the_grid():
    """The closed-form demo at its real size, tested at few numbers of points."""
    return maml.run_closed_form(replace(maml.CLOSED_FORM, n_post_values=4))


@pytest.fixture(scope="module")
def by_descent():
    settings = replace(maml.GRADIENT_DESCENT, d=201, n_post_values=1)
    return {steps: maml.run_gradient_descent(settings, inner_steps=steps) for steps in (1, 5)}


@pytest.fixture(scope="module")
def by_classes():
    return maml.run_classification(replace(maml.CLASSIFICATION, d=201, n_post_values=4))


def at(result, name, n):
    return result.errors[name][result.n_train_post.index(n)]


# Learners


@pytest.mark.parametrize("name", LEARNERS)
def test_meta_gradients_agree_with_central_differences(name):
    problem, learner = LEARNERS[name]
    batch = maml.draw_batch(problem, SMALL, generator())
    weights = some_weights(SMALL.d).requires_grad_()
    (gradient,) = torch.autograd.grad(maml.meta_loss(problem, learner, weights, *batch), weights)
    step = 1e-5
    with torch.no_grad():
        differences = torch.stack(
            [
                maml.meta_loss(problem, learner, weights + step * e, *batch)
                - maml.meta_loss(problem, learner, weights - step * e, *batch)
                for e in torch.eye(SMALL.d, dtype=torch.float64)
            ]
        ) / (2 * step)
    torch.testing.assert_close(gradient, differences, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("n", [6, 60])
def test_the_closed_form_and_its_gradient_are_the_same_by_eigenvalues_as_by_factorisation(monkeypatch, n):
    points, start = some_points(n=n), some_weights(SMALL.d)
    found = []
    for is_sure in (True, False):
        monkeypatch.setattr(maml_learners, "_none_is_small", lambda *_, is_sure=is_sure: is_sure)
        weights = start.clone().requires_grad_()
        learned = closed_form(weights, points)
        (gradient,) = torch.autograd.grad((learned * learned.detach().sin()).sum(), weights)
        found.append((learned.detach(), gradient))
    torch.testing.assert_close(found[0][0], found[1][0], rtol=1e-6, atol=1e-9)
    torch.testing.assert_close(found[0][1], found[1][1], rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("n", [1, 8, 25, 33, 60])  # fewer points than features, and more; of 25, some all but coincide
def test_the_closed_form_is_the_least_squares_fit_of_smallest_norm(n):
    points, weights = some_points(n=n), some_weights(SMALL.d)
    learned = closed_form(weights, points)
    weighted = (points.features * weights).numpy()
    for of_set, y, coefficients in zip(weighted, points.y.numpy(), learned, strict=True):
        beta = np.linalg.lstsq(of_set, y, rcond=maml_learners.SINGULAR_CUTOFF)[0]
        np.testing.assert_allclose(coefficients, weights.numpy()[:, None] * beta, atol=1e-9)


def test_the_closed_form_splits_evenly_between_features_that_look_alike_on_the_grid():
    x = grid(4).unsqueeze(0)
    y = features(x, 31)[..., [2]]  # the cosine of frequency 1; so are those of 3, 5, ... on four points
    learned = closed_form(torch.ones(31, dtype=torch.float64), Points(x, y, features(x, 31)))[0, :, 0]
    alike = [2 * frequency for frequency in range(1, 16, 2)]
    torch.testing.assert_close(learned[alike], torch.full((8,), 1 / 8, dtype=torch.float64))
    assert learned.abs().sum() == pytest.approx(1)


@pytest.mark.parametrize("steps", [1, 5])
@pytest.mark.parametrize("classes", [False, True])
def test_descent_agrees_with_a_plain_loop_over_tasks(steps, classes):
    points, weights = some_points(classes=classes), some_weights(SMALL.d)
    learner, loss = (
        (logistic_descent, F.binary_cross_entropy_with_logits) if classes else (gradient_descent, F.mse_loss)
    )
    learned = learner(steps, 0.05)(weights, points)
    for set_, weighted in enumerate(points.features * weights):
        for task in range(points.y.shape[-1]):
            beta = torch.zeros(SMALL.d, dtype=torch.float64, requires_grad=True)
            descent = torch.optim.SGD([beta], lr=0.05)
            for _ in range(steps):
                descent.zero_grad()
                loss(weighted @ beta, points.y[set_, :, task]).backward()
                descent.step()
            torch.testing.assert_close(learned[set_, :, task], weights * beta.detach())


@pytest.mark.parametrize("n", [6, 50])
def test_logistic_regression_reaches_the_optimum_that_scipy_finds(n):
    points, weights = some_points(n=n, classes=True), some_weights(SMALL.d)
    learned = logistic_regression(weights, points)
    weighted, y = (points.features * weights)[1], points.y[1, :, 2]

    def penalised(beta):
        values = weighted.numpy() @ beta
        return np.logaddexp(0, values).sum() - y.numpy() @ values + maml_learners.RIDGE * beta @ beta / 2

    best = minimize(penalised, np.zeros(SMALL.d), tol=1e-8)
    assert penalised((learned[1, :, 2] / weights).numpy()) - best.fun < 5e-3


@pytest.mark.parametrize("learner", [closed_form, logistic_regression, gradient_descent(2, 0.1)])
def test_a_feature_of_weight_zero_is_never_used(learner):
    weights = some_weights(SMALL.d)
    weights[[0, 7, 20]] = 0
    learned = learner(weights, some_points(classes=True))
    assert not learned[:, [0, 7, 20]].any()
    assert learned.any(dim=(0, 2)).sum() == SMALL.d - 3


@pytest.mark.parametrize("name", LEARNERS)
def test_the_order_of_tasks_changes_nothing(name):
    problem, learner = LEARNERS[name]
    seen, fresh = maml.draw_batch(problem, SMALL, generator())
    order = torch.tensor([2, 0, 1])
    shuffled = [Points(points.x[order], points.y[order], points.features[order]) for points in (seen, fresh)]
    weights = some_weights(SMALL.d)
    torch.testing.assert_close(learner(weights, shuffled[0]), learner(weights, seen)[order])
    torch.testing.assert_close(
        maml.meta_loss(problem, learner, weights, *shuffled), maml.meta_loss(problem, learner, weights, seen, fresh)
    )


def test_two_points_that_all_but_coincide_do_not_blow_up_the_fit():
    x = torch.tensor([[0.2, 0.2 + 1e-9]], dtype=torch.float64)
    points = Points(x, torch.tensor([[[1.0], [-1.0]]], dtype=torch.float64), features(x, SMALL.d))
    assert closed_form(torch.ones(SMALL.d, dtype=torch.float64), points).abs().max() < 1


# Tasks and errors


def test_tasks_have_length_one_and_live_on_the_support():
    alpha = sample_tasks(SMALL, 5, 7, generator())
    torch.testing.assert_close(alpha.norm(dim=1), torch.ones(5, 7, dtype=torch.float64))
    assert alpha.any(dim=2).any(dim=0).nonzero().squeeze(-1).tolist() == list(SMALL.support)
    assert (alpha < 0).any()


def test_observations_carry_noise_of_the_stated_size():
    alpha = sample_tasks(SMALL, 1, 1, generator())
    x = uniform_points(1, 20_000, generator(1))
    noise = observe(alpha, x, 0.3, generator(2)).y - features(x, SMALL.d) @ alpha
    assert noise.std().item() == pytest.approx(0.3, rel=0.05)
    assert abs(noise.mean().item()) < 0.02


def test_the_squared_error_is_the_mean_over_the_interval():
    draws = generator()
    learned, alpha = (torch.randn(2, 31, 3, dtype=torch.float64, generator=draws) for _ in range(2))
    values = features(midpoints(500), 31) @ (learned - alpha)
    torch.testing.assert_close(squared_error(learned, alpha), values.square().mean(dim=-2))


def test_the_classification_error_is_the_share_of_the_wrong_sign():
    sine, cosine = (torch.eye(31, dtype=torch.float64)[k].reshape(1, 31, 1) for k in (1, 2))
    assert misclassified(3 * sine, sine).item() == 0
    assert misclassified(-sine, sine).item() == 1
    assert misclassified(cosine, sine).item() == pytest.approx(0.5, abs=0.01)


# What the demos show


def test_on_the_grid_weights_in_the_support_grow_and_those_of_its_aliases_fall(on_the_grid):
    final, support = on_the_grid.weights[-1], list(on_the_grid.settings.support)
    on_points = features(grid(32), 501)
    overlap = (on_points[:, support].mT @ on_points).abs()  # (|S|, d): 32 where two features look alike on the grid
    aliases = (overlap > 1).any(dim=0)
    aliases[support] = False
    others = ~aliases
    others[support] = False
    assert {k + 64 for k in support} <= set(aliases.nonzero().squeeze(-1).tolist())
    assert final[support].min() > 3.5
    assert final[aliases].max() < 0.3
    assert (final[others] - 1).abs().max() < 0.03


def test_on_the_grid_the_weights_of_a_true_feature_and_its_aliases_keep_their_norm(on_the_grid):
    alike = (features(grid(32), 501)[:, 6] @ features(grid(32), 501)).abs() > 1
    before, after = (on_the_grid.weights[step][alike].norm().item() for step in (0, -1))
    assert after == pytest.approx(before, rel=0.05)  # orthogonal gradient, finite steps: measured 2.2%


def test_at_the_points_of_meta_training_the_learner_is_near_the_oracle(on_the_grid):
    meta, ones, oracle = (at(on_the_grid, name, 32).mean() for name in (maml.META, maml.ONES, maml.ORACLE))
    assert meta < 5 * oracle  # measured: 2.2
    assert meta < ones / 50  # measured: a 200th


def test_the_error_has_a_downward_spike_at_the_points_of_meta_training(on_the_grid):
    before, there, after = (at(on_the_grid, maml.META, n).median() for n in (31, 32, 33))
    assert there < min(before, after) / 20  # measured: a 50th
    before, there, after = (at(on_the_grid, maml.ONES, n).median() for n in (31, 32, 33))
    assert there > 0.95 * min(before, after)


def test_on_the_grid_the_oracle_pays_only_for_noise(on_the_grid):
    expected = 6 * 0.1**2 / 32  # six coefficients, each the mean of 32 noisy values
    assert at(on_the_grid, maml.ORACLE, 32).mean().item() == pytest.approx(expected, rel=0.25)


@pytest.mark.parametrize("steps", [1, 5])
def test_meta_learning_by_descent_helps_test_fits(by_descent, steps):
    result = by_descent[steps]
    meta, ones, oracle = (at(result, name, 32).median() for name in (maml.META, maml.ONES, maml.ORACLE))
    assert oracle < meta < ones / 4
    support = list(result.settings.support)
    in_support = torch.zeros(201, dtype=torch.bool)
    in_support[support] = True
    assert result.weights[-1][in_support].min() > 3 * result.weights[-1][~in_support].max()


def test_five_inner_steps_help_more_than_one(by_descent):
    one, five = (at(by_descent[steps], maml.META, 32).median() for steps in (1, 5))
    assert five < one


def test_runs_with_few_and_many_inner_steps_are_tested_on_the_same_tasks(by_descent):
    torch.testing.assert_close(by_descent[1].errors[maml.ORACLE], by_descent[5].errors[maml.ORACLE], rtol=0, atol=0)


def test_meta_learning_helps_classification(by_classes):
    meta, ones, oracle, zero = (by_classes.errors[name][1].mean() for name in by_classes.errors)
    assert by_classes.n_train_post[1] == 32
    assert meta < 0.4 * ones  # measured: a fifth
    assert meta < 1.5 * oracle  # measured: 1.05
    assert zero.item() == pytest.approx(0.5, abs=0.05)


def test_a_small_inner_step_helps_classification_less(by_classes):
    settings = replace(maml.SMALL_INNER_STEP, d=201, n_post_values=4)
    small = maml.run_classification(settings)
    assert settings.inner_step == 0.01
    meta, ones = (at(small, name, 32).mean() for name in (maml.META, maml.ONES))
    assert at(by_classes, maml.META, 32).mean() < meta < 0.8 * ones
    support = list(settings.support)
    assert 1 < small.weights[-1][support].min() < by_classes.weights[-1][support].min()


def test_predicting_zero_costs_exactly_one(on_the_grid):
    torch.testing.assert_close(on_the_grid.errors[maml.ZERO], torch.ones_like(on_the_grid.errors[maml.ZERO]))


def test_the_same_seed_gives_the_same_numbers_and_another_seed_does_not():
    first, again, other = (
        maml.run_gradient_descent(replace(SMALL, meta_iterations=3, seed=seed)) for seed in (0, 0, 1)
    )
    assert torch.equal(first.weights, again.weights)
    assert all(torch.equal(first.errors[name], again.errors[name]) for name in first.errors)
    assert torch.equal(first.prediction.learned[maml.META], again.prediction.learned[maml.META])
    assert not torch.equal(first.weights, other.weights)
    assert not torch.equal(first.errors[maml.META], other.errors[maml.META])


def test_the_global_random_stream_is_left_alone():
    before = torch.get_rng_state()
    maml.run_classification(replace(SMALL, meta_iterations=1, n_post_values=2))
    assert torch.equal(before, torch.get_rng_state())


def test_the_number_of_threads_is_given_back():
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        maml.run_closed_form(replace(SMALL, meta_iterations=1, n_post_values=2))
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_a_short_run_prints_nothing(capsys):
    maml.run_closed_form(replace(SMALL, meta_iterations=1, n_post_values=2))
    assert capsys.readouterr() == ("", "")


def test_results_hold_every_number_of_points_task_and_iteration():
    result = maml.run_closed_form(replace(SMALL, meta_iterations=2))
    assert list(result.errors) == [maml.META, maml.ONES, maml.ORACLE, maml.ZERO]
    assert {errors.shape for errors in result.errors.values()} == {(len(result.n_train_post), 3 * 4)}
    assert result.weights.shape == (3, 31)
    assert not result.weights.requires_grad
    assert (result.weights[0] == 1).all()


def test_numbers_of_points_run_from_one_to_three_times_d():
    spaced = maml.CLOSED_FORM.n_train_post
    assert (spaced[0], spaced[-1]) == (1, 1503)
    assert {5, 6, 7, 31, 32, 33, 64} <= set(spaced)
    assert 35 <= len(spaced) <= 47
    assert list(spaced) == sorted(set(spaced))
    assert maml.CLASSIFICATION.n_train_post[0] == 24


# Bad input


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"d": 500}, r"Got d = 500; .* take an odd d, such as 501\."),
        ({"support": ()}, r"Got an empty support; .* name one or more, such as \(5,\)\."),
        ({"support": (5, 501)}, r"Got support = \(5, 501\); take distinct numbers of features from 0 to 500\."),
        ({"support": (5, 5)}, r"Got support = \(5, 5\); take distinct numbers of features from 0 to 500\."),
        ({"n_inner": 0}, r"Got n_inner = 0; it counts something, so take 1 or more\."),
        ({"meta_iterations": 0}, r"Got meta_iterations = 0; it counts something, so take 1 or more\."),
        ({"n_inner": 502}, r"Got n_inner = 502 and d = 501; .* take n_inner at most d\."),
        ({"noise_std": -0.1}, r"Got noise_std = -0\.1; a standard deviation is 0 or more\."),
        ({"noise_std": float("nan")}, r"Got noise_std = nan; a standard deviation is 0 or more\."),
        ({"inner_points": "random"}, r"Got inner_points = 'random'; take 'grid' or 'uniform'\."),
        ({"meta_step": 0.0}, r"Got meta_step = 0\.0; a step size is positive, such as 1e-2\."),
        ({"inner_step": float("inf")}, r"Got inner_step = inf; a step size is positive, such as 1e-2\."),
        ({"first_n_post": 1504}, r"Got first_n_post = 1504; test fits end at 3d = 1503 points: start below\."),
        ({"d": 20_001}, r"Got d = 20001 and point_sets = 3: .* would take 28\.8 GB of the 2 GB allowed; take fewer"),
    ],
)
def test_settings_that_cannot_work_are_refused_in_one_sentence(changes, sentence):
    with pytest.raises(ValueError, match=sentence):
        replace(maml.GRADIENT_DESCENT, **changes)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"n_meta": 200_000},
            r"Got d = 501 and n_meta = 200000: the features of one batch would take 4\.0 GB of the 2 GB",
        ),
        ({"tasks_per_set": 10**7}, r"Got d = 501 and tasks_per_set = 10000000: the test tasks would take 120\.2 GB"),
        ({"n_inner": 501, "tasks_per_iteration": 2000}, r"n_inner = 501: the features of one batch would take 4\.0 GB"),
    ],
)
def test_more_than_memory_holds_is_refused_before_it_is_allocated(changes, sentence):
    with pytest.raises(ValueError, match=sentence):
        replace(maml.GRADIENT_DESCENT, **changes)


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_data_that_are_no_numbers_are_refused(bad):
    points = some_points()
    with pytest.raises(ValueError, match="Some y of the training points are NaN or infinite; expected finite numbers"):
        replace(points, y=points.y * bad)
    with pytest.raises(ValueError, match="Some x of the training points are NaN or infinite"):
        replace(points, x=points.x * bad)


@pytest.mark.parametrize("learner", [closed_form, logistic_regression, gradient_descent(2, 0.1)])
def test_weights_that_are_no_numbers_are_refused(learner):
    with pytest.raises(
        ValueError, match="Some feature weights are NaN or infinite; expected a finite number for every"
    ):
        learner(torch.full((SMALL.d,), torch.nan, dtype=torch.float64), some_points())


def test_a_learner_without_inner_steps_is_refused():
    with pytest.raises(ValueError, match=r"Got 0 inner steps; .* take 1 or more\."):
        maml.run_gradient_descent(inner_steps=0)


def test_a_diverging_run_says_which_step_to_lower():
    with pytest.raises(
        ValueError, match=r"no longer finite after meta-iteration \d+; take a meta_step below 1e\+307\."
    ):
        maml.run_gradient_descent(replace(SMALL, meta_step=1e307))


def test_logistic_regression_that_does_not_settle_says_so(monkeypatch):
    monkeypatch.setattr(maml_learners, "MAX_STEPS", 1)
    with pytest.raises(ArithmeticError, match=r"had not settled after 1 steps"):
        logistic_regression(some_weights(SMALL.d), some_points(classes=True))
