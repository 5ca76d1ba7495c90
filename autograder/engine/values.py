"""Python values as nodes of a header and back: by value what can be judged by value, everything else by handle.

A tensor goes with dtype, shape, strides, requires_grad and the identity of its storage, so that an answer sees the same
layout as in the notebook and two views of one block stay two views of one block. Bounds hold on both sides: what is
too large, too deep or refers to itself raises BadReply, in words.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
import torch
from torch import Tensor

from autograder.engine import wire
from autograder.engine.wire import ALIGNMENT, MAX_BLOCK_BYTES, Node, Storage, Strided
from autograder.results.verdict import BadReply

MAX_DEPTH = 20  # of containers in containers: answers have three at most
MAX_NODES = 100_000  # of one value: a list of all of MNIST's labels still fits
MAX_TEXT = 100_000  # characters of one string
# Of all tensors of one message: expanded views take no room on the wire, but do in whoever computes with them or writes
# them into a sentence (then 50 bytes for each). The largest answer asked for has 134,144.
MAX_ELEMENTS = 1 << 22
MAX_DIMENSIONS = 16
MAX_INT_BITS = 14_000  # of one int: Python refuses to write more than 4300 digits, and a check may write it
MAX_ONE_HASH = 1000  # elements of a set with one hash: each is compared with all of them
SHOWN = 200  # characters of an object's own text that go with its handle

DTYPES = {
    str(dtype).removeprefix("torch."): dtype
    for dtype in (
        torch.float64,
        torch.float32,
        torch.float16,
        torch.bfloat16,
        torch.int64,
        torch.int32,
        torch.int16,
        torch.int8,
        torch.uint8,
        torch.uint16,
        torch.uint32,
        torch.uint64,
        torch.bool,
        torch.complex64,
        torch.complex128,
    )
}
_KINDS: dict[str, Callable[[Iterable[Any]], Any]] = {
    "list": list,
    "tuple": tuple,
    "set": set,
    "frozenset": frozenset,
}


@dataclass
class _Span:
    """The part of one storage that a message's tensors lie in, in bytes."""

    storage: torch.UntypedStorage
    start: int
    stop: int


