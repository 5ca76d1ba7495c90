"""Where Gradescope puts things, how they are locked away before any student's code runs, and the instructor's settings.

The settings are those of the `grading:` section of the master that concern Gradescope.
"""

import os
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

import msgspec

from autograder.engine.assignment import GRADING_FILE
from autograder.results.verdict import GraderFault


@dataclass(frozen=True)
class Places:
    """The paths below /autograder, by Gradescope's specification."""

    root: Path

    @property
    def dist(self) -> Path:
        """Our zip's folder with grading.json and the tests."""
        return self.root / "source" / "dist"

    @property
    def submission(self) -> Path:
        """What the student handed in."""
        return self.root / "submission"

    @property
    def metadata(self) -> Path:
        """Whose it is; holds the results of the submission before, hidden ones too."""
        return self.root / "submission_metadata.json"

    @property
    def results(self) -> Path:
        """What Gradescope reads when run_autograder has ended."""
        return self.root / "results" / "results.json"

    @property
    def secret(self) -> tuple[Path, ...]:
        """What no student's process may read: tried from inside before it is believed."""
        return (self.root / "source", self.submission, self.metadata, self.results.parent)


def lock_away(places: Places) -> None:
    """Only the user that grades, root on Gradescope, may enter or read the secret places afterwards.

    Raises GraderFault where that cannot be done.
    """
    try:
        places.results.parent.mkdir(exist_ok=True)
        for path in places.secret:
            if path.exists():
                _to_owner_alone(path)
    except OSError as error:
        raise GraderFault(f"{error.filename} cannot be kept from student code ({error.strerror}).") from error


def _to_owner_alone(path: Path) -> None:
    if path.is_symlink():
        raise GraderFault(f"{path} is a link, which Gradescope does not make: expected the file or folder itself.")
    if os.geteuid() == 0 and path.stat().st_uid != 0:
        os.chown(path, 0, 0)
    path.chmod(0o700 if stat.S_ISDIR(path.stat().st_mode) else 0o600)


def lay_out_support(support: Path, folder: Path) -> Path:
    """A copy of what students got, in `folder`, which student code may read: its own place is locked away."""
    folder.chmod(0o755)
    return shutil.copytree(support, folder / "support")


class GradescopeSettings(msgspec.Struct, frozen=True):
    """The keys of `grading.json` that concern what is shown, and when."""

    show_at_once: frozenset[str] = frozenset()  # hidden tests that are not hidden: `question` or `question.test_name`
    timeout_s: float = 600  # as set on Gradescope, whose default it is; at most 2400 there

    def shows(self, question: str, name: str) -> bool:
        """Whether a hidden test is shown before grades are published."""
        return question in self.show_at_once or f"{question}.{name}" in self.show_at_once


def read_settings(folder: Path) -> GradescopeSettings:
    """The settings in the `grading.json` of `folder`; raises GraderFault where it cannot be read."""
    path = folder / GRADING_FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=GradescopeSettings)
    except FileNotFoundError:
        raise GraderFault(f"there is no {GRADING_FILE} in {folder}: run `python build.py`, which writes it.") from None
    except (OSError, msgspec.DecodeError) as error:
        raise GraderFault(f"{path} is not what `python build.py` writes ({error}): run it again.") from error
