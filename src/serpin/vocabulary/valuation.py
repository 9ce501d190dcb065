"""What a project is worth by itself: expected present value at its earliest dates, in its cheapest modes.

The formula is that of the portfolio (textbook ``portfolio.md``, section "The value of a project"); money counts in the
middle of a work instead of the middle of a quarter. Resources are not looked at.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

from serpin.base.periods import WORKING_DAYS_PER_YEAR
from serpin.vocabulary.gate import Decision
from serpin.vocabulary.work import Link, LinkType, Mode, Work

if TYPE_CHECKING:
    from serpin.vocabulary.case import Case
    from serpin.vocabulary.project import Project, Returns


@dataclass(frozen=True)
class Valuation:
    """A project by itself: money in the currency of the case, days are working days from the start of the case.

    ``value`` is the expected net present value after tax, ``returns`` the part of it that comes from returns, ``cost``
    the full expected cost that still lies ahead, undiscounted; ``success`` the probability of reaching the launch.
    """

    value: float
    returns: float
    cost: float
    success: float
    start: int
    finish: int
    launch: int


def valuation(project: Project, case: Case) -> Valuation:
    """Value a project that stands alone and begins as early as it can.

    Parameters
    ----------
    project
        The project.
    case
        Its calendar, discount rate, tax rate and rates of resources.
    """
    rates = case.rates
    modes = cheapest_modes(project, case)
    dates = early_dates(project, case)
    starts = {code: begin for code, (begin, _) in dates.items()}
    ends = {code: end for code, (_, end) in dates.items()}
    finish = max(ends.values())
    launch = finish
    if project.returns is not None:
        launch = ends[project.returns.launch_after] if project.returns.launch_after else finish
        launch += project.returns.delay
    hurdles = _hurdles(project, modes, ends)
    outlay = cost = 0.0
    for work in project.works:
        full = modes[work.id].expected_cost(rates) * _left(work)
        rework = work.rework
        again = rework.share * math.fsum(rework.probability**k for k in range(1, rework.rounds + 1)) if rework else 0.0
        middle = (starts[work.id] + ends[work.id]) / 2
        cost += full
        outlay += (
            full
            * work.occurrence
            * (1 + again)
            * _reach(hurdles, starts[work.id], ends[work.id])
            * discount(middle, case.discount_rate)
        )
    left_over, success = 0.0, 1.0
    for when, chance, salvage in hurdles:
        left_over += success * (1 - chance) * salvage * discount(when, case.discount_rate)
        success *= chance
    worth = worth_at_launch(project.returns, case.discount_rate, case.tax_rate)
    returns = success * worth * discount(launch, case.discount_rate)
    return Valuation(returns + left_over - outlay, returns, cost, success, min(starts.values()), finish, launch)


def cheapest_modes(project: Project, case: Case) -> dict[str, Mode]:
    """Return the mode of each work that is expected to cost least, the shorter one of two equal ones."""
    rates = case.rates
    return {
        work.id: min(work.allowed_modes, key=lambda mode: (mode.expected_cost(rates), mode.planned_days))
        for work in project.works
    }


def early_dates(project: Project, case: Case) -> dict[str, tuple[int, int]]:
    """Return first day and day after the last of each work of a project that begins as early as it can.

    Days are working days from the start of the case, in the cheapest modes; what is done takes none.
    """
    modes = cheapest_modes(project, case)
    begun = any(work.progress is not None for work in project.works)
    start = 0 if begun or project.earliest_start is None else max(case.days.day_of(project.earliest_start), 0)
    dated = {
        work.id: case.days.day_of(day)
        for work in project.works
        if work.progress is None and (day := work.pinned_start or work.earliest) is not None
    }
    days = {work.id: math.ceil(_left(work) * modes[work.id].planned_days - 1e-9) for work in project.works}
    starts = _early_starts(project, days, dated, start)
    return {code: (begin, begin + days[code]) for code, begin in starts.items()}


def discount(day: float, rate: float) -> float:
    """Return the discount factor of a working day from the start of the case."""
    return float((1.0 + rate) ** (-day / WORKING_DAYS_PER_YEAR))


def worth_at_launch(returns: Returns | None, rate: float, tax: float) -> float:
    """Return the present value, at launch and after tax, of the returns of a project that succeeds.

    Quarter by quarter: ramp and drift in its middle, the last one for the part that the life covers. A loss is not
    taxed.
    """
    if returns is None:
        return 0.0
    net = returns.revenue.mean() - returns.operating_cost.mean()
    total = 0.0
    for quarter in range(math.ceil(returns.life * 4 - 1e-9)):
        middle = (quarter + 0.5) / 4
        level = min(middle / returns.ramp, 1.0) if returns.ramp > 0 else 1.0
        part = min(returns.life * 4 - quarter, 1.0)
        total += level * part * ((1 + returns.price_drift) / (1 + rate)) ** middle
    return (net - tax * max(net, 0.0)) / 4 * total


def _left(work: Work) -> float:
    if work.progress is None:
        return 1.0
    return 0.0 if work.progress.actual_finish else 1.0 - work.progress.percent / 100.0


def _early_starts(project: Project, days: Mapping[str, int], dated: Mapping[str, int], start: int) -> dict[str, int]:
    before: dict[str, list[Link]] = {work.id: list(work.after) for work in project.works}
    for gate in project.gates:
        for late in gate.before:
            before[late] += [Link(work=early) for early in gate.after]
    begun = {work.id for work in project.works if work.progress is not None}
    starts: dict[str, int] = {}
    for code in TopologicalSorter(
        {code: [link.work for link in links] for code, links in before.items()}
    ).static_order():
        day = max(start, dated.get(code, 0))
        if code not in begun:
            for link in before[code]:
                anchor = starts[link.work]
                if link.type in (LinkType.FINISH_START, LinkType.FINISH_FINISH):
                    anchor += days[link.work]
                own = days[code] if link.type in (LinkType.FINISH_FINISH, LinkType.START_FINISH) else 0
                day = max(day, anchor + link.lag - own)
        starts[code] = day
    return starts


def _hurdles(project: Project, modes: Mapping[str, Mode], ends: Mapping[str, int]) -> list[tuple[float, float, float]]:
    """Return what the project may fail at, in the order of days: day, chance to get past it, what is left otherwise."""
    found = [
        (float(ends[work.id]), 1.0 - work.occurrence * (1.0 - modes[work.id].success), 0.0)
        for work in project.works
        if _left(work) > 0
    ]
    for gate in project.gates:
        chance = 1.0 if gate.is_passed else gate.success
        if gate.record is not None and gate.record.decision is Decision.STOP:
            chance = 0.0
        day = float(max(ends[code] for code in gate.after))
        found.append((day, chance, float(gate.abandonment_value)))
    return sorted(found, key=lambda hurdle: hurdle[0])


def _reach(hurdles: list[tuple[float, float, float]], start: int, end: int) -> float:
    """Return the expected share of a work that is done before the project may stop."""
    if end <= start:
        return math.prod(chance for day, chance, _ in hurdles if day <= start)
    reached, share, last = 1.0, 0.0, float(start)
    for day, chance, _ in hurdles:
        if day >= end:
            break
        if day > start:
            share += reached * (day - last) / (end - start)
            last = day
        reached *= chance
    return share + reached * (end - last) / (end - start)
