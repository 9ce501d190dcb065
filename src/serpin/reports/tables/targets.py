"""Tables of the forecast: which projects carry the targets, and which close the gap."""

from __future__ import annotations

from serpin.base.money import to_money
from serpin.base.texts import mark
from serpin.charts.names import Names
from serpin.engines.strategy.problem.statement import cost_of
from serpin.engines.strategy.result import Forecast
from serpin.reports.strategy import change_in
from serpin.reports.tables.table import Column, Kind, Table, Value

_INDICATOR, _YEAR = mark("Indicator"), mark("Year")
_CARRIED, _PROJECT, _AMOUNT, _CHANGE = (
    mark("Projects that carry the targets"),
    mark("Project"),
    mark("Contribution"),
    mark("Change of the probability"),
)
_CLOSING, _COST = mark("What closes the gap best"), mark("Cost")
MOST_FANS = 6
"""Fans of a report: those of the targets that are least sure."""


def fans(found: Forecast) -> tuple[str, ...]:
    """Return the indicators whose fans a report shows: with targets ahead, the least sure first."""
    judged = [target for target in found.targets if target.probability is not None]
    judged.sort(key=lambda target: target.probability or 0.0)
    ahead = dict.fromkeys(target.indicator for target in judged)
    return tuple(ahead or dict.fromkeys(fan.indicator for fan in found.fans))[:MOST_FANS]


def contributors(found: Forecast, names: Names) -> Table:
    """Return the planned projects by what they do for each target."""
    say = names.locale.say
    rows: list[tuple[Value, ...]] = []
    for one in found.contributors:
        target = found.targets[one.target]
        if one.is_planned:
            rows.append(
                (
                    names.other("indicator", target.indicator),
                    str(target.year),
                    names.project(one.project),
                    change_in(target.indicator, one.amount, names),
                    one.change,
                )
            )
    columns = (
        Column(say(_INDICATOR), Kind.TEXT, 40),
        Column(say(_YEAR), Kind.CODE, 8),
        Column(say(_PROJECT), Kind.TEXT, 40),
        Column(say(_AMOUNT), Kind.TEXT, 18),
        Column(say(_CHANGE), Kind.PERCENT, 14),
    )
    return Table("contributors", say(_CARRIED), columns, tuple(rows), engine="strategy")


def closing(found: Forecast, names: Names) -> Table:
    """Return the projects that close the gap best beside the planned ones."""
    say = names.locale.say
    projects = found.closing.projects if found.closing is not None else ()
    rates = names.case.rates
    costs = {project.id: to_money(cost_of(project, rates)) for project in names.case.projects if project.id in projects}
    rows: list[tuple[Value, ...]] = [(code, names.project(code), costs[code]) for code in projects]
    columns = (Column("", Kind.CODE, 10), Column(say(_PROJECT), Kind.TEXT, 60), Column(say(_COST), Kind.MONEY, 16))
    return Table("closing", say(_CLOSING), columns, tuple(rows), engine="strategy")
