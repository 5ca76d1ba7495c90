"""Gradescope's "Export Submissions": `assignment_N_export/submission_metadata.yml`, and a folder `submission_N` each.

The file names who handed each folder in: under `:submitters:`, a list of `:name:`, `:sid:` and `:email:`, several for a
group. The export holds the active attempt of each student alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import yaml

from autograder.classroom.attempt import Attempt, Student, normalized
from autograder.classroom.tree import IntakeError, Tree
from autograder.notebooks.notebook import SubmissionError

METADATA = "submission_metadata.yml"
_MOST_BYTES = 300_000_000  # it holds every old result: 20 KB each, of 10,000 students
_AGAIN = 'on Gradescope, press "Export Submissions" on the page of the assignment again'


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Plain values alone; what Ruby marks as an object of its own is passed over."""


_Loader.add_multi_constructor("!", lambda *_: None)


def recognises(names: Sequence[str]) -> bool:
    """Whether there is a metadata file, at the top or in one folder."""
    return _metadata(names) is not None


def attempts(tree: Tree, stem: str) -> Iterator[Attempt]:
    """A submission for each entry of the metadata and each folder that it does not name. Raises IntakeError."""
    at = _metadata(tree.names)
    assert at is not None
    root, written = at.removesuffix(METADATA), _read(tree, at)
    files = _by_folder(tree.names, root)
    for folder in sorted({*written, *files}):
        there = tuple(files.get(folder, ()))
        missing = (
            "" if there else f"the export's {METADATA} names {normalized(folder)}, and there is no such folder in it"
        )
        yield Attempt(
            normalized(folder), _students(written.get(folder), folder), there, f"{root}{folder}/", missing=missing
        )


def _metadata(names: Iterable[str]) -> str | None:
    return next((name for name in names if name.split("/")[-1] == METADATA and name.count("/") <= 1), None)


def _read(tree: Tree, name: str) -> dict[str, Any]:
    try:
        with tree.open(name) as file:
            content = file.read(_MOST_BYTES + 1)
    except (SubmissionError, OSError) as error:
        raise IntakeError(f"{name} cannot be read ({error}): {_AGAIN}.") from None
    if len(content) > _MOST_BYTES:
        raise IntakeError(f"{name} is larger than {_MOST_BYTES // 1_000_000} MB, which no export's is: {_AGAIN}.")
    try:
        written = yaml.load(content, Loader=_Loader)
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        said = " ".join(str(error).split())[:200]
        raise IntakeError(f"{name} cannot be read ({said}): {_AGAIN}.") from None
    if not isinstance(written, dict):
        raise IntakeError(f"{name} holds no submissions by name; expected `submission_N:` and who it is of: {_AGAIN}.")
    return {str(folder): about for folder, about in written.items()}


def _by_folder(names: Iterable[str], root: str) -> dict[str, list[str]]:
    folders: dict[str, list[str]] = {}
    for name in names:
        folder, slash, _ = name.removeprefix(root).partition("/")
        if slash and name.startswith(root):
            folders.setdefault(folder, []).append(name)
    return folders


def _students(about: object, folder: str) -> tuple[Student, ...]:
    listed = about.get(":submitters") if isinstance(about, dict) else None
    people = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    found = tuple(Student(_text(one, ":name"), _text(one, ":sid"), _text(one, ":email")) for one in people)
    once = {one.identity: one for one in found if one.identity}  # a group may name somebody twice
    return tuple(once.values()) or (Student(normalized(folder)),)


def _text(one: dict[object, object], key: str) -> str:
    value = one.get(key)
    return "" if value is None else normalized(str(value))
