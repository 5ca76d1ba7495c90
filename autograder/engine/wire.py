"""Frames between the grader and a worker: a typed header (msgpack) and one block of raw bytes.

    uint32 header bytes | uint64 block bytes | header | block

Nothing that arrives is unpickled or evaluated. A frame that is too large, cut off or of an unknown form raises
BadReply; a peer that has gone raises Gone; one that keeps silent raises OutOfTime.
"""

import contextlib
import socket
import struct
import time
from dataclasses import dataclass

import msgspec

from autograder.results.verdict import BadReply, OutOfTime

MAX_HEADER_BYTES = 4 << 20  # 100,000 nodes of an answer in containers fit
MAX_BLOCK_BYTES = 256 << 20  # the largest answer asked for is a table of 4 MB; a graph of a model may hold a few
CHUNK_BYTES = 1 << 20  # memory for a block is taken as it arrives: a length that lies costs its sender, not us
AT_ONCE_BYTES = 1 << 16  # a frame up to this size goes in one piece: each further one would wake the reader again
ALIGNMENT = 64  # bytes: torch's vectorised kernels read aligned storages
_PREFIX = struct.Struct("<IQ")


class Gone(Exception):
    """The other side closed its end: a worker that died, or a grader that is done."""


# --- values: what a header may hold -----------------------------------------------------------------------------


class Nothing(msgspec.Struct, tag="none"):
    """None."""


class Blank(msgspec.Struct, tag="..."):
    """The Ellipsis of a hole that is not filled."""


class Plain(msgspec.Struct, tag="plain"):
    """A bool, a float, a string, or an int of at most 64 bits."""

    value: bool | int | float | str


class Large(msgspec.Struct, tag="large"):
    """An int of more than 64 bits, in hexadecimal."""

    digits: str


class Ratio(msgspec.Struct, tag="ratio"):
    """A fractions.Fraction, its two ints in hexadecimal."""

    numerator: str
    denominator: str


class Pair(msgspec.Struct, tag="complex"):
    """A complex number."""

    real: float
    imag: float


class Sequence(msgspec.Struct, tag="sequence"):
    """A list, tuple, set or frozenset."""

    kind: str
    items: list["Node"]


class Dict(msgspec.Struct, tag="dict"):
    """A dict, its keys and values in its order."""

    keys: list["Node"]
    values: list["Node"]


class Strided(msgspec.Struct, tag="tensor"):
    """A dense tensor: where it lies in a storage, in elements from the start of what was sent of that storage."""

    dtype: str
    shape: list[int]
    strides: list[int]
    storage: int
    offset: int
    requires_grad: bool = False
    slot: int = -1  # its place among the tensors that the call can be differentiated by, or -1
    identity: int = 0  # of the object on the worker's side; 0 where nobody asks


class Known(msgspec.Struct, tag="known"):
    """A tensor that was sent before: of an object, and unchanged; or -1 - its place among those of the call."""

    identity: int


class Array(msgspec.Struct, tag="array"):
    """A numpy array or scalar, as a contiguous tensor."""

    tensor: Strided
    scalar: bool


class Handle(msgspec.Struct, tag="handle"):
    """An object that stays in the worker."""

    identity: int
    type_name: str = ""
    text: str = ""
    callable: bool = False


class Lent(msgspec.Struct, tag="lent"):
    """A module of the pristine package: how to make it, and its state."""

    module: str
    name: str
    arguments: "Node"
    names: list[str]
    state: list[Strided]
    watched: list[str]  # submodules whose inputs are to be sent back
    training: bool


Node = Nothing | Blank | Plain | Large | Ratio | Pair | Sequence | Dict | Strided | Known | Array | Handle | Lent


class Storage(msgspec.Struct, array_like=True):
    """A part of the block that tensors lie in."""

    start: int
    length: int


# --- messages ----------------------------------------------------------------------------------------------------


class Begin(msgspec.Struct, tag="begin"):
    """To the zygote: confine a new worker that talks over the socket that comes along."""

    box: bytes
    seed: int


class Begun(msgspec.Struct, tag="begun"):
    """From the zygote: the worker's process."""

    pid: int


class Finish(msgspec.Struct, tag="finish"):
    """To the zygote: every process of this box is to be dead and its traces gone."""

    pid: int
    box: bytes


