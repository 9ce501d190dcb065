"""Pages are made one after the other: threads of Python that take turns within a page make all of them slower."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

PATIENCE = 0.2
"""Seconds after which a page no longer waits for a long one to be over: importing a large workbook holds up nobody."""


class TurnsMiddleware:
    """Let a page begin when the one before is made; two at a time where a database server works meanwhile."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond
        is_embedded = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
        self.turns = threading.Semaphore(1 if is_embedded else 2)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer when it is the turn of this request, or when it has waited long enough."""
        is_turn = self.turns.acquire(timeout=PATIENCE)
        try:
            return self.respond(request)
        finally:
            if is_turn:
                self.turns.release()
