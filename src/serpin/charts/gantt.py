"""Gantt charts: one line per project for the overview, one line per work for those who do it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import altair as alt

from serpin.base.texts import mark
from serpin.charts.gates import gate_day
from serpin.charts.names import Names
from serpin.charts.picture import DARK, HAIR, INK, LIGHT, MIDDLE, SIGNAL, SOFT_INK, Picture, moment, time_axis, tips
from serpin.engines.scheduling.result import ProjectTime, Schedule, WorkFloat
from serpin.engines.simulation.result import Outcomes
from serpin.vocabulary.timetable import Placement

MOST_PROJECTS = 80
MOST_WORKS = 160
_MOST_WAITS = 80
_SPLIT = "\u2063"
_LABEL = f"split(datum.value, '{_SPLIT}')[1]"
_HEADING = f"split(datum.value, '{_SPLIT}')[2] === 'p'"

_IN_TIME = mark("All projects end before their deadlines; the last one, {project}, on {day}")
_NO_DEADLINES = mark("The last project, {project}, ends on {day}")
_LATE = mark("Past the deadline: {projects}; everything is finished on {day}")
_OVERVIEW = mark(
    "One line per project. Light bar: from start to end; dark bars: works on the critical path; diamond: gate; "
    "upright stroke: deadline; thin line: until the day that is kept with 80 % probability."
)
_SOME = mark("Shown are {shown} of {projects} projects: first those that are late or on the critical path.")
_WORKS_TITLE = mark("Works on the critical path: {critical} of {works}; any slip there delays the end")
_WORKS = mark(
    "One line per work. Dark: on the critical path; light: with time to spare, which the thin line shows; diamond: "
    "gate; dotted line: a work waits until another gives back a resource."
)
_PROJECT, _WORK, _FROM, _UNTIL, _DEADLINE = (
    mark("Project"),
    mark("Work"),
    mark("From"),
    mark("Until"),
    mark("Deadline"),
)
_GATE, _DAY, _FLOAT, _PERFORMER, _WAITS = (
    mark("Gate"),
    mark("Day"),
    mark("Float, working days"),
    mark("Performer"),
    mark("Waits for"),
)
_P80 = mark("P80")


def gantt_overview(schedule: Schedule, names: Names, outcomes: Outcomes | None = None) -> Picture:
    """Draw one line per project, in the order of their starts.

    Parameters
    ----------
    schedule
        The schedule with its critical path.
    names
        Names of the case, in a language.
    outcomes
        Simulated finishes, for the line until P80.
    """
    say = names.locale.say
    times = _shown(schedule)
    order = [_row(time.project, names.project(time.project)) for time in times]
    y = alt.Y("row:N", scale=alt.Scale(domain=order), title=None, axis=_labels(380))
    spans = [_span(time, names) for time in times]
    likely = {outcome.project: outcome for outcome in (outcomes.projects if outcomes else ())}
    whiskers = []
    for time, span in zip(times, spans, strict=True):
        outcome = likely.get(time.project)
        if outcome is not None and outcome.finish is not None:
            day = names.last_day(outcome.finish.percentile(0.8).value)
            span[say(_P80)] = names.locale.day(day)
            whiskers.append({"row": span["row"], "from": span["to"], "to": moment(day), "p80": span[say(_P80)]})
    shown = {time.project for time in times}
    critical = [row for row in _critical_bars(schedule, names) if row["project"] in shown]
    placed = schedule.timetable.by_work()
    gates = [gate for time, row in zip(times, order, strict=True) for gate in _gates(time.project, placed, names, row)]
    deadlines = [
        {"row": span["row"], "at": moment(names.day(time.deadline)), say(_DEADLINE): span[say(_DEADLINE)]}
        for time, span in zip(times, spans, strict=True)
        if time.deadline is not None
    ]
    x = alt.X("from:T", title=None, scale=alt.Scale(padding=6), axis=_time_axis(schedule, names))
    span_fields = [say(_PROJECT), say(_FROM), say(_UNTIL), say(_DEADLINE), say(_P80)]
    layers = [
        _over(spans).mark_bar(height=16, color=LIGHT).encode(x=x, x2="to:T", y=y, tooltip=tips(spans, span_fields)),
        _over(critical)
        .mark_bar(height=8, color=DARK)
        .encode(x=x, x2="to:T", y=y, tooltip=tips(critical, [say(_WORK), say(_FROM), say(_UNTIL)])),
        _over(whiskers).mark_rule(color=SOFT_INK).encode(x=x, x2="to:T", y=y),
        _over(whiskers).mark_tick(color=SOFT_INK, thickness=1.5, height=7, opacity=1).encode(x=alt.X("to:T"), y=y),
        _over(deadlines)
        .mark_tick(color=SIGNAL, thickness=2.5, height=20, opacity=1)
        .encode(x=alt.X("at:T"), y=y, tooltip=tips(deadlines, [say(_DEADLINE)])),
        _over(gates)
        .mark_point(shape="diamond", size=70, filled=True, color="#ffffff", stroke=INK, strokeWidth=1.2, opacity=1)
        .encode(x=alt.X("at:T"), y=y, tooltip=tips(gates, [say(_GATE), say(_DAY)])),
    ]
    chart = alt.layer(*layers).properties(height=24 * max(len(order), 1))
    description = say(_OVERVIEW)
    if len(times) < len(schedule.projects):
        description += " " + say(_SOME, shown=len(times), projects=len(schedule.projects))
    return Picture("gantt", _overview_title(schedule, names), description, chart)


def _shown(schedule: Schedule) -> list[ProjectTime]:
    """Return the projects with a line, by their starts: where there are too many, those that are late or critical."""
    critical = {item.project for item in schedule.floats if item.is_critical}
    ranked = sorted(
        schedule.projects,
        key=lambda time: (time.lateness <= 0, time.project not in critical, time.start, time.finish, time.project),
    )
    return sorted(ranked[:MOST_PROJECTS], key=lambda time: (time.start, time.finish, time.project))


def gantt_works(schedule: Schedule, names: Names) -> Picture | None:
    """Draw one line per work, grouped by project; nothing where there are too many for a page.

    Parameters
    ----------
    schedule
        The schedule with floats and the order of the resources.
    names
        Names of the case, in a language.
    """
    say = names.locale.say
    placements = schedule.timetable.placements
    if not placements or len(placements) > MOST_WORKS:
        return None
    times = sorted(schedule.projects, key=lambda time: (time.start, time.finish, time.project))
    placed, floats = schedule.timetable.by_work(), _floats(schedule)
    by_project: dict[str, list[Placement]] = {time.project: [] for time in times}
    for placement in placements:
        by_project[placement.project].append(placement)
    order: list[str] = []
    bars: list[dict[str, Any]] = []
    spans: list[dict[str, Any]] = []
    gates: list[dict[str, Any]] = []
    rows: dict[tuple[str, str], str] = {}
    for time in times:
        span = _span(time, names)
        span["row"] = _row(time.project, names.project(time.project), heading=True)
        order.append(span["row"])
        spans.append(span)
        gates += _gates(time.project, placed, names, span["row"])
        for placement in sorted(by_project[time.project], key=lambda item: (item.start, item.finish, item.work)):
            row = _row(f"{placement.project}/{placement.work}", names.work(placement.project, placement.work))
            rows[placement.project, placement.work] = row
            order.append(row)
            bars.append(_bar(placement, floats, names, row))
    y = alt.Y("row:N", scale=alt.Scale(domain=order), title=None, axis=_labels(380))
    x = alt.X("from:T", title=None, scale=alt.Scale(padding=6), axis=_time_axis(schedule, names))
    fields = [say(text) for text in (_PROJECT, _WORK, _FROM, _UNTIL, _PERFORMER, _FLOAT)]
    waits = _waits(schedule, names, rows)
    layers = [
        _over(spans).mark_bar(height=3, color=INK).encode(x=x, x2="to:T", y=y, tooltip=tips(spans, fields[:4])),
        _over([bar for bar in bars if bar["slack"] != bar["to"]])
        .mark_rule(color=MIDDLE)
        .encode(x=alt.X("to:T"), x2="slack:T", y=y),
        _over(waits)
        .mark_rule(color=INK, strokeDash=[2, 2], strokeWidth=1.2)
        .encode(x=alt.X("at:T"), y=y, y2="other:N", tooltip=tips(waits, [say(_WORK), say(_WAITS)])),
        _over(bars)
        .mark_bar(height=9)
        .encode(
            x=x,
            x2="to:T",
            y=y,
            color=alt.Color("critical:N", legend=None, scale=alt.Scale(domain=["yes", "no"], range=[DARK, "#a9c5df"])),
            tooltip=tips(bars, fields),
        ),
        _over(gates)
        .mark_point(shape="diamond", size=55, filled=True, color="#ffffff", stroke=INK, strokeWidth=1.2, opacity=1)
        .encode(x=alt.X("at:T"), y=y, tooltip=tips(gates, [say(_GATE), say(_DAY)])),
    ]
    chart = alt.layer(*layers).properties(height=15 * len(order))
    critical = sum(bar["critical"] == "yes" for bar in bars)
    title = say(_WORKS_TITLE, critical=critical, works=len(bars))
    return Picture("works", title, say(_WORKS), chart)


def _over(rows: list[dict[str, Any]]) -> Any:
    return alt.Chart(alt.Data(values=rows))


def _row(code: str, name: str, *, heading: bool = False) -> str:
    return _SPLIT.join((code, name, "p" if heading else "w"))


def _labels(limit: int) -> alt.Axis:
    return alt.Axis(
        labelExpr=_LABEL,
        labelLimit=limit,
        labelFontWeight={"condition": {"test": _HEADING, "value": "bold"}, "value": "normal"},
        labelColor=INK,
        ticks=False,
        domain=False,
        grid=True,
        gridColor="#eef1f4",
        gridDash=[],
    )


def _time_axis(schedule: Schedule, names: Names) -> alt.Axis:
    first = min((time.start for time in schedule.projects), default=0)
    return time_axis(names.day(first), names.last_day(schedule.timetable.makespan), orient="top", gridColor=HAIR)


def _span(time: ProjectTime, names: Names) -> dict[str, Any]:
    locale = names.locale
    last = names.last_day(time.finish, time.start)
    row = {
        "row": _row(time.project, names.project(time.project)),
        "from": moment(names.day(time.start)),
        "to": moment(last + timedelta(days=1)),
        locale.say(_PROJECT): names.project(time.project),
        locale.say(_FROM): locale.day(names.day(time.start)),
        locale.say(_UNTIL): locale.day(last),
    }
    if time.deadline is not None:
        row[locale.say(_DEADLINE)] = locale.day(names.day(time.deadline))
    return row


Floats = dict[tuple[str, str], WorkFloat]


def _floats(schedule: Schedule) -> Floats:
    return {(item.project, item.work): item for item in schedule.floats}


def _bar(placement: Placement, floats: Floats, names: Names, row: str) -> dict[str, Any]:
    locale = names.locale
    room = floats.get((placement.project, placement.work))
    work = names.works.get((placement.project, placement.work))
    last = names.last_day(placement.finish)
    total = room.total if room else 0
    return {
        "row": row,
        "from": moment(names.day(placement.start)),
        "to": moment(last + timedelta(days=1)),
        "slack": moment(names.last_day(placement.finish + max(total, 0)) + timedelta(days=1)),
        "critical": "yes" if room and room.is_critical else "no",
        locale.say(_PROJECT): names.project(placement.project),
        locale.say(_WORK): names.work(placement.project, placement.work),
        locale.say(_FROM): locale.day(names.day(placement.start)),
        locale.say(_UNTIL): locale.day(names.last_day(placement.finish, placement.start)),
        locale.say(_PERFORMER): locale.choice(work.mode(placement.mode).performer) if work else "",
        locale.say(_FLOAT): locale.number(total),
    }


def _critical_bars(schedule: Schedule, names: Names) -> list[dict[str, Any]]:
    floats = _floats(schedule)
    critical = {key for key, room in floats.items() if room.is_critical}
    return [
        {
            **_bar(placement, floats, names, _row(placement.project, names.project(placement.project))),
            "project": placement.project,
        }
        for placement in schedule.timetable.placements
        if (placement.project, placement.work) in critical and placement.finish > placement.start
    ]


def _gates(project: str, placed: Mapping[tuple[str, str], Placement], names: Names, row: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    known = names.projects.get(project)
    for gate in known.gates if known else ():
        finish = gate_day(gate, project, placed)
        if finish is None:
            continue
        day = names.last_day(finish)
        found.append(
            {
                "row": row,
                "project": project,
                "at": moment(day + timedelta(days=1)),
                names.locale.say(_GATE): names.locale.name(gate.name),
                names.locale.say(_DAY): names.locale.day(day),
            }
        )
    return found


def _waits(schedule: Schedule, names: Names, rows: dict[tuple[str, str], str]) -> list[dict[str, Any]]:
    """Return the waits that hold: the later work begins at once when the earlier one is finished."""
    placed = schedule.timetable.by_work()
    found = []
    for wait in schedule.timetable.waits:
        before, after = placed.get(wait.before), placed.get(wait.after)
        if before is None or after is None or after.start != before.finish or before.project == after.project:
            continue
        found.append(
            {
                "row": rows[wait.before],
                "other": rows[wait.after],
                "at": moment(names.day(after.start)),
                names.locale.say(_WORK): f"{names.project(after.project)}: {names.work(*wait.after)}",
                names.locale.say(_WAITS): names.other("resource", wait.resource),
            }
        )
    return found[:_MOST_WAITS]


def _overview_title(schedule: Schedule, names: Names) -> str:
    say, locale = names.locale.say, names.locale
    last = max(schedule.projects, key=lambda time: time.finish, default=None)
    day = locale.day(names.last_day(schedule.timetable.makespan))
    late = [names.project(time.project) for time in schedule.projects if time.lateness > 0]
    if late:
        return say(_LATE, projects=locale.listed(late[:3]) + (" …" if len(late) > 3 else ""), day=day)
    message = _IN_TIME if any(time.deadline is not None for time in schedule.projects) else _NO_DEADLINES
    return say(message, project=names.project(last.project) if last else "", day=day)
