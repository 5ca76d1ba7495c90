"""`hw12.submit()`: the two files to hand in, opened again to see that they are whole, and a receipt."""

import contextlib
import os
import sys
import time
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hw12.colab import ColabError, download
from hw12.export.notebook import Cell, NotebookError, read_cells
from hw12.export.questions import Answers
from hw12.limits import too_much
from hw12.upload import NotWholeError, digest_of, name_in_zip, placed, zip_is_whole
from hw12.whereabouts import NoNotebookError, notebook_file, ran_otherwise

if TYPE_CHECKING:
    from hw12.export.written import Written  # needs packages, without which the zip is still written

ZIP_NAME, PDF_NAME = "hw12_submission.zip", "hw12_written.pdf"
RUNNING = "HW12_SUBMITTING"  # set while the public checks run the notebook: a copy of this call must not start again
OLD_S = 20  # from Ctrl-S to this cell; nothing says whether text was typed since, and editors save by themselves rarely
_ZIP_STANDS = "Your zip is not touched by this. Hand it in, then tell your course staff: they can make the PDF from it."

_STOPPED = "You stopped this before its end. What is listed above is whole; run this cell again for the rest."


@dataclass
class Receipt:
    """What was written and found, line by line, and the files that are whole."""

    files: list[str] = field(default_factory=list)
    made: list[Path] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)


def submit(notebook: str | os.PathLike[str] | None = None, *, checks: bool = True) -> None:
    """Writes hw12_submission.zip and hw12_written.pdf from the saved notebook and prints a receipt.

    notebook: its file, where that cannot be found out. checks: run the public checks as well (half a minute at most).
    Nothing is raised for what can go wrong: it is said, and what could be written is kept.
    """
    if _is_being_graded():
        return
    names, ran = _session()
    try:
        path = notebook_file(notebook, names)
        content = path.read_bytes()
        cells = read_cells(content)
    except (NoNotebookError, ColabError, NotebookError, OSError) as error:
        _say(f"Nothing was written. {error}")
        return
    receipt = Receipt()
    try:
        _zip(path, content, receipt)
        receipt.troubles += [f"It would be REFUSED as it is. {said}" for said in too_much(content, cells)]
        _say_saved(path, cells, ran, receipt)
        _pdf(path, content, receipt)
        if checks and receipt.made:
            _public_checks(receipt.made[0], path)
    except KeyboardInterrupt:
        receipt.troubles.append(_STOPPED)
    _say_old(path.parent, receipt)
    _print(receipt)
    download(receipt.made)


def _is_being_graded() -> bool:
    """Whether this call stands in a cell that the public checks, or Otter, run again: then it does nothing."""
    loaded = sys.modules.get("hw12.notebook")
    return bool(os.environ.get(RUNNING)) or bool(loaded and loaded.Notebook._grading_mode)


def _session() -> tuple[dict[str, Any], list[str]]:
    """The global names of the notebook that is running, and the sources of the cells that it ran."""
    with contextlib.suppress(ImportError):
        from IPython import get_ipython

        shell = get_ipython()
        if shell is not None:
            return shell.user_ns, [str(source) for source in shell.history_manager.input_hist_raw]  # magics as typed
    return {}, []


def _say_saved(path: Path, cells: tuple[Cell, ...], ran: list[str], receipt: Receipt) -> None:
    saved = path.stat().st_mtime
    others = [other for other in sorted(path.parent.glob("*.ipynb")) if other.is_file() and other.name != path.name]
    newer = [other.name for other in others if other.stat().st_mtime > saved]
    if newer:
        receipt.troubles.append(
            f"This is {path.name}, but {', '.join(newer)} was saved later. If your answers are there, run "
            f'hw12.submit("{newer[0]}").'
        )
    _say(f"{path.name} was saved last at {time.strftime('%H:%M:%S', time.localtime(saved))}.")
    other = ran_otherwise(ran, [cell.source for cell in cells if cell.kind == "code"])
    if other:
        careful = (
            f"What you ran as {', '.join(other)} is not what is saved. Save the notebook (Ctrl-S, or Cmd-S), "
            "or run those cells again; then run this cell again."
        )
        _say(f"CAREFUL. {careful}")
        receipt.troubles.append(careful)  # once more at the end: the checks' lines come between
    elif time.time() - saved > OLD_S:
        print("If you have written something since, save the notebook (Ctrl-S, or Cmd-S) and run this cell again.")


def _zip(path: Path, content: bytes, receipt: Receipt) -> None:
    name = name_in_zip(path)

    def write(target: Path) -> None:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, content)

    try:
        made = placed(ZIP_NAME, path.parent, write)
        _keep(made, zip_is_whole(made, name, content), "the programming assignment", path, receipt)
    except (OSError, NotWholeError) as error:
        receipt.troubles.append(
            f"{ZIP_NAME} could NOT be made: {error}. Close what has it open, make room on the disk, and run this again."
            f" If that does not help, hand in {name} itself, as it is saved: the grader takes it too."
        )


def _keep(made: Path, holds: str, goes_to: str, notebook: Path, receipt: Receipt) -> None:
    receipt.files.append(_line(made, holds, goes_to))
    receipt.made.append(made)
    if made.parent != notebook.parent:
        receipt.troubles.append(
            f"{made.name} is in {made.parent}: the folder of the notebook could not be written (read-only, or full)."
        )


