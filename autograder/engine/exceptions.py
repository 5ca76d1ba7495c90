"""An exception of the student's code on its way to the grader: in words, as a message, and as an exception again."""

import builtins

from autograder.engine import wire
from autograder.engine.values import SHOWN, encodable

FROM_STUDENT = "raised_by_the_submission"  # an attribute of exceptions that came over the wire
MAX_ERROR_TEXT = 2000  # characters of an exception's text


def error_text(error: BaseException, characters: int | None = None) -> str:
    """What the exception says of itself, as text that can be sent; only so many characters of it."""
    try:
        return encodable(str(error)[:characters])
    except Exception:  # noqa: BLE001  # a broken __str__ is the student's, and no reason to fail
        return ""


def raised_message(error: BaseException) -> wire.Raised:
    """The message for an exception: its class and the built-in ones that it inherits from, nearest first."""
    names = [type(error).__name__[:SHOWN]]
    names += [base.__name__ for base in type(error).__mro__ if base.__module__ == "builtins" and base is not object]
    return wire.Raised(names, error_text(error, MAX_ERROR_TEXT))


def student_exception(bases: list[str], text: str) -> Exception:
    """An exception of the student's class name that inherits from the nearest built-in one, marked FROM_STUDENT."""
    known = [getattr(builtins, base, None) for base in bases]
    kinds = [k for k in known if isinstance(k, type) and issubclass(k, Exception)]
    # These would end a generator of the check's own, which says something else then.
    nearest = next((k for k in kinds if not issubclass(k, StopIteration | StopAsyncIteration)), Exception)
    if bases and bases[0] == nearest.__name__:
        return _made(nearest, text)
    name = bases[0] if bases and bases[0].isidentifier() else "Exception"
    return _made(type(name, (nearest,), {}), text)


def _made(kind: type[Exception], text: str) -> Exception:
    try:
        error = kind(text)
    except TypeError:  # such as UnicodeDecodeError, which takes five arguments
        error = ValueError(text)
    setattr(error, FROM_STUDENT, True)
    return error
