"""build.py sets its environment up once, says what failed, and leaves nothing half made."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

MINIMAL = """
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
[project]
name = "nothing"
version = "0"
"""


@pytest.fixture
def project(tmp_path) -> Path:
    """build.py beside an empty lock file and an autograder that only says that it was reached."""
    shutil.copy(ROOT / "build.py", tmp_path)
    (tmp_path / "requirements.lock").write_text("")
    (tmp_path / "pyproject.toml").write_text(MINIMAL)
    room = tmp_path / "autograder" / "release"
    room.mkdir(parents=True)
    (room.parent / "__init__.py").write_text("")
    (room / "__init__.py").write_text("")
    (room / "__main__.py").write_text(
        "import sys\nprint('reached with', sys.argv[1:], 'in', sys.prefix)\nsys.exit(7)\n"
    )
    return tmp_path


def run(project: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "build.py", *arguments]
    return subprocess.run(
        command, cwd=project, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


def stub_environment(project: Path) -> Path:
    """A finished environment whose interpreter is this one."""
    spec = importlib.util.spec_from_file_location("build_of_project", project / "build.py")
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    (project / ".venv" / "bin").mkdir(parents=True)
    (project / ".venv" / "bin" / "python").symlink_to(sys.executable)
    build.STAMP.write_text(build.lock_digest())
    return project / ".venv"


def test_a_finished_environment_is_used_and_its_status_handed_on(project):
    stub_environment(project)
    done = run(project, "test", "-k", "one")
    assert done.returncode == 7
    assert "reached with ['test', '-k', 'one']" in done.stdout
    assert "Setting up" not in done.stdout


def test_a_changed_lock_file_sets_up_again(project):
    venv = stub_environment(project)
    (venv / "of the old one").write_text("")
    (project / "requirements.lock").write_text("# changed\nno-such-package-anywhere==1\n")
    done = run(project, PIP_NO_INDEX="1")
    assert "Setting up .venv from requirements.lock" in done.stdout
    assert not (venv / "of the old one").exists()


def test_a_failed_install_says_what_failed_and_leaves_nothing_half_made(project):
    (project / "requirements.lock").write_text("no-such-package-anywhere==1\n")
    done = run(project, PIP_NO_INDEX="1")
    assert done.returncode == 3
    assert (
        "Setting up failed: installing requirements.lock; if the network was the trouble, run the same" in done.stderr
    )
    assert "no-such-package-anywhere" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (project / ".venv").exists()


def test_an_environment_without_its_stamp_is_made_again(project):
    venv = stub_environment(project)
    (venv / "made-from").unlink()
    (project / "requirements.lock").write_text("no-such-package-anywhere==1\n")
    assert "Setting up" in run(project, PIP_NO_INDEX="1").stdout
    assert not venv.exists()


def test_an_old_python_gets_a_sentence(project):
    code = "import sys; sys.version_info = (3, 10, 1); import runpy; runpy.run_path('build.py', run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == "This is Python 3.10; building needs Python 3.11 or newer: try `python3.11 build.py`.\n"


def test_the_lock_pins_every_package_to_one_version():
    lines = [line for line in (ROOT / "requirements.lock").read_text().split("\n") if line and not line.startswith("#")]
    assert all(line.count("==") == 1 and "+" not in line for line in lines)
    assert "torch==2.13.0" in lines
    names = [line.split("==")[0].lower() for line in lines]
    assert len(names) == len(set(names))
