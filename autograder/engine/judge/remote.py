"""The grader's side of calls: stand-ins for what the notebook defined, which a check uses like the thing itself.

    z = sample_gaussian(m, v)       Call ->   <- Reply
    z.sum().backward()              Vjp  ->   <- Gradients

Tensors, arrays, numbers, strings and containers of them go over by value; all else stays in the worker behind one
stand-in an object. A module of the pristine package (anything with a `recipe()`, the arguments that make another of
its kind) is lent: the worker builds one in the same state, and what its watched parts were called with is shown to the
hooks of the grader's own. Second derivatives through a call are refused: a bridge would get them silently wrong.
"""

import functools
import itertools
import sys
import time
import weakref
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from autograder.engine import wire
from autograder.engine.exceptions import student_exception
from autograder.engine.values import Decoder, Encoder
from autograder.engine.wire import Channel, Frame, Node
from autograder.results.verdict import BadReply, Exited, GraderFault, NotDefined, OutOfMemory, OutOfTime

MAX_ITEMS = 10_000  # of objects that stay in the worker, in one test case: one by one they take 1 s; models have a few
MAX_SEEN = 4000  # calls of a lent module's parts in one call: for 2,000 images one by one there are 2,000
_MEMORY_WORDS = ("can't allocate memory", "Cannot allocate memory", "Unable to allocate", "not enough memory")


@dataclass(frozen=True)
class CallLimits:
    """Of one test case, whatever number of calls it makes."""

    wall_s: float
    memory_mb: int


class Remote:
    """An object that stays in the worker; attributes and items are asked for one by one."""

    __slots__ = ("__weakref__", "_handle", "_session")

    def __init__(self, session: "Session", handle: wire.Handle) -> None:
        object.__setattr__(self, "_session", session)
        object.__setattr__(self, "_handle", handle)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):  # what Python or torch ask of any object, not of this one
            raise AttributeError(name)
        return self._session.get(self._handle.identity, name)

    def __getitem__(self, item: object) -> Any:
        return self._session.get(self._handle.identity, "", item)

    def __len__(self) -> int:
        try:
            count = self._session.get(self._handle.identity, "__len__")
        except AttributeError:  # list() goes on without a length where it meets a TypeError
            raise student_exception(["TypeError"], f"object of type '{type(self).__name__}' has no len()") from None
        found = count() if isinstance(count, RemoteCallable) else None
        if not isinstance(found, int) or not 0 <= found <= sys.maxsize:
            raise BadReply("an object whose length is no number")
        if found > MAX_ITEMS:  # torch and list() would ask for each
            raise BadReply(f"a {type(self).__name__} of {found:,} items (at most {MAX_ITEMS:,} are read)")
        return found

    def __setattr__(self, name: str, value: object) -> None:
        raise GraderFault(f"a check sets {name} on an object of the student: it has to leave it as it is.")

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return self._handle.text or f"<{self._handle.type_name} object>"


class RemoteCallable(Remote):
    """An object in the worker that can be called."""

    __slots__ = ()

    def __call__(self, *arguments: object, **named: object) -> Any:
        return self._session.call(self._handle.identity, arguments, named)


def _kind(handle: wire.Handle) -> type[Remote]:
    """The class of a stand-in. It is called as the object's own class, since checks say of what type an answer is."""
    kind = RemoteCallable if handle.callable else Remote
    return _called(kind, handle.type_name) if handle.type_name.isidentifier() else kind


@functools.lru_cache(maxsize=100)  # a submission can make up any number of names
def _called(kind: type[Remote], name: str) -> type[Remote]:
    return type(name, (kind,), {"__slots__": ()})


