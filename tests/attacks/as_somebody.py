"""Becomes the user that a grader is to run as, bounded whatever the sandbox does, and runs a program.

python -m attacks.as_somebody UID PROGRAM ARGUMENT...
"""

import os
import resource
import sys
from pathlib import Path

from autograder.engine.confinement.system_calls import system_call

_NEW_MOUNTS, _PRIVATE, _BIND_ALL = 0x00020000, 1 << 18 | 16384, 4096 | 16384
_BOUNDS = {resource.RLIMIT_DATA: 4 << 30, resource.RLIMIT_FSIZE: 1 << 30, resource.RLIMIT_CORE: 0}  # of one process
_PROCESSES = 600  # of a user that is not root


def main() -> None:
    """Never returns."""
    owner, program = int(sys.argv[1]), sys.argv[2:]
    for which, amount in _BOUNDS.items():
        resource.setrlimit(which, (amount, amount))
    if os.geteuid() == 0:
        _open_interpreter()
    if owner != os.geteuid():
        resource.setrlimit(resource.RLIMIT_NPROC, (_PROCESSES, _PROCESSES))
        os.setgroups([])
        os.setresgid(owner, owner, owner)
        os.setresuid(owner, owner, owner)
    os.execv(program[0], program)


def _open_interpreter() -> None:
    """Where Python lies in a folder that others may not enter, this process alone sees it open, with nothing else."""
    base = Path(sys.base_prefix).resolve()
    closed = next((path for path in reversed(base.parents) if not path.stat().st_mode & 0o001), None)
    if closed is None:
        return
    system_call("unshare", _NEW_MOUNTS)
    system_call("mount", None, b"/", None, _PRIVATE, None)
    shown = os.open(base, os.O_PATH)
    system_call("mount", b"open", os.fsencode(closed), b"tmpfs", 0, b"mode=755,size=1m")
    base.mkdir(parents=True)
    system_call("mount", f"/proc/self/fd/{shown}".encode(), os.fsencode(base), None, _BIND_ALL, None)
    os.close(shown)


if __name__ == "__main__":
    main()
