"""capabilities: gives up every right of root's, in all five sets, so that uid 0 alone opens and rules nothing."""

import ctypes
import errno
import functools
import operator

from autograder.engine.confinement.kernel import system_call

_PR_CAPBSET_DROP, _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 24, 47, 4
_CAPABILITY_VERSION_3 = 0x20080522  # 64 capabilities, Linux 2.6.26
_HIGHEST = 63


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Sets(ctypes.Structure):
    """effective, permitted and inheritable, 32 capabilities at a time"""

    _fields_ = (("words", ctypes.c_uint32 * 6),)


def drop_bounding() -> None:
    """Needs CAP_SETPCAP: call it while still root. Without that right it does nothing."""
    for capability in range(_HIGHEST + 1):
        try:
            system_call("prctl", _PR_CAPBSET_DROP, capability, 0, 0, 0)
        except OSError as error:
            if error.errno in (errno.EINVAL, errno.EPERM):  # past the last one that this kernel knows; no right to
                return
            raise


def drop_all() -> None:
    """Empty ambient, effective, permitted and inheritable."""
    system_call("prctl", _PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    system_call("capset", _Header(_CAPABILITY_VERSION_3, 0), _Sets())


def held() -> int:
    """The bits of the effective, permitted and inheritable sets, or-ed; 0 when the process holds none."""
    sets = _Sets()
    system_call("capget", _Header(_CAPABILITY_VERSION_3, 0), sets)
    return functools.reduce(operator.or_, (int(word) for word in sets.words))
