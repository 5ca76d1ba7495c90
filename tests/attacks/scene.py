"""Where an attack takes place: a folder with a grader as it would be installed, and all that is to stay as it is.

place/python/         an environment of its own: everybody's packages, and the autograder, which only staff can read
place/dist/           hidden tests and settings; staff only
place/solutions/      staff only
place/student_release what students got
place/others/         another student's work, earlier results, a git folder, a file that nobody may touch; staff only
"""

import hashlib
import os
import shutil
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

SECRET = "pelican"  # stands in the hidden tests, in others' work, in the grader's environment and memory
_PACKAGE = "autograder"


@dataclass(frozen=True)
class Scene:
    """The paths of one scene."""

    place: Path

    @property
    def python(self) -> Path:
        """The interpreter of the grader."""
        return self.place / "python" / "bin" / "python"

    @property
    def package(self) -> Path:
        """The installed autograder."""
        return next((self.place / "python" / "lib").glob("python*/site-packages")) / _PACKAGE

    def names(self) -> dict[str, str]:
        """What stands for what in an attack's source."""
        others = self.place / "others"
        return {
            "PLACE": str(self.place),
            "TESTS": str(self.place / "dist" / "tests"),
            "DIST": str(self.place / "dist"),
            "SOLVED": str(self.place / "solutions" / "hw12.ipynb"),
            "SUPPORT": str(self.place / "student_release"),
            "CHECKS": str(self.package / "checking"),
            "EARLIER": str(others / "earlier.ipynb"),
            "RESULTS": str(others / "results.json"),
            "OUT": str(others / "out.json"),
            "GIT": str(others / "git"),
            "CANARY": str(others / "canary"),
            "DROP": str(self.place / "drop"),
            "SOCK": str(others / "socket"),
            "DGRAM": str(others / "datagram"),
        }

    def fingerprint(self) -> str:
        """Changes when any file of the scene changes: name, content, rights, owner, times."""
        state = hashlib.sha256()
        for path in sorted(self._watched()):
            found = path.lstat()
            state.update(f"{path} {found.st_mode} {found.st_uid} {found.st_nlink} {found.st_mtime_ns}".encode())
            if path.is_file():
                state.update(path.read_bytes())
        return state.hexdigest()

    def _watched(self) -> Iterable[Path]:
        for name in ("dist", "solutions", "student_release", "others"):
            parts = (self.place / name, *(self.place / name).rglob("*"))
            yield from (path for path in parts if path.exists() and "__pycache__" not in str(path))
        yield from (path for path in self.package.rglob("*.py"))


def build(place: Path, split_folder: Path, owner: int) -> Scene:
    """A scene in the empty folder `place`; what is the staff's belongs to `owner` and is closed to everybody else."""
    place.chmod(0o755)
    for name in ("dist", "solutions", "student_release"):
        shutil.copytree(split_folder / name, place / name)
    _install(place / "python")
    others = place / "others"
    (others / "git").mkdir(parents=True)
    (place / "tmp").mkdir()
    (place / "drop").mkdir()
    for name in ("earlier.ipynb", "results.json", "canary", "git/config"):
        (others / name).write_text(f'{{"score": 3, "of": "{SECRET}"}}')
    scene = Scene(place)
    _give(place, owner)
    for closed in (place / "dist", place / "solutions", others, scene.package, place / "python" / "attacks"):
        closed.chmod(0o700)
    (place / "drop").chmod(0o1777)  # as a folder for everybody's uploads is
    for opened in (place / "student_release", *(place / "student_release").rglob("*")):
        opened.chmod(0o755 if opened.is_dir() else 0o644)
    return scene


def _install(folder: Path) -> None:
    """An environment in which every package of this one can be imported, and the autograder is a copy."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = folder / "lib" / version / "site-packages"
    packages.mkdir(parents=True)
    (folder / "bin").mkdir()
    base = Path(getattr(sys, "_base_executable", sys.executable)).resolve()
    (folder / "bin" / "python").symlink_to(base)
    (folder / "pyvenv.cfg").write_text(f"home = {base.parent}\ninclude-system-site-packages = false\n")
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if not entry.name.startswith(("__editable__", _PACKAGE, "__pycache__", "handin", "hw12")):
            (packages / entry.name).symlink_to(entry)
    ignored = shutil.ignore_patterns("__pycache__", "release", "calibration")
    root = Path(__file__).resolve().parents[2]
    shutil.copytree(root / _PACKAGE, packages / _PACKAGE, ignore=ignored)
    shutil.copytree(Path(__file__).parent, folder / "attacks", ignore=ignored)


def _give(place: Path, owner: int) -> None:
    for folder, folders, files in os.walk(place):
        for name in (".", *folders, *files):
            os.chown(Path(folder, name), owner, owner, follow_symlinks=False)
