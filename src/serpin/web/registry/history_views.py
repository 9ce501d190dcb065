"""Pages of the history of records and ideas: who changed which field, when, from what to what."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from serpin.base.texts import mark, translate
from serpin.web.accounts.doors import WorkspaceRequest, workspace_page
from serpin.web.accounts.roles import Action
from serpin.web.registry import ideas as idea_actions
from serpin.web.registry import queries
from serpin.web.registry.changes import Change, Step, changes_of, seen_history, steps_in
from serpin.web.registry.models import Record
from serpin.web.registry.record_views import record_or_404, way_to
from serpin.web.ui import lists
from serpin.web.ui.templatetags.speaking import language

_TITLE = mark("History")
_LARGEST_NUMBER = 2**63 - 1


@workspace_page("register", Action.SEE_HISTORY)
def history(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Show who changed which field of a record, when, from what to what."""
    slug = request.standing.workspace.slug
    gone = _gone(request, number)
    if gone is not None:
        context: dict[str, Any] = {"title": gone.title or gone.code, "back": reverse("register-history", args=[slug])}
        return _shown(request, changes_of(gone, language()), {**context, "of_register": True})
    row = record_or_404(request, number)
    context = {
        "title": row.title or row.code,
        "back": reverse("record", args=[slug, row.pk]),
        "kind": queries.kind_of(row),
        "way": [*way_to(row), row],
    }
    return _shown(request, changes_of(row, language()), context)


def _gone(request: WorkspaceRequest, number: int) -> Record | None:
    """Return a deleted record as it was at last, where the user could see it, or nothing."""
    if number > _LARGEST_NUMBER or Record.objects.filter(pk=number).exists():
        return None
    last = seen_history(request.standing).filter(id=number).order_by("-history_date", "-history_id").first()
    return last.instance if last is not None and last.history_type == "-" else None


@workspace_page("register", Action.SEE_HISTORY)
def register_history(request: WorkspaceRequest) -> HttpResponse:
    """Show who made, changed and deleted which record, and when."""
    say = language()
    headings: list[lists.Heading[Step]] = [
        lists.Heading("when", translate(mark("When"), say), lambda step: _moment(step.when)),
        lists.Heading("who", translate(mark("Who"), say), lambda step: step.who, choices=True),
        lists.Heading("done", translate(mark("What was done"), say), lambda step: step.done, choices=True),
        lists.Heading("list", translate(mark("List"), say), lambda step: step.kind, choices=True),
        lists.Heading("code", translate(mark("Code"), say), lambda step: step.code),
        lists.Heading("record", translate(mark("Record"), say), lambda step: step.title),
    ]
    found = lists.arranged(steps_in(request.standing, say), headings, request.GET.dict())
    made = lists.as_file(found, f"{request.standing.workspace.slug}-history", translate(_TITLE, say))
    return made or render(request, "registry/register_history.html", {"list": found, "page": found.page})


def _moment(when: datetime) -> datetime:
    return timezone.localtime(when).replace(tzinfo=None)


@workspace_page("ideas", Action.SEE_HISTORY)
def idea_history(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Show who changed what of an idea, when, from what to what."""
    found = get_object_or_404(queries.ideas(request.standing), pk=number)
    back = reverse("idea", args=[request.standing.workspace.slug, found.pk])
    return _shown(request, idea_actions.changes_of(found, language()), {"title": found.title, "back": back})


def _headings() -> list[lists.Heading[Change]]:
    say = language()
    return [
        lists.Heading("when", translate(mark("When"), say), lambda change: _moment(change.when)),
        lists.Heading("who", translate(mark("Who"), say), lambda change: change.who, choices=True),
        lists.Heading("what", translate(mark("What"), say), lambda change: change.field, choices=True),
        lists.Heading("before", translate(mark("Old value"), say), lambda change: change.before),
        lists.Heading("after", translate(mark("New value"), say), lambda change: change.after),
    ]


def _shown(request: WorkspaceRequest, changes: list[Change], context: dict[str, Any]) -> HttpResponse:
    """Return the page of changes, or the file of those that were asked for."""
    found = lists.arranged(changes, _headings(), request.GET.dict())
    made = lists.as_file(found, f"{request.standing.workspace.slug}-history", translate(_TITLE, language()))
    return made or render(request, "registry/history.html", {**context, "list": found, "page": found.page})
