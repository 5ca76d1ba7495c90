"""The figures of the meta-learning demos: what a student reads from them is there, and is the run's."""

from dataclasses import replace

import numpy as np
import pytest
from matplotlib.figure import Figure

from hw12 import maml, plots

QUICK = {"d": 101, "meta_iterations": 8, "n_post_values": 8}


@pytest.fixture(scope="module")
def regression():
    return maml.run_closed_form(replace(maml.CLOSED_FORM, **QUICK))


@pytest.fixture(scope="module")
def classification():
    return maml.run_classification(replace(maml.CLASSIFICATION, **QUICK))


@pytest.mark.parametrize("zoom", [False, True])
def test_the_error_figure_is_logarithmic_and_names_every_learner(regression, zoom):
    figure = maml.plot_test_error(regression, zoom=zoom)
    (axes,) = figure.axes
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "log")
    assert [text.get_text() for text in axes.get_legend().get_texts()] == list(regression.errors)
    shown = axes.lines[0].get_xdata()
    assert (shown.min() >= 8 and shown.max() <= 128) if zoom else (shown[0], shown[-1]) == (1, 303)
    assert len(axes.collections) == len(regression.errors)  # a band for each


def test_the_error_figure_draws_medians(regression):
    line = maml.plot_test_error(regression).axes[0].lines[0]
    expected = regression.errors[maml.META].quantile(0.5, dim=1)
    np.testing.assert_allclose(line.get_ydata(), expected)


def test_two_inner_steps_share_a_figure(classification):
    other = maml.run_classification(replace(maml.SMALL_INNER_STEP, **QUICK))
    axes = maml.plot_test_error(classification, other=other).axes[0]
    labels = [text.get_text() for text in axes.get_legend().get_texts()]
    assert labels[::4] == [f"{maml.META},\ninner step {step}" for step in ("0.3", "0.01")]
    assert labels[1:4] == [maml.ONES, maml.ORACLE, maml.ZERO]
    assert axes.get_title() == "Classification: test error"
    np.testing.assert_allclose(axes.lines[4].get_ydata(), other.errors[maml.META].quantile(0.5, dim=1))


def test_runs_on_other_tasks_share_no_figure(classification):
    other = maml.run_classification(replace(maml.CLASSIFICATION, **QUICK, seed=1))
    with pytest.raises(ValueError, match="not tested on the same tasks: run both with the same test settings"):
        maml.plot_test_error(classification, other=other)


def test_the_prediction_figure_shows_truth_fit_and_every_training_point(classification):
    figure = maml.plot_prediction(classification)
    assert [axes.get_title() for axes in figure.axes] == [maml.META, maml.ONES, maml.ORACLE]
    truth, learned, points = figure.axes[0].lines
    assert set(np.asarray(truth.get_ydata())) == {0.0, 1.0}
    assert 0 <= learned.get_ydata().min() <= learned.get_ydata().max() <= 1
    assert len(points.get_xdata()) == 32
    assert points.get_markevery() == 1


def test_the_weights_figure_goes_from_equal_weights_to_the_last(regression):
    figure = maml.plot_weights(regression)
    first, last = figure.axes[0], figure.axes[4]
    assert first.get_title() == "after 0 meta-iterations"
    assert last.get_title() == "after 8 meta-iterations"
    assert all((line.get_ydata() == 1).all() for line in first.lines)
    np.testing.assert_allclose(last.lines[1].get_ydata(), regression.weights[-1][5:11])
    assert len(last.lines[0].get_xdata()) == 101 - 6


@pytest.mark.parametrize("plot", [maml.plot_test_error, maml.plot_prediction, maml.plot_weights])
def test_a_figure_is_shown_once_and_as_a_picture(regression, plot):
    pyplot = pytest.importorskip("matplotlib.pyplot")
    figure = plot(regression)
    assert isinstance(figure, Figure)
    assert plots.png(figure).startswith(b"\x89PNG")
    assert pyplot.get_fignums() == []


def test_errors_within_few_decades_are_marked_in_plain_numbers(classification):
    figure = maml.plot_test_error(classification)
    figure.canvas.draw()
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert {"0.2", "0.5"} <= set(labels)


def test_the_points_of_meta_training_are_marked_on_the_axis(regression):
    figure = maml.plot_test_error(regression)
    figure.canvas.draw()
    assert {"1", "32", "64", "101", "303"} <= {label.get_text() for label in figure.axes[0].get_xticklabels()}
