"""`handin.submit()`: the two files to hand in, opened again to see that they are whole, and a receipt."""

import contextlib
import os
import sys
import time
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .colab import ColabError, download
from .export.notebook import NotebookError, SavedCell, read_cells
from .export.questions import Answers
from .homework import Release, this_release
from .notebook_limits import exceeded_limits
from .running_notebook import NoNotebookError, notebook_file, unsaved_definitions
from .upload import NotWholeError, check_zip, name_in_zip, sha256_of, write_whole

if TYPE_CHECKING:
    from .export.written import Written  # needs packages, without which the zip is still written

RUNNING = "HANDIN_SUBMITTING"  # set while the public checks run the notebook: a copy of this call must not start again
OLD_S = 20  # from Ctrl-S to this cell; nothing says whether text was typed since, and editors save by themselves rarely
_ZIP_STANDS = "Your zip is not touched by this. Hand it in, then tell your course staff: they can make the PDF from it."

_STOPPED = "You stopped this before its end. What is listed above is whole; run this cell again for the rest."


@dataclass
class Receipt:
    """What was written and found, line by line, and the files that are whole."""

    files: list[str] = field(default_factory=list)
    made: list[Path] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Saved:
    """The notebook as it is saved: its file, what that holds, its name in the zip, and the release it comes from."""

    path: Path
    content: bytes
    name: str
    release: Release


def submit(notebook: str | os.PathLike[str] | None = None, *, checks: bool = True) -> None:
    """Writes the zip for the tests and the PDF for people from the saved notebook and prints a receipt.

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
    release = this_release(path.parent)
    saved, receipt = _Saved(path, content, name_in_zip(path, release.notebook), release), Receipt()
    try:
        _zip(saved, receipt)
        receipt.troubles += [f"It would be REFUSED as it is. {said}" for said in exceeded_limits(content, cells)]
        _say_saved(path, cells, ran, receipt)
        _pdf(saved, receipt)
        if checks and receipt.made:
            _public_checks(receipt.made[0], saved)
    except KeyboardInterrupt:
        receipt.troubles.append(_STOPPED)
    _say_old(saved, receipt)
    _print(receipt)
    download(receipt.made)


def _is_being_graded() -> bool:
    """Whether this call stands in a cell that the public checks, or Otter, run again: then it does nothing."""
    loaded = sys.modules.get("otter")
    return bool(os.environ.get(RUNNING)) or bool(loaded and loaded.Notebook._grading_mode)


def _session() -> tuple[dict[str, Any], list[str]]:
    """The global names of the notebook that is running, and the sources of the cells that it ran."""
    with contextlib.suppress(ImportError):
        from IPython import get_ipython

        shell = get_ipython()
        if shell is not None:
            return shell.user_ns, [str(source) for source in shell.history_manager.input_hist_raw]  # magics as typed
    return {}, []


def _say_saved(path: Path, cells: tuple[SavedCell, ...], ran: list[str], receipt: Receipt) -> None:
    saved = path.stat().st_mtime
    others = [other for other in sorted(path.parent.glob("*.ipynb")) if other.is_file() and other.name != path.name]
    newer = [other.name for other in others if other.stat().st_mtime > saved]
    if newer:
        receipt.troubles.append(
            f"This is {path.name}, but {', '.join(newer)} was saved later. If your answers are there, run "
            f'handin.submit("{newer[0]}").'
        )
    _say(f"{path.name} was saved last at {time.strftime('%H:%M:%S', time.localtime(saved))}.")
    other = unsaved_definitions(ran, [cell.source for cell in cells if cell.kind == "code"])
    if other:
        careful = (
            f"What you ran as {', '.join(other)} is not what is saved. Save the notebook (Ctrl-S, or Cmd-S), "
            "or run those cells again; then run this cell again."
        )
        _say(f"CAREFUL. {careful}")
        receipt.troubles.append(careful)  # once more at the end: the checks' lines come between
    elif time.time() - saved > OLD_S:
        print("If you have written something since, save the notebook (Ctrl-S, or Cmd-S) and run this cell again.")


def _zip(saved: _Saved, receipt: Receipt) -> None:
    def write(target: Path) -> None:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(saved.name, saved.content)

    try:
        made = write_whole(saved.release.zip_name, saved.path.parent, write)
        holds = check_zip(made, saved.name, saved.content)
        _keep(made, holds, "the programming assignment", saved.path, receipt)
    except (OSError, NotWholeError) as error:
        receipt.troubles.append(
            f"{saved.release.zip_name} could NOT be made: {error}. Close what has it open, make room on "
            f"the disk, and run this again. If that does not help, hand in {saved.name} itself, as it is saved: the "
            "grader takes it too."
        )


def _keep(made: Path, holds: str, goes_to: str, notebook: Path, receipt: Receipt) -> None:
    receipt.files.append(_line(made, holds, goes_to))
    receipt.made.append(made)
    if made.parent != notebook.parent:
        receipt.troubles.append(
            f"{made.name} is in {made.parent}: the folder of the notebook could not be written (read-only, or full)."
        )


def _pdf(saved: _Saved, receipt: Receipt) -> None:
    name = saved.release.pdf_name
    try:
        from .export.questions import read_homework
        from .export.written import written_pdf
        from .export.written_check import check_written_pdf

        homework = read_homework()
        written = written_pdf(homework, saved.content, saved.path.parent)
        made = write_whole(name, saved.path.parent, lambda target: target.write_bytes(written.pdf))
        said = check_written_pdf(made, homework)
    except Exception as error:  # noqa: BLE001 - whatever the PDF's tools do, the zip stands and the student is told
        stands = f"\n{_ZIP_STANDS}" if receipt.made else ""
        receipt.troubles.append(f"{name} could NOT be made: {_why(error)}{stands}")
        return
    _keep(made, said, "the written assignment (a PDF)", saved.path, receipt)
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


def _say_old(saved: _Saved, receipt: Receipt) -> None:
    """Names files of an earlier run that this one did not replace: they are easily uploaded by mistake."""
    folder = saved.path.parent
    for name in (saved.release.zip_name, saved.release.pdf_name):
        if (folder / name).is_file() and folder / name not in receipt.made:
            receipt.troubles.append(f"The {name} in this folder is of an EARLIER run: do not upload it.")


def _public_checks(made: Path, saved: _Saved) -> None:
    from .public_checks import public_reports

    print("Running it once from top to bottom, in a fresh process, against the public checks ...", flush=True)
    before = os.environ.get(RUNNING)
    os.environ[RUNNING] = "1"
    try:
        _say(str(public_reports(made, saved.name, saved.path.parent / "tests")))
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
        f"    SHA-256 {sha256_of(path)}\n"
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
