"""What is typed is text: a sign of no text, which PostgreSQL refuses, is refused before anything reads it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import Any

from django.http import HttpRequest, HttpResponse

from serpin.web.ui.errors import page

_NONE = "\x00"


class PlainTextMiddleware:
    """Answer that a request was not understood where it holds the sign of no text."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Hand the request on."""
        return self.respond(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """Look at what was asked and typed, once it is known that the form is ours."""
        given = chain(request.GET.lists(), request.POST.lists() if request.method == "POST" else ())
        strange = any(_NONE in key or any(_NONE in value for value in values) for key, values in given)
        return page(request, 400) if strange or _NONE in request.path else None
