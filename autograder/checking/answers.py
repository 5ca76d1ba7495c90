"""Calls what a student wrote and reads what it returns; blanks and broken answers get a sentence of their own."""

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from numbers import Real
from typing import Any, TypeGuard

import torch
from torch import Tensor

from autograder.checking.mismatch import Mismatch

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
_DTYPES = re.compile(r"dtype|double.*float|float.*double", re.IGNORECASE)  # in what torch says of two that do not match


class SinglesOnly(Mismatch):
    """An answer that raises an error for float64, because a tensor of its own is float32: `torch.zeros(d)`, say.

    `call` raises it; `call_in_either` and `judge_each` read it.

    The tensors that students try their answers on are float32, and nobody promised them others: where the dtype itself
    is not asked for, such an answer is judged in float32.
    """


def written(answer: object, name: str) -> None:
    """Raises Mismatch if `answer`, which the notebook calls `name`, is a blank: `None` or `...`.

    >>> written(0.5, "p")
    >>> written(..., "p")
    Traceback (most recent call last):
        ...
    autograder.checking.mismatch.Mismatch: Got no answer under the name `p`; expected the blank to be filled. ...
    """
    if answer is None or answer is ...:
        raise Mismatch(
            f"no answer under the name `{name}`", "the blank to be filled", "Fill it in and run its cell again."
        )


def call(function: Function | None, name: str, *arguments: object) -> Any:
    """Returns `function(*arguments)`, whatever it is; `name` is the function's name in the notebook.

    Raises Mismatch if the function is blank, is not callable, raises one of STUDENT_ERRORS, returns None or `...`, or
    gives an argument another shape or dtype. The Mismatch is a SinglesOnly if the error is about float64 among
    `arguments`. Other exceptions, such as those of a lost worker or a time limit, pass through.

    >>> call(torch.neg, "negated", torch.ones(2))
    tensor([-1., -1.])
    >>> call(lambda x: x @ torch.ones(3), "f", torch.ones(2))
    Traceback (most recent call last):
        ...
    autograder.checking.mismatch.Mismatch: Got RuntimeError from `f` (...); expected a result for inputs of ...
    """
    written(function, name)
    if not callable(function):
        raise Mismatch(
            f"`{name}` = {shown(function)}", "something that can be called", f"Define it with `def {name}(...)`."
        )
    before = _forms(arguments)
    try:
        result = function(*arguments)
    except NotImplementedError:
        raise _blank(name, "a NotImplementedError") from None
    except STUDENT_ERRORS as error:
        raise _from(error, name, arguments) from error
    if result is None or result is ...:
        raise _blank(name, "nothing")
    if _forms(arguments) != before:  # what follows would go wrong with such inputs
        raise Mismatch(
            f"an input of another shape or dtype after the call of `{name}` than before it",
            "inputs that come back as they went in",
            "Whoever called the function still needs them: avoid methods that end in `_` and `.data` on an input.",
        )
    return result


def call_in_either(function: Function | None, name: str, *arguments: object) -> Any:
    """As `call`; if the answer is a SinglesOnly, with every tensor of float64 in `arguments` taken to float32.

    For a check that does not ask for a dtype.

    >>> x = torch.ones(2, dtype=torch.float64)
    >>> call_in_either(lambda x: torch.eye(2) @ x, "f", x)
    tensor([1., 1.])
    """
    try:
        return call(function, name, *arguments)
    except SinglesOnly:
        singles = (a.float() if isinstance(a, Tensor) and a.dtype == torch.float64 else a for a in arguments)
        return call(function, name, *singles)


def judge_each(precisions: Iterable[tuple[torch.dtype, float]], judge: Callable[[torch.dtype, float], None]) -> None:
    """Runs `judge(dtype, rtol)` for each precision; one of float64 is left out if the answer is a SinglesOnly.

    `rtol`: the relative tolerance for results in `dtype`. Any other Mismatch of `judge` passes through.

    >>> def judge(dtype, rtol):
    ...     result = call(lambda x: torch.eye(2) @ x, "f", torch.ones(2, dtype=dtype))
    ...     print(dtype, close(result, torch.ones(2), rtol))
    >>> judge_each([(torch.float64, 1e-9), (torch.float32, 1e-5)], judge)
    torch.float32 True
    """
    for dtype, rtol in precisions:
        with suppress(SinglesOnly):
            judge(dtype, rtol)


