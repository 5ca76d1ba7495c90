"""The folder of one homework, and what the tool makes beside it: what `--assignment FOLDER` means in every command."""

from dataclasses import dataclass
from pathlib import Path

from autograder.engine.assignment import is_plain_assignment
from autograder.results.verdict import GraderFault

DEFAULT = Path(__file__).resolve().parents[2] / "assignment"
CORPUS, STAFF = "corpus", "staff"  # beside the master: answers that test the checks, and staff's own scripts
GRADING_FILE = "grading.json"  # in dist/: says with what the grader grades
_MARK = "# ASSIGNMENT CONFIG"  # by which a notebook is known to be a master


class HomeworkError(Exception):
    """A folder that holds no homework; one sentence."""


@dataclass(frozen=True)
class HomeworkFolder:
    """The folder that people write in; everything that is made from it lies beside it."""

    folder: Path

    @property
    def beside(self) -> Path:
        """Where student_release/, solutions/, dist/ and docs/ of this homework are."""
        return self.folder.resolve().parent

    @property
    def dist(self) -> Path:
        """What grades: tests, checks and settings."""
        return self.beside / "dist"

    @property
    def solutions(self) -> Path:
        """The solved notebook."""
        return self.beside / "solutions"

    @property
    def corpus(self) -> Path:
        """Right and wrong answers that try the checks."""
        return self.folder / CORPUS

    @property
    def record(self) -> Path:
        """What the last calibration of each question found."""
        return self.beside / "docs" / "calibration.json"

    @property
    def calibration_page(self) -> Path:
        """The record for people."""
        return self.beside / "docs" / "calibration.md"

    def master(self) -> Path:
        """The one notebook in the folder that carries an assignment config, as text or as .ipynb.

        Raises HomeworkError where there is none, or more than one.
        """
        found = [path for path in sorted(self.folder.glob("*")) if _is_master(path)]
        texts = [path for path in found if path.suffix == ".md"] or found
        if len(texts) == 1:
            return texts[0]
        if not found:
            raise HomeworkError(
                f"there is no master notebook in {self.folder}: expected one .md or .ipynb with a raw cell that begins "
                f"with {_MARK!r}."
            )
        raise HomeworkError(
            f"{self.folder} holds several masters ({', '.join(path.name for path in texts)}): keep one."
        )

    def graded_with(self) -> Path:
        """The folder with what grades, built from this homework as it is: `dist`, or the folder itself if it is one.

        Raises GraderFault where there is none, or where it was built from other checks than those that stand here.
        """
        if (self.folder / GRADING_FILE).is_file() or is_plain_assignment(self.folder):
            return self.folder
        if not (self.dist / GRADING_FILE).is_file():
            raise GraderFault(
                f"there is no {GRADING_FILE} in {self.dist} or {self.folder}: run `python build.py`, which writes it."
            )
        for made in sorted(self.dist.glob("*/*.py")):
            source = self.folder / made.relative_to(self.dist)
            if source.is_file() and source.read_bytes() != made.read_bytes():
                raise GraderFault(
                    f"{source} has changed since `python build.py` copied it to {self.dist.name}/: run it again, so "
                    "that what grades is what stands there."
                )
        return self.dist


def _is_master(path: Path) -> bool:
    if path.suffix not in (".md", ".ipynb") or not path.is_file():
        return False
    return _MARK in path.read_text(encoding="utf-8", errors="replace")
