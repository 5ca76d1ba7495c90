"""Writes docs/results.md from the records beside this file.

    python assignment/staff/write_results.py            # a second; measures nothing
    python assignment/staff/write_results.py --check    # exit status 1 where the page is not what the records render to

Staff only. Which command makes which record, and how long it takes, stands on the page itself.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from results_rows import SECTIONS, Row

STAFF = Path(__file__).resolve().parent
PAGE = STAFF.parents[1] / "docs" / "results.md"
RECORDS = {
    "figures": ("python assignment/staff/make_figures.py", "ten minutes on one core; the pictures come with it"),
    "vae_runs": (
        "HW12_DATA=... python assignment/staff/measure_vae.py --data full --runs 6, and --data 5k",
        "two minutes a run",
    ),
    "vae_transfer": ("HW12_DATA=... python assignment/staff/measure_vae.py --data 5k-on-mnist", "two minutes a run"),
    "maml_runs": ("python assignment/staff/measure_maml.py", "a minute"),
    "maml_speed": (
        "python tests/benchmarks/maml_loop.py --record assignment/staff/maml_speed.json",
        "half a minute",
    ),
    "maml_slopes": (
        "python tests/benchmarks/maml_slopes.py --record assignment/staff/maml_slopes.json",
        "a minute",
    ),
    "notebook_cells": ("python assignment/staff/measure_notebook.py", "a minute or two"),
}
VAE_STEP = STAFF / "vae_step.txt"  # what the benchmark prints, as it is
VAE_STEP_COMMAND = "python tests/benchmarks/vae_step.py > assignment/staff/vae_step.txt"
FEWER_TASKS = 100  # test tasks a demo, the least that the homework's claims should rest on
SLOW_S = 0.5  # cells that take longer have a line of their own
COLUMNS = ("what the homework says", "what we measured", "how", "literature or course", "why they differ")

INTRODUCTION = """\
# Results

What the figures and numbers of the homework rest on. This page is written by

    python assignment/staff/write_results.py

