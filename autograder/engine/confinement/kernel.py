"""System calls by name, straight to the kernel: what Python has no function for."""

import ctypes
import os
import platform

from autograder.engine.confinement.box import ConfinementError
from autograder.engine.confinement.syscall_numbers import NUMBERS

ARCHITECTURES = ("x86_64", "aarch64")  # in the order of NUMBERS' columns

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long


def number(name: str, machine: str) -> int | None:
    """The call's number on `machine`; None where it has no such call. Raises ConfinementError on other machines."""
    if machine not in ARCHITECTURES:
        raise ConfinementError(f"this machine is {machine}; the confinement knows {' and '.join(ARCHITECTURES)}")
    return NUMBERS[name][ARCHITECTURES.index(machine)]


def system_call(name: str, *arguments: int | bytes | ctypes.Structure | ctypes.Array[ctypes.c_char] | None) -> int:
    """The call's result. Integers go over as longs, bytes and structures by address, None as a null pointer.

    Raises OSError with the kernel's errno. Only the calling thread changes (glibc's setresuid would change all).
    """
    nr = number(name, platform.machine())
    if nr is None:
        raise ConfinementError(f"{platform.machine()} has no system call {name}")
    result: int = _libc.syscall(ctypes.c_long(nr), *map(_argument, arguments))
    if result == -1:
        error = ctypes.get_errno()
        raise OSError(error, f"{name}: {os.strerror(error)}")
    return result


def _argument(value: object) -> object:
    if isinstance(value, int):
        return ctypes.c_long(value)
    if isinstance(value, ctypes.Structure):
        return ctypes.byref(value)
    return value
