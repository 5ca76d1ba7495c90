"""The state of a training in a file, so that a run that was interrupted goes on with the numbers it would have had.

    checkpoint = Checkpoint(Path("runs/vae.pt"), identity={"seed": 0, "iterations": 10_000})
    state = checkpoint.load()  # None: start from the beginning
    checkpoint.save({"model": model.state_dict(), "iteration": 100})

A file is written under another name and moved into place: at every moment it is the last state or the one before.
"""

import hashlib
import os
import pickle
import sys
import time
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import torch

SAVE_EVERY_S = 5.0  # what an interruption costs at most; a state of 9 MB takes some 30 ms to write
DIGEST_BYTES = hashlib.sha256().digest_size
Identity = Mapping[str, str | int | float]


class NotWritten(Exception):
    """A file that could not be written, in one sentence; what it held before, it still holds."""


def replace_file(path: Path, content: bytes) -> None:
    """Puts `content` under the name `path`: all of it, or none. Raises NotWritten, where the disk is full say."""
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())  # a power cut must not leave the name on an empty file
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise NotWritten(
            f"{path} cannot be written ({error.strerror}): make room there or choose another folder, and start the "
            "same command again."
        ) from error


class Checkpoint:
    """One file for one run, told from others by its `identity`: all that decides about the run's numbers."""

    def __init__(self, path: Path, identity: Identity, every_s: float = SAVE_EVERY_S) -> None:
        self.path = path
        self.identity = dict(identity)
        self.every_s = every_s
        self.seconds_before = 0.0  # spent on this run before this process took it up
        self._opened = self._saved = time.perf_counter()

    def load(self) -> dict[str, Any] | None:
        """Returns the state that was saved last, or None; says so where there is a file that cannot be used."""
        if not self.path.is_file():
            return None
        content = _unpacked(self.path.read_bytes())
        fault = self._fault(content)
        if fault:
            print(f"{self.path} {fault}: this run starts from the beginning.", file=sys.stderr)
            return None
        self.seconds_before = content["seconds"]
        self._opened = time.perf_counter()
        print(f"Going on with {self.path}, after {self.seconds_before:.0f} s of training.", file=sys.stderr)
        state: dict[str, Any] = content["state"]
        return state

    def is_due(self) -> bool:
        """Whether the last save is so long ago that the next is worth its time."""
        return time.perf_counter() - self._saved >= self.every_s

    def save(self, state: Mapping[str, Any]) -> None:
        """Keeps `state`, of tensors, numbers, strings and containers of them. Raises as `replace_file` does."""
        seconds = self.seconds_before + time.perf_counter() - self._opened
        content = {"identity": self.identity, "seconds": seconds, "state": dict(state)}
        replace_file(self.path, _packed(content))
        self._saved = time.perf_counter()

    def _fault(self, content: dict[str, Any]) -> str | None:
        if not {"identity", "seconds", "state"} <= content.keys():
            return "is damaged, or no checkpoint"
        theirs = content["identity"]
        names = [name for name in {**self.identity, **theirs} if self.identity.get(name) != theirs.get(name)]
        if not names:
            return None
        differences = (f"{name} {theirs.get(name)}, now {self.identity.get(name)}" for name in names)
        return f"is of another run ({'; '.join(differences)})"


def _packed(content: dict[str, Any]) -> bytes:
    """Returns the digest and then what torch.save makes: torch itself does not notice changed numbers in a file."""
    packed = BytesIO()
    torch.save(content, packed)
    return hashlib.sha256(packed.getvalue()).digest() + packed.getvalue()


def _unpacked(packed: bytes) -> dict[str, Any]:
    """Returns what was packed; {} where it is damaged or more than plain data, since code is never loaded."""
    digest, content = packed[:DIGEST_BYTES], packed[DIGEST_BYTES:]
    if hashlib.sha256(content).digest() != digest:
        return {}
    try:
        unpacked = torch.load(BytesIO(content), weights_only=True)
    except (pickle.UnpicklingError, RuntimeError):  # RuntimeError: of a newer torch
        return {}
    return unpacked if isinstance(unpacked, dict) else {}


def fingerprint(function: Callable[..., Any]) -> str:
    """Returns a short digest of `function` and of the functions, classes and constants that it uses, however far away.

    It stays when comments, spaces or the place in the notebook change, and changes when what is computed does.
    """
    digest = hashlib.sha256()
    if isinstance(function, FunctionType):
        for name, value in sorted(_reached(function).items()):
            digest.update(f"{name} {_essence(value, function.__module__)}\n".encode())
    return digest.hexdigest()[:12]


def _reached(function: FunctionType) -> dict[str, Any]:
    """The global names that `function` leads to through code of its own module, with their values."""
    names, found = function.__globals__, {function.__name__: function}
    waiting: list[CodeType] = [function.__code__]
    while waiting:
        code = waiting.pop()
        waiting += [constant for constant in code.co_consts if isinstance(constant, CodeType)]
        for name in (name for name in code.co_names if name in names and name not in found):
            found[name] = names[name]
            waiting += _codes(names[name], function.__module__)
    return found


def _codes(value: object, module: str) -> list[CodeType]:
    if isinstance(value, FunctionType) and value.__module__ == module:
        return [value.__code__]
    if isinstance(value, type) and value.__module__ == module:
        return [code for part in vars(value).values() for code in _codes(part, module)]
    return []


def _essence(value: object, module: str) -> str:
    if isinstance(value, FunctionType) and value.__module__ == module:
        return f"{_code(value.__code__)} {value.__defaults__} {value.__kwdefaults__}"
    if isinstance(value, type) and value.__module__ == module:
        return "; ".join(f"{name} {_essence(part, module)}" for name, part in sorted(vars(value).items()))
    if isinstance(value, bool | int | float | str | tuple):
        return repr(value)
    return type(value).__name__  # an imported module, function or class


def _code(code: CodeType) -> str:
    return f"{code.co_code.hex()} {code.co_names} {code.co_varnames} {[_constant(one) for one in code.co_consts]}"


def _constant(value: object) -> str:
    if isinstance(value, CodeType):
        return _code(value)
    return str(sorted(map(repr, value))) if isinstance(value, frozenset) else repr(value)  # sets have no fixed order
