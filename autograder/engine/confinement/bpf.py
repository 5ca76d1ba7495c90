"""A classic BPF program over `struct seccomp_data`, put together by hand.

A rule is the instructions that run once a call's number has matched; it always ends in a return.
Source: the kernel's user-space documentation, "Seccomp BPF"; opcodes of linux/bpf_common.h.
"""

import struct
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

LOAD, RETURN = 0x20, 0x06  # BPF_LD|BPF_W|BPF_ABS, BPF_RET|BPF_K
JUMP_EQUAL, JUMP_ANY_BIT, JUMP_AT_LEAST = 0x15, 0x45, 0x35  # BPF_JMP with JEQ, JSET, JGE

ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000, 0x80000000  # SECCOMP_RET_ALLOW, _ERRNO (| errno), _KILL_PROCESS
AUDIT_ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32 = 0x40000000  # the bit that marks x86_64's second set of numbers

_NUMBER_AT, _ARCHITECTURE_AT, _ARGUMENTS_AT = 0, 4, 16


class Instruction(NamedTuple):
    code: int
    if_true: int  # instructions to skip
    if_false: int
    value: int


Rule = tuple[Instruction, ...]


def load(offset: int) -> Instruction:
    return Instruction(LOAD, 0, 0, offset)


def answer(value: int) -> Instruction:
    return Instruction(RETURN, 0, 0, value)


def allow() -> Rule:
    return (answer(ALLOW),)


def refuse(error: int) -> Rule:
    return (answer(REFUSE | error),)


def low(argument: int) -> int:
    """Where the lower half of an argument lies (both architectures are little-endian)."""
    return _ARGUMENTS_AT + 8 * argument


def only_values(argument: int, values: Collection[int], error: int) -> Rule:
    """Allow the call when the lower half of the argument is one of `values`: the kernel reads no more of an int."""
    tests = tuple(Instruction(JUMP_EQUAL, len(values) - i, 0, value) for i, value in enumerate(sorted(values)))
    return (load(low(argument)), *tests, answer(REFUSE | error), answer(ALLOW))


def no_bits(argument: int, bits: int, error: int) -> Rule:
    """Allow the call when none of `bits` is set in the argument."""
    return (load(low(argument)), Instruction(JUMP_ANY_BIT, 0, 1, bits), answer(REFUSE | error), answer(ALLOW))


def only_null(argument: int, error: int) -> Rule:
    """Allow the call when the argument, an address, is null in both halves."""
    not_zero = answer(REFUSE | error)
    return (
        load(low(argument)),
        Instruction(JUMP_EQUAL, 0, 2, 0),
        load(low(argument) + 4),
        Instruction(JUMP_EQUAL, 1, 0, 0),
        not_zero,
        answer(ALLOW),
    )


def both(first: Rule, second: Rule) -> Rule:
    """`first`, and where it would allow, `second`: its last instruction is the allowing return, which is left out."""
    return (*first[:-1], *second)


def program(architecture: str, rules: Mapping[int, Rule], otherwise: int) -> tuple[Instruction, ...]:
    """The whole filter: foreign architectures end the process, a call without a rule gets errno `otherwise`."""
    head = (
        load(_ARCHITECTURE_AT),
        Instruction(JUMP_EQUAL, 1, 0, AUDIT_ARCHITECTURE[architecture]),
        answer(KILL),
        load(_NUMBER_AT),
    )
    x32 = (Instruction(JUMP_AT_LEAST, 0, 1, _X32), answer(KILL)) if architecture == "x86_64" else ()
    return (*head, *x32, *_matches(rules.items()), answer(REFUSE | otherwise))


def _matches(rules: Iterable[tuple[int, Rule]]) -> Iterable[Instruction]:
    for number, rule in rules:
        yield Instruction(JUMP_EQUAL, 0, len(rule), number)
        yield from rule


def assembled(instructions: Iterable[Instruction]) -> bytes:
    """As `struct sock_filter[]`: eight bytes an instruction."""
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in instructions)
