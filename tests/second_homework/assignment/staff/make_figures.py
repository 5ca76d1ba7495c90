"""Makes the figure that the notebook of lab 1 ships: `python staff/make_figures.py`. Staff only.

On one machine the same code gives the same picture, byte for byte.
"""

import sys
from pathlib import Path

import torch
from torch import Tensor

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lab1 import make_problem, plot_components
from lab1.plots import png

FIGURES = Path(__file__).resolve().parents[1] / "figures"


def solve(X: Tensor, y: Tensor, lam: Tensor) -> Tensor:
    """Returns the ridge solution (d,) as least squares on X with sqrt(n lam) I below it, and zeros below y."""
    n, d = X.shape
    rows = torch.cat([X, (n * lam).sqrt() * torch.eye(d, dtype=X.dtype)])  # (n + d, d)
    w: Tensor = torch.linalg.lstsq(rows, torch.cat([y, torch.zeros(d, dtype=y.dtype)])[:, None]).solution[:, 0]
    return w


def make(folder: Path) -> Path:
    """Writes figure 1 into `folder` and returns its path."""
    torch.set_num_threads(1)  # the sums, and so the numbers, then do not depend on the number of cores
    problem = make_problem(singular_values=(6, 2, 0.6, 0.2), n=20, noise=0.1, seed=3)
    path = folder / "ridge_path.png"
    path.write_bytes(png(plot_components(solve, problem)))
    return path


if __name__ == "__main__":
    print(make(FIGURES))
