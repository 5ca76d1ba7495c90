"""What docs/results.md says: a row for each figure and number of the homework, made of the records beside this file.

Staff only. A row holds the homework's claim, what was measured, how, what the literature or the course has, and why
the two differ. The numbers of the homework's own runs come out of the records, none is typed here; those of the
literature and of the course's published handout are quoted.
"""

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Record = Any  # parsed JSON
PUBLISHED_S = {
    "closed form": 126,
    "gradient descent, 5 inner steps": 157,
    "classification, inner step 0.3": 180,
}  # seconds on two cores, of the three demos of the handout as published
META, ONES, ORACLE, ZERO = "meta-learned weights", "all weights 1", "oracle (knows S)", "predicting 0"
NO_OTHER = "none published: the homework's own setting"


@dataclass(frozen=True)
class Row:
    """One figure or number."""

    claim: str
    measured: str
    how: str
    elsewhere: str
    difference: str


def transformer(records: dict[str, Record]) -> list[Row]:
    """Question 1: the loss curves, and the initial loss against d_model."""
    one = records["figures"]["figure_1"]
    posed, mended = "your model", "your friend's model"
    loss, head, whole = one["loss"], one["initial_head_loss"], one["initial_loss_of_the_whole_model"]
    widths = sorted(head[posed], key=int)
    how = f"1 run, seed {one['settings']['seed']}, {one['seconds']:.0f} s for all of figure 1"
    across = f"d_model = {', '.join(widths)}"
    return [
        Row(
            "Figure 1: as posed, the model does far worse than its friend's.",
            f"first loss {loss[posed]['first']:.0f} against {loss[mended]['first']:.1f} nats a word; mean of the last "
            f"50 of {one['settings']['steps']} steps {loss[posed]['mean_of_last_50_steps']:.2f} against "
            f"{loss[mended]['mean_of_last_50_steps']:.2f}",
            how,
            "the course shows such a figure, without numbers",
            "Another task (marked words of a short document), so only the order of the curves compares.",
        ),
        Row(
            "The posed head's initial loss grows like the square root of d_model.",
            f"{series(head[posed], widths)} nats at {across}: slope {slope(head[posed], widths):.2f} on log-log axes",
            how,
            "theory: slope 1/2, the standard deviation of a logit",
            "Beyond the slope, one draw of the words and labels.",
        ),
        Row(
            "The whole posed model's initial loss grows about in proportion to d_model.",
            f"{series(whole[posed], widths)} nats: slope {slope(whole[posed], widths):.2f}",
            how,
            "theory: slope 1, the tied table's logit for the word just read",
            "Within 5%.",
        ),
        Row(
            "With the fix it starts near ln(n_words) + 1/2 at every width.",
            f"head {series(head[mended], widths, 2)}, whole model {series(whole[mended], widths, 2)} nats; "
            f"ln({one['settings']['n_words']}) + 1/2 = {math.log(one['settings']['n_words']) + 0.5:.2f}",
            how,
            "theory: ln(n_words) + 1/2 for logits of variance 1",
            "One draw: the head is within 0.15, the whole model's few documents scatter more.",
        ),
    ]


def divergences(records: dict[str, Record]) -> list[Row]:
    """Question 2: the fits of figure 2b."""
    two = records["figures"]["figure_2b"]
    weights, means, stds = (two["target"][name] for name in ("weights", "means", "stds"))
    mean = sum(w * m for w, m in zip(weights, means, strict=True))
    std = math.sqrt(sum(w * (s * s + m * m) for w, m, s in zip(weights, means, stds, strict=True)) - mean**2)
    reverse, forward = two["panels"]["A"], two["panels"]["B"]
    starts = two["fits_by_start_mean"]["reverse"]
    how = f"quadrature, so no sampling noise; best of {len(starts)} starts; {two['seconds']} s"
    found = "; ".join(f"{start} to {fit['mean']:.2f} ({fit['divergence']:.2f} nats)" for start, fit in starts.items())
    return [
        Row(
            "Figure 2b, panel B: forward KL covers both bumps.",
            f"mean {forward['mean']:.3f}, std {forward['std']:.3f}, {forward['divergence']:.3f} nats",
            how,
            f"theory: the moments of P, mean {mean:.3f} and std {std:.3f}",
            "None to three digits.",
        ),
        Row(
            "Figure 2b, panel A: reverse KL seeks a mode; which one depends on the start.",
            f"mean {reverse['mean']:.3f}, std {reverse['std']:.3f}, {reverse['divergence']:.3f} nats; "
            f"from a start at {found}",
            how,
            f"theory, for bumps far apart: the heavier one, mean {means[0]}, std {stds[0]}, and ln(1/{weights[0]}) = "
            f"{-math.log(weights[0]):.2f} nats",
            "The bumps overlap a little, which moves the mean inwards and widens Q. From a start in the middle the "
            "descent ends in a third minimum that covers both: so several starts are tried, and the best is shown.",
        ),
    ]


