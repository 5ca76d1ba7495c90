"""An image as Gradescope builds it: a clean root, the zip unpacked to /autograder/source, setup.sh run as root."""

import fcntl
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.engine.judge.cases import read_cases

from .awkward import Notebooks
from .container import Container, make_root
from .failed import Failed
from .registries import registries

ROOT = Path(__file__).resolve().parents[2]
ZIP = ROOT / "dist" / "gradescope.zip"
SETUP_S = 1200  # Gradescope ends a build after 20 minutes and more
_PREFIX = "gradescope-proof-"


@dataclass(frozen=True)
class Image:
    """A root in which setup.sh has run."""

    container: Container
    scratch: Path
    notebooks: Notebooks
    points: dict[str, float]  # of each question

    def fresh(self, name: str) -> Container:
        """A container that starts as the image is."""
        return replace(self.container, own=self.scratch / name)


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A temporary folder, gone afterwards; what a killed proof left behind goes too."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with _held(folder) as is_free:
            if is_free:
                shutil.rmtree(folder, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    folder.chmod(0o755)
    with _held(folder):
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _held(folder: Path) -> Iterator[bool]:
    """Holds a lock on the folder; whether it was free."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield True
    except BlockingIOError:
        yield False
    finally:
        os.close(handle)


def clean_container(scratch: Path) -> tuple[Container, str]:
    """A clean root below `scratch`, and what it is."""
    name = make_root(scratch / "root", scratch / "debootstrap")
    return Container(scratch / "root", registries()), name


def unpack(container: Container) -> Notebooks:
    """Lays the zip out as Gradescope does."""
    source = container.file("/autograder/source")
    with zipfile.ZipFile(ZIP) as archive:
        for entry in archive.infolist():
            Path(archive.extract(entry, source)).chmod(entry.external_attr >> 16 & 0o777)
        solved = json.loads(archive.read("selftest/solved.ipynb"))
        blank = json.loads(archive.read("student_release/hw12.ipynb"))
    shutil.copy(source / "run_autograder", source.parent / "run_autograder")
    return Notebooks(solved, blank, ROOT / "student_release")


def set_up(container: Container, installer: str) -> str:
    """Runs setup.sh; returns what it said of its last step. Raises Failed."""
    python = os.readlink(container.file("/usr/bin/python3"))
    done = container.run(
        ["bash", "/autograder/source/setup.sh"],
        SETUP_S,
        environment={**container.registries.environment, "GRADER_INSTALLER": installer},
    )
    if done.returncode:
        raise Failed("setup.sh: " + "\n".join(done.stdout.splitlines()[-12:]))
    if os.readlink(container.file("/usr/bin/python3")) != python:
        raise Failed("setup.sh changed python3, which Gradescope's own programs need")
    left = [path for path in container.file("/").rglob("*.ipynb") if "solved" in path.name]
    if left or container.file("/autograder/source/selftest").exists():
        raise Failed(f"setup.sh left the solved notebook in the image: {left}")
    (said,) = (line for line in done.stdout.splitlines() if "solved notebook" in line)
    return said.removeprefix("ok").strip()


def make_image(container: Container, scratch: Path, notebooks: Notebooks) -> Image:
    """The image, once setup.sh has run in the container."""
    tests = read_cases(container.file("/autograder/source/dist/tests"))
    points = {question: sum(case.points for case in cases) for question, cases in tests.items()}
    return Image(container, scratch, notebooks, points)