class Session:
    """One test case's conversation with its fork of the worker. Raises Failure, or what the student's code raised."""

    def __init__(self, channel: Channel, limits: CallLimits) -> None:
        self._channel = channel
        self._limits = limits
        self._left_s = limits.wall_s
        self._stand_ins: weakref.WeakValueDictionary[int, Remote] = weakref.WeakValueDictionary()
        self._tensors: dict[int, Tensor] = {}
        self._numbers = itertools.count(1)
        self._released: list[int] = []
        self._items = 0  # that were asked for

    def fetch(self, names: tuple[str, ...]) -> "Fetched":
        """What the names are bound to now."""
        self._channel.send(wire.Fetch(list(names)))
        return self.fetched(names)

    def fetched(self, names: tuple[str, ...]) -> "Fetched":
        """What the names were bound to when they were asked for."""
        frame = self._received()
        if isinstance(frame.message, wire.Raised):  # an odd container, such as a dict whose items() raises
            raise BadReply(f"what it defined cannot be read: {self._exception(frame.message)}")
        reply = _reply(frame)
        bound = [name for name in names if name not in reply.undefined]
        if len(bound) != len(reply.values):
            raise BadReply("values for other names than were asked for")
        return Fetched(self, frame, dict(zip(bound, reply.values, strict=True)))

    def get(self, target: int, name: str, item: object = None) -> Any:
        """An attribute or an item of an object in the worker."""
        encoder = Encoder(self._send_handle)
        node = encoder.encode(item) if item is not None else None
        self._items += item is not None
        if self._items > MAX_ITEMS:
            raise BadReply(f"an object of more than {MAX_ITEMS:,} items")
        frame = self._ask(wire.Get(target, name, node))
        reply = _reply(frame, values=1)
        decoder = Decoder(frame.block, reply.storages, self._stands_for)
        value = decoder.decode(reply.values[0])
        return self._same_object(reply.values[0], value)

    def _same_object(self, node: Node, value: Any) -> Any:
        """The tensor that stands for an object of the worker is one object here too, with the numbers of now."""
        if not (isinstance(node, wire.Strided) and node.identity):
            return value
        old = self._tensors.get(node.identity)
        if old is not None and old.shape == value.shape and old.dtype == value.dtype:
            old.data = value  # not copied: an expanded tensor cannot be written to
            return old
        self._tensors[node.identity] = value.requires_grad_(node.requires_grad)
        return self._tensors[node.identity]

    def call(self, target: int, arguments: tuple[object, ...], named: dict[str, object]) -> Any:
        """What the object behind `target` returns, in the graph of the arguments."""
        call = _Outgoing(self, target, arguments, named, next(self._numbers), self._take_released())
        return call.result()

    def _take_released(self) -> list[int]:
        released, self._released = self._released, []
        return released

    def release(self, identity: int) -> None:
        """The graph of this call is needed no more: the worker hears of it with the next call."""
        self._released.append(identity)

    def _ask(self, message: wire.ToWorker, parts: list[memoryview] | None = None) -> Frame:
        """Sends a message and returns the answer; raises what the student's code raised, or a Failure."""
        frame = self._exchanged(message, parts)
        if isinstance(frame.message, wire.Raised):
            raise self._exception(frame.message)
        return frame

    def _exchanged(self, message: wire.ToWorker, parts: list[memoryview] | None = None) -> Frame:
        begun = time.monotonic()
        try:
            self._channel.sock.settimeout(max(self._left_s, 1e-3))
            self._channel.send(message, parts)
        except OutOfTime:
            raise self._too_late() from None
        finally:
            self._left_s -= time.monotonic() - begun
        return self._received()

    def _received(self) -> Frame:
        begun = time.monotonic()
        try:
            return self._channel.receive(self._left_s)
        except OutOfTime:
            raise self._too_late() from None
        finally:
            self._left_s -= time.monotonic() - begun

    def _too_late(self) -> OutOfTime:
        return OutOfTime(f"it did not come back within {self._limits.wall_s:g} seconds")

    def _exception(self, message: wire.Raised) -> BaseException:
        """The exception of the student's code as one of the same name here, a Failure for the end of its process."""
        bases, text = message.bases, message.text
        if bases[:1] == [BadReply.__name__]:
            return BadReply(f"it gave {text}")
        if "SystemExit" in bases:
            return Exited("it called exit()")
        if "KeyboardInterrupt" in bases:
            return Exited("it raised KeyboardInterrupt")
        if "MemoryError" in bases or any(words in text for words in _MEMORY_WORDS):
            return OutOfMemory(f"it asked for more than the {self._limits.memory_mb} MB of memory that are allowed")
        return student_exception(bases, text)

    def _send_handle(self, value: object) -> Node:
        if isinstance(value, Remote):
            return wire.Handle(value._handle.identity)
        raise GraderFault(
            f"a check hands a {type(value).__name__} to the student's function: only values, stand-ins and modules "
            "with a recipe() go over."
        )

    def _stands_for(self, node: Node) -> object:
        match node:
            case wire.Handle():
                if node.identity not in self._stand_ins:
                    made = _kind(node)(self, node)
                    self._stand_ins[node.identity] = made
                    return made
                return self._stand_ins[node.identity]
            case wire.Known(identity) if identity in self._tensors:
                return self._tensors[identity]
        raise BadReply("a reply that speaks of what was never sent")


