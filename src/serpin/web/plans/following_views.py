"""Pages of progress: the baseline against what happens, reporting on a work, planning anew from there."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.db.models import Count, Max, Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from pydantic import ValidationError

from serpin.base.errors import InputError
from serpin.base.texts import mark, translate
from serpin.vocabulary.project import Project
from serpin.web.accounts.doors import WorkspaceRequest, workspace_page
from serpin.web.accounts.models import Workspace
from serpin.web.accounts.roles import Action
from serpin.web.plans import actions, following_lists
from serpin.web.plans import following as tracking
from serpin.web.registry import bridge, queries
from serpin.web.registry.forms import form_of
from serpin.web.registry.models import Record
from serpin.web.runs.models import Run, State
from serpin.web.runs.results import plan_of
from serpin.web.runs.views import seen
from serpin.web.ui import lists
from serpin.web.ui.refusal import Refused
from serpin.web.ui.templatetags.speaking import language

_SAVED = mark("Saved.")
_WORKS = "projects.works"
_TITLE = mark("from {day} on, by what was reported")


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return timezone.localdate()


def _baseline(request: WorkspaceRequest) -> Run | None:
    return seen(request.standing).filter(is_baseline=True).first()


def _projects(workspace: Workspace) -> dict[str, Project]:
    """Return the projects of the register that are whole; others are left to the page of problems."""
    rows = Record.objects.filter(workspace=workspace)
    state = rows.aggregate(count=Count("id"), last=Max("changed_at"), versions=Sum("version"))
    return _projects_in(workspace.pk, str(state))


@lru_cache(maxsize=8)
def _projects_in(workspace: int, _state: str) -> dict[str, Project]:
    data, _ = bridge.document_of(Workspace.objects.get(pk=workspace))
    found = {}
    for body in data.get("projects", []):
        try:
            found[str(body["id"])] = Project.model_validate(body)
        except (ValidationError, InputError):
            continue
    return found


@workspace_page("plans")
def following(request: WorkspaceRequest) -> HttpResponse:
    """Show the baseline against what happens, with early warnings."""
    run = _baseline(request)
    day = _day(request.GET.get("on"))
    context: dict[str, Any] = {
        "run": run,
        "day": day,
        "only": request.GET.get("only", ""),
        "may_plan": request.standing.may(Action.PLAN, None, language()),
    }
    baseline = plan_of(run) if run is not None else None
    if run is not None and baseline is not None:
        newer = seen(request.standing).filter(state__in=(State.DONE, State.STOPPED), asked_at__gt=run.asked_at)
        latest = newer.order_by("-asked_at").first()
        found = tracking.followed(
            baseline,
            _projects(request.standing.workspace),
            plan_of(latest) if latest is not None else None,
            day=day,
            language=language(),
        )
        _link(request, found)
        query = request.GET.dict()
        named: dict[str, lists.Arranged[Any]] = {
            "warnings": following_lists.warnings_of(found, query, language()),
            "projects": following_lists.projects_of(found, query, language()),
            "works": following_lists.works_of(found, query, language(), only_live=bool(context["only"])),
        }
        for name, listed in named.items():
            made = lists.as_file(listed, f"{request.standing.workspace.slug}-{name}-{day.isoformat()}")
            if made is not None:
                return made
        context |= {"currency": baseline.case.currency, "found": found, "latest": latest, **named}
    return render(request, "plans/following.html", context)


def _link(request: WorkspaceRequest, found: tracking.Following) -> None:
    """Give every work the number of its record, where the reader may report on it."""
    rows = queries.visible(request.standing).filter(kind=_WORKS).values_list("parent__code", "code", "pk", "enterprise")
    numbers = {
        (project, code): pk
        for project, code, pk, enterprise in rows
        if request.standing.may(Action.EDIT_PROJECT, enterprise, language())
    }
    for line in found.projects:
        for work in line.works:
            work.record = numbers.get((work.project, work.code))


@workspace_page("projects", Action.EDIT_PROJECT)
def report(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Report how far a work is."""
    user: Any = request.user
    row: Record = get_object_or_404(
        queries.visible(request.standing).filter(kind=_WORKS).select_related("parent"), pk=number
    )
    whole = request.standing.enterprises is None
    slug = request.standing.workspace.slug
    back = reverse("plan-following", args=[slug]) if whole else reverse("record", args=[slug, row.pk])
    wanted = request.GET.get("next", "")
    if wanted and url_has_allowed_host_and_scheme(wanted, None):
        back = wanted
    typed: dict[str, str] | None = None
    errors: dict[str, str] = {}
    version = row.version
    if request.method == "POST":
        typed = request.POST.dict()
        shown = typed.get("version", "")
        try:
            actions.report_progress(user, row, typed, int(shown) if shown.isdecimal() else None)
        except Refused as refusal:
            errors = refusal.errors
            version = int(shown) if shown.isdecimal() else version
        else:
            messages.success(request, translate(_SAVED, language()))
            return redirect(back)
    form = form_of(queries.kind_of(row), row.body, language(), typed=typed, errors=errors)
    context = {
        "row": row,
        "form": [entry for entry in form if entry.path.startswith("progress")],
        "errors": errors,
        "version": version,
        "back": back,
        "modes": list(row.children.filter(kind="projects.works.modes").values_list("code", "title")),
    }
    return render(request, "plans/report.html", context, status=422 if errors else 200)


@require_POST
@workspace_page("plans", Action.PLAN)
def replan(request: WorkspaceRequest) -> HttpResponse:
    """Plan anew from what was reported."""
    user: Any = request.user
    run = _baseline(request)
    baseline = plan_of(run) if run is not None else None
    if baseline is None:
        raise Http404
    day = _day(request.POST.get("on"))
    try:
        made = actions.replan(
            user,
            request.standing.workspace,
            baseline,
            day=day,
            title=translate(_TITLE, language(), day=day.isoformat()),
            keep_projects="keep_projects" in request.POST,
            keep_dates="keep_dates" in request.POST,
        )
    except Refused as refusal:
        messages.error(request, " ".join(refusal.errors.values()))
    except InputError as error:
        messages.error(request, " ".join(problem.text(language()) for problem in error.problems[:5]))
    else:
        return redirect("plan", slug=request.standing.workspace.slug, number=made.pk)
    return redirect("plan-following", slug=request.standing.workspace.slug)
