"""Runs checks on answers, and keeps tables of right and of wrong answers with what must be said of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import torch

from autograder.checking.mismatch import Mismatch
from autograder.checking.randomness import use_seed

SEEDS = (0, 1, "a student's digest")


def verdicts(checks: list[Callable[..., None]], *answers: Any, seed: int | str = 0) -> dict[str, str | None]:
    """Returns the name of each check with the sentence of its Mismatch, or None where it passes."""
    return {check.__name__: _verdict(check, answers, seed) for check in checks}


def failures(checks: list[Callable[..., None]], *answers: Any, seed: int | str = 0) -> dict[str, str]:
    """Returns the name of each check that fails, with its sentence."""
    return {name: said for name, said in verdicts(checks, *answers, seed=seed).items() if said is not None}


def _verdict(check: Callable[..., None], answers: tuple[Any, ...], seed: int | str) -> str | None:
    torch.manual_seed(sum(map(ord, str(seed))))  # the answers' own noise
    try:
        with use_seed(seed):
            check(*answers)
    except Mismatch as mismatch:
        return str(mismatch)
    return None


@dataclass(frozen=True)
class Wrong:
    """A wrong answer: each check that must fail, all others passing, with a phrase that its sentence must hold."""

    answer: Any
    says: dict[str, str]


class Answers:
    """Right and wrong answers to one question, each a small function under its own name."""

    def __init__(self, *checks: Callable[..., None]) -> None:
        self.checks = list(checks)
        self.rights: list[Any] = []
        self.wrongs: list[Any] = []

    def right(self, answer: Any, name: str | None = None) -> Any:
        self.rights.append(pytest.param(answer, id=name or answer.__name__))
        return answer

    def wrong(self, fails: str, *says: str, name: str | None = None) -> Callable[[Any], Any]:
        """`fails` names checks, or "all" of them; `says` is a phrase for all of these, or one for each."""
        names = [check.__name__ for check in self.checks] if fails == "all" else fails.split()
        phrases = dict(zip(names, says if len(says) > 1 else says * len(names), strict=True))

        def keep(answer: Any) -> Any:
            self.wrongs.append(pytest.param(Wrong(answer, phrases), id=name or answer.__name__))
            return answer

        return keep

    def assert_earns_nothing(self, blank: Any, says: str) -> None:
        found = failures(self.checks, blank)
        assert len(found) == len(self.checks)
        for said in found.values():
            assert says in said

    def assert_passes(self, answer: Any, seed: int | str) -> None:
        assert failures(self.checks, answer, seed=seed) == {}

    def assert_fails_as_said(self, wrong: Wrong, seed: int | str = 0) -> None:
        found = failures(self.checks, wrong.answer, seed=seed)
        assert found.keys() == wrong.says.keys(), found
        for check, said in found.items():
            assert wrong.says[check] in said


def returns_nothing(*arguments: Any) -> None: ...


def passes_over(*arguments: Any) -> None:
    pass


def is_not_implemented(*arguments: Any) -> None:
    raise NotImplementedError


def returns_first_argument(*arguments: Any) -> Any:
    return arguments[0]


def returns_zero(*arguments: Any) -> float:
    return 0.0


def returns_zeros_like_the_first(*arguments: Any) -> Any:
    first = arguments[0]
    return torch.zeros_like(first) if isinstance(first, torch.Tensor) else torch.zeros(())


def returns_ones_like_the_first(*arguments: Any) -> Any:
    first = arguments[0]
    return torch.ones_like(first) if isinstance(first, torch.Tensor) else torch.ones(())


# Each with a phrase of what is said of it.
BLANKS = [
    pytest.param(None, "blank", id="None"),
    pytest.param(..., "blank", id="Ellipsis"),
    pytest.param(returns_nothing, "nothing back", id="returns_nothing"),
    pytest.param(passes_over, "nothing back", id="pass"),
    pytest.param(is_not_implemented, "NotImplementedError", id="NotImplementedError"),
    pytest.param(returns_first_argument, "expected", id="returns_first_argument"),
    pytest.param(returns_zero, "expected", id="returns_zero"),
    pytest.param(returns_zeros_like_the_first, "expected", id="returns_zeros_like_the_first"),
    pytest.param(returns_ones_like_the_first, "expected", id="returns_ones_like_the_first"),
]
