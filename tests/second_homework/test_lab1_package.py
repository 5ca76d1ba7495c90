"""The students' package of lab 1, and the figure that its notebook ships."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import lab1
import pytest
import torch
from lab1.plots import LAMS

ASSIGNMENT = Path(__file__).with_name("assignment")
SINGULAR_VALUES = (6, 2, 0.6, 0.2)


@pytest.fixture(scope="module")
def make_figures() -> ModuleType:
    """The staff's script, which does not lie in a package."""
    spec = importlib.util.spec_from_file_location("make_lab1_figures", ASSIGNMENT / "staff" / "make_figures.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_design_matrix_has_the_singular_values_that_were_asked_for() -> None:
    problem = lab1.make_problem(SINGULAR_VALUES, n=20)
    assert problem.X.shape == (20, 4)
    torch.testing.assert_close(torch.linalg.svdvals(problem.X), torch.tensor(SINGULAR_VALUES, dtype=torch.float64))


def test_directions_are_right_singular_vectors() -> None:
    problem = lab1.make_problem(SINGULAR_VALUES, n=20)
    stretched = (problem.X @ problem.directions.T).norm(dim=0)  # (d,)
    torch.testing.assert_close(stretched, problem.singular_values)


def test_true_weights_have_the_component_1_in_each_direction() -> None:
    problem = lab1.make_problem(SINGULAR_VALUES, n=7)
    torch.testing.assert_close(lab1.components(problem, problem.w_true), torch.ones(4, dtype=torch.float64))


def test_without_noise_the_true_weights_fit_exactly() -> None:
    problem = lab1.make_problem(SINGULAR_VALUES, n=20, noise=0)
    torch.testing.assert_close(problem.X @ problem.w_true, problem.y)


def test_same_seed_gives_the_same_problem_and_leaves_the_global_stream_alone() -> None:
    state = torch.get_rng_state()
    first, again, other = (lab1.make_problem(SINGULAR_VALUES, n=5, seed=seed) for seed in (1, 1, 2))
    assert torch.equal(first.X, again.X)
    assert torch.equal(first.y, again.y)
    assert not torch.equal(first.X, other.X)
    assert torch.equal(torch.get_rng_state(), state)


@pytest.mark.parametrize(
    ("singular_values", "n", "says"),
    [
        ((3, 2, 1), 2, "3 singular values for n=2"),
        ((), 2, "0 singular values for n=2"),
        ((1, 2), 5, "largest first"),
        ((1, 0), 5, "positive ones"),
        ((1, float("nan")), 5, "positive ones"),
    ],
)
def test_problem_that_cannot_be_made_is_refused(singular_values: tuple[float, ...], n: int, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        lab1.make_problem(singular_values, n)


def test_plot_has_one_curve_per_singular_value(make_figures: ModuleType) -> None:
    problem = lab1.make_problem(SINGULAR_VALUES, n=20)
    (axes,) = lab1.plot_components(make_figures.solve, problem).axes
    curves = {line.get_label(): line.get_ydata() for line in axes.lines if not line.get_label().startswith("_")}
    assert list(curves) == ["s = 6", "s = 2", "s = 0.6", "s = 0.2"]
    at = 40
    want = lab1.components(problem, make_figures.solve(problem.X, problem.y, LAMS[at]))
    assert [curve[at] for curve in curves.values()] == pytest.approx(want.tolist())


def test_plot_is_shown_by_a_notebook_with_a_description(make_figures: ModuleType) -> None:
    fig = lab1.plot_components(make_figures.solve, lab1.make_problem((2, 1), n=3))
    content, metadata = fig._repr_png_()
    assert content.startswith(b"\x89PNG")
    assert "lam" in metadata["alt"]


def test_plot_refuses_more_curves_than_it_has_colors(make_figures: ModuleType) -> None:
    with pytest.raises(ValueError, match="at most 4"):
        lab1.plot_components(make_figures.solve, lab1.make_problem((5, 4, 3, 2, 1), n=6))


def test_figure_is_the_same_bytes_each_time(make_figures: ModuleType, tmp_path: Path) -> None:
    first = make_figures.make(tmp_path).read_bytes()
    assert make_figures.make(tmp_path).read_bytes() == first


def test_alt_text_of_the_figure_says_what_it_shows(make_figures: ModuleType) -> None:
    """The figure and the demo cell draw the same problem; the numbers in the alt text are its components."""
    call = re.search(r"lab1\.make_problem\((.+)\)", (ASSIGNMENT / "lab1.md").read_text(encoding="utf-8"))
    assert call is not None
    assert f"make_problem({call[1]})" in (ASSIGNMENT / "staff" / "make_figures.py").read_text(encoding="utf-8")
    problem = lab1.make_problem(SINGULAR_VALUES, n=20, noise=0.1, seed=3)
    tiny, large = (lab1.components(problem, make_figures.solve(problem.X, problem.y, LAMS[i])) for i in (0, -1))
    assert all(0.9 < component < 1 for component in tiny[:3].tolist())
    assert tiny[3].item() == pytest.approx(1.4, abs=0.05)
    assert bool((large.abs() < 0.05).all())
    half = [
        next(
            lam.item()
            for lam in LAMS
            if lab1.components(problem, make_figures.solve(problem.X, problem.y, lam))[i] < 0.5
        )
        for i in range(4)
    ]
    assert half == sorted(half, reverse=True)  # the smaller the singular value, the earlier it falls
