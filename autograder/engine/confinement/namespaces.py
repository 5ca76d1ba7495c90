"""namespaces: the box's own process ids, mounts, network and message queues; for all but root in a user namespace.

Process ids: the first process of the namespace is its init; when that dies the kernel kills all others in it.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from autograder.engine.confinement.kernel import system_call

_NEW_PID, _NEW_USER = 0x20000000, 0x10000000
_FLAGS = {"mount_namespace": 0x00020000, "ipc_namespace": 0x08000000, "network_namespace": 0x40000000}
NAMESPACE_LAYERS = frozenset(_FLAGS) | {"pid_namespace"}


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
