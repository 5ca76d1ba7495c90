"""no_new_privs and capabilities: no process of the box has a right of root's, and none can gain one.

no_new_privs: executing a file gives a process no further rights. It lets anyone use seccomp and Landlock.
capabilities: the process gives up every right of root's, in all five sets, so that uid 0 alone opens and rules nothing.
"""

import ctypes
import errno
import functools
import operator

from autograder.engine.confinement.system_calls import system_call

_PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS, _PR_GET_NO_NEW_PRIVS = 4, 38, 39
_PR_CAPBSET_DROP, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 24, 47, 4
_CAPABILITY_VERSION_3 = 0x20080522  # 64 capabilities, Linux 2.6.26
_HIGHEST = 63


def set_no_new_privs() -> None:
    """For this process and all that it forks; cannot be undone."""
    system_call("prctl", _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def has_no_new_privs() -> bool:
    return system_call("prctl", _PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1


def let_peers_look(allowed: bool) -> None:
    """Whether processes of the same uid may open this one's memory in /proc; its own forks inherit that."""
    system_call("prctl", _PR_SET_DUMPABLE, int(allowed), 0, 0, 0)


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Sets(ctypes.Structure):
    """effective, permitted and inheritable, 32 capabilities at a time"""

    _fields_ = (("words", ctypes.c_uint32 * 6),)


def drop_bounding_capabilities() -> None:
    """Needs CAP_SETPCAP: call it while still root. Without that right it does nothing."""
    for capability in range(_HIGHEST + 1):
        try:
            system_call("prctl", _PR_CAPBSET_DROP, capability, 0, 0, 0)
        except OSError as error:
            if error.errno in (errno.EINVAL, errno.EPERM):  # past the last one that this kernel knows; no right to
                return
            raise


def drop_capabilities() -> None:
    """Empty ambient, effective, permitted and inheritable."""
    system_call("prctl", _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    system_call("capset", _Header(_CAPABILITY_VERSION_3, 0), _Sets())


def held_capabilities() -> int:
    """The bits of the effective, permitted and inheritable sets, or-ed; 0 when the process holds none."""
    sets = _Sets()
    system_call("capget", _Header(_CAPABILITY_VERSION_3, 0), sets)
    return functools.reduce(operator.or_, (int(word) for word in sets.words))
