"""Plain tables of an analyst, read from CSV: a trade table, series, and cells of a form that are filled in by hand."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from serpin.base.errors import InputError, Problem, refuse
from serpin.base.texts import mark
from serpin.formats.files import read_bytes
from serpin.formats.workbook.cells import CellError, number_of
from serpin.vocabulary.trade import TradeTable

_SEPARATORS = (";", "\t", ",")
_SOME_YEAR = 2000
Row = dict[str, str]


def read_trade(path: str | Path, year: int = 0) -> TradeTable:
    """Return the trade table of a file with the columns place, product and value, and a year if there are several.

    Parameters
    ----------
    path
        The file, separated by semicolons, tabs or commas.
    year
        The year that is wanted; the last one when 0 or when it is not there.

    Raises
    ------
    InputError
        If a column is missing, a value is not a number, or a place sells a product twice in a year.
    """
    flows: dict[int, dict[tuple[str, str], float]] = {}
    for line, row in _rows(path, ("place", "product", "value")):
        when = int(_number(row.get("year") or "0", line))
        by_pair = flows.setdefault(when, {})
        pair = (row["place"], row["product"])
        if pair in by_pair:
            raise InputError([Problem(mark("{value} stands twice"), (), {"value": ", ".join(pair)}, line=line)])
        by_pair[pair] = _number(row["value"], line)
    if not flows:
        raise refuse(mark("the table holds no trade"), str(path))
    chosen = year if year in flows else max(flows)
    pairs = flows[chosen]
    places = tuple(dict.fromkeys(place for place, _ in pairs))
    products = tuple(dict.fromkeys(product for _, product in pairs))
    values = tuple(tuple(pairs.get((place, product), 0.0) for product in products) for place in places)
    return TradeTable(year=chosen or year or _SOME_YEAR, places=places, products=products, values=values)


def read_rows(path: str | Path, needed: tuple[str, ...]) -> list[Row]:
    """Return the rows of a file by the names in its first line.

    Raises
    ------
    InputError
        If a needed column is missing.
    """
    return [row for _, row in _rows(path, needed)]


def number_in(text: str) -> float | None:
    """Return a number as people write it, nothing where it is none."""
    try:
        return float(number_of(text))
    except CellError:
        return None


def _rows(path: str | Path, needed: tuple[str, ...]) -> Iterator[tuple[int, Row]]:
    text = read_bytes(Path(path)).decode("utf-8-sig", errors="replace")
    first = text.split("\n", 1)[0]
    separator = next((sign for sign in _SEPARATORS if sign in first), ",")
    reader = csv.DictReader(StringIO(text), delimiter=separator)
    names = [name.strip().casefold() for name in reader.fieldnames or ()]
    for name in needed:
        if name not in names:
            raise refuse(mark("column {value} is missing; columns: {columns}"), value=name, columns=", ".join(needed))
    for values in reader:
        row = {
            (name or "").strip().casefold(): (value or "").strip()
            for name, value in values.items()
            if not isinstance(value, list)
        }
        if any(row.values()):
            yield reader.line_num, row


def _number(text: str, line: int) -> float:
    try:
        return float(number_of(text))
    except CellError as error:
        raise InputError([Problem(error.message, (), error.values, line=line)]) from None
