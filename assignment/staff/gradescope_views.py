"""Makes the pictures in docs/gradescope/: what students and staff see of one submission on Gradescope.

    .venv/bin/python -m assignment.staff.gradescope_views        after `python build.py`; about a minute

The submission is the solved notebook with three mistakes that students make; it is graded as on Gradescope.
"""

import contextlib
import io
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from autograder.gradescope import views

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "gradescope"
MISTAKES = {
    "return m + v.sqrt() * noise": "return m + v * noise",  # a variance taken for a standard deviation
    "def beta_hat(c": "def beta_hats(c",  # a slip that leaves a name undefined
    "n = c.square().sum()  # the error is": "while True:\n        pass\n    n = c.square().sum()  # the error is",
}
SHOWN = ("q4_sample", "q5a", "q5b")  # the questions of the mistakes
METADATA = {
    "id": 1,
    "created_at": "2026-12-02T00:29:00-08:00",
    "assignment": {"due_date": "2026-12-01T22:59:00-08:00", "total_points": "160.0"},
    "users": [{"id": 1, "name": "A", "email": "a@example.com"}, {"id": 2, "name": "B", "email": "b@example.com"}],
    "previous_submissions": [{"score": 0.0, "autograder_error": False}],
}


def main() -> None:
    """Grades the submission in folders as Gradescope lays them, and draws what came out."""
    with tempfile.TemporaryDirectory(prefix="gradescope-") as folder:
        root = Path(folder)
        _lay_out(root)
        command = [sys.executable, "-m", "autograder.gradescope.run", "--root", folder]
        stdout = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        (root / "stdout").write_text(_of_shown(stdout), encoding="utf-8")
        chosen = [f"--question={name}" for name in SHOWN]
        written = [str(root / "results" / "results.json"), "-o", str(root / "views"), "--stdout", str(root / "stdout")]
        with contextlib.redirect_stdout(io.StringIO()):
            views.main([*written, *chosen])
        PICTURES.mkdir(exist_ok=True)
        for picture in sorted((root / "views").glob("*.png")):
            shutil.copy(picture, PICTURES)
            print(f"docs/gradescope/{picture.name}")


def _lay_out(root: Path) -> None:
    for name in ("dist", "student_release"):
        shutil.copytree(ROOT / name, root / "source" / name)
    (root / "submission").mkdir()
    notebook = (ROOT / "solutions" / "hw12.ipynb").read_text(encoding="utf-8")
    for right, wrong in MISTAKES.items():
        if notebook.count(json.dumps(right)[1:-1]) != 1:
            raise SystemExit(f"the solved notebook does not hold {right!r} once: change MISTAKES with the master.")
        notebook = notebook.replace(json.dumps(right)[1:-1], json.dumps(wrong)[1:-1])
    (root / "submission" / "hw12.ipynb").write_text(notebook, encoding="utf-8")
    (root / "submission_metadata.json").write_text(json.dumps(METADATA), encoding="utf-8")


def _of_shown(stdout: str) -> str:
    """The lines about the questions that are shown, between the first lines and the total."""
    lines, kept, inside = stdout.splitlines(), [], True
    for line in lines:
        if line and not line.startswith(" "):
            inside = line.startswith((*SHOWN, "Memory", "Warning", "question", "total", "note"))
        if inside:
            kept.append(line)
    return "\n".join(kept)


if __name__ == "__main__":
    main()