def _pdf(path: Path, content: bytes, receipt: Receipt) -> None:
    try:
        from hw12.export.proof import written_is_whole
        from hw12.export.questions import read_homework
        from hw12.export.written import written_pdf

        homework = read_homework()
        written = written_pdf(homework, content, path.parent)
        made = placed(PDF_NAME, path.parent, lambda target: target.write_bytes(written.pdf))
        said = written_is_whole(made, homework)
    except Exception as error:  # noqa: BLE001 - whatever the PDF's tools do, the zip stands and the student is told
        stands = f"\n{_ZIP_STANDS}" if receipt.made else ""
        receipt.troubles.append(f"{PDF_NAME} could NOT be made: {_why(error)}{stands}")
        return
    _keep(made, said, "the written assignment (a PDF)", path, receipt)
    _say_missing(written.answers, receipt)
    _say_otherwise(written, receipt)


def _say_missing(answers: Answers, receipt: Receipt) -> None:
    found = {
        "Nothing is written for": answers.empty(),
        "Code as it was handed out": answers.untouched,
        "Half an answer (a text or a code cell there is as it was handed out)": answers.halves,
        "Code without an output, so without a figure in the PDF (run it, save, and run this cell again)": (
            answers.unseen()
        ),
    }
    receipt.troubles += [f"{about}: {', '.join(names)}." for about, names in found.items() if names]
    if not any(found.values()):
        receipt.files.append("Every question has an answer.")


def _say_otherwise(written: "Written", receipt: Receipt) -> None:
    """What the PDF shows in another way than the notebook does."""
    if written.answers.elsewhere:
        receipt.troubles.append(
            "Text that stands outside the answers is printed last. If it is an answer, move it below its question: "
            f"{_few(tuple(cell.source for cell in written.answers.elsewhere))}."
        )
    if written.lost:
        receipt.troubles.append(
            "In the place of pictures the PDF has a note. Drag or paste them into their cell, then run this cell "
            f"again: {_few(written.lost)}."
        )
    if written.unread:
        receipt.troubles.append(
            f"Formulas that could not be read, so that the PDF shows them as you typed them: {_few(written.unread)}."
        )
    if written.continued:
        receipt.troubles.append(
            f"Longer than their pages, so they go on at the end of the PDF: {', '.join(written.continued)}. "
            "That is allowed; a shorter answer is easier to read."
        )
    if written.missing:
        receipt.troubles.append(
            f"{len(written.missing)} characters have no shape in any font here: the PDF shows their numbers, "
            "and lists them on its last page."
        )


def _few(sources: tuple[str, ...]) -> str:
    """The first of `sources`, each on one line and not too long."""
    lines = [" ".join(source.split()) for source in sources[:5]]
    more = f" and {len(sources) - 5} more" if len(sources) > 5 else ""
    return "; ".join(line if len(line) <= 100 else f"{line[:97]}..." for line in lines) + more


def _why(error: Exception) -> str:
    if isinstance(error, ModuleNotFoundError) and error.name:
        return (
            f"the package {error.name.split('.')[0]} is not installed. Run `%pip install -r requirements.txt`, "
            "restart the kernel, and run this cell again."
        )
    return f"{type(error).__name__}: {error}"


def _say_old(folder: Path, receipt: Receipt) -> None:
    """Names files of an earlier run that this one did not replace: they are easily uploaded by mistake."""
    for name in (ZIP_NAME, PDF_NAME):
        if (folder / name).is_file() and folder / name not in receipt.made:
            receipt.troubles.append(f"The {name} in this folder is of an EARLIER run: do not upload it.")


def _public_checks(made: Path, path: Path) -> None:
    from hw12.notebook import public_reports

    print("Running it once from top to bottom, in a fresh process, against the public checks ...", flush=True)
    before = os.environ.get(RUNNING)
    os.environ[RUNNING] = "1"
    try:
        _say(str(public_reports(made, name_in_zip(path), path.parent / "tests")))
    except Exception as error:  # noqa: BLE001 - Otter's runner is another process, whose end can be anything
        print(f"The public checks could not be run ({type(error).__name__}). The files are whole all the same.")
    finally:
        del os.environ[RUNNING]
        if before is not None:
            os.environ[RUNNING] = before


def _line(path: Path, holds: str, goes_to: str) -> str:
    size = path.stat().st_size / 1000
    return (
        f"{path.name}  ({size:,.0f} kB)\n"
        f"    SHA-256 {digest_of(path)}\n"
        f"    opened again: {holds}\n"
        f"    upload it to {goes_to}"
    )


def _print(receipt: Receipt) -> None:
    print("\nReceipt, " + time.strftime("%Y-%m-%d %H:%M:%S"))
    for line in receipt.files:
        _say(f"  {line}".replace("\n", "\n  "))
    if receipt.troubles:
        print("Look at this:")
    for trouble in receipt.troubles:
        _say(f"  - {trouble}".replace("\n", "\n    "))


def _say(text: str) -> None:
    """Prints `text`; letters that this terminal has not, by their numbers."""
    try:
        print(text)
    except UnicodeEncodeError:
        print(text.encode("ascii", "backslashreplace").decode())
