"""The first page, and whether the server lives."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from serpin.web.accounts.queries import workspaces_of


def home(request: HttpRequest) -> HttpResponse:
    """Show the workspaces of the user; the only one opens at once."""
    workspaces = list(workspaces_of(request.user))  # type: ignore[arg-type]
    if len(workspaces) == 1:
        return redirect("area-overview", slug=workspaces[0].slug)
    return render(request, "ui/home.html", {"found": workspaces})


def alive(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - signature of Django
    """Answer that the server lives."""
    return HttpResponse("alive", content_type="text/plain")
