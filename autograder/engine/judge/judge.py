"""One test case against one fork of the submission: where its hidden inputs start, and where a verdict is made.

Hidden inputs and the worker's random streams start from what was handed in, and nothing else. The same graded cells
get the same inputs on any machine; two students do not; without the salt, which stays with the staff, nobody can
compute them.
"""

import hashlib
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol

import torch

from autograder.engine.exceptions import FROM_STUDENT
from autograder.engine.judge.cases import TestCase
from autograder.engine.wire import Gone
from autograder.results.verdict import CaseResult, Failure, GraderFault, NotRun, Verdict

Seeded = Callable[[str], AbstractContextManager[None]]  # draws of hidden inputs start at this seed inside
MAX_MESSAGE = 4000  # characters of what a student reads about one test case


def submission_seed(assignment: str, salt: str, graded_digest: str) -> str:
    """The seed of one submission, 64 hexadecimal digits."""
    return hashlib.sha256(f"{assignment}\n{salt}\n{graded_digest}".encode()).hexdigest()


def derived_seed(seed: str, *purpose: str) -> int:
    """A seed of 63 bits for one purpose, such as one test case of one question."""
    digest = hashlib.sha256("\n".join([seed, *purpose]).encode()).digest()
    return int.from_bytes(digest[:8]) >> 1


class Bound(Protocol):
    """What names are bound to: `remote.Fetched`."""

    def values(self, names: tuple[str, ...]) -> list[Any]:
        """The values of `names`; raises NotDefined for one that is not bound."""
        ...


def judge(case: TestCase, fetched: Bound, seed: str, seeded: Seeded) -> CaseResult:
    """The verdict on one test case.

    A public test may raise anything where the answer is of a wrong kind: that is a failed test. A hidden check raises
    Mismatch, and what the student's code raised passes through it; anything else is a fault of the check. Gone passes
    through: the caller knows how to find out why.
    """
    begun = time.perf_counter()
    verdict, message, stopped, hint = Verdict.PASSED, "", None, ""
    try:
        values = fetched.values(case.names)
        with torch.random.fork_rng(devices=[]), seeded(f"{seed}/{case.question}/{case.name}"):
            torch.default_generator.manual_seed(derived_seed(seed, case.question, case.name, "grader"))
            case.body(*values)
    except Gone:
        raise
    except Exception as error:  # noqa: BLE001  # here the verdict is made
        verdict, message = _verdict(case, error)
        stopped = type(error) if isinstance(error, Failure) else None
        hint = _hint(error)
    seconds = time.perf_counter() - begun
    return CaseResult(
        case.question, case.name, case.points, case.hidden, verdict, message[:MAX_MESSAGE], seconds, stopped, hint
    )


def failed_result(case: TestCase, message: str, stopped: type[Failure] = NotRun) -> CaseResult:
    """A test case that fails without having been run to its end."""
    return CaseResult(
        case.question, case.name, case.points, case.hidden, Verdict.FAILED, message[:MAX_MESSAGE], 0.0, stopped
    )


def _verdict(case: TestCase, error: Exception) -> tuple[Verdict, str]:
    said = f"{type(error).__name__}: {' '.join(str(error).split())}"
    if getattr(error, FROM_STUDENT, False):
        return Verdict.FAILED, f"Your code raised {said}"
    match error:
        case AssertionError():
            return Verdict.FAILED, str(error) or "The check found something other than expected."
        case Failure():
            return Verdict.FAILED, _sentence(str(error))
        case GraderFault():
            return Verdict.NOT_JUDGED, str(error)
    if case.hidden:
        return Verdict.NOT_JUDGED, f"the check itself raised {said}"
    return Verdict.FAILED, f"Your answer is of a kind that this check cannot read: {said}"


def _hint(error: Exception) -> str:
    """The `hint` that a check's own AssertionError carries; nothing that comes from the student's code is one."""
    if getattr(error, FROM_STUDENT, False) or not isinstance(error, AssertionError):
        return ""
    hint = getattr(error, "hint", "")
    return hint[:MAX_MESSAGE] if isinstance(hint, str) else ""


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."
