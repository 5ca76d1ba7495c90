"""`python -m hw12.doctor`: what it says where something is missing, old or broken; it starts without any package."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hw12 import doctor

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def homework(tmp_path):
    """A folder as a student has it, with little in its files."""
    for name in ("hw12", "tests", "figures"):
        (tmp_path / name).mkdir()
    for name in ("hw12.ipynb", "written.json"):
        (tmp_path / name).touch()
    (tmp_path / "requirements.txt").write_text("# what is needed\nnumpy>=1.26,<3\ntorch>=2.4,<3  # large\n")
    shutil.copytree(ROOT / "assignment/data", tmp_path / "data")
    return tmp_path


def found(folder):
    return {finding.what: finding for finding in doctor.examine(folder)}


def test_where_all_is_there_nothing_is_wrong(homework):
    findings = found(homework)
    assert [finding.what for finding in findings.values() if not finding.fine] == []
    assert findings["data"].says == "mnist_5k.npz is whole, 5,000 digits"
    assert findings["packages"].says.startswith("2 of 2")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("no-such-package>=1", "no-such-package is not installed: pip install -r requirements.txt"),
        ("numpy>=99", ">=99 is needed"),
        ("numpy<1.0", "<1.0 is needed"),
    ],
)
def test_a_package_that_is_missing_or_of_another_version_is_named(homework, line, says):
    (homework / "requirements.txt").write_text(f"torch>=2\n{line}\n")
    assert not found(homework)["packages"].fine
    assert says in found(homework)["packages"].says


@pytest.mark.parametrize(
    ("here", "bound", "within"),
    [
        ("2.13.0+cpu", ">=2.4", True),
        ("2.13.0", "<3", True),
        ("3.0.0", "<3", False),
        ("2.4", ">=2.4.0", True),
        ("2.3.9", ">=2.4", False),
        ("0.16", "<0.16", False),
        ("1.0.0rc1", "==1.0", True),
    ],
)
def test_versions_are_compared_as_numbers(here, bound, within):
    assert doctor._within(here, bound) is within


def test_half_a_homework_is_told_what_is_missing(homework):
    (homework / "written.json").unlink()
    (homework / "figures").rmdir()
    assert found(homework)["folder"].says.startswith(f"figures, written.json not found in {homework}: unpack the whole")


def test_digits_with_a_broken_byte_are_damaged(homework):
    path = homework / "data/mnist_5k.npz"
    content = bytearray(path.read_bytes())
    for at in range(200_000, 200_400):
        content[at] ^= 0xFF
    path.write_bytes(content)
    assert "mnist_5k.npz is damaged" in found(homework)["data"].says


def test_a_file_that_hides_a_module_is_named_and_the_rest_still_looked_at(homework):
    shutil.copytree(ROOT / "assignment/hw12", homework / "hw12", dirs_exist_ok=True)
    for name in ("random.py", "torch.py"):
        (homework / name).write_text("x = 1\n")
    command = [sys.executable, "-m", "hw12.doctor"]
    done = subprocess.run(command, cwd=homework, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert "WRONG  names     random.py, torch.py here is found in place of the module of that name: call" in done.stdout
    assert "MB free" in done.stdout


def test_what_a_broken_package_raises_is_a_line_and_no_traceback(homework, monkeypatch):
    monkeypatch.delattr("torch.ones")
    says = found(homework)["PyTorch"].says
    assert says.startswith("AttributeError: module 'torch' has no attribute 'ones'; if all above is ok, pip install")


def test_an_old_python_need_not_read_the_annotations():
    assert doctor.examine.__annotations__["folder"] == "Path"


def test_data_that_was_cut_is_damaged(homework):
    path = homework / "data/mnist_5k.npz"
    path.write_bytes(path.read_bytes()[:1000])
    assert "mnist_5k.npz is damaged" in found(homework)["data"].says
    path.unlink()
    assert "is not there: unpack the whole homework again." in found(homework)["data"].says


def test_a_full_disk_is_said_before_work_is_lost(homework, monkeypatch):
    monkeypatch.setattr(doctor, "FREE_MB", 10**9)
    assert "make room" in found(homework)["disk"].says


def test_an_old_python_is_told_which_is_needed(homework, monkeypatch):
    monkeypatch.setattr(doctor, "PYTHON", (99, 0))
    assert "3.11 or newer is needed" in found(homework)["Python"].says


def test_it_runs_where_no_package_is_installed_and_names_what_is_missing(homework):
    package = homework / "hw12"
    for name in ("__init__.py", "doctor.py", "holes.py"):
        shutil.copy(ROOT / "assignment/hw12" / name, package / name)
    command = [sys.executable, "-S", "-m", "hw12.doctor"]  # -S: without site-packages
    done = subprocess.run(command, cwd=homework, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert done.stderr == ""
    assert "WRONG  PyTorch   it is not installed: pip install -r requirements.txt" in done.stdout
    assert done.stdout.endswith("start at the top.\n")