def bottleneck(records: dict[str, Record]) -> list[Row]:
    """Question 3: the dip of figure 3c and the winner of figure 3d."""
    dip, latent = records["figures"]["figure_3c"], records["figures"]["figure_3d"]
    best = dip["error"][dip["betas"].index(dip["best_beta"])]
    drop, rise = dip["drop_from_smallest_beta_to_best"], dip["rise_from_best_beta_to_largest"]
    error, gain = latent["error"], latent["drop_to_best"]
    classes = ", ".join(map(str, latent["settings"]["classes"]))
    return [
        Row(
            "Figure 3c: the validation error falls with beta, then rises (curve (b)).",
            f"least at beta = {dip['best_beta']:g}: {plus_minus(best)}%; {plus_minus(drop)} points below that at "
            f"{dip['betas'][0]:g} ({sigmas(drop)} standard errors), {plus_minus(rise)} below that at "
            f"{dip['betas'][-1]:g} ({sigmas(rise)})",
            f"{len(best['seeds'])} seeds (0 up) at each of {len(dip['betas'])} betas, "
            f"{dip['held_out_digits']} held-out digits, {dip['seconds']:.0f} s",
            "Alemi et al. 2017: the same shape on MNIST, 1.13% at beta = 1e-3 against 1.38% without a bottleneck",
            f"Here {dip['settings']['training_digits']} training digits in place of 60,000: errors are higher and the "
            "gain is larger, and smaller networks like a larger beta.",
        ),
        Row(
            "Figure 3d: of 1e-6, 1e-3 and 1, the middle beta has the best latent space.",
            "; ".join(f"beta {beta}: {plus_minus(one)}%" for beta, one in error.items())
            + f"; 1e-6 is worse by {plus_minus(gain['1e-06'])} ({sigmas(gain['1e-06'])} standard errors)",
            f"{len(error['1']['seeds'])} seeds (0 up), digits {classes}, {latent['held_out_digits']} held-out, "
            f"{latent['seconds']:.0f} s",
            "the course's figure has panels and no numbers",
            "At beta = 1 nothing is encoded: two of three digits are wrong, as by guessing.",
        ),
    ]


def autoencoder(records: dict[str, Record]) -> list[Row]:
    """Question 4: what the VAE reaches, by data."""
    rows = [
        ("full", "All of MNIST", "course: about 98, KL 25, rec 73", "None: within a few tenths of a nat."),
        (
            "5k",
            "The 5,000 digits, as students run it",
            "course: about 103, trained on 5,000 digits and tested on MNIST's test set",
            "Trained on 4,000 of them and tested on 500 others of the 5,000; the next row compares like with like.",
        ),
        (
            "5k-on-mnist",
            "All 5,000 digits, tested on MNIST's test set",
            "course: about 103",
            "None: within the standard error.",
        ),
    ]
    made = []
    for data, what, elsewhere, why in rows:
        runs = [one for one in (*records["vae_runs"], *records["vae_transfer"]) if one["data"] == data]
        test, subset = (
            ", ".join(f"{name} {mean_se([one[split][name] for one in runs])}" for name in ("nelbo", "kl", "rec"))
            for split in ("test", "subset")
        )
        took = statistics.median(one["seconds"] for one in runs)
        made.append(
            Row(
                f"4(a). {what}, {runs[0]['iterations']:,} iterations: near 100 nats.",
                f"whole test split: {test}; test subset of 200: {subset}",
                f"{len(runs)} runs, seeds {runs[0]['seed']} to {runs[-1]['seed']}, {took:.0f} s each (median)",
                elsewhere,
                why,
            )
        )
    return made


