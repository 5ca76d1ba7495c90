"""What somebody who waits sees: how far it is, how fast, how long still; and a line for each trouble."""

import sys
import time
from collections import deque
from typing import TextIO

from autograder.results.table import harmless

_RECENT = 50  # submissions that the rate is taken over: a minute's worth
_EVERY_S = 0.2  # a line that changes more often cannot be read


class Progress:
    """One line that is written over on a terminal; elsewhere troubles alone."""

    def __init__(self, total: int, stream: TextIO | None = None) -> None:
        self._total, self._stream = total, stream or sys.stderr
        self._live = self._stream.isatty()
        self._done, self._said_at, self._width = 0, 0.0, 0
        self._begun = time.monotonic()
        self._times: deque[float] = deque([self._begun], maxlen=_RECENT)

    def done(self) -> None:
        """One more has come to its end."""
        self._done += 1
        self._times.append(time.monotonic())
        self.look()

    def look(self) -> None:
        """Shows how far it is, if somebody looks."""
        now = time.monotonic()
        if self._live and now - self._said_at >= _EVERY_S:
            self._said_at = now
            self._over(self.line(now))

    def line(self, now: float) -> str:
        """For example: 120 of 300 graded, 4.1 a second, 44 s left."""
        took = now - self._times[0]
        rate = (len(self._times) - 1) / took if took > 0 else 0.0
        if not rate:
            return f"{self._done} of {self._total} graded; the grader is warming up" if not self._done else ""
        left = (self._total - self._done) / rate
        return f"{self._done} of {self._total} graded, {_pace(rate)}, {_duration(left)} left"

    def trouble(self, text: str) -> None:
        """A line that stays."""
        self._over("")
        print(harmless(" ".join(text.split())), file=self._stream, flush=True)
        self._said_at = 0.0
        self.look()

    def close(self) -> None:
        """Takes the line away."""
        self._over("")

    def _over(self, text: str) -> None:
        if self._live:
            self._stream.write(f"\r{text.ljust(self._width)}\r{text}")
            self._stream.flush()
            self._width = len(text)


def _pace(rate: float) -> str:
    return f"{rate:.1f} a second" if rate >= 1 else f"{60 * rate:.1f} a minute"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02d} min"
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"
