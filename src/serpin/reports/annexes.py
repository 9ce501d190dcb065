"""What a report says around the portfolio: targets, cooperation, statistics, integrity."""

from __future__ import annotations

from serpin.charts.names import Names
from serpin.charts.network import network_picture
from serpin.charts.strategy import fan_of_indicator
from serpin.planning.result import Plan
from serpin.reports.beyond import around
from serpin.reports.exhibit import Exhibit, drawn, told
from serpin.reports.tables import measured, partners, signs, targets
from serpin.reports.tables.table import Table


def of_strategy(plan: Plan, names: Names) -> list[Exhibit]:
    """Return fans and targets."""
    found = plan.forecast
    if found is None or not found.status.has_answer:
        return []
    fans = [fan_of_indicator(found, indicator, names) for indicator in targets.fans(found)]
    return [
        *_beside(plan, names, "strategy"),
        *(exhibit for fan in fans for exhibit in drawn(fan, "strategy", half=True)),
        *told(targets.contributors(found, names), folded=True),
        *told(targets.closing(found, names)),
    ]


def of_cooperation(plan: Plan, names: Names) -> list[Exhibit]:
    """Return the network, who should call whom, and who could do what."""
    found = plan.partnerships
    if found is None or not found.status.has_answer:
        return []
    return [
        *_beside(plan, names, "network"),
        *drawn(network_picture(found, names), "network"),
        *told(partners.clusters(found, names)),
        *told(partners.matches(found, names), folded=True),
        *told(partners.capacity(found, names)),
    ]


def of_statistics(plan: Plan, names: Names) -> list[Exhibit]:
    """Return indicators, open controls and the official forms."""
    found = plan.measurement
    if found is None or not found.status.has_answer:
        return []
    return [
        *_beside(plan, names, "indicators"),
        *told(measured.open_controls(found, names)),
        *(exhibit for table in measured.forms(found, names) for exhibit in told(table)),
    ]


def of_integrity(plan: Plan, names: Names) -> list[Exhibit]:
    """Return warning signs, where they are, and what is to be claimed back."""
    found = plan.audit
    if found is None or not found.status.has_answer:
        return []
    return [
        *_beside(plan, names, "integrity"),
        *told(signs.flags(found, names), folded=True),
        *told(signs.claims(found, names), folded=True),
    ]


def annex_tables(plan: Plan, names: Names) -> list[Table]:
    """Return the tables of the annexes for a workbook, without the forms and without what stands beside a plan."""
    found: list[Table] = []
    if plan.forecast is not None and plan.forecast.status.has_answer:
        found += [targets.contributors(plan.forecast, names), targets.closing(plan.forecast, names)]
    if plan.partnerships is not None and plan.partnerships.status.has_answer:
        makers = (partners.clusters, partners.matches, partners.capacity)
        found += [make(plan.partnerships, names) for make in makers]
    if plan.measurement is not None and plan.measurement.status.has_answer:
        found.append(measured.open_controls(plan.measurement, names))
    if plan.audit is not None and plan.audit.status.has_answer:
        found += [signs.flags(plan.audit, names), signs.claims(plan.audit, names)]
    return found


def _beside(plan: Plan, names: Names, engine: str) -> list[Exhibit]:
    """Return the finding of an engine in short: its first table, with the finding as its note."""
    found = next((one for one in around(plan, names, drawn=False) if one.engine == engine), None)
    return [] if found is None else told(found.table)
