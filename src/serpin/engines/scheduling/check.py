"""What a right plan is, and what it is worth: written from the case alone, without a solver."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from itertools import accumulate, pairwise
from math import ceil, exp

from serpin.base.periods import WorkCalendar
from serpin.base.texts import mark
from serpin.engines.scheduling.options import ObjectiveName
from serpin.engines.scheduling.problem import decay_of, mode_cost, worth_at_launch
from serpin.engines.scheduling.result import Objective
from serpin.vocabulary.case import Case
from serpin.vocabulary.project import Project
from serpin.vocabulary.result import SelfCheck
from serpin.vocabulary.selection import Selection
from serpin.vocabulary.timetable import Placement, Timetable
from serpin.vocabulary.work import LinkType, Mode, Work

_TOLERANCE = 1e-5
_ROUNDING = 1.0
Plan = dict[tuple[str, str], Placement]
Calendars = dict[str, WorkCalendar]


def check(
    case: Case,
    selection: Selection | None,
    timetable: Timetable,
    objectives: tuple[Objective, ...] = (),
    previous: Timetable | None = None,
) -> tuple[SelfCheck, ...]:
    """Confirm or refute a timetable, demand by demand.

    Parameters
    ----------
    case, selection
        What was asked for.
    timetable
        The answer.
    objectives
        What the answer is said to be worth.
    previous
        The earlier plan that stability is measured against.
    """
    projects = [project for project in case.projects if selection is None or project.id in selection.projects]
    plan = timetable.by_work()
    complete = list(_missing(projects, plan, timetable))
    checks = [_verdict(mark("every work has one place and an allowed mode"), complete)]
    if complete:
        return tuple(checks)
    worth = _wrong_values(case, projects, plan, objectives, previous)
    checks += [
        _verdict(mark("durations fit the modes"), _wrong_durations(case, projects, plan)),
        _verdict(mark("links and gates are kept"), _broken_links(projects, plan)),
        _verdict(mark("nothing starts too early"), _too_early(case, projects, selection, plan)),
        _verdict(mark("fixed starts and actual dates are kept"), _moved(case, projects, plan)),
        _verdict(mark("capacities are kept"), _overloads(case, projects, plan)),
        _verdict(mark("budgets are kept"), _overspent(case, projects, selection, plan)),
        _verdict(mark("stocks suffice"), _overdrawn(case, projects, plan)),
        _verdict(mark("waits agree with the times"), _wrong_waits(timetable, plan)),
        _verdict(mark("the objectives are worth what is said"), worth),
        _verdict(mark("no bound is better than its value"), (o.name for o in objectives if _is_surpassed(o))),
    ]
    return tuple(checks)


def _verdict(name: str, offences: Iterator[str] | list[str]) -> SelfCheck:
    first = next(iter(offences), None)
    return SelfCheck(name=name, passed=first is None, detail=first or "")


def _is_open(work: Work) -> bool:
    return work.progress is None or work.progress.actual_finish is None


def _missing(projects: list[Project], plan: Plan, timetable: Timetable) -> Iterator[str]:
    wanted = {(project.id, work.id): work for project in projects for work in project.works}
    if len(timetable.placements) != len(wanted):
        yield f"{len(timetable.placements)} != {len(wanted)}"
    for key, work in wanted.items():
        if key not in plan or plan[key].mode not in {mode.id for mode in work.allowed_modes}:
            yield "/".join(key)


def _finish_on_calendars(mode: Mode, start: int, days: int, case_days: WorkCalendar, own: Calendars) -> int:
    """Return the day after the last worked day, when the work rests on the days off of its resources."""
    calendars = [own[code] for code, units in mode.demand.items() if units and code in own]
    if not calendars or days == 0:
        return start + days
    day = start
    while True:
        if all(calendar.is_working(case_days.date_of(day)) for calendar in calendars):
            days -= 1
        day += 1
        if days == 0:
            return day


def _wrong_durations(case: Case, projects: list[Project], plan: Plan) -> Iterator[str]:
    case_days = case.days
    own = {
        resource.id: resource.calendar.days_from(case.start)
        for resource in case.resources
        if resource.calendar is not None and not resource.consumed
    }
    for project in projects:
        for work in project.works:
            place = plan[project.id, work.id]
            mode = work.mode(place.mode)
            days = mode.planned_days
            begin = place.start
            if not _is_open(work):
                continue
            if work.progress is not None:
                days = ceil(days * (1 - work.progress.percent / 100) - 1e-9)
                begin = max(0, begin)
            if place.finish != _finish_on_calendars(mode, begin, days, case_days, own):
                yield f"{project.id}/{work.id}"


def _broken_links(projects: list[Project], plan: Plan) -> Iterator[str]:
    for project in projects:
        for work in project.works:
            if work.progress is not None:
                continue
            later = plan[project.id, work.id]
            for link in work.after:
                earlier = plan[project.id, link.work]
                origin = (
                    earlier.finish if link.type in (LinkType.FINISH_START, LinkType.FINISH_FINISH) else earlier.start
                )
                target = later.start if link.type in (LinkType.FINISH_START, LinkType.START_START) else later.finish
                distance = target - origin
                if distance < link.lag or (link.longest is not None and distance > max(link.longest, -origin)):
                    yield f"{project.id}/{link.work} → {work.id}"
            for gate in project.gates:
                if work.id in gate.before:
                    last = max(plan[project.id, earlier_id].finish for earlier_id in gate.after)
                    if later.start < last:
                        yield f"{project.id}/{gate.id} → {work.id}"


def _too_early(case: Case, projects: list[Project], selection: Selection | None, plan: Plan) -> Iterator[str]:
    days = case.days
    for project in projects:
        release = 0
        if project.earliest_start is not None:
            release = max(release, days.day_of(project.earliest_start))
        choice = selection.choice(project.id) if selection is not None else None
        if choice is not None:
            release = max(release, days.day_of(case.quarters.first_date(choice.quarter)))
        for work in project.works:
            if work.progress is None:
                earliest = release if work.earliest is None else max(release, days.day_of(work.earliest))
                if plan[project.id, work.id].start < earliest:
                    yield f"{project.id}/{work.id}"


def _moved(case: Case, projects: list[Project], plan: Plan) -> Iterator[str]:
    days = case.days
    for project in projects:
        for work in project.works:
            place = plan[project.id, work.id]
            if work.progress is not None:
                right = place.start == days.day_of(work.progress.actual_start)
                if work.progress.actual_finish is not None:
                    end = days.day_of(work.progress.actual_finish + timedelta(days=1))
                    right = right and place.finish == max(place.start, end)
            else:
                right = work.pinned_start is None or place.start == days.day_of(work.pinned_start)
            if not right:
                yield f"{project.id}/{work.id}"


def _changes(case: Case, projects: list[Project], plan: Plan) -> dict[str, dict[int, int]]:
    """Return by how much the use of each resource changes on which day; days before the start count as day 0."""
    changes: dict[str, dict[int, int]] = {resource.id: {} for resource in case.resources if not resource.consumed}
    for project in projects:
        for work in project.works:
            place = plan[project.id, work.id]
            begin, finish = max(0, place.start), place.finish
            if finish > begin and _is_open(work):
                for code, units in work.mode(place.mode).demand.items():
                    change = changes.get(code)
                    if units and change is not None:
                        change[begin] = change.get(begin, 0) + units
                        change[finish] = change.get(finish, 0) - units
    return changes


def _overloads(case: Case, projects: list[Project], plan: Plan) -> Iterator[str]:
    days = case.days
    changes = _changes(case, projects, plan)
    for resource in case.resources:
        if resource.consumed:
            continue
        change = changes[resource.id]
        steps = [(days.day_of(step.since), step.capacity) for step in resource.changes]
        own = resource.calendar.days_from(case.start) if resource.calendar is not None else None
        moments = sorted({*change, *(day for day, _ in steps if day > 0)})
        used = 0
        for day, until in pairwise(moments):
            used += change.get(day, 0)
            capacity = next((units for since, units in reversed(steps) if since <= day), resource.capacity)
            if used > capacity and (own is None or any(own.is_working(days.date_of(d)) for d in range(day, until))):
                yield f"{resource.id} @ {day}: {used} > {capacity}"


def _overspent(case: Case, projects: list[Project], selection: Selection | None, plan: Plan) -> Iterator[str]:
    for project in projects:
        choice = selection.choice(project.id) if selection is not None else None
        if choice is None:
            continue
        costs = [mode_cost(case.rates, work.mode(plan[project.id, work.id].mode)) for work in project.works]
        cheapest = [min(mode_cost(case.rates, mode) for mode in work.allowed_modes) for work in project.works]
        if sum(costs) > max(float(choice.budget), sum(cheapest)) + 0.01 * (1 + len(costs)):
            yield project.id


def _overdrawn(case: Case, projects: list[Project], plan: Plan) -> Iterator[str]:
    for resource in case.resources:
        if resource.consumed:
            stock = resource.changes[-1].capacity if resource.changes else resource.capacity
            used = sum(
                work.mode(plan[project.id, work.id].mode).demand.get(resource.id, 0)
                for project in projects
                for work in project.works
                if work.progress is None
            )
            if used > stock:
                yield f"{resource.id}: {used} > {stock}"


def _wrong_waits(timetable: Timetable, plan: Plan) -> Iterator[str]:
    for wait in timetable.waits:
        if plan[wait.before].finish > max(0, plan[wait.after].start):
            yield f"{'/'.join(wait.before)} → {'/'.join(wait.after)}"


def values_of(
    case: Case,
    projects: list[Project],
    plan: Plan,
    previous: Timetable | None = None,
    names: Iterable[ObjectiveName] = tuple(ObjectiveName),
) -> dict[ObjectiveName, float]:
    """Return what a plan is worth under some objectives, in their own units; under all if none are named."""
    days = case.days
    finishes = [max(plan[project.id, work.id].finish for work in project.works) for project in projects]
    measures: dict[ObjectiveName, Callable[[], float]] = {
        ObjectiveName.LATENESS: lambda: sum(
            project.weight * max(0, finish - days.day_of(project.deadline + timedelta(days=1)))
            for project, finish in zip(projects, finishes, strict=True)
            if project.deadline is not None
        ),
        ObjectiveName.MAKESPAN: lambda: max(finishes, default=0),
        ObjectiveName.VALUE: lambda: sum(
            _value(case, project, plan, finish) for project, finish in zip(projects, finishes, strict=True)
        ),
        ObjectiveName.STABILITY: lambda: _departure(projects, plan, previous),
        ObjectiveName.LEVELLING: lambda: sum(map(_peak, _changes(case, projects, plan).values())),
    }
    return {name: float(measures[name]()) for name in names}


def _value(case: Case, project: Project, plan: Plan, finish: int) -> float:
    """Return the present value of what is still to be paid, and of the returns."""
    decay = decay_of(case)
    value = 0.0
    for work in project.works:
        if work.progress is None:
            place = plan[project.id, work.id]
            middle = (place.start + place.finish) / 2
            value -= mode_cost(case.rates, work.mode(place.mode)) * exp(-decay * middle)
    returns = project.returns
    if returns is None:
        return value
    last = finish
    if returns.launch_after is not None:
        if not _is_open(project.work(returns.launch_after)):
            return value
        last = plan[project.id, returns.launch_after].finish
    return value + worth_at_launch(case, project) * exp(-decay * (last + returns.delay))


def _departure(projects: list[Project], plan: Plan, previous: Timetable | None) -> float:
    known = previous.by_work() if previous is not None else {}
    return float(
        sum(
            abs(max(0, plan[project.id, work.id].start) - known[project.id, work.id].start)
            for project in projects
            for work in project.works
            if _is_open(work) and (project.id, work.id) in known and known[project.id, work.id].start >= 0
        )
    )


def _peak(change: dict[int, int]) -> int:
    return max(accumulate((change[day] for day in sorted(change)), initial=0))


def _wrong_values(
    case: Case,
    projects: list[Project],
    plan: Plan,
    objectives: tuple[Objective, ...],
    previous: Timetable | None,
) -> Iterator[str]:
    values = values_of(case, projects, plan, previous, [objective.name for objective in objectives])
    for objective in objectives:
        # Weights and money are rounded to whole thousandths and cents inside.
        if abs(values[objective.name] - objective.value) > _TOLERANCE * abs(values[objective.name]) + _ROUNDING:
            yield f"{objective.name}: {objective.value} != {values[objective.name]}"


def _is_surpassed(objective: Objective) -> bool:
    sign = -1.0 if objective.name is ObjectiveName.VALUE else 1.0
    return sign * objective.bound > sign * objective.value + _TOLERANCE