@dataclass(frozen=True)
class Fetched:
    """What some names were bound to at one moment."""

    session: Session
    frame: Frame
    nodes: dict[str, Node]

    def needs_worker(self, names: tuple[str, ...]) -> bool:
        """Whether all these names are bound, and something of what they hold stays in the worker."""
        return all(name in self.nodes for name in names) and any(_stays(self.nodes[name]) for name in names)

    def values(self, names: tuple[str, ...]) -> list[Any]:
        """The values, made anew each time; raises NotDefined for a name that is not bound."""
        missing = [name for name in names if name not in self.nodes]
        if missing:
            raise NotDefined(f"`{missing[0]}` is not defined: no cell that ran to its end gives it a value")
        block = bytearray(self.frame.block)
        decoder = Decoder(block, _reply(self.frame).storages, self.session._stands_for)
        return [decoder.decode(self.nodes[name]) for name in names]


class _Outgoing:
    """One call: its arguments as nodes, and its reply as values in their graph."""

    def __init__(
        self,
        session: Session,
        target: int,
        arguments: tuple[object, ...],
        named: dict[str, object],
        identity: int,
        released: list[int],
    ) -> None:
        self.session = session
        self.identity = identity
        self.lent: list[tuple[nn.Module, list[str]]] = []
        self.encoder = Encoder(self._stay)
        nodes = [self.encoder.encode(value) for value in [*arguments, *named.values()]]
        self.slots = list(self.encoder.slots)
        storages, self.parts = self.encoder.finish()
        self.message = wire.Call(target, nodes, list(named), identity, torch.is_grad_enabled(), storages, released)

    def result(self) -> Any:
        """Asks the worker; returns what came back, and brings the arguments to what they are now."""
        frame = self.session._ask(self.message, self.parts)
        reply = _reply(frame, values=1)
        decoder = Decoder(frame.block, reply.storages, self._stands_for)
        value = decoder.decode(reply.values[0])
        if len(reply.seen) > MAX_SEEN:
            raise BadReply(f"a function that calls the model {len(reply.seen):,} times (at most {MAX_SEEN:,})")
        seen = [(index, watched, decoder.same(node)) for index, watched, node in reply.seen]
        connected = self._connected(decoder)
        value, seen_now = _swapped((value, [z for _, _, z in seen]), connected)
        self._apply_changes(reply, decoder)
        self._show_hooks([(i, w, z) for (i, w, _), z in zip(seen, seen_now, strict=True)])
        return value

    def _stands_for(self, node: Node) -> object:
        if isinstance(node, wire.Known) and 0 <= -1 - node.identity < len(self.encoder.tensors):
            return self.encoder.tensors[-1 - node.identity]  # the function returned what it was given
        return self.session._stands_for(node)

    def _connected(self, decoder: Decoder) -> dict[int, Tensor]:
        """id of a decoded tensor -> the same in the graph of the call; a leaf of the worker's alone has no graph."""
        outputs = [decoder.slots[index] for index in sorted(decoder.slots)]
        if sorted(decoder.slots) != list(range(len(outputs))):
            raise BadReply("outputs that are not numbered in turn")
        if not outputs:
            return {}
        link = _Link(self.session, self.identity, len(self.slots))
        anchor = torch.zeros((), requires_grad=True)  # an answer may carry a gradient where no argument does
        with torch.enable_grad():
            made = _Bridge.apply(  # type: ignore[no-untyped-call]
                link, tuple(z.detach() for z in outputs), anchor, *self.slots
            )
        return {id(z): one for z, one in zip(outputs, made, strict=True)}

    def _apply_changes(self, reply: wire.Reply, decoder: Decoder) -> None:
        storages = self.encoder.parts_of_storages()
        for index, new in reply.changed:
            if not (0 <= index < len(storages) and 0 <= new < len(decoder.storages)):
                raise BadReply("a change of what was never sent")
            now = decoder.bytes_of(new)
            if len(now) != len(storages[index]):
                raise BadReply("a change of another length than what was sent")
            storages[index].copy_(torch.frombuffer(now, dtype=torch.uint8))
        for index, node in reply.replaced:
            old, new_one = self.encoder.tensors[max(index, 0) :][:1], decoder.tensor(node)
            if index < 0 or not old or (old[0].requires_grad and not new_one.is_floating_point()):
                raise BadReply("a change of what was never sent")
            old[0].data = new_one

    def _show_hooks(self, seen: list[tuple[int, int, Tensor]]) -> None:
        for index, watched, z in seen:
            if not (0 <= index < len(self.lent) and 0 <= watched < len(self.lent[index][1])):
                raise BadReply("a call of a part that nobody watches")
            module, names = self.lent[index]
            part = module.get_submodule(names[watched])
            for hook in part._forward_pre_hooks.values():
                hook(part, (z,))

    def _stay(self, value: object) -> Node:
        if isinstance(value, nn.Module) and hasattr(value, "recipe"):
            return self._lend(value)
        return self.session._send_handle(value)

    def _lend(self, module: nn.Module) -> Node:
        watched = [name for name, part in module.named_modules() if part._forward_pre_hooks]
        self.lent.append((module, watched))
        state = dict(module.named_parameters()) | dict(module.named_buffers())
        recipe: dict[str, object] = module.recipe()  # type: ignore[operator]  # nn.Module types attributes as tensors
        return wire.Lent(
            type(module).__module__,
            type(module).__qualname__,
            self.encoder.encode(recipe),
            list(state),
            [self.encoder.tensor(value) for value in state.values()],
            watched,
            module.training,
        )


