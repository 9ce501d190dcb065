"""The history of a record, field by field: who, when, from what, to what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from serpin.base.texts import mark, translate
from serpin.web.accounts.permissions import Standing
from serpin.web.registry.models import Record
from serpin.web.registry.queries import kind_of
from serpin.web.registry.sheets import kind_named, kinds
from serpin.web.registry.tables import told

MOST_VERSIONS = 500
"""Versions of one thing that its history goes back."""
MOST_STEPS = 1000
"""Changes that the history of a whole register goes back."""

_RECORD = mark("Record")
_DONE = {"+": mark("made"), "~": mark("changed"), "-": mark("deleted")}


@dataclass(frozen=True)
class Change:
    """One change of one field."""

    who: str
    when: datetime
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Step:
    """What somebody did to a record, which may be gone by now."""

    when: datetime
    who: str
    done: str
    kind: str
    code: str
    title: str
    record: int


def steps_in(standing: Standing, language: str) -> list[Step]:
    """Return what people did to the records of a workspace, the newest first; not what nobody in person did."""
    rows = seen_history(standing).exclude(history_type="+", history_user=None)
    rows = rows.select_related("history_user", "changed_by").order_by("-history_date", "-history_id")[:MOST_STEPS]
    return [
        Step(
            row.history_date,
            str(row.history_user or (row.changed_by if row.history_type != "-" else "") or ""),
            translate(_DONE[row.history_type], language),
            kind_named(row.kind).sheet.name(language),
            row.code,
            row.title,
            row.id,
        )
        for row in rows
    ]


def seen_history(standing: Standing) -> QuerySet[Any]:
    """Return the versions of records that a user may see: all, or those of the own enterprise and of nobody."""
    rows: QuerySet[Any] = Record.history.filter(workspace=standing.workspace)
    codes = standing.enterprises
    if codes is None:
        return rows
    return rows.filter(
        Q(enterprise__in=[*sorted(codes), ""]) | Q(kind__in=[kind.name for kind in kinds() if kind.is_open])
    )


def changes_of(record: Record, language: str) -> list[Change]:
    """Return the changes of a record, the newest first; also of one that is gone."""
    kind = kind_of(record)
    rows = (
        Record.history.filter(id=record.pk)
        .select_related("history_user", "changed_by")
        .order_by("-history_date", "-history_id")
    )
    versions = list(rows[: MOST_VERSIONS + 1])
    found = []
    for newer, older in list(zip(versions, [*versions[1:], None], strict=True))[:MOST_VERSIONS]:
        before = older.body if older is not None else {}
        gone = newer.history_type == "-"
        who = str(newer.history_user or ("" if gone else newer.changed_by) or "")
        if gone:
            found.append(
                Change(who, newer.history_date, translate(_RECORD, language), f"{newer.code} {newer.title}".strip(), "")
            )
        for entry in kind.fields:
            was, now = told(kind, entry, before, language), told(kind, entry, newer.body, language)
            if was != now:
                found.append(Change(who, newer.history_date, entry.heading(language), was, now))
    return found


def fields_since(record: Record, version: int, language: str) -> list[str]:
    """Return in words, field by field, how a record differs from one of its earlier versions."""
    before = record.history.filter(version=version).order_by("-history_date", "-history_id").first()
    if before is None:
        return []
    kind = kind_of(record)
    pairs = (
        (entry, told(kind, entry, before.body, language), told(kind, entry, record.body, language))
        for entry in kind.fields
    )
    return [f"{entry.heading(language)}: {old or '–'} → {new or '–'}" for entry, old, new in pairs if old != new]
