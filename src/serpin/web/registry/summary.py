"""A project at a glance: how long, how dear, and where it stands in the baseline plan."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from serpin.vocabulary.case import Case
from serpin.vocabulary.project import Project
from serpin.web.accounts.models import Workspace
from serpin.web.registry import bridge
from serpin.web.registry.models import Record


@dataclass(frozen=True)
class Glance:
    """Figures of a project by the first mode of each of its works."""

    works: int
    days: int
    """Working days of its longest chain of works."""
    cost: float


def glance_of(record: Record, below: bridge.Below | None = None) -> Glance | None:
    """Return the figures of a project, or nothing while it makes no sense yet.

    Parameters
    ----------
    record
        The project.
    below
        What stands within it, if it was read already.
    """
    try:
        project = Project.model_validate({**record.body, **bridge.children_of(record, below)})
    except ValueError:
        return None
    cost = sum(float(work.modes[0].cost.mean()) for work in project.works if work.modes)
    return Glance(len(project.works), _longest(project), cost)


def _longest(project: Project) -> int:
    """Return the working days from the first start to the last finish, resources aside."""
    days = {work.id: work.modes[0].planned_days if work.modes else 0 for work in project.works}
    starts = dict.fromkeys(days, 0)
    for _ in days:
        before = dict(starts)
        for work in project.works:
            for link in work.after:
                if link.work in days:
                    from_end = days[link.work] if link.type.value[0] == "F" else 0
                    to_end = days[work.id] if link.type.value[1] == "F" else 0
                    least = starts[link.work] + from_end + link.lag - to_end
                    starts[work.id] = max(starts[work.id], least)
        if starts == before:
            break
    return max((starts[work] + days[work] for work in days), default=0)


@dataclass(frozen=True)
class Place:
    """Where a project stands in the baseline."""

    run: Any
    chosen: bool
    start: date | None = None
    finish: date | None = None


def place_of(workspace: Workspace, code: str) -> Place | None:
    """Return where a project stands in the baseline plan of a workspace, or nothing where there is none."""
    run = workspace.runs.filter(is_baseline=True).defer("case").first()
    if run is None or code not in (spans := _spans(workspace, run.pk, str(run.ended_at))):
        return None
    start, finish = spans[code]
    return Place(run, start is not None, start, finish)


@lru_cache(maxsize=4)
def _spans(workspace: Workspace, number: int, _ended: str) -> Mapping[str, tuple[date | None, date | None]]:
    """Return first and last day of every project of a plan; nothing in their stead where it was not chosen."""
    run = workspace.runs.get(pk=number)
    document = json.loads(run.result.document)
    case = Case.model_validate(document["case"])
    spans: dict[str, tuple[int, int]] = {}
    for placed in (document.get("schedule") or {}).get("timetable", {}).get("placements", ()):
        first, last = spans.get(placed["project"], (placed["start"], placed["finish"]))
        spans[placed["project"]] = (min(first, placed["start"]), max(last, placed["finish"]))
    return {project.id: _days(case, spans.get(project.id)) for project in case.projects}


def _days(case: Case, span: tuple[int, int] | None) -> tuple[date | None, date | None]:
    if span is None:
        return None, None
    return case.days.date_of(span[0]), case.days.date_of(max(span[0], span[1] - 1))
