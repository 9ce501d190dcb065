"""What stands on paper, in plain values: tables and pictures of the report, lettered for a language."""

from __future__ import annotations

from typing import Any

from serpin.charts.names import Names
from serpin.charts.picture import Picture
from serpin.reports.cells import NUMBERS, money_unit, shown
from serpin.reports.tables.table import Column, Kind, Table

MOST_ROWS = 60
"""Rows of a table on paper; the workbook has them all."""


_PORTRAIT = 130.0
"""Characters beyond which a table lies across the page."""


def table_on_paper(table: Table, names: Names, *, narrow: bool = False, most: int = MOST_ROWS) -> dict[str, Any]:
    """Return a table for the press.

    Parameters
    ----------
    table
        The table.
    names
        Names of the case, in a language.
    narrow
        Whether columns that are marked as wide are left out.
    most
        Rows that are shown.
    """
    locale = names.locale
    unit = money_unit(table, locale)
    kept = [place for place, column in enumerate(table.columns) if not (narrow and column.wide)]
    columns = [table.columns[place] for place in kept]
    totals: list[str] = []
    if table.totals:
        totals = [
            shown(table.total(place), table.columns[place], locale, unit) if place in table.totals else ""
            for place in kept
        ]
    money = any(column.kind is Kind.MONEY for column in columns)
    return {
        "title": table.title,
        "note": " ".join(part for part in (unit.name if money else "", table.note) if part),
        "columns": [
            {"title": column.title, "number": column.kind in NUMBERS, "share": round(_share(column), 2)}
            for column in columns
        ],
        "rows": [
            {
                "strong": number in table.strong,
                "cells": [shown(row[place], table.columns[place], locale, unit) for place in kept],
            }
            for number, row in enumerate(table.rows[:most])
        ],
        "totals": totals,
        "wide": sum(_share(column) for column in columns) > _PORTRAIT,
        "left": max(0, len(table.rows) - most),
    }


def _share(column: Column) -> float:
    """Return how wide a column is beside the others; headings of figures break into lines."""
    if column.kind in NUMBERS:
        return min(10.0, max(7.0, 0.75 * len(max(column.title.split(), key=len, default=""))))
    return max(float(column.width), 5.0)


def picture_on_paper(picture: Picture, name: str) -> dict[str, Any]:
    """Return a picture for the press: the name of its file and its words."""
    return {"file": f"{name}.svg", "title": picture.title, "description": picture.description}
