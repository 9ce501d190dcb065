"""Ways of doing a project: a class of modes and a start quarter, with cost, demand and value by quarter.

Textbook: ``portfolio.md``, sections "Classes of modes" and "The value of a project".
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from serpin.base.periods import WORKING_DAYS_PER_YEAR, WorkCalendar
from serpin.engines.portfolio.problem.placement import Placing, is_under_way, place
from serpin.engines.portfolio.problem.worth import Vector, discounts, returns_by_quarter, worth_at_launch
from serpin.vocabulary.case import Case
from serpin.vocabulary.project import Project
from serpin.vocabulary.selection import Lesson, ModeClass
from serpin.vocabulary.work import Mode, WorkKind

KINDS = tuple(WorkKind)
DAYS_PER_QUARTER = WORKING_DAYS_PER_YEAR / 4


@dataclass(frozen=True)
class Calendar:
    """Quarters in working days: bounds (quarters + 1), discount factors of their middles (quarters), rate, days."""

    bounds: Vector
    discount: Vector
    rate: float
    days: WorkCalendar

    def shares(self, starts: Vector, finishes: Vector) -> npt.NDArray[np.float64]:
        """Return which part of each time span falls into each quarter, shape (spans, quarters); a moment has a day."""
        finishes = np.maximum(finishes, starts + 1.0)
        passed = (self.bounds[None, :] - starts[:, None]) / (finishes - starts)[:, None]
        passed = np.minimum(np.maximum(passed, 0.0), 1.0)
        passed[:, -1] = 1.0
        return np.asarray(passed[:, 1:] - passed[:, :-1])

    def time_of(self, day: float) -> float:
        """Return a working day as a time in quarters."""
        last = len(self.bounds) - 1
        if day >= self.bounds[last]:
            return last + (day - float(self.bounds[last])) / DAYS_PER_QUARTER
        number = int(np.searchsorted(self.bounds, day, side="right")) - 1
        return number + (day - float(self.bounds[number])) / float(self.bounds[number + 1] - self.bounds[number])


@dataclass(frozen=True)
class Way:
    """A project in a class of modes from a quarter on; vectors by quarter, money in currency units.

    ``by_kind`` is the full expected cost by kind of work, shape (9, quarters); ``outlay`` is weighted by the chance
    that it is paid at all; ``demand`` is in unit-days; ``launch`` is a time in quarters; ``value`` is the expected net
    present value without the cost of money; ``returns`` is the part of it that comes from returns.
    """

    project: str
    mode_class: ModeClass
    quarter: int
    finish: int
    launch: float
    success: float
    by_kind: npt.NDArray[np.float64]
    outlay: Vector
    demand: Mapping[str, Vector]
    gates: Mapping[str, int]
    returns: float
    value: float

    @cached_property
    def cost(self) -> Vector:
        """Full expected cost by quarter, shape (quarters,)."""
        return np.asarray(self.by_kind.sum(axis=0))

    @property
    def total(self) -> float:
        """Full expected cost."""
        return float(self.cost.sum())


def inflow_by_quarter(way: Way, project: Project, case: Case) -> Vector:
    """Return expected returns after tax by quarter from the start of the case, as long as they last."""
    if project.returns is None:
        return np.zeros(0)
    levels = returns_by_quarter(project.returns, case.tax_rate) * way.success
    first, part = int(way.launch), way.launch - int(way.launch)
    inflow = np.zeros(first + len(levels) + 1)
    inflow[first : first + len(levels)] += levels * (1.0 - part)
    inflow[first + 1 : first + 1 + len(levels)] += levels * part
    return inflow


def modes_of_class(project: Project, rates: Mapping[str, float], day_worth: float) -> dict[ModeClass, tuple[Mode, ...]]:
    """Return the modes of each class; classes that come to the same modes are merged into the first of them.

    Parameters
    ----------
    project
        The project.
    rates
        Cost of one unit of each resource for one working day.
    day_worth
        What one working day sooner is worth, in currency units.
    """

    def cost(mode: Mode) -> float:
        return mode.expected_cost(rates)

    classes = {
        ModeClass.ECONOMICAL: tuple(
            min(work.allowed_modes, key=lambda mode: (cost(mode), mode.planned_days)) for work in project.works
        ),
        ModeClass.BALANCED: tuple(
            min(work.allowed_modes, key=lambda mode: (cost(mode) + day_worth * mode.planned_days, cost(mode)))
            for work in project.works
        ),
        ModeClass.FAST: tuple(
            min(work.allowed_modes, key=lambda mode: (mode.planned_days, cost(mode))) for work in project.works
        ),
    }
    merged: dict[ModeClass, tuple[Mode, ...]] = {}
    for name, modes in classes.items():
        if modes not in merged.values():
            merged[name] = modes
    return merged


def ways_of(
    project: Project,
    case: Case,
    calendar: Calendar,
    lessons: Mapping[tuple[str, ModeClass], Lesson],
    starts: int | None = None,
) -> tuple[Way, ...]:
    """Return all ways of doing a project: classes of modes and start quarters within the horizon.

    A project that no start brings to its end within the horizon may begin at its first possible quarter only; one that
    is under way goes on at once.

    Parameters
    ----------
    project
        The project.
    case
        Horizon, dates, rates of resources, tax and discount rate.
    calendar
        Quarters of the plan.
    lessons
        What schedules taught, by project and class of modes.
    starts
        Most start quarters that are looked at, evenly spread over those that are possible.
    """
    worth = worth_at_launch(project.returns, case.discount_rate, case.tax_rate)
    day_worth = worth * math.log1p(case.discount_rate) / WORKING_DAYS_PER_YEAR
    classes = modes_of_class(project, case.rates, day_worth)
    first, floor = _first_start(project, case, calendar.days)
    last = first + 1 if is_under_way(project) else case.horizon
    is_dated = any(work.pinned_start or work.earliest for work in project.works)
    quarters = _spread(range(first, last), starts)
    found: list[Way] = []
    for mode_class, modes in classes.items():
        lesson = _lesson_for(project, mode_class, classes, lessons)
        placing = place(project, modes, case.rates)
        for quarter in quarters:
            start = max(int(calendar.bounds[quarter]), floor) if quarter else floor
            if is_dated:
                placing = place(project, modes, case.rates, _absolute_days(project, calendar.days, start))
            way = _way(project, calendar, mode_class, placing, (quarter, start), worth, lesson)
            if way.finish < case.horizon or quarter == first:
                found.append(way)
    return tuple(found)


def _spread(quarters: range, most: int | None) -> list[int]:
    """Return at most so many of the quarters, evenly spread, the first among them."""
    if most is None or len(quarters) <= most:
        return list(quarters)
    return [quarters[position * len(quarters) // most] for position in range(most)]


def _first_start(project: Project, case: Case, days: WorkCalendar) -> tuple[int, int]:
    """Return the first quarter in which a project may start, and the first working day."""
    if is_under_way(project) or project.earliest_start is None:
        return 0, 0
    return max(case.quarters.number_of(project.earliest_start), 0), max(days.day_of(project.earliest_start), 0)


def _lesson_for(
    project: Project,
    mode_class: ModeClass,
    classes: Mapping[ModeClass, tuple[Mode, ...]],
    lessons: Mapping[tuple[str, ModeClass], Lesson],
) -> Lesson | None:
    """Return the lesson of a class, or of a class that was merged into it."""
    lesson = lessons.get((project.id, mode_class))
    if lesson is None and len(classes) == 1:
        lesson = next((lessons[project.id, name] for name in ModeClass if (project.id, name) in lessons), None)
    return lesson


def _absolute_days(project: Project, days: WorkCalendar, start: int) -> dict[str, int]:
    """Return earliest days of works that a date binds, counted from the start of the project."""
    return {
        work.id: days.day_of(day) - start
        for work in project.works
        if (day := work.pinned_start or work.earliest) is not None and work.progress is None
    }


def _way(  # noqa: PLR0917 - parts of one formula
    project: Project,
    calendar: Calendar,
    mode_class: ModeClass,
    placing: Placing,
    begin: tuple[int, int],
    worth: float,
    lesson: Lesson | None,
) -> Way:
    """Return the way that begins in a quarter on a working day (``begin``)."""
    quarter, start = begin
    by_kind, outlay, demand = _profiles(placing, calendar, start)
    finish_day, launch_day = start + placing.finish, start + placing.launch
    finish = int(calendar.time_of(max(finish_day - 1, start)))
    launch = calendar.time_of(launch_day)
    if lesson is not None:
        by_kind, outlay = _as_taught(lesson, quarter, by_kind, outlay)
        launch += max(quarter + lesson.finish_quarter - finish, 0)
        finish = max(quarter + lesson.finish_quarter, quarter)
    gate_quarters = {
        gate: int(calendar.time_of(max(start + day - 1, start))) for gate, day in placing.gate_days.items()
    }
    returns = placing.success * worth * (1.0 + calendar.rate) ** (-launch / 4.0)
    left = sum(
        stop.probability * stop.value * (1.0 + calendar.rate) ** (-calendar.time_of(start + stop.day) / 4.0)
        for stop in placing.stops
    )
    value = returns + left - float(outlay @ calendar.discount)
    return Way(
        project.id,
        mode_class,
        quarter,
        finish,
        launch,
        placing.success,
        by_kind,
        outlay,
        demand,
        gate_quarters,
        returns,
        value,
    )


def _profiles(
    placing: Placing, calendar: Calendar, start: int
) -> tuple[npt.NDArray[np.float64], Vector, dict[str, Vector]]:
    """Return cost by kind and quarter, expected outlay by quarter, and unit-days of each resource by quarter."""
    quarters = len(calendar.discount)
    by_kind = np.zeros((len(KINDS), quarters))
    demand: dict[str, Vector] = {}
    pieces = placing.pieces
    if not pieces:
        return by_kind, np.zeros(quarters), demand
    shares = calendar.shares(
        np.array([start + piece.start for piece in pieces], dtype=float),
        np.array([start + piece.finish for piece in pieces], dtype=float),
    )
    costs = shares * np.array([piece.cost for piece in pieces])[:, None]
    for row, piece in enumerate(pieces):
        by_kind[KINDS.index(piece.work.kind)] += costs[row]
        for resource, units in piece.demand.items():
            unit_days = units * (piece.finish - piece.start) * shares[row]
            demand[resource] = demand[resource] + unit_days if resource in demand else unit_days
    return by_kind, np.array([piece.reach * piece.likely for piece in pieces]) @ costs, demand


def _as_taught(
    lesson: Lesson, quarter: int, by_kind: npt.NDArray[np.float64], outlay: Vector
) -> tuple[npt.NDArray[np.float64], Vector]:
    """Return cost and expected outlay as the schedule taught: its profile, with the shares of kinds and of chance."""
    total = float(by_kind.sum())
    profile = np.zeros(len(outlay))
    for later, amount in enumerate(lesson.costs):
        profile[min(quarter + later, len(profile) - 1)] += float(amount)
    kinds = by_kind.sum(axis=1) / total if total > 0 else np.full(len(KINDS), 1.0 / len(KINDS))
    chance = float(outlay.sum()) / total if total > 0 else 1.0
    return np.outer(kinds, profile), profile * chance


def calendar_of(case: Case, bounds: Vector) -> Calendar:
    """Return the quarters of a case with their discount factors."""
    return Calendar(bounds, discounts(case.discount_rate, len(bounds) - 1), case.discount_rate, case.days)
