"""Results as pages show them: read from the stored document, never computed anew."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

from serpin.base.texts import translate
from serpin.planning.result import Plan
from serpin.reports.document import parse_plan
from serpin.reports.html import html_report, page_parts
from serpin.reports.words import ENGINES
from serpin.reports.xlsx import write_workbook
from serpin.web.runs.models import Result, Run, State


def watch_of(run: Run, language: str) -> list[dict[str, Any]]:
    """Return the steps of a run as far as they have come: name, share done in percent, value, bound, seconds."""
    steps = run.progress.get("steps", {}) if isinstance(run.progress, dict) else {}
    return [
        {
            "name": translate(ENGINES.get(name, name), language),
            "percent": round(100 * min(1.0, max(0.0, float(step.get("done") or 0.0)))),
            "value": step.get("value"),
            "bound": step.get("bound"),
            "seconds": step.get("seconds"),
            "now": name == run.progress.get("now") and run.state == State.RUNNING,
        }
        for name, step in steps.items()
    ]


def plan_of(run: Run) -> Plan | None:
    """Return the stored plan of a run, or nothing."""
    found = Result.objects.filter(run_id=run.pk).values_list("document", flat=True).first()
    return parse_plan(found) if found else None


@lru_cache(maxsize=24)
def _parts(number: int, _ended: str, language: str) -> dict[str, Any] | None:
    found = Result.objects.filter(run_id=number).values_list("document", flat=True).first()
    return page_parts(parse_plan(found), language) if found else None


def page_of(run: Run, language: str) -> dict[str, Any]:
    """Return what the page of a finished run shows: headline, figures, sections; kept for the next reader."""
    faults = [translate(item["message"], language, **item.get("values", {})) for item in run.error or []]
    return {"parts": _parts(run.pk, str(run.ended_at), language), "faults": faults}


def file_of(run: Run, name: str, language: str) -> tuple[bytes, str] | None:
    """Return a file made of the stored plan and its type, or nothing if there is none of that name."""
    plan = plan_of(run)
    if plan is None:
        return None
    if name == "plan.json":
        document = Result.objects.values_list("document", flat=True).get(run_id=run.pk)
        return document.encode(), "application/json"
    if name == "report.html":
        return html_report(plan, language).encode(), "text/html; charset=utf-8"
    if name == "plan.xlsx":
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            write_workbook(plan, path, language)
            return path.read_bytes(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return None
