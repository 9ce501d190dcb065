"""Reading a workbook: sheets and headings in any of the languages, every problem with its cell."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from serpin.base.errors import SENTENCES, InputError, Place, Problem, show
from serpin.base.texts import LANGUAGES, mark
from serpin.formats.cleaning import clean_text, look_alikes
from serpin.formats.workbook.cells import Cell, CellError, Choice, Emptiable, text_of
from serpin.formats.workbook.headings import (
    ASIDE,
    Column,
    columns_of,
    language_named,
    language_of,
    sheet_names,
)
from serpin.formats.workbook.keys import column_at, in_codes, marked_positions, sheet_of, words_in
from serpin.formats.workbook.layout import Field, Key, Parent, Sheet, by_depth, sheets
from serpin.formats.workbook.notation import ListOf
from serpin.formats.workbook.opening import Fault, Grid, open_workbook
from serpin.vocabulary.case import Case
from serpin.vocabulary.reading import read_case as case_from_data
from serpin.vocabulary.review import LISTS_BY_MESSAGE

EXAMPLE = "["
"""Rows whose first code begins so are examples and not read: no code of a case can hold this sign."""

_LAST_HEADING_ROW = 10
_UNKNOWN_SHEET = mark("sheet {value} was not recognised; expected: {expected}")


def case_from_workbook(content: bytes, file: str) -> tuple[Case, list[Problem]]:
    """Return the case of a workbook, and what was repaired in it.

    Parameters
    ----------
    content
        The bytes of the file.
    file
        Its name, for messages.

    Raises
    ------
    InputError
        With every problem that was found, each with sheet and cell.
    """
    return case_from_grids(open_workbook(content, file), file)


def case_from_grids(grids: list[Grid], file: str) -> tuple[Case, list[Problem]]:
    """Return the case of the opened sheets of a workbook, as :func:`case_from_workbook` does."""
    reading = _Reading()
    data = reading.read(grids, file)
    problems = reading.problems
    try:
        case = case_from_data(data)
    except InputError as error:
        told = reading.told
        news = [problem for problem in error.problems if not any(problem.place[: len(p)] == p for p in told)]
        news = [problem for problem in news if not reading.follows_from_absence(problem)]
        shown = [reading.with_rows(problem, data) for problem in news]
        problems += [reading.with_cell(problem) for problem in (*shown, *look_alikes(news, data))]
    if any(problem.severity == "error" for problem in problems):
        raise InputError(problems)
    return case, problems


@dataclass(frozen=True)
class _At:
    """A cell, by sheet, row and column, all from 0."""

    sheet: str
    row: int
    column: int

    def __str__(self) -> str:
        letters, number = "", self.column + 1
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return f"{self.sheet}!{letters}{self.row + 1}"


class _Reading:
    """Collects the data of a case from grids, and remembers where each value stood."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.told: set[Place] = set()
        """Places of which a problem was told already."""
        self._cells: dict[Place, _At] = {}
        self._found: dict[Key, Grid] = {}
        self._absent: set[Key] = set()
        """Sheets that others refer to and that are not there; each is told once."""
        self._words: dict[str, dict[str, str]] = {}
        self._nouns: dict[Key, dict[tuple[str, ...], tuple[dict[str, Any], Place]]] = {}

    def read(self, grids: list[Grid], file: str) -> dict[str, Any]:
        """Return the plain data of all sheets."""
        found = self._found = self._recognised(grids)
        self._words = words_in(grids)
        if () not in found:
            expected = " / ".join(by_depth()[0].name(language) for language in LANGUAGES)
            if not found and len(self.problems) > 1:  # something else: not every sheet of it is worth a word
                self.problems = []
            if not self.problems:
                self._problem(mark("file {file} has no sheet {expected}"), file=file, expected=expected)
            raise InputError(self.problems)
        data: dict[str, Any] = {}
        self._nouns[()] = {(): (data, ())}
        for sheet in by_depth():
            if sheet.key in found and sheet.key:
                self._read_rows(sheet, found[sheet.key])
            elif sheet.key in found:
                self._read_upright(sheet, found[()], data)
        return data

    def _recognised(self, grids: list[Grid]) -> dict[Key, Grid]:
        """Return the grids by the sheet that each is; what is unknown or doubled becomes a problem."""
        found: dict[Key, Grid] = {}
        for grid in grids:
            known, sheet = sheet_of(grid)
            if sheet is not None and sheet.key in found:
                message = mark("sheet {value} stands for the same as sheet {other}")
                self._problem(message, where=grid.title, value=grid.title, other=found[sheet.key].title)
            elif sheet is not None:
                found[sheet.key] = grid
            elif not known and grid.rows and not grid.title.startswith(ASIDE):
                self._unknown("sheet", grid.title, grid.title, sheet_names(grids))
        return found

    def with_cell(self, problem: Problem) -> Problem:
        """Return a problem with the cell of the nearest value that a sheet holds."""
        for depth in range(len(problem.place), 0, -1):
            at = self._cells.get(problem.place[:depth])
            if at is not None:
                return replace(problem, where=str(at))
        return problem

    def with_rows(self, problem: Problem, data: dict[str, Any]) -> Problem:
        """Return a problem in the words of a workbook: parts that a noun lacks are rows of another sheet."""
        names = tuple(part for part in problem.place if isinstance(part, str))
        sheet = next((sheet for sheet in sheets() if sheet.key and sheet.key == names), None)
        lacks = problem.message in (SENTENCES["missing"], SENTENCES["too_short"])
        if sheet is None or not lacks or isinstance(problem.place[-1], int):
            return problem
        noun: Any = data
        for part in problem.place[:-1]:
            noun = noun[part]
        at = self.with_cell(problem).where.partition("!")[0]
        title = self._found[sheet.key].title if sheet.key in self._found else sheet.name(language_named(at))
        values = {"value": show(noun.get("id", "")), "sheet": title}
        return replace(problem, message=mark("{value} needs at least one row in sheet {sheet}"), values=values)

    def _problem(self, message: str, place: Place = (), where: str = "", **values: Any) -> None:
        self.problems.append(Problem(message, place, values, where=where))
        if place:
            self.told.add(place)

    def _unknown(self, what: str, name: str, where: str, expected: list[str]) -> None:
        near = difflib.get_close_matches(name, expected, n=3, cutoff=0.5)
        message = {
            "sheet": _UNKNOWN_SHEET,
            "heading": mark("heading {value} was not recognised; expected: {expected}"),
        }[what]
        self._problem(message, where=where, value=show(name), expected="; ".join(near or expected))

    def _read_upright(self, sheet: Sheet, grid: Grid, data: dict[str, Any]) -> None:
        """Read the case itself: names in the first column, values in the second."""
        cells: dict[tuple[Key, str], tuple[Cell | Fault, _At]] = {}
        for number, row in enumerate(grid.rows):
            name, at = row[0] if row else None, _At(grid.title, number, 1)
            if not isinstance(name, str) or name.startswith(ASIDE):
                continue
            column = column_at(sheet, grid, number, 0)
            value = row[1] if len(row) > 1 else None
            if isinstance(column, tuple):
                cells[column[0].path, column[1]] = (value, at)
            elif number > 0 and value is not None:
                expected = [field.heading(language_of(grid), part) for field, part in columns_of(sheet)]
                self._unknown("heading", name, str(_At(grid.title, number, 0)), expected)
        self._fields(sheet, lambda field, part: cells.get((field.path, part)), data, ())

    def _read_rows(self, sheet: Sheet, grid: Grid) -> None:
        number, columns = self._heading_row(sheet, grid)
        if number < 0:
            return
        for row_number in range(number + 1, len(grid.rows)):
            row = grid.rows[row_number]
            if any(row[position] is not None for position in columns if position < len(row)):
                self._read_row(sheet, grid, row_number, columns)

    def _heading_row(self, sheet: Sheet, grid: Grid) -> tuple[int, dict[int, Column]]:
        """Return the row of the headings and what stands under each; row -1 when there is none."""
        for number, row in enumerate(grid.rows[:_LAST_HEADING_ROW]):
            positions = sorted({*range(len(row)), *marked_positions(grid, number)})
            known = {p: column for p in positions if (column := column_at(sheet, grid, number, p)) is not None}
            if len(known) * 2 > sum(cell is not None for cell in row) or len(known) > 2:
                self._other_headings(sheet, grid, number, known)
                return number, known
        if grid.rows:
            expected = [str(parent.heading(language_of(grid))) for parent in sheet.parents]
            expected += [field.heading(language_of(grid), part) for field, part in columns_of(sheet)]
            message = mark("sheet {value} has no row of headings; expected: {expected}")
            self._problem(message, where=grid.title, value=grid.title, expected="; ".join(expected))
        return -1, {}

    def _other_headings(self, sheet: Sheet, grid: Grid, number: int, known: dict[int, Column]) -> None:
        row, seen, doubled = grid.rows[number], set(), set()
        for position, column in list(known.items()):
            key = column.target if isinstance(column, Parent) else (column[0].path, column[1])
            if key in seen:
                at = str(_At(grid.title, number, position))
                self._problem(mark("heading {value} stands twice"), where=at, value=show(row[position]))
                del known[position]
                doubled.add(position)
            seen.add(key)
        width = max(len(row) for row in grid.rows)
        for position in range(width):
            heading = row[position] if position < len(row) else None
            below = any(position < len(r) and r[position] is not None for r in grid.rows[number + 1 :])
            at = str(_At(grid.title, number, position))
            if position in known or position in doubled or str(heading or "").startswith(ASIDE):
                continue
            if heading is not None:
                expected = [parent.heading(language_of(grid)) for parent in sheet.parents]
                expected += [field.heading(language_of(grid), part) for field, part in columns_of(sheet)]
                self._unknown("heading", str(heading), at, expected)
            elif below:
                self._problem(mark("values stand in a column without a heading"), where=at)

    def _read_row(self, sheet: Sheet, grid: Grid, number: int, columns: dict[int, Column]) -> None:
        row = grid.rows[number]
        cells: dict[Any, tuple[Cell | Fault, _At]] = {}
        for position, column in columns.items():
            cell = row[position] if position < len(row) else None
            key = column.target if isinstance(column, Parent) else (column[0].path, column[1])
            cells[key] = (cell, _At(grid.title, number, position))
        first = cells.get(sheet.parents[0].target if sheet.parents else (("id",), ""), (None, None))[0]
        if isinstance(first, str) and first.startswith(EXAMPLE):
            return
        owner = self._owner(sheet, cells, _At(grid.title, number, min(columns)))
        if owner is None:
            return
        codes, noun, place = owner
        entries = noun.setdefault(sheet.key[-1], [])
        entry: dict[str, Any] = {}
        here = (*place, sheet.key[-1], len(entries))
        entries.append(entry)
        self._cells[here] = _At(grid.title, number, min(columns))
        self._fields(sheet, lambda field, part: cells.get((field.path, part)), entry, here)
        if "id" in entry:
            known = self._nouns.setdefault(sheet.key, {})
            code = (*codes, str(entry["id"]))
            if code in known:  # its parts cannot be told apart from those of the first
                at = cells.get((("id",), ""), (None, self._cells[here]))[1]
                self._problem(mark("code {value} is used twice"), where=str(at), value=show(entry["id"]))
                entries.pop()
                self._cells = {place: cell for place, cell in self._cells.items() if place[: len(here)] != here}
            else:
                known[code] = (entry, here)

    def _owner(
        self, sheet: Sheet, cells: dict[Any, tuple[Cell | Fault, _At]], row: _At
    ) -> tuple[tuple[str, ...], dict[str, Any], Place] | None:
        """Return the codes of the nouns around a row, and the data and the place of the innermost."""
        codes: tuple[str, ...] = ()
        for parent in sheet.parents:
            cell, at = cells.get(parent.target, (None, row))
            if cell is None:
                message = mark("a value is required here")
                self._problem(message, where=str(at))
                return None
            if isinstance(cell, Fault):
                self._problem(cell.message, where=str(at), value=cell.value)
                return None
            try:
                codes = (*codes, self._cleaned(text_of(cell), at, ()))
            except CellError as error:
                self._problem(error.message, where=str(at), **error.values)
                return None
            if codes not in self._nouns.get(parent.target, {}):
                self._no_owner(parent.target, codes, at)
                return None
        noun, place = self._nouns[sheet.parents[-1].target if sheet.parents else ()][codes]
        return codes, noun, place

    def _no_owner(self, target: Key, codes: tuple[str, ...], at: _At) -> None:
        """Tell that the noun around a row is missing; of a sheet that is missing as a whole only once."""
        if target in self._found:
            message = mark("there is no {value} in sheet {sheet}")
            self._problem(message, where=str(at), value=show(" / ".join(codes)), sheet=self._found[target].title)
        else:
            self._absence(target, at.sheet)

    def _absence(self, target: Key, title: str) -> None:
        """Tell once that a sheet is missing, unless an unknown sheet was told that may be it."""
        if target not in self._absent and not any(problem.message == _UNKNOWN_SHEET for problem in self.problems):
            expected = next(other for other in sheets() if other.key == target).name(language_named(title))
            message = mark("sheet {value} refers to sheet {expected}, which is missing")
            self._problem(message, where=title, value=title, expected=expected)
        self._absent.add(target)

    def follows_from_absence(self, problem: Problem) -> bool:
        """Tell whether a missing reference only repeats that a whole sheet is missing."""
        target = (LISTS_BY_MESSAGE.get(problem.message, ""),)
        if target == ("",) or target in self._found:
            return False
        self._absence(target, self.with_cell(problem).where.partition("!")[0])
        return True

    def _fields(
        self,
        sheet: Sheet,
        cell_of: Callable[[Field, str], tuple[Cell | Fault, _At] | None],
        data: dict[str, Any],
        here: Place,
    ) -> None:
        """Put what the cells say into the data of a noun."""
        for field in sorted(sheet.fields, key=lambda field: isinstance(field.codec, Emptiable)):
            place = (*here, *field.path)
            found = {part: cell for part in field.codec.parts if (cell := cell_of(field, part)) is not None}
            for part, (_, at) in found.items():
                self._cells.setdefault((*place, part) if part else place, at)
            for _, at in found.values():
                self._cells.setdefault(place, at)
            value = self._understood(field, found, place)
            if value is None and found and isinstance(field.codec, Emptiable) and place not in self.told:
                value = "" if not sheet.key or value_in(data, field.path[:-1]) else None
            if value is None:
                continue
            inner = data
            for name in field.path[:-1]:
                inner = inner.setdefault(name, {})
            inner[field.path[-1]] = value

    def _understood(self, field: Field, found: dict[str, tuple[Cell | Fault, _At]], place: Place) -> Any:
        cells: dict[str, Cell] = {}
        for part, (cell, at) in found.items():
            if isinstance(cell, Fault):
                self._problem(cell.message, place, str(at), value=cell.value)
                return None
            cells[part] = self._cleaned(cell, at, place) if isinstance(cell, str) else cell
        try:
            return field.codec.read(in_codes(field.codec, cells, self._words))
        except CellError as error:
            at = (found.get(error.part) or next(iter(found.values())))[1]
            values = dict(error.values)
            codec = field.codec.item if isinstance(field.codec, ListOf) else field.codec
            if isinstance(codec, Choice):
                values["expected"] = "; ".join(codec.choices(language_named(at.sheet)))
            self._problem(error.message, place, str(at), **values)
            return None

    def _cleaned(self, text: str, at: _At, place: Place) -> str:
        clean, changed = clean_text(text)
        for was, now in changed:
            message = mark("{was} mixes Latin and Cyrillic letters; it is read as {now}")
            values = {"was": show(was), "now": show(now)}
            self.problems.append(Problem(message, place, values, where=str(at), severity="warning"))
        return clean


def value_in(data: dict[str, Any], path: Key) -> Any:
    """Return what lies at a path within data, or nothing."""
    found: Any = data
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found
