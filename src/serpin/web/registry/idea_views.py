"""Pages of ideas: the list, one idea with its discussion, and the way from ideas to a project in three steps."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from serpin.base.texts import mark, translate
from serpin.formats.workbook.cells import Cell
from serpin.web.accounts.doors import WorkspaceRequest, workspace_page
from serpin.web.accounts.roles import Action
from serpin.web.registry import attached, documents, queries, tables
from serpin.web.registry import ideas as actions
from serpin.web.registry.forms import FormField, form_of
from serpin.web.registry.models import Idea, Record
from serpin.web.registry.sheets import kind_named
from serpin.web.ui import spreadsheets
from serpin.web.ui.database import by_words
from serpin.web.ui.lists import page_of
from serpin.web.ui.refusal import Refused
from serpin.web.ui.templatetags.speaking import language

_SAVED = mark("Saved.")


def _idea(request: WorkspaceRequest, number: int) -> Idea:
    return get_object_or_404(visible(request), pk=number)


def visible(request: WorkspaceRequest) -> QuerySet[Idea]:
    """Return the ideas that the user may see, with their authors."""
    return queries.ideas(request.standing).select_related("author", "merged_into", "workspace")


_SORTED = frozenset({"title", "author__name", "state", "support", "words", "created_at"})


def _columns() -> list[tables.Column]:
    return [
        tables.Column("title", translate(mark("Idea"), language())),
        tables.Column("author__name", translate(mark("Author"), language())),
        tables.Column("state", translate(mark("State"), language())),
        tables.Column("support", translate(mark("Supporters"), language()), number=True),
        tables.Column("words", translate(mark("Comments"), language()), number=True),
        tables.Column("created_at", translate(mark("When"), language())),
    ]


@workspace_page("ideas")
def ideas(request: WorkspaceRequest) -> HttpResponse:
    """Show the ideas."""
    asked = queries.Listing.from_query(request.GET.dict())
    rows = visible(request).annotate(support=Count("supporters", distinct=True), words=Count("comments", distinct=True))
    for word in asked.search.split()[:8]:
        rows = rows.filter(Q(title__icontains=word) | Q(text__icontains=word))
    if asked.group:
        rows = rows.filter(state=asked.group)
    if asked.enterprise:
        rows = rows.filter(enterprise=asked.enterprise)
    order = asked.sort if asked.sort.removeprefix("-") in _SORTED else ""
    if order.removeprefix("-") == "state":
        said = [(value, translate(str(words), language())) for value, words in Idea.State.choices]
        by = by_words("state", said)
        rows = rows.order_by(by.desc() if order.startswith("-") else by.asc(), "-id")
    else:
        rows = rows.order_by(order or "-created_at", "-id")
    wanted = request.GET.get("as", "")
    if wanted:
        return _file(request, rows, wanted)
    page = page_of(rows, request.GET.get("page"))
    context = {
        "page": page,
        "asked": asked,
        "states": Idea.State.choices,
        "list": {"columns": [replace(column, **tables.sorting(column.name, asked.sort)) for column in _columns()]},
        "may_suggest": request.standing.may(Action.SUGGEST, _own(request), language()),
        "may_make": request.standing.may(Action.EDIT_PROJECT, _own(request), language()),
    }
    return render(request, "registry/ideas.html", context)


def _file(request: WorkspaceRequest, rows: QuerySet[Idea], wanted: str) -> HttpResponse:
    """Return the ideas that the list shows, as a file."""
    if wanted not in ("csv", "xlsx"):
        raise Http404
    headings = [column.title for column in _columns()]
    headings.insert(1, translate(mark("What would change, and for whom"), language()))
    table: list[list[Cell]] = [
        [
            found.title,
            found.text,
            str(found.author or ""),
            translate(found.get_state_display(), language()),
            getattr(found, "support", 0),
            getattr(found, "words", 0),
            timezone.localtime(found.created_at).date(),
        ]
        for found in rows
    ]
    title = translate(mark("Ideas"), language())
    return spreadsheets.download(f"{request.standing.workspace.slug}-ideas", wanted, title, headings, table)


def _own(request: WorkspaceRequest) -> str | None:
    own = request.standing.enterprises
    return next(iter(sorted(own)), None) if own else None


@workspace_page("ideas", Action.SUGGEST)
def new_idea(request: WorkspaceRequest) -> HttpResponse:
    """Write down an idea; ideas that look alike are shown before it is stored."""
    return _write(request, None)


@workspace_page("ideas")
def edit_idea(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Change an idea."""
    return _write(request, _idea(request, number))


def _write(request: WorkspaceRequest, idea: Idea | None) -> HttpResponse:
    user: Any = request.user
    workspace = request.standing.workspace
    typed: dict[str, Any] = request.POST.dict() if request.method == "POST" else {}
    errors: dict[str, str] = {}
    twins: list[actions.Twin] = []
    if request.method == "POST":
        title, text = str(typed.get("title", "")), str(typed.get("text", ""))
        if idea is None and not typed.get("anyway"):
            twins = actions.twins_of(visible(request), title, text)
        if not twins:
            version = str(typed.get("version", ""))
            try:
                kept = actions.suggest(user, workspace, typed, idea, int(version) if version.isdecimal() else None)
                messages.success(request, translate(_SAVED, user.language))
                return redirect("idea", slug=workspace.slug, number=kept.pk)
            except Refused as refusal:
                errors = refusal.errors
    context = {"idea": idea, "typed": typed, "errors": errors, "twins": twins}
    return render(request, "registry/idea_edit.html", context, status=422 if errors else 200)


