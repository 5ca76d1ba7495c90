"""What grades an assignment, written into dist/: grading.json with the checks, and gradescope.zip.

The commands of this machine use dist/grading.json and the checks beside it; an instructor uploads dist/gradescope.zip:

setup.sh, run_autograder     what Gradescope calls
requirements.txt             pinned, for grading alone
autograder/                  engine, checking library, and what runs on Gradescope
dist/, student_release/      tests, checks, settings and the pristine release, as `build.py` lays them out
selftest/                    the solved notebook; setup.sh removes it when the self-test has passed
"""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from autograder.release.archive import read_folder, write_zip
from autograder.release.assignment import Assignment
from autograder.release.files import HANDIN
from autograder.release.grading_requirements import homework_imports, requirements
from autograder.release.homework_folder import CORPUS, GRADING_FILE, STAFF

GRADESCOPE_ZIP = "gradescope.zip"
SOLVED = "selftest/solved.ipynb"
SCRIPTS = frozenset({"setup.sh", "run_autograder"})
_PACKAGE = Path(__file__).resolve().parents[1]
_LOCK = _PACKAGE.parent / "requirements.lock"
_ROOMS = ("notebooks", "checking", "results", "engine", "gradescope")
_NOT_GRADED = ("autograder", HANDIN, "otter")  # in the zip; in the release; workers never import it


def write_grading_file(assignment: Assignment, dist: Path) -> None:
    """Writes the file and copies the checks into `dist`; paths in the file are relative to that folder."""
    grading, folder = assignment.release["grading"], assignment.master.path.parent
    content = {
        "assignment": assignment.config["name"],
        "salt": grading["salt"],
        "released": f"../student_release/{assignment.master.path.stem}.ipynb",
        "support": "../student_release",
        "tests": "tests",
        "checks": grading.get("checks"),
        "sources": [f"../{folder.name}/{name}" for name in _sources(assignment)],
        "preload": grading.get("preload", []),
        "stand_ins": grading.get("stand_ins", {}),
        "show_at_once": grading.get("show_at_once", []),
        "timeout_s": grading.get("timeout_s", 600),  # Gradescope's default
    }
    if grading.get("checks"):
        shutil.copytree(
            folder / grading["checks"], dist / grading["checks"], ignore=shutil.ignore_patterns("__pycache__")
        )
    (dist / GRADING_FILE).write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _sources(assignment: Assignment) -> Iterator[str]:
    """What the release is made from and students must not see: no worker may read it where it lies beside `dist`."""
    master = assignment.master.path
    checks = assignment.release["grading"].get("checks")
    yield from (name for name in (master.name, checks, CORPUS, STAFF) if name and (master.parent / name).exists())


def write_gradescope_zip(made: Path, stem: str) -> None:
    """Writes the zip into `made`/dist from the folders that a split has filled, with notebooks called `stem`.ipynb."""
    members = {
        "requirements.txt": requirements(_LOCK, _imports_besides(made)).encode(),
        SOLVED: (made / "solutions" / f"{stem}.ipynb").read_bytes(),
    }
    members |= {name: (_PACKAGE / "gradescope" / name).read_bytes() for name in SCRIPTS}
    members |= {f"autograder/{path.relative_to(_PACKAGE)}": path.read_bytes() for path in _modules()}
    grading = json.loads((made / "dist" / GRADING_FILE).read_bytes())
    members[f"dist/{GRADING_FILE}"] = (made / "dist" / GRADING_FILE).read_bytes()
    checks = [f"dist/{grading['checks']}"] if grading.get("checks") else []
    for folder in ("dist/tests", *checks, "student_release"):
        members |= {f"{folder}/{name}": content for name, content in read_folder(made / folder).items()}
    write_zip(made / "dist" / GRADESCOPE_ZIP, members, SCRIPTS)


def _imports_besides(made: Path) -> dict[str, str]:
    """What the homework imports and the tool does not: name -> where."""
    grading = json.loads((made / "dist" / GRADING_FILE).read_bytes())
    not_graded = {*_NOT_GRADED, *(name for name in grading.get("stand_ins", {}) if "." not in name)}
    staff = [made / "dist" / name for name in ("tests", grading.get("checks")) if name]
    return homework_imports(made / "student_release", staff, grading.get("preload", []), not_graded)


def _modules() -> Iterator[Path]:
    yield from sorted(_PACKAGE.glob("*.py"))
    for room in _ROOMS:
        yield from sorted((_PACKAGE / room).rglob("*.py"))
    for folder in (HANDIN, f"{HANDIN}/cells"):  # the reader of cells; what makes PDFs has no business there
        yield from sorted((_PACKAGE / folder).glob("*.py"))
