import matplotlib as mpl
import pytest

from hw12 import plots


def test_a_figure_has_the_panels_asked_for_and_leaves_the_global_style_alone():
    before = dict(mpl.rcParams)
    fig = plots.figure(rows=2, columns=3)
    assert len(fig.axes) == 6
    assert dict(mpl.rcParams) == before


def test_a_figure_shows_itself_once_as_png_and_is_unknown_to_pyplot():
    from matplotlib import pyplot

    fig = plots.figure()
    assert fig._repr_png_()[0].startswith(b"\x89PNG")
    assert pyplot.get_fignums() == []


def test_series_differ_in_more_than_colour():
    looks = [plots.series(index) for index in range(len(plots.PALETTE))]
    for key in ("color", "linestyle", "marker"):
        assert len({str(look[key]) for look in looks}) == len(looks)


def test_lines_drawn_without_a_style_take_the_series_in_turn():
    (axes,) = plots.figure().axes
    (first,), (second,) = axes.plot([0, 1]), axes.plot([1, 0])
    assert first.get_color() == plots.PALETTE[0]
    assert (second.get_color(), second.get_marker()) == (plots.PALETTE[1], plots.MARKERS[1])
    assert first.get_linestyle() != second.get_linestyle()


def test_the_same_figure_is_the_same_file_and_says_nothing_of_its_maker():
    def one():
        fig = plots.figure()
        fig.axes[0].plot([1, 2, 3])
        return plots.png(fig)

    assert one() == one()
    assert b"tEXt" not in one()
    assert b"iTXt" not in one()


def test_a_figure_without_panels_is_refused():
    with pytest.raises(ValueError, match="Got 0 rows and 1 columns; a figure needs at least 1"):
        plots.figure(rows=0)


def test_a_figure_says_in_words_what_is_drawn_and_not_what_it_shows():
    fig = plots.figure(columns=2)
    left, right = fig.axes
    left.plot([0, 1], [3, 4], label="training")
    left.plot([0, 1], [5, 6], label="validation")
    left.set(title="Loss", xlabel="iteration", ylabel="nats a digit")
    right.imshow([[0, 1]])
    words = fig._repr_png_()[1]["alt"]
    assert words == (
        "Plot. panel 1: Loss, nats a digit against iteration, series: training, validation; panel 2: a picture."
    )
    assert plots.figure()._repr_png_()[1]["alt"] == "Plot."
