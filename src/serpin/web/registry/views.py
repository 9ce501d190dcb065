"""Pages of the register: overview, lists, records, their history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from serpin.base.errors import InputError
from serpin.base.texts import mark, translate
from serpin.web.accounts.doors import WorkspaceRequest, workspace_page
from serpin.web.registry import actions, bridge, queries, tables
from serpin.web.registry.changes import changes_of
from serpin.web.registry.forms import form_of
from serpin.web.registry.models import CASE, Idea, Record
from serpin.web.registry.sheets import Kind, kind_named, kinds
from serpin.web.ui.refusal import Refused
from serpin.web.ui.templatetags.speaking import language

_SAVED, _DELETED = mark("Saved."), mark("Deleted.")


def _kind(name: str) -> Kind:
    try:
        return kind_named(name)
    except KeyError:
        raise Http404 from None


def _record(request: WorkspaceRequest, number: int) -> Record:
    return get_object_or_404(queries.visible(request.standing).select_related("parent", "changed_by"), pk=number)


@workspace_page("overview")
def overview(request: WorkspaceRequest) -> HttpResponse:
    """Show what there is, what is missing, and what to do next."""
    counts = queries.counts(request.standing)
    head = queries.head(request.standing.workspace)
    context = {
        "head": head,
        "counts": [(kind, counts.get(kind.name, 0)) for kind in kinds() if "." not in kind.name and kind.name != CASE],
        "numbers": counts,
        "ideas": Idea.objects.filter(workspace=request.standing.workspace, state=Idea.State.OPEN).count(),
        "runs": request.standing.workspace.runs.select_related("asked_by").defer("case")[:5],
        "baseline": request.standing.workspace.runs.filter(is_baseline=True).defer("case").first(),
    }
    return render(request, "registry/overview.html", context)


@workspace_page("register")
def register(request: WorkspaceRequest) -> HttpResponse:
    """Show all kinds of records with their numbers."""
    counts = queries.counts(request.standing)
    found = [(kind, counts.get(kind.name, 0)) for kind in kinds() if "." not in kind.name and kind.name != CASE]
    return render(request, "registry/register.html", {"kinds": found, "head": queries.head(request.standing.workspace)})


@workspace_page("register")
def problems(request: WorkspaceRequest) -> HttpResponse:
    """Show what keeps the case from being planned, each with the record in which it lies."""
    data, places = bridge.document_of(request.standing.workspace)
    found = []
    try:
        bridge.case_from(data)
    except InputError as error:
        found = [
            (problem.sentence(language()), problem.path(), bridge.record_at(problem, places))
            for problem in error.problems
        ]
    return render(request, "registry/problems.html", {"problems": found})


@workspace_page("projects")
def projects(request: WorkspaceRequest) -> HttpResponse:
    """Show the projects."""
    return _list(request, kind_named("projects"))


@workspace_page("register")
def listing(request: WorkspaceRequest, kind: str) -> HttpResponse:
    """Show the records of a kind."""
    return _list(request, _kind(kind))


def _list(request: WorkspaceRequest, kind: Kind) -> HttpResponse:
    asked = queries.Listing.from_query(request.GET.dict())
    pages = Paginator(queries.rows(request.standing, kind, asked), queries.PAGE)
    page = pages.get_page(asked.page)
    context = {
        "kind": kind,
        "asked": asked,
        "page": page,
        "columns": tables.columns_of(kind, language()),
        "rows": tables.rows_of(kind, page.object_list, language()),
        "groups": tables.groups_of(kind, language()),
        "may_edit": request.standing.may(kind.action, _own(request), language()),
    }
    return render(request, "registry/list.html", context)


def _own(request: WorkspaceRequest) -> str | None:
    own = request.standing.enterprises
    return next(iter(sorted(own)), None) if own else None


@workspace_page("register")
def record(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Show a record with what stands within it."""
    row = _record(request, number)
    kind = queries.kind_of(row)
    context = {
        "row": row,
        "kind": kind,
        "facts": tables.facts_of(kind, row.body, language()),
        "children": [
            (
                child,
                tables.columns_of(child, language()),
                tables.rows_of(child, row.children.filter(kind=child.name), language()),
            )
            for child in (kind.children if kind.name != CASE else ())
        ],
        "way": _way(row),
        "may_edit": request.standing.may(kind.action, row.enterprise, language()),
        "comments": row.comments.select_related("author"),
    }
    return render(request, "registry/record.html", context)


def _way(row: Record) -> list[Record]:
    found, around = [], row.parent
    while around is not None:
        found.append(around)
        around = around.parent
    return found[::-1]


@workspace_page("register")
def new_record(request: WorkspaceRequest, kind: str) -> HttpResponse:
    """Make a record."""
    chosen = _kind(kind)
    parent = None
    if chosen.parent is not None:
        number = request.GET.get("in", "")
        parent = _record(request, int(number) if number.isdecimal() else 0)
        if parent.kind != chosen.parent:
            raise Http404
    return _edit(request, chosen, None, parent)


@workspace_page("register")
def edit_record(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Change a record."""
    row = _record(request, number)
    return _edit(request, queries.kind_of(row), row, row.parent)


def _edit(request: WorkspaceRequest, kind: Kind, row: Record | None, parent: Record | None) -> HttpResponse:
    user: Any = request.user
    workspace = request.standing.workspace
    enterprise = row.enterprise if row is not None else parent.enterprise if parent is not None else _own(request)
    actions.demand(user, workspace, kind, enterprise)
    typed, errors = None, {}
    if request.method == "POST":
        typed = request.POST.dict()
        version = typed.get("version", "")
        try:
            saved = actions.save_record(
                user,
                workspace,
                kind,
                typed,
                record=row,
                parent=parent,
                version=int(version) if version.isdecimal() else None,
            )
            messages.success(request, translate(_SAVED, user.language))
            return redirect("record", slug=workspace.slug, number=saved.parent_id or saved.pk)
        except Refused as refusal:
            errors = refusal.errors
    context = {
        "kind": kind,
        "row": row,
        "parent": parent,
        "form": form_of(kind, row.body if row is not None else {}, language(), typed=typed, errors=errors),
        "errors": errors,
        "version": row.version if row is not None else "",
        "lists": tables.choices_for(workspace, kind, parent or row),
        "way": [*_way(row), row] if row is not None else [*_way(parent), parent] if parent is not None else [],
    }
    return render(request, "registry/edit.html", context, status=422 if errors else 200)


@require_POST
@workspace_page("register")
def delete_record(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Delete a record."""
    row = _record(request, number)
    slug, parent, kind = request.standing.workspace.slug, row.parent_id, row.kind
    user: Any = request.user
    try:
        actions.delete_record(user, row)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.errors.values()))
        return redirect("record", slug=slug, number=number)
    messages.success(request, translate(_DELETED, user.language))
    if parent is not None:
        return redirect("record", slug=slug, number=parent)
    return redirect(reverse("records", args=[slug, kind]))


@require_POST
@workspace_page("register")
def move_record(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Move a record up or down in its list."""
    row = _record(request, number)
    user: Any = request.user
    actions.move_record(user, row, -1 if request.POST.get("step") == "-1" else 1)
    return redirect("record", slug=request.standing.workspace.slug, number=row.parent_id or row.pk)


@workspace_page("register")
def history(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Show who changed which field of a record, when, from what to what."""
    row = _record(request, number)
    context = {"row": row, "kind": queries.kind_of(row), "changes": changes_of(row, language()), "way": _way(row)}
    return render(request, "registry/history.html", context)
