"""Pages of one record: what it says, its form, its history, its documents, who names it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from serpin.base.texts import mark, translate
from serpin.web.accounts.doors import WorkspaceRequest, workspace_page
from serpin.web.accounts.roles import Action
from serpin.web.registry import actions, attached, bridge, documents, ideas, links, queries, summary, tables, within
from serpin.web.registry.forms import chosen_in, form_of, sections_of
from serpin.web.registry.models import CASE, Record
from serpin.web.registry.referring import target_of
from serpin.web.registry.sheets import Kind
from serpin.web.registry.typed import fault_of, read_form
from serpin.web.registry.views import currency_of, kind_or_404, own_enterprise
from serpin.web.ui.refusal import Overtaken, Refused
from serpin.web.ui.templatetags.speaking import language

_SAVED, _DELETED = mark("Saved."), mark("Deleted.")


def record_or_404(request: WorkspaceRequest, number: int) -> Record:
    """Return a record that the user may see; of others there is no page."""
    row = get_object_or_404(queries.visible(request.standing).select_related("changed_by"), pk=number)
    row.workspace = request.standing.workspace
    if row.parent_id is not None:
        row.parent = Record.objects.select_related("parent__parent").get(pk=row.parent_id)
    if row.kind.startswith("projects"):
        request.area = "projects"
    return row


def way_to(row: Record | None) -> list[Record]:
    """Return the records around a record, the outermost first."""
    found, around = [], row.parent if row is not None else None
    while around is not None:
        found.append(around)
        around = around.parent
    return found[::-1]


@workspace_page("register")
def record(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Show a record with what stands within it."""
    row = record_or_404(request, number)
    kind = queries.kind_of(row)
    currency = currency_of(request)
    user: Any = request.user
    rows = queries.visible(request.standing)
    below = bridge.below(row) if kind.name != CASE and kind.children else {}
    query, slug = request.GET.dict(), request.standing.workspace.slug
    children = within.lists_within(row, kind, below, query, language=language(), currency=currency)
    words, attachments = attached.words_on(row, query, language()), attached.documents_of(row, query, language())
    made = within.as_file(children, f"{slug}-{row.code or row.pk}", language()) or attached.as_file(
        words, attachments, slug, row.pk, language()
    )
    if made is not None:
        return made
    context = {
        "row": row,
        "kind": kind,
        "facts": tables.facts_of(kind, row, language(), rows, currency),
        "children": children,
        "glance": summary.glance_of(row, below) if row.kind == "projects" else None,
        "currency": currency,
        "way": way_to(row),
        "may_edit": request.standing.may(kind.action, row.enterprise, language()),
        "may_comment": request.standing.may(Action.COMMENT, row.enterprise or own_enterprise(request), language()),
        "words": words,
        "documents": attachments,
        "may_attach": documents.may_attach(user, row, request.standing),
        "attach_to": reverse("record-attach", args=[slug, row.pk]),
    }
    return render(request, "registry/record.html", context)


