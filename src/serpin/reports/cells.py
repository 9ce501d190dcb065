"""Cells of tables as text: one value in the words of a language, the same on a page and on paper."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from serpin.charts.locale import Locale, Unit
from serpin.reports.tables.table import Column, Kind, Table, Value

NUMBERS = frozenset({Kind.MONEY, Kind.NUMBER, Kind.DECIMAL, Kind.PERCENT})
"""Kinds of columns whose figures stand at the right."""

_MOST_MONEY_UNIT = 1e6


def shown(value: Value, column: Column, locale: Locale, unit: Unit) -> str:
    """Return a value as text: by its type first, numbers by the kind of their column."""
    if value is None:
        return "–"
    if isinstance(value, date):
        return locale.day(value)
    if isinstance(value, str) or column.kind is Kind.CODE:
        return str(value)
    if column.kind is Kind.MONEY:
        return _amount(value, locale, unit)
    if column.kind is Kind.PERCENT:
        return locale.percent(float(value))
    return locale.fixed(value, 1) if column.kind is Kind.DECIMAL else locale.number(value)


def _amount(value: float | Decimal, locale: Locale, unit: Unit) -> str:
    amount = unit.of(value)
    if value == 0:
        return "–"
    return locale.figures(amount, 3) if abs(amount) < 100 else locale.number(amount)


def money_unit(table: Table, locale: Locale) -> Unit:
    """Return the unit of the money of a table: millions at most, so that columns keep their last figures."""
    places = [place for place, column in enumerate(table.columns) if column.kind is Kind.MONEY]
    amounts = [min(abs(float(value)), _MOST_MONEY_UNIT) for place in places for value in table.values(place)]
    return locale.unit(amounts)
