"""Runs Otter Assign on a master in a temporary folder, and lays its output out as student_release/, solutions/, dist/.

Otter is never given a path that leaves its folder: it copies what it is told to copy, itself included, until
the disk is full. The folder is measured before it starts and every file it writes is capped.
"""

import contextlib
import hashlib
import io
import os
import resource
import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path

from autograder.handin.homework import NAME as HANDIN_JSON
from autograder.handin.homework import Release
from autograder.release.archive import read_folder, read_zip, write_checksum, write_zip
from autograder.release.assignment import Assignment
from autograder.release.files import HANDIN, NOT_RELEASED
from autograder.release.grading_package import write_gradescope_zip, write_grading_file
from autograder.release.otter_notebooks import finish, otter_input, read_notebook, write_notebook
from autograder.release.written import TABLE, write_written

INPUT_CAP_MB = 20  # notebook, package, figures and data come to about 2 MB: ten times that is a mistake
OUTPUT_CAP_MB = 40  # of one file that Otter writes: its zip holds the input once

_IGNORED = shutil.ignore_patterns(*NOT_RELEASED)
HANDIN_SOURCE = Path(__file__).resolve().parents[1] / HANDIN
_LICENSE = HANDIN_SOURCE.parents[1] / "LICENSE"  # of the tool
STUDENTS_ZIP = "student_release.zip"  # what an instructor gives to students
_SCRIPTS = frozenset({"run_autograder", "setup.sh"})


class ReleaseError(Exception):
    """A release that must not be put in place; the message says what was found and what to do."""


def split(assignment: Assignment, out: Path) -> None:
    """Fills the empty folder `out` with student_release/, solutions/ and dist/.

    Raises ReleaseError if what the master asks to release is too large, or if Otter refuses the master.
    """
    work = out / "otter"
    work.mkdir()
    _prepare_otter_input(assignment, work)
    made = _run_otter(work / f"{assignment.master.path.stem}.ipynb")
    for name in ("student_release", "solutions", "dist"):
        (out / name).mkdir()
    _student_release(assignment, made / "student", out / "student_release")
    write_written(assignment, out / "student_release", out / "dist")
    _write_handin_json(assignment, out / "student_release")
    name = f"{assignment.master.path.stem}.ipynb"
    write_notebook(finish(read_notebook(made / "autograder" / name), solved=True), out / "solutions" / name)
    shutil.copytree(made / "autograder" / "tests", out / "dist" / "tests")
    (archive,) = (made / "autograder").glob("*-autograder_*.zip")
    write_grading_file(assignment, out / "dist")
    members = read_zip(archive) | _checks_for_otter(assignment, out / "dist")
    write_zip(out / "dist" / f"{assignment.master.path.stem}-autograder.zip", members, _SCRIPTS)
    write_gradescope_zip(out, assignment.master.path.stem)
    write_zip(out / "dist" / STUDENTS_ZIP, _in_a_folder(out / "student_release"))
    write_checksum(out / "dist" / STUDENTS_ZIP)
    shutil.rmtree(work)


def _checks_for_otter(assignment: Assignment, dist: Path) -> dict[str, bytes]:
    """The package of checks among the files that Otter lays beside a submission, where its tests find it."""
    checks = assignment.release["grading"].get("checks")
    if not checks:
        return {}
    return {f"files/{checks}/{name}": content for name, content in read_folder(dist / checks).items()}


def _in_a_folder(release: Path) -> dict[str, bytes]:
    """The release's files in one folder, so that unpacking litters nothing."""
    return {f"{release.name}/{name}": content for name, content in read_folder(release).items()}


def _prepare_otter_input(assignment: Assignment, work: Path) -> None:
    source = assignment.master.path.parent
    for name in [*assignment.config.get("files", []), *filter(None, [assignment.config.get("requirements")])]:
        if (source / name).is_dir():
            shutil.copytree(source / name, work / name, ignore=_IGNORED, dirs_exist_ok=True)
        else:
            (work / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source / name, work / name)
    size_mb = sum(path.stat().st_size for path in work.rglob("*") if path.is_file()) / 1e6
    if size_mb > INPUT_CAP_MB:
        raise ReleaseError(
            f"The files to release come to {size_mb:.0f} MB; at most {INPUT_CAP_MB} MB are expected: "
            "look for data or outputs that do not belong in `files`."
        )
    shutil.copytree(HANDIN_SOURCE, work / HANDIN, ignore=_IGNORED)
    write_notebook(otter_input(assignment), work / f"{assignment.master.path.stem}.ipynb")


def _run_otter(master: Path) -> Path:
    made = master.parent / "made"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Otter's about itself, and about cell ids, which are made afterwards
        import otter.assign  # a second to import: only a split needs it
        from otter.assign.utils import AssignNotebookFormatException

        wrong = (ValueError, TypeError, AttributeError, LookupError, RuntimeError, AssertionError, OSError)
        try:
            with file_size_capped(OUTPUT_CAP_MB), contextlib.redirect_stdout(io.StringIO()):
                otter.assign.main(str(master), str(made), no_pdfs=True, no_run_tests=True)
        except (AssignNotebookFormatException, *wrong) as error:
            raise ReleaseError(f"Otter Assign refuses the master: {type(error).__name__}: {error}") from error
    return made


def _student_release(assignment: Assignment, made: Path, release: Path) -> None:
    source = assignment.master.path.parent
    shutil.copytree(made, release, dirs_exist_ok=True)
    name = f"{assignment.master.path.stem}.ipynb"
    write_notebook(finish(read_notebook(release / name), solved=False), release / name)
    requirements = assignment.config.get("requirements", "requirements.txt")
    for origin, target in (
        (source / requirements, "requirements.txt"),
        (source / "STUDENTS.md", "README.md"),
        (source.parent / "LICENSE", "LICENSE"),
        (source / "LICENSE", "LICENSE"),  # a homework's own, in its folder, comes first
    ):
        if origin.is_file():
            shutil.copy(origin, release / target)
    _license_handin(release)


def _license_handin(release: Path) -> None:
    """handin is the tool's: where the release has another license or none, the tool's own comes with that package."""
    same = (release / "LICENSE").is_file() and (release / "LICENSE").read_bytes() == _LICENSE.read_bytes()
    if not same:
        shutil.copy(_LICENSE, release / HANDIN / "LICENSE")


def _write_handin_json(assignment: Assignment, release: Path) -> None:
    """Writes handin.json: what students must have beside the notebook, and the digests of what is not text.

    The blank template is left out: a student may write on it.
    """
    stem = assignment.master.path.stem
    named = [*assignment.config.get("files", []), *filter(None, [assignment.config.get("requirements")])]
    parts = sorted({*(name.split("/")[0] for name in named), HANDIN, "tests", TABLE} & set(os.listdir(release)))
    data = {
        name: hashlib.sha256(content).hexdigest()
        for name, content in read_folder(release).items()
        if name.split("/")[0] in parts and not _is_text(content)
    }
    said = Release(stem, f"{stem}.ipynb", tuple(parts), data)
    (release / HANDIN_JSON).write_text(said.as_json(), encoding="utf-8")


def _is_text(content: bytes) -> bool:
    """Whether an editor or git may change line ends in it without any harm."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\0" not in content


@contextlib.contextmanager
def file_size_capped(megabytes: int) -> Iterator[None]:
    """No file of this process grows past `megabytes`; a write beyond that raises OSError."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    cap = megabytes * 1_000_000
    resource.setrlimit(resource.RLIMIT_FSIZE, (cap if hard == resource.RLIM_INFINITY else min(cap, hard), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
