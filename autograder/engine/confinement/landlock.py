"""Landlock: a process gives up all files but those named here, for itself and all that it forks, without any right.

Source: the kernel's user-space documentation, "Landlock: unprivileged access control" (ABI 1: Linux 5.13, 7: 6.15).
Rights that the kernel does not know yet are left out: a path rule always holds, the network ones from ABI 4 on.
"""

import ctypes
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from autograder.engine.confinement.box import ConfinementError
from autograder.engine.confinement.system_calls import system_call

_CREATE_RULESET_VERSION = 1
_RULE_PATH_BENEATH = 1

_WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 1, 1 << 2, 1 << 3
_REMOVE_DIR, _REMOVE_FILE, _MAKE_DIR, _MAKE_REG, _MAKE_SYM = 1 << 4, 1 << 5, 1 << 7, 1 << 8, 1 << 12
_REFER, _TRUNCATE = 1 << 13, 1 << 14
_FIRST_RIGHTS = (1 << 13) - 1  # execute ... make a symbolic link: ABI 1
_LATER_RIGHTS = {2: _REFER, 3: _TRUNCATE, 5: 1 << 15}  # 5: ioctl on devices
_BIND_AND_CONNECT_TCP = 0b11  # ABI 4
_ABSTRACT_SOCKETS_AND_SIGNALS = 0b11  # ABI 6

_READ = _READ_FILE | _READ_DIR
_CHANGE = _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG | _MAKE_SYM | _REFER | _TRUNCATE
_OF_A_FILE = _WRITE_FILE | _READ_FILE | _TRUNCATE


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def abi() -> int:
    """The version that the kernel speaks; 0 where there is no Landlock or it is switched off."""
    try:
        return system_call("landlock_create_ruleset", None, 0, _CREATE_RULESET_VERSION)
    except OSError:
        return 0


def handled(version: int) -> tuple[int, int, int]:
    """(file rights, network rights, scopes) that a kernel of ABI `version` can take away."""
    files = _FIRST_RIGHTS
    for since, right in _LATER_RIGHTS.items():
        files |= right if version >= since else 0
    network = _BIND_AND_CONNECT_TCP if version >= 4 else 0
    return files, network, _ABSTRACT_SOCKETS_AND_SIGNALS if version >= 6 else 0


def ruleset(readable: Iterable[Path], folders: Iterable[Path], written: Iterable[Path]) -> int:
    """Rules that let `readable` be read, `folders` be changed in every way and the files `written` be written.

    Returns a file descriptor. Make it while the process can still reach every path; one that is missing is skipped."""
    version = abi()
    if version < 1:
        raise ConfinementError("this kernel has no Landlock: leave the layer 'landlock' out and use a uid of its own")
    files, network, scoped = handled(version)
    attributes = _Ruleset(files, network, scoped)
    rules = system_call("landlock_create_ruleset", attributes, _known_size(version), 0)
    for path in readable:
        _allow(rules, path, _READ & files)
    for path in folders:
        _allow(rules, path, (_READ | _CHANGE) & files)
    for path in written:
        _allow(rules, path, (_READ_FILE | _WRITE_FILE) & files)
    return rules


def _known_size(version: int) -> int:
    """Bytes of the structure that an older kernel knows: it refuses what it does not."""
    return 8 if version < 4 else 16 if version < 6 else 24


def _allow(rules: int, path: Path, rights: int) -> None:
    try:
        beneath = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        is_folder = stat.S_ISDIR(os.fstat(beneath).st_mode)
        allowed = rights if is_folder else rights & _OF_A_FILE
        system_call("landlock_add_rule", rules, _RULE_PATH_BENEATH, _PathBeneath(allowed, beneath), 0)
    finally:
        os.close(beneath)


def restrict(rules: int) -> None:
    """From here on the rules hold; needs no_new_privs."""
    system_call("landlock_restrict_self", rules, 0)
    os.close(rules)
