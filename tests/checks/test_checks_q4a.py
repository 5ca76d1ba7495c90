"""The numbers that a student types in after training, `vae_metrics` and `vae_data`."""

import json
import statistics
from pathlib import Path

import pytest
import torch
from judging import failures

from hw12_checks import q4a

CHECKS = [q4a.band, q4a.consistency]
RUNS = json.loads((Path(__file__).parents[2] / "assignment/staff/vae_runs.json").read_text())


def metrics(nelbo, kl, rec, errors=(0.21, 0.15, 0.28)):
    return {name: (mean, error) for name, mean, error in zip(q4a.NAMES, (nelbo, kl, rec), errors, strict=True)}


RIGHT = {
    "full": (metrics(99.07, 24.92, 74.15), "full"),
    "5k": (metrics(105.74, 24.13, 81.60), "5k"),
    "whole_test_split": (metrics(98.03, 24.75, 73.28), "full"),
    "one_decimal": (metrics(99.1, 24.9, 74.1), "full"),
    "whole_numbers": (metrics(99, 25, 75), "full"),
    "rounded_apart": (metrics(99.1, 24.95, 74.2), "full"),
    "spelt_otherwise": ({key.upper(): list(pair) for key, pair in metrics(105.7, 24.1, 81.6).items()}, " 5K "),
    "tensors": (metrics(*(torch.tensor(x) for x in (99.07, 24.92, 74.15))), "(full)"),
    "an_error_rounded_to_0": (metrics(99.1, 24.9, 74.2, (0.1, 0.0, 0.2)), "full"),
    "more_entries": (metrics(99.07, 24.92, 74.15) | {"runs": 3}, "full"),
}
WRONG = {
    "not_negated": (metrics(-99.07, 24.92, 74.15), "full", {"band", "consistency"}, ""),
    "all_negative": (metrics(-99.07, -24.92, -74.15), "full", {"band"}, "it is above 0"),
    "exchanged": (metrics(99.07, 74.15, 24.92), "full", {"band"}, "have changed places"),
    "averaged_over_pixels": (metrics(99.07 / 784, 24.92 / 784, 74.15 / 784), "full", {"band"}, "Sum over the pixels"),
    "summed_over_a_batch": (metrics(9907.0, 2492.0, 7415.0), "full", {"band"}, "all 10,000 iterations"),
    "after_1000_iterations": (metrics(116.2, 22.9, 93.3), "full", {"band"}, "all 10,000 iterations"),
    "other_data_named": (metrics(105.74, 24.13, 81.60), "full", {"band"}, "Check `vae_data`"),
    "other_data_named_too": (metrics(99.07, 24.92, 74.15), "5k", {"band"}, "Check `vae_data`"),
    "too_good": (metrics(60.0, 20.0, 40.0), "full", {"band"}, "run the training again"),
    "terms_of_another_run": (metrics(99.07, 24.12, 74.15), "full", {"consistency"}, "different runs"),
    "errors_of_0": (metrics(99.07, 24.92, 74.15, (0, 0, 0)), "full", {"consistency"}, "standard error of 0"),
    "negative_error": (metrics(99.07, 24.92, 74.15, (0.1, -0.1, 0.1)), "full", {"consistency"}, "error of -0.1"),
    "huge_error": (metrics(99.07, 24.92, 74.15, (0.1, 24.0, 0.1)), "full", {"consistency"}, "error of 24"),
    "means_alone": ({"nelbo": 99.07, "kl": 24.92, "rec": 74.15}, "full", {"band", "consistency"}, "a pair"),
    "three_numbers": (metrics(99.07, 24.92, 74.15) | {"kl": (1, 2, 3)}, "full", {"band", "consistency"}, "a pair"),
    "kl_missing": ({"nelbo": (99, 1), "rec": (74, 1)}, "full", {"band", "consistency"}, "no kl in `vae_metrics`"),
    "list": ([99.07, 24.92, 74.15], "full", {"band", "consistency"}, "a dictionary from name to"),
    "text": (metrics("99", 24.92, 74.15), "full", {"band", "consistency"}, "a mean of nelbo = '99'; expected a plain"),
    "nested": (
        metrics(99.07, [24.92], 74.15),
        "full",
        {"band", "consistency"},
        "a mean of kl = [24.92]; expected a plain number. Write it without quotes and without brackets.",
    ),
    "error_as_text": (
        metrics(99.07, 24.92, 74.15, (0.1, "0.1", 0.1)),
        "full",
        {"band", "consistency"},
        "a standard error of kl = '0.1'; expected a plain number",
    ),
    "nan": (metrics(float("nan"), 24.92, 74.15), "full", {"band", "consistency"}, "a mean of nelbo = nan; expected a"),
    "unknown_data": (metrics(99.07, 24.92, 74.15), "cifar", {"band", "consistency"}, 'one of "full", "5k"'),
    "zeros": (metrics(0, 0, 0, (0, 0, 0)), "full", {"band", "consistency"}, ""),
    "zeros_with_errors": (metrics(0, 0, 0), "full", {"band", "consistency"}, ""),
    "blank": (None, "full", {"band", "consistency"}, "expected the blank to be filled"),
    "ellipsis": (..., "full", {"band", "consistency"}, "expected the blank to be filled"),
    "blank_pairs": (dict.fromkeys(q4a.NAMES, ...), "5k", {"band", "consistency"}, "expected the blank to be filled"),
    "blank_numbers": (metrics(..., ..., ...), "5k", {"band", "consistency"}, "expected the blank to be filled"),
    "blank_data": (metrics(99.07, 24.92, 74.15), ..., {"band", "consistency"}, "`vae_data`"),
}


@pytest.mark.parametrize("answers", RIGHT.values(), ids=RIGHT)
def test_right_numbers_pass(answers):
    assert failures(CHECKS, *answers) == {}


@pytest.mark.parametrize(("metrics", "data", "fails", "says"), WRONG.values(), ids=WRONG)
def test_wrong_numbers_fail_with_their_reason(metrics, data, fails, says):
    found = failures(CHECKS, metrics, data)
    assert found.keys() == fails
    assert all(says in said for said in found.values())


def measured(data, split, name):
    return [run[split][name] for run in RUNS if run["data"] == data and run["iterations"] == 10_000]


@pytest.mark.parametrize("name", q4a.NAMES)
@pytest.mark.parametrize("data", q4a.BANDS)
def test_bands_hold_measured_means_of_three_runs_by_seven_standard_errors(data, name):
    values = measured(data, "subset", name)
    error = statistics.stdev(values) / 3**0.5
    band = q4a.BANDS[data][name]
    assert len(values) >= 5
    assert band.low + 7 * error < statistics.fmean(values) < band.high - 7 * error


@pytest.mark.parametrize("data", q4a.BANDS)
def test_every_measured_run_would_pass(data):
    for split in ("subset", "test"):
        for values in zip(*(measured(data, split, name) for name in q4a.NAMES), strict=True):
            assert failures(CHECKS, metrics(*values), data) == {}


def test_bands_of_nelbo_tell_the_two_data_apart():
    assert q4a.BANDS["full"]["nelbo"].high < q4a.BANDS["5k"]["nelbo"].low
