"""What an instructor chooses of Gradescope's side, in the `grading:` section of the master."""

from pathlib import Path

import msgspec

from autograder.engine.assignment import GRADING_FILE
from autograder.results.verdict import GraderFault


class Settings(msgspec.Struct, frozen=True):
    """The keys of `grading.json` that concern what is shown, and when."""

    show_at_once: frozenset[str] = frozenset()  # hidden tests that are not hidden: `question` or `question.test_name`
    timeout_s: float = 600  # as set on Gradescope, whose default it is; at most 2400 there

    def shows(self, question: str, name: str) -> bool:
        """Whether a hidden test is shown before grades are published."""
        return question in self.show_at_once or f"{question}.{name}" in self.show_at_once


def read_settings(folder: Path) -> Settings:
    """The settings in the `grading.json` of `folder`; raises GraderFault where it cannot be read."""
    path = folder / GRADING_FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=Settings)
    except FileNotFoundError:
        raise GraderFault(f"there is no {GRADING_FILE} in {folder}: run `python build.py`, which writes it.") from None
    except (OSError, msgspec.DecodeError) as error:
        raise GraderFault(f"{path} is not what `python build.py` writes ({error}): run it again.") from error
