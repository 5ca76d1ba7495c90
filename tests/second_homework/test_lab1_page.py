"""docs/another_homework.md, followed with lab 1, its example: each command, file, key and number that it states."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
import yaml
from built_lab1 import ROOT

import build
from autograder.calibration.corpus import read_corpus
from autograder.engine.judge.cases import read_cases
from autograder.release.master import read_master

PAGE = (ROOT / "docs" / "another_homework.md").read_text(encoding="utf-8")
CODED = re.findall(r"(?<!`)`([^`\n]+)`(?!`)", PAGE)  # what stands in code's letters in a sentence
COMMANDS = re.findall(r"(?m)^    \$ (.+)\n((?:    (?!\$).+\n|\n(?=    (?!\$)))*)", PAGE)
IN_SENTENCES = [code for code in CODED if code.startswith("python build.py ")]
SECONDS = re.compile(r"\s+\(?\d+\.\d s\)?$")
PATH = re.compile(r"[\w*][\w.*/-]*(?:/|\.(?:md|py|zip|txt|pdf|ipynb))")
GIVEN_ELSEWHERE = {"README.md", "handin/", "tests/"}  # of the release, said where they come from


@pytest.fixture(scope="module")
def master():
    return read_master(ROOT / "tests/second_homework/assignment/lab1.md")


@pytest.fixture(scope="module")
def place(lab1, tmp_path_factory) -> Path:
    """Where the commands are typed: a folder with a submission, and a folder with two."""
    folder = tmp_path_factory.mktemp("page")
    (folder / "submissions").mkdir()
    for path in (folder / "ada.ipynb", folder / "submissions/ada.ipynb"):
        shutil.copy(lab1.beside / "solutions/lab1.ipynb", path)
    shutil.copy(lab1.beside / "student_release/lab1.ipynb", folder / "submissions/ben.ipynb")
    return folder


def typed(lab1, place: Path, command: str, *more: str) -> str:
    """What the `command` of the page prints, its placeholders filled in; `more` options make it shorter."""
    stands_for = {"FOLDER": str(lab1.folder), "SUBMISSION": "ada.ipynb", "SUBMISSIONS": "submissions"}
    words = [stands_for.get(word, word) for word in shlex.split(command)]
    assert words[0] in ("python", ".venv/bin/python")
    words = ["-m", "autograder.release", *words[2:]] if words[1] == "build.py" else words[1:]
    return lab1.run(*words, *more, at=place)


def assert_printed(page: str, printed: str) -> None:
    """The page's lines stand in `printed`, one after the other; `...` is for any lines between, times may differ."""
    wanted = [SECONDS.sub("", line.strip()) for line in page.strip().splitlines()]
    lines = [SECONDS.sub("", line.strip()) for line in printed.strip().splitlines()]
    at = 0
    for before, line in zip(["...", *wanted], wanted, strict=False):
        if line != "...":
            found = lines.index(line, at)
            assert before == "..." or found == at, f"other lines before {line!r}"
            at = found + 1


def command_of(name: str) -> tuple[str, str]:
    """(command, lines) of the one command of the page that holds `name`."""
    (found,) = [one for one in COMMANDS if f" {name} " in one[0]]
    return found


def test_the_commands_of_the_page_are_those_that_are_followed_here():
    names = [re.sub(r"^\.venv/bin/python -m autograder ", "", command).split()[0:2] for command, _ in COMMANDS]
    assert names == [
        ["python", "build.py"],
        ["calibrate", "--assignment"],
        ["grade", "SUBMISSION"],
        ["class", "SUBMISSIONS"],
        ["pdf", "SUBMISSION"],
    ]
    assert IN_SENTENCES == ["python build.py solutions --assignment FOLDER"]
    assert all(command.endswith("--assignment FOLDER") for command, _ in COMMANDS)


def test_build_prints_what_the_page_shows(lab1):
    command, lines = command_of("build.py")
    assert command == "python build.py --assignment FOLDER"  # as the fixture has built it
    assert_printed(lines, lab1.output)


def test_grade_prints_what_the_page_shows(lab1, place):
    command, lines = command_of("grade")
    assert "total              10 / 10" in lines
    assert_printed(lines, typed(lab1, place, command))


def test_class_writes_what_the_page_names(lab1, place):
    printed = typed(lab1, place, command_of("class")[0])
    assert "2 students: 2 graded." in printed
    for name in ("gradebook.sqlite", "canvas.csv", "gradescope.csv", "report.html"):
        assert (place / "grades" / name).stat().st_size
    assert len(list((place / "grades/feedback").glob("*.html"))) == 2
    assert "1 to grade" not in typed(lab1, place, command_of("class")[0])  # again: it resumes, with nothing left to do


def test_pdf_writes_the_file_that_the_page_names(lab1, place):
    typed(lab1, place, command_of("pdf")[0])
    assert (place / "written.pdf").read_bytes().startswith(b"%PDF")


def test_calibrate_reports_nothing(lab1, place):
    printed = typed(lab1, place, command_of("calibrate")[0], "--question", "q1", "--only", "inverse", "--seeds", "1")
    assert "; 0 not as they should be." in printed


