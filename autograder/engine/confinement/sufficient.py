"""Which layers together keep every promise that grading needs, and which promises are left without one."""

import os
from collections.abc import Collection

from autograder.engine.confinement.namespaces import NAMESPACE_LAYERS

_BASE = frozenset({"no_new_privs", "rlimits", "seccomp"})
SUFFICIENT_SETS: dict[str, frozenset[str]] = {
    "a uid of its own": _BASE | {"uid"},
    "Landlock and a cgroup": _BASE | {"capabilities", "landlock", "cgroup"},
    "a private root and a cgroup": _BASE | {"capabilities", "mount_namespace", "cgroup"},
    "Landlock, the grader not being root": _BASE | {"landlock"},
    "a private root, the grader not being root": _BASE | {"capabilities", "mount_namespace"},
}
"""In words -> layers. Those that speak of root need a grader that is not root; the first needs one that is."""

_PROMISES = {
    "no_new_privs": "no process gains rights by executing a program (no_new_privs)",
    "rlimits": "one process cannot use up the machine's memory, files or time (rlimits)",
    "seccomp": "no sockets, no signals to others, no debugging of others, no leaving the process group (seccomp)",
}
_NO_RIGHTS = "nobody inside has a right of root's (capabilities, or a uid of its own)"
_HIDDEN = "hidden files cannot be read (a uid of its own, Landlock or a private root)"
_BOUNDED = "processes are bounded together (a uid of its own, a cgroup, or a grader that is not root)"
_KILLABLE = "processes can be ended together (seccomp keeps them in one group; a uid, a cgroup or a pid namespace, too)"


def missing(working: Collection[str], hidden_unreadable: bool, as_root: bool | None = None) -> tuple[str, ...]:
    """The promises of the sufficient set that `working` layers do not keep, in words; () when they keep all.

    `hidden_unreadable`: what was found by trying (opened_hidden). `as_root`: default, what this process is.
    """
    root = os.geteuid() == 0 if as_root is None else as_root
    kept = {layer: layer in working for layer in _PROMISES}
    # RLIMIT_NPROC does not bind root, nor does a pid namespace bound how many there are in it.
    by_rlimit = "rlimits" in working and ("uid" in working or not root)
    unkept = [_PROMISES[layer] for layer, there in kept.items() if not there]
    # Who is not root has no such rights, but gets all of them within the user namespace that other namespaces need.
    has_none = not root and not NAMESPACE_LAYERS & set(working)
    unkept += [] if has_none or {"capabilities", "uid"} & set(working) else [_NO_RIGHTS]
    unkept += [] if hidden_unreadable else [_HIDDEN]
    unkept += [] if by_rlimit or "cgroup" in working else [_BOUNDED]
    unkept += [] if {"seccomp", "uid", "cgroup", "pid_namespace"} & set(working) else [_KILLABLE]
    return tuple(unkept)
