"""What a box holds beside its processes' memory: files by name, open or mapped without one, and buffers of sockets."""

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from autograder.engine.confinement.box import Box
from autograder.engine.confinement.members import Member
from autograder.engine.confinement.shared_folders import names_of_uid

_DEEPEST = 64  # folders in folders: nobody needs more, and paths stay short enough to be opened
_SMALLEST_FILE = 16384  # bytes that an empty one counts: a million names take minutes to be removed from a busy disk
_ENOUGH = 4  # times what is allowed: no need to count a million names to the end
_SOCKET_BYTES = 212992  # what the kernel lets wait in a Unix socket (net.core.wmem_default)


class Uncountable(Exception):
    """Something may hold any amount; str() says what."""


def free_bytes(box: Box) -> int:
    """How much is left in the file systems that the box can write to, together."""
    systems = {}
    for folder in (box.work, *box.shared):
        try:
            systems[os.stat(folder).st_dev] = os.statvfs(folder)
        except OSError:  # a shared folder that somebody has removed
            continue
    return sum(found.f_bavail * found.f_frsize for found in systems.values())


def used_bytes(box: Box, there: Iterable[Member]) -> int:
    """What lies in `work`, what is the box's uid's in `shared`, and open files that have no name any more.

    Stops at four times what is allowed. Raises Uncountable for folders that are too deep or cannot be read.
    """
    enough = _ENOUGH * box.limits.disk_mb << 20
    nameless = {(found.st_dev, found.st_ino): _bytes(found) for found in _nameless(there)}
    owned = [str(folder / name) for folder in box.shared if box.uid for name in names_of_uid(folder, box.uid)]
    named = sum(_with_all_below(path, enough) for path in (str(box.work), *owned))
    return min(enough, named + sum(nameless.values()))


def mapped_bytes(box: Box, there: Iterable[Member]) -> int:
    """Files of the box that have no name any more and are mapped, open or not: at most this much.

    Only root may ask for the size of one; for others each counts as the largest file that there can be.
    """
    found: dict[tuple[str, str], int] = {}
    for member in there:
        for device, inode, place in _mapped_and_nameless(box, member.pid):
            if (device, inode) not in found:
                found[device, inode] = _mapped_size(member.pid, place, box.limits.file_mb << 20)
    return sum(found.values())


def _mapped_and_nameless(box: Box, pid: int) -> Iterator[tuple[str, str, str]]:
    """(device, inode, addresses) of each mapping of a file that lay where the box may write."""
    try:
        lines = Path(f"/proc/{pid}/maps").read_text(errors="replace").splitlines()
    except OSError:  # ended meanwhile
        return
    folders = tuple(f"{folder.resolve()}/" for folder in (box.work, *box.shared))
    for line in lines:
        fields = line.split(None, 5)
        if line.endswith(" (deleted)") and fields[-1].startswith(folders):
            yield fields[3], fields[4], fields[0]


def _mapped_size(pid: int, place: str, largest: int) -> int:
    try:
        return _bytes(os.stat(f"/proc/{pid}/map_files/{place}"))
    except OSError:
        return largest


def _bytes(found: os.stat_result) -> int:
    return max(found.st_blocks * 512, _SMALLEST_FILE)


def _with_all_below(path: str, enough: int) -> int:
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return 0
    return _bytes(found) + (_below(path, enough) if stat.S_ISDIR(found.st_mode) else 0)


def _below(folder: str, enough: int) -> int:
    """Bytes of all that lies below, links not followed; stops at `enough`."""
    total, pending = 0, [(folder, 0)]
    while pending and total < enough:
        path, depth = pending.pop()
        if depth > _DEEPEST:
            raise Uncountable(f"there are folders in folders, more than {_DEEPEST} deep, which count as full")
        for entry, found in _entries(path):
            total += _bytes(found)
            if stat.S_ISDIR(found.st_mode):
                pending.append((entry, depth + 1))
    return total


def _entries(path: str) -> list[tuple[str, os.stat_result]]:
    try:
        try:
            return _entries_with_status(path)
        except PermissionError:  # closed (mode 0300) to a grader that is not root
            _open_to_its_owner(path)
            return _entries_with_status(path)
    except (FileNotFoundError, NotADirectoryError):  # removed or replaced meanwhile
        return []
    except OSError as error:  # somebody else's, or its name too long to be opened
        raise Uncountable(f"there is a folder that cannot be read ({error.strerror}), which counts as full") from None


def _entries_with_status(path: str) -> list[tuple[str, os.stat_result]]:
    with os.scandir(path) as entries:
        return [(entry.path, found) for entry in entries if (found := _found(entry)) is not None]


def _open_to_its_owner(folder: str) -> None:
    """Gives a folder of the box's, and nothing that took its place, rights to be read by the grader of the same uid."""
    meant = os.open(folder, os.O_PATH | os.O_NOFOLLOW | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.chmod(f"/proc/self/fd/{meant}", 0o700)
    finally:
        os.close(meant)


def _found(entry: "os.DirEntry[str]") -> os.stat_result | None:
    try:
        return entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return None


def socket_bytes(there: Iterable[Member]) -> int:
    """What may wait in the box's sockets, unread: kernel memory that belongs to no process."""
    return _SOCKET_BYTES * len({found.st_ino for found in _open(there) if stat.S_ISSOCK(found.st_mode)})


def _nameless(there: Iterable[Member]) -> Iterator[os.stat_result]:
    yield from (found for found in _open(there) if stat.S_ISREG(found.st_mode) and found.st_nlink == 0)


def _open(there: Iterable[Member]) -> Iterator[os.stat_result]:
    """Whatever is open; nothing where the grader may not ask."""
    for member in there:
        descriptors = Path(f"/proc/{member.pid}/fd")
        try:
            found = [os.stat(descriptor) for descriptor in descriptors.iterdir()]
        except OSError:  # ended meanwhile
            continue
        yield from found