class Finished(msgspec.Struct, tag="finished"):
    """From the zygote: what was left behind and removed."""

    left: list[str]


class RunCell(msgspec.Struct, tag="run"):
    """To a line: run this cell."""

    source: str


class CellRan(msgspec.Struct, tag="ran"):
    """From a line: one cell has ended."""

    error: str
    skipped: list[str]


class Fork(msgspec.Struct, tag="fork"):
    """To a line: fork, and let the child talk over the socket that comes along."""

    seed: int
    serves: bool  # the child answers calls; otherwise it is the line that goes on


class Ended(msgspec.Struct, tag="ended"):
    """To a line: how did a child end, the first that it forked being number 0?"""

    number: int


class Status(msgspec.Struct, tag="status"):
    """From a line: a wait status, or -1 where the child is alive."""

    status: int


class Hello(msgspec.Struct, tag="hello"):
    """From every process as it begins; the kernel says who sent it."""


class Fetch(msgspec.Struct, tag="fetch"):
    """The values of these names."""

    names: list[str]


class Call(msgspec.Struct, tag="call"):
    """Call what stands behind a handle."""

    target: int
    arguments: list[Node]
    names: list[str]  # of the last of the arguments, which are passed by keyword
    identity: int
    with_graph: bool
    storages: list[Storage]
    released: list[int]  # calls whose graphs nobody needs any more


class Get(msgspec.Struct, tag="get"):
    """An attribute or, by a node, an item of what stands behind a handle."""

    target: int
    name: str
    item: Node | None = None


class Vjp(msgspec.Struct, tag="vjp"):
    """The product of these output gradients (None: zero) with the Jacobian of a call."""

    identity: int
    gradients: list[Strided | None]
    storages: list[Storage]


class Reply(msgspec.Struct, tag="reply"):
    """What a call, an attribute or names gave."""

    values: list[Node]
    storages: list[Storage]
    undefined: list[str] = []  # names that were asked for and are not bound
    changed: list[tuple[int, int]] = []  # (a storage of the call, the storage of this reply with its bytes now)
    replaced: list[tuple[int, Strided]] = []  # (a tensor of the call, what it is now)
    seen: list[tuple[int, int, Strided]] = []  # (a lent module, a watched submodule, what it was called with)


class Gradients(msgspec.Struct, tag="gradients"):
    """For each slot of a call, its gradient or None."""

    gradients: list[Strided | None]
    storages: list[Storage]


class Raised(msgspec.Struct, tag="raised"):
    """An exception: its class, the classes that it inherits from, and its text."""

    bases: list[str]
    text: str


ToWorker = Begin | Finish | RunCell | Fork | Ended | Fetch | Call | Get | Vjp
FromWorker = Begun | Finished | CellRan | Status | Hello | Reply | Gradients | Raised
_encode = msgspec.msgpack.Encoder().encode
_to_worker = msgspec.msgpack.Decoder(ToWorker)
_from_worker = msgspec.msgpack.Decoder(FromWorker)


@dataclass(frozen=True)
class Frame:
    """A message and the bytes that its storages lie in."""

    message: ToWorker | FromWorker
    block: bytearray


