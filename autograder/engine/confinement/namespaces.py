"""namespaces: the box's own process ids, mounts, network and message queues; for all but root in a user namespace.

Process ids: the first process of the namespace is its init; when that dies the kernel kills all others in it.
Mounts: a root folder of the box's own, in memory, where nothing but `readable` and `work` exists. What the box writes
lies in that memory file system: bounded by the kernel, gone with the last process.
"""

import contextlib
import ctypes
import functools
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.engine.confinement.box import Box, ConfinementError
from autograder.engine.confinement.system_calls import system_call

_NEW_PID, _NEW_USER = 0x20000000, 0x10000000
_FLAGS = {"mount_namespace": 0x00020000, "ipc_namespace": 0x08000000, "network_namespace": 0x40000000}
NAMESPACE_LAYERS = frozenset(_FLAGS) | {"pid_namespace"}

DEVICES = (Path("/dev/null"), Path("/dev/urandom"), Path("/dev/random"))

_MS_NOSUID, _MS_NODEV, _MS_BIND, _MS_REC, _MS_PRIVATE = 2, 4, 4096, 16384, 1 << 18
_MNT_DETACH = 2
_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000
_MOUNT_ATTR_RDONLY, _MOUNT_ATTR_NOSUID = 1, 2
_LINKS_FOLLOWED = 40  # as many as the kernel follows
_BYTES_A_FILE = 4096  # one inode for so many bytes, so that empty files run out as well


def needs_user_namespace(layers: frozenset[str]) -> bool:
    """Whether namespaces are asked for by somebody who may make them only within a user namespace."""
    return bool(layers & NAMESPACE_LAYERS) and os.geteuid() != 0


@contextlib.contextmanager
def pid_namespace_for_children(wanted: bool) -> Iterator[None]:
    """What is forked inside is pid 1 of a new namespace; afterwards this process forks as before. Needs root."""
    if not wanted:
        yield
        return
    own = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    try:
        system_call("unshare", _NEW_PID)
        try:
            yield
        finally:
            if os.getpid() != 1:  # the parent: the child is inside for good
                system_call("setns", own, _NEW_PID)
    finally:
        os.close(own)


def enter_user_namespace(layers: frozenset[str]) -> None:
    """A user namespace that knows only the caller's uid and gid; with it a pid namespace for what is forked next."""
    uid, gid = os.geteuid(), os.getegid()
    system_call("unshare", _NEW_USER | (_NEW_PID if "pid_namespace" in layers else 0))
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")


def unshare(layers: frozenset[str]) -> None:
    """Mounts, network and message queues of its own for this process, as far as `layers` asks for them."""
    flags = sum(flag for layer, flag in _FLAGS.items() if layer in layers)
    if flags:
        system_call("unshare", flags)


class _MountAttributes(ctypes.Structure):
    """`struct mount_attr`, Linux 5.12"""

    _fields_ = tuple((name, ctypes.c_uint64) for name in ("set", "clear", "propagation", "user_namespace"))


def enter_private_root(box: Box) -> None:
    """Build it over `work` (whose content is carried over), make it the root, let go of the old one; cwd is `work`."""
    work = _resolved_work(box)
    before = os.open(work, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        system_call("mount", None, b"/", None, _MS_REC | _MS_PRIVATE, None)
        _mount_memory(work, box.limits.disk_mb)
        _fill(work, box)
        inside = work / work.relative_to("/")
        shutil.copytree(f"/proc/self/fd/{before}", inside, symlinks=True, dirs_exist_ok=True)
    finally:
        os.close(before)
    _make_root(work)
    os.chdir(work)


def _resolved_work(box: Box) -> Path:
    work = box.work.resolve()
    for path in layout(box.readable).shown:
        if work.is_relative_to(path):
            raise ConfinementError(f"{work} lies in {path}, which is to be only read: put the work folder elsewhere")
    return work


def _mount_memory(place: Path, size_mb: int) -> None:
    size = size_mb * 1024 * 1024
    options = f"size={size},nr_inodes={size // _BYTES_A_FILE},mode=755".encode()
    system_call("mount", b"box", os.fsencode(place), b"tmpfs", _MS_NOSUID | _MS_NODEV, options)


def _fill(root: Path, box: Box) -> None:
    for shared in (Path("/tmp"), Path("/dev/shm"), Path("/var/tmp")):
        _within(root, shared).mkdir(parents=True, exist_ok=True)
        _within(root, shared).chmod(0o1777)
    _within(root, box.work.resolve()).mkdir(parents=True, mode=0o700)
    for path in (*layout(box.readable).shown, *DEVICES):
        _bind(root, path)
    for link in dict.fromkeys((*_links(box.work), *layout(box.readable).links)):
        _repeat(root, link)


@dataclass(frozen=True)
class Layout:
    """What of the machine's files a private root shows."""

    shown: tuple[Path, ...]  # resolved, none in another
    links: tuple[tuple[Path, str], ...]  # (where a symbolic link lies, resolved but for itself; what it says)


@functools.cache
def layout(readable: tuple[Path, ...]) -> Layout:
    """For paths as they are named; one that does not exist is left out."""
    shown: list[Path] = []
    for path in sorted({path.resolve() for path in readable if path.exists()}):
        if not any(path.is_relative_to(other) for other in shown):
            shown.append(path)
    links = dict.fromkeys(link for path in readable for link in _links(path))
    return Layout(tuple(shown), tuple(links))


def _within(root: Path, path: Path) -> Path:
    return root / path.relative_to("/")


def _bind(root: Path, path: Path) -> None:
    """Show `path` at the same place below `root`, to be only read."""
    place = _within(root, path)
    if path.is_dir():
        place.mkdir(parents=True, exist_ok=True)
    else:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch()
    system_call("mount", os.fsencode(path), os.fsencode(place), None, _MS_BIND | _MS_REC, None)
    # Writing to a device goes on, changing its rights and times does not.
    attributes = _MountAttributes(_MOUNT_ATTR_RDONLY | _MOUNT_ATTR_NOSUID, 0, 0, 0)
    size = ctypes.sizeof(attributes)
    system_call("mount_setattr", _AT_FDCWD, os.fsencode(place), _AT_RECURSIVE, attributes, size)


def _links(path: Path) -> Iterator[tuple[Path, str]]:
    """Each symbolic link on the way to `path`, so that its name leads there inside, too."""
    name = path.absolute()
    for _ in range(_LINKS_FOLLOWED):
        link = next((part for part in (*reversed(name.parents), name) if part.is_symlink()), None)
        if link is None:
            return
        says = os.readlink(link)
        yield link.parent.resolve() / link.name, says
        name = Path(os.path.normpath(link.parent.resolve() / says / name.relative_to(link)))


def _repeat(root: Path, link: tuple[Path, str]) -> None:
    place = _within(root, link[0])
    if not os.path.lexists(place):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(link[1])


def _make_root(root: Path) -> None:
    """pivot_root onto itself stacks the old root on the new one; the old one is then taken off."""
    os.chdir(root)
    system_call("pivot_root", b".", b".")
    system_call("umount2", b".", _MNT_DETACH)
    os.chdir("/")
