"""Whether each layer holds on this machine, and whether those that hold keep every promise that grading needs.

A layer is put on in a fork, which then tries what the layer is to prevent.
"""

import contextlib
import mmap
import os
import resource
import select
import socket
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from autograder.engine.confinement import landlock, privileges, rlimits
from autograder.engine.confinement.box import LAYERS, Box, ConfinementError
from autograder.engine.confinement.namespaces import NAMESPACE_LAYERS
from autograder.engine.confinement.spawn import spawn
from autograder.engine.confinement.sweep import destroy

_PATIENCE_S = 5.0
_FILES_TRIED = 200  # of a hidden folder: one that opens is enough
_NAMED = 5  # of those that open: as many as staff need to see


@dataclass(frozen=True)
class Probe:
    layer: str
    works: bool
    found: str  # what was seen, for the staff
    remedy: str  # what to do when it does not work


_REMEDIES = {
    "no_new_privs": "use Linux 3.5 or newer",
    "rlimits": "let the grader's own hard limits (ulimit -H) be no lower than the box's",
    "seccomp": "use a kernel with CONFIG_SECCOMP_FILTER on x86_64 or aarch64; a container must allow the call seccomp",
    "landlock": "use Linux 5.13 or newer with landlock in the kernel's `lsm=`, or run as root with a uid for the box",
    "uid": "run as root, with Python and its packages where every user can read them (/opt, /usr), not below /root",
    "capabilities": "nothing to do where the box has a uid of its own, which holds none; else allow the call capset",
    "cgroup": "run as root where /sys/fs/cgroup can be written (docker run --cgroupns=private --privileged)",
    "pid_namespace": "run as root with CAP_SYS_ADMIN, or allow user namespaces (sysctl user.max_user_namespaces)",
    "mount_namespace": "as for pid_namespace; Linux 5.12 or newer",
    "network_namespace": "as for pid_namespace; seccomp refuses sockets all the same",
    "ipc_namespace": "as for pid_namespace; seccomp refuses shared memory all the same",
}

Question = Callable[
    [], str
]  # asked inside: what was found; raises ConfinementError or OSError when the layer does not hold


def probe(box: Box) -> tuple[Probe, ...]:
    """One for each of LAYERS. A layer that is not in `box.layers` is reported as not there. Never raises."""
    return tuple(_probe(box, layer) for layer in LAYERS)


def _probe(box: Box, layer: str) -> Probe:
    if layer == "uid" and os.geteuid() != 0:
        return Probe(layer, False, "only root can take on another uid", _REMEDIES[layer])
    if layer not in box.layers:
        return Probe(layer, False, "switched off", f"leave `--without {layer}` out")
    together = _with_what_it_needs(box, layer)
    works, found = ask(box.only(together), _question(box, layer))
    if layer == "uid" and works and len(together) > 1:
        found += ", in a root of its own"
    return Probe(layer, works, found, "" if works else _REMEDIES[layer])


def _with_what_it_needs(box: Box, layer: str) -> frozenset[str]:
    """A uid may reach Python only within a root of its own; Landlock and seccomp need no_new_privs."""
    beside = {"seccomp": {"no_new_privs"}, "landlock": {"no_new_privs"}, "uid": {"mount_namespace"}}
    wanted = beside.get(layer, set()) & box.layers
    if layer == "uid" and wanted and not ask(box.only(frozenset(wanted)), lambda: "")[0]:
        wanted = set()
    return frozenset(wanted | {layer})


def ask(box: Box, question: Question) -> tuple[bool, str]:
    """(whether it was answered, the answer or why not) from inside the box, with box.layers on. Never raises."""
    reading, writing = os.pipe()
    try:
        keeper = spawn(box, lambda: _answer(question, writing))
    except (ConfinementError, OSError) as error:
        os.close(reading)
        return False, str(error)
    finally:
        os.close(writing)
    there = select.select([reading], [], [], _PATIENCE_S)[0]
    said = (
        os.read(reading, select.PIPE_BUF) if there else b"-it did not answer"
    )  # not to the end: a fork may hold it open
    os.close(reading)
    try:
        destroy(box, keeper)
    except ConfinementError as error:
        return False, str(error)
    return said[:1] == b"+", said[1:].decode(errors="replace") if said else "it ended without an answer"


