"""Progress bars with the remaining time."""

import sys
from collections.abc import Iterable
from typing import Any, TextIO

from tqdm import tqdm


def bar(steps: Iterable[Any] | None = None, **settings: Any) -> "tqdm[Any]":
    """Returns tqdm over `steps`, with tqdm's own settings, written where the place at hand shows it best."""
    return tqdm(steps, file=_stream(), **settings)


def _stream() -> TextIO:
    """Standard output in a notebook: standard error stands on red there, even when a bar has gone again."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return sys.stdout if hasattr(shell, "kernel") else sys.stderr
