"""The schedule of a plan as the chart needs it: plain numbers and words, days counted as the plan counts them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from serpin.base.texts import mark
from serpin.charts.gates import gate_day
from serpin.charts.names import Names
from serpin.planning.result import Plan
from serpin.reports.words import names_in
from serpin.vocabulary.timetable import Placement
from serpin.vocabulary.work import WorkKind
from serpin.web.runs.models import Run
from serpin.web.runs.results import plan_of

_ROOM_AFTER = 60
"""Working days after the end of the plan to which a work may be dragged."""

_WORDS = {
    "project": mark("Project"),
    "work": mark("Work"),
    "from": mark("From"),
    "until": mark("Until"),
    "float": mark("Float, working days"),
    "free": mark("free float"),
    "critical": mark("on the critical path"),
    "pinned": mark("start fixed"),
    "wasPinned": mark("start fixed on {day}"),
    "begun": mark("under way, cannot be moved"),
    "done": mark("finished"),
    "performer": mark("Performer"),
    "resources": mark("Resources"),
    "waits": mark("Waits for {resource} from {work}"),
    "after": mark("After"),
    "gate": mark("Gate"),
    "deadline": mark("Deadline"),
    "baseline": mark("Baseline"),
    "days": mark("working days"),
    "unpin": mark("Take the pin away"),
    "shown": mark("{works} works of {projects} projects"),
    "none": mark("No work fits this filter."),
    "how": mark(
        "Drag a bar, or press the arrow keys on it, to fix its start; Shift moves by a week, Delete takes the pin away."
    ),
}


def gantt_of(run: Run, baseline: Run | None, language: str) -> dict[str, Any] | None:
    """Return the chart of the schedule of a run, or nothing where it has no schedule.

    Parameters
    ----------
    run
        The run.
    baseline
        The run of the baseline, whose places are shown behind; nothing when there is none, or it is the same.
    language
        Language of the reader.
    """
    if baseline is not None and baseline.pk == run.pk:
        baseline = None
    return _chart(run.pk, str(run.ended_at), baseline.pk if baseline else 0, language)


@lru_cache(maxsize=12)
def _chart(number: int, _ended: str, baseline: int, language: str) -> dict[str, Any] | None:
    rows = Run.objects.defer("case").in_bulk([number, baseline])
    plan = plan_of(rows[number]) if number in rows else None
    earlier = plan_of(rows[baseline]) if baseline in rows else None
    return chart_of(plan, earlier, language) if plan is not None else None


def chart_of(plan: Plan, baseline: Plan | None, language: str) -> dict[str, Any] | None:
    """Return the chart of the schedule of a plan, or nothing where it has none.

    Parameters
    ----------
    plan, baseline
        The plan, and the one to which it is compared, if any.
    language
        Language of the reader.
    """
    schedule = plan.schedule
    if schedule is None or not schedule.timetable.placements:
        return None
    names = names_in(plan.case, language)
    before = _places_before(plan, baseline) if baseline is not None else {}
    placed = schedule.timetable.by_work()
    floats = {(item.project, item.work): item for item in schedule.floats}
    times = sorted(schedule.projects, key=lambda time: (time.start, time.finish, time.project))
    first = min([0, *(placement.start for placement in placed.values()), *(start for start, _ in before.values())])
    last = max([schedule.timetable.makespan, *(finish for _, finish in before.values())]) + _ROOM_AFTER
    days = plan.case.days
    works = []
    for time in times:
        own = [placement for placement in placed.values() if placement.project == time.project]
        for placement in sorted(own, key=lambda item: (item.start, item.finish, item.work)):
            key = placement.project, placement.work
            room = floats.get(key)
            works.append(
                {
                    **_work(placement, names),
                    "total": room.total if room else 0,
                    "free": room.free if room else 0,
                    "critical": bool(room and room.is_critical),
                    "base": before.get(key),
                }
            )
    return {
        "first": first,
        "days": [days.date_of(day).isoformat() for day in range(first, last + 1)],
        "told": [names.locale.day(days.date_of(day)) for day in range(first, last + 1)],
        "months": names.locale.time_locale["shortMonths"],
        "projects": [
            {
                "code": time.project,
                "name": names.project(time.project),
                "enterprise": names.projects[time.project].enterprise if time.project in names.projects else "",
                "start": time.start,
                "finish": time.finish,
                "deadline": time.deadline,
            }
            for time in times
        ],
        "works": works,
        "gates": _gates(names, placed),
        "waits": [
            [names.other("resource", wait.resource), "/".join(wait.before), "/".join(wait.after)]
            for wait in schedule.timetable.waits
        ],
        "filters": _filters(plan, works, names),
        "words": {
            key: names.locale.say(text) if "{" not in text else _open(text, names) for key, text in _WORDS.items()
        },
    }


def _open(text: str, names: Names) -> str:
    """Return a sentence in the language of the reader with its placeholders left for the script."""
    from serpin.base.texts import catalogue  # noqa: PLC0415 - translate would fill the placeholders

    return catalogue(names.locale.language).gettext(text)


def _places_before(plan: Plan, baseline: Plan) -> dict[tuple[str, str], tuple[int, int]]:
    """Return the places of the works in the baseline, in days of the plan: their starts may differ."""
    if baseline.schedule is None:
        return {}
    there, here = baseline.case.days, plan.case.days

    def moved(day: int) -> int:
        return here.day_of(there.date_of(day))

    return {key: (moved(item.start), moved(item.finish)) for key, item in baseline.schedule.timetable.by_work().items()}


def _work(placement: Placement, names: Names) -> dict[str, Any]:
    work = names.works.get((placement.project, placement.work))
    found: dict[str, Any] = {
        "id": f"{placement.project}/{placement.work}",
        "project": placement.project,
        "code": placement.work,
        "name": names.work(placement.project, placement.work),
        "start": placement.start,
        "finish": placement.finish,
    }
    if work is None:
        return {**found, "kind": "", "resources": [], "after": [], "performer": "", "demand": ""}
    mode = next((mode for mode in work.modes if mode.id == placement.mode), work.modes[0])
    progress = work.progress
    return {
        **found,
        "kind": str(work.kind),
        "performer": names.locale.choice(mode.performer),
        "resources": sorted(mode.demand),
        "demand": "; ".join(f"{names.other('resource', key)}: {units}" for key, units in mode.demand.items()),
        "after": [f"{placement.project}/{link.work}" for link in work.after],
        "pinned": work.pinned_start.isoformat() if work.pinned_start else None,
        "begun": progress is not None,
        "done": progress is not None and progress.actual_finish is not None,
        "percent": progress.percent if progress is not None else 0,
    }


def _gates(names: Names, placed: dict[tuple[str, str], Placement]) -> list[dict[str, Any]]:
    found = []
    for project in names.case.projects:
        for gate in project.gates:
            day = gate_day(gate, project.id, placed)
            if day is not None:
                found.append({"project": project.id, "name": names.locale.name(gate.name), "day": day})
    return found


def _filters(plan: Plan, works: list[dict[str, Any]], names: Names) -> dict[str, list[tuple[str, str]]]:
    placed = {work["project"] for work in works}
    enterprises = {project.enterprise for project in plan.case.projects if project.id in placed}
    resources = {code for work in works for code in work["resources"]}
    kinds = {work["kind"] for work in works}
    return {
        "enterprise": [
            (item.id, names.locale.name(item.name)) for item in plan.case.enterprises if item.id in enterprises
        ],
        "kind": [(str(kind), names.locale.choice(kind)) for kind in WorkKind if str(kind) in kinds],
        "resource": [(item.id, names.locale.name(item.name)) for item in plan.case.resources if item.id in resources],
    }
