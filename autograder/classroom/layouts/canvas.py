"""Canvas' "Download Submissions": files side by side, `lastnamefirst_[LATE_]<user>_<file>_<name as uploaded>`.

With anonymous grading `[LATE_]anon_<letters>_<file>_<name>`; what was typed into Canvas, text or an address, is
`text.html` or `link.html` in place of `<file>_<name>`. Canvas puts `-1`, `-2` behind the name of what is handed
in again; a file's own number grows with time. (As `lib/content_zipper.rb` of Canvas writes them, 2024.)
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import PurePosixPath

from autograder.classroom.attempt import Attempt, Student, normalized
from autograder.classroom.tree import Tree

_WHAT = r"_(?:(?P<file>\d+)_(?P<original>.+)|(?P<typed>text\.html|link\.html))"
_NAMED = re.compile(r"(?P<who>.+?)_(?P<late>LATE_)?(?P<user>\d+)" + _WHAT, re.DOTALL)
_ANONYMOUS = re.compile(r"(?P<late>LATE_)?(?P<who>anon_(?P<user>[^_]+))" + _WHAT, re.DOTALL)
_KINDS = (".ipynb", ".zip")
_AGAIN = re.compile(r"-\d+$")


@dataclass(frozen=True)
class _File:
    name: str
    who: str
    user: str
    late: bool
    number: int
    original: str

    @property
    def title(self) -> str:
        """The name as the student knows it, whichever time it was handed in."""
        path = PurePosixPath(self.original)
        return _AGAIN.sub("", path.stem).casefold() + path.suffix.casefold()


def recognises(names: Sequence[str]) -> bool:
    """Whether most of what could be a submission is named as Canvas names it, next to each other."""
    found = [name for name in names if name.lower().endswith(_KINDS)]
    own = [name for name in found if _file(name) is not None]
    return 2 * sum(_folder(name) == _folder(own[0]) for name in own) > len(found)


def attempts(tree: Tree, stem: str) -> Iterator[Attempt]:
    """An attempt for each time that a student handed the notebook in; files of other kinds are left alone.

    A notebook that somebody put there under a name of their own is its own student's: nobody is lost.
    """
    files = [file for name in tree.names if (file := _file(name)) is not None]
    files.sort(key=lambda file: (file.user, file.number))
    for _, own in groupby(files, key=lambda file: file.user):
        yield from _attempts(list(own), stem)
    for name in tree.names:
        if name.lower().endswith(_KINDS) and _file(name) is None:
            last = normalized(name.rsplit("/", 1)[-1])
            yield Attempt(last, (Student(last.rpartition(".")[0]),), (name,))


def _attempts(own: list[_File], stem: str) -> Iterator[Attempt]:
    readable = [file for file in own if file.title.endswith(_KINDS)]
    named = [file for file in readable if PurePosixPath(file.title).stem == stem.casefold()]
    chosen = named or readable
    if len({file.title for file in chosen}) > 1 or not chosen:  # several notebooks at once, or none: the reader says so
        yield _attempt(chosen or own, 1)
        return
    for attempt, file in enumerate(chosen, 1):
        yield _attempt([file], attempt)


def _attempt(files: list[_File], attempt: int) -> Attempt:
    last = files[-1]
    key = normalized(last.name if len(files) == 1 else last.name.removesuffix(last.original))
    student = Student(normalized(last.who), "" if last.who.startswith("anon_") else last.user)
    return Attempt(key, (student,), tuple(file.name for file in files), "", attempt, last.late)


def _file(name: str) -> _File | None:
    last = name.rsplit("/", 1)[-1]
    found = _ANONYMOUS.fullmatch(last) or _NAMED.fullmatch(last)
    if found is None:
        return None
    number, original = int(found["file"] or 0), found["original"] or found["typed"]
    return _File(name, found["who"], found["user"], bool(found["late"]), number, original)


def _folder(name: str) -> str:
    return name.rpartition("/")[0]
