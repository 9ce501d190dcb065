"""Pages of plans: asking for one, watching it, reading it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from serpin.base.errors import InputError
from serpin.base.texts import mark, translate
from serpin.web.accounts.doors import WorkspaceRequest, workspace_page
from serpin.web.accounts.roles import Action
from serpin.web.runs import actions, results
from serpin.web.runs.models import Run
from serpin.web.ui.refusal import Refused
from serpin.web.ui.templatetags.speaking import language

_LARGEST_SEED = 2**63 - 1
_MOST_SECONDS = 3600.0
_NO_SEED = mark("the seed is a whole number from 0 to 9 223 372 036 854 775 807")
_NO_SECONDS = mark("the time limit is a number of seconds from 1 to 3600")


def _run(request: WorkspaceRequest, number: int) -> Run:
    rows = Run.objects.filter(workspace=request.standing.workspace).select_related("asked_by", "workspace")
    return get_object_or_404(rows.defer("case"), pk=number)


@workspace_page("plans")
def plans(request: WorkspaceRequest) -> HttpResponse:
    """Show the plans of a workspace, the newest first."""
    rows = Run.objects.filter(workspace=request.standing.workspace).select_related("asked_by", "result")
    context = {
        "runs": rows.defer("case", "result__document")[:100],
        "may_plan": request.standing.may(Action.PLAN, None, language()),
    }
    return render(request, "runs/plans.html", context)


@workspace_page("plans", Action.PLAN)
def new_plan(request: WorkspaceRequest) -> HttpResponse:
    """Ask for a plan."""
    user: Any = request.user
    errors: dict[str, str] = {}
    faults: list[str] = []
    if request.method == "POST":
        try:
            seed, options = _read(request.POST.dict(), user.language)
            run = actions.ask(
                user, request.standing.workspace, title=request.POST.get("title", ""), seed=seed, options=options
            )
            return redirect("plan", slug=request.standing.workspace.slug, number=run.pk)
        except Refused as refusal:
            errors = refusal.errors
        except InputError as error:
            faults = [f"{problem.path()}: {problem.sentence(user.language)}" for problem in error.problems]
    context = {"errors": errors, "faults": faults, "typed": request.POST.dict()}
    return render(request, "runs/new.html", context, status=422 if errors or faults else 200)


def _read(typed: dict[str, str], language: str) -> tuple[int, dict[str, Any]]:
    errors = {}
    seed_text, seconds_text = typed.get("seed", "").strip() or "1", typed.get("seconds", "").strip().replace(",", ".")
    seed = int(seed_text) if seed_text.isdecimal() and int(seed_text) <= _LARGEST_SEED else None
    if seed is None:
        errors["seed"] = translate(_NO_SEED, language)
    options: dict[str, Any] = {}
    if seconds_text:
        try:
            seconds = float(seconds_text)
        except ValueError:
            seconds = 0.0
        if not 1.0 <= seconds <= _MOST_SECONDS:
            errors["seconds"] = translate(_NO_SECONDS, language)
        options = {"portfolio": {"seconds": seconds}, "scheduling": {"seconds": seconds}}
    if errors:
        raise Refused(errors)
    return seed or 0, options


@workspace_page("plans")
def plan(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Show a run: its progress while it lasts, then its plan."""
    run = _run(request, number)
    context: dict[str, Any] = {
        "run": run,
        "watch": results.watch_of(run, language()),
        "may_plan": request.standing.may(Action.PLAN, None, language()),
        "may_adopt": request.standing.may(Action.ADOPT, None, language()),
    }
    if run.is_over:
        context |= results.page_of(run, language())
    return render(request, "runs/plan.html", context)


@workspace_page("plans")
def progress(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Show how far a run is; once it is over the whole page is loaded anew."""
    run = _run(request, number)
    response = render(request, "runs/progress.html", {"run": run, "watch": results.watch_of(run, language())})
    if run.is_over:
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
@workspace_page("plans", Action.PLAN)
def stop(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Stop a run with what it has."""
    user: Any = request.user
    actions.stop(user, _run(request, number))
    return redirect("plan", slug=request.standing.workspace.slug, number=number)


@require_POST
@workspace_page("plans", Action.PLAN)
def retry(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Ask for the same run again."""
    user: Any = request.user
    try:
        again = actions.retry(user, get_object_or_404(Run, workspace=request.standing.workspace, pk=number))
    except Refused as refusal:
        messages.error(request, " ".join(refusal.errors.values()))
        return redirect("plan", slug=request.standing.workspace.slug, number=number)
    return redirect("plan", slug=request.standing.workspace.slug, number=again.pk)


@require_POST
@workspace_page("plans", Action.ADOPT)
def adopt(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Make the plan the baseline."""
    user: Any = request.user
    try:
        actions.adopt(user, _run(request, number))
    except Refused as refusal:
        messages.error(request, " ".join(refusal.errors.values()))
    return redirect("plan", slug=request.standing.workspace.slug, number=number)


@workspace_page("plans")
def file(request: WorkspaceRequest, number: int, name: str) -> HttpResponse:
    """Send a file made of the stored plan: the document, the report or the workbook."""
    run = _run(request, number)
    made = results.file_of(run, name, language())
    if made is None:
        raise Http404
    content, kind = made
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
