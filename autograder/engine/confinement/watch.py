"""The watch over a running box: memory, processes and disk of all of it, which no rlimit bounds together."""

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.engine.confinement import cgroup, holdings
from autograder.engine.confinement.box import Box
from autograder.engine.confinement.members import Member, members

_STOPPING_WALL_S = 1.0  # a process stops when it next comes out of the kernel; milliseconds on a quiet machine


@dataclass(frozen=True)
class Exceeded:
    """Which limit was hit."""

    limit: str  # "memory", "processes" or "disk"
    found: float
    allowed: float
    unit: str
    why: str = ""  # where the amount could not be found out: a clause

    def __str__(self) -> str:
        if self.why:
            return f"{self.limit}: {self.why}; {self.allowed:.0f} {self.unit} allowed"
        return f"{self.limit}: {self.found:.0f} {self.unit} used together, {self.allowed:.0f} {self.unit} allowed"


class Watch:
    """Made by the grader when a box has been spawned, and polled while it runs."""

    def __init__(self, box: Box, keeper: int) -> None:
        self._box, self._keeper = box, keeper
        # What every fork of the zygote shares with it: not the submission's.
        self._inherited_mb = max((member.private_mb for member in members(box, keeper)), default=0.0)
        self._free_bytes = holdings.free_bytes(box)
        self.peak_mb = 0.0  # the most memory that `exceeded` has found

    def exceeded(self) -> Exceeded | None:
        """The limit that the box is over now; None while it keeps to them all."""
        limits = self._box.limits
        there = [member for member in members(self._box, self._keeper) if member.alive]
        if len(there) > limits.processes:
            return Exceeded("processes", len(there), limits.processes, "processes")
        used_mb = self._memory_mb(there)
        self.peak_mb = max(self.peak_mb, used_mb)
        if used_mb > limits.memory_mb or cgroup_killed(self._box):
            return Exceeded("memory", max(used_mb, limits.memory_mb), limits.memory_mb, "MB")
        return self._disk(there)

    def _memory_mb(self, there: list[Member]) -> float:
        """What they use together beyond what they inherited, in MB.

        A quick sum that counts pages shared by forks in each; the exact, slow one only when that is too much.
        """
        if "cgroup" in self._box.layers:
            return cgroup.memory_mb(self._box) or 0.0
        in_sockets = holdings.socket_bytes(there) / 2**20
        quick = in_sockets + sum(max(0.0, member.private_mb - self._inherited_mb) for member in there)
        if quick <= self._box.limits.memory_mb:
            return quick
        exact = [_proportional_mb(member.pid) for member in there]
        if None in exact:
            return quick
        inherited_mb = self._inherited_mb * len(there) / (len(there) + 1)  # the zygote counts its own share
        return in_sockets + max(0.0, sum(mb for mb in exact if mb is not None) - inherited_mb)

    def _disk(self, there: list[Member]) -> Exceeded | None:
        """In a private mount namespace the kernel keeps the bound: then None."""
        if "mount_namespace" in self._box.layers:
            return None
        allowed_mb = self._box.limits.disk_mb
        try:
            used = holdings.used_bytes(self._box, there)
            if used >> 20 > allowed_mb or self._more_is_gone_than_allowed():
                used = self._used_bytes_at_rest()
        except holdings.Uncountable as why:
            return Exceeded("disk", float("inf"), allowed_mb, "MB", str(why))
        used_mb = used / 2**20
        return Exceeded("disk", used_mb, allowed_mb, "MB") if used_mb > allowed_mb else None

    def _more_is_gone_than_allowed(self) -> bool:
        """Of the file systems' free space, since the last time that it was found not to be the box's."""
        free = holdings.free_bytes(self._box)
        self._free_bytes = max(self._free_bytes, free)  # others give some back, too
        return (self._free_bytes - free) >> 20 > self._box.limits.disk_mb

    def _used_bytes_at_rest(self) -> int:
        """While all of the box is stopped, so that no file moves from where it is counted to where it has been."""
        free_before = holdings.free_bytes(self._box)
        with self._stopped():
            there = [member for member in members(self._box, self._keeper) if member.alive]
            used = holdings.used_bytes(self._box, there) + holdings.mapped_bytes(self._box, there)
        self._free_bytes = free_before  # others have taken it
        return used

    @contextlib.contextmanager
    def _stopped(self) -> Iterator[None]:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._keeper, signal.SIGSTOP)
        give_up = time.monotonic() + _STOPPING_WALL_S
        while any(member.running for member in members(self._box, self._keeper)) and time.monotonic() < give_up:
            time.sleep(0.001)
        try:
            yield
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._keeper, signal.SIGCONT)


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
