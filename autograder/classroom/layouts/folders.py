"""A folder of notebooks or zips, one each; or of one folder for each student; or both beside each other."""

from collections.abc import Iterator, Sequence

from autograder.classroom.attempt import Attempt, Student, normalized
from autograder.classroom.tree import Tree

_KINDS = (".ipynb", ".zip")


def recognises(names: Sequence[str]) -> bool:
    """Whether anything in it could be a submission."""
    return bool(names)


def attempts(tree: Tree, stem: str) -> Iterator[Attempt]:
    """A submission for each notebook or zip at the top, and for each folder there. Its name is the student's."""
    top = _top(tree.names)
    folders: dict[str, list[str]] = {}
    for name in tree.names:
        first, slash, _ = name.removeprefix(top).partition("/")
        if slash:
            folders.setdefault(first, []).append(name)
        elif first.lower().endswith(_KINDS):
            yield Attempt(normalized(first), (Student(normalized(first.rpartition(".")[0])),), (name,), top)
    for folder, files in folders.items():
        yield Attempt(f"{normalized(folder)}/", (Student(normalized(folder)),), tuple(files), f"{top}{folder}/")


def passed_over(names: Sequence[str]) -> list[str]:
    """The files at the top that are of another kind: what accompanies a class, or what somebody handed in wrongly."""
    top = _top(names)
    there = [name.removeprefix(top) for name in names]
    return [normalized(name) for name in there if "/" not in name and not name.lower().endswith(_KINDS)]


def _top(names: Sequence[str]) -> str:
    """The one folder, if there is but one, that holds everything of a class and not of a student."""
    names = [name for name in names if not name.endswith("/")]  # an empty folder says nothing of the others
    first = {name.partition("/")[0] for name in names if "/" in name}
    if len(first) != 1 or any("/" not in name for name in names):
        return ""
    (folder,) = first
    inner = [name.removeprefix(f"{folder}/") for name in names]
    notebooks = [name for name in inner if name.lower().endswith(_KINDS)]
    below = {name.partition("/")[0] for name in notebooks if "/" in name}
    return f"{folder}/" if len(notebooks) > 1 and (below or len(notebooks) == len(inner)) else ""
