"""Results as pages show them: read from the stored document, never computed anew."""

from __future__ import annotations

import time
from datetime import timedelta
from functools import lru_cache
from typing import Any, cast

from django.utils import timezone

from serpin.base.texts import LANGUAGES, translate
from serpin.planning.result import Plan
from serpin.reports.document import parse_plan
from serpin.reports.words import ENGINES
from serpin.version import __version__
from serpin.web.registry.models import Record
from serpin.web.runs import beside
from serpin.web.runs.models import Page, Result, Run, State
from serpin.web.ui.turns import aside

_STEPS = ("coordination", "portfolio", "scheduling", "simulation", "insurance")
"""What is shown as still to come; other steps appear when they begin."""
_SMALL = 1e-12
_PAINTING = timedelta(seconds=20)
"""How long after a run its painter is waited for, before somebody else makes a page that is missing."""
_LOOK = 0.2
_MADE_BY = f"{__version__}/2"
"""What made a page: a page of another version, or of other contents, is made again."""


def watch_of(run: Run, language: str) -> list[dict[str, Any]]:
    """Return the steps of a run as far as they have come: name, percent done, value, bound, gap, seconds."""
    known = run.progress.get("steps", {}) if isinstance(run.progress, dict) else {}
    steps = {name: known.get(name, {}) for name in (*_STEPS, *known)}
    return [
        {
            "name": translate(ENGINES.get(name, name), language),
            "percent": round(100 * min(1.0, max(0.0, float(step.get("done") or 0.0)))),
            "value": step.get("value"),
            "bound": step.get("bound"),
            "gap": _gap(step.get("value"), step.get("bound")),
            "seconds": step.get("seconds"),
            "now": name == run.progress.get("now") and run.state == State.RUNNING,
        }
        for name, step in steps.items()
    ]


def _gap(value: float | None, bound: float | None) -> float | None:
    if value is None or bound is None:
        return None
    lack = abs(bound - value)
    return lack / abs(value) if abs(value) > _SMALL else (0.0 if lack <= _SMALL else None)


def plan_of(run: Run) -> Plan | None:
    """Return the stored plan of a run, or nothing; kept for the next reader."""
    return _plan(run.pk, str(run.ended_at))


@lru_cache(maxsize=3)
def _plan(number: int, _ended: str) -> Plan | None:
    found = Result.objects.filter(run_id=number).values_list("document", flat=True).first()
    return parse_plan(found) if found else None


def head_of(run: Run, language: str) -> dict[str, Any] | None:
    """Return the head of the page of a run and the names and titles of its sections, or nothing without a plan."""
    return _page(run, language, "") or _made(run, language, "")


def section_of(run: Run, language: str, name: str) -> dict[str, Any] | None:
    """Return a section of the page of a run, or nothing where it has none of that name."""
    head = head_of(run, language)
    if head is None or not any(tab["name"] == name for tab in head["tabs"]):
        return None
    return _page(run, language, name) or _made(run, language, name)


def _page(run: Run, language: str, name: str) -> dict[str, Any] | None:
    rows = Page.objects.filter(run_id=run.pk, language=language, name=name, version=_MADE_BY)
    return cast("dict[str, Any] | None", rows.values_list("body", flat=True).first())


def _made(run: Run, language: str, name: str) -> dict[str, Any] | None:
    """Return a page that was not there yet: from the painter of the worker, or from a process of our own."""
    if not beside.draws_beside():
        return drawn(run, language, name)
    found = None
    while found is None and run.ended_at is not None and timezone.now() - run.ended_at < _PAINTING:
        with aside():
            time.sleep(_LOOK)
        found = _page(run, language, name)
    if found is None:
        with beside.alone():
            found = _page(run, language, name)
            if found is None:
                beside.render(run.pk, language, name)
                found = _page(run, language, name)
    return found


def drawn(run: Run, language: str, name: str) -> dict[str, Any] | None:
    """Draw a section of the page of a run, or its head where the name is empty, and keep it; nothing without a plan."""
    from serpin.reports.html import page_head, page_sections  # noqa: PLC0415 - loads the charts

    plan = plan_of(run)
    if plan is None:
        return None
    if name:
        body = next(iter(page_sections(plan, language, name)), None)
    else:
        body = {**page_head(plan, language), "tabs": tabs_of(plan, language)}
    if body is not None:
        _keep(run.pk, language, name, body)
    return body


def tabs_of(plan: Plan, language: str) -> list[dict[str, str]]:
    """Return the names and titles of the sections that a plan has something to say to."""
    from serpin.reports.view import sections  # noqa: PLC0415 - loads the charts
    from serpin.reports.words import names_in  # noqa: PLC0415 - as above

    return [{"name": part.name, "title": part.title} for part in sections(plan, names_in(plan.case, language))]


def make_pages(run: Run, first: str) -> int:
    """Make the pages of a finished run that are missing, in one language after another, and return how many.

    Parameters
    ----------
    run
        The run.
    first
        Language of the person who asked for it.
    """
    plan = plan_of(run)
    if plan is None:
        return 0
    made = 0
    for language in sorted(LANGUAGES, key=lambda code: code != first):
        for name in ("", *(tab["name"] for tab in tabs_of(plan, language))):
            if _page(run, language, name) is None:  # a reader who came first may have made it meanwhile
                made += drawn(run, language, name) is not None
    return made


def _keep(number: int, language: str, name: str, body: dict[str, Any]) -> None:
    Page.objects.update_or_create(
        run_id=number, language=language, name=name, defaults={"version": _MADE_BY, "body": body}
    )


def faults_of(run: Run, language: str) -> list[dict[str, Any]]:
    """Return why a run failed: sentences, and the record of the register at which each points, where there is one."""
    found = []
    for item in run.error or []:
        record = record_at(run, [str(part) for part in item.get("place", ())])
        found.append({"text": translate(item["message"], language, **item.get("values", {})), "record": record})
    return found


def record_at(run: Run, place: list[str]) -> int | None:
    """Return the record in which a place of the case of a run lies, found by the codes that lead to it."""
    inner: Any = run.case if place else None
    record: Record | None = None
    kind: list[str] = []
    for name, number in zip(place[::2], place[1::2], strict=False):
        entries = inner.get(name) if isinstance(inner, dict) else None
        if not isinstance(entries, list) or not number.isdecimal() or int(number) >= len(entries):
            break
        inner = entries[int(number)]
        kind.append(name)
        rows = Record.objects.filter(workspace_id=run.workspace_id, kind=".".join(kind), parent=record)
        code = str(inner.get("id", "")) if isinstance(inner, dict) else ""
        found = rows.filter(code=code).first() if code else rows.filter(position=int(number)).first()
        if found is None:
            break
        record = found
    return record.pk if record is not None else None
