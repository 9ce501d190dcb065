"""Pages of exchange: the whole workspace as a file, a file into the register with a preview, documents."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from serpin.base.errors import InputError
from serpin.base.texts import mark, translate
from serpin.web.accounts.doors import WorkspaceRequest, workspace_page
from serpin.web.accounts.permissions import NotAllowed
from serpin.web.accounts.roles import Action
from serpin.web.registry import bridge, documents, exchange, exchange_lines, export, queries, receiving
from serpin.web.registry.health import state_of
from serpin.web.registry.models import Document, Idea, Record, Upload
from serpin.web.registry.record_views import record_or_404
from serpin.web.registry.views import as_download
from serpin.web.ui import lists
from serpin.web.ui.refusal import Refused
from serpin.web.ui.templatetags.speaking import language

_TAKEN = mark("Taken over: {new} new, {changed} changed, {gone} removed.")
_SAVED, _DELETED = mark("Saved."), mark("Deleted.")
_MOST_SHOWN = 200


def _demand_whole(request: WorkspaceRequest) -> None:
    """Let pass who may exchange the whole workspace: a file holds the records of everybody."""
    answer = request.standing.may(Action.EXCHANGE, None, language())
    if not answer:
        raise NotAllowed(answer)


@workspace_page("register", Action.EXCHANGE)
def exchange_page(request: WorkspaceRequest) -> HttpResponse:
    """Offer the workspace as a file, and take one."""
    _demand_whole(request)
    user: Any = request.user
    workspace = request.standing.workspace
    faults: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            upload = receiving.keep(user, workspace, request.FILES.get("file"))
            return redirect("exchange-preview", slug=workspace.slug, number=upload.pk)
        except InputError as error:
            faults = [(problem.where or problem.path(), problem.sentence(language())) for problem in error.problems]
    context = {
        "faults": faults[:_MOST_SHOWN],
        "more": max(0, len(faults) - _MOST_SHOWN),
        "endings": ",".join(receiving.CASES),
    }
    return render(request, "registry/exchange.html", context, status=422 if faults else 200)


@workspace_page("register", Action.EXCHANGE)
def workspace_file(request: WorkspaceRequest, ending: str) -> HttpResponse:
    """Send the whole workspace as a workbook in the language of the reader, or as YAML."""
    _demand_whole(request)
    workspace = request.standing.workspace
    if ending not in ("xlsx", "yaml"):
        raise Http404
    try:
        content, media = export.workspace_file(workspace, ending, language())
    except InputError:
        return redirect("problems", slug=workspace.slug)
    return as_download(content, f"{workspace.slug}.{ending}", media)


@workspace_page("register", Action.EXCHANGE)
def preview(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Show what a file would change; take it over or forget it."""
    _demand_whole(request)
    user: Any = request.user
    workspace = request.standing.workspace
    upload = get_object_or_404(Upload, pk=number, workspace=workspace, user=user)
    errors: dict[str, str] = {}
    if request.method == "POST":
        if request.POST.get("do") == "forget":
            upload.delete()
            return redirect("exchange", slug=workspace.slug)
        try:
            done = exchange.take_over(user, upload, remove=bool(request.POST.get("remove")))
            gone = len(done.gone) if request.POST.get("remove") else 0
            figures = {"new": len(done.made), "changed": len(done.altered), "gone": gone}
            messages.success(request, translate(_TAKEN, user.language, **figures))
            return redirect("area-register", slug=workspace.slug)
        except Refused as refusal:
            errors = refusal.errors
            upload.state = state_of(workspace)
            upload.save(update_fields=["state"])
    comparison = exchange.compare(workspace, bridge.case_from(upload.case), head=not upload.foreign)
    remove = bool(request.POST.get("remove"))
    listed = lists.arranged(
        exchange_lines.lines_of(comparison, language()), exchange_lines.headings(language()), request.GET
    )
    made = lists.as_file(listed, f"{workspace.slug}-import")
    if made is not None:
        return made
    context = {
        "upload": upload,
        "errors": errors,
        "notes": [(note["where"], translate(note["message"], language(), **note["values"])) for note in upload.notes],
        "list": listed,
        "page": listed.page,
        "new_count": len(comparison.new),
        "changed_count": len(comparison.changed),
        "gone_count": len(comparison.gone),
        "same": comparison.same,
        "refused": exchange.answer_for(request.standing, comparison, language(), remove=remove),
        "remove": remove,
    }
    return render(request, "registry/preview.html", context, status=422 if errors else 200)


@require_POST
@workspace_page("register")
def attach_to_record(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Keep a document with a record."""
    _attach(request, record_or_404(request, number))
    return redirect("record", slug=request.standing.workspace.slug, number=number)


@require_POST
@workspace_page("ideas")
def attach_to_idea(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Keep a document with an idea."""
    _attach(request, get_object_or_404(queries.ideas(request.standing), pk=number))
    return redirect("idea", slug=request.standing.workspace.slug, number=number)


def _attach(request: WorkspaceRequest, thing: Record | Idea) -> None:
    user: Any = request.user
    try:
        documents.attach(user, thing, request.FILES.get("file"))
        messages.success(request, translate(_SAVED, user.language))
    except Refused as refusal:
        messages.error(request, " ".join(refusal.errors.values()))


def _document(request: WorkspaceRequest, number: int) -> Document:
    """Return a document of a record or an idea that the user may see."""
    rows = Document.objects.filter(workspace=request.standing.workspace).select_related("record", "idea")
    seen = Q(record__in=queries.visible(request.standing)) | Q(idea__in=queries.ideas(request.standing))
    return get_object_or_404(rows.filter(seen), pk=number)


@workspace_page("register")
def document(request: WorkspaceRequest, number: int) -> Any:
    """Send a document as a download; a browser never shows it in our name."""
    found = _document(request, number)
    try:
        stream = found.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(stream, as_attachment=True, filename=found.name, content_type="application/octet-stream")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_POST
@workspace_page("register")
def delete_document(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Delete a document."""
    found = _document(request, number)
    user: Any = request.user
    documents.remove(user, found)
    messages.success(request, translate(_DELETED, user.language))
    page, thing = ("record", found.record_id) if found.record_id else ("idea", found.idea_id)
    return redirect(page, slug=request.standing.workspace.slug, number=thing)
