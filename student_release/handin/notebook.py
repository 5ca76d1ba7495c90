"""`grader.check("q4_sample")` as Otter's users know it, with a sentence in place of a traceback.

What is added to `otter.Notebook`: a check leaves the random streams of the session as they were (Otter's own
message of success draws a picture with `random.choice`), and its report says in one sentence what was found.
"""

import contextlib
import inspect
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import otter
from otter.check.utils import list_available_tests
from otter.test_files import TestFile

from .homework import this_release
from .name_errors import explain_name_errors
from .public_checks import PublicReport, PublicReports

try:
    import torch
except ImportError:  # a homework without it
    torch = None  # type: ignore[assignment]


@contextlib.contextmanager
def random_streams_kept() -> Iterator[None]:
    """Leaves Python's, numpy's and torch's global random streams as they were found."""
    python, numpy, torch_cpu = random.getstate(), np.random.get_state(), torch.get_rng_state() if torch else None
    try:
        yield
    finally:
        random.setstate(python)
        np.random.set_state(numpy)
        if torch_cpu is not None:
            torch.set_rng_state(torch_cpu)


class Notebook(otter.Notebook):  # type: ignore[misc]  # otter is published without types
    """`otter.Notebook` whose checks answer in a sentence; takes the same arguments.

    From then on the running notebook also says which cell to run where a name is not there yet.
    """

    def __init__(self, nb_path: str | None = None, *arguments: Any, **named: Any) -> None:
        there = nb_path if nb_path and Path(nb_path).is_file() else None  # saved under another name, or on Drive
        super().__init__(there, *arguments, **named)
        explain_name_errors(Path(there or this_release().notebook))

    def check(self, question: str, global_env: dict[str, Any] | None = None) -> PublicReport:
        """Runs the public checks of `question` against `global_env` (by default the caller's globals)."""
        env = _callers_globals() if global_env is None else global_env
        try:
            with random_streams_kept():
                result = super().check(question, env)
        except FileNotFoundError:
            known = ", ".join(list_available_tests(self._tests_dir, self._nbmeta_config))
            raise ValueError(f"There is no check named {question!r}; there are checks for {known}.") from None
        return PublicReport(result, _undefined(result, env))

    def check_all(self) -> PublicReports:
        """Runs the public checks of every question against the caller's globals."""
        env = _callers_globals()
        questions = list_available_tests(self._tests_dir, self._nbmeta_config)
        return PublicReports(tuple(self.check(question, env) for question in questions))

    def export(self, nb_path: str | None = None, **_: Any) -> None:
        """Otter's word for `handin.submit()`, for those who know it."""
        from .submission import submit

        if not type(self)._grading_mode:
            submit(nb_path)


def _undefined(result: TestFile, env: Mapping[str, object]) -> tuple[str, ...]:
    asked = [name for case in result.test_cases for name in inspect.signature(case.body.test_func).parameters]
    return tuple(dict.fromkeys(name for name in asked if name not in env and name != "env"))


def _callers_globals() -> dict[str, Any]:
    frame: FrameType | None = inspect.currentframe()
    while frame is not None and frame.f_globals.get("__name__") == __name__:
        frame = frame.f_back
    assert frame is not None  # this module is never the outermost frame
    return frame.f_globals
