"""Sends damaged and invented frames to the grader's side of the wire, and counts what came of them.

    python tests/engine/fuzz_wire.py --frames 1000000 [--seed 0]     # prints a line; exit status 1 for any surprise

Whatever a worker sends, a call ends in a value, in a Failure, in Gone, or in an exception that is marked as the
student's. A case is its seed: `--frames 1 --seed N` repeats it.
"""

import argparse
import faulthandler
import random
import resource
import struct
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import msgspec
import torch
from torch import nn

from autograder.engine import wire
from autograder.engine.exceptions import FROM_STUDENT
from autograder.engine.judge.remote import CallLimits, Remote, Session
from autograder.engine.wire import Channel, Gone, Storage, Strided
from autograder.results.verdict import Failure

MEMORY_MB = 3000  # of address space for a whole run, torch's own included: a frame that takes a gigabyte ends it
HANG_S = 60  # for a thousand frames, which take about half a second
PREFIX = struct.Struct("<IQ")


class Replay:
    """A socket whose peer has sent `data` and closed its end."""

    def __init__(self, data: bytes) -> None:
        self.data, self.position = data, 0

    def recv(self, count: int) -> bytes:
        part = self.data[self.position : self.position + count]
        self.position += len(part)
        return part

    def sendall(self, data: bytes) -> None: ...

    def settimeout(self, seconds: float | None) -> None: ...


class Watched(nn.Module):
    """A module that is lent, and whose inner part is listened to."""

    def __init__(self, width: int = 2) -> None:
        super().__init__()
        self.inner = nn.Linear(width, width)
        self.inner.register_forward_pre_hook(lambda module, arguments: None)

    def recipe(self) -> dict[str, int]:
        return {"width": 2}


# --- frames ---------------------------------------------------------------------------------------------------------


def tensor(**changed: Any) -> Strided:
    return msgspec.structs.replace(Strided("float32", [2], [1], 0, 0), **changed)


FOUR = [Storage(0, 8), Storage(8, 8)]
VALUES: list[wire.Node] = [
    wire.Sequence("list", [wire.Plain(1), wire.Plain("text"), wire.Plain(0.5), wire.Blank()]),
    wire.Sequence("set", [wire.Large("ff"), wire.Ratio("1", "2"), wire.Pair(1.0, 2.0)]),
    wire.Dict([wire.Plain("key")], [wire.Array(tensor(dtype="float64", shape=[1]), False)]),
    wire.Array(tensor(dtype="uint8", shape=[], strides=[]), True),
    wire.Sequence("tuple", [tensor(slot=0, requires_grad=True), tensor(slot=1, requires_grad=True, storage=1)]),
    tensor(identity=3),
    wire.Handle(1, "VAE", "VAE()", True),
    wire.Known(-1),
    wire.Known(3),
    wire.Lent("os", "system", wire.Nothing(), [], [], [], True),
]
REPLIES = [wire.Reply([value], FOUR) for value in VALUES] + [
    wire.Reply([wire.Nothing()], FOUR, changed=[(0, 1), (1, 0)]),
    wire.Reply([tensor(slot=0)], FOUR, replaced=[(0, tensor(shape=[1], dtype="float64"))]),
    wire.Reply([tensor(slot=1)], FOUR, seen=[(0, 0, tensor(slot=0)), (0, 0, tensor(slot=0))]),
    wire.Reply([], [], undefined=["f"]),
]
OTHERS = [
    wire.Gradients([tensor(), None], FOUR),
    wire.Raised(["MyError", "ValueError", "Exception"], "no"),
    wire.Raised(["SystemExit"], ""),
    wire.Raised(["BadReply"], "a list that holds itself"),
    wire.Status(9),
    wire.CellRan("", []),
    wire.Hello(),
]
_encode = msgspec.msgpack.encode
_decode = msgspec.msgpack.Decoder().decode
ODD: tuple[Any, ...] = (
    *(None, True, -1, 0, 1, 2, 7, 64, 1 << 26, 1 << 40, (1 << 63) - 1, -(1 << 63), (1 << 64) - 1),
    *(0.5, float("nan"), float("inf"), "", "x" * 300, "\0", "float64", "int8", "bfloat16", "complex64", "bool"),
    *("list", "set", "frozenset", "tensor", "handle", "known", "lent", "SystemExit", "MemoryError", "StopIteration"),
    *("UnicodeDecodeError", "BaseExceptionGroup", "print", b"", b"\xff", [], {}, [[]], {"type": "none"}, [0, 0]),
)


def frame(header: bytes, block: bytes) -> bytes:
    return PREFIX.pack(len(header), len(block)) + header + block


