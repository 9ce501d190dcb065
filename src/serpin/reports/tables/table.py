"""A table: columns with kinds, rows of plain values; whoever draws it gives the form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeGuard

Value = str | int | float | Decimal | date | None


def is_number(value: Value) -> TypeGuard[int | float | Decimal]:
    """Tell whether a value is a number, not a text, a date or nothing."""
    return isinstance(value, int | float | Decimal)


class Kind(StrEnum):
    """What stands in a column."""

    TEXT = "text"
    CODE = "code"
    MONEY = "money"
    NUMBER = "number"
    DECIMAL = "decimal"
    PERCENT = "percent"
    DATE = "date"


@dataclass(frozen=True)
class Column:
    """A column: its heading in the language, what stands in it, and its width in characters.

    ``wide`` columns are left out where there is little room.
    """

    title: str
    kind: Kind = Kind.TEXT
    width: int = 14
    wide: bool = False


@dataclass(frozen=True)
class Table:
    """A table of a report.

    Parameters
    ----------
    name
        Short name, unique in a report; anchor on a page.
    title
        Heading in the language; also the name of a sheet.
    columns, rows
        Headings and plain values, in the same order.
    totals
        Positions of the columns that are summed in a last row.
    engine
        Which step of the plan the values come from; the page links its ledger.
    note
        A sentence about how to read it.
    strong
        Positions of rows to be emphasised.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    totals: tuple[int, ...] = ()
    engine: str = ""
    note: str = ""
    strong: frozenset[int] = field(default_factory=frozenset)

    def total(self, position: int) -> Decimal:
        """Return the sum of a column."""
        return sum((Decimal(str(value)) for value in self.values(position)), Decimal(0))

    def values(self, position: int) -> Iterable[int | float | Decimal]:
        """Return the numbers of a column."""
        return [value for row in self.rows if is_number(value := row[position])]