def meta_learning(records: dict[str, Record]) -> list[Row]:
    """Question 5: every demo, by the claims of its model answers."""
    runs = records["maml_runs"]["runs"]
    return [*_closed_form(runs), *_uniform_points(runs), *_descent(runs), *_classification(runs)]


def _closed_form(runs: list[Record]) -> list[Row]:
    name = "closed form"
    at = {n: medians(runs, name, META, n) for n in ("31", "32", "33", "64")}
    meta, oracle = means(runs, name, META, "32"), means(runs, name, ORACLE, "32")
    groups = {group: weights(runs, name, group) for group in ("in S", "aliases of S on the grid", "others")}
    return [
        Row(
            "5(d): at 32 points far better than all ones, within about 5 times of the oracle.",
            f"{errors_at_32(runs, name)}; in the mean {ratio(meta, oracle)} times the oracle",
            how_of(runs, name),
            seconds_elsewhere(name),
            "One batched solve for all tasks of a number of points; the handout fits each by itself.",
        ),
        Row(
            "5(d): a downward spike at 32 points, a second one at 64.",
            "median error at 31, 32, 33 points: "
            + ", ".join(mean_se(at[n]) for n in ("31", "32", "33"))
            + f"; at 64: {mean_se(at['64'])}",
            how_of(runs, name),
            "the course: a spike at 32",
            "None.",
        ),
        Row(
            "5(e): on the grid the weights on S grow, those of their aliases (k ± 64, ...) fall, others stay.",
            "; ".join(f"{group}: {text}" for group, text in groups.items()),
            how_of(runs, name),
            NO_OTHER,
            "The largest of the aliases stays below the smallest of the others.",
        ),
    ]


def _uniform_points(runs: list[Record]) -> list[Row]:
    name = "closed form, uniform points"
    at = ", ".join(mean_se(medians(runs, name, META, n)) for n in ("31", "32", "33"))
    meta, oracle = medians(runs, name, META, "32"), medians(runs, name, ORACLE, "32")
    return [
        Row(
            "With uniform points in place of the grid: no spike, and far from the oracle.",
            f"{errors_at_32(runs, name)}: {ratio(meta, oracle)} times the oracle; at 31, 32, 33 points {at}",
            how_of(runs, name),
            "another implementation: 49 times the oracle, no spike",
            "On random points no feature is an alias for good, so weights outside S only sink together. How near one "
            "comes depends on how points that almost coincide are treated: here singular values below 1e-3 of the "
            "largest are dropped.",
        )
    ]


def _descent(runs: list[Record]) -> list[Row]:
    five, one = "gradient descent, 5 inner steps", "gradient descent, 1 inner step"
    return [
        Row(
            claim,
            f"{errors_at_32(runs, name)}; weights in S: {weights(runs, name, 'in S')}, others: "
            f"{weights(runs, name, 'others')}",
            how_of(runs, name),
            seconds_elsewhere(name),
            "Speed: as above. The steps are followed in the space of points: 32 numbers a task, not 501.",
        )
        for claim, name in (
            ("5(f): with 5 inner steps meta-learning helps at test time.", five),
            ("5(f): with 1 inner step it still does, a little less.", one),
        )
    ]


def _classification(runs: list[Record]) -> list[Row]:
    name, small = "classification, inner step 0.3", "classification, inner step 0.01"
    return [
        Row(
            "5(g), with inner steps of 0.3: far better than all ones, near the oracle.",
            f"misclassified: {errors_at_32(runs, name)}; at 1,503 points: {errors_at(runs, name, '1503')}",
            how_of(runs, name),
            seconds_elsewhere(name),
            "Speed: one factorisation for all tasks of a set; each logistic regression is still iterative.",
        ),
        Row(
            "5(g), with inner steps of 0.01: better than all ones, less so.",
            f"misclassified: {errors_at_32(runs, small)}",
            how_of(runs, small),
            NO_OTHER,
            "Five such steps barely start to learn, so that the meta-gradient is small.",
        ),
        Row(
            "5(h): the weights in S grow, most others fall a little.",
            f"step 0.3: in S {weights(runs, name, 'in S')}, others {weights(runs, name, 'others')}; "
            f"step 0.01: in S {weights(runs, small, 'in S')}, others {weights(runs, small, 'others')}",
            how_of(runs, name),
            NO_OTHER,
            "Points are random: no others are aliases for good, and none falls far.",
        ),
    ]


