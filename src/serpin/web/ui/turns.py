"""Pages are made one after the other: threads of Python that take turns within a page make all of them slower."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.http import HttpRequest, HttpResponse

PATIENCE = 0.2
"""Seconds after which a page no longer waits for a long one to be over: importing a large workbook holds up nobody."""


class Turns:
    """A number of places, given to whoever has waited longest.

    A semaphore lets whoever comes just now go before those who wait, who then wait until their patience ends: most of
    the slowest answers were of that kind.
    """

    def __init__(self, places: int) -> None:
        self.free = places
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()

    def take(self, patience: float) -> bool:
        """Wait for a place, and tell whether there was one in time."""
        with self._guard:
            if self.free:
                self.free -= 1
                return True
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=patience):
            return True
        with self._guard:
            if mine in self._waiting:
                self._waiting.remove(mine)
                return False
        return True  # it came in the very moment

    def give(self) -> None:
        """Give a place to whoever has waited longest, or back."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self.free += 1


_OWN = threading.local()


@contextmanager
def aside() -> Iterator[None]:
    """Let other pages be made while this one waits for something that is not made by this process."""
    turns = getattr(_OWN, "turns", None)
    if turns is None:
        yield
        return
    _OWN.turns = None
    turns.give()
    try:
        yield
    finally:
        _OWN.turns = turns if turns.take(PATIENCE) else None


class TurnsMiddleware:
    """Let a page begin when the one before is made; two at a time where a database server works meanwhile."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond
        is_embedded = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
        self.turns = Turns(1 if is_embedded else 2)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer when it is the turn of this request, or when it has waited long enough."""
        _OWN.turns = self.turns if self.turns.take(PATIENCE) else None
        try:
            return self.respond(request)
        finally:
            if _OWN.turns is not None:
                _OWN.turns.give()
                _OWN.turns = None
