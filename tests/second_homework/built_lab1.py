"""A copy of lab 1 that is built outside the repository, and commands that are run on it."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SECONDS = 300  # the longest command takes a tenth of it on an idle machine


@dataclass(frozen=True)
class Built:
    """Lab 1 in a folder of its own, and what its build printed."""

    beside: Path  # holds what was built
    output: str

    @property
    def folder(self) -> Path:
        return self.beside / "assignment"

    def run(self, *arguments: str | Path, at: Path | None = None, pythonpath: str = str(ROOT)) -> str:
        """What `python ARGUMENTS` prints; asserts that it succeeds."""
        return run_python(arguments, at or self.beside, pythonpath)


def run_python(arguments: tuple[str | Path, ...], at: Path, pythonpath: str = str(ROOT)) -> str:
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=at,
        env={**os.environ, "PYTHONPATH": pythonpath},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build_lab1(beside: Path) -> Built:
    """Copies lab 1 into the empty folder `beside` and builds it by what `python build.py --assignment FOLDER` calls."""
    ignored = shutil.ignore_patterns("__pycache__")
    folder = shutil.copytree(HERE / "assignment", beside / "assignment", ignore=ignored)
    return Built(beside, run_python(("-m", "autograder.release", "--assignment", folder), beside))


def generated_files() -> dict[str, int]:
    """Every file in the repository's generated folders, and when it was written."""
    folders = [at / name for at in (ROOT, HERE) for name in ("student_release", "solutions", "dist")]
    files = [path for folder in folders for path in folder.rglob("*") if "__pycache__" not in path.parts]
    return {str(path.relative_to(ROOT)): path.stat().st_mtime_ns for path in files if path.is_file()}
