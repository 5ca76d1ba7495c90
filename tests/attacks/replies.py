"""Promise: a reply that lies, never ends or is too large is a failed test in words, never the grader's crash."""

from typing import Any

from .attack import Attack, answer
from .speaking import SPEAK

TENSOR = "wire.Strided('float32', [4], [1], 0, 0)"


def lies(name: str, reply: str, says: str = "", function: str = "ramp", **settings: Any) -> Attack:
    """An attack whose function sends `reply` to the grader in place of its own, and is gone."""
    source = f"{SPEAK}\ndef {function}(*arguments):\n    {reply}\n    os._exit(0)\n"
    return answer(name, source, function=function, says=says or function, **settings)


def replies(
    name: str, values: str, block: str = "bytes(16)", storages: str = "[wire.Storage(0, 16)]", **settings: Any
) -> Attack:
    """An attack with one forged Reply."""
    return lies(name, f"say(wire.Reply({values}, {storages}), {block})", **settings)


ATTACKS: tuple[Attack, ...] = (
    lies(
        "replies for ever, byte by byte",
        "write(struct.pack('<IQ', 1000, 0))\n    for _ in range(200): write(b'x'); time.sleep(0.1)",
        says="did not come back within",
        quick=True,
    ),
    lies(
        "replies with zeros for ever",
        "end = time.time() + 20\n    while time.time() < end: write(bytes(1 << 16))",
        says="ramp",
    ),
    lies(
        "replies with small frames for ever",
        "end = time.time() + 20\n    while time.time() < end: say(wire.CellRan('', []))",
        says="another question|did not come back|ended the whole",
    ),
    lies(
        "announces a gigabyte", "write(struct.pack('<IQ', 100, 1 << 30) + bytes(1 << 20))", says="too large", quick=True
    ),
    lies(
        "announces the largest block and sends nothing",
        "write(struct.pack('<IQ', 100, 256 << 20))\n    time.sleep(20)",
        says="did not come back",
    ),
    lies(
        "announces the largest block and sends a part",
        "write(struct.pack('<IQ', 100, 256 << 20) + bytes(1 << 20))",
        says="ends in the middle",
    ),
    lies("announces 2**64 - 1 bytes", "write(b'\\xff' * 12)", says="too large"),
    lies("announces no bytes at all", "write(bytes(12))", says="something wrote to its socket"),
    lies(
        "replies with what is no message",
        "write(struct.pack('<IQ', 64, 0) + b'\\xc1' * 64)",
        says="something wrote to its socket",
    ),
    lies(
        "replies with a pickle",
        "write(struct.pack('<IQ', 64, 0) + b'\\x80\\x04cos\\nsystem\\n(S\"touch $CANARY\"\\ntR.'.ljust(64))",
        says="something wrote to its socket",
    ),
    lies("replies with a message of another kind", "say(wire.CellRan('', []))", says="another question"),
    lies("replies with a hello", "say(wire.Hello())", says="another question"),
    lies("replies with gradients that nobody asked for", "say(wire.Gradients([], []))", says="another question"),
    lies(
        "replies with a header nested 100,000 deep",
        "write(struct.pack('<IQ', 300_000, 0) + b'\\x91' * 300_000)",
        says="something wrote to its socket",
    ),
    lies(
        "replies with containers nested 500 deep",
        "node = wire.Plain(1)\n    for _ in range(500): node = wire.Sequence('list', [node])\n    "
        "say(wire.Reply([node], []))",
        says="too deep|something wrote|RecursionError",
    ),
    lies(
        "replies with 300,000 values",
        "say(wire.Reply([wire.Sequence('list', [wire.Nothing()] * 300_000)], []))",
        says="too deep or too large|too large",
    ),
    lies("replies with no value", "say(wire.Reply([], []))", says="another number of values"),
    lies("replies with two values", "say(wire.Reply([wire.Nothing()] * 2, []))", says="another number of values"),
    lies(
        "replies with an error of a strange name",
        "say(wire.Raised(['', 'not a name', 'Failure'], 'x'))",
        says="Your code raised",
    ),
    lies("replies with an error of no class", "say(wire.Raised([], 'x'))", says="Your code raised"),
    lies(
        "replies with the error that the grader takes for its own fault",
        "say(wire.Raised(['GraderFault', 'Exception'], 'broken'))",
        says="Your code raised GraderFault",
        quick=True,
    ),
    lies(
        "replies with a group of errors",
        "say(wire.Raised(['ExceptionGroup', 'UnicodeDecodeError'], 'x'))",
        says="Your code raised",
    ),
    lies(
        "replies with an error of a megabyte",
        "say(wire.Raised(['ValueError'], 'x' * 1_000_000))",
        says="Your code raised ValueError",
    ),
    lies(
        "replies with KeyboardInterrupt",
        "say(wire.Raised(['KeyboardInterrupt', 'BaseException'], ''))",
        says="KeyboardInterrupt",
    ),
    replies("lies about the dtype: an unknown one", "[wire.Strided('object', [4], [1], 0, 0)]", says="unknown dtype"),
    replies(
        "lies about the dtype: a larger one",
        "[wire.Strided('complex128', [4], [1], 0, 0)]",
        says="reaches beyond",
        quick=True,
    ),
    replies("lies about the dtype: bools of 2", "[wire.Strided('bool', [4], [1], 0, 0)]", block="bytes([2]) * 16"),
    replies(
        "lies about the shape: larger than the storage",
        "[wire.Strided('float32', [1 << 20], [1], 0, 0)]",
        says="reaches beyond",
    ),
    replies("lies about the shape: negative", "[wire.Strided('float32', [-4], [1], 0, 0)]", says="do not fit"),
    replies(
        "lies about the shape: more than memory holds",
        "[wire.Strided('float32', [1 << 20, 1 << 20], [0, 0], 0, 0)]",
        says="elements",
    ),
    replies(
        "lies about the shape: overflows",
        "[wire.Strided('float32', [1 << 40] * 4, [1 << 40] * 4, 0, 0)]",
        says="elements|fit",
    ),
    replies(
        "lies about the shape: no elements, and large strides",
        "[wire.Strided('float32', [0, 1 << 40], [1 << 40, 1], 0, 1 << 40)]",
    ),
    replies(
        "lies about the shape: zero and 2**39, thrice",
        "[wire.Strided('float32', [0, 1 << 39, 1 << 39], [1, 1, 1], 0, 0)]",
    ),
    replies("lies about the strides: negative", "[wire.Strided('float32', [4], [-1], 0, 3)]", says="do not fit"),
    replies(
        "lies about the strides: another number of them",
        "[wire.Strided('float32', [4], [1, 1], 0, 0)]",
        says="do not fit",
    ),
    replies("lies about the offset", "[wire.Strided('float32', [4], [1], 0, 1 << 39)]", says="reaches beyond"),
    replies("lies about the storage: none", "[wire.Strided('float32', [4], [1], 7, 0)]", says="without a storage"),
    replies(
        "lies about the storage: beyond the block",
        f"[{TENSOR}]",
        storages="[wire.Storage(0, 1 << 40)]",
        says="reaches beyond",
    ),
    replies(
        "lies about the storage: before the block",
        f"[{TENSOR}]",
        storages="[wire.Storage(-16, 16)]",
        says="reaches beyond",
    ),
    replies(
        "lies about the storage: at an odd byte", f"[{TENSOR}]", block="bytes(64)", storages="[wire.Storage(3, 16)]"
    ),
    replies(
        "lies about the storage: a huge start",
        f"[{TENSOR}]",
        storages="[wire.Storage((1 << 63) - 1, 16)]",
        says="reaches beyond",
    ),
    replies(
        "requires a gradient of ints", "[wire.Strided('int64', [2], [1], 0, 0, True, 0)]", says="require a gradient"
    ),
    replies("numbers its outputs with a gap", "[wire.Strided('float32', [4], [1], 0, 0, True, 5)]", says="numbered"),
    replies(
        "numbers two outputs alike", "[wire.Sequence('list', [wire.Strided('float32', [4], [1], 0, 0, True, 0)] * 2)]"
    ),
    replies("numbers its output 2**40", "[wire.Strided('float32', [4], [1], 0, 0, True, 1 << 40)]", says="numbered"),
    replies("knows a tensor that was never sent", "[wire.Known(99)]", says="never sent"),
    replies(
        "lends a module to the grader",
        "[wire.Lent('os', 'system', wire.Plain('touch $CANARY'), [], [], [], False)]",
        says="never sent",
        quick=True,
    ),
    replies(
        "gives a handle to the grader's own objects", "[wire.Handle(0, 'Tensor', 'tensor(42)', True)]", says="no tensor"
    ),
    replies(
        "gives a handle with a megabyte of text",
        "[wire.Handle(1, 'x' * 1_000_000, 'y' * 1_000_000, False)]",
        says="no tensor",
    ),
    replies("gives an int that is none", "[wire.Large('0xzz')]", says="an int that is none"),
    replies("gives an int of a megabyte", "[wire.Large('f' * 1_000_000)]", says="bits"),
    replies("gives a fraction of zero", "[wire.Ratio('1', '0')]", says="fraction"),
    replies("gives a set of lists", "[wire.Sequence('set', [wire.Sequence('list', [])])]", says="cannot be in a set"),
    replies("gives a container of an unknown kind", "[wire.Sequence('eval', [])]", says="unknown kind"),
    replies("gives a dictionary without values", "[wire.Dict([wire.Plain(1)], [])]", says="dictionary"),
    replies(
        "gives a dictionary whose key is a list",
        "[wire.Dict([wire.Sequence('list', [])], [wire.Plain(1)])]",
        says="dictionary",
    ),
    replies(
        "gives an array of a dtype that numpy lacks", "[wire.Array(wire.Strided('bfloat16', [4], [1], 0, 0), False)]"
    ),
    replies("gives a scalar array of four elements", f"[wire.Array({TENSOR}, True)]"),
    lies(
        "changes what was never sent",
        f"say(wire.Reply([{TENSOR}], [wire.Storage(0, 16)], changed=[(9, 0)]), bytes(16))",
        says="never sent",
    ),
    lies(
        "changes it to another length",
        f"say(wire.Reply([{TENSOR}], [wire.Storage(0, 8)], changed=[(0, 0)]), bytes(16))",
    ),
    lies(
        "changes it from beyond the block",
        f"say(wire.Reply([{TENSOR}], [wire.Storage(0, 16), wire.Storage(8, 1 << 20)], changed=[(0, 1)]), bytes(16))",
        says="another length",
    ),
    lies(
        "replaces what was never sent",
        f"say(wire.Reply([{TENSOR}], [wire.Storage(0, 16)], replaced=[(-1, {TENSOR})]), bytes(16))",
        says="never sent",
    ),
    lies(
        "replaces an input by one of another dtype",
        f"say(wire.Reply([{TENSOR}], [wire.Storage(0, 16)], "
        "replaced=[(0, wire.Strided('int64', [2], [1], 0, 0))]), bytes(16))",
    ),
    lies(
        "replaces an input by one of another shape",
        f"say(wire.Reply([{TENSOR}], [wire.Storage(0, 16)], "
        "replaced=[(0, wire.Strided('float32', [2], [1], 0, 0))]), bytes(16))",
    ),
    lies(
        "says that a part was called which nobody watches",
        f"say(wire.Reply([{TENSOR}], [wire.Storage(0, 16)], seen=[(0, 0, {TENSOR})]), bytes(16))",
        says="nobody watches",
    ),
    answer(
        "gives gradients of another shape",
        SPEAK
        + """
from autograder.engine.worker.service import Service
def lie(self, message, block):
    return wire.Gradients([wire.Strided("float32", [2], [1], 0, 0)], [wire.Storage(0, 8)]), [memoryview(bytes(8))]
Service._vjp = lie
def ramp(x): return 3 * x
""",
        function="ramp",
        says="a gradient of another shape",
        quick=True,
    ),
    answer(
        "gives another number of gradients",
        SPEAK
        + """
from autograder.engine.worker.service import Service
Service._vjp = lambda self, message, block: (wire.Gradients([None] * 1000, []), [])
def ramp(x): return 3 * x
""",
        function="ramp",
        says="other than the gradients",
    ),
    answer(
        "gives a gradient that reaches beyond the block",
        SPEAK
        + """
from autograder.engine.worker.service import Service
node = wire.Strided("float32", [4], [1], 0, 50)
Service._vjp = lambda *_: (wire.Gradients([node], [wire.Storage(0, 16)]), [memoryview(bytes(16))])
def ramp(x): return 3 * x
""",
        function="ramp",
        says="reaches beyond",
    ),
    answer(
        "raises while its answer is read",
        """
        class Table(dict):
            def __iter__(self): raise ValueError("not to be read")
            def values(self): raise ValueError("not to be read")
        double = Table(a=1)
        """,
        says="target",
        quick=True,
    ),
    answer(
        "replies to the question for its names with an error",
        SPEAK
        + """
from autograder.engine.worker.service import Service
def lie(self, names): raise StopIteration("nothing to fetch")
Service._fetch = lie
def double(x): return 2 * x
""",
        tampers=True,
        says="target",
    ),
    answer(
        "replies to the question for its names with other names",
        SPEAK
        + """
from autograder.engine.worker.service import Service
Service._fetch = lambda self, names: (wire.Reply([], [], undefined=["x"] * 1000), [])
def double(x): return 2 * x
""",
        tampers=True,
        says="target",
    ),
    answer(
        "gives a weight that says that ints need a gradient",
        SPEAK
        + """
from autograder.engine.worker.service import Service
def lie(self, message):
    node = wire.Strided("int64", [3, 2], [2, 1], 0, 0, True, -1, 5)
    return wire.Reply([node], [wire.Storage(0, 48)]), [memoryview(bytes(48))]
Service._get = lie
def make_thing(): return torch.nn.Linear(2, 3)
""",
        function="make_thing",
        says="thing",
    ),
    lies(
        "replies with 60,000 ints of one hash",
        "say(wire.Reply([wire.Sequence('set', [wire.Large(hex(k * ((1 << 61) - 1))) for k in range(1, 60_000)])], []))",
        says="slow to tell apart",
    ),
    lies(
        "replies with a dictionary of 40,000 keys of one hash",
        "keys = [wire.Large(hex(k * ((1 << 61) - 1))) for k in range(1, 40_000)]\n    "
        "say(wire.Reply([wire.Dict(keys, [wire.Nothing()] * 39_999)], []))",
        says="slow to tell apart|too large",
    ),
)
