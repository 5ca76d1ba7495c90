"""Graded cells run as Jupyter would run them, without what a sandbox cannot give: a screen, a shell, a network.

IPython's own shell runs the cells, so that `%%time`, `x?` and top-level `await` mean what they mean in the notebook.
Magics that would raise or stall here are skipped, and said; the bodies of those that only measure are run.
"""

import os
import random
import sys
from typing import Any

import numpy as np
import torch
from IPython.core.interactiveshell import InteractiveShell

from autograder.engine.exceptions import error_text
from autograder.engine.values import encodable

SILENT = frozenset({"matplotlib", "config", "load_ext", "reload_ext", "autoreload", "precision", "colors", "xmode"})
MEASURING = frozenset({"time", "timeit", "prun", "capture", "memit", "mprun", "lprun"})  # their bodies are run once
MAX_ERROR_TEXT = 500  # characters of what a cell raised, for the student


class GradedShell(InteractiveShell):  # type: ignore[misc]  # IPython is read without its types
    """A shell that shows nothing, asks nothing and starts no program."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.skipped: list[str] = []

    def run_graded(self, source: str) -> tuple[str, list[str]]:
        """Runs one cell; returns what it raised ("" for nothing) and the magics that were skipped."""
        self.skipped = []
        _open_streams()
        self.user_ns["exit"] = self.user_ns["quit"] = self._no_exit
        result = self.run_cell(source, store_history=False)
        error = result.error_before_exec or result.error_in_exec
        return ("" if error is None else _in_words(error)), self.skipped

    def _no_exit(self, *_: object) -> None:
        self.skipped.append("exit()")

    def run_line_magic(self, magic_name: str, line: str, _stack_depth: int = 1) -> None:
        """Runs the statement of `%time`; skips every other magic."""
        if magic_name == "time" and line.strip():
            self._run_body(line)
        elif magic_name not in SILENT:
            self.skipped.append(f"%{magic_name}")

    def run_cell_magic(self, magic_name: str, line: str, cell: str) -> None:
        """Runs the body of magics that measure; skips every other."""
        if magic_name in MEASURING:
            self._run_body(cell)
        else:
            self.skipped.append(f"%%{magic_name}")

    def _run_body(self, source: str) -> None:
        code = compile(self.transform_cell(source), "<cell>", "exec")
        exec(code, self.user_ns)

    def system(self, cmd: str) -> None:
        """Skips a `!` line."""
        self.skipped.append(f"!{cmd.split(maxsplit=1)[0] if cmd.split() else ''}")

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> list[str]:
        """Skips `x = !command`; x is an empty list."""
        self.system(cmd)
        return []

    def showtraceback(self, *_: object, **__: object) -> None:
        """Shows nothing: the error is told to the student by the grader."""

    showsyntaxerror = showindentationerror = showtraceback

    def enable_gui(self, gui: object = None) -> None:
        """There is no screen."""


def make_shell() -> GradedShell:
    """The one shell of this process, with no history file, no colours and nothing shown."""
    GradedShell.clear_instance()
    shell: GradedShell = GradedShell.instance(colors="nocolor")
    shell.history_manager.enabled = False
    shell.ast_node_interactivity = "none"  # a last line that is a figure need not be drawn
    return shell


def _open_streams() -> None:
    """A cell that closed what it prints to, as `with open(...) as sys.stdout` does, has closed it for itself alone."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name, None)
        if stream is None or getattr(stream, "closed", False):
            nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  # it is there for all cells that follow
            setattr(sys, name, nowhere)


def use_seed(seed: int) -> None:
    """Starts Python's, numpy's and torch's random streams at `seed`, of 64 bits at most."""
    random.seed(seed)
    np.random.seed(seed & 0xFFFFFFFF)
    # Not torch.manual_seed: for GPUs that are not there it writes down the stack, 5 ms in a fresh fork.
    torch.default_generator.manual_seed(seed & 0x7FFFFFFFFFFFFFFF)


def _in_words(error: BaseException) -> str:
    name = encodable(type(error).__name__)
    text = " ".join(error_text(error).split())[:MAX_ERROR_TEXT]
    return f"{name}: {text}" if text else name
