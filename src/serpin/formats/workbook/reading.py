"""Reading a workbook: sheets and headings in any of the languages, every problem with its cell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from serpin.base.errors import InputError, Place, Problem, show
from serpin.base.texts import LANGUAGES, mark
from serpin.formats.cleaning import clean_text, look_alikes
from serpin.formats.nearness import near, with_near
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
from serpin.formats.workbook.layout import Field, Key, Parent, Sheet, by_depth
from serpin.formats.workbook.links import Links, in_weeks_of
from serpin.formats.workbook.notation import ListOf
from serpin.formats.workbook.opening import Fault, Grid, open_workbook
from serpin.formats.workbook.telling import At, Telling
from serpin.vocabulary.case import Case
from serpin.vocabulary.reading import read_case as case_from_data

EXAMPLE = "["
"""Rows whose first code begins so are examples and not read: no code of a case can hold this sign."""

_LAST_HEADING_ROW = 10
_MOST_NEAR = 100
"""Problems up to which it is looked for what may have been meant: later ones are not read any more."""


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
    data, telling = reading.read(grids, file), reading.telling
    problems = telling.problems
    try:
        case = case_from_data(data)
    except InputError as error:
        news = [problem for problem in error.problems if not any(problem.place[: len(p)] == p for p in telling.told)]
        news = with_near([problem for problem in news if not telling.follows(problem)], data)
        shown = [telling.with_rows(problem, data) for problem in news]
        problems += [telling.with_cell(problem) for problem in (*shown, *look_alikes(news, data))]
    if any(problem.severity == "error" for problem in problems):
        raise InputError(problems)
    return case, problems


class _Reading:
    """Collects the data of a case from grids, and remembers where each value stood."""

    def __init__(self) -> None:
        self.telling = Telling()
        self._words: dict[str, dict[str, str]] = {}
        self._nouns: dict[Key, dict[tuple[str, ...], tuple[dict[str, Any], Place]]] = {}
        self._data: dict[str, Any] = {}

    def read(self, grids: list[Grid], file: str) -> dict[str, Any]:
        """Return the plain data of all sheets."""
        found = self._recognised(grids)
        self._words = words_in(grids)
        if () not in found:
            expected = " / ".join(by_depth()[0].name(language) for language in LANGUAGES)
            if not found and len(self.telling.problems) > 1:  # something else: not every sheet of it is worth a word
                self.telling.problems = []
            if not self.telling.problems:
                self.telling.problem(mark("file {file} has no sheet {expected}"), file=file, expected=expected)
            raise InputError(self.telling.problems)
        data = self._data
        self._nouns[()] = {(): (data, ())}
        for sheet in by_depth():
            if sheet.key in found and sheet.key:
                self._read_rows(sheet, found[sheet.key])
            elif sheet.key in found:
                self._read_upright(sheet, found[()], data)
        return data

    def _recognised(self, grids: list[Grid]) -> dict[Key, Grid]:
        """Return the grids by the sheet that each is; what is unknown or doubled becomes a problem."""
        found, unknown = self.telling.found, []
        for grid in grids:
            known, sheet = sheet_of(grid)
            if sheet is not None and sheet.key in found:
                message = mark("sheet {value} stands for the same as sheet {other}")
                self.telling.problem(message, where=grid.title, value=grid.title, other=found[sheet.key].title)
            elif sheet is not None:
                found[sheet.key] = grid
            elif not known and grid.rows and not grid.title.startswith(ASIDE):
                unknown.append(grid.title)
        for title in unknown:
            self.telling.unknown_sheet(title, sheet_names(grids))
        return found

    def _read_upright(self, sheet: Sheet, grid: Grid, data: dict[str, Any]) -> None:
        """Read the case itself: names in the first column, values in the second."""
        cells: dict[tuple[Key, str], tuple[Cell | Fault, At]] = {}
        for number, row in enumerate(grid.rows):
            name, at = row[0] if row else None, At(grid.title, number, 1)
            if not isinstance(name, str) or name.startswith(ASIDE):
                continue
            column = column_at(sheet, grid, number, 0)
            value = row[1] if len(row) > 1 else None
            if isinstance(column, tuple):
                cells[column[0].path, column[1]] = (value, at)
            elif number > 0 and value is not None:
                self.telling.unknown_heading(sheet, language_of(grid), name, At(grid.title, number, 0))
        self._fields(sheet, lambda field, part: cells.get((field.path, part)), data, ())

    def _read_rows(self, sheet: Sheet, grid: Grid) -> None:
        number, columns = self._heading_row(sheet, grid)
        if number < 0:
            self.telling.unread.add(sheet.key)
            return
        known = {("of", *c.target) if isinstance(c, Parent) else c[0].path for c in columns.values()}
        checked = False
        for row_number in range(number + 1, len(grid.rows)):
            row = grid.rows[row_number]
            if not any(row[position] is not None for position in columns if position < len(row)):
                continue
            if not checked and self.telling.without_columns(sheet, grid, known):
                return
            checked = True
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
            self.telling.problem(message, where=grid.title, value=grid.title, expected="; ".join(expected))
        return -1, {}

    def _other_headings(self, sheet: Sheet, grid: Grid, number: int, known: dict[int, Column]) -> None:
        row, seen, doubled = grid.rows[number], set(), set()
        for position, column in list(known.items()):
            key = column.target if isinstance(column, Parent) else (column[0].path, column[1])
            if key in seen:
                here = str(At(grid.title, number, position))
                self.telling.problem(mark("heading {value} stands twice"), where=here, value=show(row[position]))
                del known[position]
                doubled.add(position)
            seen.add(key)
        width = max(len(row) for row in grid.rows)
        for position in range(width):
            heading = row[position] if position < len(row) else None
            below = any(position < len(r) and r[position] is not None for r in grid.rows[number + 1 :])
            at = At(grid.title, number, position)
            if position in known or position in doubled or str(heading or "").startswith(ASIDE):
                continue
            if heading is not None:
                self.telling.unknown_heading(sheet, language_of(grid), str(heading), at)
            elif below:
                self.telling.problem(mark("values stand in a column without a heading"), where=str(at))

    def _read_row(self, sheet: Sheet, grid: Grid, number: int, columns: dict[int, Column]) -> None:
        row = grid.rows[number]
        cells: dict[Any, tuple[Cell | Fault, At]] = {}
        for position, column in columns.items():
            cell = row[position] if position < len(row) else None
            key = column.target if isinstance(column, Parent) else (column[0].path, column[1])
            cells[key] = (cell, At(grid.title, number, position))
        first = cells.get(sheet.parents[0].target if sheet.parents else (("id",), ""), (None, None))[0]
        if isinstance(first, str) and first.startswith(EXAMPLE):
            return
        owner = self._owner(sheet, cells, At(grid.title, number, min(columns)))
        if owner is None:
            return
        codes, noun, place = owner
        entries = noun.setdefault(sheet.key[-1], [])
        entry: dict[str, Any] = {}
        here = (*place, sheet.key[-1], len(entries))
        entries.append(entry)
        self.telling.cells[here] = At(grid.title, number, min(columns))
        self._fields(sheet, lambda field, part: cells.get((field.path, part)), entry, here)
        if "id" in entry:
            known = self._nouns.setdefault(sheet.key, {})
            code = (*codes, str(entry["id"]))
            if code in known:  # its parts cannot be told apart from those of the first
                at = cells.get((("id",), ""), (None, self.telling.cells[here]))[1]
                self.telling.problem(mark("code {value} is used twice"), where=str(at), value=show(entry["id"]))
                entries.pop()
                self.telling.cells = {
                    place: cell for place, cell in self.telling.cells.items() if place[: len(here)] != here
                }
            else:
                known[code] = (entry, here)

    def _owner(
        self, sheet: Sheet, cells: dict[Any, tuple[Cell | Fault, At]], row: At
    ) -> tuple[tuple[str, ...], dict[str, Any], Place] | None:
        """Return the codes of the nouns around a row, and the data and the place of the innermost."""
        codes: tuple[str, ...] = ()
        for parent in sheet.parents:
            cell, at = cells.get(parent.target, (None, row))
            if cell is None:
                message = mark("a value is required here")
                self.telling.problem(message, where=str(at))
                return None
            if isinstance(cell, Fault):
                self.telling.problem(cell.message, where=str(at), value=cell.value)
                return None
            try:
                codes = (*codes, self._cleaned(text_of(cell), at, ()))
            except CellError as error:
                self.telling.problem(error.message, where=str(at), **error.values)
                return None
            if codes not in self._nouns.get(parent.target, {}):
                self._no_owner(parent.target, codes, at)
                return None
        noun, place = self._nouns[sheet.parents[-1].target if sheet.parents else ()][codes]
        return codes, noun, place

    def _no_owner(self, target: Key, codes: tuple[str, ...], at: At) -> None:
        """Tell that the noun around a row is missing; of a sheet that is missing as a whole only once."""
        telling, depths = self.telling, range(1, len(target) + 1)
        gone = next((target[:depth] for depth in depths if not telling.is_there(target[:depth])), None)
        if gone is not None:
            telling.absence(gone, at.sheet)
            return
        message, known = mark("there is no {value} in sheet {sheet}"), self._nouns.get(target, {})
        value = " / ".join(codes)
        values = {"value": show(value), "sheet": telling.found[target].title}
        names = near(value, (" / ".join(other) for other in known)) if len(telling.problems) < _MOST_NEAR else ()
        telling.problems.append(Problem(message, (), values, where=str(at), near=names))

    def _fields(
        self,
        sheet: Sheet,
        cell_of: Callable[[Field, str], tuple[Cell | Fault, At] | None],
        data: dict[str, Any],
        here: Place,
    ) -> None:
        """Put what the cells say into the data of a noun."""
        for field in sorted(sheet.fields, key=lambda field: isinstance(field.codec, Emptiable)):
            place = (*here, *field.path)
            found = {part: cell for part in field.codec.parts if (cell := cell_of(field, part)) is not None}
            for part, (_, at) in found.items():
                self.telling.cells.setdefault((*place, part) if part else place, at)
            for _, at in found.values():
                self.telling.cells.setdefault(place, at)
            value = self._understood(field, found, place)
            if value is None and found and isinstance(field.codec, Emptiable) and place not in self.telling.told:
                value = "" if not sheet.key or value_in(data, field.path[:-1]) else None
            if value is None:
                continue
            inner = data
            for name in field.path[:-1]:
                inner = inner.setdefault(name, {})
            inner[field.path[-1]] = value

    def _understood(self, field: Field, found: dict[str, tuple[Cell | Fault, At]], place: Place) -> Any:
        cells: dict[str, Cell] = {}
        for part, (cell, at) in found.items():
            if isinstance(cell, Fault):
                self.telling.problem(cell.message, place, str(at), value=cell.value)
                return None
            cells[part] = self._cleaned(cell, at, place) if isinstance(cell, str) else cell
        try:
            value = field.codec.read(in_codes(field.codec, cells, self._words))
        except CellError as error:
            at = (found.get(error.part) or next(iter(found.values())))[1]
            values = dict(error.values)
            names: tuple[str, ...] = ()
            codec = field.codec.item if isinstance(field.codec, ListOf) else field.codec
            if isinstance(codec, Choice):
                values["expected"] = "; ".join(codec.choices(language_named(at.sheet)))
                names = near(str(values["value"]), _words_of(codec, at.sheet))
            self.telling.problems.append(Problem(error.message, place, values, where=str(at), near=names))
            self.telling.told.add(place)
            return None
        week = value_in(self._data, ("calendar", "week"))
        return in_weeks_of(value, len(week)) if isinstance(field.codec, Links) and value and week else value

    def _cleaned(self, text: str, at: At, place: Place) -> str:
        clean, changed = clean_text(text)
        for was, now in changed:
            message = mark("{was} mixes Latin and Cyrillic letters; it is read as {now}")
            values = {"was": show(was), "now": show(now)}
            self.telling.problems.append(Problem(message, place, values, where=str(at), severity="warning"))
        return clean


def _words_of(codec: Choice, title: str) -> list[str]:
    """Return the words of a choice, those of the language of a sheet first."""
    languages = dict.fromkeys((language_named(title), *LANGUAGES))
    return [word for language in languages for word in codec.choices(language)]


def value_in(data: dict[str, Any], path: Key) -> Any:
    """Return what lies at a path within data, or nothing."""
    found: Any = data
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found
