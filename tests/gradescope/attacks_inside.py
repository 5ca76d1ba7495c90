"""Runs attacks of tests/attacks with the environment that setup.sh made, inside a container.

python -m tests.gradescope.attacks_inside PLACE SPLIT NAME...     PLACE: a new folder; SPLIT: the small homework
"""

import os
import sys
from pathlib import Path

from tests.attacks.scene import build

_ONLY_AT_THE_END = "1000"  # the solved notebook is graded after so many attacks, and after the last


def main() -> None:
    """Never returns: becomes the grader that tries one attack after the other, and prints a line for each."""
    place, split_folder, *names = sys.argv[1:]
    Path(place).mkdir(parents=True)
    scene = build(Path(place), Path(split_folder), os.geteuid())
    python, scratch = str(scene.python), str(scene.place / "tmp")
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(scene.place / "python"),
        "TMPDIR": scratch,
        "HOME": scratch,
        "OMP_NUM_THREADS": "1",
    }
    command = [python, "-m", "attacks.as_somebody", str(os.geteuid())]
    command += [python, "-m", "attacks.one_set", place, "working", _ONLY_AT_THE_END, *names]
    os.chdir(place)
    os.execve(python, command, environment)


if __name__ == "__main__":
    main()
