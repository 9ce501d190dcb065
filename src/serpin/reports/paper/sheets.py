"""What stands on paper, in plain values: tables and pictures of the report, lettered for a language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from serpin.base.texts import mark
from serpin.charts.names import Names
from serpin.charts.picture import Picture
from serpin.reports.cells import NUMBERS, money_unit, shown
from serpin.reports.tables.table import Column, Kind, Table

MOST_ROWS = 60
"""Rows of a table on paper; the workbook has them all."""

_PORTRAIT, _LANDSCAPE = 58.0, 112.0
"""How many letter heights of a table fit into an upright page, and into one that lies across."""

_ROOM = 94.0
"""How many letter heights of the smaller letters of wide tables fit in truth; columns of words give way to that."""

_FIGURE, _HEADING, _LETTER = 0.47, 0.56, 0.44
"""Width of a figure, of a bold letter and of a letter, in letter heights."""

_WIDEST_LETTER, _WIDEST_HEADING = 0.54, 0.6
"""Width of a letter, and of a bold one, in words of many wide letters, such as Kazakh ones."""

_WIDE_LETTERS, _WIDER = frozenset("ЖМШЩЫЮФжмшщыюф"), 0.2
"""Letters of headings that are wider than others, and by how much."""

_MOST_LINES, _MOST_HEADING = 4, 12.0
"""Into how many lines the heading of figures may break before the column is widened, and to which width at most."""

_MOST_KEYS = 3
_BETWEEN = 1.0
_LEAST_WORDS, _MOST_WORDS, _MOST_OF_LONG = 5.0, 17.0, 40.0
_LONG_TEXT = 160
_SHORT = 4.9
_UNBROKEN = re.compile(r"[^\s-]{25,}")
_EVERY = 8
_ZERO_WIDTH = "\u200b"
_TOTAL = mark("Total")


def tables_on_paper(table: Table, names: Names, *, narrow: bool = False, most: int = MOST_ROWS) -> list[dict[str, Any]]:
    """Return a table for the press; one that is too wide even across the page comes in parts.

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
    kept = [place for place, column in enumerate(table.columns) if not (narrow and column.wide)]
    cells = _cells(table, names, most)
    widths = {place: _width(table.columns[place], [row[place] for row in cells]) for place in kept}
    keys = _keys(kept, cells[:-1] if table.totals else cells)
    parts = _parts(kept, keys, widths, _PORTRAIT if narrow else _LANDSCAPE)
    least = {place: _least(table.columns[place], [row[place] for row in cells], widths[place]) for place in kept}
    return [_part(table, names, part, _squeezed(part, widths, least), cells) for part in parts]


def picture_on_paper(picture: Picture, name: str) -> dict[str, Any]:
    """Return a picture for the press: the name of its file and its words."""
    return {"file": f"{name}.svg", "title": picture.title, "description": picture.description}


def _cells(table: Table, names: Names, most: int) -> list[list[str]]:
    """Return what is shown, row by row, the totals last."""
    locale = names.locale
    unit = money_unit(table, locale)
    rows = [
        [_breakable(shown(value, column, locale, unit)) for value, column in zip(row, table.columns, strict=True)]
        for row in table.rows[:most]
    ]
    if table.totals:
        totals = [""] * len(table.columns)
        for place in table.totals:
            totals[place] = shown(table.total(place), table.columns[place], locale, unit)
        if 0 not in table.totals:
            totals[0] = locale.say(_TOTAL)
        rows.append(totals)
    return rows


def _breakable(text: str) -> str:
    """Return a text whose long words (fingerprints, codes) may break into lines."""
    return _UNBROKEN.sub(lambda found: _ZERO_WIDTH.join(re.findall(f".{{1,{_EVERY}}}", found[0])), text)


