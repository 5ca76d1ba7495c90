"""Another homework than this repository's goes through every command, and both through one process."""

import csv
import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from built_lab1 import ROOT, generated_files

from autograder.release.written import page_texts

DID_NOTHING = "def gradient_step(w, X, y, lam, rate):\n    return w"
LOOKED_AROUND = """
import importlib.util

def ridge(X, y, lam):
    names = ("lab1", "lab1_checks", "hw12", "hw12_checks")
    raise RuntimeError("found " + " and ".join(name for name in names if importlib.util.find_spec(name)))
"""


@pytest.fixture(scope="module")
def submissions(lab1, tmp_path_factory) -> Path:
    """A folder with a solved notebook, a blank one, and one whose q2 is wrong."""
    folder = tmp_path_factory.mktemp("submissions")
    shutil.copy(lab1.beside / "solutions/lab1.ipynb", folder / "ada.ipynb")
    shutil.copy(lab1.beside / "student_release/lab1.ipynb", folder / "blank.ipynb")
    with_answer(lab1, "gradient_step", DID_NOTHING, folder / "half.ipynb")
    return folder


def with_answer(lab1, function: str, code: str, path: Path) -> Path:
    """Writes the solved notebook with another answer in place of `function`."""
    notebook = json.loads((lab1.beside / "solutions/lab1.ipynb").read_bytes())
    (cell,) = (c for c in notebook["cells"] if "".join(c["source"]).startswith(f"def {function}("))
    cell["source"] = code
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def points(printed: str) -> dict[str, str]:
    return dict(re.findall(r"(?m)^(\w+) +(\d+ / \d+)", printed))


def test_the_solved_notebook_gets_full_marks_on_gradescope_too(lab1, tmp_path):
    out = tmp_path / "results.json"
    submission = ("solutions/lab1.ipynb", "--json", out)
    printed = lab1.run("-m", "autograder", "grade", *submission, "--assignment", lab1.folder)
    assert points(printed) == {"q1": "6 / 6", "q2": "4 / 4", "total": "10 / 10"}
    assert sum(test.get("score", 0) for test in json.loads(out.read_bytes())["tests"]) == 10


def test_the_blank_notebook_gets_nothing_and_is_told_why(lab1):
    printed = lab1.run("-m", "autograder", "grade", "student_release/lab1.ipynb", "--assignment", lab1.folder)
    assert points(printed) == {"q1": "0 / 6", "q2": "0 / 4", "total": "0 / 10"}
    assert "ridge returned None: replace the ... with your code" in printed


