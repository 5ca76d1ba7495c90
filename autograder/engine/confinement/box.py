"""What one submission's processes may touch and use, and the names of the layers that hold them to it."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

LAYERS = (
    "no_new_privs",
    "rlimits",
    "seccomp",
    "landlock",
    "uid",
    "capabilities",
    "cgroup",
    "pid_namespace",
    "mount_namespace",
    "network_namespace",
    "ipc_namespace",
)


class ConfinementError(Exception):
    """A layer could not be put on, or a process could not be ended; str() is one sentence for the staff."""


@dataclass(frozen=True)
class BoxLimits:
    """How much one submission may use. What happens at each limit stands beside it."""

    # Beyond what Python and torch take. One process: MemoryError (RLIMIT_DATA); all together: the watch or the memory
    # cgroup kills them.
    memory_mb: int = 1500
    processes: int = (
        128  # with threads; fork fails with BlockingIOError. A snapshot a question and one more a test case
    )
    file_mb: int = 64  # one file: write fails with EFBIG
    open_files: int = 256  # a process: open fails with EMFILE
    cpu_s: int = 300  # a process, and well under the ten minutes that a hosted grader gives: SIGXCPU ends it
    stack_mb: int = 8  # the usual size: recursion ends in RecursionError or SIGSEGV as on a student's own machine
    disk_mb: int = 200  # all of `work`: ENOSPC where it is a private tmpfs, else the watch ends them


@dataclass(frozen=True)
class Box:
    """What one submission's processes may touch."""

    work: Path  # their only writable folder and cwd; made and removed by the grader
    readable: tuple[Path, ...]  # files and folders that they may read
    hidden: tuple[Path, ...]  # what must be unreadable to them: tried from inside
    uid: int | None = None  # a uid of its own for this box (see `claim_uid`)
    limits: BoxLimits = field(default_factory=BoxLimits)
    layers: frozenset[str] = frozenset(LAYERS)  # those to put on
    shared: tuple[Path, ...] = ()  # folders that everybody may write (shared_folders), where a uid alone reaches them

    def __post_init__(self) -> None:
        unknown = self.layers - set(LAYERS)
        if unknown:
            raise ConfinementError(f"no layer is called {sorted(unknown)[0]!r}; there are {', '.join(LAYERS)}")
        if "uid" in self.layers and self.uid is None:
            raise ConfinementError("the layer 'uid' needs a uid: claim one with claim_uid(), or leave the layer out")

    def only(self, layers: frozenset[str]) -> "Box":
        """The same box with these layers alone."""
        return replace(self, layers=layers)

    def packed(self) -> bytes:
        """The description of this box, for another process."""
        return msgspec.json.encode(self, enc_hook=str)

    @staticmethod
    def unpacked(description: bytes) -> "Box":
        """The box that `packed` has described."""
        return msgspec.json.decode(description, type=Box, dec_hook=lambda kind, value: kind(value))