SECTIONS: dict[str, Callable[[dict[str, Record]], list[Row]]] = {
    "1. The Transformer": transformer,
    "2. Divergences": divergences,
    "3. The information bottleneck": bottleneck,
    "4. The variational autoencoder": autoencoder,
    "5. Meta-learning": meta_learning,
}


# How numbers are written


def mean_se(values: Sequence[float]) -> str:
    """Returns mean ± standard error, the error to two digits and the mean as far as the error goes."""
    mean = statistics.fmean(values)
    error = statistics.stdev(values) / math.sqrt(len(values)) if len(values) > 1 else 0.0
    if error < 1e-9:
        return f"{mean:.4g}"
    digits = max(0, 1 - math.floor(math.log10(error)))
    return f"{mean:.{digits}f} ± {error:.{digits}f}"


def plus_minus(summary: Record) -> str:
    return f"{summary['mean']:.2f} ± {summary['standard_error']:.2f}"


def sigmas(summary: Record) -> str:
    return f"{summary['mean'] / summary['standard_error']:.1f}"


def series(by_width: dict[str, float], widths: Sequence[str], digits: int = 0) -> str:
    return ", ".join(f"{by_width[width]:.{digits}f}" for width in widths)


def slope(by_width: dict[str, float], widths: Sequence[str]) -> float:
    """Returns the slope of the line through the logarithms."""
    x, y = [math.log(int(width)) for width in widths], [math.log(by_width[width]) for width in widths]
    return statistics.linear_regression(x, y).slope


def of(runs: list[Record], name: str) -> list[Record]:
    return [one for one in runs if one["demo"] == name]


def medians(runs: list[Record], name: str, learner: str, n: str) -> list[float]:
    """Returns one median over test tasks a seed."""
    return [one["error"][n][learner]["median"] for one in of(runs, name)]


def means(runs: list[Record], name: str, learner: str, n: str) -> list[float]:
    return [one["error"][n][learner]["mean"] for one in of(runs, name)]


def errors_at(runs: list[Record], name: str, n: str) -> str:
    labels = {META: "meta-learned", ONES: "all ones", ORACLE: "oracle"}
    return ", ".join(f"{label} {mean_se(medians(runs, name, learner, n))}" for learner, label in labels.items())


def errors_at_32(runs: list[Record], name: str) -> str:
    return f"median error at 32 points: {errors_at(runs, name, '32')}"


def ratio(one: Sequence[float], other: Sequence[float]) -> str:
    """Returns the ratio of the two in the same seed, mean ± standard error."""
    return mean_se([a / b for a, b in zip(one, other, strict=True)])


def weights(runs: list[Record], name: str, group: str) -> str:
    """Returns the mean over seeds of a group's mean weight, and the smallest and largest of all."""
    found = [one["weights"][group] for one in of(runs, name)]
    low, high = min(one["smallest"] for one in found), max(one["largest"] for one in found)
    return f"mean {mean_se([one['mean'] for one in found])} ({low:.2f} to {high:.2f})"


def how_of(runs: list[Record], name: str) -> str:
    mine = of(runs, name)
    seconds = statistics.fmean(one["seconds"] for one in mine)
    seeds = f"{len(mine)} runs, seeds {mine[0]['seed']} to {mine[-1]['seed']}"
    return f"{seeds}, {mine[0]['test_tasks']} test tasks each, {seconds:.1f} s a run"


def seconds_elsewhere(name: str) -> str:
    if name not in PUBLISHED_S:
        return NO_OTHER
    return f"the published handout takes {PUBLISHED_S[name]} s on two cores"
