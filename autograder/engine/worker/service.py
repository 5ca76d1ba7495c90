"""The worker's side of calls: what the notebook defined, called with what the grader sent.

Nothing here is trusted by the grader: the student's code runs in the same process and may change all of it.
"""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from autograder.engine import wire
from autograder.engine.exceptions import raised_message
from autograder.engine.values import SHOWN, Decoder, Encoder, is_dense
from autograder.engine.wire import Channel, Frame, Gone, Node, Strided
from autograder.results.verdict import BadReply


@dataclass
class _Called:
    """A call that can be differentiated: what by, and what of."""

    slots: dict[int, Tensor]
    outputs: list[Tensor]


@dataclass
class _Arguments:
    """What came over for one call, and what it looked like when it came."""

    decoder: Decoder
    before: bytes
    layouts: list[tuple[torch.dtype, torch.Size, tuple[int, ...], int]]
    lent: list["_LentModule"]

    def unchanged(self) -> dict[int, int]:
        """id() of each tensor that is as much a leaf, or as little, as when it came -> its place."""
        slots = set(map(id, self.decoder.slots.values()))
        return {
            id(z): index
            for index, z in enumerate(self.decoder.tensors)
            if z.is_leaf and z.requires_grad == (id(z) in slots)
        }


@dataclass
class _LentModule:
    module: nn.Module
    seen: list[tuple[int, Tensor]] = field(default_factory=list)  # (which watched submodule, its input)


class Service:
    """Answers the grader's calls over `channel` with what `namespace` holds, until the grader closes its end."""

    def __init__(self, channel: Channel, namespace: Mapping[str, object]) -> None:
        self._channel = channel
        self._namespace = namespace
        self._objects: dict[int, object] = {}
        self._identities: dict[int, int] = {}  # id() -> identity; the objects are kept alive above
        self._sent: dict[int, tuple[int, int]] = {}  # identity of a tensor -> its version and address when last sent
        self._calls: dict[int, _Called] = {}

    def run(self) -> None:
        """Serves until the grader is done."""
        while True:
            try:
                frame = self._channel.receive()
            except Gone:
                return
            self.answer(frame)

    def answer(self, frame: Frame) -> None:
        """Answers one message."""
        try:
            message, parts = self._result(frame)
        except BaseException as error:  # noqa: BLE001  # whatever the student's code raises is the answer
            message, parts = raised_message(error), []
        self._channel.send(message, parts)

    def _result(self, frame: Frame) -> tuple[wire.FromWorker, list[memoryview]]:
        match frame.message:
            case wire.Fetch(names):
                return self._fetch(names)
            case wire.Get():
                return self._get(frame.message)
            case wire.Call():
                return self._call(frame.message, frame.block)
            case wire.Vjp():
                return self._vjp(frame.message, frame.block)
        raise BadReply("a message that no worker answers")

    # --- names, attributes ----------------------------------------------------------------------------------------

    def _fetch(self, names: list[str]) -> tuple[wire.FromWorker, list[memoryview]]:
        encoder = Encoder(self._keep)
        values = [encoder.encode(self._namespace[name]) for name in names if name in self._namespace]
        storages, parts = encoder.finish()
        return wire.Reply(values, storages, undefined=[name for name in names if name not in self._namespace]), parts

    def _get(self, message: wire.Get) -> tuple[wire.FromWorker, list[memoryview]]:
        target: Any = self._objects[message.target]
        if message.item is None:
            value = getattr(target, message.name)
        else:
            value = target[Decoder(bytearray(), [], self._stands_for).decode(message.item)]
        encoder = Encoder(self._keep)
        node = self._identified(value, encoder) if isinstance(value, Tensor) else encoder.encode(value)
        storages, parts = encoder.finish()
        return wire.Reply([node], storages), parts

    def _identified(self, tensor: Tensor, encoder: Encoder) -> Node:
        """The node of a tensor that belongs to an object: known by its identity, sent again only if it changed."""
        if not is_dense(tensor):
            return self._keep(tensor)
        identity = self._identity(tensor)
        state = (tensor._version, tensor.data_ptr())
        if self._sent.get(identity) == state:
            return wire.Known(identity)
        self._sent[identity] = state
        node = encoder.tensor(tensor)
        node.identity = identity
        return node

    def _identity(self, value: object) -> int:
        if id(value) not in self._identities:
            self._identities[id(value)] = len(self._objects) + 1
            self._objects[len(self._objects) + 1] = value
        return self._identities[id(value)]

    def _keep(self, value: object) -> Node:
        """The handle of an object that stays here."""
        text = "" if callable(value) else _text(value)
        return wire.Handle(self._identity(value), type(value).__name__[:SHOWN], text, callable(value))

    # --- calls ----------------------------------------------------------------------------------------------------

    def _call(self, message: wire.Call, block: bytearray) -> tuple[wire.FromWorker, list[memoryview]]:
        for identity in message.released:
            self._calls.pop(identity, None)
        given, positional, named = self._arguments(message, block)
        target: Any = self._objects[message.target]
        with torch.set_grad_enabled(message.with_graph):
            value = target(*positional, **named)
        encoder = Encoder(self._keep, given=given.unchanged())
        node = encoder.encode(value)
        nodes: dict[int, Strided] = {}  # by id(): what was seen twice is one tensor on the other side too
        seen = [
            (index, watched, nodes.get(id(z)) or nodes.setdefault(id(z), encoder.tensor(z)))
            for index, lent in enumerate(given.lent)
            for watched, z in lent.seen
        ]
        if encoder.slots:
            self._calls[message.identity] = _Called(given.decoder.slots, encoder.slots)
        reply = wire.Reply([node], [], seen=seen)
        return reply, self._with_changes(reply, encoder, given)

    def _arguments(self, message: wire.Call, block: bytearray) -> tuple[_Arguments, list[object], dict[str, object]]:
        lent: list[_LentModule] = []

        def here(node: Node) -> object:
            if isinstance(node, wire.Lent):
                lent.append(_build(node, decoder))
                return lent[-1].module
            return self._stands_for(node)

        decoder = Decoder(block, message.storages, here)
        values = [decoder.decode(node) for node in message.arguments]
        split = len(values) - len(message.names)
        given = _Arguments(decoder, bytes(block), [_layout(t) for t in decoder.tensors], lent)
        return given, values[:split], dict(zip(message.names, values[split:], strict=True))

    def _stands_for(self, node: Node) -> object:
        if isinstance(node, wire.Handle):
            return self._objects[node.identity]
        raise BadReply("a node that stands for nothing here")

    def _with_changes(self, reply: wire.Reply, encoder: Encoder, given: _Arguments) -> list[memoryview]:
        """Adds to `reply` what the call did to what it was given; returns the parts of its block."""
        decoder = given.decoder
        for index, tensor in enumerate(decoder.tensors):
            if _layout(tensor) != given.layouts[index] and is_dense(tensor):
                reply.replaced.append((index, encoder.tensor(tensor.detach())))
        reply.storages, parts = encoder.finish()
        for index, storage in enumerate(decoder.storages):
            now = decoder.bytes_of(index)
            if now != given.before[storage.start : storage.start + storage.length]:
                reply.changed.append((index, len(reply.storages)))
                position = sum(len(part) for part in parts)
                reply.storages.append(wire.Storage(position, storage.length))
                parts.append(now)
        return parts

    def _vjp(self, message: wire.Vjp, block: bytearray) -> tuple[wire.FromWorker, list[memoryview]]:
        called = self._calls[message.identity]
        decoder = Decoder(block, message.storages, self._stands_for)
        given = [None if node is None else decoder.tensor(node) for node in message.gradients]
        # As a scalar, since torch imports all of sympy for gradients that are handed to it.
        pairs = zip(called.outputs, given, strict=True)
        product = sum(((z * g.conj()).real.sum() for z, g in pairs if g is not None), start=torch.zeros(()))
        slots = [called.slots[index] for index in sorted(called.slots)]
        gradients = torch.autograd.grad(product, slots, retain_graph=True, allow_unused=True)
        encoder = Encoder(self._keep)
        nodes: list[Strided | None] = [
            None if gradient is None else encoder.tensor(gradient.detach()) for gradient in gradients
        ]
        storages, parts = encoder.finish()
        return wire.Gradients(nodes, storages), parts


