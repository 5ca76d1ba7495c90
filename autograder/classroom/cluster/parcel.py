"""What a host is sent once, in one message: tests, release, support package and settings; no disk is shared."""

import hashlib
import io
import json
import uuid
import zipfile
from pathlib import Path

import msgspec

from autograder.classroom.messages import Ready, Work
from autograder.engine.assignment import GRADING_FILE, read_assignment
from autograder.engine.dependencies import versions
from autograder.results.verdict import GraderFault

MAX_PARCEL_BYTES = 256_000_000  # the homework weighs 7 MB: thirty times that is somebody's data by mistake
PACKAGE = Path(__file__).resolve().parents[2]
_OPEN = {"released", "support"}  # folders of a parcel that a worker may read


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """What grading needs besides submissions."""

    name: str  # of this run's own: another run on the same hosts neither uses it nor takes it away
    files: bytes  # a zip of grading.json and what it names
    package: str  # digest of the `autograder` that has to be installed
    versions: dict[str, str]  # of Python and packages, which have to be the same
    without: tuple[str, ...]
    allow_unconfined: bool


class Order(msgspec.Struct, frozen=True):
    """A submission to grade, notebook and all."""

    parcel: str  # by name
    work: Work
    first: bool  # say what the run has to know of the assignment, too


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a host says to an order: what became of the submission, or why it was not graded there."""

    kind: str  # "outcome"; "send" the parcel to me; "refused": not with this installation; "broken": nor will others
    # be able to; "died" with the submission in its hands; "cold": died before it was warm
    worker: str = ""  # address of the Dask worker
    why: str = ""
    ended: bytes = b""  # an Outcome, in JSON
    ready: Ready | None = None


def pack(assignment: Path, without: tuple[str, ...], allow_unconfined: bool) -> Parcel:
    """The assignment in `assignment` as a message. Raises GraderFault where it is too large, or cannot be read."""
    return Parcel(
        name=uuid.uuid4().hex,
        files=_zipped(assignment),
        package=package_digest(),
        versions=versions(),
        without=without,
        allow_unconfined=allow_unconfined,
    )


def _zipped(folder: Path) -> bytes:
    assignment = read_assignment(folder)
    settings = json.loads((folder / GRADING_FILE).read_bytes())
    settings |= {
        "sources": [],
        "released": f"released/{assignment.released.name}",
        "support": "support",
        "tests": "tests",
    }
    files = {settings["released"]: assignment.released}
    checks = [(settings["checks"], assignment.checks)] if assignment.checks else []
    for top, place in (("support", assignment.support), ("tests", assignment.tests), *checks):
        found = [path for path in sorted(place.rglob("*")) if path.is_file() and "__pycache__" not in path.parts]
        files |= {f"{top}/{path.relative_to(place).as_posix()}": path for path in found}
    size = sum(path.stat().st_size for path in files.values())
    if size > MAX_PARCEL_BYTES:
        raise GraderFault(
            f"the assignment weighs {size:,} bytes, and at most {MAX_PARCEL_BYTES:,} are sent to a cluster: take out "
            f"of {assignment.support} what grading does not need."
        )
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(GRADING_FILE, json.dumps(settings))
        for name, path in files.items():
            archive.writestr(name, path.read_bytes())  # without its time, which may be before 1980
    return held.getvalue()


def unpack(files: bytes, folder: Path) -> None:
    """Lays the files of a parcel out in `folder`, all but what students got for this user alone."""
    with zipfile.ZipFile(io.BytesIO(files)) as archive:
        for top in {name.split("/")[0] for name in archive.namelist() if "/" in name} - _OPEN:
            (folder / top).mkdir(mode=0o700)
        archive.extractall(folder)
    for path in [folder, *folder.rglob("*")]:
        is_open = path == folder or path.relative_to(folder).parts[0] in _OPEN
        path.chmod((0o755 if path.is_dir() else 0o644) if is_open else (0o700 if path.is_dir() else 0o600))


def package_digest(package: Path = PACKAGE) -> str:
    """SHA-256 of the installed `autograder`, file names and all."""
    state = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        state.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return state.hexdigest()


def refusal(package: str, wanted: dict[str, str]) -> str:
    """Why what is installed here must not grade for a run with that package and those versions; "" where it may."""
    if package_digest() != package:
        return f"has another autograder ({package_digest()[:12]}; here it is {package[:12]})"
    other = [f"{name} {is_}" for name, is_ in versions().items() if wanted.get(name) != is_]
    expected = ", ".join(f"{name} {version}" for name, version in wanted.items())
    return f"has {', '.join(other)} (here: {expected})" if other else ""