@dataclass
class Encoder:
    """Makes nodes of values and collects the storages behind their tensors.

    `stay` is asked for every object that does not go by value, and returns its node or raises.
    """

    stay: Callable[[object], Node]
    slots: list[Tensor] = field(default_factory=list)  # tensors that can be differentiated by, in the order met
    tensors: list[Tensor] = field(default_factory=list)
    given: dict[int, int] = field(default_factory=dict)  # id() of a tensor that came with the call -> its place there
    _spans: dict[int, _Span] = field(default_factory=dict)
    _order: list[int] = field(default_factory=list)
    _nodes: list[tuple[Strided, int]] = field(default_factory=list)  # with the tensor's first byte in its storage
    _count: int = 0

    def encode(self, value: object, depth: int = 0) -> Node:
        """The node of `value`; raises BadReply where it is too large or too deep."""
        self._count += 1
        if depth > MAX_DEPTH or self._count > MAX_NODES:
            raise BadReply(f"a value in containers that are too deep or too large (at most {MAX_DEPTH} levels)")
        if value is None:
            return wire.Nothing()
        if value is ...:
            return wire.Blank()
        if isinstance(value, Tensor):
            return self._of_tensor(value)
        if isinstance(value, np.ndarray | np.generic):
            return self._array(value)
        if isinstance(value, bool | int | float | str | complex | Fraction):
            return _number(value)
        return self._container(value, depth)

    def _of_tensor(self, value: Tensor) -> Node:
        if not is_dense(value):
            return self.stay(value)
        return wire.Known(-1 - self.given[id(value)]) if id(value) in self.given else self.tensor(value)

    def _container(self, value: object, depth: int) -> Node:
        if isinstance(value, dict):
            keys = [self.encode(key, depth + 1) for key in value]
            return wire.Dict(keys, [self.encode(item, depth + 1) for item in value.values()])
        for kind in (list, tuple, set, frozenset):
            if isinstance(value, kind):
                return wire.Sequence(kind.__name__, [self.encode(item, depth + 1) for item in value])
        return self.stay(value)

    def _array(self, value: np.ndarray[Any, Any] | np.generic) -> Node:
        try:
            tensor = torch.from_numpy(np.array(value, order="C"))
        except (TypeError, ValueError):  # of text, objects, dates; of another machine's byte order
            return self.stay(value)
        return wire.Array(self.tensor(tensor), scalar=isinstance(value, np.generic))

    def tensor(self, value: Tensor) -> Strided:
        """The node of a dense tensor; its storage is sent once, however many tensors lie in it."""
        plain = value.detach().resolve_conj().resolve_neg()
        if value.numel() > MAX_ELEMENTS or value.ndim > MAX_DIMENSIONS:
            raise BadReply(f"a tensor of {value.numel():,} elements (at most {MAX_ELEMENTS:,} are read)")
        start, stop = _extent(plain)
        index = self._span(plain.untyped_storage(), start, stop)
        node = Strided(_name(plain.dtype), list(plain.shape), list(plain.stride()), index, 0)
        if value.requires_grad:
            node.requires_grad, node.slot = True, len(self.slots)
            self.slots.append(value)
        self._nodes.append((node, start))
        self.tensors.append(value)
        return node

    def _span(self, storage: torch.UntypedStorage, start: int, stop: int) -> int:
        key = storage.data_ptr() if stop > start else -1 - len(self._order)
        if key not in self._spans:
            self._spans[key] = _Span(storage, start, stop)
            self._order.append(key)
        span = self._spans[key]
        span.start, span.stop = min(span.start, start), max(span.stop, stop)
        return self._order.index(key)

    def finish(self) -> tuple[list[Storage], list[memoryview]]:
        """The storages of all nodes so far and the block's parts; to be called once, at the end."""
        spans = [self._spans[key] for key in self._order]
        for span in spans:
            span.start -= span.start % 16  # the largest element has 16 bytes: every dtype's own start is a multiple
        for node, first in self._nodes:
            node.offset = (first - spans[node.storage].start) // DTYPES[node.dtype].itemsize
        storages, parts, position = [], [], 0
        for span in spans:
            padding = -position % ALIGNMENT
            length = span.stop - span.start
            storages.append(Storage(position + padding, length))
            parts += [memoryview(bytes(padding)), memoryview(raw(span.storage, span.start, length).numpy().data)]
            position += padding + length
        if position > MAX_BLOCK_BYTES:
            raise BadReply(f"tensors of {position / 1e6:.0f} MB (at most {MAX_BLOCK_BYTES >> 20} MB are read)")
        return storages, parts

    def parts_of_storages(self) -> list[Tensor]:
        """The bytes of each storage as they are in memory, to be written to as well; after `finish`."""
        spans = [self._spans[key] for key in self._order]
        return [raw(span.storage, span.start, span.stop - span.start) for span in spans]


