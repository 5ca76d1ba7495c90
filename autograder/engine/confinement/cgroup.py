"""cgroup: counts and bounds the processes and the memory of the whole box; what is in it cannot leave it.

Version 1 (a hierarchy for each of `pids` and `memory`) and version 2 (one for both), where groups may be made.
"""

import contextlib
import hashlib
import os
import signal
import time
from pathlib import Path

from autograder.engine.confinement.box import Box, ConfinementError

_MOUNTED = Path("/sys/fs/cgroup")
_CONTROLLERS = ("pids", "memory")


def _version_2() -> bool:
    return (_MOUNTED / "cgroup.controllers").exists()


def _own_folders() -> dict[str, Path]:
    """controller -> the folder of the group that this process is in; a controller that is not there is left out."""
    folders = {}
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        for controller in _CONTROLLERS:
            if _version_2() and not controllers:
                folders[controller] = _MOUNTED / path.lstrip("/")
            elif controller in controllers.split(","):
                folders[controller] = _MOUNTED / controller / path.lstrip("/")
    return folders


def folders(box: Box) -> dict[str, Path]:
    """controller -> the folder of the box's group, whether it exists or not; the name follows from the work folder."""
    name = "autograder-" + hashlib.sha256(os.fsencode(box.work)).hexdigest()[:16]
    return {controller: parent / name for controller, parent in _own_folders().items()}


def join(box: Box) -> None:
    """Make the box's groups with their limits and move this process, of one thread, in.

    Raises ConfinementError or OSError where that is not possible.
    """
    groups = folders(box)
    if set(groups) != set(_CONTROLLERS):
        raise ConfinementError("there is no pids and memory cgroup here: mount them, or leave the layer 'cgroup' out")
    for controller, group in groups.items():
        _make(group)
        _limit(group, controller, box)
    for group in dict.fromkeys(groups.values()):
        # Version 1's `tasks` moves one's own thread without a lock over the whole machine, which takes 3 ms.
        (group / ("cgroup.procs" if _version_2() else "tasks")).write_text("0")


def _make(group: Path) -> None:
    if _version_2() and not group.exists():
        control = group.parent / "cgroup.subtree_control"
        if not set(_CONTROLLERS) <= set(control.read_text().split()):
            control.write_text("+pids +memory")
    group.mkdir(exist_ok=True)


def _limit(group: Path, controller: str, box: Box) -> None:
    memory = str(box.limits.memory_mb * 1024 * 1024)
    if controller == "pids":
        (group / "pids.max").write_text(str(box.limits.processes))
    elif _version_2():
        (group / "memory.max").write_text(memory)
    else:
        (group / "memory.limit_in_bytes").write_text(memory)


def members(box: Box) -> tuple[int, ...]:
    """The pids of all processes in the box's groups."""
    found: set[int] = set()
    for group in folders(box).values():
        with contextlib.suppress(OSError):  # the group is not there
            found.update(int(pid) for pid in (group / "cgroup.procs").read_text().split())
    return tuple(found - {0})


def kill(box: Box) -> None:
    """Let nothing more be forked in the box, and kill what is there; the caller repeats it until nothing is left."""
    group = folders(box).get("pids")
    if group is None or not group.exists():
        return
    (group / "pids.max").write_text("0")
    for pid in members(box):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def memory_mb(box: Box) -> float | None:
    """What the box uses, in MB; None where it has no group of its own."""
    group = folders(box).get("memory")
    if group is None:
        return None
    usage = group / ("memory.current" if _version_2() else "memory.usage_in_bytes")
    return int(usage.read_text()) / 2**20 if usage.exists() else None


def kills_for_memory(box: Box) -> int:
    """How many processes the kernel has ended because the group was at its limit."""
    group = folders(box).get("memory")
    if group is None or not group.exists():
        return 0
    lines = (group / ("memory.events" if _version_2() else "memory.oom_control")).read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("oom_kill ")), 0)


def remove(box: Box) -> None:
    """The groups themselves; a process that has just died may hold one for a moment."""
    for group in dict.fromkeys(folders(box).values()):
        for pause_s in (0.0, 0.01, 0.05, 0.2, 0.5):
            time.sleep(pause_s)
            try:
                group.rmdir()
            except FileNotFoundError:
                break
            except OSError:
                continue
            break
