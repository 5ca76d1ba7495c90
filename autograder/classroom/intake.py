"""From a download to submissions: whose they are, which attempt, and the notebook in each.

It opens no notebook, and knows neither gradebook nor grader.
"""

import hashlib
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from autograder.classroom.attempt import Attempt
from autograder.classroom.layouts import canvas, folders, gradescope, moodle
from autograder.classroom.tree import IntakeError, Tree
from autograder.notebooks.notebook import ReadLimits, SubmissionError
from autograder.notebooks.submission import notebook_bytes, pick_file

LAYOUTS = {"Gradescope": gradescope, "Moodle": moodle, "Canvas": canvas, "a folder": folders}
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class LocatedSubmission:
    """An attempt whose notebook or zip was found in the download; it is not read as a notebook yet."""

    attempt: Attempt
    file: str  # the name of its notebook or zip; "" where it has none
    content: str  # SHA-256 of that file
    reason: str  # why it cannot be read, where that is known by now


def take_in(tree: Tree, stem: str) -> tuple[str, Iterator[LocatedSubmission]]:
    """The kind of download, and its submissions one by one. Raises IntakeError where there is none, now or on the way.

    stem: the name of the notebook without `.ipynb`, which decides where somebody handed in several.
    """
    kind = next((kind for kind, layout in LAYOUTS.items() if layout.recognises(tree.names)), None)
    if kind is None:
        raise IntakeError("there is no file in what was given; expected notebooks, zips, or a download of a class.")
    return kind, (_located(tree, one, stem) for one in _with_unique_keys(LAYOUTS[kind].attempts(tree, stem)))


def _with_unique_keys(all_of_them: Iterator[Attempt]) -> Iterator[Attempt]:
    """The same, the second of a key with a number behind it: names that cannot be decoded may look alike."""
    times = Counter[str]()
    for one in all_of_them:
        times[one.key] += 1
        yield one if times[one.key] == 1 else replace(one, key=f"{one.key} ({times[one.key]})")


def notebook_of(tree: Tree, file: str, stem: str, limits: ReadLimits) -> tuple[str, bytes]:
    """The name and the bytes of the notebook that the file of a submission is, or holds. Raises SubmissionError."""
    with tree.open(file) as stream:
        held = io.BytesIO(stream.read(limits.archive_bytes + 1))
    return notebook_bytes(held, file.rsplit("/", 1)[-1], stem, limits)


def _located(tree: Tree, one: Attempt, stem: str) -> LocatedSubmission:
    if one.missing:
        return LocatedSubmission(one, "", _digest_of_names(one), f"{one.missing}.")
    names = {name.removeprefix(one.within): name for name in one.files if not name.endswith("/")}
    try:
        file = names[pick_file(list(names), stem)] if len(names) > 1 or one.within else one.files[0]
        return LocatedSubmission(one, file, _digest(tree, file), "")
    except SubmissionError as error:
        return LocatedSubmission(one, "", _digest_of_names(one), str(error))
    except OSError as error:
        return LocatedSubmission(
            one, "", _digest_of_names(one), f"The file cannot be read ({error.strerror}): download it again."
        )


def _digest(tree: Tree, file: str) -> str:
    """Of as much of it as will ever be read: an entry of a zip may unpack to more than a disk holds."""
    state, left = hashlib.sha256(), ReadLimits().archive_bytes + 1
    with tree.open(file) as stream:
        while left > 0 and (chunk := stream.read(min(_CHUNK_BYTES, left))):
            state.update(chunk)
            left -= len(chunk)
    return state.hexdigest()


def _digest_of_names(one: Attempt) -> str:
    return hashlib.sha256("\n".join(one.files).encode("utf-8", "surrogateescape")).hexdigest()
