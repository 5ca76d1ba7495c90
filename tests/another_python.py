"""Runs the tests of the engine and of confinement on another Python: what a process maps, reads and imports differs.

    python -m tests.another_python                     the newest other tested Python that this machine has
    python -m tests.another_python /opt/bin/python3.13

The environment is made anew, from requirements.lock, in a temporary folder (two minutes, and 6 GB where PyPI has only
a CUDA build of torch). Exit status: that of the tests; 3 where this machine has no other Python.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import build
from autograder.release.__main__ import CONFINEMENT_TESTS

ROOT = Path(__file__).resolve().parents[1]
NO_OTHER = 3
# Where the managers of Pythons put them, below a home directory.
_INSTALLED = (".pyenv/versions/{}.*/bin/python", ".local/share/uv/python/cpython-{}.*/bin/python")


def main(arguments: Sequence[str]) -> int:
    """Makes the environment and runs the tests in it; returns the exit status."""
    found = arguments[0] if arguments else newest_other(Path.home())
    if found is None:
        others = ", ".join("{}.{}".format(*version) for version in build.TESTED if version != sys.version_info[:2])
        print(f"This machine has no other Python than {sys.version.split()[0]}: install one of {others} to try it.")
        return NO_OTHER
    with tempfile.TemporaryDirectory(prefix="another-python-") as folder:
        print(f"Setting up an environment with {found} from requirements.lock.", flush=True)
        python = build.make_environment(Path(folder, "venv"), found)
        return max(_passed(python, tests) for tests in _runs())


def newest_other(home: Path) -> str | None:
    """The newest interpreter of a tested minor version that is a final release and not of this one's version."""
    others = [version for version in build.TESTED if version != sys.version_info[:2]]
    for version in sorted(others, reverse=True):
        for found in _candidates("{}.{}".format(*version), home):
            if _is_final(found, version):
                return found
    return None


def _candidates(version: str, home: Path) -> Iterator[str]:
    on_path = shutil.which(f"python{version}")
    if on_path:
        yield on_path
    for pattern in _INSTALLED:
        yield from map(str, sorted(home.glob(pattern.format(version))))


def _is_final(python: str, version: tuple[int, int]) -> bool:
    code = "import sys, ensurepip; print(*sys.version_info[:2], sys.version_info.releaselevel)"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    return done.returncode == 0 and done.stdout.split() == [*map(str, version), "final"]


def _runs() -> Iterator[list[str]]:
    """As in `build.py test`: the tests of confinement measure their own process, so they get one to themselves."""
    yield ["tests/engine", f"--ignore-glob=*/{Path(CONFINEMENT_TESTS).name}"]
    yield [str(path.relative_to(ROOT)) for path in sorted(ROOT.glob(CONFINEMENT_TESTS))]


def _passed(python: str, tests: list[str]) -> int:
    paths = os.pathsep.join([str(ROOT), str(ROOT / "assignment")])
    return subprocess.run(
        [python, "-m", "pytest", *tests], cwd=ROOT, env={**os.environ, "PYTHONPATH": paths}, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
