"""Calls what a student wrote and reads what it returns; blanks and broken answers get a sentence of their own."""

from collections.abc import Callable, Sequence
from numbers import Real
from typing import Any, TypeGuard

import torch
from torch import Tensor

from autograder.checks.mismatch import Mismatch

Function = Callable[..., Any]

# What code of a student raises when it is wrong. Anything else (a lost worker, a time limit, a fault of the grader) is
# not for a check to judge and passes through.
STUDENT_ERRORS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NameError,
    RuntimeError,
    TypeError,
    ValueError,
)
_SHOWN = 200  # characters of a student's own error message


def written(answer: object, name: str) -> None:
    """Raises Mismatch where `answer` is a blank: `None` or `...`."""
    if answer is None or answer is ...:
        raise Mismatch(
            f"no answer under the name `{name}`", "the blank to be filled", "Fill it in and run its cell again."
        )


def call(function: Function | None, name: str, *arguments: object) -> Any:
    """Returns `function(*arguments)`; raises Mismatch where it is blank, raises an error or returns nothing."""
    written(function, name)
    if not callable(function):
        raise Mismatch(
            f"`{name}` = {shown(function)}", "something that can be called", f"Define it with `def {name}(...)`."
        )
    try:
        result = function(*arguments)
    except NotImplementedError:
        raise _blank(name, "a NotImplementedError") from None
    except STUDENT_ERRORS as error:
        raise Mismatch(
            f"{type(error).__name__} from `{name}` ({' '.join(str(error).split())[:_SHOWN]})",
            f"a result{_shapes(arguments)}",
            "Call it on such inputs yourself to see the line that fails.",
        ) from error
    if result is None or result is ...:
        raise _blank(name, "nothing")
    return result


def _blank(name: str, what: str) -> Mismatch:
    return Mismatch(
        f"{what} back from `{name}`",
        "a result",
        "Its body, or that of a function it calls, is still to be written, or lacks a `return` at its end.",
    )


def _shapes(arguments: Sequence[object]) -> str:
    shapes = [str(tuple(a.shape)) for a in arguments if isinstance(a, Tensor)]
    return f" for inputs of shape {', '.join(shapes)}" if shapes else ""


def shown(value: object) -> str:
    """Returns a short text of `value`, fit for a sentence."""
    if isinstance(value, Tensor):
        return f"a tensor of shape {tuple(value.shape)} in {_dtype(value)}"
    text = " ".join(repr(value).split())
    return text if len(text) <= 80 else f"a {type(value).__name__} ({text[:60]} ...)"


def _dtype(value: Tensor) -> str:
    return str(value.dtype).removeprefix("torch.")


def numbers(result: object, name: str, shape: tuple[int, ...]) -> Tensor:
    """Returns `result` as float64 of `shape`, without graph; reads tensors, arrays and lists.

    Raises Mismatch for anything else, another shape, and numbers that are not finite.
    """
    values = read(result)
    if values is None:
        raise Mismatch(
            f"{shown(result)} from `{name}`", f"a tensor of shape {shape}", "Return the numbers as one tensor."
        )
    if tuple(values.shape) != shape:
        raise Mismatch(
            f"shape {tuple(values.shape)} from `{name}`",
            f"shape {shape}",
            "Print the shape after every line of your function to find where it goes astray.",
        )
    if not bool(values.isfinite().all()):
        raise Mismatch(
            f"nan or inf from `{name}`",
            "finite numbers",
            "Look for a division by zero, or a root or logarithm of a number that is not positive.",
        )
    return values


def number(answer: object, what: str) -> float:
    """Returns the one number that a student typed in for `what`; raises Mismatch for anything else, nan and inf."""
    value = read(answer)
    if value is None or value.ndim > 0:
        raise Mismatch(f"{what} = {shown(answer)}", "a plain number", "Write it without quotes and without brackets.")
    if not bool(value.isfinite()):
        raise Mismatch(f"{what} = {value.item()}", "a finite number", "Look where it was computed, or copied from.")
    return value.item()


def read(result: object) -> Tensor | None:
    """Returns the real numbers of a tensor, an array, a list or a single number as float64, without graph, or None."""
    if isinstance(result, list | tuple):
        rows = [row for row in map(read, result) if row is not None]
        same = len({row.shape for row in rows}) == 1 and len(rows) == len(result)
        return torch.stack(rows) if same else None
    try:
        if isinstance(result, Real):  # fractions too
            result = torch.tensor(float(result), dtype=torch.float64)
        values = torch.as_tensor(result)
    except (AttributeError, OverflowError, RuntimeError, TypeError, ValueError):  # the first of objects in a worker
        return None
    return values.detach().to(torch.float64) if is_plain(values) else None


def is_plain(value: object) -> TypeGuard[Tensor]:
    """Whether `value` is a tensor of real numbers in memory: not complex, sparse or without storage."""
    return (
        isinstance(value, Tensor)
        and value.layout == torch.strided
        and value.device.type == "cpu"
        and not value.is_complex()
    )


def close(got: Tensor, want: Tensor, rtol: float) -> bool:
    """Whether `got` is within `rtol` times the largest number of `want`, everywhere; never so for nan."""
    scale = want.abs().max().item() if want.numel() else 0.0
    return bool(((got - want).abs() <= rtol * max(scale, 1e-30)).all())


def listed(values: Tensor) -> str:
    """Returns a vector's numbers as a student would write them: (0.5, -1.25)."""
    return f"({', '.join(f'{value:.4g}' for value in values.flatten().tolist())})"
