"""Nothing in a figure is said by colour alone."""

import itertools

import pytest
import torch

from hw12 import maml, plots, vib


def looks(axes):
    """Of each named line: dash, marker and width, without its colour."""
    lines = [line for line in axes.get_lines() if not str(line.get_label()).startswith("_")]
    return [(line.get_linestyle(), line._dash_pattern, line.get_marker(), line.get_linewidth()) for line in lines]


def test_series_of_the_cycle_differ_in_dash_and_in_marker():
    fig = plots.figure()
    for number in range(len(plots.PALETTE)):
        fig.axes[0].plot([0, 1], [0, number], label=f"series {number}")
    for first, second in itertools.combinations(looks(fig.axes[0]), 2):
        assert first[:2] != second[:2]
        assert first[2] != second[2]


@pytest.fixture(scope="module")
def result():
    small = maml.Settings(meta_iterations=2, tasks_per_set=2, point_sets=1)
    return maml.run_gradient_descent(small, inner_steps=1)


@pytest.mark.parametrize("draw", [maml.plot_test_error, maml.plot_prediction])
def test_learners_differ_in_more_than_their_colour(draw, result):
    panels = [looks(axes) for axes in draw(result).axes]
    assert any(len(found) >= 2 for found in panels)
    for found in panels:
        assert len(set(map(str, found))) == len(found)


def test_classes_in_a_latent_space_differ_in_their_symbol():
    labels = torch.arange(30) % 3
    fig = vib.plot_latent_spaces({"beta 1": (torch.randn(30, 2), labels)}, names=["4", "7", "9"])
    shapes = {str(one.get_paths()[0].vertices.round(3).tolist()) for one in fig.axes[0].collections}
    lines = {line.get_marker() for line in fig.axes[0].get_lines()}
    assert max(len(shapes), len(lines)) >= 3
