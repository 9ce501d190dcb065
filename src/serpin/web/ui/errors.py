"""Pages for what went wrong; they say what to do next."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from serpin.base.texts import mark

_PAGES = {
    400: (mark("This request was not understood"), mark("Go back and try again.")),
    403: (
        mark("This is not allowed"),
        mark("If the page was open for long, load it anew and repeat what you did; nothing was changed."),
    ),
    404: (
        mark("There is nothing here for you"),
        mark("The page does not exist, or it belongs to a workspace of which you are no member."),
    ),
    413: (
        mark("This is more than can be taken at once"),
        mark("Nothing was changed. Go back and send it in parts, or as a file by “Import and export”."),
    ),
    500: (
        mark("Something broke on our side"),
        mark("Nothing of what is stored was lost. Try again; if it happens again, tell your administrator the time."),
    ),
}


def page(request: HttpRequest, status: int, reason: str = "") -> HttpResponse:
    """Return the page for a status, with the reason where there is one."""
    title, advice = _PAGES[status]
    context = {"title": title, "advice": advice, "reason": reason, "status": status}
    return render(request, "ui/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what was not understood, or was too much."""
    too_much = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    return page(request, 413 if too_much else 400)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - signature of Django
    """Answer a form without its token: the page was open for long, or somebody else made it."""
    return page(request, 403)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - signature of Django
    """Answer what is not allowed."""
    return page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - signature of Django
    """Answer what is not there."""
    return page(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer when the program failed."""
    return page(request, 500)
