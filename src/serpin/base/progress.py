"""Progress: plain numbers go out, a word to stop may come back."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

STOP = "stop"

Progress = Callable[[float, float | None, float | None], str | None]
"""``progress(done, value, bound)``: share done (0 … 1), best value and bound so far; answers ``"stop"`` or nothing."""


def wants_stop(progress: Progress | None, done: float, value: float | None = None, bound: float | None = None) -> bool:
    """Report progress and tell whether the listener asked to stop.

    Parameters
    ----------
    progress
        The listener, or nothing.
    done
        Share of the work that is done, 0 … 1.
    value, bound
        Best objective value and proven bound so far, where there are any.
    """
    return progress is not None and progress(min(max(done, 0.0), 1.0), value, bound) == STOP


class Deadline:
    """A time limit on the monotonic clock.

    Parameters
    ----------
    seconds
        How long from now; nothing for no limit.
    """

    def __init__(self, seconds: float | None) -> None:
        self._start = time.monotonic()
        self._limit = math.inf if seconds is None else float(seconds)

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._start

    @property
    def left(self) -> float:
        """Seconds that are left, never negative."""
        return max(0.0, self._limit - self.elapsed)

    @property
    def passed(self) -> bool:
        """Whether the time is over."""
        return self.left <= 0.0

    @property
    def share(self) -> float:
        """Share of the time that is used, 0 … 1; 0 when there is no limit."""
        return 0.0 if math.isinf(self._limit) else min(1.0, self.elapsed / max(self._limit, 1e-9))
