"""docs/results.md is what the records render to, and the records bear out what the homework says."""

import copy
import importlib
import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STAFF = ROOT / "assignment" / "staff"


@pytest.fixture
def results(monkeypatch):
    monkeypatch.syspath_prepend(str(STAFF))
    yield importlib.import_module("write_results")
    for name in ("write_results", "results_rows"):
        sys.modules.pop(name, None)


@pytest.fixture
def rows(results):
    return sys.modules["results_rows"]


def maml(demo):
    runs = json.loads((STAFF / "maml_runs.json").read_text())["runs"]
    return [one for one in runs if one["demo"] == demo]


def medians(run, n="32"):
    return {name: one["median"] for name, one in run["error"][n].items()}


META, ONES, ORACLE = "meta-learned weights", "all weights 1", "oracle (knows S)"
REGRESSION = ("closed form", "gradient descent, 5 inner steps", "gradient descent, 1 inner step")


def test_the_page_is_what_the_records_render_to(results):
    page = results.render(results.load(), results.VAE_STEP.read_text())
    assert results.PAGE.read_text() == page, "run: python assignment/staff/write_results.py"


def test_a_changed_record_changes_the_page(results):
    records = results.load()
    changed = copy.deepcopy(records)
    changed["maml_runs"]["runs"][0]["error"]["32"][META]["median"] *= 2
    assert results.render(changed, "") != results.render(records, "")


def test_a_page_that_is_out_of_date_is_found_out(results, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(results, "PAGE", tmp_path / "results.md")
    monkeypatch.setattr(sys, "argv", ["write_results.py", "--check"])
    assert results.main() == 1
    assert "not what the records render to: run assignment/staff/write_results.py" in capsys.readouterr().err
    monkeypatch.setattr(sys, "argv", ["write_results.py"])
    assert results.main() == 0
    assert results.PAGE.read_text().startswith("# Results")


def test_a_missing_record_is_named_with_the_command_that_makes_it(results, tmp_path):
    with pytest.raises(
        FileNotFoundError, match=r"figures\.json is not there; this makes it: python assignment/staff/make"
    ):
        results.load(tmp_path)


def test_every_row_says_all_that_a_row_should(results):
    records = results.load()
    for section in results.SECTIONS.values():
        for row in section(records):
            assert all(results.cells(row))


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ([1.0, 2.0, 3.0], "2.00 ± 0.58"),
        ([98.0, 98.04], "98.020 ± 0.020"),
        ([0.5, 0.5, 0.5], "0.5"),
        ([100.0, 300.0], "200 ± 100"),
        ([3.25], "3.25"),
    ],
)
def test_means_are_written_as_far_as_their_standard_error_goes(rows, values, text):
    assert rows.mean_se(values) == text


def test_the_demos_together_are_forty_times_faster_than_the_plain_loop_and_agree_with_it():
    record = json.loads((STAFF / "maml_speed.json").read_text())
    assert record["all"]["ratio"] >= record["all"]["expected"] == 40
    assert len(record["demos"]) == 4
    assert all(one["agree"] for one in record["demos"])
    assert record["all"]["ratio"] == pytest.approx(
        sum(one["plain_s"] for one in record["demos"]) / sum(one["batched_s"] for one in record["demos"])
    )


def test_no_measured_slope_is_quadratic():
    rows = json.loads((STAFF / "maml_slopes.json").read_text())["rows"]
    assert {(row["part"], row["grows"]) for row in rows} == {
        (part, grows) for part in ("meta-iteration", "test fit") for grows in ("d", "tasks")
    }
    assert max(row["slope"] for row in rows) < 1.7


def test_on_the_grid_the_recorded_runs_spike_at_32_near_the_oracle():
    for run in maml("closed form"):
        spike = {n: medians(run, n)[META] for n in ("31", "32", "33")}
        assert spike["32"] < min(spike["31"], spike["33"]) / 20
        means = {name: one["mean"] for name, one in run["error"]["32"].items()}
        assert means[META] < 5 * means[ORACLE]
        groups = run["weights"]
        assert groups["in S"]["smallest"] > 3
        assert groups["aliases of S on the grid"]["largest"] < 0.5 < groups["others"]["smallest"]
        assert run["test_tasks"] >= 100


def test_on_uniform_points_the_recorded_runs_have_no_spike():
    for run in maml("closed form, uniform points"):
        spike = {n: medians(run, n)[META] for n in ("31", "32", "33")}
        assert max(spike.values()) < 2 * min(spike.values())
        assert medians(run)[META] > 10 * medians(run)[ORACLE]


@pytest.mark.parametrize("demo", REGRESSION)
def test_every_recorded_demo_is_far_better_than_equal_weights(demo):
    assert len(maml(demo)) >= 3
    for run in maml(demo):
        assert medians(run)[ORACLE] < medians(run)[META] < medians(run)[ONES] / 8


def test_a_larger_inner_step_classifies_better_in_every_recorded_run():
    for large, small in zip(
        maml("classification, inner step 0.3"), maml("classification, inner step 0.01"), strict=True
    ):
        assert medians(large)[META] < medians(small)[META] < medians(small)[ONES] / 2
        assert medians(large)[ONES] == medians(small)[ONES]


def test_the_recorded_vaes_are_where_the_course_says():
    runs = [json.loads((STAFF / f"{name}.json").read_text()) for name in ("vae_runs", "vae_transfer")]
    for data, nats in (("full", 98), ("5k-on-mnist", 103)):
        found = [one["test"]["nelbo"] for kind in runs for one in kind if one["data"] == data]
        assert len(found) >= 3
        assert sum(found) / len(found) == pytest.approx(nats, abs=1)


def test_the_notebook_was_executed_in_less_than_five_minutes():
    record = json.loads((STAFF / "notebook_cells.json").read_text())
    assert 10 < record["seconds"] < 300
    assert sum(one["seconds"] for one in record["cells"]) <= record["seconds"]
