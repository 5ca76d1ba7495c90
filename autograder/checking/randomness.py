"""The hidden inputs' own randomness: drawn from a seed and a counter, never from torch's global stream."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import torch


@dataclass
class _Stream:
    seed: int | str
    drawn: int = 0  # generators so far


_DEFAULT = _Stream(0)
_stream: ContextVar[_Stream] = ContextVar("stream", default=_DEFAULT)


@contextmanager
def use_seed(seed: int | str) -> Iterator[None]:
    """Inside, `generator()` starts over from `seed`; outside, it goes on as if nothing had been.

    The grader enters it round each test case. It also ends with an error that is raised inside.

    >>> with use_seed("seed of a submission"):
    ...     first = torch.randn(3, generator=generator())
    >>> with use_seed("seed of a submission"):
    ...     again = torch.randn(3, generator=generator())
    >>> torch.equal(first, again)
    True
    """
    token = _stream.set(_Stream(seed))
    try:
        yield
    finally:
        _stream.reset(token)


def generator() -> torch.Generator:
    """Returns a new generator, made from the seed in use (0 by default) and the number of calls before this one.

    >>> with use_seed(0):
    ...     one, two = (torch.randint(100, (4,), generator=generator()) for _ in range(2))
    >>> torch.equal(one, two)
    False
    """
    stream = _stream.get()
    stream.drawn += 1
    digest = hashlib.sha256(f"{stream.seed}/{stream.drawn}".encode()).digest()
    return torch.Generator().manual_seed(int.from_bytes(digest[:7]))