def _width(column: Column, cells: Sequence[str]) -> float:
    """Return the width that a column asks for, in letter heights: figures need it, words may break into lines."""
    heading = max((_bold(word) for word in column.title.split()), default=0.0)
    lengths = sorted(len(cell) for cell in cells) or [0]
    if column.kind in NUMBERS:
        heading = max(heading, min(len(column.title) * _HEADING / _MOST_LINES, _MOST_HEADING))
        return max(heading, lengths[-1] * _FIGURE) + 0.3
    if column.kind is Kind.DATE:
        return max(heading, lengths[-1] * _LETTER) + 0.3
    common = lengths[(len(lengths) * 4) // 5 if len(lengths) > 1 else 0]
    word = max((len(part) for cell in cells for part in cell.replace(_ZERO_WIDTH, " ").split()), default=0) * _LETTER
    most = _MOST_OF_LONG if common > _LONG_TEXT else _MOST_WORDS
    return min(max(_LEAST_WORDS if column.kind is Kind.TEXT else 2.0, heading, word, common * _LETTER), most)


def _bold(word: str) -> float:
    """Return the width of a bold word, in letter heights."""
    return sum(_HEADING + (_WIDER if letter in _WIDE_LETTERS else 0.0) for letter in word)


def _least(column: Column, cells: Sequence[str], wanted: float) -> float:
    """Return the width below which a column cannot go: that of its figures, or of its longest word."""
    if column.kind in NUMBERS or column.kind is Kind.DATE:
        return wanted
    words = [part for cell in cells for part in cell.replace(_ZERO_WIDTH, " ").split()]
    longest = max(map(len, words), default=0) * _WIDEST_LETTER
    return max(longest, max(map(len, column.title.split()), default=0) * _WIDEST_HEADING, 2.0)


def _squeezed(places: Sequence[int], widths: dict[int, float], least: dict[int, float]) -> dict[int, float]:
    """Return the widths of the columns of a part, those of words drawn in where all together are too wide."""
    widths = {place: max(widths[place], least[place]) for place in places}
    excess = sum(widths.values()) + len(places) * _BETWEEN - _ROOM
    slack = sum(widths[place] - least[place] for place in places)
    if excess <= 0 or slack <= 0:
        return widths
    part = min(excess / slack, 1.0)
    return {place: width - part * (width - least[place]) for place, width in widths.items()}


def _keys(kept: Sequence[int], rows: Sequence[Sequence[str]]) -> list[int]:
    """Return the first columns that tell all rows apart, three at most."""
    for count in range(1, _MOST_KEYS):
        if len({tuple(row[place] for place in kept[:count]) for row in rows}) == len(rows):
            return list(kept[:count])
    return list(kept[:_MOST_KEYS])


def _parts(kept: Sequence[int], keys: Sequence[int], widths: dict[int, float], room: float) -> list[list[int]]:
    """Return the columns in parts that fit; those that tell the rows apart stand in each."""
    parts: list[list[int]] = [[]]
    used = 0.0
    for place in kept:
        wanted = widths[place] + _BETWEEN
        if used + wanted > room and len(parts[-1]) > len(keys):
            parts.append(list(keys))
            used = sum(widths[key] + _BETWEEN for key in keys)
        parts[-1].append(place)
        used += wanted
    return parts


def _part(
    table: Table, names: Names, places: Sequence[int], widths: dict[int, float], cells: Sequence[Sequence[str]]
) -> dict[str, Any]:
    columns = [table.columns[place] for place in places]
    rows = cells[:-1] if table.totals else cells
    unit = money_unit(table, names.locale).name if any(column.kind is Kind.MONEY for column in columns) else ""
    return {
        "title": table.title,
        "note": " · ".join(part for part in (unit, table.note) if part),
        "columns": [
            {
                "title": column.title,
                "number": column.kind in NUMBERS or column.kind is Kind.DATE,
                "fixed": column.kind in NUMBERS or column.kind is Kind.DATE or widths[place] <= _SHORT,
                "ems": round(widths[place], 2),
            }
            for place, column in zip(places, columns, strict=True)
        ],
        "rows": [
            {"strong": number in table.strong, "cells": [row[place] for place in places]}
            for number, row in enumerate(rows)
        ],
        "totals": [cells[-1][place] for place in places] if table.totals else [],
        "wide": sum(widths[place] + _BETWEEN for place in places) > _PORTRAIT,
        "left": len(table.rows) - len(rows),
    }
