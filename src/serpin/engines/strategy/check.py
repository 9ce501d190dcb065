"""What a right forecast is: fans in order, probabilities that fit them, gaps and sums counted once more."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

from serpin.base.texts import mark
from serpin.engines.strategy.problem.statement import Statement
from serpin.engines.strategy.result import Forecast, Outlook
from serpin.vocabulary.relation import RelationKind
from serpin.vocabulary.result import SelfCheck

_TOLERANCE = 1e-6
_QUANTILES = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)


def check_forecast(statement: Statement, forecast: Forecast) -> tuple[SelfCheck, ...]:
    """Return what was confirmed or refuted about a forecast.

    Parameters
    ----------
    statement
        The problem.
    forecast
        The result.
    """
    checks = (
        (mark("The quantiles of every year rise, and history is given back unchanged"), _in_order(statement, forecast)),
        (mark("The probability of every target fits the fan of its indicator"), _fitting(forecast)),
        (mark("Targets of the past are judged by what came"), _past(statement, forecast)),
        (
            mark("What closes the gap keeps budget, exclusions and needs, and does not widen the gap"),
            _closed(statement, forecast),
        ),
        (mark("Intervals of a higher level cover more of the past"), _nested(forecast)),
    )
    found = []
    for name, offences in checks:
        first = next(offences, "")
        found.append(SelfCheck(name=name, passed=not first, detail=first))
    return tuple(found)


def _in_order(statement: Statement, forecast: Forecast) -> Iterator[str]:
    for fan in forecast.fans:
        series = statement.series[fan.indicator]
        if fan.years != series.years or fan.values != series.values:
            yield fan.indicator
        for year in fan.course:
            for line in (year.trend, year.planned):
                if any(a > b for a, b in pairwise(line)) or not all(map(math.isfinite, line)):
                    yield f"{fan.indicator} {year.year}"


def _fitting(forecast: Forecast) -> Iterator[str]:
    """Compare each probability with the two quantiles between which the limit lies."""
    for target in forecast.targets:
        fan = forecast.fan(target.indicator)
        years = {year.year: year for year in fan.course} if fan is not None else {}
        if target.trend is None or target.year not in years or target.probability is None:
            continue
        at_least = target.direction.value == "at_least"
        limit = target.value - target.tolerance if at_least else target.value + target.tolerance
        line = years[target.year].planned
        below = max((share for share, value in zip(_QUANTILES, line, strict=True) if value < limit), default=0.0)
        above = min((share for share, value in zip(_QUANTILES, line, strict=True) if value > limit), default=1.0)
        low, high = (1 - above, 1 - below) if at_least else (below, above)
        if not low - 0.002 <= target.probability <= high + 0.002:
            yield f"{target.indicator} {target.year}"


def _past(statement: Statement, forecast: Forecast) -> Iterator[str]:
    for aim, target in zip(statement.aims, forecast.targets, strict=True):
        if target.outlook in (Outlook.MET, Outlook.MISSED):
            whole = statement.whole[target.indicator]
            came = dict(zip(whole.years, whole.values, strict=True)).get(target.year)
            if came is None or aim.is_met(came) != (target.outlook is Outlook.MET):
                yield f"{target.indicator} {target.year}"


def _closed(statement: Statement, forecast: Forecast) -> Iterator[str]:
    closing = forecast.closing
    if closing is None:
        return
    cost = math.fsum(statement.costs[name] for name in closing.projects)
    if abs(cost - float(closing.cost)) > 0.02 + _TOLERANCE * cost:
        yield f"{closing.cost} ≠ {cost}"
    budget = statement.options.budget
    if budget is not None and cost > float(budget) * (1 + _TOLERANCE) + 0.02:
        yield "budget"
    together = set(closing.projects) | set(forecast.planned)
    for relation in statement.case.relations:
        mine = set(closing.projects) & set(relation.projects)
        if relation.kind is RelationKind.EXCLUSIVE and mine and len(together & set(relation.projects)) > 1:
            yield relation.id
        is_need = relation.kind is RelationKind.PREREQUISITE and relation.projects[-1] in closing.projects
        if is_need and not set(relation.projects) <= together:
            yield relation.id
    if closing.bound > closing.searched * (1 + _TOLERANCE) + _TOLERANCE:
        yield f"{closing.bound} > {closing.searched}"


def _nested(forecast: Forecast) -> Iterator[str]:
    by_indicator: dict[str, list[tuple[float, int]]] = {}
    for line in forecast.coverage:
        by_indicator.setdefault(line.indicator, []).append((line.level, line.covered))
    for indicator, lines in by_indicator.items():
        ordered = [covered for _, covered in sorted(lines)]
        if ordered != sorted(ordered):
            yield indicator
