"""The list of plans as a table for other programs."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse

from serpin.base.texts import mark, translate
from serpin.web.runs.models import Result, Run

_HEADINGS = (
    mark("Plan"),
    mark("State"),
    mark("Projects"),
    mark("Expected value"),
    mark("End"),
    mark("Asked by"),
    mark("When"),
    mark("Seed"),
    mark("Version"),
)


def as_csv(runs: Iterable[Run], language: str) -> HttpResponse:
    """Return the list as CSV that spreadsheet programs open in the right letters, no cell read as a formula."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="plans.csv"'
    answer.write("\ufeff")
    rows = csv.writer(answer, delimiter=";" if language != "en" else ",")
    rows.writerow([translate(heading, language) for heading in _HEADINGS])
    for run in runs:
        summary = _summary(run)
        cells = (
            run.title or run.pk,
            translate(str(run.get_state_display()), language),
            len(summary.get("chosen", ())) or "",
            summary.get("value", ""),
            summary.get("end", ""),
            run.asked_by or "",
            run.asked_at.isoformat(timespec="minutes"),
            run.seed,
            run.version,
        )
        rows.writerow([_tame(str(cell)) for cell in cells])
    return answer


def _summary(run: Run) -> dict[str, Any]:
    try:
        return dict(run.result.summary)
    except Result.DoesNotExist:
        return {}


def _tame(text: str) -> str:
    """Return a text that no program takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "@", "\t", "\r") or (text[:1] == "-" and not _is_number(text)) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
