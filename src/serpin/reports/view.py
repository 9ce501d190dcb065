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
from serpin.reports.beyond import around
from serpin.reports.findings import planned_cost
from serpin.reports.tables import answers, choices, covers, finance, packages, provenance, works, worth
from serpin.reports.tables import odds as odds_tables
from serpin.reports.tables.table import Table

MOST_ROWS_OPEN = 24
"""A longer table is folded on the page."""

_TOGETHER, _COVERED = mark("Projects that pay only together"), mark("Insurance and reserve")
_AROUND = mark("Targets, indicators, partnerships, warning signs")
_PROJECTS, _TIME, _MONEY, _ODDS, _RISKS, _ORIGIN = (
    mark("Projects"),
    mark("Time"),
    mark("Money"),
    mark("Odds"),
    mark("Risks"),
    mark("Where the numbers come from"),
)


@dataclass(frozen=True)
class Exhibit:
    """A picture or a table, the step of the plan behind it, and whether the page folds it."""

    body: Picture | Table
    engine: str
    folded: bool = False
    half: bool = False

    @property
    def is_picture(self) -> bool:
        """Whether it is drawn; else it is a table."""
        return isinstance(self.body, Picture)


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
        ("around", _AROUND, _around),
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


def _drawn(picture: Picture | None, engine: str, *, half: bool = False) -> list[Exhibit]:
    return [] if picture is None else [Exhibit(picture, engine, half=half)]


def _told(table: Table, *, folded: bool = False) -> list[Exhibit]:
    return [Exhibit(table, table.engine, folded or len(table.rows) > MOST_ROWS_OPEN)] if table.rows else []


def _together(plan: Plan, names: Names) -> list[Exhibit]:
    found = plan.coordination
    if found is None or not found.status.has_answer or not found.packages:
        return []
    return [
        *_told(packages.packages(found, names, plan.portfolio)),
        *_drawn(waiting_graph(found, names), "coordination"),
        *_told(packages.promises(found, names)),
        *_told(packages.divisions(found, names), folded=True),
        *_told(packages.effects(found, names)),
    ]


def _covered(plan: Plan, names: Names) -> list[Exhibit]:
    cover = plan.cover
    if cover is None or not cover.status.has_answer:
        return []
    return [
        *_drawn(before_and_after(cover, names), "insurance", half=True),
        *_drawn(layers_of_loss(cover, names), "insurance"),
        *_told(covers.before_and_after(cover, names)),
        *_told(covers.programmes(cover, names)),
        *_told(covers.decisions(cover, names), folded=True),
        *_told(covers.premiums(cover, names), folded=True),
        *_told(covers.outlays(cover, names)),
        *_told(covers.reserve(cover, names)),
        *_told(covers.judgements(cover, names), folded=True),
    ]


def _projects(plan: Plan, names: Names) -> list[Exhibit]:
    if plan.portfolio is None or not plan.portfolio.status.has_answer:
        return []
    return [
        *_told(choices.chosen(plan.portfolio, names, plan.schedule)),
        *_told(choices.rejected(plan.portfolio, names)),
        *_drawn(choice_pictures.risk_reward(plan.portfolio, names), "portfolio"),
        *_drawn(efficient.efficient_frontier(plan.portfolio, names), "portfolio"),
        *_told(worth.worth(plan.portfolio, names)),
        *_told(worth.refusals(plan.portfolio, names), folded=True),
        *_told(choices.relations(plan.portfolio, names), folded=True),
    ]


def _time(plan: Plan, names: Names) -> list[Exhibit]:
    if plan.schedule is None or not plan.schedule.timetable.placements:
        return []
    return [
        *_drawn(gantt.gantt_overview(plan.schedule, names, plan.outcomes), "scheduling"),
        *_drawn(gantt.gantt_works(plan.schedule, names), "scheduling"),
        *_told(works.gates(plan.schedule, names, plan.outcomes)),
        *_told(works.works(plan.schedule, names, plan.outcomes), folded=True),
        *_drawn(loads.load_map(plan.schedule, names), "scheduling"),
        *_told(works.loads(plan.schedule, names), folded=True),
    ]


def _money(plan: Plan, names: Names) -> list[Exhibit]:
    found: list[Exhibit] = []
    if plan.cash:
        rows = money.uses(plan.case, plan.cash)
        found += _drawn(money.money_by_source(rows, names), "planning")
        found += _told(finance.payments(rows, names, plan.portfolio))
        found += _told(finance.at_hand(rows, names), folded=True)
    if plan.portfolio is not None:
        makers = (finance.payers, worth.tranches, worth.debts, worth.owed, worth.duties, worth.prices)
        for make in makers:
            found += _told(make(plan.portfolio, names), folded=True)
    if plan.outcomes is not None and plan.outcomes.cash:
        rows = money.uses(plan.case, plan.cash)
        found += _drawn(cash.cash_with_sources(plan.outcomes.cash, rows, names), "simulation")
        found += _told(answers.quarters(plan.outcomes, names))
        found += _told(finance.cash(plan.outcomes.cash, names), folded=True)
    return found


def _odds(plan: Plan, names: Names) -> list[Exhibit]:
    outcomes = plan.outcomes
    if outcomes is None or not outcomes.status.has_answer:
        return []
    end = plan.schedule.timetable.makespan if plan.schedule else None
    cost = planned_cost(plan)
    return [
        *_drawn(odds.finish_curve(outcomes, end, names), "simulation", half=True),
        *_drawn(odds.cost_curve(outcomes, None if cost is None else float(cost), names), "simulation", half=True),
        *_drawn(odds.value_curve(outcomes, names), "simulation", half=True),
        *_drawn(odds.joint_scatter(outcomes, names), "simulation", half=True),
        *_told(answers.reserve(outcomes, names)),
        *_told(answers.limits(outcomes, names)),
        *_told(odds_tables.distributions(outcomes, names)),
        *_told(odds_tables.joint(outcomes, names)),
        *_told(odds_tables.projects(outcomes, names)),
        *_told(answers.gates(outcomes, names)),
        *_told(answers.indices(outcomes, names), folded=True),
        *_told(answers.tails(outcomes, names), folded=True),
    ]


def _risks(plan: Plan, names: Names) -> list[Exhibit]:
    if plan.outcomes is None or not plan.outcomes.drivers:
        return []
    return [
        *_drawn(driver_pictures.tornado(plan.outcomes, names), "simulation"),
        *_told(odds_tables.drivers(plan.outcomes, names), folded=True),
        *_told(answers.comparisons(plan.outcomes, names)),
    ]


def _around(plan: Plan, names: Names) -> list[Exhibit]:
    found: list[Exhibit] = []
    for one in around(plan, names):
        found += [*_drawn(one.picture, one.engine), *_told(one.table, folded=True)]
    return found


def _origin(plan: Plan, names: Names) -> list[Exhibit]:
    checks = provenance.checks(plan, names)
    return [
        *_told(provenance.steps(plan, names)),
        *_told(finance.rounds(plan.rounds, names)),
        *_told(checks, folded=not checks.strong),
        *_told(provenance.ledgers(plan, names)),
    ]