class Channel:
    """One end of a socket; `for_worker` says which of the two kinds of messages arrive here."""

    def __init__(self, sock: socket.socket, *, for_worker: bool) -> None:
        self.sock = sock
        self._unread = bytearray()  # what came along with an earlier frame
        self._decoder = _to_worker if for_worker else _from_worker

    def send(
        self, message: ToWorker | FromWorker, parts: list[memoryview] | None = None, fd: int | None = None
    ) -> None:
        """Sends one frame, `fd` with it; raises Gone where nobody is there to read it."""
        header, parts = _encode(message), parts or []
        block_bytes = sum(len(part) for part in parts)
        pieces: list[bytes | memoryview] = [_PREFIX.pack(len(header), block_bytes), header, *parts]
        if len(header) + block_bytes <= AT_ONCE_BYTES:
            pieces = [b"".join(pieces)]
        try:
            if fd is not None:
                sent = socket.send_fds(self.sock, pieces[:1], [fd])
                pieces[0] = pieces[0][sent:]
            for piece in pieces:
                self.sock.sendall(piece)
        except (BrokenPipeError, ConnectionResetError):
            raise Gone from None
        except TimeoutError:
            raise OutOfTime("the code did not read what it was called with") from None

    def receive(self, wall_s: float | None = None) -> Frame:
        """Returns the next frame. Raises Gone, BadReply, or OutOfTime after `wall_s` seconds in all."""
        deadline = None if wall_s is None else time.monotonic() + wall_s
        return self._frame(
            self._read(_PREFIX.size, deadline, ahead=AT_ONCE_BYTES, begun=False), deadline, AT_ONCE_BYTES
        )

    def _frame(self, prefix: bytearray, deadline: float | None, ahead: int) -> Frame:
        """The frame that `prefix` announces."""
        header_bytes, block_bytes = _PREFIX.unpack(prefix)
        if header_bytes > MAX_HEADER_BYTES or block_bytes > MAX_BLOCK_BYTES:
            raise BadReply(
                f"what came back is too large ({(header_bytes + block_bytes) / 1e6:.0f} MB; "
                f"at most {MAX_BLOCK_BYTES >> 20} MB of numbers are read)"
            )
        header = self._read(header_bytes, deadline, ahead)
        block = self._read(block_bytes, deadline, ahead)
        try:
            return Frame(self._decoder.decode(header), block)
        except (msgspec.DecodeError, RecursionError, ValueError, OverflowError) as error:
            raise BadReply(
                "what came back is not a message of the grader's own: something wrote to its socket"
            ) from error

    def _read(self, count: int, deadline: float | None, ahead: int, *, begun: bool = True) -> bytearray:
        """The next `count` bytes; up to `ahead` of what has arrived is taken in and kept."""
        while len(self._unread) < count:
            part = self._receive_some(min(CHUNK_BYTES, max(ahead, count - len(self._unread))), deadline)
            if not part and (begun or self._unread):
                raise BadReply("what came back ends in the middle")
            if not part:
                raise Gone
            self._unread += part
        taken = self._unread[:count]
        del self._unread[:count]
        return taken

    def _receive_some(self, count: int, deadline: float | None) -> bytes:
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            raise OutOfTime
        self.sock.settimeout(left)
        try:
            return self.sock.recv(count)
        except TimeoutError:
            raise OutOfTime from None
        except ConnectionResetError:
            return b""

    def receive_with_fd(self) -> tuple[Frame, int | None]:
        """The next frame and the descriptor that came with it, if one did.

        Takes in nothing of later frames, whose descriptors would be lost.
        """
        self.sock.settimeout(None)
        first, fds, _, _ = socket.recv_fds(self.sock, _PREFIX.size, 1)
        if not first:
            raise Gone
        rest = _PREFIX.size - len(first)
        prefix = bytearray(first) + (self._read(rest, None, 0) if rest else b"")
        return self._frame(prefix, None, 0), (fds[0] if fds else None)

    def receive_hello(self, wall_s: float) -> int:
        """Waits for the other side's first frame; returns the pid that the kernel says has sent it (see `pair`)."""
        self.sock.settimeout(wall_s)
        expected = _PREFIX.pack(len(_HELLO), 0) + _HELLO
        try:
            data, control, _, _ = self.sock.recvmsg(len(expected), socket.CMSG_SPACE(_CREDENTIALS.size))
        except TimeoutError:
            raise OutOfTime("it did not start in time") from None
        except ConnectionResetError:
            raise Gone from None
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 0)
        if not data:
            raise Gone
        if data != expected:
            raise BadReply("something else wrote to the grader's socket before the worker did")
        credentials = [value for _, kind, value in control if kind == socket.SCM_CREDENTIALS]
        return int(_CREDENTIALS.unpack(credentials[0])[0])

    def close(self) -> None:
        """Closes this end."""
        with contextlib.suppress(OSError):
            self.sock.close()


_HELLO = _encode(Hello())
_CREDENTIALS = struct.Struct("3i")  # struct ucred: pid, uid, gid


def pair() -> tuple[socket.socket, socket.socket]:
    """The grader's end, on which the kernel names the sender of each message, and the worker's."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)  # has to be set before anything is sent
    return ours, theirs
