"""`hw12.submit()`: the two files to hand in, opened again to see that they are whole, and a receipt."""

import contextlib
import os
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hw12.export.notebook import Cell, NotebookError, read_cells
from hw12.whereabouts import NoNotebookError, notebook_file, ran_otherwise

ZIP_NAME, PDF_NAME = "hw12_submission.zip", "hw12_written.pdf"
RUNNING = "HW12_SUBMITTING"  # set while the public checks run the notebook: a copy of this call must not start again
OLD_S = 180  # JupyterLab saves by itself every two minutes
_PDF_FAILED = (
    "{name} could NOT be made: {why}\n"
    "Your zip is not touched by this. Hand it in, then tell your course staff: they can make the PDF from it."
)


@dataclass
class Receipt:
    """What was written and found, line by line."""

    files: list[str] = field(default_factory=list)
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
    except (NoNotebookError, NotebookError, OSError) as error:
        print(f"Nothing was written. {error}")
        return
    _say_saved(path, cells, ran)
    receipt = Receipt()
    made = _zip(path, content, receipt)
    _pdf(path, content, receipt)
    if checks and made:
        _public_checks(made, path)
    _print(receipt)


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
            return shell.user_ns, [str(source) for source in shell.user_ns.get("In", [])]
    return {}, []


def _say_saved(path: Path, cells: tuple[Cell, ...], ran: list[str]) -> None:
    saved = path.stat().st_mtime
    print(f"{path.name} was saved last at {time.strftime('%H:%M:%S', time.localtime(saved))}.")
    other = ran_otherwise(ran, [cell.source for cell in cells if cell.kind == "code"])
    if other:
        print(
            f"CAREFUL: what you ran as {', '.join(other)} is not what is saved. Save the notebook (Ctrl-S, or Cmd-S), "
            "or run those cells again; then run this cell again."
        )
    elif time.time() - saved > OLD_S:
        print("If you have written something since, save the notebook (Ctrl-S, or Cmd-S) and run this cell again.")


def _zip(path: Path, content: bytes, receipt: Receipt) -> Path | None:
    from hw12.export.proof import NotWholeError, zip_is_whole

    made = path.parent / ZIP_NAME

    def write(target: Path) -> None:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(path.name, content)

    try:
        _replaced(made, write)
        receipt.files.append(_line(made, zip_is_whole(made, path.name, content), "the programming assignment"))
    except (OSError, NotWholeError) as error:
        receipt.troubles.append(f"{ZIP_NAME} could NOT be made: {error}. Close what has it open, and run this again.")
        return None
    return made


def _pdf(path: Path, content: bytes, receipt: Receipt) -> None:
    made = path.parent / PDF_NAME
    try:
        from hw12.export.proof import written_is_whole
        from hw12.export.questions import read_homework
        from hw12.export.written import written_pdf

        homework = read_homework()
        written = written_pdf(homework, content, path.parent)
        _replaced(made, lambda target: target.write_bytes(written.pdf))
        said = written_is_whole(made, homework)
    except Exception as error:  # noqa: BLE001 - whatever the PDF's tools do, the zip stands and the student is told
        receipt.troubles.append(_PDF_FAILED.format(name=PDF_NAME, why=f"{type(error).__name__}: {error}"))
        return
    receipt.files.append(_line(made, said, "the written assignment (a PDF)"))
    _say_missing(written.answers.empty(), written.answers.untouched, receipt)
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


def _say_missing(written: tuple[str, ...], code: tuple[str, ...], receipt: Receipt) -> None:
    if written:
        receipt.troubles.append(f"Nothing is written for: {', '.join(written)}.")
    if code:
        receipt.troubles.append(f"Code as it was handed out: {', '.join(code)}.")
    if not written and not code:
        receipt.files.append("Every question has an answer.")


def _replaced(target: Path, write: Callable[[Path], object]) -> None:
    """Lets `write` make a file beside `target`, then puts it in its place: there is never half a file of that name."""
    part = target.with_name(f".{target.name}.part")
    try:
        write(part)
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)


def _public_checks(made: Path, path: Path) -> None:
    from hw12.notebook import public_reports

    print("Running it once from top to bottom, in a fresh process, against the public checks ...", flush=True)
    before = os.environ.get(RUNNING)
    os.environ[RUNNING] = "1"
    try:
        print(public_reports(made, path))
    except Exception as error:  # noqa: BLE001 - Otter's runner is another process, whose end can be anything
        print(f"The public checks could not be run ({type(error).__name__}). The files are whole all the same.")
    finally:
        del os.environ[RUNNING]
        if before is not None:
            os.environ[RUNNING] = before


def _line(path: Path, holds: str, goes_to: str) -> str:
    from hw12.export.proof import digest_of

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
        print(f"  {line}".replace("\n", "\n  "))
    if receipt.troubles:
        print("Look at this:")
    for trouble in receipt.troubles:
        print(f"  - {trouble}".replace("\n", "\n    "))