def invented(draw: random.Random) -> bytes:
    """One frame: sound, or damaged in its bytes, its lengths, or its structure."""
    kind = draw.random()
    message = draw.choice(REPLIES if draw.random() < 0.85 else OTHERS)
    header, block = _encode(message), draw.randbytes(draw.choice((0, 8, 16, 16, 16, 16, 64)))
    if kind < 0.2:
        return frame(header, block)
    if kind < 0.85:
        tree = _decode(header)
        for _ in range(draw.choice((1, 1, 2, 4))):
            tree = changed(tree, draw)
        return frame(_encode(tree), block)
    data = bytearray(frame(header, block))
    for _ in range(draw.choice((1, 1, 3, 10))):
        data[draw.randrange(0 if draw.random() < 0.1 else PREFIX.size, len(data))] = draw.randrange(256)
    return bytes(data) if kind < 0.95 else bytes(data[: draw.randrange(len(data))])


def changed(tree: object, draw: random.Random) -> object:
    """`tree` with one of its parts exchanged, dropped, doubled, or put into another."""
    if isinstance(tree, dict) and tree and draw.random() < 0.9:
        key = draw.choice(list(tree))
        return tree | {key: changed(tree[key], draw)}
    if isinstance(tree, list) and tree and draw.random() < 0.9:
        at = draw.randrange(len(tree))
        return [*tree[:at], *_grown(tree[at], draw), *tree[at + 1 :]]
    if isinstance(tree, int) and not isinstance(tree, bool) and draw.random() < 0.5:
        return max(-(1 << 63), min((1 << 64) - 1, tree + draw.choice((-8, -1, 1, 8, 1 << 32))))
    if isinstance(tree, dict) and draw.random() < 0.7:
        return _decode(_encode(draw.choice(VALUES)))
    alike = [odd for odd in ODD if type(odd) is type(tree)]
    return draw.choice(alike) if alike and draw.random() < 0.8 else draw.choice(ODD)


def _grown(item: object, draw: random.Random) -> list[object]:
    chance = draw.random()
    if chance < 0.1:
        return []
    if chance < 0.2:
        return [item] * draw.choice((2, 3, 50))
    return [changed(item, draw)]


# --- what is asked ----------------------------------------------------------------------------------------------------


def fetches(session: Session) -> None:
    for value in session.fetch(("f",)).values(("f",)):
        used(value)


def calls(session: Session) -> None:
    a, model = torch.ones(2, requires_grad=True), Watched()
    used(session.call(1, (a, torch.zeros(3)), {"model": model}))


def asks_for_an_attribute(session: Session) -> None:
    used(session.get(1, "weight"))
    used(session.get(1, "weight"))


def used(value: object) -> None:
    """What any check does with a value: shows it, and asks for gradients."""
    if isinstance(value, torch.Tensor):
        if value.requires_grad and value.numel() < 1000:
            value.sum().abs().backward()  # type: ignore[no-untyped-call]
        return
    if isinstance(value, Remote) or not isinstance(value, list | tuple | dict):
        repr(value)[:100]
        return
    for item in value.values() if isinstance(value, dict) else value:
        used(item)


ASKED: tuple[Callable[[Session], None], ...] = (fetches, calls, calls, calls, asks_for_an_attribute)


def outcome(seed: int) -> str:
    """What one case came to: "value", or the name of what was raised; "SURPRISE ..." for what may not be."""
    draw = random.Random(seed)
    ask = draw.choice(ASKED)
    data = b"".join(invented(draw) for _ in range(draw.choice((1, 2, 3))))
    channel = Channel(Replay(data), for_worker=False)  # type: ignore[arg-type]  # all that it uses of a socket
    try:
        ask(Session(channel, CallLimits(10.0, 1000)))
    except (Failure, Gone) as failure:
        return type(failure).__name__
    except Exception as error:  # noqa: BLE001  # what may be raised is what is looked for
        if getattr(error, FROM_STUDENT, False):
            return "the student's exception"
        return f"SURPRISE {type(error).__name__} ({' '.join(str(error).split())[:80]}) in {ask.__name__}, seed {seed}"
    return "value"


def fuzz(frames: int, first_seed: int) -> Counter[str]:
    """How often each outcome came of `frames` cases."""
    return Counter(outcome(seed) for seed in range(first_seed, first_seed + frames))


def main() -> int:
    """Prints the counts; returns 1 where there was a surprise."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    torch.set_num_threads(1)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MB << 20, MEMORY_MB << 20))
    found: Counter[str] = Counter()
    begun = time.monotonic()
    for first in range(0, options.frames, 1000):
        faulthandler.dump_traceback_later(HANG_S, exit=True)
        found += fuzz(min(1000, options.frames - first), options.seed + first)
    faulthandler.cancel_dump_traceback_later()
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    counts = ", ".join(f"{name} {count:,}" for name, count in found.most_common())
    print(f"{options.frames:,} cases in {time.monotonic() - begun:.0f} s, peak {peak_mb} MB: {counts}")
    return int(any(name.startswith("SURPRISE") for name in found))


if __name__ == "__main__":
    sys.exit(main())