class _Link:
    """What the backward pass of one call needs; when it goes, the worker may forget the call."""

    def __init__(self, session: Session, identity: int, n_slots: int) -> None:
        self.session, self.identity, self.n_slots = session, identity, n_slots
        weakref.finalize(self, session.release, identity)

    def gradients(self, given: tuple[Tensor | None, ...]) -> list[Tensor | None]:
        """The vector-Jacobian product, computed in the worker, one gradient (or None) a slot."""
        encoder = Encoder(self.session._send_handle)
        nodes = [None if g is None else encoder.tensor(g.detach()) for g in given]
        storages, parts = encoder.finish()
        frame = self.session._ask(wire.Vjp(self.identity, nodes, storages), parts)
        if not isinstance(frame.message, wire.Gradients) or len(frame.message.gradients) != self.n_slots:
            raise BadReply("something other than the gradients that were asked for")
        decoder = Decoder(frame.block, frame.message.storages, self.session._stands_for)
        return [None if node is None else decoder.tensor(node) for node in frame.message.gradients]


class _Bridge(torch.autograd.Function):
    """The call as autograd sees it: outputs that are known already, gradients by asking the worker."""

    @staticmethod
    def forward(ctx: Any, link: _Link, outputs: tuple[Tensor, ...], anchor: Tensor, *slots: Tensor) -> Any:
        ctx.link = link
        ctx.shapes = [(slot.shape, slot.dtype) for slot in slots]
        ctx.set_materialize_grads(False)
        return outputs

    @staticmethod
    def backward(ctx: Any, *given: Tensor | None) -> Any:
        if torch.is_grad_enabled():  # torch's own once_differentiable lets pass what it takes for a constant
            raise GraderFault("a check asks for second derivatives of what the student's function returned.")
        if all(g is None for g in given) or not ctx.shapes:
            return (None,) * (3 + len(ctx.shapes))
        gradients = ctx.link.gradients(given)
        for gradient, (shape, dtype) in zip(gradients, ctx.shapes, strict=True):
            if gradient is not None and (gradient.shape != shape or gradient.dtype != dtype):
                raise BadReply("a gradient of another shape than the input that it belongs to")
        return (None, None, None, *gradients)


def _swapped(value: Any, tensors: dict[int, Tensor]) -> Any:
    """`value` with its tensors exchanged for those in `tensors`, by id."""
    if isinstance(value, Tensor):
        return tensors.get(id(value), value)
    if isinstance(value, dict):
        return {key: _swapped(item, tensors) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_swapped(item, tensors) for item in value)
    return value


def _stays(node: Node) -> bool:
    match node:
        case wire.Handle():
            return True
        case wire.Sequence(_, items):
            return any(map(_stays, items))
        case wire.Dict(keys, values):
            return any(map(_stays, [*keys, *values]))
    return False


def _reply(frame: Frame, values: int | None = None) -> wire.Reply:
    if not isinstance(frame.message, wire.Reply):
        raise BadReply("an answer to another question than was asked")
    if values is not None and len(frame.message.values) != values:
        raise BadReply("another number of values than was asked for")
    return frame.message
