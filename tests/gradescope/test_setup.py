"""setup.sh where something is wrong: one sentence that says what to do, and the image is not built.

The programs that it calls are small scripts here; what it does with the real ones is proved by tests.gradescope.proof.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

SETUP = Path(__file__).resolve().parents[2] / "autograder/gradescope/setup.sh"
NEEDED = ("bash", "mktemp", "rm", "tail", "id", "readlink", "mkdir", "true", "cat", "chmod", "chown")
ROOT_USER = "echo 0"
NEW_PYTHON = """case "$*" in
*version_info\\ \\<*) exit 0 ;;
-V) echo Python 3.12.1 ;;
*ensurepip*) exit 0 ;;
"-m venv "*) mkdir -p "$3/bin"; cp "$0" "$3/bin/python" ;;
*) {otherwise} ;;
esac
"""
OLD_PYTHON = 'case "$*" in -V) echo Python 3.8.2 ;; *) exit 1 ;; esac'


@pytest.fixture
def place(tmp_path):
    """The folders that setup.sh is given, and one with all the programs that it can call."""
    source = tmp_path / "source"
    (source / "selftest").mkdir(parents=True)
    (source / "requirements.txt").write_text("torch==2.0\n")
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in NEEDED:
        (programs / name).symlink_to(shutil.which(name))
    (programs / "cp").symlink_to(shutil.which("cp"))
    program(tmp_path, "id", ROOT_USER)
    program(tmp_path, "apt-get", "exit 0")
    program(tmp_path, "python3", NEW_PYTHON.format(otherwise="exit 0"))
    return tmp_path


def program(place, name, lines):
    """A program of that name that does `lines`."""
    path = place / "bin" / name
    path.unlink(missing_ok=True)
    path.write_text(f"#!{shutil.which('bash')}\n{lines}\n")
    path.chmod(0o755)


def refused(place, **environment):
    """What setup.sh says last as it fails."""
    command = [place / "bin/bash", SETUP, place / "source", place / "home"]
    env = {"PATH": str(place / "bin"), "TMPDIR": str(place), **environment}
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stderr


def test_an_installer_that_it_does_not_know_is_refused_by_name(place):
    assert "GRADER_INSTALLER is 'conda'; expected uv or pip." in refused(place, GRADER_INSTALLER="conda")


def test_who_is_not_root_is_told_so(place):
    program(place, "id", '[ "$1" = -un ] && echo ada || echo 1000')
    assert "it has to be run as root, as Gradescope does, and this is ada." in refused(place)


def test_half_a_zip_is_seen_before_anything_is_installed(place):
    (place / "source/requirements.txt").unlink()
    program(place, "apt-get", "echo apt was called >&2; exit 1")
    said = refused(place)
    assert "unpack the whole zip" in said
    assert "apt was called" not in said


def test_a_second_run_over_the_same_folder_is_told_to_unpack_again(place):
    (place / "source/selftest").rmdir()
    assert "setup.sh was run before; unpack the zip again." in refused(place)


def test_no_network_shows_the_end_of_what_apt_said_and_what_to_do(place):
    program(place, "apt-get", "echo 'Could not resolve host'; exit 100")
    said = refused(place)
    assert "Could not resolve host" in said
    assert said.rstrip().endswith("apt-get update failed: if the network was the trouble, build again.")


def test_an_old_image_without_a_newer_python_in_apt_is_told_which_to_choose(place):
    program(place, "python3", OLD_PYTHON)
    program(place, "apt-get", '[ "$1" = update ] || { echo "Unable to locate package $6"; exit 100; }')
    said = refused(place)
    assert "python3 is Python 3.8.2, Python 3.11 or newer is needed, and apt has none: choose Ubuntu 22.04" in said


def test_an_old_python3_stays_while_apt_brings_a_newer_one_beside_it(place):
    program(place, "python3", OLD_PYTHON)
    newer = NEW_PYTHON.format(otherwise="exit 0").replace("Python 3.12.1", "Python 3.11.9")
    (place / "newer").write_text(f"#!{shutil.which('bash')}\n{newer}")
    (place / "newer").chmod(0o755)
    program(place, "apt-get", f'[ "$1" = update ] || cp {place}/newer {place}/bin/python3.11')
    before = (place / "bin/python3").read_bytes()
    command = [place / "bin/bash", SETUP, place / "source", place / "home"]
    subprocess.run(command, env={"PATH": str(place / "bin"), "TMPDIR": str(place)}, capture_output=True, check=False)
    assert (place / "bin/python3").read_bytes() == before
    assert (place / "home/venv/bin/python").read_bytes() == (place / "newer").read_bytes()


def test_a_package_that_cannot_be_had_says_which_installer_failed(place):
    program(place, "python3", NEW_PYTHON.format(otherwise='echo "No matching distribution"; exit 1'))
    said = refused(place, GRADER_INSTALLER="pip")
    assert "No matching distribution" in said
    assert "pip could not install requirements.txt" in said


def test_a_torch_for_gpus_fails_the_build(place):
    program(place, "python3", NEW_PYTHON.format(otherwise='case "$*" in *torch.version*) exit 1 ;; esac'))
    said = refused(place, GRADER_INSTALLER="pip")
    assert "the torch that pip found is not the one for the CPU: use GRADER_INSTALLER=uv" in said


def test_a_self_test_that_fails_fails_the_build_and_keeps_the_solved_notebook(place):
    lines = (
        'case "$*" in *selftest*) echo "the blank notebook earned 3" >&2; exit 1 ;; *purelib*) echo "$TMPDIR" ;; esac'
    )
    program(place, "python3", NEW_PYTHON.format(otherwise=lines))
    said = refused(place, GRADER_INSTALLER="pip")
    assert "the blank notebook earned 3" in said
    assert "the self-test did not pass" in said
    assert (place / "source/selftest").is_dir()


def test_nothing_of_a_failed_build_is_left_in_the_temporary_folder(place):
    program(place, "apt-get", "exit 100")
    refused(place)
    assert sorted(path.name for path in place.iterdir()) == ["bin", "source"]