@dataclass
class Decoder:
    """Makes values of nodes; `here` gives what stands behind a handle, a known tensor, or a lent module."""

    block: bytearray
    storages: list[Storage]
    here: Callable[[Node], object]
    tensors: list[Tensor] = field(default_factory=list)
    slots: dict[int, Tensor] = field(default_factory=dict)
    _count: int = 0
    _elements: int = 0

    def decode(self, node: Node, depth: int = 0) -> Any:
        """The value of `node`; raises BadReply where it is not well formed."""
        self._count += 1
        if depth > MAX_DEPTH or self._count > MAX_NODES:
            raise BadReply(f"a value in containers that are too deep or too large (at most {MAX_DEPTH} levels)")
        match node:
            case wire.Sequence(kind, items):
                return _filled(kind, [self.decode(item, depth + 1) for item in items])
            case wire.Dict(keys, values):
                return _mapping(*([self.decode(item, depth + 1) for item in column] for column in (keys, values)))
            case Strided():
                return self.tensor(node)
            case wire.Array(tensor, scalar):
                return _as_array(self.tensor(tensor), scalar)
            case wire.Known() | wire.Handle() | wire.Lent():
                return self.here(node)
        return _scalar(node)

    def tensor(self, node: Strided) -> Tensor:
        """A tensor that lies in the block, a leaf of its own graph where it requires a gradient."""
        dtype = _dtype(node)
        self._elements += math.prod(node.shape)
        if self._elements > MAX_ELEMENTS:
            raise BadReply(f"tensors of {self._elements:,} elements together (at most {MAX_ELEMENTS:,} are read)")
        storage = self._storage(node, dtype)
        tensor = torch.empty(0, dtype=dtype)
        tensor.set_(storage, node.offset, node.shape, node.strides)
        self.tensors.append(tensor)
        if (node.slot >= 0 or node.requires_grad) and not (dtype.is_floating_point or dtype.is_complex):
            raise BadReply(f"a tensor of dtype {node.dtype} that is said to require a gradient")
        if node.slot >= 0:
            tensor.requires_grad_()
            self.slots[node.slot] = tensor
        return tensor

    def same(self, node: Strided) -> Tensor:
        """As `tensor`, and one and the same tensor for nodes that are alike."""
        key = repr(node)
        if key not in self._alike:
            self._alike[key] = self.tensor(node)
        return self._alike[key]

    def _storage(self, node: Strided, dtype: torch.dtype) -> torch.UntypedStorage:
        if not 0 <= node.storage < len(self.storages):
            raise BadReply("a tensor without a storage")
        storage = self.storages[node.storage]
        inside = 0 <= storage.start <= storage.start + storage.length <= len(self.block)
        last = node.offset + sum((size - 1) * stride for size, stride in zip(node.shape, node.strides, strict=True))
        empty = math.prod(node.shape) == 0
        if not inside or not (empty or (last + 1) * dtype.itemsize <= storage.length):
            raise BadReply("a tensor that reaches beyond what was sent of its storage")
        return self._cache(node.storage)

    def _cache(self, index: int) -> torch.UntypedStorage:
        if index not in self._made:
            storage = self.storages[index]
            self._made[index] = (
                torch.frombuffer(self.block, dtype=torch.uint8, offset=storage.start, count=storage.length)
                if storage.length
                else torch.empty(0, dtype=torch.uint8)
            ).untyped_storage()
        return self._made[index]

    _made: dict[int, torch.UntypedStorage] = field(default_factory=dict)
    _alike: dict[str, Tensor] = field(default_factory=dict)

    def bytes_of(self, index: int) -> memoryview:
        """The bytes of one storage."""
        storage = self.storages[index]
        return memoryview(self.block)[storage.start : storage.start + storage.length]


def encodable(text: str) -> str:
    """`text` with what no UTF-8 can hold, such as half of a surrogate pair, replaced."""
    return str(text).encode("utf-8", "replace").decode()


def is_dense(value: Tensor) -> bool:
    """Whether `value` is an ordinary tensor in memory, of a dtype that goes over."""
    return (
        value.layout == torch.strided
        and value.device.type == "cpu"
        and value.dtype in DTYPES.values()
        and not value.is_nested
        and not torch._C._functorch.is_functorch_wrapped_tensor(value)
    )


def raw(storage: torch.UntypedStorage, start: int, length: int) -> Tensor:
    """Bytes of a storage, uint8 (length,), in the same memory."""
    return torch.empty(0, dtype=torch.uint8).set_(storage, start, (length,), (1,))


def _extent(tensor: Tensor) -> tuple[int, int]:
    """First and last byte (exclusive) that `tensor` lies in."""
    start = int(tensor.storage_offset()) * tensor.itemsize
    if tensor.numel() == 0:
        return start, start
    reach = sum((size - 1) * int(stride) for size, stride in zip(tensor.shape, tensor.stride(), strict=True))
    return start, start + (reach + 1) * tensor.itemsize


