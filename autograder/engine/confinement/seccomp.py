"""seccomp: the system calls that a box may make (call_rules.py), for this process and all that it forks, for good."""

import ctypes
import errno
import functools
import platform

from autograder.engine.confinement.bpf import Instruction, assembled, program
from autograder.engine.confinement.call_rules import rules
from autograder.engine.confinement.kernel import number, system_call

_SET_MODE_FILTER, _GET_ACTION_AVAILABLE = 1, 2


class _Program(ctypes.Structure):
    """`struct sock_fprog`"""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


@functools.cache
def filter_for(machine: str) -> tuple[Instruction, ...]:
    numbered = {number(name, machine): rule for name, rule in rules().items()}
    return program(machine, {nr: rule for nr, rule in numbered.items() if nr is not None}, errno.ENOSYS)


@functools.cache
def _assembled() -> ctypes.Array[ctypes.c_char]:
    code = assembled(filter_for(platform.machine()))
    return ctypes.create_string_buffer(code, len(code))


def prepare() -> None:
    """Assemble the program ahead: forks then share it."""
    _assembled()


def apply() -> None:
    """From here on the filter holds; needs no_new_privs."""
    code = _assembled()
    described = _Program(len(code) // 8, ctypes.addressof(code))
    system_call("seccomp", _SET_MODE_FILTER, 0, described)
