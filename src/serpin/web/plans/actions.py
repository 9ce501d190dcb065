"""What changes plans: asking for one with a scenario, reporting how far a work is, planning anew from there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from serpin.base.errors import InputError
from serpin.planning.result import Plan
from serpin.vocabulary.timetable import Timetable
from serpin.web.accounts.models import User, Workspace
from serpin.web.registry import bridge
from serpin.web.registry.actions import demand, write_body
from serpin.web.registry.models import Record
from serpin.web.registry.queries import kind_of
from serpin.web.registry.typed import read_form
from serpin.web.runs import actions
from serpin.web.runs.models import Run
from serpin.web.runs.scenario import applied
from serpin.web.ui.refusal import Refused


@transaction.atomic
def report_progress(user: User, record: Record, typed: Mapping[str, str], version: int | None) -> Record:
    """Write how far a work is: actual start and finish, percent, cost, mode; nothing else of the work changes.

    Parameters
    ----------
    user
        Who reports.
    record
        The work.
    typed
        Texts by the names of the inputs of the form of works; those of the progress alone are read.
    version
        The version that the form showed.

    Raises
    ------
    NotAllowed
        If the user may not change the project.
    Refused
        If something typed is not accepted, or the work was changed meanwhile; nothing is written then.
    """
    record = Record.objects.select_for_update().get(pk=record.pk)
    kind = kind_of(record)
    demand(user, record.workspace, kind, record.enterprise)
    actions.refuse_stale(record.version, version, record.changed_by, user.language)
    plain, errors = read_form(kind, typed, user.language)
    errors = {name: text for name, text in errors.items() if name.startswith("progress")}
    if errors:
        raise Refused(errors)
    body = {key: value for key, value in record.body.items() if key != "progress"}
    reported = {key: value for key, value in (plain.get("progress") or {}).items() if value is not None}
    if reported:
        body["progress"] = reported
    return write_body(user, record.workspace, kind, body, record=record, parent=record.parent)


def replan(
    user: User, workspace: Workspace, baseline: Plan, *, day: date, title: str, keep_projects: bool, keep_dates: bool
) -> Run:
    """Plan anew from what was reported, on a day.

    Parameters
    ----------
    user, workspace
        Who asks, for which case.
    baseline
        The plan that was adopted.
    day
        First day of the new plan; what is done before it is history.
    title
        What people call it.
    keep_projects
        Whether the projects of the baseline are carried out and no others.
    keep_dates
        Whether the schedule should not depart from the baseline without need.

    Raises
    ------
    NotAllowed
        If the user may not plan here.
    InputError
        If the register makes no consistent case.
    Refused
        If too many runs wait already.
    """
    data, _ = bridge.document_of(workspace)
    changes: list[dict[str, Any]] = []
    start = str(data.get("start", ""))
    if day.isoformat() != start:
        changes.append({"list": "", "code": "", "field": "start", "value": day.isoformat(), "was": start})
    changes += _past_pins(data, day)
    if keep_projects:
        changes += _same_projects(data, baseline)
    options: dict[str, Any] = {}
    if keep_dates and baseline.schedule is not None:
        timetable = _moved(baseline, applied(data, {"changes": changes}))
        objectives = ["lateness", "stability", "makespan"]
        options = {"scheduling": {"previous": timetable.model_dump(mode="json"), "objectives": objectives}}
    return actions.ask(user, workspace, title=title, options=options, scenario={"changes": changes})


def _past_pins(data: Mapping[str, Any], day: date) -> list[dict[str, Any]]:
    """Return the changes that take away pins which lie in the past and were not kept."""
    return [
        {
            "list": f"projects/{project['id']}/works",
            "code": work["id"],
            "field": "pinned_start",
            "value": None,
            "was": work["pinned_start"],
        }
        for project in data.get("projects", [])
        for work in project.get("works", [])
        if work.get("pinned_start") and not work.get("progress") and work["pinned_start"] < day.isoformat()
    ]


def _same_projects(data: Mapping[str, Any], baseline: Plan) -> list[dict[str, Any]]:
    chosen = {time.project for time in baseline.schedule.projects} if baseline.schedule is not None else set()
    changes = []
    for project in data.get("projects", []):
        code = project["id"]
        if code in chosen and not project.get("mandatory"):
            changes.append({"list": "projects", "code": code, "field": "mandatory", "value": True, "was": False})
        elif code not in chosen and not any(work.get("progress") for work in project.get("works", [])):
            changes.append({"list": "projects", "code": code, "field": "excluded", "value": True, "was": False})
    return changes


def _moved(baseline: Plan, data: dict[str, Any]) -> Timetable:
    """Return the timetable of the baseline in the days of the new plan.

    Raises
    ------
    InputError
        If the register makes no consistent case.
    """
    case = bridge.case_from(data)
    if baseline.schedule is None:
        raise InputError([])
    there, here = baseline.case.days, case.days
    known = {(project.id, work.id): work for project in case.projects for work in project.works}
    placements = tuple(
        item.model_copy(
            update={
                "start": here.day_of(there.date_of(item.start)),
                "finish": here.day_of(there.date_of(item.finish)),
            }
        )
        for key, item in baseline.schedule.timetable.by_work().items()
        if key in known and any(mode.id == item.mode for mode in known[key].modes)
    )
    return Timetable(placements=placements)