def test_a_class_of_three_gets_a_gradebook_and_a_page_of_feedback_each(lab1, submissions, tmp_path):
    printed = lab1.run("-m", "autograder", "class", submissions, "-o", tmp_path, "--assignment", lab1.folder)
    assert "3 students: 3 graded." in printed
    with (tmp_path / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        grades = {row["Name"]: (row["q1"], row["q2"], row["Total"], row["Points"]) for row in csv.DictReader(file)}
    assert grades == {"ada": ("6", "4", "10", "10"), "blank": ("0", "0", "0", "10"), "half": ("6", "0", "6", "10")}
    assert len(list((tmp_path / "feedback").glob("*.html"))) == 3
    assert "lab1" in (tmp_path / "canvas.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert "lab1" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_every_right_answer_passes_and_every_wrong_one_fails(lab1):
    options = ("--seeds", "2", "--no-mutants", "--question", "q2")
    printed = lab1.run("-m", "autograder", "calibrate", *options, "--assignment", lab1.folder)
    corpus = lab1.folder / "corpus" / "q2"
    wheats, chaffs = (len(list((corpus / kind).glob("*.py"))) for kind in ("wheats", "chaffs"))
    assert f"\n{wheats} wheats, {chaffs} chaffs, 0 mutants; 0 not as they should be." in printed


def test_the_written_answer_is_printed_for_people(lab1, tmp_path):
    out = tmp_path / "written.pdf"
    printed = lab1.run("-m", "autograder", "pdf", "solutions/lab1.ipynb", "-o", out, "--assignment", lab1.folder)
    assert "written answers of lab1.ipynb" in printed
    (page,) = page_texts(out.read_bytes())
    assert "singular" in page  # of the model answer


def test_the_image_of_gradescope_tests_itself(lab1, tmp_path):
    with zipfile.ZipFile(lab1.beside / "dist/gradescope.zip") as archive:
        archive.extractall(tmp_path)
    assert not list(tmp_path.rglob("*hw12*"))
    pythonpath = f"{tmp_path}:{tmp_path / 'student_release'}"  # as link_grader of setup.sh sets it
    printed = lab1.run("-m", "autograder.gradescope.selftest", tmp_path, at=tmp_path, pythonpath=pythonpath)
    assert printed.startswith("ok  solved notebook 10 of 10, blank 0 of 10")


def test_a_student_hands_in(lab1, tmp_path):
    release = shutil.copytree(lab1.beside / "student_release", tmp_path / "lab1")
    shutil.copy(lab1.beside / "solutions/lab1.ipynb", release)
    code = "import handin; print(handin.__file__); handin.submit()"
    printed = lab1.run("-c", code, at=release, pythonpath="")
    assert printed.splitlines()[0] == str(release / "handin" / "__init__.py")
    assert "q1: every public check passes.\nq2: every public check passes.\n" in printed
    assert "Every question has an answer." in printed
    with zipfile.ZipFile(release / "lab1_submission.zip") as archive:
        assert archive.read("lab1.ipynb") == (release / "lab1.ipynb").read_bytes()
    assert "singular" in "".join(page_texts((release / "lab1_written.pdf").read_bytes()))
    graded = lab1.run("-m", "autograder", "grade", release / "lab1_submission.zip", "--assignment", lab1.folder)
    assert points(graded)["total"] == "10 / 10"


def test_the_release_has_the_license_of_handin(lab1):
    assert (lab1.beside / "student_release/handin/LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()


def test_a_submission_finds_its_own_package_and_nothing_of_checks_or_of_another_homework(lab1, tmp_path):
    submission = with_answer(lab1, "ridge", LOOKED_AROUND, tmp_path / "lab1.ipynb")
    printed = lab1.run("-m", "autograder", "grade", submission, "--assignment", lab1.folder)
    assert set(re.findall(r"found (\w+(?: and \w+)*)", " ".join(printed.split()))) == {"lab1"}


# Grades in turns with both graders open. `sys.addaudithook` sees each module that Python has to look for.
IN_TURNS = """
import importlib.util, json, sys
from pathlib import Path

# Where the project is installed for development, its first homework can be imported everywhere: not here.
sys.meta_path[:] = [one for one in sys.meta_path if not getattr(one, "__module__", "").startswith("__editable__")]

import autograder

NAMES = ("lab1", "lab1_checks", "hw12", "hw12_checks")
first, second = map(Path, sys.argv[1:])
looked_for, turns = set(), []


def hear(event, arguments):
    if event == "import" and arguments[0].partition(".")[0] in NAMES:
        looked_for.add(arguments[0].partition(".")[0])


def importable():
    return [name for name in NAMES if name in sys.modules or importlib.util.find_spec(name)]


sys.addaudithook(hear)
before = importable()
with autograder.open_grader(first) as one, autograder.open_grader(second) as other:
    for grader, folder in ((one, first), (other, second), (one, first)):
        looked_for.clear()
        (solved,) = (folder.parent / "solutions").glob("*.ipynb")
        grade = grader.grade(solved)
        turns.append([grade.score, grade.points, sorted(looked_for), importable()])
print(json.dumps({"before": before, "turns": turns, "after": importable()}))
"""


def test_both_homeworks_are_graded_in_one_process_and_neither_sees_the_other(lab1, tmp_path):
    if not (ROOT / "dist" / "grading.json").is_file():
        pytest.skip("this repository's own homework is not built: `python build.py` writes dist/")
    (tmp_path / "in_turns.py").write_text(IN_TURNS)
    said = json.loads(lab1.run(tmp_path / "in_turns.py", lab1.folder, ROOT / "assignment"))
    lab, whole, again = said["turns"]
    assert lab == [10, 10, ["lab1_checks"], []]
    assert whole[:2] == [100, 100]
    assert set(whole[2]) == {"hw12", "hw12_checks"}
    assert again[:2] == [10, 10]
    assert not {"hw12", "hw12_checks"} & set(again[2])
    assert said["before"] == whole[3] == again[3] == said["after"] == []


def test_nothing_of_this_was_written_into_the_repository(lab1, repositorys_own):
    """The last of these tests."""
    assert sorted(path.name for path in lab1.beside.iterdir()) == ["assignment", "dist", "solutions", "student_release"]
    assert generated_files() == repositorys_own
