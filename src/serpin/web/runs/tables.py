"""The list of plans: its columns, how it is sorted, and as a table for other programs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpResponse
from django.utils import timezone

from serpin.base.texts import mark, translate
from serpin.web.runs.models import Result, Run, State
from serpin.web.ui import spreadsheets
from serpin.web.ui.database import by_words
from serpin.web.ui.lists import Column

VALUE = mark("Value as selected")
"""What the selection counted on, before delays, risks and gates."""
EXPECTED = mark("Expected value")
"""The mean of the simulation, as the page of the plan names it."""

_COLUMNS = (
    ("title", mark("Plan"), "title"),
    ("state", mark("State"), "state"),
    ("projects", mark("Projects"), "result__summary__projects"),
    ("value", VALUE, "result__summary__value"),
    ("expected", EXPECTED, "result__summary__expected"),
    ("end", mark("End"), "result__summary__end"),
    ("who", mark("Asked by"), "asked_by__name"),
    ("when", mark("When"), "asked_at"),
)
_NUMBERS = frozenset({"projects", "value", "expected"})
_FURTHER = (mark("Seed"), mark("Version"))
_TITLE = mark("Plans")


def columns(sort: str, language: str) -> list[Column]:
    """Return the columns of the list: how a click sorts, and how it is sorted now."""
    found = []
    for name, title, _ in _COLUMNS:
        order = {name: "ascending", f"-{name}": "descending"}.get(sort, "")
        click = f"-{name}" if order == "ascending" else name
        found.append(Column(translate(title, language), name in _NUMBERS, click, order, name))
    return found


def ordered(runs: QuerySet[Run], sort: str, language: str) -> QuerySet[Run]:
    """Return runs in the order that is asked for; without what it is sorted by last, and else the newest first."""
    field = next((field for name, _, field in _COLUMNS if name == sort.removeprefix("-")), "")
    if not field:
        return runs
    words = [(value, translate(str(said), language)) for value, said in State.choices]
    by: Any = by_words("state", words) if field == "state" else F(field)
    return runs.order_by(by.desc(nulls_last=True) if sort.startswith("-") else by.asc(nulls_last=True), "-id")


def as_file(runs: Iterable[Run], ending: str, name: str, language: str) -> HttpResponse:
    """Return the list as CSV or as a workbook, no cell read as a formula."""
    headings = [translate(heading, language) for heading in (*(title for _, title, _ in _COLUMNS), *_FURTHER)]
    rows: list[list[spreadsheets.Cell]] = []
    for run in runs:
        summary = _summary(run)
        end = summary.get("end")
        rows.append(
            [
                run.title or str(run.pk),
                translate(str(run.get_state_display()), language),
                len(summary["chosen"]) if "chosen" in summary else None,
                summary.get("value"),
                summary.get("expected"),
                date.fromisoformat(end) if end else None,
                str(run.asked_by or ""),
                timezone.localtime(run.asked_at).replace(tzinfo=None),
                str(run.seed),
                run.version,
            ]
        )
    return spreadsheets.download(name, ending, translate(_TITLE, language), headings, rows)


def _summary(run: Run) -> dict[str, Any]:
    try:
        return dict(run.result.summary)
    except Result.DoesNotExist:
        return {}
