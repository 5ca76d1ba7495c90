"""The command: see the package's docstring."""

import argparse
import contextlib
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from .jupyter import jupyterlab, make_environment, unpack_release
from .student import ANSWER, QUESTION, Student

ROOT = Path(__file__).resolve().parents[2]
PROVED, NOT_PROVED, CANNOT = 0, 1, 3
CHROMES = ("chromium", "chromium-browser", "google-chrome")
WIDTH, HEIGHT = 1200, 900  # CSS pixels of the window


def main(arguments: Sequence[str]) -> int:
    """Prints a line for each thing that was seen; returns 1 where it is not what a student should see."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser", description=__doc__.splitlines()[0])
    parser.add_argument("--environment", type=Path, metavar="VENV", help="one that has the release's requirements")
    parser.add_argument("--pictures", type=Path, metavar="FOLDER", help="where pictures of what was seen are kept")
    options = parser.parse_args(arguments)
    chrome = next(filter(None, map(shutil.which, CHROMES)), None)
    if chrome is None:
        print("There is no Chromium here: on Debian, `apt install chromium`. Nothing was tried.")
        return CANNOT
    with tempfile.TemporaryDirectory(prefix="browser-") as folder:
        place = Path(folder)
        unpack_release(ROOT / "student_release", place / "homework")
        venv = (options.environment or place / "venv").resolve()
        if not (venv / "bin/jupyter").exists():
            say("making an environment from student_release/requirements.txt")
            make_environment(venv, place / "homework", version("torch").split("+")[0])
        pictures = options.pictures or place / "pictures"
        pictures.mkdir(parents=True, exist_ok=True)
        with jupyterlab(venv, place / "homework") as lab, shown_by(chrome) as page:
            wrong = list(seen(Student(page, lab, pictures)))
        wrong += graded(place / "homework" / "hw12_submission.zip", place / "results.json")
    for sentence in wrong:
        print(f"WRONG  {sentence}")
    return NOT_PROVED if wrong else PROVED


def seen(student: Student) -> Iterator[str]:
    """Works through the notebook; yields a sentence for each thing that is not as it should be."""
    check = f'grader.check("{QUESTION}")'
    student.open("hw12.ipynb")
    student.picture("opened")
    say("opened")
    student.run_all()
    say("every cell was run")
    yield from (f"a cell shows: {trouble[:300]}" for trouble in student.troubles() if trouble.strip())
    student.picture("figure", student.cell("maml.run_closed_form()"))
    said = student.output(check)
    student.picture("check_of_a_blank", student.cell(check))
    if "not yet" not in said or "replace the" not in said:
        yield f"the check of a blank answer says {said!r}"
    student.answer("def sample_gaussian", "...", ANSWER)
    said = student.run(check)
    student.picture("check_passed", student.cell(check))
    say(f"{QUESTION} answered: {' '.join(said.split())}")
    if "passes" not in said:
        yield f"the check of a right answer says {said!r}"
    said = student.run("handin.submit()")
    student.picture("submitted_before_saving", student.cell("handin.submit()"))
    if said.count("sample_gaussian is not what is saved") != 2:  # at the top, and in the receipt
        yield f"submit() before saving says {said!r}"
    student.save()
    said = student.run("handin.submit()")
    student.picture("receipt", student.cell("handin.submit()"))
    say("handed in")
    for part in ("Receipt", "hw12_submission.zip", "hw12_written.pdf", "upload it to the programming assignment"):
        if part not in said:
            yield f"the receipt does not say {part!r}: {said!r}"
    if "CAREFUL" in said:
        yield "submit() after saving still finds another notebook on disk"


def graded(handed_in: Path, results: Path) -> list[str]:
    """Sentences on what grading the zip gives that it should not."""
    command = [sys.executable, "-m", "autograder", "grade", str(handed_in), "--json", str(results)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        return [f"the zip could not be graded: {done.stdout[-500:]}"]
    tests = json.loads(results.read_text())["tests"]
    earned = {test["name"]: test.get("score", 0) for test in tests if test.get("score")}
    possible = {test["name"] for test in tests if test.get("max_score") and QUESTION in test["name"]}
    say(f"graded: {sum(earned.values()):g} points, for {', '.join(earned)}")
    return [] if earned and set(earned) == possible else [f"points for {sorted(earned)}; expected {sorted(possible)}"]


@contextlib.contextmanager
def shown_by(chrome: str) -> Iterator[Page]:
    """A page of a headless browser with nothing remembered."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chrome, args=["--no-sandbox"])  # root has no sandbox
        yield browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=1.5)
        browser.close()


_begun = time.monotonic()


def say(text: str) -> None:
    """A line with the seconds since the start."""
    print(f"{time.monotonic() - _begun:5.0f} s  {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
