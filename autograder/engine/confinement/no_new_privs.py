"""no_new_privs: no process of the box gains rights by executing a file; lets anyone use seccomp and Landlock."""

from autograder.engine.confinement.kernel import system_call

_PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS, _PR_GET_NO_NEW_PRIVS = 4, 38, 39


def apply() -> None:
    """For this process and all that it forks; cannot be undone."""
    system_call("prctl", _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def is_on() -> bool:
    return system_call("prctl", _PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1


def let_peers_look(allowed: bool) -> None:
    """Whether processes of the same uid may open this one's memory in /proc; its own forks inherit that."""
    system_call("prctl", _PR_SET_DUMPABLE, int(allowed), 0, 0, 0)
