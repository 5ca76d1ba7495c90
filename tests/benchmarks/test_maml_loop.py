"""The plain loop that the demos are timed against is still the same mathematics as the batched code."""

from dataclasses import replace

import maml_loop
import maml_slopes
import pytest
import torch

from hw12 import maml
from hw12.maml_tasks import Settings

TINY = Settings(
    d=11, support=(1, 2), n_inner=5, n_meta=7, tasks_per_iteration=3, meta_iterations=3,
    n_post_values=4, point_sets=1, tasks_per_set=2,
)  # fmt: skip
DEMOS = list(maml_loop.demos(replace(TINY, inner_points="grid"), TINY, replace(TINY, inner_step=0.3, first_n_post=4)))


@pytest.mark.parametrize("demo", DEMOS, ids=lambda demo: demo.name)
def test_the_plain_loop_and_the_batched_code_find_the_same(demo):
    found = maml_loop.compare(demo, maml_loop.Work(meta_iterations=3, test_tasks=2))
    assert found.gradient_difference < maml_loop.GRADIENT_TOLERANCE
    assert found.fit_difference < maml_loop.tolerance(demo)
    assert found.agree
    assert found.batched_s > 0
    assert found.plain_s > 0


def test_a_wrong_learner_is_found_out():
    wrong = replace(DEMOS[1], plain_learner=maml_loop.descent(4, 1e-2, torch.nn.functional.mse_loss))
    found = maml_loop.compare(wrong, maml_loop.Work(meta_iterations=1))
    assert found.gradient_difference > 1e-3
    assert not found.agree


def test_a_wrong_fit_is_found_out():
    demo = replace(DEMOS[0], plain_fit=lambda weighted, y: 1.001 * maml_loop.least_squares(weighted, y))
    assert not maml_loop.compare(demo, maml_loop.Work(meta_iterations=1)).agree


def test_all_demos_of_the_notebook_are_compared():
    names = [demo.name for demo in maml_loop.demos()]
    assert names == [
        "closed form",
        "gradient descent, 5 inner steps",
        "gradient descent, 1 inner step",
        "classification",
    ]
    assert [demo.settings for demo in maml_loop.demos()][::3] == [maml.CLOSED_FORM, maml.CLASSIFICATION]


def test_the_slope_of_a_power_law_is_its_power():
    sizes = (1, 2, 4, 8)
    assert maml_slopes.slope(sizes, [3.0 * size**1.5 for size in sizes]) == pytest.approx(1.5)