def test_solutions_keeps_outputs_and_a_pdf(lab1, place):
    typed(lab1, place, IN_SENTENCES[0])
    solved = (lab1.beside / "solutions/lab1.ipynb").read_text(encoding="utf-8")
    assert '"output_type"' in solved
    assert (lab1.beside / "solutions/lab1.pdf").read_bytes().startswith(b"%PDF")


def test_the_folder_has_the_files_of_the_page_and_no_other(lab1):
    tree = re.findall(r"(?m)^        ([\w.]+/?)  ", PAGE)
    there = {path.name + "/" * path.is_dir() for path in lab1.folder.iterdir() if path.name != "__pycache__"}
    assert set(tree) == there


def test_the_raw_cells_of_the_page_begin_the_master(master):
    shown = re.findall(r"```\{raw-cell\}\n(.*?)\n```", PAGE, re.DOTALL)
    first = [cell for cell in master.cells if cell.kind == "raw"][:2]
    hidden = [re.sub(r'salt: "\w+"', 'salt: "..."', cell.source) for cell in first]
    assert shown == hidden
    assert [cell.kind for cell in master.cells[:2]] == ["raw", "raw"]


def test_every_key_that_the_page_explains_is_in_those_cells(master):
    keys = re.findall(r"(?m)^\| `(\w+)` \|", PAGE.split("## 3.")[0])
    config, release = (yaml.safe_load(cell.source) for cell in master.cells[:2])
    assert keys == ["name", "files", "autograded_points", "checks", "salt", "preload", "stand_ins"]
    assert set(keys) <= {*config, *release, *release["grading"]}


def test_the_command_for_a_salt_makes_one_like_that_of_the_master(lab1, master):
    (command,) = (code for code in CODED if code.startswith("python -c"))
    salt = yaml.safe_load(master.cells[1].source)["grading"]["salt"]
    made = lab1.run(*shlex.split(command)[1:]).strip()
    assert all(re.fullmatch(r"[0-9a-f]{32}", one) for one in (salt, made))
    assert "32 random hexadecimal digits" in PAGE


def test_the_code_of_the_page_is_that_of_the_homework(lab1, master):
    shown = re.findall(r"```python\n(.*?)\n```", PAGE, re.DOTALL)
    chaff = (lab1.folder / "corpus/q2/chaffs/sum_for_mean.py").read_text(encoding="utf-8").strip()
    codes = [cell for cell in master.cells if cell.kind == "code"]
    assert len(shown) == 3
    assert shown[0] == codes[0].source
    assert any(cell.source.endswith(shown[1]) for cell in codes)
    assert shown[2] == chaff
    assert master.cells[-1].source == "handin.submit()"
    assert any("\nif handin.ready(ridge=ridge):\n" in cell.source for cell in codes)


def test_the_corpus_is_read_as_the_page_explains_it(lab1):
    entries = read_corpus(lab1.folder / "corpus", read_cases(lab1.beside / "dist/tests"), None)
    assert {(entry.question, entry.kind) for entry in entries} == {
        (question, kind) for question in ("q1", "q2") for kind in ("wheat", "chaff")
    }


def test_every_module_and_function_that_the_page_names_is_there(lab1):
    for module in re.findall(r"(?m)^\| `(\w+)` \|", PAGE.split("## 3.")[1].split("## 4.")[0]):
        assert (ROOT / "autograder/checking" / f"{module}.py").is_file(), module
    code = {path.name: path.read_text(encoding="utf-8") for path in (lab1.folder / "lab1_checks").glob("*.py")}
    for file, function in (*re.findall(r"`(\w+\.py)`, `(\w+)`", PAGE), ("q1.py", "_mistakes")):
        assert f"def {function}(" in code[file], (file, function)


def test_every_path_of_the_page_is_there_once_all_of_it_was_done(lab1, place):
    release = shutil.copytree(lab1.beside / "student_release", place / "lab1")
    shutil.copy(lab1.beside / "solutions/lab1.ipynb", release)
    lab1.run("-c", "import handin; handin.submit(checks=False)", at=release, pythonpath="")
    paths = {re.sub(r"QUESTION|NAME", "*", code) for code in CODED} - GIVEN_ELSEWHERE
    paths = {path for path in paths if PATH.fullmatch(path)}
    assert {"corpus/*/wheats/*.py", "dist/student_release.zip", "lab1_submission.zip", "lab1_written.pdf"} <= paths
    roots = (lab1.folder, lab1.folder / "lab1_checks", lab1.beside, ROOT, release, lab1.folder.parent / "dist")
    assert [path for path in sorted(paths) if not any(list(root.glob(path)) for root in roots)] == []


def test_every_link_of_the_page_leads_somewhere():
    for target in re.findall(r"\]\(([^)#]+)\)", PAGE):
        assert (ROOT / "docs" / target).exists(), target


def test_the_pythons_of_the_page_are_the_tested_ones():
    *others, last = (f"{major}.{minor}" for major, minor in build.TESTED)
    assert f"Python {', '.join(others)} or {last} " in PAGE.replace("\n", " ")
