"""Which processes belong to a box, seen from outside: by cgroup, uid and session, which seccomp lets nobody leave."""

import os
import re
from dataclasses import dataclass

from autograder.engine.confinement import cgroup
from autograder.engine.confinement.box import Box

_STATUS_BYTES = 16384  # it has about 1500


@dataclass(frozen=True)
class Member:
    pid: int
    alive: bool  # not a zombie
    running: bool  # neither that nor stopped
    private_mb: float  # anonymous and shared memory that it touches, pages that it shares with its parent included


def members(box: Box, keeper: int) -> tuple[Member, ...]:
    """Every process of the box that is in /proc, zombies too. `keeper`: the pid that spawn() returned."""
    in_group = frozenset(cgroup.members(box)) if "cgroup" in box.layers else frozenset()
    marks = [rb"\nNSsid:\t%d\b" % keeper]
    if "uid" in box.layers and box.uid is not None:
        marks.append(rb"\nUid:\t%d\b" % box.uid)
    marked = re.compile(b"|".join(marks))
    statuses = ((pid, _status(pid)) for pid in map(int, filter(str.isdigit, os.listdir("/proc"))))
    return tuple(_member(pid, status) for pid, status in statuses if pid in in_group or marked.search(status))


def _status(pid: int) -> bytes:
    """What /proc says of it; nothing when it has ended meanwhile."""
    try:
        descriptor = os.open(f"/proc/{pid}/status", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return b""
    try:
        return os.read(descriptor, _STATUS_BYTES)
    except OSError:
        return b""
    finally:
        os.close(descriptor)


def _member(pid: int, status: bytes) -> Member:
    lines = status.decode(errors="replace").splitlines()
    fields = dict(line.split(":", 1) for line in lines if ":" in line)
    private_kb = sum(int(fields.get(name, "0 kB").split()[0]) for name in ("RssAnon", "RssShmem"))
    state = fields.get("State", "X").split()[0]
    return Member(pid, state not in "ZX", state not in "ZXTt", private_kb / 1024)
