"""The record behind the shipped figures supports the answers that the homework accepts."""

import importlib
import json
import struct
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy import stats

ASSIGNMENT = Path(__file__).resolve().parents[2] / "assignment"
STAFF, FIGURES = ASSIGNMENT / "staff", ASSIGNMENT / "figures"
NAMES = ("figure_1", "figure_2b", "figure_3c", "figure_3d", "vib_overview", "maml_trajectory")
RECORD = json.loads((STAFF / "figures.json").read_text())


pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture
def staff(monkeypatch):
    monkeypatch.syspath_prepend(str(STAFF))
    yield importlib.import_module
    for name in ("make_figures", "bottlenecks", "drawings", "training_runs"):
        sys.modules.pop(name, None)


def standard_errors(differences):
    """By how many standard errors the mean of `differences`, one a seed, is above zero."""
    return np.mean(differences) / stats.sem(differences)


def apart(worse, better):
    """By how many standard errors two sets of runs differ, taken as if they shared nothing."""
    return (np.mean(worse) - np.mean(better)) / np.hypot(stats.sem(worse), stats.sem(better))


def test_every_figure_has_its_picture_and_its_record(staff):
    assert set(staff("make_figures").MAKERS) == set(NAMES) == set(RECORD)
    assert {path.name for path in FIGURES.glob("*")} >= {f"{name}.png" for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_pixels_and_nothing_else(name):
    content, kinds, at = (FIGURES / f"{name}.png").read_bytes(), [], 8
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    while at < len(content):
        size, kind = struct.unpack(">I4s", content[at : at + 8])
        kinds.append(kind)
        at += 12 + size
    assert set(kinds) <= {b"IHDR", b"pHYs", b"IDAT", b"IEND"}
    assert at == len(content)


@pytest.mark.parametrize("name", ["vib_overview", "maml_trajectory"])
def test_making_a_figure_again_gives_the_same_picture(name, staff, tmp_path):
    pictures = []
    for _ in range(2):
        staff("make_figures").make(name, tmp_path, tmp_path / "record.json")
        pictures.append((tmp_path / f"{name}.png").read_bytes())
    assert pictures[0] == pictures[1]
    assert list(json.loads((tmp_path / "record.json").read_text())) == [name]


def test_fitting_figure_2b_again_gives_the_recorded_fits(staff, tmp_path):
    record = staff("make_figures").make("figure_2b", tmp_path, tmp_path / "record.json")
    assert set(record) == set(RECORD["figure_2b"])
    for panel, fit in record["panels"].items():
        for number in ("mean", "std", "divergence"):
            assert fit[number] == pytest.approx(RECORD["figure_2b"]["panels"][panel][number], abs=1e-3)


def test_figure_1_shows_the_posed_model_far_behind(staff):
    start, end = (
        {label: loss[when] for label, loss in RECORD["figure_1"]["loss"].items()}
        for when in ("first", "mean_of_last_50_steps")
    )
    for losses in (start, end):
        assert losses["your model"] > 3 * losses["your friend's model"]


def test_the_posed_head_gets_worse_with_width_and_the_mended_one_does_not():
    head = RECORD["figure_1"]["initial_head_loss"]
    widths = np.array(sorted(int(width) for width in head["your model"]))
    assert (widths.min(), widths.max()) == (64, 2048)
    posed, mended = ([head[label][str(width)] for width in widths] for label in ("your model", "your friend's model"))
    even = np.log(RECORD["figure_1"]["settings"]["n_words"])
    np.testing.assert_allclose(mended, even + 0.5, atol=0.15)
    slope = np.polyfit(np.log(widths), np.log(posed), 1)[0]
    assert slope == pytest.approx(0.5, abs=0.05)  # the spread of a logit, sqrt(d_model)
    whole = RECORD["figure_1"]["initial_loss_of_the_whole_model"]["your model"]
    slope = np.polyfit(np.log(widths), np.log([whole[str(width)] for width in widths]), 1)[0]
    assert slope == pytest.approx(1, abs=0.05)  # the logit of the word just read


def test_figure_2b_shows_reverse_in_a_and_forward_in_b():
    panels, target = RECORD["figure_2b"]["panels"], RECORD["figure_2b"]["target"]
    assert {panel: one["direction"] for panel, one in panels.items()} == {"A": "reverse", "B": "forward"}
    weights, means, stds = (np.array(target[name]) for name in ("weights", "means", "stds"))
    mean = (weights * means).sum()
    std = np.sqrt((weights * (stds**2 + means**2)).sum() - mean**2)
    assert (panels["B"]["mean"], panels["B"]["std"]) == (pytest.approx(mean, abs=1e-3), pytest.approx(std, abs=1e-3))
    assert panels["A"]["mean"] == pytest.approx(means[weights.argmax()], abs=0.05)
    assert panels["A"]["std"] == pytest.approx(stds[weights.argmax()], abs=0.05)


def test_figure_3c_measured_curve_is_b_and_dips_before_it_rises():
    record = RECORD["figure_3c"]
    assert [panel for panel, kind in record["curves"].items() if kind == "measured"] == ["b"]
    errors = np.array([row["seeds"] for row in record["error"]])  # (n_betas, n_seeds)
    assert errors.shape[0] == len(record["betas"]) >= 10
    assert errors.shape[1] >= 3
    best = errors.mean(axis=1).argmin()
    assert 0 < best < len(errors) - 1
    for end in (errors[0], errors[-1]):
        assert standard_errors(end - errors[best]) > 2
        assert apart(end, errors[best]) > 2


def test_figure_3c_other_curves_rise_fall_and_peak_in_the_measured_range(staff):
    bottlenecks = staff("bottlenecks")
    errors = np.array([row["seeds"] for row in RECORD["figure_3c"]["error"]]) / 100
    drawn = {panel: curve.mean(axis=1) for panel, curve in bottlenecks._distractors(errors).items()}
    assert set(drawn) == {"a", "c", "d"}
    assert stats.spearmanr(drawn["a"], bottlenecks.SWEEP_BETAS).statistic > 0.98
    assert stats.spearmanr(drawn["c"], bottlenecks.SWEEP_BETAS).statistic < -0.98
    assert 1 < drawn["d"].argmax() < len(errors) - 2
    low, high = errors.mean(axis=1).min(), errors.mean(axis=1).max()
    for curve in drawn.values():
        assert low - 0.005 < curve.min() < curve.max() < high + 0.005


def test_figure_3d_panels_are_as_the_answer_says_and_the_middle_beta_wins():
    record = RECORD["figure_3d"]
    assert record["panels"] == {"a": 1e-3, "b": 1.0, "c": 1e-6}
    errors = {float(beta): np.array(one["seeds"]) for beta, one in record["error"].items()}
    assert min(errors, key=lambda beta: errors[beta].mean()) == record["panels"]["a"]
    for beta in (1e-6, 1.0):
        assert standard_errors(errors[beta] - errors[1e-3]) > 2
        assert apart(errors[beta], errors[1e-3]) > 2


def test_figure_3d_scales_tell_the_panels_apart():
    reach = RECORD["figure_3d"]["largest_coordinate"]
    assert reach["(c)"] > 2 * reach["(a)"]
    assert reach["(a)"] > reach["(b)"]


def test_the_staff_sample_has_the_moments_asked_for(staff):
    v = torch.randn(200_000, generator=torch.Generator().manual_seed(0))
    z = staff("bottlenecks").latent_sample(torch.tensor(2.0), torch.tensor(0.5), v)
    assert (z.mean().item(), z.std().item()) == (pytest.approx(2, abs=0.01), pytest.approx(0.5, abs=0.01))


def test_the_two_models_of_figure_1_differ_in_the_word_table_alone(staff):
    runs = staff("training_runs")
    sizes = {"n_words": 20, "max_len": 5, "n_layers": 1, "d_model": 64, "n_heads": 2, "d_ffn": 8, "p_drop": 0.0}
    states = []
    for make in (runs.Transformer, runs.FixedTransformer):
        torch.manual_seed(0)
        model = make(**sizes)
        assert model.lm_head.weight is model.emb_word.weight
        states.append(model.state_dict())
    differ = {name for name in states[0] if not torch.equal(states[0][name], states[1][name])}
    assert differ == {"emb_word.weight", "lm_head.weight"}
    torch.testing.assert_close(states[1]["emb_word.weight"] * 8, states[0]["emb_word.weight"])
