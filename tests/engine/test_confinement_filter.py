"""The seccomp program of both architectures, run here by a small machine of its own, and its numbers."""

import errno
import re
import struct
from pathlib import Path

import pytest

from autograder.engine.confinement import ConfinementError, bpf, landlock
from autograder.engine.confinement.seccomp import ALLOWED, REFUSED, filter_for, rules
from autograder.engine.confinement.system_calls import NUMBERS, call_number

MACHINES = ("x86_64", "aarch64")


def verdict(
    machine: str, nr: int, *arguments: int, architecture: int | None = None, only_own_files: bool = True
) -> int:
    """What the program returns for one call, computed instruction by instruction."""
    padded = (*arguments, *[0] * (6 - len(arguments)))
    named = bpf.AUDIT_ARCHITECTURE[machine] if architecture is None else architecture
    data = struct.pack("=IIQ6Q", nr, named, 0, *padded)
    code, at, loaded = filter_for(machine, only_own_files), 0, 0
    while True:
        step = code[at]
        at += 1
        if step.code == bpf.RETURN:
            return step.value
        if step.code == bpf.LOAD:
            loaded = struct.unpack_from("=I", data, step.value)[0]
            continue
        holds = {
            bpf.JUMP_EQUAL: loaded == step.value,
            bpf.JUMP_ANY_BIT: bool(loaded & step.value),
            bpf.JUMP_AT_LEAST: loaded >= step.value,
        }[step.code]
        at += step.if_true if holds else step.if_false


def refused(error: int = errno.EPERM) -> int:
    return bpf.REFUSE | error


@pytest.mark.parametrize("machine", MACHINES)
def test_every_call_gets_what_its_list_says(machine):
    for name in rules():
        nr = call_number(name, machine)
        if nr is None:
            continue
        if name in ALLOWED:
            assert verdict(machine, nr) == bpf.ALLOW, name
        if name in REFUSED:
            assert verdict(machine, nr) == refused(), name


@pytest.mark.parametrize("machine", MACHINES)
def test_a_call_on_no_list_is_as_on_an_older_kernel(machine):
    known = {call_number(name, machine) for name in rules()}
    for nr in (*range(600), 0x3FFFFFFF):
        if nr not in known:
            assert verdict(machine, nr) == refused(errno.ENOSYS)


def test_foreign_calls_end_the_process():
    assert verdict("x86_64", 0, architecture=0x40000003) == bpf.KILL  # i386: int 0x80
    assert verdict("aarch64", 0, architecture=0x40000028) == bpf.KILL  # arm
    assert verdict("x86_64", 0x40000000 | 59) == bpf.KILL  # x32's execve


SHARED, PRIVATE, ANONYMOUS, DOWN = 1, 2, 0x20, 0x100
READ, WRITE = 1, 2
ARGUMENTS = [
    ("mmap", (0, 4096, READ | WRITE, PRIVATE | ANONYMOUS), True),
    ("mmap", (0, 4096, READ, SHARED), True),
    ("mmap", (0, 4096, READ | WRITE, PRIVATE), True),
    ("mmap", (0, 4096, READ | WRITE, SHARED), False),
    ("mmap", (0, 4096, READ | WRITE, 3), False),
    ("mmap", (0, 4096, READ, SHARED | ANONYMOUS), False),
    ("mmap", (0, 4096, READ | WRITE, PRIVATE | ANONYMOUS | DOWN), False),
    ("clone", (0x01200011,), True),
    ("clone", (0x003D0F00,), True),
    ("clone", (0x10000011,), False),
    ("clone", (0x00008011,), False),
    ("openat", (0, 0, 0o101, 0o644), True),
    ("openat", (0, 0, 0, 0o7777), True),
    ("openat", (0, 0, 0o101, 0o4755), False),
    ("openat", (0, 0, 0o20200001, 0o2755), False),
    ("openat", (0, 0, 0o1000), False),
    ("openat", (0, 0, 0o1001), True),
    ("openat", (0, 0, 0o1002), True),
    ("openat", (0, 0, 0o1003), False),
    ("openat", (0, 0, 0o3), True),
    ("openat", (0, 0, 0o1101, 0o644), True),
    ("openat", (0, 0, 0o1101, 0o4755), False),
    ("sendmsg", (3, 1, 0), False),
    ("truncate", (1, 0), True),
    ("utimensat", (0, 0, 0, 0), True),
    ("fchmodat", (0, 0, 0o755), True),
    ("fchmodat", (0, 0, 0o4755), False),
    ("fcntl", (3, 1030), True),
    ("fcntl", (3, 8), False),
    ("fcntl", (3, 10), False),
    ("fcntl", (3, 15), False),
    ("prctl", (15,), True),
    ("prctl", (4, 1), False),
    ("prctl", (36, 1), False),
    ("prlimit64", (0, 7, 0, 1), True),
    ("prlimit64", (0, 7, 1 << 40), False),
    ("prlimit64", (1, 7, 0, 1), False),
    ("sendto", (3, 1, 1, 0, 0), True),
    ("sendto", (3, 1, 1, 0, 1 << 33), False),
    ("socketpair", (1, 1 | 0o2004000), True),
    ("socketpair", (1, 2), False),
    ("socketpair", (2, 1), False),
    ("sched_setaffinity", (0,), True),
    ("sched_setaffinity", (77,), False),
]


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(("name", "arguments", "allowed"), ARGUMENTS)
def test_a_call_is_judged_by_its_arguments(machine, name, arguments, allowed):
    assert verdict(machine, NUMBERS[name][MACHINES.index(machine)], *arguments) == (bpf.ALLOW if allowed else refused())


