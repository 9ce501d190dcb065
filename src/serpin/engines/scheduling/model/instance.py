"""Turns a case and a selection into the arrays of the scheduler, and remembers what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import ceil

import numpy as np

from serpin.base.errors import refuse
from serpin.base.periods import WorkCalendar
from serpin.base.texts import mark
from serpin.engines.scheduling.model.data import FAR, Data, Ints, guard_of, pack
from serpin.vocabulary.calendar import Resource
from serpin.vocabulary.case import Case
from serpin.vocabulary.project import Project
from serpin.vocabulary.selection import Selection
from serpin.vocabulary.timetable import Placement
from serpin.vocabulary.work import LinkType, Mode, Work

LINK_NUMBER = {
    LinkType.FINISH_START: 0,
    LinkType.START_START: 1,
    LinkType.FINISH_FINISH: 2,
    LinkType.START_FINISH: 3,
}
CENTS = 100
WEIGHT_SCALE = 1000
_LARGEST_UNITS = (1 << 29) - 1
_NEVER = -FAR
_CALENDAR_DAYS = 7500


@dataclass
class Activity:
    """A work that is still to be done, in the words of the case.

    ``begun`` is the actual start of a work under way (0 at the latest counts as start for the arrays), else nothing.
    """

    project: Project
    work: Work
    modes: list[Mode]
    lengths: list[int]
    begun: int | None = None

    @property
    def name(self) -> tuple[str, str]:
        """Codes of project and work."""
        return self.project.id, self.work.id


@dataclass
class Instance:
    """The case as the scheduler sees it."""

    case: Case
    days: WorkCalendar
    projects: list[Project]
    activities: list[Activity]
    done: list[Placement]
    resources: list[Resource]
    limits: list[list[tuple[int, int]]]
    """Steps (since day, units) of each resource, the first at day 0 or before."""
    calendars: list[WorkCalendar | None]
    """Own calendar of each resource."""
    release_of: dict[str, int]
    budgets: dict[str, int]
    """Limits of the costs of projects, in cents."""
    links: list[tuple[int, int, int, int, int]] = field(default_factory=list)
    """(earlier, later, type, least lag, longest lag) between activities."""
    release: list[int] = field(default_factory=list)
    latest: list[int] = field(default_factory=list)

    def largest_capacity(self, resource: int) -> int:
        """Return the largest capacity that a resource ever has."""
        return max(units for _, units in self.limits[resource])


def mode_cost(case: Case, mode: Mode) -> int:
    """Return the expected cost of a mode with its resources, in cents."""
    rates = {resource.id: float(resource.cost_per_unit_day) for resource in case.resources}
    people = sum(units * rates[resource] for resource, units in mode.demand.items())
    return round(CENTS * (mode.cost.mean() + mode.planned_days * people))


def read(case: Case, selection: Selection | None) -> Instance:
    """Read a case and a selection.

    Raises
    ------
    InputError
        If the selection names a project that the case does not have.
    """
    known = {project.id for project in case.projects}
    for position, choice in enumerate(selection.choices if selection else ()):
        if choice.project not in known:
            raise refuse(
                mark("there is no project {value}"), "selection", "choices", position, "project", value=choice.project
            )
    days = case.days
    chosen = [project for project in case.projects if selection is None or project.id in selection.projects]
    resources = list(case.resources)
    instance = Instance(
        case=case,
        days=days,
        projects=chosen,
        activities=[],
        done=[],
        resources=resources,
        limits=[_steps(resource, days) for resource in resources],
        calendars=[r.calendar.days_from(case.start) if r.calendar else None for r in resources],
        release_of={},
        budgets={},
    )
    for project in chosen:
        instance.release_of[project.id] = _release(instance, project, selection)
        _read_works(instance, project)
    if selection is not None:
        _read_budgets(instance, selection)
    return instance


def _steps(resource: Resource, days: WorkCalendar) -> list[tuple[int, int]]:
    steps = [(0, resource.capacity)]
    for change in resource.changes:
        day = days.day_of(change.since)
        if day <= 0:
            steps = [(0, change.capacity)]
        else:
            steps.append((day, change.capacity))
    return steps


def _release(instance: Instance, project: Project, selection: Selection | None) -> int:
    release = 0
    if project.earliest_start is not None:
        release = max(release, instance.days.day_of(project.earliest_start))
    choice = selection.choice(project.id) if selection else None
    if choice is not None:
        release = max(release, instance.days.day_of(instance.case.quarters.first_date(choice.quarter)))
    return release


def _read_works(instance: Instance, project: Project) -> None:
    days = instance.days
    number: dict[str, int] = {}
    facts: dict[str, tuple[int, int]] = {}
    for work in project.works:
        modes = list(work.allowed_modes)
        progress = work.progress
        if progress is not None and progress.actual_finish is not None:
            start = days.day_of(progress.actual_start)
            finish = max(start, days.day_of(progress.actual_finish + timedelta(days=1)))
            instance.done.append(
                Placement(project=project.id, work=work.id, mode=modes[0].id, start=start, finish=finish)
            )
            facts[work.id] = (start, finish)
            continue
        share = 1.0 if progress is None else 1.0 - progress.percent / 100
        lengths = [ceil(mode.planned_days * share - 1e-9) for mode in modes]
        begun = None if progress is None else days.day_of(progress.actual_start)
        number[work.id] = len(instance.activities)
        instance.activities.append(Activity(project, work, modes, lengths, begun))
        _add_window(instance, project, work, begun)
    _add_links(instance, project, number, facts)


def _add_window(instance: Instance, project: Project, work: Work, begun: int | None) -> None:
    days = instance.days
    release = instance.release_of[project.id]
    if work.earliest is not None:
        release = max(release, days.day_of(work.earliest))
    latest = FAR
    if begun is not None:
        release = latest = max(0, begun)
    elif work.pinned_start is not None:
        latest = days.day_of(work.pinned_start)
        release = max(release, latest)
    instance.release.append(release)
    instance.latest.append(latest)


def links_of(project: Project) -> list[tuple[str, str, int, int, int]]:
    """Return all links of a project, those of its gates among them: (earlier, later, type, least, longest lag)."""
    found = [
        (link.work, work.id, LINK_NUMBER[link.type], link.lag, FAR if link.longest is None else link.longest)
        for work in project.works
        for link in work.after
    ]
    found += [(a, b, 0, 0, FAR) for gate in project.gates for a in gate.after for b in gate.before]
    return found


def _add_links(instance: Instance, project: Project, number: dict[str, int], facts: dict[str, tuple[int, int]]) -> None:
    """Add links between open works; what is done or begun turns links into windows, and heeds none itself."""
    for earlier, later, kind, lag, most in links_of(project):
        if later not in number or instance.activities[number[later]].begun is not None:
            continue
        position = number[later]
        from_start = kind in (1, 3)
        activity = instance.activities[number[earlier]] if earlier in number else None
        given = None
        if activity is None:
            given = facts[earlier][0] if from_start else facts[earlier][1]
        elif activity.begun is not None and from_start:
            given = activity.begun
        if given is None:
            instance.links.append((number[earlier], position, kind, lag, most))
            continue
        longest = max(instance.activities[position].lengths)
        ahead = 0 if kind in (0, 1) else longest
        instance.release[position] = max(instance.release[position], given + lag - ahead)
        if ahead and max(instance.activities[position].lengths) != min(instance.activities[position].lengths):
            instance.release[position] = max(instance.release[position], given + lag)
        if most < FAR:
            least = 0 if kind in (0, 1) else min(instance.activities[position].lengths)
            instance.latest[position] = min(instance.latest[position], max(0, given + most - least))


def _read_budgets(instance: Instance, selection: Selection) -> None:
    for project in instance.projects:
        choice = selection.choice(project.id)
        if choice is not None:
            cheapest = sum(min(mode_cost(instance.case, mode) for mode in work.allowed_modes) for work in project.works)
            instance.budgets[project.id] = max(round(float(choice.budget) * CENTS), cheapest)


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


def arrays(instance: Instance, horizon: int) -> Data:
    """Return the arrays of an instance for days up to a horizon."""
    activities = instance.activities
    used, capacities, largest = _capacities(instance, horizon)
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
                stock_use.append(mode_cost(instance.case, mode))
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
            spent[placement.project] += mode_cost(instance.case, done)
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
        capacity=pack(capacities, largest) + guard_of(largest),
        guard=guard_of(largest),
        worked=calendars[0],
        worked_day=calendars[1],
        **before,
    )


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
        if not resource.consumed and asked[resource.id] > min(units for _, units in instance.limits[position]):
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


def _calendars(instance: Instance, horizon: int):  # type: ignore[no-untyped-def]
    """Return the tables of all calendars that modes advance on, and a function from mode to calendar."""
    own = {r.id: p for p, r in enumerate(instance.resources) if instance.calendars[p] and not r.consumed}
    masks: dict[int, np.ndarray] = {}
    numbers: dict[tuple[int, ...], int] = {}

    def key_of(mode: Mode) -> tuple[int, ...]:
        return tuple(sorted(own[code] for code, units in mode.demand.items() if units and code in own))

    for activity in instance.activities:
        for mode in activity.modes:
            if key_of(mode):
                numbers.setdefault(key_of(mode), len(numbers))
    worked = np.zeros((len(numbers), horizon + 1), dtype=np.int64)
    worked_day = np.full((len(numbers), horizon), FAR, dtype=np.int64)
    for key, number in numbers.items():
        mask = np.ones(horizon, dtype=bool)
        for position in key:
            if position not in masks:
                calendar = instance.calendars[position]
                assert calendar is not None  # noqa: S101 - the table ``own`` holds only resources with a calendar
                masks[position] = worked_days(calendar, instance.days, horizon)
            mask &= masks[position]
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
