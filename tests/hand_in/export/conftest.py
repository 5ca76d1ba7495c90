"""Tests of the export name their neighbours by file name."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
