"""The end of a box: every process dead, every file that it left removed."""

import contextlib
import os
import select
import signal
import time
from pathlib import Path

from autograder.engine.confinement import cgroup, uid
from autograder.engine.confinement.box import Box, ConfinementError
from autograder.engine.confinement.members import members
from autograder.engine.confinement.shared_folders import names_of_uid

# A process in the kernel's hands dies when it is through: with a page fault from a slow disk, with giving back what a
# bomb has filled in a container of half a core. Who waits for less loses the zygote, and the grade with it.
_PATIENCE_S = 60.0
_KEEPER_PATIENCE_S = 1.0  # a large process takes 10 ms to die


def destroy(box: Box, keeper: int) -> None:
    """Kill every process of the box, detached ones too; return when all are dead, and reaped if children of this one.

    `keeper`: the pid that spawn() returned; call it once for each. Raises ConfinementError when one outlives a minute.
    """
    give_up = time.monotonic() + _PATIENCE_S
    pause_s = 0.001
    _kill_group(box, keeper)
    _wait_for(keeper)
    while not _none_left(box, keeper):
        if time.monotonic() > give_up:
            raise ConfinementError(f"a process of the box of {box.work} is still alive after {_PATIENCE_S:.0f} s")
        time.sleep(pause_s)
        pause_s = min(2 * pause_s, 0.05)
        _kill_group(box, keeper)
        if pause_s > 0.004 and "uid" in box.layers and box.uid is not None:
            uid.kill_all(box.uid)
    if "cgroup" in box.layers:
        cgroup.remove(box)


def _kill_group(box: Box, keeper: int) -> None:
    """All in one go: seccomp lets nobody leave the process group, and no fork slips out of such a signal."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(keeper, signal.SIGKILL)
    if "cgroup" in box.layers:
        cgroup.kill(box)


def _wait_for(keeper: int) -> None:
    """Until it is dead, whoever its parent is; where it is the init of a pid namespace, all others are dead by then."""
    try:
        descriptor = os.pidfd_open(keeper)
    except OSError:  # gone already, or a kernel before 5.3: then the caller's loop waits
        return
    try:
        select.select([descriptor], [], [], _KEEPER_PATIENCE_S)
    finally:
        os.close(descriptor)


def _none_left(box: Box, keeper: int) -> bool:
    """Whether all are dead; whoever is not, is killed once more, by its pid."""
    _reap(keeper)
    left = members(box, keeper)
    for member in left:
        _reap(member.pid)
        if member.alive:
            with contextlib.suppress(ProcessLookupError):
                os.kill(member.pid, signal.SIGKILL)
    return not any(member.alive for member in left)


def _reap(pid: int) -> None:
    with contextlib.suppress(ChildProcessError):  # somebody else's child
        os.waitpid(pid, os.WNOHANG)


def clean(box: Box) -> tuple[str, ...]:
    """Remove what is left in `work` (not the folder itself), and the box's uid's files in `shared`.

    Returns the names of what it was. For when every process of the box is dead.
    """
    removed = [str(box.work / name) for name in _empty(box.work, sorted(os.listdir(box.work)))]
    if "uid" in box.layers and box.uid is not None:
        for folder in box.shared:
            names = names_of_uid(folder, box.uid)
            removed += [str(folder / name) for name in _empty(folder, names)] if names else []
    return tuple(removed)


def _empty(folder: Path, names: list[str]) -> list[str]:
    """Remove these entries and all below: without recursion and following no link, however deep and wide they are."""
    top = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        pending = list(names)
        while pending:
            pending += _remove(top, pending.pop(), len(pending))
    finally:
        os.close(top)
    return names


def _remove(top: int, name: str, serial: int) -> list[str]:
    """Remove a file, or a folder's files and the folder; its subfolders move up to the top and are returned."""
    if _unlinked(top, name):
        return []
    inside = _open_folder(top, name)
    try:
        moved = []
        for index, child in enumerate(os.listdir(inside)):
            if not _unlinked(inside, child):
                moved.append(f".removed-{os.getpid()}-{serial}-{time.monotonic_ns()}-{index}")
                os.chmod(child, 0o700, dir_fd=inside)
                os.rename(child, moved[-1], src_dir_fd=inside, dst_dir_fd=top)
    finally:
        os.close(inside)
    os.rmdir(name, dir_fd=top)
    return moved


def _unlinked(folder: int, name: str) -> bool:
    """Whether it was no folder, or an empty one, and so is gone."""
    try:
        os.unlink(name, dir_fd=folder)
    except IsADirectoryError:
        with contextlib.suppress(OSError):  # not empty
            os.rmdir(name, dir_fd=folder)
            return True
        return False
    return True


def _open_folder(top: int, name: str) -> int:
    os.chmod(name, 0o700, dir_fd=top)
    return os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=top)