def _answer(question: Question, writing: int) -> NoReturn:
    try:
        said = "+" + question()
    except (ConfinementError, OSError) as error:
        said = "-" + str(error)
    os.write(writing, said.encode()[: select.PIPE_BUF])
    os._exit(0)


def _question(box: Box, layer: str) -> Question:
    readable = tuple(path for path in box.readable if path.exists())
    host = {kind: os.readlink(f"/proc/self/ns/{kind}") for kind in ("ipc", "net")}
    questions: dict[str, Question] = {
        "no_new_privs": _no_new_privs,
        "rlimits": lambda: _rlimits(box),
        "seccomp": _seccomp,
        "landlock": lambda: f"ABI {landlock.abi()}; {_reads_only(readable, box.hidden)}",
        "uid": lambda: _uid(box, readable),
        "capabilities": _capabilities,
        "cgroup": lambda: f"at most {box.limits.processes} processes and {box.limits.memory_mb} MB together",
        "pid_namespace": _pid_namespace,
        "mount_namespace": lambda: _mount_namespace(box, readable),
        "network_namespace": lambda: _other_namespace("net", host["net"]),
        "ipc_namespace": lambda: _other_namespace("ipc", host["ipc"]),
    }
    return questions[layer]


def _no_new_privs() -> str:
    if not privileges.has_no_new_privs():
        raise ConfinementError("the kernel does not keep it")
    return "set"


def _rlimits(box: Box) -> str:
    for which, amount in rlimits.wanted(box.limits).items():
        if resource.getrlimit(which)[0] > amount:
            raise ConfinementError(f"limit {which} is {resource.getrlimit(which)[0]} instead of {amount}")
    if not rlimits.bounds_memory(box.limits):
        raise ConfinementError(f"a process gets more than the {box.limits.memory_mb} MB that are allowed")
    if rlimits.bounds_processes():
        return "set; RLIMIT_NPROC bounds the number of processes"
    return "set; RLIMIT_NPROC does not bind root, so processes need a uid or a cgroup"


def _seccomp() -> str:
    refused: dict[str, Callable[[], object]] = {
        "a socket": socket.socket,
        "shared anonymous memory": lambda: mmap.mmap(-1, mmap.PAGESIZE),
        "a signal to the parent": lambda: os.kill(os.getppid(), 0),
    }
    for what, attempt in refused.items():
        with contextlib.suppress(PermissionError):
            attempt()
            raise ConfinementError(f"{what} is allowed inside")
    return f"{', '.join(refused)}: refused"


def _reads_only(readable: Collection[Path], hidden: Collection[Path]) -> str:
    for path in readable:
        _open(path)
    for path in hidden:
        if _opens(path):
            raise ConfinementError(f"{path}, which is to be hidden, can be read")
    return f"{len(readable)} readable paths open, {len(hidden)} hidden ones do not"


def _open(path: Path) -> None:
    flags = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK
    os.close(os.open(path, flags))


def _opens(path: Path) -> bool:
    try:
        _open(path)
    except OSError:
        return False
    return True


def _uid(box: Box, readable: Collection[Path]) -> str:
    if os.getresuid() != (box.uid,) * 3 or os.getgroups():
        raise ConfinementError(f"the ids are {os.getresuid()} with groups {os.getgroups()}")
    for path in readable:
        try:
            _open(path)
        except OSError as error:
            raise ConfinementError(f"uid {box.uid} cannot read {path}: imports would fail") from error
    return f"uid {box.uid}, no groups; {len(readable)} readable paths open"


def _capabilities() -> str:
    if privileges.held_capabilities():
        raise ConfinementError(f"capabilities {privileges.held_capabilities():#x} are left")
    return "none left"


def _pid_namespace() -> str:
    if os.getpid() != 1:
        raise ConfinementError(f"the pid inside is {os.getpid()} instead of 1")
    return "pid 1 inside: when it dies, all die" + ("" if os.getppid() == 0 else ", parent visible")


