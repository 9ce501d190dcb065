"""The arrays of an instance: capacities by day, calendars as tables of worked days, links by work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from math import exp

import numpy as np

from serpin.base.periods import WorkCalendar
from serpin.engines.scheduling.model.data import FAR, Data, Ints, guard_of, pack
from serpin.engines.scheduling.model.instance import CENTS, WEIGHT_SCALE, Instance, cents
from serpin.engines.scheduling.options import ObjectiveName
from serpin.engines.scheduling.problem import decay_of, worth_at_launch
from serpin.vocabulary.project import Project
from serpin.vocabulary.timetable import Placement, Timetable
from serpin.vocabulary.work import Mode

_LARGEST_UNITS = (1 << 29) - 1
_CALENDAR_DAYS = 7500


def due_day(instance: Instance, project: Project) -> int:
    """Return the number of the day by which a project should be finished: the day after its deadline."""
    return FAR if project.deadline is None else instance.days.day_of(project.deadline + timedelta(days=1))


def horizon_of(instance: Instance) -> int:
    """Return a day by which everything can be finished one after the other."""
    reach = max([0, *instance.release])
    steps = max((steps[-1][0] for steps in instance.limits), default=0)
    total = sum(max(activity.lengths) for activity in instance.activities)
    total += sum(max(0, link[3]) for link in instance.links)
    slowest = 1.0
    for resource, calendar in zip(instance.resources, instance.calendars, strict=True):
        if calendar is not None and resource.calendar is not None:
            slowest = max(slowest, 7.0 / len(resource.calendar.week) * 1.3)
    return int(max(reach, steps) + total * slowest + 40 * (slowest > 1.0)) + 2


def value_horizon(instance: Instance, objectives: tuple[ObjectiveName, ...]) -> int:
    """Return the day up to which payments may be put off when value counts: the end of the case; else day 0."""
    if ObjectiveName.VALUE not in objectives:
        return 0
    case = instance.case
    return max(0, instance.days.day_of(case.quarters.first_date(case.horizon)))


def arrays(instance: Instance, horizon: int, previous: Timetable | None = None) -> Data:
    """Return the arrays of an instance for days up to a horizon."""
    activities = instance.activities
    rates = instance.case.rates
    used, capacities, largest = _capacities(instance, horizon)
    instance.columns = used
    calendars, calendar_of = _calendars(instance, horizon)
    position_of = {resource.id: position for position, resource in enumerate(instance.resources)}
    mode_first, length, calendar, demand = [0], [], [], []
    stocks = {project: number for number, project in enumerate(instance.budgets)}
    used_up = {
        resource.id: len(stocks) + number
        for number, resource in enumerate(resource for resource in instance.resources if resource.consumed)
    }
    stock_first, stock, stock_use = [0], [], []
    for activity in activities:
        for mode, days in zip(activity.modes, activity.lengths, strict=True):
            row = [0] * len(used)
            for code, units in mode.demand.items():
                if position_of[code] in used:
                    row[used[position_of[code]]] = units
            length.append(days)
            demand.append(row)
            calendar.append(calendar_of(mode) if days else -1)
            if activity.project.id in stocks:
                stock.append(stocks[activity.project.id])
                stock_use.append(cents(rates, mode))
            for code, units in mode.demand.items():
                if code in used_up and units and activity.begun is None:
                    stock.append(used_up[code])
                    stock_use.append(units)
            stock_first.append(len(stock))
        mode_first.append(len(length))
    numbers = {project.id: number for number, project in enumerate(instance.projects)}
    before = _links(instance, len(activities))
    base = [0] * len(numbers)
    spent = dict.fromkeys(instance.budgets, 0)
    for placement in instance.done:
        base[numbers[placement.project]] = max(base[numbers[placement.project]], placement.finish)
        if placement.project in spent:
            done = instance.case.project(placement.project).work(placement.work).mode(placement.mode)
            spent[placement.project] += cents(rates, done)
    return Data(
        mode_first=_ints(mode_first),
        length=_ints(length),
        calendar=_ints(calendar),
        demand=pack(np.array(demand, dtype=np.int64).reshape(len(length), len(used)), largest),
        stock_first=_ints(stock_first),
        stock=_ints(stock),
        stock_use=_ints(stock_use),
        stock_limit=_ints(
            [
                *(limit - spent[project] for project, limit in instance.budgets.items()),
                *(max(0, instance.limits[p][-1][1]) for p, r in enumerate(instance.resources) if r.consumed),
            ]
        ),
        release=_ints(instance.release),
        latest=_ints(instance.latest),
        fixed=_ints(
            [1 if a.begun is not None or a.work.pinned_start is not None else 0 for a in activities],
        ),
        project=_ints([numbers[activity.project.id] for activity in activities]),
        due=_ints([due_day(instance, project) for project in instance.projects]),
        weight=_ints([round(project.weight * WEIGHT_SCALE) for project in instance.projects]),
        base=_ints(base),
        outlay=_ints([0 if a.begun is not None else cents(rates, mode) for a in activities for mode in a.modes]),
        **_money(instance),
        decay=decay_of(instance.case),
        previous=_ints([-1 if place is None else place.start for place in _places(instance, previous)]),
        capacity=pack(capacities, largest) + guard_of(largest),
        guard=guard_of(largest),
        worked=calendars[0],
        worked_day=calendars[1],
        **before,
    )


def _places(instance: Instance, previous: Timetable | None) -> list[Placement | None]:
    known = previous.by_work() if previous is not None else {}
    return [known.get(activity.name) for activity in instance.activities]


def _money(instance: Instance) -> dict[str, Ints]:
    """Return what finishes of works and projects bring, discounted to the day of the finish."""
    gain = [0] * len(instance.activities)
    gain_last = [0] * len(instance.projects)
    place = {activity.name: number for number, activity in enumerate(instance.activities)}
    decay = decay_of(instance.case)
    for number, project in enumerate(instance.projects):
        if project.returns is not None:
            worth = CENTS * worth_at_launch(instance.case, project) * exp(-decay * project.returns.delay)
            name = (project.id, project.returns.launch_after or "")
            if name in place:
                gain[place[name]] = round(worth)
            elif not project.returns.launch_after:
                gain_last[number] = round(worth)
    return {"gain": _ints(gain), "gain_last": _ints(gain_last)}


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def _capacities(instance: Instance, horizon: int) -> tuple[dict[int, int], Ints, int]:
    """Return the resources that can bind, their capacities by day, and the largest of all."""
    asked = dict.fromkeys((resource.id for resource in instance.resources), 0)
    for activity in instance.activities:
        for code in {code for mode in activity.modes for code in mode.demand}:
            asked[code] += max(mode.demand.get(code, 0) for mode in activity.modes)
    used: dict[int, int] = {}
    for position, resource in enumerate(instance.resources):
        binds = asked[resource.id] > min(units for _, units in instance.limits[position])
        if not resource.consumed and (binds or (instance.levels and asked[resource.id])):
            used[position] = len(used)
    largest = max([1, *(min(instance.largest_capacity(p), asked[instance.resources[p].id]) for p in used)])
    largest = min(largest, _LARGEST_UNITS)
    capacities = np.zeros((horizon, len(used)), dtype=np.int64)
    for position, column in used.items():
        for since, units in instance.limits[position]:
            capacities[max(0, since) :, column] = min(units, largest)
        calendar = instance.calendars[position]
        if calendar is not None:
            free = ~worked_days(calendar, instance.days, horizon)
            capacities[free, column] = largest
    return used, capacities, largest


def worked_days(calendar: WorkCalendar, days: WorkCalendar, horizon: int) -> np.ndarray:
    """Tell for each working day of the case whether another calendar works on it.

    Beyond thirty years from the start every day counts as worked.
    """
    known = min(horizon, _CALENDAR_DAYS)
    answer = np.ones(horizon, dtype=bool)
    answer[:known] = [calendar.is_working(day) for day in _dates(days, known)]
    return answer


def _dates(days: WorkCalendar, count: int) -> list[date]:
    return [days.date_of(number) for number in range(count)]


def _calendars(instance: Instance, horizon: int) -> tuple[tuple[Ints, Ints], Callable[[Mode], int]]:
    """Return the tables of all calendars that modes advance on, and a function from mode to calendar."""
    own = {r.id: p for p, r in enumerate(instance.resources) if instance.calendars[p] and not r.consumed}
    masks: dict[int, np.ndarray] = {}
    numbers: dict[tuple[int, ...], int] = {}

    def key_of(mode: Mode) -> tuple[int, ...]:
        return tuple(sorted(own[code] for code, units in mode.demand.items() if units and code in own)) if own else ()

    # Resources with calendars of their own mostly work on the same days: each set of days stands once.
    kinds: dict[bytes, int] = {}
    tables: list[np.ndarray] = []
    for activity in instance.activities:
        for mode in activity.modes:
            key = key_of(mode)
            if not key or key in numbers:
                continue
            mask = np.ones(horizon, dtype=bool)
            for position in key:
                if position not in masks:
                    calendar = instance.calendars[position]
                    assert calendar is not None  # noqa: S101 - the table ``own`` holds only resources with a calendar
                    masks[position] = worked_days(calendar, instance.days, horizon)
                mask &= masks[position]
            numbers[key] = kinds.setdefault(mask.tobytes(), len(kinds))
            if len(kinds) > len(tables):
                tables.append(mask)
    worked = np.zeros((len(tables), horizon + 1), dtype=np.int64)
    worked_day = np.full((len(tables), horizon), FAR, dtype=np.int64)
    for number, mask in enumerate(tables):
        worked[number, 1:] = np.cumsum(mask)
        found = np.flatnonzero(mask)
        worked_day[number, : len(found)] = found
    return (worked, worked_day), lambda mode: numbers.get(key_of(mode), -1)


def _links(instance: Instance, count: int) -> dict[str, Ints]:
    order = sorted(range(len(instance.links)), key=lambda edge: instance.links[edge][1])
    links = np.array([instance.links[edge] for edge in order], dtype=np.int64).reshape(len(order), 5)
    outward = np.argsort(links[:, 0], kind="stable")
    return {
        "before_first": np.searchsorted(links[:, 1], np.arange(count + 1)).astype(np.int64),
        "before": links[:, 0].copy(),
        "before_type": links[:, 2].copy(),
        "before_lag": links[:, 3].copy(),
        "before_most": links[:, 4].copy(),
        "after_first": np.searchsorted(links[outward, 0], np.arange(count + 1)).astype(np.int64),
        "after": links[outward, 1].copy(),
        "after_edge": outward.astype(np.int64),
    }
