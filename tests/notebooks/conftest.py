"""Samples of notebooks are shared with the engine's tests."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "engine"))  # notebook_samples lies there