def _build(node: wire.Lent, decoder: Decoder) -> _LentModule:
    """A module of the pristine package in the state that the grader's own is in."""
    factory: Any = getattr(importlib.import_module(node.module), node.name)
    with torch.random.fork_rng(devices=[]):
        module: nn.Module = factory(**decoder.decode(node.arguments))
    own = dict(module.named_parameters()) | dict(module.named_buffers())
    for name, value in zip(node.names, node.state, strict=True):
        own[name].data = decoder.tensor(_without_graph(value))
        decoder.tensors[-1] = own[name]
        own[name].requires_grad_(value.requires_grad)
        if value.slot >= 0:
            decoder.slots[value.slot] = own[name]
    module.train(node.training)
    lent = _LentModule(module)
    for index, name in enumerate(node.watched):
        module.get_submodule(name).register_forward_pre_hook(_recorder(lent, index))
    return lent


def _without_graph(node: Strided) -> Strided:
    return Strided(node.dtype, node.shape, node.strides, node.storage, node.offset)


def _recorder(lent: _LentModule, index: int) -> Any:
    def record(module: nn.Module, arguments: tuple[object, ...]) -> None:
        if arguments and isinstance(arguments[0], Tensor) and is_dense(arguments[0]):
            lent.seen.append((index, arguments[0]))

    return record


def _layout(tensor: Tensor) -> tuple[torch.dtype, torch.Size, tuple[int, ...], int]:
    return tensor.dtype, tensor.shape, tensor.stride(), tensor.data_ptr()


def _text(value: object) -> str:
    """What the object says of itself, bounded."""
    try:
        return str(repr(value))[:SHOWN]
    except Exception:  # noqa: BLE001  # a broken __repr__ is the student's, and no reason to fail
        return f"<{type(value).__name__}>"[:SHOWN]
