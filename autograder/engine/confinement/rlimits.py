"""rlimits: what one process may use. The kernel enforces them; a hard limit cannot be raised again without rights.

RLIMIT_DATA is the one that bounds torch (private writable memory); shared and downward-growing mappings escape it, so
seccomp refuses those. RLIMIT_NPROC counts the processes of a uid and does not bind root.
"""

import os
import resource
from pathlib import Path

from autograder.engine.confinement.box import BoxLimits

_MB = 1024 * 1024


def processes_of(uid: int) -> int:
    """How many threads run under `uid` now: RLIMIT_NPROC counts them all, not only the box's."""
    return sum(
        _threads(folder) for folder in Path("/proc").iterdir() if folder.name.isdigit() and _owner(folder) == uid
    )


def _owner(folder: Path) -> int | None:
    fields = _status(folder)
    return int(fields["Uid"].split()[0]) if "Uid" in fields else None


def _threads(folder: Path) -> int:
    return int(_status(folder).get("Threads", "0"))


def _status(folder: Path) -> dict[str, str]:
    try:
        lines = (folder / "status").read_text(errors="replace").splitlines()
    except OSError:  # it has ended meanwhile
        return {}
    return dict(line.split(":", 1) for line in lines if ":" in line)


def wanted(limits: BoxLimits) -> dict[int, int]:
    """RLIMIT_ -> amount, but for the number of processes."""
    return {
        resource.RLIMIT_DATA: limits.memory_mb * _MB,
        resource.RLIMIT_FSIZE: limits.file_mb * _MB,
        resource.RLIMIT_NOFILE: limits.open_files,
        resource.RLIMIT_CPU: limits.cpu_s,
        resource.RLIMIT_STACK: limits.stack_mb * _MB,
        resource.RLIMIT_CORE: 0,  # a crash leaves no file behind
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }


def apply(limits: BoxLimits, already_running: int) -> None:
    """Set every limit, soft and hard. `already_running`: threads of this uid outside the box."""
    for which, amount in wanted(limits).items():
        _lower(which, amount)
    _lower(resource.RLIMIT_NPROC, limits.processes + already_running)


def _lower(which: int, amount: int) -> None:
    """Never above the hard limit that is there: only root could, and a container's own limit stays in force."""
    _, hard = resource.getrlimit(which)
    bound = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
    resource.setrlimit(which, (bound, bound))


def bounds_processes() -> bool:
    """Whether RLIMIT_NPROC holds this process: set it to nothing and try to fork. Call in a process made for it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NPROC)
    resource.setrlimit(resource.RLIMIT_NPROC, (0, hard))
    try:
        child = os.fork()
    except BlockingIOError:
        return True
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return False
