"""build.py sets its environment up once, says what failed, and leaves nothing half made."""

import importlib.util
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from another_python import newest_other

import build

ROOT = Path(__file__).resolve().parents[1]
NEWEST = "{}.{}".format(*build.TESTED[-1])

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


@pytest.mark.parametrize(
    ("version", "found"),
    [
        ((3, 10, 1, "final", 0), "3.10.1"),
        ((3, 15, 0, "final", 0), "3.15.0"),
        ((3, 11, 0, "candidate", 1), "3.11.0 candidate, a pre-release"),
        ((3, 6, 9, "final", 0), "3.6.9"),
    ],
)
def test_a_python_that_the_project_is_not_tested_with_gets_a_sentence(project, version, found):
    code = f"import sys; sys.version_info = {version}; import runpy; runpy.run_path('build.py', run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout.startswith(f"This is Python {found}; the project is tested with final releases of 3.11, ")
    assert done.stdout.rstrip().endswith(f"try `python{NEWEST} build.py`.")


def test_the_readme_and_the_package_name_the_pythons_that_the_project_is_tested_with():
    names = [f"{major}.{minor}" for major, minor in build.TESTED]
    assert f"Python {', '.join(names[:-1])} or {names[-1]}" in (ROOT / "README.md").read_text(encoding="utf-8")
    metadata = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert metadata["requires-python"] == f">={names[0]},<3.{build.TESTED[-1][1] + 1}"


def fake_python(path: Path, says: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho {says}\n")
    path.chmod(0o755)


def test_the_newest_other_python_is_a_tested_final_release_of_another_version(tmp_path, monkeypatch):
    this = sys.version_info[1]
    newest, next_newest = sorted((minor for _, minor in build.TESTED if minor != this), reverse=True)[:2]
    installed = tmp_path / ".pyenv" / "versions"
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert newest_other(tmp_path) is None
    fake_python(tmp_path / "bin" / f"python3.{this}", f"3 {this} final")
    fake_python(tmp_path / "bin" / f"python3.{newest}", f"3 {newest} candidate")
    assert newest_other(tmp_path) is None
    fake_python(installed / f"3.{next_newest}.1" / "bin" / "python", f"3 {next_newest} final")
    assert newest_other(tmp_path) == str(installed / f"3.{next_newest}.1" / "bin" / "python")
    fake_python(installed / f"3.{newest}.0" / "bin" / "python", f"3 {newest} final")
    assert newest_other(tmp_path) == str(installed / f"3.{newest}.0" / "bin" / "python")


def test_the_lock_pins_every_package_to_one_version():
    lines = [line for line in (ROOT / "requirements.lock").read_text().split("\n") if line and not line.startswith("#")]
    assert all(line.count("==") == 1 and "+" not in line for line in lines)
    assert "torch==2.13.0" in lines
    names = [line.split("==")[0].lower() for line in lines]
    assert len(names) == len(set(names))
