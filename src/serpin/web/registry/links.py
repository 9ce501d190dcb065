"""How records refer to each other by their codes: what a record names, and who names it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from serpin.formats.workbook.layout import Field
from serpin.formats.workbook.notation import TableOf
from serpin.web.accounts.models import Workspace
from serpin.web.registry.forms import codes_in
from serpin.web.registry.models import Record
from serpin.web.registry.referring import target_of
from serpin.web.registry.searching import holding
from serpin.web.registry.sheets import Kind, kind_named, kinds

WORKS = "projects.works"


def project_around(record: Record | None) -> Record | None:
    """Return the project in which a record stands, or nothing."""
    while record is not None and record.kind != "projects":
        record = record.parent
    return record


@dataclass(frozen=True)
class Use:
    """Records of one kind that name a record in one of their fields."""

    kind: Kind
    field: Field
    records: list[Record]


def uses_of(record: Record, code: str, rows: QuerySet[Record], most: int = 200) -> list[Use]:
    """Return who names a record by its code.

    Parameters
    ----------
    record, code
        What is named.
    rows
        The records among which to look, all of them or those that somebody may see.
    most
        How many records of a kind are returned at most.
    """
    found = []
    for kind in kinds():
        for entry in kind.fields:
            if code and target_of(kind, entry) == record.kind:
                near = _near(record, kind, rows.filter(kind=kind.name).exclude(pk=record.pk))
                near = _holding(near, entry, code).select_related("parent__parent").order_by("position", "id")
                naming = [row for row in near[: 2 * most] if code in codes_in(row.body, entry.path)][:most]
                if naming:
                    found.append(Use(kind, entry, naming))
    return found


def _near(record: Record, kind: Kind, rows: QuerySet[Record]) -> QuerySet[Record]:
    """Leave out records that mean the same code of another project."""
    if "." not in record.kind or record.parent is None:
        return rows
    if kind.name == record.parent.kind:
        return rows.filter(pk=record.parent.pk)
    if kind.parent == record.parent.kind:
        return rows.filter(parent=record.parent)
    if kind.top == record.parent.kind:
        return rows.filter(parent__parent=record.parent)
    return rows.filter(body__project=record.parent.code)


def _holding(rows: QuerySet[Record], entry: Field, code: str) -> QuerySet[Record]:
    if isinstance(entry.codec, TableOf):
        return rows.filter(**{f"body__{'__'.join(entry.path)}__has_key": code})
    return holding(rows, code)


def naming(uses: list[Use], language: str) -> list[str]:
    """Return the places that name a record, as people read them."""
    return [f"{use.kind.sheet.name(language)} {_codes_to(row)}".strip() for use in uses for row in use.records]


def _codes_to(row: Record) -> str:
    """Return the codes that lead to a record, the outermost first: P01/W3/own."""
    codes: list[str] = []
    around: Record | None = row
    while around is not None:
        codes.append(around.code)
        around = around.parent
    return "/".join(code for code in reversed(codes) if code)


def named_in(workspace: Workspace, kind: Kind, record: Record, rows: QuerySet[Record]) -> dict[str, dict[str, Record]]:
    """Return the records that a record names, by kind and code."""
    wanted: dict[str, set[str]] = {}
    for entry in kind.fields:
        target = target_of(kind, entry)
        if target:
            wanted.setdefault(target, set()).update(codes_in(record.body, entry.path))
    near = rows.filter(workspace=workspace).defer("search")
    top = [target for target, codes in wanted.items() if codes and "." not in target]
    named = list(near.filter(kind__in=top, code__in=set().union(*(wanted[target] for target in top)))) if top else []
    for target in wanted.keys() - {*top}:
        if wanted[target]:
            named += near.filter(kind=target, code__in=wanted[target], **_around(record))
    found: dict[str, dict[str, Record]] = {}
    for row in named:
        if row.code in wanted[row.kind]:
            found.setdefault(row.kind, {})[row.code] = row
    return found


def _around(record: Record) -> dict[str, Any]:
    project = project_around(record)
    if project is not None:
        return {"parent": project}
    return {"parent__code": str(record.body.get("project", ""))}


def owner_by_project(workspace: Workspace, body: dict[str, Any]) -> str:
    """Return the enterprise of the project that a body names, or an empty text."""
    code = body.get("project")
    if not isinstance(code, str) or not code:
        return ""
    rows = Record.objects.filter(workspace=workspace, kind="projects", code=code)
    return rows.values_list("enterprise", flat=True).first() or ""


def title_of_kind(name: str, language: str) -> str:
    """Return the title of a list in a language."""
    return kind_named(name).sheet.name(language)
