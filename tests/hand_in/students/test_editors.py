"""What the editors save is read alike: by `handin.submit()`, by the grader, by `experiment.py`."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from editors import EDITORS, FILES, as_file, colab

from autograder.handin.export.notebook import read_cells
from autograder.handin.export.questions import answers, read_homework
from autograder.handin.notebook_functions import code_cells
from autograder.notebooks.submission import read_submission

ROOT = Path(__file__).resolve().parents[3]
sys.path.append(str(ROOT / "tests" / "engine"))

from notebook_samples import hw12_plan, runs  # noqa: E402

RELEASE = ROOT / "student_release"
SOLVED = json.loads((ROOT / "solutions/hw12.ipynb").read_text(encoding="utf-8"))
WANTED = runs(hw12_plan(*read_submission(ROOT / "solutions/hw12.ipynb", "hw12").cells))
WAYS = {name: lambda nb, save=save: as_file(save(nb)) for name, save in EDITORS.items()} | FILES


def answered():
    """The released notebook with one written answer, and one of code."""
    notebook = json.loads((RELEASE / "hw12.ipynb").read_text(encoding="utf-8"))
    sources = ["".join(cell["source"]) for cell in notebook["cells"]]
    place = next(i for i, source in enumerate(sources) if "`q1_bug`" in source) + 1
    assert "Type your answer here" in sources[place]
    notebook["cells"][place]["source"] = "Größe \u2260 scale: \u4f60\u597d."
    code = next(i for i, source in enumerate(sources) if source.startswith("def sample_gaussian"))
    notebook["cells"][code]["source"] = sources[code].replace(
        "    ...", "    return m + v.sqrt() * torch.randn_like(m)"
    )
    return notebook


@pytest.mark.parametrize("way", WAYS)
def test_the_grader_runs_the_same_cells_for_the_same_questions(way, tmp_path):
    (tmp_path / "hw12.ipynb").write_bytes(WAYS[way](SOLVED))
    made = hw12_plan(*read_submission(tmp_path / "hw12.ipynb", "hw12").cells)
    assert [(source.replace("\r\n", "\n"), question) for source, question in runs(made)] == WANTED
    assert made.notes == ()


@pytest.mark.parametrize("way", WAYS)
def test_a_written_answer_stays_with_its_question(way):
    homework = read_homework(RELEASE / "written.json")
    found = answers(homework, read_cells(WAYS[way](answered())))
    assert "q1_bug" not in found.empty()
    assert "q1_why" in found.empty()
    assert "q4_sample" not in found.untouched
    assert "q4_elbo" in found.untouched


@pytest.mark.parametrize("way", WAYS)
def test_experiment_py_finds_the_code_cells(way, tmp_path):
    (tmp_path / "mine.ipynb").write_bytes(WAYS[way](SOLVED))
    cells = [source.replace("\r\n", "\n") for source in code_cells(tmp_path / "mine.ipynb")]
    assert cells == ["".join(cell["source"]) for cell in SOLVED["cells"] if cell["cell_type"] == "code"]


@pytest.mark.parametrize("way", WAYS)
def test_cells_are_read_whatever_wrote_them(way):
    kinds = [cell.kind for cell in read_cells(WAYS[way](SOLVED))]
    assert kinds == [cell["cell_type"] for cell in SOLVED["cells"]]


def test_the_command_grades_colabs_file_under_a_browsers_name_for_full_marks(tmp_path):
    if not (ROOT / "dist/grading.json").is_file():
        pytest.skip("dist/ is made by `python build.py`")
    path = tmp_path / "Übung 12, 你好 (1).ipynb"
    path.write_bytes(as_file(colab(SOLVED)))
    command = [sys.executable, "-m", "autograder", "grade", str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "100 / 100" in done.stdout


def test_it_works_in_a_folder_with_spaces_and_foreign_letters(tmp_path):
    """Check and hand in, in a process that knows no UTF-8 but where it asks for it."""
    folder = tmp_path / "Übungen & more, 作业" / "hw 12"
    shutil.copytree(RELEASE, folder)
    (folder / "hw12.ipynb").write_bytes(as_file(answered()))
    code = (
        "import torch, handin\n"
        "grader = handin.Notebook('hw12.ipynb')\n"
        "def sample_gaussian(m, v): return m + v.sqrt() * torch.randn_like(m)\n"
        "print(grader.check('q4_sample'))\n"
        "handin.submit(checks=False)\n"
    )
    environment = {"PATH": "", "PYTHONPATH": str(folder), "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert "q4_sample: every public check passes." in done.stdout
    assert "could NOT be made" not in done.stdout, done.stdout
    assert (folder / "hw12_submission.zip").is_file()
    assert (folder / "hw12_written.pdf").is_file()
