"""uid: an identity of its own for a box, so that the grader's files and other boxes' processes are out of reach."""

import contextlib
import fcntl
import os
import pwd
import signal
import stat
from collections.abc import Collection, Iterator
from pathlib import Path

from autograder.engine.confinement.box import ConfinementError
from autograder.engine.confinement.rlimits import processes_of

# Neither people (below 30000 nearly everywhere) nor systemd's own (61184 up), and inside a container's 65536 uids.
_CANDIDATES = range(52000, 53000)
_LOCKS = Path("/run/autograder-uids")


@contextlib.contextmanager
def claim_uid() -> Iterator[int]:
    """A uid that no account, no process and no other grader on this machine uses, as long as the context lasts.

    Needs root. Raises ConfinementError when none is free.
    """
    try:
        _LOCKS.mkdir(mode=0o700, exist_ok=True)
        found = os.lstat(_LOCKS)
    except OSError as error:
        raise ConfinementError(
            f"{_LOCKS}, where graders agree on uids, cannot be made ({error.strerror}): "
            f"let the grader write in {_LOCKS.parent}, or leave the layer 'uid' out"
        ) from error
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise ConfinementError(f"{_LOCKS} belongs to somebody else: remove it, so that graders can agree on uids")
    for uid in _CANDIDATES:
        lock = _lock(uid)
        if lock is not None:
            try:
                yield uid
            finally:
                os.close(lock)
            return
    raise ConfinementError(
        f"no uid from {_CANDIDATES.start} to {_CANDIDATES.stop - 1} is free: end other graders first"
    )


@contextlib.contextmanager
def claim_uid_for(layers: Collection[str]) -> Iterator[int | None]:
    """A uid of its own for a box with these layers, as claim_uid(); None where they ask for none, and without root."""
    if "uid" not in layers or os.geteuid() != 0:
        yield None
        return
    with claim_uid() as uid:
        yield uid


def _lock(uid: int) -> int | None:
    """A descriptor that holds the uid's lock; None when the uid is taken. It closes when a program is executed."""
    lock = os.open(_LOCKS / str(uid), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    if _has_account(uid) or processes_of(uid):
        os.close(lock)
        return None
    return lock


def _has_account(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def become(uid: int) -> None:
    """Real, effective and saved uid and gid; no supplementary groups. The kernel drops root's rights with it."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def kill_all(uid: int) -> None:
    """SIGKILL to every process of `uid` at once: none can fork out of it, since the kernel holds the list meanwhile.

    A fork of this process becomes that uid first, wholly: with an id of root's left, the signal would reach root's.
    """
    child = os.fork()
    if child == 0:
        try:
            become(uid)
            if os.getresuid() == (uid, uid, uid) and uid in _CANDIDATES:
                os.kill(-1, signal.SIGKILL)
        finally:
            os._exit(0)
    os.waitpid(child, 0)
