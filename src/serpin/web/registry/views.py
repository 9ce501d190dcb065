"""Pages of the register: overview, lists, what is wrong."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from serpin.base.texts import mark, translate
from serpin.web.accounts.doors import WorkspaceRequest, workspace_page
from serpin.web.accounts.models import Membership
from serpin.web.accounts.roles import Action
from serpin.web.registry import actions, export, guidance, health, queries, tables, workspaces
from serpin.web.registry.models import CASE, Idea
from serpin.web.registry.sheets import Kind, kind_named, kinds
from serpin.web.ui import lists, spreadsheets
from serpin.web.ui.templatetags.speaking import language

_DELETED = mark("{count} records deleted.")
_MOST_ROWS = 100_000
_MOST_CHOSEN = 500


def kind_or_404(name: str) -> Kind:
    """Return a kind by its name; there is no page of others."""
    try:
        return kind_named(name)
    except KeyError:
        raise Http404 from None


def own_enterprise(request: WorkspaceRequest) -> str | None:
    """Return the enterprise to which somebody is limited, or nothing."""
    own = request.standing.enterprises
    return next(iter(sorted(own)), None) if own else None


def currency_of(request: WorkspaceRequest) -> str:
    """Return the currency of the case."""
    return queries.currency(request.standing.workspace)


@workspace_page("overview")
def overview(request: WorkspaceRequest) -> HttpResponse:
    """Show what there is, what is missing, and what to do next."""
    member = request.standing
    done = [advice.done for advice in guidance.wanted_by(member)]
    counts = queries.counts(member, [CASE, *(kind.name for kind in _top_kinds()), *done])
    runs = list(member.workspace.runs.select_related("asked_by").defer("case")[:5])
    baseline = member.workspace.runs.filter(is_baseline=True).defer("case").first()
    ideas = queries.ideas(member).filter(state=Idea.State.OPEN)
    numbers = {
        **counts,
        "ideas": ideas.count(),
        "runs": len(runs),
        "baseline": int(baseline is not None),
        "members": Membership.objects.filter(workspace=member.workspace).count() - 1,
    }
    context = {
        "counts": [(kind, counts[kind.name]) for kind in _top_kinds() if counts.get(kind.name)],
        "steps": guidance.steps_for(member, numbers, language()),
        "ideas": ideas.select_related("author")[:5],
        "runs": runs,
        "baseline": baseline,
        "may_make_workspace": workspaces.may_make(member.user),
    }
    return render(request, "registry/overview.html", context)


def _top_kinds() -> list[Kind]:
    return [kind for kind in kinds() if "." not in kind.name and kind.name != CASE]


@workspace_page("overview")
def state(request: WorkspaceRequest) -> HttpResponse:
    """Show how many problems and doubts there are; the overview asks for it after it is there."""
    found = health.findings(request.standing)
    context = {
        "errors": [finding for finding in found if not finding.is_warning],
        "doubts": health.doubts(request.standing, language()),
    }
    return render(request, "registry/state.html", context)


@workspace_page("register")
def register(request: WorkspaceRequest) -> HttpResponse:
    """Show all kinds of records with their numbers."""
    counts = queries.counts(request.standing, [kind.name for kind in _top_kinds()])
    say = language()
    headings: list[lists.Heading[tuple[Kind, int]]] = [
        lists.Heading("list", translate(mark("List"), say), lambda row: row[0].sheet.name(say)),
        lists.Heading("number", translate(mark("Number"), say), lambda row: row[1], number=True),
        lists.Heading("what", translate(mark("What stands there"), say), lambda row: _description(row[0], say)),
    ]
    found = lists.arranged([(kind, counts.get(kind.name, 0)) for kind in _top_kinds()], headings, request.GET)
    made = lists.as_file(found, f"{request.standing.workspace.slug}-register", translate(mark("Register"), say))
    if made is not None:
        return made
    context = {
        "list": found,
        "head": queries.head(request.standing.workspace),
        "may_exchange": request.standing.may(Action.EXCHANGE, None, language()),
    }
    return render(request, "registry/register.html", context)


def _description(kind: Kind, language: str) -> str:
    return translate(str(kind.sheet.description), language)


@workspace_page("register")
def the_case(request: WorkspaceRequest) -> HttpResponse:
    """Go to the record of the case itself, or to the form that makes it."""
    head = queries.head(request.standing.workspace)
    slug = request.standing.workspace.slug
    if head is None:
        return redirect("record-new", slug=slug, kind=CASE)
    return redirect("record", slug=slug, number=head.pk)


@workspace_page("projects")
def projects(request: WorkspaceRequest) -> HttpResponse:
    """Show the projects."""
    return _list(request, kind_named("projects"))


@workspace_page("register")
def listing(request: WorkspaceRequest, kind: str) -> HttpResponse:
    """Show the records of a kind."""
    return _list(request, kind_or_404(kind))


def _list(request: WorkspaceRequest, kind: Kind) -> HttpResponse:
    asked = queries.Listing.from_query(request.GET.dict())
    wanted = request.GET.get("as", "")
    if wanted:
        return _file(request, kind, asked, wanted)
    found = queries.rows(request.standing, kind, asked)
    shown = ("pk", "code", "title", "body", *(("parent__code",) if kind.parent is not None else ()))
    page = lists.page_of(found.values_list(*shown, named=True), request.GET.get("page"))
    context = {
        "kind": kind,
        "asked": asked,
        "page": page,
        "list": {"columns": tables.columns_of(kind, language(), asked.sort)},
        "rows": tables.rows_of(kind, page.object_list, language()),
        "groups": tables.groups_of(kind, language()),
        "owners": queries.owners(request.standing, kind),
        "may_edit": request.standing.may(kind.action, own_enterprise(request), language()),
    }
    return render(request, "registry/list.html", context)


def _around(kind: Kind) -> list[Any]:
    """Return what is read along with a record: the records around it."""
    return ["parent", "parent__parent", "parent__parent__parent"][: kind.name.count(".")] or [None]


def _file(request: WorkspaceRequest, kind: Kind, asked: queries.Listing, wanted: str) -> HttpResponse:
    """Return the list as it is filtered and sorted, as a file."""
    if wanted not in ("csv", "xlsx"):
        raise Http404
    records = queries.rows(request.standing, kind, asked).select_related(*_around(kind))[:_MOST_ROWS]
    headings, rows = export.table_of(kind, records, language())
    name = f"{request.standing.workspace.slug}-{kind.name.replace('.', '-')}"
    return spreadsheets.download(name, wanted, kind.sheet.name(language()), headings, rows)


def as_download(content: bytes, name: str, media: str) -> HttpResponse:
    """Return bytes that a browser stores and never shows."""
    response = HttpResponse(content, content_type=media)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@workspace_page("register")
def act_on_list(request: WorkspaceRequest, kind: str) -> HttpResponse:
    """Delete the chosen records of a list; those that others name stay, and it is said why."""
    chosen = kind_or_404(kind)
    user: Any = request.user
    numbers = [int(number) for number in request.POST.getlist("record") if number.isdecimal()][:_MOST_CHOSEN]
    records = list(queries.visible(request.standing).filter(kind=chosen.name, pk__in=numbers))
    with transaction.atomic():
        deleted, reasons = actions.delete_records(user, records)
    if deleted:
        messages.success(request, translate(_DELETED, user.language, count=deleted))
    if reasons:
        messages.error(request, " ".join(reasons[:5]))
    return redirect(reverse("records", args=[request.standing.workspace.slug, chosen.name]))
