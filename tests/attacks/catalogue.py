"""All attacks, each with the promise that it tries to break."""

import functools
from dataclasses import replace

from . import (
    answers,
    archives,
    bombs,
    ending,
    forging,
    hostile_text,
    impostors,
    leftovers,
    network,
    reading,
    replies,
    writing,
)
from .attack import Attack

PROMISES = {
    "results are not forged": forging,
    "nobody speaks for the worker": impostors,
    "hidden things are not read": reading,
    "nothing outside is written": writing,
    "nothing but itself is ended": ending,
    "use is bounded": bombs,
    "replies that lie are failed tests": replies,
    "answers of any kind are judged": answers,
    "no network, no programs": network,
    "nothing is left behind": leftovers,
    "hostile text is harmless": hostile_text,
    "archives are only read": archives,
}


@functools.cache
def attacks() -> tuple[Attack, ...]:
    """Every attack, by promise; raises ValueError where two have one name."""
    found = tuple(replace(one, promise=promise) for promise, part in PROMISES.items() for one in part.ATTACKS)
    names = [one.name for one in found]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"two attacks are called {sorted(twice)[0]!r}")
    return found


@functools.cache
def by_name() -> dict[str, Attack]:
    """Every attack by its name."""
    return {one.name: one for one in attacks()}
