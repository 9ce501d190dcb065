"""Runs: the list, watching one, stopping it, trying again, adopting its plan, and its files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from serpin.base.texts import translate
from serpin.web.accounts.doors import WorkspaceRequest, workspace_page
from serpin.web.accounts.permissions import Standing
from serpin.web.accounts.roles import Action
from serpin.web.runs import actions, files, results, tables
from serpin.web.runs.models import Run, State
from serpin.web.ui.lists import page_of
from serpin.web.ui.refusal import Refused
from serpin.web.ui.templatetags.speaking import language

MOST_IN_A_FILE = 5000


def seen(standing: Standing) -> QuerySet[Run]:
    """Return the runs of a workspace; the door lets only those in who may see all of it."""
    rows = Run.objects.filter(workspace=standing.workspace)
    return rows.select_related("asked_by", "workspace").defer("case")


def run_at(request: WorkspaceRequest, number: int) -> Run:
    """Return a run of the workspace, or answer that there is none."""
    return get_object_or_404(seen(request.standing), pk=number)


@workspace_page("plans")
def plans(request: WorkspaceRequest) -> HttpResponse:
    """Show the plans of a workspace, the newest first, or send the list as a table."""
    rows = seen(request.standing).select_related("result").defer("case", "result__document")
    search, state = request.GET.get("q", "").strip()[:200], request.GET.get("state", "")
    sort = request.GET.get("sort", "")
    if search:
        rows = rows.filter(title__icontains=search)
    if state in State.values:
        rows = rows.filter(state=state)
    rows = tables.ordered(rows, sort, language())
    if request.GET.get("as") in ("csv", "xlsx"):
        name = f"{request.standing.workspace.slug}-plans"
        return tables.as_file(rows[:MOST_IN_A_FILE], request.GET["as"], name, language())
    page = page_of(rows, request.GET.get("page"))
    context = {
        "page": page,
        "runs": page.object_list,
        "list": {"columns": tables.columns(sort, language())},
        "states": [(value, translate(str(words), language())) for value, words in State.choices],
        "asked": {"q": search, "state": state, "sort": sort},
        "may_plan": request.standing.may(Action.PLAN, None, language()),
        "baseline": seen(request.standing).filter(is_baseline=True).first(),
    }
    return render(request, "runs/plans.html", context)


@workspace_page("plans")
def progress(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Show how far a run is; once it is over the whole page is loaded anew."""
    run = run_at(request, number)
    context = {
        "run": run,
        "watch": results.watch_of(run, language()),
        "may_plan": request.standing.may(Action.PLAN, None, language()),
        "renewed": True,
    }
    response = render(request, "runs/progress.html", context)
    if run.is_over:
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
@workspace_page("plans", Action.PLAN)
def stop(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Stop a run with what it has."""
    user: Any = request.user
    actions.stop(user, run_at(request, number))
    return redirect("plan", slug=request.standing.workspace.slug, number=number)


@require_POST
@workspace_page("plans", Action.PLAN)
def retry(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Ask for the same run again."""
    user: Any = request.user
    try:
        again = actions.retry(user, run_at(request, number))
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
        actions.adopt(user, run_at(request, number))
    except Refused as refusal:
        messages.error(request, " ".join(refusal.errors.values()))
    return redirect("plan", slug=request.standing.workspace.slug, number=number)


@workspace_page("plans")
def file(request: WorkspaceRequest, number: int, name: str) -> HttpResponse:
    """Send a file made of the stored plan: reports, workbook, document, and what other programs read."""
    run = run_at(request, number)
    made = files.file_of(run, name, language())
    if made is None:
        raise Http404
    content, kind = made
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
