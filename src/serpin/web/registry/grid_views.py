"""The page of the table of works."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from serpin.base.texts import mark, translate
from serpin.web.accounts.doors import WorkspaceRequest, workspace_page
from serpin.web.registry import grid, queries
from serpin.web.registry.actions import demand
from serpin.web.registry.sheets import kind_named
from serpin.web.ui.refusal import Refused
from serpin.web.ui.templatetags.speaking import language

_SAVED = mark("Saved.")
_REFUSED = mark("Cells that cannot be saved as they are: {count}.")
_EMPTY_ROWS = 3


@workspace_page("projects")
def works(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Show the works of a project as a table to type into, and store what was typed."""
    project = get_object_or_404(queries.visible(request.standing).filter(kind="projects"), pk=number)
    user: Any = request.user
    demand(user, project.workspace, kind_named(grid.WORKS), project.enterprise)
    errors: dict[str, str] = {}
    if request.method == "POST":
        rows = grid.typed_rows(request.POST.dict())
        try:
            shown = {int(number) for number in request.POST.getlist("shown") if number.isdecimal()}
            grid.save_rows(user, project, rows, shown)
            messages.success(request, translate(_SAVED, user.language))
            return redirect("record", slug=request.standing.workspace.slug, number=project.pk)
        except Refused as refusal:
            errors = refusal.errors
    else:
        rows = grid.rows_of(project, language())
    blank = [grid.GridRow(len(rows) + place, None, None, {}) for place in range(_EMPTY_ROWS)]
    context = {
        "row": project,
        "kind": kind_named("projects"),
        "columns": grid.columns(language()),
        "rows": _shown(rows + blank, language()),
        "errors": errors,
        "shown": request.POST.getlist("shown") if errors else [row.pk for row in rows if row.pk],
        "codes": queries.visible(request.standing).filter(kind="resources").values_list("code", "title")[:200],
        "way": [project],
    }
    return render(request, "registry/works.html", context, status=422 if errors else 200)


@require_POST
@workspace_page("projects")
def rehearse_works(request: WorkspaceRequest, number: int) -> HttpResponse:
    """Say what saving the table as it stands would refuse, by cell; nothing is stored."""
    project = get_object_or_404(queries.visible(request.standing).filter(kind="projects"), pk=number)
    user: Any = request.user
    demand(user, project.workspace, kind_named(grid.WORKS), project.enterprise)
    shown = {int(number) for number in request.POST.getlist("shown") if number.isdecimal()}
    faults = grid.faults_of(user, project, grid.typed_rows(request.POST.dict()), shown)
    told = faults.pop("", "") or (translate(_REFUSED, language(), count=len(faults)) if faults else "")
    return JsonResponse({"faults": faults, "told": told}, json_dumps_params={"ensure_ascii": False})


def _shown(rows: list[grid.GridRow], language: str) -> list[dict[str, Any]]:
    columns = grid.columns(language)
    return [
        {
            "number": number,
            "pk": row.pk or "",
            "version": row.version or "",
            "modes": row.modes,
            "cells": [
                {
                    "name": f"{number}:{column.name}",
                    "id": f"{number}-{column.name}".replace(":", "-"),
                    "column": column,
                    "value": row.cells.get(column.name, ""),
                    "error": row.errors.get(column.name, ""),
                    "unknown": _is_unknown(column, row.cells.get(column.name, "")),
                }
                for column in columns
            ],
        }
        for number, row in enumerate(rows)
    ]


def _is_unknown(column: grid.GridColumn, value: str) -> bool:
    """Tell whether something was typed that a column of choices does not offer."""
    return bool(column.choices and value) and all(value not in choice for choice in column.choices)
