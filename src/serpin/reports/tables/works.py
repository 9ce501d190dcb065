"""Tables of the schedule: works, gates and resources."""

from __future__ import annotations

from collections import defaultdict

from serpin.base.texts import mark
from serpin.charts.gates import gate_day
from serpin.charts.loads import use_by_quarter
from serpin.charts.names import Names
from serpin.engines.scheduling.result import Schedule
from serpin.engines.simulation.result import Outcomes
from serpin.reports.tables.table import Column, Kind, Table, Value

_WORKS, _GATES, _LOADS = mark("Works"), mark("Gates"), mark("Resources")
_PROJECT, _CODE, _WORK, _KIND = mark("Project"), mark("Code"), mark("Work"), mark("Kind of work")
_MODE, _PERFORMER, _CONTRACTOR = mark("Mode"), mark("Performer"), mark("Contractor")
_BEGIN, _END, _DAYS = mark("Start"), mark("End"), mark("Working days")
_TOTAL, _FREE, _CRITICAL = mark("Float, working days"), mark("Free float, working days"), mark("Critical")
_OFTEN = mark("Critical in courses")
_GATE, _AFTER, _DAY, _CRITERIA = mark("Gate"), mark("After works"), mark("Earliest day"), mark("What must be shown")
_REACHED, _PASSED = mark("Reached"), mark("Passed when reached")
_RESOURCE, _OWNER, _CAPACITY = mark("Resource"), mark("Owner"), mark("Capacity")
_PEAK, _MEAN = mark("Largest use, units"), mark("Used on average")
_YES, _NO = mark("yes"), mark("no")


def works(schedule: Schedule, names: Names, outcomes: Outcomes | None = None) -> Table:
    """Return all works in the order of their projects and starts.

    Parameters
    ----------
    schedule
        The schedule with its floats.
    names
        Names of the case, in a language.
    outcomes
        Gives how often each work is critical.
    """
    locale, say = names.locale, names.locale.say
    floats = {(item.project, item.work): item for item in schedule.floats}
    often = {(item.project, item.work): item.criticality for item in (outcomes.works if outcomes else ())}
    begins = {time.project: (time.start, time.project) for time in schedule.projects}
    rows: list[tuple[Value, ...]] = []
    strong = set()
    for item in sorted(
        schedule.timetable.placements, key=lambda item: (begins.get(item.project, (0, "")), item.start, item.work)
    ):
        key = item.project, item.work
        work, room = names.works.get(key), floats.get(key)
        mode = work.mode(item.mode) if work else None
        if room and room.is_critical:
            strong.add(len(rows))
        rows.append(
            (
                names.project(item.project),
                item.work,
                names.work(*key),
                locale.choice(work.kind) if work else "",
                item.mode,
                locale.choice(mode.performer) if mode else "",
                names.other("enterprise", mode.contractor) if mode and mode.contractor else "",
                names.day(item.start),
                names.last_day(item.finish, item.start),
                item.finish - item.start,
                room.total if room else None,
                room.free if room else None,
                say(_YES if room and room.is_critical else _NO),
                often.get(key),
            )
        )
    columns = (
        Column(say(_PROJECT), Kind.TEXT, 34),
        Column(say(_CODE), Kind.CODE, 8),
        Column(say(_WORK), Kind.TEXT, 40),
        Column(say(_KIND), Kind.TEXT, 30, wide=True),
        Column(say(_MODE), Kind.CODE, 10, wide=True),
        Column(say(_PERFORMER), Kind.TEXT, 18),
        Column(say(_CONTRACTOR), Kind.TEXT, 24, wide=True),
        Column(say(_BEGIN), Kind.DATE, 13),
        Column(say(_END), Kind.DATE, 13),
        Column(say(_DAYS), Kind.NUMBER, 9),
        Column(say(_TOTAL), Kind.NUMBER, 9),
        Column(say(_FREE), Kind.NUMBER, 9, wide=True),
        Column(say(_CRITICAL), Kind.TEXT, 9),
        Column(say(_OFTEN), Kind.PERCENT, 10),
    )
    return Table("works-table", say(_WORKS), columns, tuple(rows), engine="scheduling", strong=frozenset(strong))


def gates(schedule: Schedule, names: Names, outcomes: Outcomes | None = None) -> Table:
    """Return the gates of the scheduled projects in the order of their days, with their odds."""
    say = names.locale.say
    odds = {
        (project.project, gate.gate): gate
        for project in (outcomes.projects if outcomes else ())
        for gate in project.gates
    }
    placed = schedule.timetable.by_work()
    found: list[tuple[int, tuple[Value, ...]]] = []
    for time in schedule.projects:
        project = names.projects.get(time.project)
        for gate in project.gates if project else ():
            finish = gate_day(gate, time.project, placed)
            if finish is None:
                continue
            chance = odds.get((time.project, gate.id))
            row = (
                names.last_day(finish),
                names.project(time.project),
                names.locale.name(gate.name),
                names.locale.listed(names.work(time.project, work) for work in gate.after),
                "; ".join(names.locale.name(criterion.text) for criterion in gate.criteria),
                chance.reached.value if chance else None,
                chance.passed.value if chance else None,
            )
            found.append((finish, row))
    columns = (
        Column(say(_DAY), Kind.DATE, 13),
        Column(say(_PROJECT), Kind.TEXT, 34),
        Column(say(_GATE), Kind.TEXT, 34),
        Column(say(_AFTER), Kind.TEXT, 34, wide=True),
        Column(say(_CRITERIA), Kind.TEXT, 44, wide=True),
        Column(say(_REACHED), Kind.PERCENT, 11),
        Column(say(_PASSED), Kind.PERCENT, 11),
    )
    rows = tuple(row for _, row in sorted(found, key=lambda item: (item[0], str(item[1][1]))))
    return Table("gates", say(_GATES), columns, rows, engine="simulation" if odds else "scheduling")


def loads(schedule: Schedule, names: Names) -> Table:
    """Return the use of every resource over the whole plan, the tightest first."""
    say = names.locale.say
    used: dict[str, float] = defaultdict(float)
    capacity: dict[str, float] = defaultdict(float)
    peak: dict[str, int] = defaultdict(int)
    for (resource, _), (now, most, largest) in use_by_quarter(schedule, names).items():
        used[resource] += now
        capacity[resource] += most
        peak[resource] = max(peak[resource], largest)
    known = {resource.id: resource for resource in names.case.resources}
    share = {resource: used[resource] / capacity[resource] if capacity[resource] else 0.0 for resource in used}
    rows = tuple(
        (
            names.other("resource", resource),
            names.other("enterprise", known[resource].owner) if resource in known else "",
            known[resource].capacity if resource in known else None,
            peak[resource],
            share[resource],
        )
        for resource in sorted(share, key=lambda resource: (-share[resource], resource))
    )
    columns = (
        Column(say(_RESOURCE), Kind.TEXT, 34),
        Column(say(_OWNER), Kind.TEXT, 28, wide=True),
        Column(say(_CAPACITY), Kind.NUMBER, 11),
        Column(say(_PEAK), Kind.NUMBER, 11),
        Column(say(_MEAN), Kind.PERCENT, 11),
    )
    return Table("loads-table", say(_LOADS), columns, rows, engine="scheduling")
