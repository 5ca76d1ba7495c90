"""A child process of the grader: what it wrote to standard error, and that it ends when its parent ends."""

import ctypes
import os
import signal
import threading
from collections import deque
from typing import IO

_KEPT_BYTES = 2000  # the end of a traceback: as much as staff need to see
_CHUNK_BYTES = 65536  # what a pipe holds
_PR_SET_PDEATHSIG = 1  # of prctl(2)


class ErrorOutput:
    """Reads `pipe` to its end in a thread of its own and keeps the last 2,000 bytes; closes it then.

    The pipe is always read, so that a process that writes much never blocks.
    """

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe
        self._kept: deque[int] = deque(maxlen=_KEPT_BYTES)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        with self._pipe:
            while some := self._pipe.read1(_CHUNK_BYTES):  # type: ignore[attr-defined]
                self._kept.extend(some[-_KEPT_BYTES:])

    def text(self, wait_s: float = 1.0) -> str:
        """What has been kept; waits up to `wait_s` seconds for the end of the pipe."""
        self._thread.join(wait_s)
        return bytes(self._kept.copy()).decode(errors="replace").strip()


def end_with_parent(parent: int) -> None:
    """Has the kernel kill this process when its parent `parent` ends, and ends it now where that is over already.

    The kernel takes the end of the thread that started it for that of the parent.
    """
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
