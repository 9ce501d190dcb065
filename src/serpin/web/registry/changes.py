"""The history of a record, field by field: who, when, from what, to what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from serpin.web.registry.models import Record
from serpin.web.registry.queries import kind_of
from serpin.web.registry.tables import told

MOST_VERSIONS = 500
"""Versions of one thing that its history goes back."""


@dataclass(frozen=True)
class Change:
    """One change of one field."""

    who: str
    when: datetime
    field: str
    before: str
    after: str


def changes_of(record: Record, language: str) -> list[Change]:
    """Return the changes of a record, the newest first."""
    kind = kind_of(record)
    rows = record.history.select_related("history_user", "changed_by").order_by("-history_date", "-history_id")
    versions = list(rows[: MOST_VERSIONS + 1])
    found = []
    for newer, older in list(zip(versions, [*versions[1:], None], strict=True))[:MOST_VERSIONS]:
        before = older.body if older is not None else {}
        who = str(newer.history_user or newer.changed_by or "")
        for entry in kind.fields:
            was, now = told(kind, entry, before, language), told(kind, entry, newer.body, language)
            if was != now:
                found.append(Change(who, newer.history_date, entry.heading(language), was, now))
    return found
