"""The cash plan: whether the money comes when the schedule needs it.

The selection pays by quarters that it estimated; the schedule shifts works where resources are scarce. Each source
pays its part of a project in proportion to what the project costs in each quarter, so the need of source f in quarter
t is ``paid[f, project] · cost[project, t] / cost[project]``, summed over projects.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from serpin.base.money import to_money
from serpin.planning.result import CashLine
from serpin.vocabulary.case import Case
from serpin.vocabulary.selection import Lesson, Selection
from serpin.vocabulary.timetable import Timetable

CostByQuarter = dict[str, dict[int, float]]
"""Expected cost of each project by quarter number, in the currency of the case."""


def cost_by_quarter(case: Case, timetable: Timetable) -> CostByQuarter:
    """Return the expected cost of each scheduled project by quarter; past days and past costs count as nothing.

    Parameters
    ----------
    case
        The case; gives modes, cost rates and calendar.
    timetable
        When each work is done and in which mode.
    """
    rates, days, quarters = case.rates, case.days, case.quarters
    projects = {project.id: project for project in case.projects}
    found: CostByQuarter = {}
    for placement in timetable.placements:
        work = projects[placement.project].work(placement.work)
        left = 1.0 - (work.progress.percent / 100.0 if work.progress else 0.0)
        if left <= 0.0 or (work.progress and work.progress.actual_finish):
            continue
        cost = work.mode(placement.mode).expected_cost(rates) * left
        first, last = max(placement.start, 0), max(placement.finish, placement.start + 1, 1)
        by_quarter = found.setdefault(placement.project, defaultdict(float))
        for day in range(first, last):
            by_quarter[quarters.number_of(days.date_of(day))] += cost / (last - first)
    return found


@dataclass(frozen=True)
class CashPlan:
    """The cash plan and its largest overdraft, in currency units; ``share`` relates it to all money of the source."""

    lines: tuple[CashLine, ...]
    overdraft: Decimal
    share: float


def cash_plan(case: Case, selection: Selection, costs: CostByQuarter) -> CashPlan:
    """Return what every source has, was planned to pay and has to pay by the schedule, quarter by quarter.

    Parameters
    ----------
    case
        Gives the sources.
    selection
        Gives the payments.
    costs
        Cost by quarter that the schedule needs, from :func:`cost_by_quarter`.
    """
    planned, needed = _payments(selection, costs)
    return _compare(case, planned, needed)


def paid_plan(case: Case, selection: Selection) -> CashPlan:
    """Return the cash plan of payments that were planned for the scheduled costs: needed is what is paid."""
    planned, _ = _payments(selection, {})
    return _compare(case, planned, planned)


def _compare(case: Case, planned: Mapping[str, dict[int, float]], needed: Mapping[str, dict[int, float]]) -> CashPlan:
    lines: list[CashLine] = []
    overdraft, worst_share = Decimal(0), 0.0
    for source in (one for one in case.sources if one.pays):
        available = defaultdict(Decimal, source.coming(case.quarters))
        last = max([*available, *planned[source.id], *needed[source.id], 0])
        has = [available[quarter] for quarter in range(last + 1)]
        pays = [to_money(planned[source.id][quarter]) for quarter in range(last + 1)]
        needs = [to_money(needed[source.id][quarter]) for quarter in range(last + 1)]
        rows = zip(has, pays, needs, strict=True)
        lines += [
            CashLine(source=source.id, quarter=quarter, available=a, planned=p, scheduled=n)
            for quarter, (a, p, n) in enumerate(rows)
        ]
        missing = _missing(has, needs, source.purses(case.quarters, last + 1))
        if missing > overdraft:
            overdraft, worst_share = missing, float(missing / source.total) if source.total else 1.0
    return CashPlan(tuple(lines), overdraft, worst_share)


def _payments(selection: Selection, costs: CostByQuarter) -> tuple[Mapping[str, dict[int, float]], ...]:
    planned: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    paid: dict[tuple[str, str], float] = defaultdict(float)
    for payment in selection.payments:
        planned[payment.source][payment.quarter] += float(payment.amount)
        paid[payment.source, payment.project] += float(payment.amount)
    needed: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for (source, project), amount in paid.items():
        profile = costs.get(project, {})
        total = sum(profile.values())
        for quarter, cost in profile.items():
            needed[source][quarter] += amount * cost / total if total else 0.0
    return planned, needed


def _missing(has: list[Decimal], needs: list[Decimal], purses: tuple[range, ...]) -> Decimal:
    """Return the largest shortfall of a source: cumulated over the quarters in which unspent money stays."""
    lacks = [need - money for money, need in zip(has, needs, strict=True)]
    return max((lack for purse in purses for lack in accumulate(lacks[purse.start : purse.stop])), default=Decimal(0))


def lessons(case: Case, selection: Selection, timetable: Timetable, costs: CostByQuarter) -> tuple[Lesson, ...]:
    """Return what the schedule taught about the chosen projects, for the next selection."""
    days, quarters = case.days, case.quarters
    finish: dict[str, int] = {}
    for placement in timetable.placements:
        last = quarters.number_of(days.date_of(max(placement.finish - 1, 0)))
        finish[placement.project] = max(finish.get(placement.project, 0), last)
    taught = []
    for choice in selection.choices:
        profile = costs.get(choice.project)
        if not profile:
            continue
        last = max(*profile, choice.quarter) if profile else choice.quarter
        taught.append(
            Lesson(
                project=choice.project,
                mode_class=choice.mode_class,
                costs=tuple(to_money(profile.get(quarter, 0.0)) for quarter in range(choice.quarter, last + 1)),
                finish_quarter=finish[choice.project] - choice.quarter,
            )
        )
    return tuple(taught)
