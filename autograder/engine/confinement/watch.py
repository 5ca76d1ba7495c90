"""The watch over a running box: memory, processes and disk of all of it, which no rlimit bounds together."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.engine.confinement import cgroup
from autograder.engine.confinement.box import Box
from autograder.engine.confinement.members import Member, members

_DEEPEST = 64  # folders in folders: nobody needs more, and paths stay short enough to be opened
_SMALLEST_FILE = 4096  # bytes that an empty one counts, so that a million of them are seen


@dataclass(frozen=True)
class Exceeded:
    """Which limit was hit."""

    limit: str  # "memory", "processes" or "disk"
    found: float
    allowed: float
    unit: str

    def __str__(self) -> str:
        return f"{self.limit}: {self.found:.0f} {self.unit} used together, {self.allowed:.0f} {self.unit} allowed"


class Watch:
    """Made by the grader when a box has been spawned, and polled while it runs."""

    def __init__(self, box: Box, keeper: int) -> None:
        self._box, self._keeper = box, keeper
        # What every fork of the zygote shares with it: not the submission's.
        self._inherited_mb = max((member.private_mb for member in members(box, keeper)), default=0.0)

    def exceeded(self) -> Exceeded | None:
        """The limit that the box is over now; None while it keeps to them all."""
        limits = self._box.limits
        there = [member for member in members(self._box, self._keeper) if member.alive]
        if len(there) > limits.processes:
            return Exceeded("processes", len(there), limits.processes, "processes")
        used_mb = self._memory_mb(there)
        if used_mb > limits.memory_mb or cgroup_killed(self._box):
            return Exceeded("memory", max(used_mb, limits.memory_mb), limits.memory_mb, "MB")
        disk_mb = self.disk_mb(there)
        return Exceeded("disk", disk_mb, limits.disk_mb, "MB") if disk_mb > limits.disk_mb else None

    def memory_mb(self) -> float:
        """What the box's processes use together beyond what they inherited, in MB."""
        return self._memory_mb([member for member in members(self._box, self._keeper) if member.alive])

    def _memory_mb(self, there: list[Member]) -> float:
        """A quick sum that counts pages shared by forks in each; the exact, slow one only when that is too much."""
        if "cgroup" in self._box.layers:
            return cgroup.memory_mb(self._box) or 0.0
        quick = sum(max(0.0, member.private_mb - self._inherited_mb) for member in there)
        if quick <= self._box.limits.memory_mb:
            return quick
        exact = [_proportional_mb(member.pid) for member in there]
        if None in exact:
            return quick
        inherited_mb = self._inherited_mb * len(there) / (len(there) + 1)  # the zygote counts its own share
        return max(0.0, sum(mb for mb in exact if mb is not None) - inherited_mb)

    def disk_mb(self, there: list[Member]) -> float:
        """What lies in `work` and in files that are open but have no name any more, in MB; infinite when too deep.

        In a private mount namespace the kernel keeps the bound: then 0.
        """
        if "mount_namespace" in self._box.layers:
            return 0.0
        nameless = {(found.st_dev, found.st_ino): _bytes(found) for found in _nameless(there)}
        return (_below(self._box.work) + sum(nameless.values())) / 2**20


def cgroup_killed(box: Box) -> bool:
    return "cgroup" in box.layers and cgroup.kills_for_memory(box) > 0


def _proportional_mb(pid: int) -> float | None:
    """Pages that n processes share count as an n-th in each (PSS). None when the kernel won't say."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except ProcessLookupError:
        return 0.0
    except OSError:
        return None
    wanted = ("Pss_Anon:", "Pss_Shmem:")
    return sum(int(line.split()[1]) for line in lines if line.startswith(wanted)) / 1024


def _bytes(found: os.stat_result) -> int:
    return max(found.st_blocks * 512, _SMALLEST_FILE)


def _below(folder: Path) -> float:
    """Bytes of all that lies below, links not followed."""
    total, pending = 0, [(str(folder), 0)]
    while pending:
        path, depth = pending.pop()
        if depth > _DEEPEST:
            return float("inf")
        for entry, found in _entries(path):
            total += _bytes(found)
            if stat.S_ISDIR(found.st_mode):
                pending.append((entry, depth + 1))
    return float(total)


def _entries(path: str) -> Iterator[tuple[str, os.stat_result]]:
    try:
        with os.scandir(path) as entries:
            for entry in entries:
                yield entry.path, entry.stat(follow_symlinks=False)
    except OSError:  # removed meanwhile, or closed to a grader that is not root
        return


def _nameless(there: list[Member]) -> Iterator[os.stat_result]:
    for member in there:
        descriptors = Path(f"/proc/{member.pid}/fd")
        try:
            found = [os.stat(descriptor) for descriptor in descriptors.iterdir()]
        except OSError:  # ended meanwhile
            continue
        yield from (one for one in found if stat.S_ISREG(one.st_mode) and one.st_nlink == 0)
