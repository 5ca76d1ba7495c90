"""The written answers of a submission as PDF, for a student whose own export failed. No code of theirs is run."""

from pathlib import Path

from autograder.engine.assignment import read_assignment
from autograder.handin.export.notebook import NotebookError
from autograder.handin.export.pandoc import PandocError
from autograder.handin.export.questions import read_homework
from autograder.handin.export.typst_press import PressError
from autograder.handin.export.written import written_pdf
from autograder.notebooks.notebook import ReadLimits
from autograder.notebooks.submission import SubmissionError, submitted_notebook

TABLE = "written.json"
# What Gradescope takes: photographs do not slow the reading of code here.
LIMITS = ReadLimits(notebook_bytes=100_000_000)


class WrittenError(RuntimeError):
    """A submission of which no PDF could be made; the message says why."""


def write_pdf(submission: Path, assignment: Path, output: Path) -> str:
    """Writes the PDF of `submission` to `output`; returns what to tell staff. Raises WrittenError.

    assignment: the folder that holds grading.json. Pictures are taken from the notebook and from the released files,
    never from the folder that the submission lies in: other submissions may lie there.
    """
    released = read_assignment(assignment).released
    try:
        homework = read_homework(released.parent / TABLE)
        content = submitted_notebook(submission, released.stem, LIMITS)
        written = written_pdf(homework, content, released.parent)
        output.write_bytes(written.pdf)
    except (SubmissionError, NotebookError, PandocError, PressError, OSError) as error:
        raise WrittenError(str(error)) from error
    said = [f"{output}: written answers of {submission.name}."]
    if written.answers.empty():
        said.append(f"Nothing is written for {', '.join(written.answers.empty())}.")
    if written.continued:
        said.append(f"Longer than their pages, on extra pages at the end: {', '.join(written.continued)}.")
    return "\n".join(said)
