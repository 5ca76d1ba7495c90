"""rlimits: what one process may use. The kernel enforces them; a hard limit cannot be raised again without rights.

RLIMIT_DATA is the one that bounds torch (private writable memory); shared and downward-growing mappings escape it, so
seccomp refuses those. It counts what the process has mapped already, and a fork of the zygote starts with all of the
zygote's mappings: 222 MB with a CPU build of torch, 782 MB with a CUDA build. These are added to the limit, so that a
submission gets the same memory with every Python and every torch. RLIMIT_NPROC counts the processes of a uid and does
not bind root.
"""

import mmap
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


def data_bytes() -> int:
    """The private writable memory that this process has mapped so far, as RLIMIT_DATA counts it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmData:")) * 1024


def wanted(limits: BoxLimits) -> dict[int, int]:
    """RLIMIT_ -> amount, except for those that depend on what this process and its uid use already."""
    return {
        resource.RLIMIT_FSIZE: limits.file_mb * _MB,
        resource.RLIMIT_NOFILE: limits.open_files,
        resource.RLIMIT_CPU: limits.cpu_s,
        resource.RLIMIT_STACK: limits.stack_mb * _MB,
        resource.RLIMIT_CORE: 0,  # a crash leaves no file behind
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }


def apply(limits: BoxLimits, already_running: int, already_mapped: int) -> None:
    """Sets every limit, soft and hard.

    `already_running`: threads of this uid outside the box; `already_mapped`: `data_bytes()` of this process.
    """
    for which, amount in wanted(limits).items():
        _lower(which, amount)
    _lower(resource.RLIMIT_NPROC, limits.processes + already_running)
    _lower(resource.RLIMIT_DATA, limits.memory_mb * _MB + already_mapped)


def _lower(which: int, amount: int) -> None:
    """Never above the hard limit that is there: only root could, and a container's own limit stays in force."""
    _, hard = resource.getrlimit(which)
    bound = amount if hard == resource.RLIM_INFINITY else min(amount, hard)
    resource.setrlimit(which, (bound, bound))


def bounds_memory(limits: BoxLimits) -> bool:
    """Whether this process is refused more than its memory: asks for it, touches none of it, and gives it back."""
    well_above_mb = limits.memory_mb + 1024  # what was mapped before and has been freed since is free to use as well
    try:
        mapped = mmap.mmap(-1, well_above_mb * _MB, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    except OSError:
        return True
    mapped.close()
    return False


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
