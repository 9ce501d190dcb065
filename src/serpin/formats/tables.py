"""A case as a folder of CSV tables, one for each list of nouns, out and in; names in them know no language.

Texts that a spreadsheet program would run as a formula get an apostrophe in front; reading takes it away again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from serpin.base.errors import InputError, Problem, refuse
from serpin.base.texts import mark
from serpin.formats.decoding import decoded
from serpin.formats.plain import plain
from serpin.formats.workbook.cells import Choice, Emptiable, YesNo
from serpin.formats.workbook.keys import key_of_column, key_of_sheet, marked
from serpin.formats.workbook.layout import Field, Parent, Sheet, sheets
from serpin.formats.workbook.notation import ListOf, join
from serpin.formats.workbook.opening import MOST_CELLS, Grid
from serpin.formats.workbook.reading import case_from_grids
from serpin.formats.workbook.rows import Column, rows_of, shows_that_it_is, value_at
from serpin.vocabulary.case import Case
from serpin.vocabulary.timetable import Timetable

TIMETABLE = "timetable"
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_LONGEST_CELL = 1_000_000


def guarded(text: str) -> str:
    """Return a text that no spreadsheet program takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Return a text without what :func:`guarded` put in front."""
    return text[1:] if _GUARDED.match(text) else text


def tables_of(case: Case, timetable: Timetable | None = None) -> dict[str, str]:
    """Return the tables of a case as CSV texts, by their names; lists without entries have none.

    Parameters
    ----------
    case
        The case.
    timetable
        Where the works lie; it becomes a table of its own.
    """
    found = {}
    for sheet in sheets():
        rows = list(_upright(case, sheet) if not sheet.key else _rows(case, sheet))
        if len(rows) > 1:
            found[name_of(sheet)] = _text(rows)
    if timetable is not None:
        found[TIMETABLE] = _text([*_placements(case, timetable)])
    return found


def name_of(sheet: Sheet) -> str:
    """Return the name of the table of a sheet: ``projects.works``."""
    return ".".join(sheet.key or ("case",))


def _text(rows: list[list[Any]]) -> str:
    stream = io.StringIO()
    csv.writer(stream).writerows([[_cell(value) for value in row] for row in rows])
    return stream.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return guarded(value) if isinstance(value, str) else repr(value)


def heading_of(column: Column) -> str:
    """Return the name of a column: ``duration.low``, or that of the list in which the noun around stands."""
    if isinstance(column, Parent):
        return f"of {column.target[-1]}"
    field, part = column
    return ".".join((*field.path, part)) if part else ".".join(field.path)


def _columns(sheet: Sheet) -> list[Column]:
    return [*sheet.parents, *((field, part) for field in sheet.fields for part in field.codec.parts)]


def _rows(case: Case, sheet: Sheet) -> Iterator[list[Any]]:
    columns = _columns(sheet)
    yield [heading_of(column) for column in columns]
    for codes, noun in rows_of(case, sheet.key):
        cells = {field.path: _cells(field, noun) for field in sheet.fields}
        inner = [cells[column[0].path].get(column[1]) for column in columns if not isinstance(column, Parent)]
        yield [*codes, *inner]


def _upright(case: Case, sheet: Sheet) -> Iterator[list[Any]]:
    yield ["name", "value"]
    for field in sheet.fields:
        cells = _cells(field, case)
        if isinstance(field.codec, Emptiable) and value_at(case, field.path) == "":
            cells = {"": None}  # a blank cell says that the default is not meant
        for part, cell in cells.items():
            yield [heading_of((field, part)), cell]


def _cells(field: Field, noun: Any) -> dict[str, Any]:
    """Return the cells of a field by part; what equals the default is left blank."""
    value = value_at(noun, field.path)
    holder = value_at(noun, field.path[:-1]) if len(field.path) > 1 else noun
    if value is None or holder is None:
        return {}
    if not field.info.is_required() and not isinstance(field.codec, Emptiable):
        first = len(field.path) > 1 and shows_that_it_is(noun, field.path)
        if plain(value) == plain(field.info.get_default()) and not first:
            return {}
    codec = field.codec
    if isinstance(codec, Choice):
        return {"": value.value}
    if isinstance(codec, YesNo):
        return {"": str(value).lower()}
    if isinstance(codec, ListOf) and value and all(isinstance(item, StrEnum) for item in value):
        return {"": join([item.value for item in value])}
    return {part: cell for part, cell in codec.write(value, "en").items() if cell is not None}


def _placements(case: Case, timetable: Timetable) -> Iterator[list[Any]]:
    yield ["project", "work", "mode", "start", "finish", "first_day", "last_day"]
    for placement in timetable.placements:
        first, last = case.days.date_of(placement.start), case.days.date_of(max(placement.finish - 1, placement.start))
        codes = [placement.project, placement.work, placement.mode]
        yield [*codes, placement.start, placement.finish, first, last]


def case_from_tables(texts: dict[str, str]) -> tuple[Case, list[Problem]]:
    """Return the case of tables, and what was repaired or not read.

    Parameters
    ----------
    texts
        CSV texts by the names of their tables.

    Raises
    ------
    InputError
        With every problem, each with its table and cell.
    """
    by_name = {name_of(sheet): sheet for sheet in sheets()}
    grids, notes = [], []
    for name, text in texts.items():
        if name in by_name:
            grids.append(_grid(by_name[name], text))
        elif name != TIMETABLE:
            message = mark("{value} is not the name of a table of a case; the file is not read")
            notes.append(Problem(message, where=f"{name}.csv", values={"value": name}, severity="warning"))
    case, found = case_from_grids(grids, "case.csv")
    return case, notes + found


def _grid(sheet: Sheet, text: str) -> Grid:
    title = f"{name_of(sheet)}.csv"
    rows: list[list[Any]] = [[unguarded(cell) or None for cell in row] for row in read_rows(text, title)]
    by_heading = {heading_of(column): column for column in _columns(sheet)}
    marks = {(0, 1_000_000): marked(key_of_sheet(sheet), title)}
    places = enumerate(rows[0]) if sheet.key and rows else enumerate(row[0] if row else None for row in rows)
    for number, heading in places:
        column = by_heading.get(str(heading))
        if column is not None:
            place = (0, number) if sheet.key else (number, 0)
            marks[place] = marked(key_of_column(sheet, column), str(heading))
    return Grid(title, rows, marks)


def read_rows(text: str, title: str) -> list[list[str]]:
    """Return the rows of a CSV text, whichever of comma, semicolon and tab separates them.

    Raises
    ------
    InputError
        If there are too many cells, or one is too long.
    """
    first = text.partition("\n")[0]
    sign = max(",;\t", key=first.count)
    rows: list[list[str]] = []
    cells = 0
    old = csv.field_size_limit(_LONGEST_CELL)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign):
            cells += len(row) + 1
            if cells > MOST_CELLS:
                raise refuse(mark("{file} holds more than {limit} cells"), file=title, limit=MOST_CELLS)
            rows.append(row)
    except csv.Error:
        message = mark("row {row} of {file} is not a row of a table")
        raise refuse(message, file=title, row=len(rows) + 1) from None
    finally:
        csv.field_size_limit(old)
    return rows


def read_folder(folder: Path) -> dict[str, str]:
    """Return the CSV texts of a folder by their names.

    Raises
    ------
    InputError
        If one cannot be read, or there is none.
    """
    from serpin.formats.files import read_bytes  # noqa: PLC0415 - files asks here for folders

    found = {}
    for path in sorted(folder.glob("*.csv")):
        found[path.stem] = decoded(read_bytes(path), str(path))
    if not found:
        raise InputError([Problem(mark("folder {file} holds no tables (CSV)"), values={"file": str(folder)})])
    return found
