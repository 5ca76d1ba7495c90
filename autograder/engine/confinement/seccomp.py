"""seccomp: the system calls that a box may make (call_rules.py), for this process and all that it forks, for good."""

import ctypes
import errno
import functools
import platform
from collections.abc import Collection

from autograder.engine.confinement.bpf import Instruction, assembled, program
from autograder.engine.confinement.call_rules import rules
from autograder.engine.confinement.kernel import number, system_call

_SET_MODE_FILTER, _GET_ACTION_AVAILABLE = 1, 2


class _Program(ctypes.Structure):
    """`struct sock_fprog`"""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


@functools.cache
def filter_for(machine: str, only_own_files: bool = True) -> tuple[Instruction, ...]:
    """The program for `machine`; `only_own_files` as in call_rules.rules."""
    numbered = {number(name, machine): rule for name, rule in rules(only_own_files).items()}
    return program(machine, {nr: rule for nr, rule in numbered.items() if nr is not None}, errno.ENOSYS)


@functools.cache
def _assembled(only_own_files: bool) -> ctypes.Array[ctypes.c_char]:
    code = assembled(filter_for(platform.machine(), only_own_files))
    return ctypes.create_string_buffer(code, len(code))


def prepare(layers: Collection[str]) -> None:
    """Assemble the program for a box with these layers ahead: forks then share it."""
    _assembled(_only_own_files(layers))


def apply(layers: Collection[str]) -> None:
    """From here on the filter holds; needs no_new_privs. `layers`: those of the box, which the filter goes by."""
    code = _assembled(_only_own_files(layers))
    described = _Program(len(code) // 8, ctypes.addressof(code))
    system_call("seccomp", _SET_MODE_FILTER, 0, described)


def _only_own_files(layers: Collection[str]) -> bool:
    """Whether the layers keep a box from changing rights and times of files that are not its own."""
    return bool({"uid", "mount_namespace"} & set(layers))