def _name(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")


def _dtype(node: Strided) -> torch.dtype:
    """The node's dtype, after its other numbers were found to be possible."""
    if node.dtype not in DTYPES:
        raise BadReply("a tensor of an unknown dtype")
    fits = len(node.shape) == len(node.strides) <= MAX_DIMENSIONS and node.offset >= 0
    numbers = [*node.shape, *node.strides, node.offset, math.prod(size or 1 for size in node.shape)]
    if not fits or any(number < 0 or number > 1 << 40 for number in numbers):
        raise BadReply("a tensor whose shape and strides do not fit")
    if math.prod(node.shape) > MAX_ELEMENTS:
        raise BadReply(f"a tensor of {math.prod(node.shape):,} elements (at most {MAX_ELEMENTS:,} are read)")
    return DTYPES[node.dtype]


def _number(value: bool | int | float | str | complex | Fraction) -> Node:
    match value:
        case bool():
            return wire.Plain(bool(value))
        case int():
            if value.bit_length() > MAX_INT_BITS:
                raise BadReply(f"an int of {value.bit_length():,} bits (at most {MAX_INT_BITS:,} are read)")
            return wire.Plain(int(value)) if -(1 << 63) <= value < 1 << 63 else wire.Large(hex(value))
        case float():
            return wire.Plain(float(value))
        case str():
            if len(value) > MAX_TEXT:
                raise BadReply(f"a text of {len(value):,} characters (at most {MAX_TEXT:,} are read)")
            return wire.Plain(encodable(value))
        case complex():
            return wire.Pair(value.real, value.imag)
        case Fraction():
            return wire.Ratio(hex(value.numerator), hex(value.denominator))


def _scalar(node: wire.Nothing | wire.Blank | wire.Plain | wire.Large | wire.Ratio | wire.Pair) -> Any:
    match node:
        case wire.Nothing():
            return None
        case wire.Blank():
            return ...
        case wire.Plain(value):
            return _bounded(value)
        case wire.Large(digits):
            return _int(digits)
        case wire.Ratio(numerator, denominator):
            return _fraction(_int(numerator), _int(denominator))
        case wire.Pair(real, imag):
            return complex(real, imag)


def _bounded(value: bool | int | float | str) -> bool | int | float | str:
    if isinstance(value, str) and len(value) > MAX_TEXT:
        raise BadReply(f"a text of {len(value):,} characters (at most {MAX_TEXT:,} are read)")
    return value


def _int(digits: str) -> int:
    if len(digits) > MAX_INT_BITS // 4 + 4:
        raise BadReply(f"an int of more than {MAX_INT_BITS:,} bits")
    try:
        return int(digits, 16)
    except ValueError:
        raise BadReply("an int that is none") from None


def _fraction(numerator: int, denominator: int) -> Fraction:
    if denominator <= 0:
        raise BadReply("a fraction with a denominator that is not positive")
    return Fraction(numerator, denominator)


def _as_array(tensor: Tensor, scalar: bool) -> Any:
    if tensor.dtype == torch.bfloat16 or (scalar and tensor.ndim):
        raise BadReply("a numpy array of a kind that there is not")
    array = tensor.detach().numpy()
    return array[()] if scalar else array


def _filled(kind: str, items: list[Any]) -> Any:
    if kind not in _KINDS:
        raise BadReply("a container of an unknown kind")
    try:
        if kind in ("set", "frozenset"):
            _hashes_differ(items)
        return _KINDS[kind](items)
    except TypeError:
        raise BadReply("a set that holds what cannot be in a set") from None


def _hashes_differ(items: list[Any]) -> None:
    """Raises BadReply where so many elements have one hash that a set of them would take minutes to make."""
    if len(items) > MAX_ONE_HASH and max(Counter(map(hash, items)).values()) > MAX_ONE_HASH:
        raise BadReply("a set or dictionary whose elements were chosen to be slow to tell apart")


def _mapping(keys: list[Any], values: list[Any]) -> dict[Any, Any]:
    if len(keys) != len(values):
        raise BadReply("a dictionary with more keys than values, or fewer")
    try:
        _hashes_differ(keys)
        return dict(zip(keys, values, strict=True))
    except TypeError:
        raise BadReply("a dictionary with a key that cannot be one") from None
