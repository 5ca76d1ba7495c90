"""Question 4a, the numbers of trained VAEs: `vae_metrics`, name -> (mean, standard error), and `vae_data`.

Nothing is trained here: the numbers are literals that the student typed in after the runs.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from autograder.checking.answers import number, shown, written
from autograder.checking.mismatch import Mismatch
from hw12_checks.choices import choice

NAMES = ("nelbo", "kl", "rec")
N_PIXELS = 784


@dataclass(frozen=True)
class Band:
    """From `low` to `high`, in nats a digit."""

    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


# Measured: six runs of 10,000 iterations with a right answer on each of the two, on the fixed test subset
# (assignment/staff/vae_runs.json, from measure_vae.py): nelbo 99.05, kl 24.90, rec 74.15 with all of MNIST, and 105.84,
# 24.14, 81.69 with the 5,000 digits; means over the whole test split are at most 1.1 lower. Single runs scatter with
# standard deviations of 0.62 at most (0.31 for kl), means of three runs of 0.36 (0.18): a right mean is 8 of these and
# more away from either end, a chance below 1e-14 for normal scatter, and below 1e-7 if six runs have shown only two
# thirds of it. The two bands of nelbo do not meet.
BANDS = {
    "full": {"nelbo": Band(95.5, 102), "kl": Band(22.5, 27), "rec": Band(70.5, 77.5)},
    "5k": {"nelbo": Band(102.5, 109), "kl": Band(22, 26.5), "rec": Band(78, 85)},
}
# Of three runs with a standard deviation of s, the standard error exceeds e with probability exp(-3 e^2 / s^2): for
# e = 3 and s = 0.7 about 1e-24. It has no smallest value but 0, to which a small one may have been rounded: three zeros
# together are those of runs that were not made.
MAX_STANDARD_ERROR = 3.0


@dataclass(frozen=True)
class Metric:
    """A mean over runs and its standard error."""

    mean: float
    standard_error: float


def band(vae_metrics: object, vae_data: object) -> None:
    """The means lie where runs on the data named lie."""
    metrics, data = _read(vae_metrics), _data(vae_data)
    for name in NAMES:
        allowed, mean = BANDS[data][name], metrics[name].mean
        if mean not in allowed:
            raise Mismatch(
                f"{name} = {mean:g} nats a digit",
                f"what 10,000 iterations on the data named ({data}) reach",
                _about_means(metrics, name, data),
            )


def consistency(vae_metrics: object, vae_data: object) -> None:
    """The means add up but for rounding, and the standard errors are those of a few runs."""
    metrics = _read(vae_metrics)
    _data(vae_data)
    errors = {name: metric.standard_error for name, metric in metrics.items()}
    for name, error in errors.items():
        if not 0 <= error <= MAX_STANDARD_ERROR or not any(errors.values()):
            raise Mismatch(
                f"a standard error of {error:g} for {name}",
                "the standard deviation between your runs, divided by the root of their number",
                "Runs from different seeds differ by some tenths of a nat; write down two decimals.",
            )
    nelbo, kl, rec = (metrics[name].mean for name in NAMES)
    if min(abs(nelbo), abs(kl), abs(rec)) == 0:
        raise Mismatch("a mean of 0", "what your runs measured", "Fill in the numbers of your runs.")
    tolerance = 1.5 * max(_unit(value) for value in (nelbo, kl, rec)) + 1e-9  # each is off by half a unit at most
    if not abs(nelbo - kl - rec) <= tolerance:
        raise Mismatch(
            f"nelbo = {nelbo:g} with kl = {kl:g} and rec = {rec:g}",
            "three means of the same runs, of which one is made up of the other two",
            "Were they copied from different runs, or does your bound return something else?",
        )


def _about_means(metrics: Mapping[str, Metric], name: str, data: str) -> str:
    nelbo, kl, rec = (metrics[each].mean for each in NAMES)
    bands = BANDS[data]
    other = next(each for each in BANDS if each != data)
    if nelbo < 0:
        return "The negative ELBO is asked for, and it is above 0."
    if kl in bands["rec"] and rec in bands["kl"]:
        return "`kl` and `rec` have changed places."
    if nelbo * N_PIXELS in Band(0.5 * bands["nelbo"].low, 2 * bands["nelbo"].high):
        return "Sum over the pixels of a digit: this looks like an average over them."
    if all(metrics[each].mean in BANDS[other][each] for each in NAMES):
        return "Check `vae_data`: on which data was the model trained?"
    if metrics[name].mean > bands[name].high and name == "nelbo":
        return (
            "Were all 10,000 iterations run? It is the value on the test subset that is asked for, after the last one."
        )
    return "If the hidden tests of your two functions pass, run the training again with its default settings."


def _read(vae_metrics: object) -> dict[str, Metric]:
    """Returns the three metrics; raises Mismatch for anything but three pairs of finite numbers."""
    written(vae_metrics, "vae_metrics")
    if not isinstance(vae_metrics, Mapping):
        raise Mismatch(
            f"`vae_metrics` = {shown(vae_metrics)}",
            "a dictionary from name to (mean, standard error)",
            "Keep the braces and the three names as they were handed out.",
        )
    by_name = {str(key).strip().casefold(): value for key, value in vae_metrics.items()}
    missing = [name for name in NAMES if name not in by_name]
    if missing:
        raise Mismatch(f"no {', '.join(missing)} in `vae_metrics`", "nelbo, kl and rec", "Add what is missing.")
    return {name: _metric(by_name[name], name) for name in NAMES}


def _metric(value: object, name: str) -> Metric:
    written(value, f'vae_metrics["{name}"]')
    if not isinstance(value, tuple | list) or len(value) != 2:
        raise Mismatch(
            f"{shown(value)} for {name}", "a pair (mean, standard error)", "Give both numbers, in this order."
        )
    for part in value:
        written(part, f'vae_metrics["{name}"]')
    return Metric(number(value[0], f"a mean of {name}"), number(value[1], f"a standard error of {name}"))


def _data(vae_data: object) -> str:
    return choice(vae_data, "vae_data", BANDS)


def _unit(value: float) -> float:
    """Returns the place of the last decimal that `value` was written with, 0.001 at the least: 0.1 for 98.3."""
    return next((10.0**-k for k in range(3) if abs(round(value, k) - value) <= 1e-5), 1e-3)
