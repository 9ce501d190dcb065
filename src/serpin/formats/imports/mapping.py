"""The map: which sheet holds what, and which column is which field of the vocabulary."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pydantic import ConfigDict, Field, ValidationError, field_validator

from serpin.base.errors import InputError, Problem, problems_of
from serpin.base.texts import mark
from serpin.formats.tables import heading_of, name_of
from serpin.formats.workbook.layout import Parent, Sheet, sheets
from serpin.formats.workbook.rows import Column
from serpin.formats.yaml_text import data_from_yaml
from serpin.vocabulary.noun import Noun


class ColumnMap(Noun):
    """What a column means.

    Parameters
    ----------
    field
        The field, as the tables of a case call it: ``name``, ``duration.low``, ``of projects``.
    values
        Words of the column → what the vocabulary says instead.
    factor
        Numbers are multiplied by it: 21 where months stand and working days are wanted.
    dates
        Forms of dates that stand as text, for example ``%d/%m/%Y``.
    """

    field: str
    values: dict[str, Any] = Field({})
    factor: float | None = None
    dates: tuple[str, ...] = ()

    @field_validator("dates", mode="before")
    @classmethod
    def _one_or_more(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value


class SheetMap(Noun):
    """What a sheet holds.

    Parameters
    ----------
    sheet
        Its name; of a CSV file the name of the file.
    table
        The table of a case that its rows are, for example ``projects.works``.
    header
        Number of the row with the headings, from 1.
    columns
        Heading, or the letters of the column after ``=`` (``=B``) → what it means; nothing for one that is not read.
    constants
        Field → value for all rows.
    codes
        Field → beginning of the codes that rows get by their number, where the sheet has no codes; a text alone is
        meant for the code of the row itself.
    distinct
        Whether rows that repeat the code of an earlier one are passed over.
    until
        Beginning of the first cell of the row at which the table ends, such as a total.
    """

    model_config = ConfigDict(populate_by_name=True)

    sheet: str
    table: str = Field(alias="as")
    header: int = Field(1, ge=1, le=1000)
    columns: dict[str, ColumnMap | None]
    constants: dict[str, Any] = Field({})
    codes: dict[str, str] = Field({})
    distinct: bool = False
    until: str = ""

    @field_validator("codes", mode="before")
    @classmethod
    def _own_code(cls, value: Any) -> Any:
        return {"id": value} if isinstance(value, str) else value

    @field_validator("columns", mode="before")
    @classmethod
    def _short_form(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {heading: {"field": to} if isinstance(to, str) else to for heading, to in value.items()}


class ImportMap(Noun):
    """How a file that is not ours is read.

    Parameters
    ----------
    case
        Fields of the case itself that the file does not hold: title, start, currency.
    nouns
        Table → entries that the file does not hold, for example its only enterprise.
    sheets
        What its sheets hold.
    encoding
        Encoding of a CSV file that is not UTF-8.
    """

    case: dict[str, Any] = Field({})
    nouns: dict[str, list[dict[str, Any]]] = Field({})
    sheets: tuple[SheetMap, ...] = Field(min_length=1)
    encoding: str | None = None


def read_map(text: str, file: str) -> ImportMap:
    """Return the map that a YAML text describes.

    Raises
    ------
    InputError
        With everything that is wrong in it, each with its line.
    """
    data, lines = data_from_yaml(text)
    if not isinstance(data, dict):
        raise InputError([Problem(mark("a map is a table with case and sheets; this is something else"), where=file)])
    try:
        found = ImportMap.model_validate(data)
    except ValidationError as error:
        raise InputError(
            [_with_line(problem, lines) for problem in problems_of(error.errors(include_url=False))]
        ) from None
    problems = [problem for number, sheet in enumerate(found.sheets) for problem in _unknown(sheet, number, lines)]
    message = mark("{value} is not the name of a table of a case")
    problems += [
        Problem(message, ("nouns", name), {"value": name}, line=lines.get(("nouns", name), 0))
        for name in found.nouns
        if table_named(name) is None
    ]
    if problems:
        raise InputError(problems)
    return found


def _with_line(problem: Problem, lines: dict[Any, int]) -> Problem:
    """Return a problem with the line of the nearest value that the map holds."""
    places = (problem.place[:depth] for depth in range(len(problem.place), 0, -1))
    return replace(problem, line=next((lines[place] for place in places if place in lines), 0))


def _unknown(entry: SheetMap, number: int, lines: dict[Any, int]) -> list[Problem]:
    """Return a problem for every table and field that the vocabulary does not have."""
    place = ("sheets", number)
    sheet = table_named(entry.table)
    if sheet is None:
        known = ", ".join(name_of(other) for other in sheets() if other.key)
        message = mark("{value} is not one of: {expected}")
        values = {"value": entry.table, "expected": known}
        return [Problem(message, (*place, "as"), values, line=lines.get((*place, "as"), 0))]
    fields = columns_by_name(sheet)
    named = [(("columns", heading), column.field) for heading, column in entry.columns.items() if column is not None]
    named += [(("constants", name), name) for name in entry.constants]
    named += [(("codes", name), name) for name in entry.codes]
    message = mark("table {table} has no field {value}; it has: {expected}")
    return [
        Problem(
            message,
            (*place, *inner),
            {"table": entry.table, "value": name, "expected": ", ".join(fields)},
            line=lines.get((*place, *inner), 0),
        )
        for inner, name in named
        if name not in fields
    ]


def table_named(name: str) -> Sheet | None:
    """Return the sheet of a table, or nothing where there is none of this name."""
    return next((sheet for sheet in sheets() if sheet.key and name_of(sheet) == name), None)


def columns_by_name(sheet: Sheet) -> dict[str, Column]:
    """Return the columns of a sheet by the names that they have in tables."""
    columns: list[Column] = [*sheet.parents, *((field, part) for field in sheet.fields for part in field.codec.parts)]
    return {heading_of(column): column for column in columns}


def is_code(sheet: Sheet, name: str) -> bool:
    """Tell whether a field says which noun a row is: its own code."""
    column = columns_by_name(sheet).get(name)
    return column is not None and not isinstance(column, Parent) and column[0].path == ("id",)