def _mount_namespace(box: Box, readable: Collection[Path]) -> str:
    _reads_only(readable, box.hidden)
    size_mb = os.statvfs(".").f_blocks * os.statvfs(".").f_frsize // 2**20
    return f"a root of its own; {size_mb} MB to write in"


def _other_namespace(kind: str, outside: str) -> str:
    if os.readlink(f"/proc/self/ns/{kind}") == outside:
        raise ConfinementError("it is the grader's")
    return "one of its own"


def opened_hidden(box: Box) -> tuple[Path, ...]:
    """The paths of `box.hidden`, and files in them, that open from inside with box.layers on: () is as it should be.

    Raises ConfinementError when it could not be tried.
    """
    paths = tuple(found for path in box.hidden for found in _files(path))

    def tried() -> str:
        return "\0".join(str(path) for path in [path for path in paths if _opens(path)][:_NAMED])

    answered, said = ask(box, tried)
    if not answered:
        raise ConfinementError(f"whether hidden files are unreadable could not be tried: {said}")
    return tuple(map(Path, filter(None, said.split("\0"))))


def hides(box: Box) -> bool:
    """Whether no path of `box.hidden` can be opened from inside; False, too, where it could not be tried."""
    try:
        return not opened_hidden(box)
    except ConfinementError:
        return False


def _files(path: Path) -> Iterator[Path]:
    yield path
    if path.is_dir():
        yield from (found for _, found in zip(range(_FILES_TRIED), path.rglob("*"), strict=False))


_BASE = frozenset({"no_new_privs", "rlimits", "seccomp"})
# In words -> layers. Those that speak of root need a grader that is not root; the first needs one that is.
SUFFICIENT_SETS: dict[str, frozenset[str]] = {
    "a uid of its own": _BASE | {"uid"},
    "Landlock and a cgroup": _BASE | {"capabilities", "landlock", "cgroup"},
    "a private root and a cgroup": _BASE | {"capabilities", "mount_namespace", "cgroup"},
    "Landlock, the grader not being root": _BASE | {"landlock"},
    "a private root, the grader not being root": _BASE | {"capabilities", "mount_namespace"},
}

_PROMISES = {
    "no_new_privs": "no process gains rights by executing a program (no_new_privs)",
    "rlimits": "one process cannot use up the machine's memory, files or time (rlimits)",
    "seccomp": "no sockets, no signals to others, no debugging of others, no leaving the process group (seccomp)",
}
_NO_RIGHTS = "nobody inside has a right of root's (capabilities, or a uid of its own)"
_HIDDEN = "hidden files cannot be read (a uid of its own, Landlock or a private root)"
_BOUNDED = "processes are bounded together (a uid of its own, a cgroup, or a grader that is not root)"
_KILLABLE = "processes can be ended together (seccomp keeps them in one group; a uid, a cgroup or a pid namespace, too)"


def missing(working: Collection[str], hidden_unreadable: bool, as_root: bool | None = None) -> tuple[str, ...]:
    """The promises of the sufficient set that `working` layers do not keep, in words; () when they keep all.

    `hidden_unreadable`: what was found by trying (opened_hidden). `as_root`: default, what this process is.
    """
    root = os.geteuid() == 0 if as_root is None else as_root
    kept = {layer: layer in working for layer in _PROMISES}
    # RLIMIT_NPROC does not bind root, nor does a pid namespace bound how many there are in it.
    by_rlimit = "rlimits" in working and ("uid" in working or not root)
    unkept = [_PROMISES[layer] for layer, there in kept.items() if not there]
    # Who is not root has no such rights, but gets all of them within the user namespace that other namespaces need.
    has_none = not root and not NAMESPACE_LAYERS & set(working)
    unkept += [] if has_none or {"capabilities", "uid"} & set(working) else [_NO_RIGHTS]
    unkept += [] if hidden_unreadable else [_HIDDEN]
    unkept += [] if by_rlimit or "cgroup" in working else [_BOUNDED]
    unkept += [] if {"seccomp", "uid", "cgroup", "pid_namespace"} & set(working) else [_KILLABLE]
    return tuple(unkept)
