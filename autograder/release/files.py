"""What `files` may name: plain files in the master's folder, and every image that students are shown among them."""

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from autograder.release.assignment import Assignment
from autograder.release.cell_yaml import expect, expect_words
from autograder.release.master import MasterCell, MasterError

# Caches, what an editor leaves behind, and all that begins with a dot: nobody means to release it.
NOT_RELEASED = ("__pycache__", "*.pyc", ".*", "*~")
_LEFT_BEHIND = re.compile(r"__pycache__|.*\.pyc|\..*|.*~")
HANDIN = "handin"  # the package that the build puts into every release
_TAKEN = {
    "autograder": "the autograder's own name",
    "tests": "where the public tests go",
    "made": "where Otter writes",
    "staff": "for staff alone",
    HANDIN: "the package that the build puts into every release",
    "handin.json": "what the build writes for that package",
}
_IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<path>[^)\s]+)[^)]*\)")
_IMAGE_TAG = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""\b(src|alt)\s*=\s*["']([^"']*)["']""", re.IGNORECASE)


def check_files(assignment: Assignment) -> None:
    """Raises MasterError unless all that `assignment` names is there and may be released."""
    cell, config = assignment.config_cell, assignment.config
    expect_words(cell, "files", config.get("files", []), "a list of paths, such as [figures, data]")
    expect(cell, "requirements", config.get("requirements", ""), str, "one path, such as requirements.txt")
    named = [*config.get("files", []), *([config["requirements"]] if "requirements" in config else [])]
    for path in named:
        _path_is_inside(assignment, path)
        _exists(assignment, cell, path)
        _is_plain(assignment, path)
    _images_are_released(assignment)


def _path_is_inside(assignment: Assignment, path: str) -> None:
    cell, master = assignment.config_cell, assignment.master.path
    pure = PurePosixPath(path)
    if ".." in pure.parts or pure.is_absolute() or not pure.parts or path.rstrip("/") != str(pure):
        raise MasterError(cell.place_of(path), f"the path {path!r}", "a path inside the folder of the master")
    if pure.parts[0] in _TAKEN or path in {f"{master.stem}.md", f"{master.stem}.ipynb"}:
        why = _TAKEN.get(pure.parts[0], "the master itself, with its solutions")
        raise MasterError(cell.place_of(path), f"the path {path!r}, which is {why}", "what students need")
    if any(_LEFT_BEHIND.fullmatch(part) for part in pure.parts):
        raise MasterError(cell.place_of(path), f"the path {path!r}", "a name without a dot before it or ~ after it")


def _exists(assignment: Assignment, where: MasterCell, path: str) -> None:
    folder = assignment.master.path.parent
    if not (folder / path).exists():
        raise MasterError(where.place_of(path), f"the file {path}, which does not exist", f"a file in {folder.name}/")


def _is_plain(assignment: Assignment, path: str) -> None:
    folder = assignment.master.path.parent
    for found in (folder / path, *_below(folder / path)):
        if found.is_symlink() or not (found.is_file() or found.is_dir()):
            kind = "a link" if found.is_symlink() else "no plain file"
            raise MasterError(
                assignment.config_cell.place_of(path),
                f"{found.relative_to(folder)}, which is {kind}",
                "plain files and folders: what is copied to students must be what stands there",
            )


def _below(folder: Path) -> Iterator[Path]:
    """Everything below `folder` that would be copied; links are not followed."""
    if not folder.is_dir() or folder.is_symlink():
        return
    for path in sorted(folder.iterdir()):
        if not _LEFT_BEHIND.fullmatch(path.name):
            yield path
            yield from _below(path)


def images(cells: list[MasterCell] | tuple[MasterCell, ...]) -> list[tuple[MasterCell, str, str]]:
    """(cell, path, alt text) of every image that the markdown of `cells` shows from a file."""
    found = []
    for cell in cells:
        if cell.kind == "markdown":
            found += [(cell, match["path"], match["alt"]) for match in _IMAGE.finditer(cell.source)]
            tags = [dict(_ATTRIBUTE.findall(tag)) for tag in _IMAGE_TAG.findall(cell.source)]
            found += [(cell, tag.get("src", ""), tag.get("alt", "")) for tag in tags]
    return [(cell, path, alt) for cell, path, alt in found if ":" not in path]


def _images_are_released(assignment: Assignment) -> None:
    written = [cell for question in assignment.questions for cell in question.written]
    for cell, path, _ in images([*assignment.public, *written]):
        _exists(assignment, cell, path)
    released = [PurePosixPath(path) for path in assignment.config.get("files", [])]
    for cell, path, alt in images(assignment.public):
        if not any(PurePosixPath(path).is_relative_to(folder) for folder in released) or ".." in path.split("/"):
            raise MasterError(
                cell.place_of(path), f"the image {path}, which students do not get", "an image in a folder of `files`"
            )
        if any(_LEFT_BEHIND.fullmatch(part) for part in PurePosixPath(path).parts):
            raise MasterError(cell.place_of(path), f"the image {path}, which is not released", "another name for it")
        if not alt.strip():
            raise MasterError(
                cell.place_of(path), f"the image {path} without alt text", "a description between the brackets"
            )
