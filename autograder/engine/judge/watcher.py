"""The watch over one worker as a thread: ends all of it when together it is over a limit that no rlimit bounds."""

import contextlib
import os
import signal
import threading
from types import TracebackType

from autograder.engine.confinement import Box, Watch

_EVERY_S = 0.1  # torch fills 200 MB in that time: memory_mb is far enough below what the machine has


class Watcher:
    """Polls as long as its context lasts; `hit` says which limit was passed, None while none was."""

    def __init__(self, box: Box, keeper: int) -> None:
        self.hit: str | None = None
        self._looking = threading.Lock()
        self._keeper = keeper
        self._watch = Watch(box, keeper)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._poll, daemon=True)

    @property
    def peak_mb(self) -> float:
        """The most memory that it has seen the worker use."""
        return self._watch.peak_mb

    def __enter__(self) -> "Watcher":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()

    def look(self) -> str | None:
        """What `hit` is now: in a cgroup the kernel ends a process, whichever it takes, before a poll sees it."""
        with self._looking:
            exceeded = None if self.hit else self._watch.exceeded()
            if exceeded is not None:
                self.hit = f"it went over a limit ({exceeded})"
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self._keeper, signal.SIGKILL)
            return self.hit

    def _poll(self) -> None:
        while not self._over.wait(_EVERY_S):
            if self.look():
                return
