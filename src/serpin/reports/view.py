"""The order of a report: sections with their pictures and tables, free of the form in which they are shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from serpin.base.texts import mark
from serpin.charts import cash, efficient, gantt, loads, money, odds
from serpin.charts import choices as choice_pictures
from serpin.charts import drivers as driver_pictures
from serpin.charts.coordination import waiting_graph
from serpin.charts.covered import before_and_after
from serpin.charts.layers import layers_of_loss
from serpin.charts.names import Names
from serpin.charts.picture import Picture
from serpin.planning.result import Plan
from serpin.reports import annexes
from serpin.reports.exhibit import Exhibit, drawn, told
from serpin.reports.findings import planned_cost
from serpin.reports.tables import answers, choices, covers, finance, packages, provenance, works, worth
from serpin.reports.tables import odds as odds_tables

_TOGETHER, _COVERED = mark("Projects that pay only together"), mark("Insurance and reserve")
_STRATEGY, _COOPERATION, _STATISTICS, _INTEGRITY = (
    mark("Targets of the strategy"),
    mark("Who should work with whom"),
    mark("Statistics"),
    mark("Integrity of support"),
)
_PROJECTS, _TIME, _MONEY, _ODDS, _RISKS, _ORIGIN = (
    mark("Projects"),
    mark("Time"),
    mark("Money"),
    mark("Odds"),
    mark("Risks"),
    mark("Where the numbers come from"),
)


@dataclass(frozen=True)
class Section:
    """A part of the report."""

    name: str
    title: str
    exhibits: tuple[Exhibit, ...]


def sections(plan: Plan, names: Names, wanted: str = "") -> tuple[Section, ...]:
    """Return the sections that the plan has something to say to, in the order of reading.

    Parameters
    ----------
    plan
        The plan, with or without some of its results.
    names
        Names of the case, in a language.
    wanted
        Name of the only section that is wanted; all when empty.
    """
    makers: tuple[tuple[str, str, Callable[[Plan, Names], list[Exhibit]]], ...] = (
        ("packages-section", _TOGETHER, _together),
        ("projects", _PROJECTS, _projects),
        ("time", _TIME, _time),
        ("money-section", _MONEY, _money),
        ("odds", _ODDS, _odds),
        ("risk", _RISKS, _risks),
        ("cover-section", _COVERED, _covered),
        ("strategy", _STRATEGY, annexes.of_strategy),
        ("cooperation", _COOPERATION, annexes.of_cooperation),
        ("statistics", _STATISTICS, annexes.of_statistics),
        ("integrity", _INTEGRITY, annexes.of_integrity),
        ("origin", _ORIGIN, _origin),
    )
    made = (
        Section(name, names.locale.say(title), tuple(make(plan, names)))
        for name, title, make in makers
        if wanted in ("", name)
    )
    return tuple(section for section in made if section.exhibits)


def pictures(plan: Plan, names: Names) -> tuple[Picture, ...]:
    """Return all pictures of the report, in its order."""
    found = [exhibit.body for section in sections(plan, names) for exhibit in section.exhibits]
    return tuple(body for body in found if isinstance(body, Picture))


def _together(plan: Plan, names: Names) -> list[Exhibit]:
    found = plan.coordination
    if found is None or not found.status.has_answer or not found.packages:
        return []
    return [
        *told(packages.packages(found, names, plan.portfolio)),
        *drawn(waiting_graph(found, names), "coordination"),
        *told(packages.promises(found, names)),
        *told(packages.divisions(found, names), folded=True),
        *told(packages.effects(found, names)),
    ]


def _covered(plan: Plan, names: Names) -> list[Exhibit]:
    cover = plan.cover
    if cover is None or not cover.status.has_answer:
        return []
    return [
        *drawn(before_and_after(cover, names), "insurance", half=True),
        *drawn(layers_of_loss(cover, names), "insurance"),
        *told(covers.before_and_after(cover, names)),
        *told(covers.programmes(cover, names)),
        *told(covers.decisions(cover, names), folded=True),
        *told(covers.premiums(cover, names), folded=True),
        *told(covers.outlays(cover, names)),
        *told(covers.reserve(cover, names)),
        *told(covers.judgements(cover, names), folded=True),
    ]


def _projects(plan: Plan, names: Names) -> list[Exhibit]:
    if plan.portfolio is None or not plan.portfolio.status.has_answer:
        return []
    return [
        *told(choices.chosen(plan.portfolio, names, plan.schedule)),
        *told(choices.rejected(plan.portfolio, names)),
        *drawn(choice_pictures.risk_reward(plan.portfolio, names), "portfolio"),
        *drawn(efficient.efficient_frontier(plan.portfolio, names), "portfolio"),
        *told(worth.worth(plan.portfolio, names)),
        *told(worth.refusals(plan.portfolio, names), folded=True),
        *told(choices.relations(plan.portfolio, names), folded=True),
    ]


def _time(plan: Plan, names: Names) -> list[Exhibit]:
    if plan.schedule is None or not plan.schedule.timetable.placements:
        return []
    return [
        *drawn(gantt.gantt_overview(plan.schedule, names, plan.outcomes), "scheduling"),
        *drawn(gantt.gantt_works(plan.schedule, names), "scheduling"),
        *told(works.gates(plan.schedule, names, plan.outcomes)),
        *told(works.works(plan.schedule, names, plan.outcomes), folded=True),
        *drawn(loads.load_map(plan.schedule, names), "scheduling"),
        *told(works.loads(plan.schedule, names), folded=True),
    ]


def _money(plan: Plan, names: Names) -> list[Exhibit]:
    found: list[Exhibit] = []
    if plan.cash:
        rows = money.uses(plan.case, plan.cash)
        found += drawn(money.money_by_source(rows, names), "planning")
        found += told(finance.payments(rows, names, plan.portfolio))
        found += told(finance.at_hand(rows, names), folded=True)
    if plan.portfolio is not None:
        makers = (
            finance.payers,
            worth.tranches,
            worth.debts,
            worth.guarantees,
            worth.owed,
            worth.duties,
            worth.prices,
        )
        for make in makers:
            found += told(make(plan.portfolio, names), folded=True)
    if plan.outcomes is not None and plan.outcomes.cash:
        rows = money.uses(plan.case, plan.cash)
        found += drawn(cash.cash_with_sources(plan.outcomes.cash, rows, names), "simulation")
        found += told(answers.quarters(plan.outcomes, names))
        found += told(finance.cash(plan.outcomes.cash, names), folded=True)
    return found


def _odds(plan: Plan, names: Names) -> list[Exhibit]:
    outcomes = plan.outcomes
    if outcomes is None or not outcomes.status.has_answer:
        return []
    end = plan.schedule.timetable.makespan if plan.schedule else None
    cost = planned_cost(plan)
    return [
        *drawn(odds.finish_curve(outcomes, end, names), "simulation", half=True),
        *drawn(odds.cost_curve(outcomes, None if cost is None else float(cost), names), "simulation", half=True),
        *drawn(odds.value_curve(outcomes, names), "simulation", half=True),
        *drawn(odds.joint_scatter(outcomes, names), "simulation", half=True),
        *told(answers.reserve(outcomes, names)),
        *told(answers.limits(outcomes, names)),
        *told(odds_tables.distributions(outcomes, names)),
        *told(odds_tables.joint(outcomes, names)),
        *told(odds_tables.projects(outcomes, names)),
        *told(odds_tables.deadlines(outcomes, names)),
        *told(answers.gates(outcomes, names)),
        *told(answers.indices(outcomes, names), folded=True),
        *told(answers.tails(outcomes, names), folded=True),
    ]


def _risks(plan: Plan, names: Names) -> list[Exhibit]:
    if plan.outcomes is None or not plan.outcomes.drivers:
        return []
    return [
        *drawn(driver_pictures.tornado(plan.outcomes, names), "simulation"),
        *told(odds_tables.drivers(plan.outcomes, names), folded=True),
        *told(answers.comparisons(plan.outcomes, names)),
    ]


def _origin(plan: Plan, names: Names) -> list[Exhibit]:
    checks = provenance.checks(plan, names)
    return [
        *told(provenance.steps(plan, names)),
        *told(finance.rounds(plan.rounds, names)),
        *told(checks, folded=not checks.strong),
        *told(provenance.ledgers(plan, names)),
    ]
