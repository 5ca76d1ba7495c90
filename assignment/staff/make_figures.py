"""Makes every figure that the notebook ships, from real runs, and keeps what was measured.

Those that the notebook's own cells draw are made by running it: `python build.py solutions`.

    python assignment/staff/make_figures.py                      # all of them, about ten minutes on one core
    python assignment/staff/make_figures.py --only figure_3d     # one of them; may be repeated

Staff only: the pictures go to `assignment/figures/`, what stands behind them, answers included, to `figures.json`
beside this file. On one machine the same code gives the same pictures, byte for byte.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from matplotlib.figure import Figure

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import bottlenecks
import drawings
import training_runs

from hw12 import plots

FIGURES = Path(__file__).resolve().parents[1] / "figures"
RECORD = Path(__file__).with_name("figures.json")
MAKERS: dict[str, Callable[[], tuple[Figure, dict[str, Any]]]] = {
    "figure_1": training_runs.figure_1,
    "figure_2b": training_runs.figure_2b,
    "figure_3c": bottlenecks.figure_3c,
    "figure_3d": bottlenecks.figure_3d,
    "vib_overview": drawings.vib_overview,
    "maml_trajectory": drawings.maml_trajectory,
}


def make(name: str, folder: Path, record_path: Path) -> dict[str, Any]:
    """Writes the figure `name` into `folder`, puts its record in place of the old one, and returns it."""
    wall, processor = time.perf_counter(), time.process_time()
    fig, measured = MAKERS[name]()
    (folder / f"{name}.png").write_bytes(plots.png(fig))
    cost = {
        "seconds": round(time.perf_counter() - wall, 1),
        "processor_seconds": round(time.process_time() - processor, 1),
        "torch": torch.__version__,
        "threads": torch.get_num_threads(),
    }
    record = json.loads(record_path.read_text()) if record_path.exists() else {}
    record[name] = _rounded(measured | cost)
    record_path.write_text(json.dumps(record, indent=1, sort_keys=True) + "\n")
    return measured | cost


def _rounded(value: Any) -> Any:
    """Returns `value` with its floats at six significant digits: more would be noise from one machine to the next."""
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(each) for each in value]
    return float(f"{value:.6g}") if isinstance(value, float) else value


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Makes the figures that the notebook ships and the record behind them: all, or those named.",
        epilog="The figures that the notebook's cells draw are made by `python build.py solutions`; after either, "
        "`python assignment/staff/write_results.py` writes docs/results.md.",
    )
    parser.add_argument("--only", choices=sorted(MAKERS), action="append", help="make this one; may be repeated")
    parser.add_argument("--figures", type=Path, default=FIGURES, help="folder for the pictures")
    parser.add_argument("--record", type=Path, default=RECORD, help="JSON file for what was measured")
    options = parser.parse_args()
    torch.set_num_threads(1)  # the sums, and so the numbers, then do not depend on the number of cores
    options.figures.mkdir(parents=True, exist_ok=True)
    for name in options.only or MAKERS:
        cost = make(name, options.figures, options.record)
        print(f"{name}: {cost['seconds']} s, {cost['processor_seconds']} s of processor time")


if __name__ == "__main__":
    main()
