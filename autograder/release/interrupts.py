"""Ctrl-C, and what it means to a build: one sentence, at once, with nothing left running."""

import contextlib
import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from types import FrameType

from autograder.release.processes import children, end_descendants

INTERRUPTED = 130  # what a shell says of a command that Ctrl-C ended
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def heed_the_first() -> None:
    """From now on the first Ctrl-C or SIGTERM raises KeyboardInterrupt; later ones do not disturb the tidying up."""
    for number in _SIGNALS:
        signal.signal(number, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> None:
    for each in _SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt


@contextlib.contextmanager
def workers(count: int) -> Iterator[ThreadPoolExecutor]:
    """Threads that start processes; if the body raises, those processes are killed and nobody waits for the threads."""
    others = children(os.getpid())
    pool = ThreadPoolExecutor(max_workers=count)
    try:
        yield pool
    except BaseException:  # a failed proof or Ctrl-C: the other proofs are of no use any more
        pool.shutdown(wait=False, cancel_futures=True)
        end_descendants(os.getpid(), spare=others)
        raise
    pool.shutdown()


def leave(status: int) -> None:
    """Ends this process with `status`; after an interrupt without waiting for threads that wait for the killed."""
    if status == INTERRUPTED:
        end_descendants(os.getpid())
        with contextlib.suppress(OSError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)
    sys.exit(status)