def _from(error: Exception, name: str, arguments: Sequence[object]) -> Mismatch:
    got = f"{type(error).__name__} from `{name}` ({' '.join(str(error).split())[:_SHOWN]})"
    if _is_of_doubles(error, arguments):
        hint = "Give the tensors that you make inside the dtype of the inputs."
        return SinglesOnly(got, f"a result{_shapes(arguments)} in float64", hint)
    return Mismatch(got, f"a result{_shapes(arguments)}", "Call it on such inputs yourself to see the line that fails.")


def _is_of_doubles(error: Exception, arguments: Sequence[object]) -> bool:
    doubles = any(isinstance(a, Tensor) and a.dtype == torch.float64 for a in arguments)
    return doubles and isinstance(error, RuntimeError) and _DTYPES.search(str(error)) is not None


def _forms(arguments: Sequence[object]) -> list[tuple[torch.Size, torch.dtype]]:
    return [(a.shape, a.dtype) for a in arguments if isinstance(a, Tensor)]


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
    """Returns a short text of `value`, fit for a sentence: of at most about 80 characters, on one line.

    >>> shown([0.5, "a"]), shown(torch.zeros(2, 3))
    ("[0.5, 'a']", 'a tensor of shape (2, 3) in float32')
    """
    if isinstance(value, Tensor):
        return f"a tensor of shape {tuple(value.shape)} in {_dtype(value)}"
    text = " ".join(repr(value).split())
    return text if len(text) <= 80 else f"a {type(value).__name__} ({text[:60]} ...)"


def _dtype(value: Tensor) -> str:
    return str(value.dtype).removeprefix("torch.")


def numbers(result: object, name: str, shape: tuple[int, ...]) -> Tensor:
    """Returns `result` as a float64 tensor of `shape`, without graph; reads tensors, arrays and lists.

    `name`: the function that returned it. Raises Mismatch for anything else, another shape, and numbers that are not
    finite.

    >>> numbers([1, 2.5], "f", (2,))
    tensor([1.0000, 2.5000], dtype=torch.float64)
    >>> numbers(torch.zeros(2, 1), "f", (2,))
    Traceback (most recent call last):
        ...
    autograder.checking.mismatch.Mismatch: Got shape (2, 1) from `f`; expected shape (2,). Print the shape ...
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
    """Returns the one number that a student typed in for `what`; raises Mismatch for anything else, nan and inf.

    >>> number("0.5", "the rate")
    Traceback (most recent call last):
        ...
    autograder.checking.mismatch.Mismatch: Got the rate = '0.5'; expected a plain number. Write it without ...
    >>> number(torch.tensor(2), "the rate")
    2.0
    """
    value = read(answer)
    if value is None or value.ndim > 0:
        raise Mismatch(f"{what} = {shown(answer)}", "a plain number", "Write it without quotes and without brackets.")
    if not bool(value.isfinite()):
        raise Mismatch(f"{what} = {value.item()}", "a finite number", "Look where it was computed, or copied from.")
    return value.item()


def read(result: object) -> Tensor | None:
    """Returns the real numbers of a tensor, an array, a list or a single number as float64, without graph, or None.

    The shape is that of the tensor or array; a list of n equal shapes has one more axis, (n, ...); a number has none.
    Raises nothing: text, complex numbers, lists of unequal shapes and anything else are None.

    >>> read([torch.zeros(3), torch.ones(3)]).shape, read(1).shape
    (torch.Size([2, 3]), torch.Size([]))
    >>> read("1") is None
    True
    """
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
    """Whether `value` is a tensor of real numbers in memory: not complex, sparse or without storage.

    >>> is_plain(torch.zeros(2)), is_plain(torch.zeros(2).to_sparse()), is_plain([0.0, 0.0])
    (True, False, False)
    """
    return (
        isinstance(value, Tensor)
        and value.layout == torch.strided
        and value.device.type == "cpu"
        and not value.is_complex()
    )


def close(got: Tensor, want: Tensor, rtol: float) -> bool:
    """Whether `got` is within `rtol` times the largest number of `want`, everywhere; never so for nan.

    Of any shapes that broadcast: ask for the right shape before (see `numbers`).

    >>> close(torch.tensor([1.0, 100.1]), torch.tensor([1.01, 100.0]), rtol=1e-2)
    True
    """
    scale = want.abs().max().item() if want.numel() else 0.0
    return bool(((got - want).abs() <= rtol * max(scale, 1e-30)).all())


def listed(values: Tensor) -> str:
    """Returns a tensor's numbers, in one row, as a student would write them.

    >>> listed(torch.tensor([0.5, -1.25]))
    '(0.5, -1.25)'
    """
    return f"({', '.join(f'{value:.4g}' for value in values.flatten().tolist())})"