from the JSON records named [below](#records), and none of its measurements is typed: change a record by running its
command, then write the page again. Means are over runs with the seeds named, ± one standard error. Seconds are of one
thread of a small machine, on which other work may have run at the same time.
"""

FIGURES = """\
## Figures

Two commands make every figure of the notebook anew: `python assignment/staff/make_figures.py` the six pictures that it
ships (`--only NAME` for one of them), `python build.py solutions` those that its cells draw, by running them.
"""


def load(folder: Path = STAFF) -> dict[str, Any]:
    """Returns every record, parsed. Raises FileNotFoundError with the command that makes the one missing."""
    records = {}
    for name, (command, _) in RECORDS.items():
        path = folder / f"{name}.json"
        if not path.exists():
            raise FileNotFoundError(f"{path.name} is not there; this makes it: {command}")
        records[name] = json.loads(path.read_text())
    return records


def render(records: dict[str, Any], vae_step: str) -> str:
    """Returns the page."""
    parts = [INTRODUCTION]
    for title, rows in SECTIONS.items():
        parts.append(f"## {title}\n\n{table(COLUMNS, [cells(row) for row in rows(records)])}")
    parts += [speed(records, vae_step), notebook(records["notebook_cells"]), FIGURES, sources(records)]
    return "\n".join(parts)


def cells(row: Row) -> tuple[str, ...]:
    return row.claim, row.measured, row.how, row.elsewhere, row.difference


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Returns a Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def speed(records: dict[str, Any], vae_step: str) -> str:
    """Returns the section on speed: the ratios, the slopes, and a training step of the VAE."""
    record, slopes = records["maml_speed"], records["maml_slopes"]["rows"]
    ratios = [
        (one["demo"], f"{one['batched_s']:.1f} s", f"{one['plain_s']:.0f} s", f"{one['ratio']:.0f}", one["test_fits"])
        for one in record["demos"]
    ]
    whole = record["all"]
    ratios.append(
        ("all together", f"{whole['batched_s']:.1f} s", f"{whole['plain_s']:.0f} s", f"**{whole['ratio']:.0f}**", "")
    )
    steep = [(one["part"], one["demo"], one["grows"], sizes(one), f"{one['slope']:.2f}") for one in slopes]
    return f"""\
## Speed

**Meta-learning beside a plain loop over tasks**, from one run of `tests/benchmarks/maml_loop.py`, in seconds of the
processor. Asked for: at least {whole["expected"]} times faster, all demos together. The plain loop did
{record["demos"][0]["meta_iterations"]} meta-iterations and the test fits named, and its seconds are scaled up from
that; both sides found the same (meta-gradients to {max(one["gradient_difference"] for one in record["demos"]):.0e},
least-squares fits to {max(one["fit_difference"] for one in record["demos"][:3]):.0e}, logistic regressions to
{record["demos"][3]["fit_difference"]:.3f} of the interval). Classification gains least: there a fit is a few dozen
passes over the points, for each task anew.

The ratio depends on how many test tasks share their points: the plain loop pays for each, the batched code hardly. With
{FEWER_TASKS} test tasks in the regression demos and the batched seconds unchanged, it would be
{ratio_with_fewer_tasks(record):.0f}.

{table(("demo", "batched", "plain loop", "ratio", "test fits that the plain loop did"), ratios)}
**No quadratic cost.** Slopes on log-log axes, from `tests/benchmarks/maml_slopes.py`: 1 is in proportion, 2 would be
quadratic. One number grows and all others stay, the number of points included: building the n by n system costs n²d,
which is linear in d. Where n grows beyond d a least-squares fit costs nd² and d³ whoever does it: that is inherent, and
the test fits up to n = 3d pay it. What is steeper than 1 in tasks is memory: a batch of some hundred leaves the cache.

{table(("part", "demo", "what grows", "seconds at", "slope"), steep)}
**A training step of the VAE**, as `tests/benchmarks/vae_step.py` printed it here; asked for: at least 80% in matrix
products.

{indented(vae_step)}
"""


def ratio_with_fewer_tasks(record: dict[str, Any]) -> float:
    """Returns the ratio of all demos if the plain loop had no more than FEWER_TASKS test tasks a demo to fit."""
    plain_s = 0.0
    for one in record["demos"]:
        tasks = int(one["test_fits"].split()[2])  # "1 of 150 tasks at each of ..."
        test_s = one["plain_s"] - one["plain_meta_s"]
        plain_s += one["plain_meta_s"] + test_s * min(1.0, FEWER_TASKS / tasks)
    return plain_s / float(record["all"]["batched_s"])


def sizes(row: dict[str, Any]) -> str:
    return ", ".join(f"{size}: {one:.3f}" for size, one in zip(row["sizes"], row["seconds"], strict=True))


def notebook(record: dict[str, Any]) -> str:
    """Returns the section on what the cells of the solved notebook take."""
    slow = [one for one in record["cells"] if one["seconds"] >= SLOW_S]
    rest = sum(one["seconds"] for one in record["cells"]) - sum(one["seconds"] for one in slow)
    lines = [(str(one["number"]), f"`{one['code']}`", f"{one['seconds']:.1f}") for one in slow]
    lines.append(("", f"the other {len(record['cells']) - len(slow)} code cells together", f"{rest:.1f}"))
    return f"""\
## The solved notebook

Executed from top to bottom in {record["seconds"]:.0f} s, the kernel's start included (asked for: under 5 minutes on two
cores). Long experiments are not run in it: its model answers quote the records above.

{table(("code cell", "what it does", "seconds"), lines)}"""


def sources(records: dict[str, Any]) -> str:
    """Returns the section on records: the command behind each, and what it takes."""
    lines = [(f"`assignment/staff/{name}.json`", f"`{command}`", takes) for name, (command, takes) in RECORDS.items()]
    lines.append(("`assignment/staff/vae_step.txt`", f"`{VAE_STEP_COMMAND}`", "half a minute"))
    versions = sorted({one["torch"] for one in (*records["vae_runs"], records["maml_runs"], records["maml_speed"])})
    return f"""\
## Records

{table(("record", "command", "takes"), lines)}
PyTorch {", ".join(versions)}, one thread. `HW12_DATA` names a folder with MNIST's four IDX files.
"""


def indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.strip().splitlines())


def main() -> int:
    """Writes or checks the page; returns the exit status."""
    parser = argparse.ArgumentParser(description="Writes docs/results.md from the records of what was measured.")
    parser.add_argument("--check", action="store_true", help="write nothing; 1 where the page is not up to date")
    options = parser.parse_args()
    try:
        page = render(load(), VAE_STEP.read_text())
    except FileNotFoundError as missing:
        print(f"write_results.py: {missing}", file=sys.stderr)
        return 2
    if not options.check:
        PAGE.write_text(page)
        return 0
    if PAGE.exists() and PAGE.read_text() == page:
        return 0
    print("docs/results.md is not what the records render to: run assignment/staff/write_results.py.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
