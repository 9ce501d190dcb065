"""The page that makes a workspace: from nothing, or from a file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from serpin.base.errors import InputError
from serpin.base.texts import mark, translate
from serpin.web.accounts.models import Workspace
from serpin.web.registry import receiving, workspaces
from serpin.web.ui.refusal import Refused
from serpin.web.ui.templatetags.speaking import language

_MADE = mark("The workspace is there. State the case as a whole first: everything is counted from its start.")
_FILLED = mark("The workspace is there, with {count} records.")


@require_http_methods(["GET", "POST"])
def new_workspace(request: HttpRequest) -> HttpResponse:
    """Make a workspace."""
    user: Any = request.user
    if not workspaces.may_make(user):
        raise Http404
    errors: dict[str, str] = {}
    faults: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            sent = request.FILES.get("file")
            case = receiving.case_in(sent)[1] if sent is not None else None
            workspace, count = workspaces.make(user, request.POST.dict(), case)
            if count:
                messages.success(request, translate(_FILLED, user.language, count=count))
                return redirect("area-overview", slug=workspace.slug)
            messages.success(request, translate(_MADE, user.language))
            return redirect("case", slug=workspace.slug)
        except InputError as error:
            faults = [(problem.where or problem.path(), problem.sentence(language())) for problem in error.problems]
            errors = {"file": " "}
        except Refused as refusal:
            errors = refusal.errors
    context = {
        "errors": errors,
        "faults": faults[:100],
        "typed": request.POST.dict() or {"language": language()},
        "kinds": Workspace.Kind.choices,
        "endings": ",".join(receiving.CASES),
    }
    return render(request, "registry/new_workspace.html", context, status=422 if errors else 200)
