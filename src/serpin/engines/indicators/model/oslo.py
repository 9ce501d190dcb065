"""Indicators by the Oslo Manual and by the definitions of Kazakhstan, and beside them what was published.

Textbook: ``indicators.md``, sections "Indicators" and "Definitions".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from serpin.engines.indicators.problem.books import RESEARCH_ROWS, Books, outcomes
from serpin.engines.indicators.problem.tables import definitions, indicator_lines, published
from serpin.engines.indicators.result.figures import Comparison, Definition, Figure
from serpin.vocabulary.books import MoneyOrigin
from serpin.vocabulary.innovation import Novelty
from serpin.vocabulary.work import CostRow

_REGION_DIGITS = 2
_PER_CENT = 100.0
_COMPARED = ("activity", "own_costs", "own_research")


@dataclass
class _Sums:
    """What one or several enterprises did in a year; money in the currency of the case."""

    output: Decimal = Decimal(0)
    turnover: Decimal = Decimal(0)
    innovative_output: Decimal = Decimal(0)
    innovative_sales: Decimal = Decimal(0)
    market_sales: Decimal = Decimal(0)
    innovative_exports: Decimal = Decimal(0)
    costs: Decimal = Decimal(0)
    own_costs: Decimal = Decimal(0)
    research: Decimal = Decimal(0)
    internal: Decimal = Decimal(0)
    own_internal: Decimal = Decimal(0)
    received: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    completed: int = 0
    abandoned: int = 0
    active: int = 0
    partners: int = 0

    def add(self, other: _Sums) -> None:
        """Add the sums of another."""
        for name, amount in vars(other).items():
            setattr(self, name, getattr(self, name) + amount)


def figures_of(books: Books, enterprises: tuple[str, ...], year: int) -> Iterator[Figure]:
    """Yield every indicator: for all that report, by region, and for each enterprise."""
    single = {code: _sums(books, code, year) for code in enterprises}
    whole = _Sums()
    for sums in single.values():
        whole.add(sums)
    yield from _activity(books, enterprises, year)
    yield from _group(whole, len(enterprises))
    if len(enterprises) > 1:
        for code, sums in single.items():
            yield from _firm(sums, code)


def _sums(books: Books, enterprise: str, year: int) -> _Sums:
    own, sums = books.of(enterprise, year), _Sums()
    for figures in own.figures:
        sums.output += figures.output
        sums.turnover += figures.turnover
    output, sold = Decimal(0), Decimal(0)
    for sale in own.sales:
        output += sale.output
        sold += sale.sold
        innovation = books.innovations.get(sale.innovation or "")
        if innovation is None or not books.is_new(innovation, year):
            continue
        sums.innovative_output += sale.output
        sums.innovative_sales += sale.sold
        sums.innovative_exports += sale.exported_union + sale.exported_abroad
        if innovation.novelty.degree >= Novelty.DOMESTIC_MARKET.degree:
            sums.market_sales += sale.sold
    sums.output = sums.output or output
    sums.turnover = sums.turnover or sold
    for payment in own.payments:
        row = books.row_of(payment)
        is_own = payment.origin is MoneyOrigin.OWN
        sums.costs += payment.amount
        sums.own_costs += payment.amount if is_own else 0
        sums.research += payment.amount if row in RESEARCH_ROWS else 0
        if row is CostRow.INTERNAL_RD:
            sums.internal += payment.amount
            sums.own_internal += payment.amount if is_own else 0
    sums.received = sum((one.payment for one in own.gave), Decimal(0))
    sums.paid = sum((one.payment for one in own.bought), Decimal(0))
    sums.completed, sums.abandoned = outcomes(own.ended)
    sums.active = int(bool(own.payments or own.innovations or own.ended or own.begun))
    sums.partners = int(bool(sums.active and own.cooperations))
    return sums


def _figure(code: str, top: float | Decimal, below: float | Decimal, **more: str) -> Figure:
    line = indicator_lines()[code]
    value = float(top) if line.unit == "money" else (float(top) / float(below) if below else None)
    return Figure(
        code=code,
        name=line.name,
        value=value,
        numerator=float(top),
        denominator=float(below),
        unit=line.unit,
        formula=line.formula,
        **more,
    )


def _activity(books: Books, enterprises: tuple[str, ...], year: int) -> Iterator[Figure]:
    """Yield the activity level by every definition, for all and by region."""
    regions: dict[str, list[str]] = {}
    for code in enterprises:
        region = books.enterprises[code].region[:_REGION_DIGITS]
        if region:
            regions.setdefault(region, []).append(code)
    for definition in definitions():
        yield _level(books, enterprises, year, definition, "")
        for region, codes in sorted(regions.items()):
            yield _level(books, codes, year, definition, region)


def _level(books: Books, codes: Iterable[str], year: int, definition: Definition, region: str) -> Figure:
    codes = list(codes)
    counted = set(definition.types)
    with_one = sum(any(one.oslo_2005.value in counted for one in books.of(code, year).innovations) for code in codes)
    return _figure("activity", with_one, len(codes), definition=definition.id, region=region)


def _group(sums: _Sums, reporting: int) -> Iterator[Figure]:
    yield _figure("active", sums.active, reporting)
    yield _figure("cooperation", sums.partners, sums.active)
    yield from _firm(sums, "")


def _firm(sums: _Sums, enterprise: str) -> Iterator[Figure]:
    ended = sums.completed + sums.abandoned
    parts: tuple[tuple[str, float | Decimal, float | Decimal], ...] = (
        ("output", sums.innovative_output, sums.output),
        ("turnover", sums.innovative_sales, sums.turnover),
        ("turnover_market", sums.market_sales, sums.turnover),
        ("turnover_firm", sums.innovative_sales - sums.market_sales, sums.turnover),
        ("turnover_unchanged", sums.turnover - sums.innovative_sales, sums.turnover),
        ("intensity", sums.costs, sums.turnover),
        ("research", sums.research, sums.turnover),
        ("success", sums.completed, ended),
        ("abandonment", sums.abandoned, ended),
        ("balance", sums.received - sums.paid, 0),
        ("return", sums.innovative_output, sums.costs),
        ("export", sums.innovative_exports, sums.innovative_sales),
        ("own_costs", sums.own_costs, sums.costs),
        ("own_research", sums.own_internal, sums.internal),
    )
    for code, top, below in parts:
        yield _figure(code, top, below, enterprise=enterprise)


def in_force(year: int) -> Definition:
    """Return the definition by which the activity level of a year is published."""
    published_by = [one for one in definitions() if one.id.startswith("kz-")]
    fitting = [one for one in published_by if one.first <= year and (one.last is None or year <= one.last)]
    return fitting[-1] if fitting else published_by[0]


def comparisons(figures: Iterable[Figure], year: int) -> Iterator[Comparison]:
    """Yield own figures beside the last published ones, for each definition and region."""
    own = {(f.code, f.definition, f.region): f.value for f in figures if not f.enterprise}
    mine = in_force(year).id
    latest: dict[tuple[str, str, str], int] = {}
    for value in published():
        key = (value.code, value.definition, value.region)
        if value.code in _COMPARED and value.year <= year:
            latest[key] = max(latest.get(key, 0), value.year)
    for value in published():
        key = (value.code, value.definition, value.region)
        if latest.get(key) == value.year:
            yield Comparison(
                code=value.code,
                name=value.name,
                region=value.region,
                region_name=value.region_name,
                own=own.get(key),
                year=value.year,
                published=value.value / _PER_CENT if value.unit == "%" else value.value,
                definition=value.definition,
                same_definition=not value.definition or value.definition == mine,
                source=value.source,
                verified=value.verified,
            )
