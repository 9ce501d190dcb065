"""What stands around a plan, each in a few words: targets, partnerships, official indicators, warning signs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from serpin.charts.names import Names
from serpin.charts.network import network_picture
from serpin.charts.picture import Picture
from serpin.charts.strategy import fan_of_indicator
from serpin.engines.strategy.result import Forecast
from serpin.planning.result import Plan
from serpin.reports import indicators, integrity, network, strategy
from serpin.reports.blocks import Block
from serpin.reports.tables import beyond
from serpin.reports.tables.table import Table
from serpin.reports.words import engine_name

_FEW = 3


@dataclass(frozen=True)
class Beside:
    """What one engine says around a plan: the finding with a few lines, a picture and a table."""

    engine: str
    finding: Block
    table: Table
    picture: Picture | None = None


def around(plan: Plan, names: Names, *, drawn: bool = True) -> list[Beside]:
    """Return what the engines around the plan found, each finding in short.

    Parameters
    ----------
    plan
        The plan, with or without these results.
    names
        Names of the case, in a language.
    drawn
        Whether pictures are wanted.
    """
    found: list[Beside] = []
    if plan.measurement is not None and plan.measurement.status.has_answer:
        page = indicators.blocks(plan.measurement, names)
        found.append(Beside("indicators", _short(page), beyond.figures(plan.measurement, names)))
    if plan.forecast is not None and plan.forecast.status.has_answer:
        page = strategy.blocks(plan.forecast, names)
        fan = _drawn(lambda: _weakest(plan.forecast, names), wanted=drawn)
        found.append(Beside("strategy", _short(page), beyond.targets(plan.forecast, names), fan))
    if plan.audit is not None and plan.audit.status.has_answer:
        page = integrity.blocks(plan.audit, names)
        found.append(Beside("integrity", _short(page), beyond.signs(plan.audit, names)))
    if plan.partnerships is not None and plan.partnerships.status.has_answer:
        partnerships = plan.partnerships
        page = network.blocks(partnerships, names)
        shown = _drawn(lambda: network_picture(partnerships, names), wanted=drawn)
        calls = [line for block in page[1:2] for line in block.lines[:_FEW]]
        found.append(Beside("network", _short(page, calls), beyond.calls(partnerships, names), shown))
    return [
        replace(
            one,
            finding=replace(one.finding, title=engine_name(one.engine, names)),
            table=replace(one.table, note=one.finding.text),
        )
        for one in found
    ]


def _short(page: list[Block], lines: list[str] | None = None) -> Block:
    """Return the first part of a page with a few lines."""
    first = page[0] if page else Block()
    return Block("", first.text or first.title, lines if lines is not None else first.lines[:_FEW])


def _drawn(draw: Callable[[], Picture | None], *, wanted: bool) -> Picture | None:
    return draw() if wanted else None


def _weakest(forecast: Forecast | None, names: Names) -> Picture | None:
    """Return the fan of the indicator whose open target has the lowest probability."""
    if forecast is None:
        return None
    ahead = [one for one in forecast.targets if one.trend is not None and one.probability is not None]
    if not ahead:
        return None
    return fan_of_indicator(forecast, min(ahead, key=lambda one: one.probability or 0.0).indicator, names)
