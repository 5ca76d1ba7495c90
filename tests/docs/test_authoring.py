"""The question that docs/authoring.md adds is added here, word by word, to a copy of the homework."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
FILE = re.compile(r"\*\*`([^`]+)`\*\*, ([^\n]+):\n\n(`{3,4})\w*\n(.*?\n)\3\n", re.S)
BEFORE = "## 3. Variational information bottleneck\n"
NEEDED = ("assignment", "autograder", "LICENSE", "requirements.lock", "docs")

SPLIT = """
from pathlib import Path
from autograder.release.pipeline import understand
from autograder.release.split import split
split(understand(Path("assignment/hw12.md")), Path())
"""


@pytest.fixture(scope="module")
def homework(tmp_path_factory):
    """A copy of the homework with the page's question in it."""
    folder = tmp_path_factory.mktemp("authored")
    for name in NEEDED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif (ROOT / name).exists():
            shutil.copy(ROOT / name, folder / name)
    for path, how, _, text in FILE.findall(PAGE):
        place = folder / path
        if how == "new":
            assert not place.exists(), path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        else:
            master = place.read_text(encoding="utf-8")
            assert master.count(BEFORE) == 1
            place.write_text(master.replace(BEFORE, text + BEFORE), encoding="utf-8")
    run(folder, "-c", SPLIT)
    return folder


def run(folder, *arguments):
    """What Python says of `arguments`, in `folder` and with its packages."""
    environment = {**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{folder / 'assignment'}"}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_page_has_each_of_the_parts_that_it_names():
    paths = [path for path, *_ in FILE.findall(PAGE)]
    assert paths[:2] == ["assignment/hw12.md", "assignment/hw12_checks/q2c.py"]
    assert len([path for path in paths if "/wheats/" in path]) >= 2
    assert len([path for path in paths if "/chaffs/" in path]) >= 5


def test_the_new_question_is_in_the_release_without_its_solution(homework):
    released = (homework / "student_release/hw12.ipynb").read_text(encoding="utf-8")
    assert "Write `entropy(p)`." in released
    assert "torch.xlogy" not in released


def test_the_solved_notebook_earns_its_points(homework):
    lines = run(homework, "-m", "autograder", "grade", "solutions/hw12.ipynb").splitlines()
    assert [line.split()[1:4] for line in lines if line.startswith("total")] == [["104", "/", "104"]]


def test_its_hidden_tests_tell_the_right_answers_from_the_wrong_ones(homework):
    said = run(homework, "-m", "autograder", "calibrate", "--question", "q2c")
    assert "2 wheats, 5 chaffs, 8 mutants; 0 not as they should be." in said