@workspace_page("ideas")
def idea(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Show an idea with its discussion."""
    found = _idea(request, number)
    user: Any = request.user
    may_decide = request.standing.may(Action.EDIT_PROJECT, found.enterprise or _own(request), language())
    project = None
    if found.project:
        project = queries.visible(request.standing).filter(kind="projects", code=found.project).first()
    words = attached.words_on(found, request.GET.dict(), language())
    attachments = attached.documents_of(found, request.GET.dict(), language())
    made = attached.as_file(words, attachments, request.standing.workspace.slug, found.pk, language())
    if made is not None:
        return made
    context = {
        "idea": found,
        "project": project,
        "words": words,
        "documents": attachments,
        "may_attach": documents.may_attach(user, found, request.standing),
        "attach_to": reverse("idea-attach", args=[request.standing.workspace.slug, found.pk]),
        "support": found.supporters.count(),
        "supports": found.supporters.filter(pk=user.pk).exists(),
        "twins": actions.twins_of(visible(request), found.title, found.text, found.pk) if found.state == "open" else [],
        "may_decide": may_decide,
        "may_edit": found.state == "open" and (found.author_id == user.pk or bool(may_decide)),
        "may_comment": request.standing.may(Action.COMMENT, found.enterprise or _own(request), language()),
    }
    return render(request, "registry/idea.html", context)


@require_POST
@workspace_page("ideas")
def act_on_idea(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Comment, support, join or decline."""
    found = _idea(request, number)
    user: Any = request.user
    wanted = request.POST.get("do")
    try:
        if wanted == "comment":
            actions.comment(user, request.POST.get("comment", ""), idea=found)
        elif wanted == "support":
            actions.support(user, found)
        elif wanted == "decline":
            actions.decline(user, found, request.POST.get("answer", ""))
        elif wanted == "join":
            other = request.POST.get("other", "")
            actions.join(user, found, visible(request).filter(pk=other).first() if other.isdecimal() else None)
        else:
            raise Http404
    except Refused as refusal:
        messages.error(request, " ".join(refusal.errors.values()))
    return redirect("idea", slug=request.standing.workspace.slug, number=number)


@workspace_page("ideas", Action.EDIT_PROJECT)
def make_project(request: WorkspaceRequest) -> HttpResponse:
    """Make a project of one or several ideas: innovation, project, works."""
    user: Any = request.user
    workspace = request.standing.workspace
    given = request.POST if request.method == "POST" else request.GET
    numbers = [int(number) for number in given.getlist("idea") if number.isdecimal()]
    found = list(visible(request).filter(pk__in=numbers, state=Idea.State.OPEN))
    if not found:
        raise Http404
    step = int(given["step"]) if given.get("step") in ("1", "2", "3") else 1
    typed = {key: str(value) for key, value in request.POST.items()} if request.method == "POST" else _first(found)
    errors: dict[str, str] = {}
    if request.method == "POST" and given.get("go") == "finish":
        try:
            project = actions.to_project(user, found, typed)
            messages.success(request, translate(_SAVED, user.language))
            return redirect("record", slug=workspace.slug, number=project.pk)
        except Refused as refusal:
            errors = refusal.errors
            step = _step_of(errors)
    elif request.method == "POST":
        step = min(3, max(1, step + (1 if given.get("go") == "next" else -1)))
    names = tables.choices_for(queries.visible(request.standing), kind_named("projects"), None, language())
    context = {
        "ideas": found,
        "step": step,
        "errors": errors,
        "typed": typed,
        "innovation": _part("innovations", "innovation.", typed, errors, {}),
        "project": _part("projects", "project.", typed, errors, names),
        "template": [
            (
                item,
                typed.get(f"days-{item.kind}", str(item.days)),
                errors.get(f"days-{item.kind}", ""),
                _taken(item, typed),
            )
            for item in actions.TEMPLATE
        ],
        "lists": names,
        "check": reverse("field-check", args=[workspace.slug, "innovations"]) + "?prefix=innovation.&",
        "check_project": reverse("field-check", args=[workspace.slug, "projects"]) + "?prefix=project.&",
    }
    return render(request, "registry/make_project.html", context, status=422 if errors else 200)


def _taken(item: actions.Step, typed: dict[str, str]) -> bool:
    return bool(typed.get(f"take-{item.kind}")) or "templated" not in typed


def _step_of(errors: dict[str, str]) -> int:
    if any(name.startswith("innovation.") for name in errors):
        return 1
    return 2 if any(name.startswith("project.") for name in errors) else 3


def _first(found: list[Idea]) -> dict[str, str]:
    title = found[0].title
    first = {"innovation.name": title, "project.name": title}
    for kind in ("innovations", "projects"):
        code = queries.next_code(Record.objects.filter(workspace=found[0].workspace, kind=kind))
        first[f"{kind.removesuffix('s')}.id"] = code
    return first


_ASKED = {
    "innovations": ("id", "name", "purpose", "type", "basis", "novelty"),
    "projects": ("id", "name", "innovation", "enterprise", "stage", "earliest_start", "deadline"),
}


def _part(
    kind: str, prefix: str, typed: dict[str, str], errors: dict[str, str], names: dict[str, dict[str, str]]
) -> list[FormField]:
    cells = {name.removeprefix(prefix): value for name, value in typed.items() if name.startswith(prefix)}
    faults = {name.removeprefix(prefix): text for name, text in errors.items() if name.startswith(prefix)}
    fields = form_of(kind_named(kind), {}, language(), typed=cells, errors=faults, names=names)
    kept = [field for field in fields if field.path in _ASKED[kind]]
    for field in kept:
        for cell in field.cells:
            cell.name = f"{prefix}{cell.name}"
    return kept
