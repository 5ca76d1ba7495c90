"""The zip that an instructor uploads: `dist/gradescope.zip`.

setup.sh, run_autograder     what Gradescope calls
requirements.txt             pinned, for grading alone
autograder/                  engine, checking library, and what runs on Gradescope
dist/, student_release/      tests, checks, settings and the pristine release, as `build.py` lays them out
selftest/                    the solved notebook; setup.sh removes it when the self-test has passed
"""

import json
from collections.abc import Iterator
from pathlib import Path

from autograder.release.archive import read_folder, write_zip
from autograder.release.grading_requirements import requirements

NAME = "gradescope.zip"
SOLVED = "selftest/solved.ipynb"
SCRIPTS = frozenset({"setup.sh", "run_autograder"})
_PACKAGE = Path(__file__).resolve().parents[1]
_LOCK = _PACKAGE.parent / "requirements.lock"
_ROOMS = ("notebooks", "checking", "results", "engine", "gradescope")


def write_package(made: Path, stem: str) -> None:
    """Writes the zip into `made`/dist from the folders that a split has filled, with notebooks called `stem`.ipynb."""
    members = {
        "requirements.txt": requirements(_LOCK).encode(),
        SOLVED: (made / "solutions" / f"{stem}.ipynb").read_bytes(),
    }
    members |= {name: (_PACKAGE / "gradescope" / name).read_bytes() for name in SCRIPTS}
    members |= {f"autograder/{path.relative_to(_PACKAGE)}": path.read_bytes() for path in _modules()}
    grading = json.loads((made / "dist" / "grading.json").read_bytes())
    members["dist/grading.json"] = (made / "dist" / "grading.json").read_bytes()
    checks = [f"dist/{grading['checks']}"] if grading.get("checks") else []
    for folder in ("dist/tests", *checks, "student_release"):
        members |= {f"{folder}/{name}": content for name, content in read_folder(made / folder).items()}
    write_zip(made / "dist" / NAME, members, SCRIPTS)


def _modules() -> Iterator[Path]:
    yield from sorted(_PACKAGE.glob("*.py"))
    for room in _ROOMS:
        yield from sorted((_PACKAGE / room).rglob("*.py"))
