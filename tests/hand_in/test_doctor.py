"""`python -m handin.doctor`: what it says where something is missing, old or broken; it starts without any package."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.handin import doctor
from autograder.handin.homework import NAME, Release

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def homework(tmp_path):
    """A folder as a student has it, with little in its files."""
    parts = ("data", "figures", "tests")
    for name in parts:
        (tmp_path / name).mkdir()
    for name in ("zoo.ipynb", "written.json"):
        (tmp_path / name).touch()
    (tmp_path / "requirements.txt").write_text("# what is needed\nnumpy>=1.26,<3\ntorch>=2.4,<3  # large\n")
    digests = {}
    for name in ("data/lions.npz", "figures/lion.png"):
        (tmp_path / name).write_bytes(name.encode() * 100)
        digests[name] = hashlib.sha256(name.encode() * 100).hexdigest()
    release = Release("zoo", "zoo.ipynb", (*parts, "requirements.txt", "written.json"), digests)
    (tmp_path / NAME).write_text(release.as_json(), encoding="utf-8")
    return tmp_path


def found(folder):
    return {finding.what: finding for finding in doctor.examine(folder)}


def test_where_all_is_there_nothing_is_wrong(homework):
    findings = found(homework)
    assert [finding.what for finding in findings.values() if not finding.fine] == []
    assert findings["data"].says == "2 of 2 files are whole"
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
    shutil.rmtree(homework / "tests")
    assert found(homework)["folder"].says.startswith(f"tests, written.json not found in {homework}: unpack the whole")


def test_a_data_file_with_a_broken_byte_is_damaged(homework):
    path = homework / "data/lions.npz"
    content = bytearray(path.read_bytes())
    content[700] ^= 1
    path.write_bytes(content)
    assert not found(homework)["data"].fine
    assert found(homework)["data"].says == "lions.npz is damaged: unpack the whole homework again."


def test_without_its_description_the_homework_is_not_whole(homework):
    (homework / NAME).write_text("{}", encoding="utf-8")
    for what in ("folder", "data"):
        assert found(homework)[what].says.startswith("handin.json does not say which homework this is: unpack the")
    (homework / NAME).unlink()
    for what in ("folder", "data"):
        assert found(homework)[what].says.startswith(f"handin.json not found in {homework}: unpack the whole homework")


def test_pytorch_is_looked_at_where_the_homework_asks_for_it(homework):
    assert found(homework)["PyTorch"].fine
    (homework / "requirements.txt").write_text("numpy>=1.26,<3\n")
    assert "PyTorch" not in found(homework)
    (homework / "requirements.txt").unlink()
    assert "PyTorch" not in found(homework)


def test_the_file_that_cannot_be_made_has_the_name_of_the_homework(homework, monkeypatch):
    there = doctor.importlib.util.find_spec
    monkeypatch.setattr(doctor.importlib.util, "find_spec", lambda name: None if name == "typst" else there(name))
    assert found(homework)["PDF"].says.startswith("typst, which makes zoo_written.pdf, is not installed: pip install")


def test_a_file_that_hides_a_module_is_named_and_the_rest_still_looked_at(homework):
    shutil.copytree(ROOT / "autograder/handin", homework / "handin")
    for name in ("random.py", "torch.py"):
        (homework / name).write_text("x = 1\n")
    command = [sys.executable, "-m", "handin.doctor"]
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
    path = homework / "data/lions.npz"
    path.write_bytes(path.read_bytes()[:100])
    assert "lions.npz is damaged" in found(homework)["data"].says
    path.unlink()
    assert "is not there: unpack the whole homework again." in found(homework)["data"].says


def test_a_full_disk_is_said_before_work_is_lost(homework, monkeypatch):
    monkeypatch.setattr(doctor, "FREE_MB", 10**9)
    assert "make room" in found(homework)["disk"].says


def test_an_old_python_is_told_which_is_needed(homework, monkeypatch):
    monkeypatch.setattr(doctor, "PYTHON", (99, 0))
    assert "3.11 or newer is needed" in found(homework)["Python"].says


def test_it_runs_where_no_package_is_installed_and_names_what_is_missing(homework):
    package = homework / "handin"
    package.mkdir()
    for name in ("__init__.py", "doctor.py", "holes.py", "homework.py"):
        shutil.copy(ROOT / "autograder/handin" / name, package / name)
    command = [sys.executable, "-S", "-m", "handin.doctor"]  # -S: without site-packages
    done = subprocess.run(command, cwd=homework, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert done.stderr == ""
    assert "WRONG  PyTorch   it is not installed: pip install -r requirements.txt" in done.stdout
    assert done.stdout.endswith("start at the top.\n")
