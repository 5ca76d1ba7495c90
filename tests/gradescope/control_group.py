"""Bounds of a container: so much memory and so much of a core, by cgroups of version 1 or 2."""

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_MOUNTED = Path("/sys/fs/cgroup")
_PERIOD_US = 100_000
_PREFIX = "gradescope-proof-"


class NoControlGroupError(Exception):
    """This machine lets us make no cgroup; one sentence."""


@dataclass(frozen=True)
class ControlGroup:
    """The folders of one group, which are one and the same in version 2."""

    memory: Path
    cpu: Path

    def joining(self) -> Iterator[str]:
        """Shell commands by which the shell that runs them joins."""
        for folder in dict.fromkeys((self.memory, self.cpu)):
            yield f"echo 0 > {folder}/cgroup.procs"

    def peak_mb(self) -> float:
        """The most memory that was in use, files that were read among it; 0 where the kernel does not tell."""
        return _number(self.memory, ("memory.peak", "memory.max_usage_in_bytes")) / 2**20

    def ended_for_memory(self) -> int:
        """How many processes the kernel has ended because the memory was used up."""
        for name in ("memory.events", "memory.oom_control"):
            with contextlib.suppress(FileNotFoundError):
                lines = dict(line.split() for line in (self.memory / name).read_text().splitlines())
                return int(lines.get("oom_kill", 0))
        return 0


@contextlib.contextmanager
def bounded(name: str, memory_mb: int, cores: float) -> Iterator[ControlGroup]:
    """A group as long as the context lasts. Raises NoControlGroupError where none can be made."""
    folders: list[Path] = []
    try:
        try:
            group = _made(f"{_PREFIX}{name}", folders)
            _limit(group, memory_mb, cores)
        except OSError as error:
            raise NoControlGroupError(
                f"no cgroup for memory and cpu can be made here ({error}): run the proof as root where cgroups, "
                "of version 1 or 2, are mounted and can be written to."
            ) from error
        yield group
    finally:
        for folder in folders:
            _removed(folder)


def _made(name: str, folders: list[Path]) -> ControlGroup:
    if (_MOUNTED / "cgroup.controllers").exists():
        parent = _MOUNTED / _own().get("", "").lstrip("/")
        wanted = parent / "cgroup.subtree_control"
        if not {"memory", "cpu"} <= set(wanted.read_text().split()):
            wanted.write_text("+memory +cpu")
        both = [parent / name] * 2
    else:
        own = _own()
        both = [_MOUNTED / one / own[one].lstrip("/") / name if one in own else _MOUNTED for one in ("memory", "cpu")]
    for folder in dict.fromkeys(both):
        folder.mkdir()
        folders.append(folder)
    return ControlGroup(*both)


def _own() -> dict[str, str]:
    """controller -> the path of the group that this process is in."""
    found = {}
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        found |= dict.fromkeys(controllers.split(","), path)
    return found


def _limit(group: ControlGroup, memory_mb: int, cores: float) -> None:
    quota, size = round(cores * _PERIOD_US), memory_mb << 20
    if group.memory == group.cpu:
        (group.memory / "memory.max").write_text(str(size))
        (group.cpu / "cpu.max").write_text(f"{quota} {_PERIOD_US}")
    else:
        (group.memory / "memory.limit_in_bytes").write_text(str(size))
        (group.cpu / "cpu.cfs_period_us").write_text(str(_PERIOD_US))
        (group.cpu / "cpu.cfs_quota_us").write_text(str(quota))


def _number(folder: Path, names: tuple[str, ...]) -> int:
    for name in names:
        with contextlib.suppress(FileNotFoundError):
            return int((folder / name).read_text())
    return 0


def _removed(folder: Path) -> None:
    for pause_s in (0.0, 0.1, 0.5, 2.0):  # a process that has just died may hold it for a moment
        time.sleep(pause_s)
        with contextlib.suppress(OSError):
            folder.rmdir()
            return
