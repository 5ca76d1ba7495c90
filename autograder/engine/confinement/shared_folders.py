"""Folders that everybody may write, such as /tmp: a uid alone does not keep a box out of them, so they are counted and
swept of that uid's files. Landlock and a private root keep it out; then none of this is needed.
"""

import os
import stat
from collections.abc import Collection, Iterator
from pathlib import Path

# Levels below the root and below each mounted file system. 0.1 s for 9,000 folders; all of a large disk takes 20 s, and
# such folders are made near the top (/tmp, /run/lock, /var/crash, /srv/drop).
_DEEPEST = 5
_NO_DISK = (Path("/proc"), Path("/sys"))
_ENTER, _WRITE = stat.S_IXOTH, stat.S_IWOTH


def may_write_shared_folders(layers: Collection[str]) -> bool:
    """Whether a box with these layers can write in shared folders as a uid of its own."""
    return "uid" in layers and not {"landlock", "mount_namespace"} & set(layers)


def shared_folders(tops: Collection[Path] | None = None) -> tuple[Path, ...]:
    """Every folder that a stranger may enter and write in, at most five levels below `tops`.

    Default: the root folder and every mounted file system. Links are not followed.
    """
    found = {path for top in tops or _tops() for path in _open_below(top)}
    return tuple(sorted(found))


def _tops() -> tuple[Path, ...]:
    mounted = (line.split()[1] for line in Path("/proc/self/mounts").read_text().splitlines())
    unescaped = (name.encode().decode("unicode_escape") for name in mounted)
    places = (Path(name) for name in dict.fromkeys(unescaped))
    return tuple(place for place in places if not any(place.is_relative_to(skipped) for skipped in _NO_DISK))


def _open_below(top: Path) -> Iterator[Path]:
    if not _enterable(top):
        return
    pending = [(str(top), 0)]
    while pending:
        path, depth = pending.pop()
        try:
            mode = os.lstat(path).st_mode
            if mode & _WRITE and mode & _ENTER:
                yield Path(path)
            if mode & _ENTER and depth < _DEEPEST:
                pending += [(below, depth + 1) for below in _folders_in(path)]
        except OSError:  # removed meanwhile, or not the grader's to read
            continue


def _enterable(top: Path) -> bool:
    """Whether a stranger gets as far as `top`."""
    try:
        return stat.S_ISDIR(top.lstat().st_mode) and all(part.stat().st_mode & _ENTER for part in top.parents)
    except OSError:
        return False


def _folders_in(path: str) -> list[str]:
    with os.scandir(path) as entries:
        return [
            entry.path for entry in entries if entry.is_dir(follow_symlinks=False) and Path(entry.path) not in _NO_DISK
        ]


def names_of_uid(folder: Path, owner: int) -> list[str]:
    """The names in `folder` of what belongs to `owner`; none where it is no folder any more."""
    names = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if _owned(entry, owner):
                    names.append(entry.name)
    except OSError:
        return []
    return sorted(names)


def _owned(entry: "os.DirEntry[str]", owner: int) -> bool:
    try:
        return entry.stat(follow_symlinks=False).st_uid == owner
    except OSError:  # removed meanwhile
        return False