NOT_ONLY_OWN = [
    ("fchmod", (3, 0o755), refused(0)),
    ("fchmod", (3, 0o4755), refused()),
    ("fchmodat", (0, 0, 0o755), refused(0)),
    ("fchmodat2", (0, 0, 0o755), refused(0)),
    ("utimensat", (0, 0, 1 << 33), refused(0)),
    ("utimensat", (0, 0, 1), refused(0)),
    ("utimensat", (0, 0, 0), refused()),
    ("truncate", (1, 0), refused()),
    ("ftruncate", (3, 0), bpf.ALLOW),
    ("fchownat", (0, 0, 1, 1), refused()),
]


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(("name", "arguments", "answer"), NOT_ONLY_OWN)
def test_where_others_files_are_within_reach_rights_and_times_stay_and_success_is_said(
    machine, name, arguments, answer
):
    nr = NUMBERS[name][MACHINES.index(machine)]
    assert verdict(machine, nr, *arguments, only_own_files=False) == answer


@pytest.mark.parametrize("machine", MACHINES)
def test_an_unknown_ioctl_says_that_it_is_no_terminal(machine):
    nr = NUMBERS["ioctl"][MACHINES.index(machine)]
    assert verdict(machine, nr, 0, 0x5412) == refused(errno.ENOTTY)  # TIOCSTI types into a terminal
    assert verdict(machine, nr, 0, 0x5401) == bpf.ALLOW


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("only_own_files", [True, False])
def test_the_program_fits_and_every_jump_lands_in_it(machine, only_own_files):
    code = filter_for(machine, only_own_files)
    assert len(code) <= 4096
    for at, step in enumerate(code):
        assert at + 1 + max(step.if_true, step.if_false) < len(code) or step.code == bpf.RETURN
        assert max(step.if_true, step.if_false) < 256


def test_no_call_is_on_two_lists():
    assert not set(ALLOWED) & set(REFUSED)
    assert len(set(ALLOWED)) == len(ALLOWED)
    for column in (0, 1):
        numbers = [pair[column] for pair in NUMBERS.values() if pair[column] is not None]
        assert len(set(numbers)) == len(numbers)


HEADERS = {0: Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"), 1: Path("/usr/include/asm-generic/unistd.h")}


@pytest.mark.parametrize("column", HEADERS)
def test_numbers_are_the_kernels_own(column):
    if not HEADERS[column].exists():
        pytest.skip("no kernel headers here")
    listed = re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)$", HEADERS[column].read_text(), re.MULTILINE)
    given = {name: int(nr) for name, nr in listed}
    shared = [name for name in NUMBERS if name in given]
    assert len(shared) > 200
    assert {name: NUMBERS[name][column] for name in shared} == {name: given[name] for name in shared}


def test_another_machine_is_refused_by_name():
    with pytest.raises(ConfinementError, match="this machine is riscv64; the confinement knows x86_64 and aarch64"):
        call_number("read", "riscv64")


@pytest.mark.parametrize(
    ("abi", "files", "network", "scopes"),
    [(1, 0x1FFF, 0, 0), (2, 0x3FFF, 0, 0), (3, 0x7FFF, 0, 0), (4, 0x7FFF, 3, 0), (5, 0xFFFF, 3, 0), (6, 0xFFFF, 3, 3)],
)
def test_landlock_takes_away_what_each_version_knows(abi, files, network, scopes):
    assert landlock.handled(abi) == (files, network, scopes)
    assert landlock.handled(7) == landlock.handled(6)