@workspace_page("register")
def uses(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Show who names a record, and where a project stands in the baseline; the page asks for it when it is there."""
    row = record_or_404(request, number)
    context = {
        "row": row,
        "uses": links.uses_of(row, row.code, queries.visible(request.standing).select_related("parent"), 40),
        "place": summary.place_of(request.standing.workspace, row.code) if row.kind == "projects" else None,
    }
    return render(request, "registry/uses.html", context)


@workspace_page("register")
def new_record(request: WorkspaceRequest, kind: str) -> HttpResponse:
    """Make a record."""
    chosen = kind_or_404(kind)
    parent = None
    if chosen.parent is not None:
        number = request.GET.get("in", "")
        parent = record_or_404(request, int(number) if number.isdecimal() and len(number) < 19 else 0)
        if parent.kind != chosen.parent:
            raise Http404
    elif chosen.name == CASE and queries.head(request.standing.workspace) is not None:
        raise Http404
    return _edit(request, chosen, None, parent)


@workspace_page("register")
def edit_record(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Change a record."""
    row = record_or_404(request, number)
    return _edit(request, queries.kind_of(row), row, row.parent)


def _edit(request: WorkspaceRequest, kind: Kind, row: Record | None, parent: Record | None) -> HttpResponse:
    user: Any = request.user
    workspace = request.standing.workspace
    around = parent if parent is not None else row
    enterprise = around.enterprise if around is not None else own_enterprise(request)
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
            if "another" in typed:
                query = f"?in={parent.pk}" if parent is not None else ""
                return redirect(reverse("record-new", args=[workspace.slug, kind.name]) + query)
            return redirect("record", slug=workspace.slug, number=saved.parent_id or saved.pk)
        except Refused as refusal:
            errors = refusal.errors
            if isinstance(refusal, Overtaken):
                typed["version"] = str(refusal.version)  # who saves again has read what is different
    names = tables.choices_for(queries.visible(request.standing), kind, parent or row, language())
    body = row.body if row is not None else _first(request, kind, parent)
    form = form_of(kind, body, language(), typed=typed, errors=errors, names=names, currency=currency_of(request))
    context = {
        "kind": kind,
        "row": row,
        "parent": parent,
        "sections": sections_of(kind, form, language()),
        "errors": errors,
        "version": typed.get("version", "") if typed else row.version if row is not None else "",
        "lists": names,
        "check": reverse("field-check", args=[workspace.slug, kind.name]) + f"?in={around.pk if around else ''}&",
        "way": [*way_to(row), row] if row is not None else [*way_to(parent), parent] if parent is not None else [],
    }
    return render(request, "registry/edit.html", context, status=422 if errors else 200)


def _first(request: WorkspaceRequest, kind: Kind, parent: Record | None) -> dict[str, Any]:
    """Return what a new form is filled with: the next code, the enterprise to which the user is limited."""
    own = own_enterprise(request)
    fields = {entry.path for entry in kind.fields}
    around = {"parent": parent} if parent is not None else {"workspace": request.standing.workspace}
    code = queries.next_code(Record.objects.filter(kind=kind.name, **around))
    first = {"id": code} if kind.has_code and code else {}
    for name in ("enterprise", "owner", "of", "applicant"):
        if own and (name,) in fields:
            return {**first, name: own}
    if kind.name == CASE:
        workspace = request.standing.workspace
        given = dict(workspace.title)
        return {"title": given.get("plain", given), "language": workspace.language}
    return first


@require_POST
@workspace_page("register")
def check_field(request: WorkspaceRequest, kind: str) -> HttpResponse:
    """Say what is wrong with one field of a form as it was typed so far, or whom it names."""
    chosen = kind_or_404(kind)
    user: Any = request.user
    prefix, path = request.GET.get("prefix", "")[:40], request.GET.get("field", "")[:200]
    typed = {name.removeprefix(prefix): str(text) for name, text in request.POST.items() if name.startswith(prefix)}
    try:
        fault = fault_of(chosen, path, typed, language())
    except KeyError:
        raise Http404 from None
    told = ""
    entry = next(entry for entry in chosen.fields if ".".join(entry.path) == path)
    if target_of(chosen, entry) and not fault:
        number = request.GET.get("in", "")
        around = record_or_404(request, int(number)) if number.isdecimal() and len(number) < 19 else None
        body, _ = read_form(
            chosen, {name: text for name, text in typed.items() if name.partition(":")[0] == path}, language()
        )
        workspace = request.standing.workspace
        unknown = actions.unknown_references(user, workspace, chosen, body, parent=around, only=path)
        fault = " ".join(problem.sentence(language()) for problem in unknown)
        names = tables.choices_for(queries.visible(request.standing), chosen, around, language())
        told = chosen_in(typed.get(path, ""), names.get(target_of(chosen, entry), {}))
    return render(request, "registry/verdict.html", {"fault": fault, "told": told})


@require_POST
@workspace_page("register")
def delete_record(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Delete a record."""
    row = record_or_404(request, number)
    slug, parent, kind = request.standing.workspace.slug, row.parent_id, row.kind
    user: Any = request.user
    try:
        actions.delete_record(user, row)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.errors.values()))
        if parent is None:
            return redirect("record", slug=slug, number=number)
        return redirect("record", slug=slug, number=parent)
    messages.success(request, translate(_DELETED, user.language))
    if parent is not None:
        return redirect("record", slug=slug, number=parent)
    return redirect(reverse("records", args=[slug, kind]))


@require_POST
@workspace_page("register")
def move_record(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Move a record up or down in its list."""
    row = record_or_404(request, number)
    user: Any = request.user
    actions.move_record(user, row, -1 if request.POST.get("step") == "-1" else 1)
    return redirect("record", slug=request.standing.workspace.slug, number=row.parent_id or row.pk)


@require_POST
@workspace_page("register", Action.COMMENT)
def comment_record(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Add a word to a record."""
    row = record_or_404(request, number)
    user: Any = request.user
    try:
        ideas.comment(user, request.POST.get("comment", ""), record=row)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.errors.values()))
    return redirect("record", slug=request.standing.workspace.slug, number=number)
