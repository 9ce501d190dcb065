"""Applies a map: cells are translated in their places, so that every problem names the cell of the foreign file."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from serpin.base.errors import InputError, Problem, refuse, show
from serpin.base.texts import mark
from serpin.formats.decoding import decoded
from serpin.formats.files import read_bytes
from serpin.formats.imports.mapping import ColumnMap, ImportMap, SheetMap, columns_by_name, is_code, table_named
from serpin.formats.tables import read_rows
from serpin.formats.workbook.cells import Cell, CellError, number_of
from serpin.formats.workbook.headings import folded
from serpin.formats.workbook.keys import key_of_column, key_of_sheet, marked
from serpin.formats.workbook.layout import Sheet, sheets
from serpin.formats.workbook.opening import Fault, Grid, column_number, open_workbook
from serpin.formats.workbook.reading import case_from_grids
from serpin.formats.workbook.validation import letters_of
from serpin.vocabulary.case import Case

Value = Cell | Fault
_SAMPLES = 3
_SIGN_OF_LETTERS = "="


@dataclass(frozen=True)
class ColumnPreview:
    """What will be read from a column.

    Parameters
    ----------
    sheet, letters, heading
        Where it stands.
    table, field
        What it becomes; without a field it is not read.
    filled
        Number of cells that hold something.
    kinds
        Kinds of what they hold: text, number, date.
    samples
        The first few values, as they will be read.
    problems
        Number of problems in this column.
    """

    sheet: str
    letters: str
    heading: str
    table: str
    field: str
    filled: int
    kinds: tuple[str, ...]
    samples: tuple[str, ...]
    problems: int = 0


@dataclass(frozen=True)
class Import:
    """What a foreign file and a map give: the case, or what stands in its way, and the columns one by one."""

    case: Case | None
    columns: tuple[ColumnPreview, ...]
    problems: tuple[Problem, ...]


def open_source(path: Path, encoding: str | None = None) -> list[Grid]:
    """Return the sheets of a workbook or of a CSV file.

    Raises
    ------
    InputError
        If it is neither, damaged, or too large.
    """
    content = read_bytes(path)
    if path.suffix.lower() in (".csv", ".txt", ".tsv"):
        rows = read_rows(decoded(content, str(path), encoding), path.name)
        return [Grid(path.stem, [[cell if cell.strip() else None for cell in row] for row in rows])]
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        message = mark("file {file} has another ending than expected: {expected}")
        raise refuse(message, file=str(path), expected=".xlsx, .xlsm, .csv, .txt, .tsv")
    return open_workbook(content, path.name)


def apply_map(grids: list[Grid], plan: ImportMap, file: str) -> Import:
    """Return what a file gives by a map; nothing is written.

    Parameters
    ----------
    grids
        The opened sheets of the file.
    plan
        The map.
    file
        Name of the file, for messages.

    Raises
    ------
    InputError
        If a sheet of the map is not in the file.
    """
    by_title = {folded(grid.title): grid for grid in grids}
    problems: list[Problem] = []
    previews: list[ColumnPreview] = []
    made = [_case_grid(plan), *(_noun_grid(name, entries) for name, entries in plan.nouns.items())]
    for entry in plan.sheets:
        grid = by_title.get(folded(entry.sheet))
        if grid is None:
            message = mark("file {file} has no sheet {expected}")
            found = ", ".join(other.title for other in grids)
            raise refuse(message, file=file, expected=f"{entry.sheet} ({found})")
        applying = _Applying(grid, entry)
        made.append(applying.grid())
        problems += applying.problems
        previews += applying.previews()
    case: Case | None = None
    try:
        case, notes = case_from_grids(made, file)
        problems += notes
    except InputError as error:
        problems += [problem for problem in error.problems if problem.where not in {p.where for p in problems}]
    if any(problem.severity == "error" for problem in problems):
        case = None
    return Import(case, tuple(_counted(preview, problems) for preview in previews), tuple(problems))


def _counted(preview: ColumnPreview, problems: list[Problem]) -> ColumnPreview:
    start = f"{preview.sheet}!{preview.letters}"
    count = sum(problem.where.startswith(start) and problem.where[len(start) :].isdigit() for problem in problems)
    return ColumnPreview(**{**preview.__dict__, "problems": count})


def _case_grid(plan: ImportMap) -> Grid:
    """Return the case itself, which stands in the map, as a sheet."""
    sheet = sheets()[0]
    title = "map"
    rows: list[list[Any]] = [["name", "value"]]
    marks = {(0, 1_000_000): marked(key_of_sheet(sheet), title)}
    fields = columns_by_name(sheet)
    for name, value in plan.case.items():
        if name in fields:
            marks[len(rows), 0] = marked(key_of_column(sheet, fields[name]), name)
        rows.append([name, "; ".join(map(str, value)) if isinstance(value, list) else value])
    return Grid(title, rows, marks)


def _noun_grid(name: str, entries: list[dict[str, Any]]) -> Grid:
    """Return nouns that stand in the map itself as a sheet."""
    sheet = table_named(name)
    assert sheet is not None  # noqa: S101 - the map was checked
    fields = columns_by_name(sheet)
    title = f"map: {name}"
    head = list(dict.fromkeys(field for entry in entries for field in entry))
    marks = {(0, 1_000_000): marked(key_of_sheet(sheet), title)}
    for position, field in enumerate(head):
        if field in fields:
            marks[0, position] = marked(key_of_column(sheet, fields[field]), field)
    return Grid(title, [[*head], *([entry.get(field) for field in head] for entry in entries)], marks)


class _Applying:
    """Applies one entry of a map to its sheet."""

    def __init__(self, grid: Grid, entry: SheetMap) -> None:
        self.source = grid
        self.entry = entry
        found = table_named(entry.table)
        assert found is not None  # noqa: S101 - the map was checked
        self.sheet: Sheet = found
        self.problems: list[Problem] = []
        self.head = entry.header - 1
        self.headings = grid.rows[self.head] if self.head < len(grid.rows) else []
        self.columns: dict[int, ColumnMap] = {}
        self.copies: list[tuple[int, ColumnMap]] = []
        """Columns that stand for a second field."""
        self.passed: set[int] = set()
        self._find_columns()
        self.width = max((len(row) for row in grid.rows), default=0)

    def _find_columns(self) -> None:
        places = {
            folded(str(cell)): number for number, cell in reversed([*enumerate(self.headings)]) if cell is not None
        }
        for heading, column in self.entry.columns.items():
            if heading.startswith(_SIGN_OF_LETTERS) and heading[1:].isalpha() and len(heading) <= 4:
                number: int | None = column_number(heading[1:].upper())
            else:
                number = places.get(folded(heading))
            if number is None:
                if column is not None:
                    where = f"{self.source.title}!{self.entry.header}"
                    message = mark("row {row} has no heading {value}; it has: {expected}")
                    shown = "; ".join(str(cell) for cell in self.headings if cell is not None)
                    values = {"row": self.entry.header, "value": heading, "expected": shown}
                    self.problems.append(Problem(message, (), values, where=where))
            elif column is None:
                self.passed.add(number)
            elif number in self.columns:
                self.copies.append((number, column))
            else:
                self.columns[number] = column

    def grid(self) -> Grid:
        """Return the sheet with its cells translated, in the same places; constants stand to the right."""
        fields = columns_by_name(self.sheet)
        marks = {(0, 1_000_000): marked(key_of_sheet(self.sheet), self.source.title)}
        width = self.width
        constants = dict(self.entry.constants)
        extra = [*constants, *self.entry.codes, *(column.field for _, column in self.copies)]
        head: list[Value] = [None] * (width + len(extra))
        for number, column in self.columns.items():
            head[number] = column.field
            marks[0, number] = marked(key_of_column(self.sheet, fields[column.field]), column.field)
        for offset, name in enumerate(extra):
            head[width + offset] = name
            marks[0, width + offset] = marked(key_of_column(self.sheet, fields[name]), name)
        rows: list[list[Value]] = [head, *([] for _ in range(self.head))]
        seen: set[str] = set()
        for number, row in self._body():
            cells = self._translated(number, row)
            filled = any(cell is not None for cell in cells)
            codes = {name: f"{start}{number - self.head}" for name, start in self.entry.codes.items()}
            second = {column.field: _copy(row, position, column) for position, column in self.copies}
            given = [{**constants, **codes, **second}[name] for name in extra] if filled else []
            if filled and self.entry.distinct and self._is_repeated(cells, seen):
                cells, given = [], []
            rows.append([*cells, *([None] * (width - len(cells))), *given] if given else cells)
        return Grid(self.source.title, rows, marks)

    def _body(self) -> list[tuple[int, list[Value]]]:
        body = []
        for number, row in enumerate(self.source.rows[self.head + 1 :], start=self.head + 1):
            first = next((cell for cell in row if cell is not None), None)
            if self.entry.until and str(first or "").strip().casefold().startswith(self.entry.until.casefold()):
                break
            body.append((number, row))
        return body

    def _is_repeated(self, cells: list[Value], seen: set[str]) -> bool:
        """Tell whether a row has the code of an earlier one."""
        codes = [str(cells[n]) for n, c in self.columns.items() if n < len(cells) and is_code(self.sheet, c.field)]
        key = "\0".join(codes)
        repeated = bool(codes) and key in seen
        seen.add(key)
        return repeated

    def _translated(self, number: int, row: list[Value]) -> list[Value]:
        cells: list[Value] = [None] * len(row)
        for position, column in self.columns.items():
            if position < len(row) and row[position] is not None:
                try:
                    cells[position] = translated(row[position], column)
                except CellError as error:
                    where = f"{self.source.title}!{letters_of(position)}{number + 1}"
                    self.problems.append(Problem(error.message, (), error.values, where=where))
        return cells

    def previews(self) -> list[ColumnPreview]:
        """Return what will be read from every column of the sheet, read or not."""
        found = []
        body = self._body()
        for position in range(self.width):
            heading = self.headings[position] if position < len(self.headings) else None
            cells = [row[position] for _, row in body if position < len(row) and row[position] is not None]
            if heading is None and not cells:
                continue
            column = self.columns.get(position)
            shown = [_sample(cell, column) for cell in cells[:_SAMPLES]]
            found.append(
                ColumnPreview(
                    self.source.title,
                    letters_of(position),
                    "" if heading is None else str(heading),
                    self.entry.table,
                    ", ".join([column.field, *(c.field for n, c in self.copies if n == position)]) if column else "",
                    len(cells),
                    tuple(sorted({_kind(cell) for cell in cells})),
                    tuple(shown),
                )
            )
        return found


def translated(cell: Value, column: ColumnMap) -> Value:
    """Return what a cell of a mapped column says to the vocabulary.

    Raises
    ------
    CellError
        If it is no date of the stated forms, or no number that could be multiplied.
    """
    if isinstance(cell, Fault):
        return cell
    by_words = {folded(str(words)): value for words, value in column.values.items()}
    if folded(str(cell)) in by_words:
        value = by_words[folded(str(cell))]
        return value if value is None or isinstance(value, str | int | float | bool | date) else str(value)
    if column.dates and isinstance(cell, str):
        return _date_of(cell, column.dates)
    return cell if column.factor is None else round(number_of(cell) * column.factor, 9)


def _date_of(text: str, forms: tuple[str, ...]) -> date:
    for form in forms:
        with suppress(ValueError):
            return datetime.strptime(text.strip(), form).date()
    raise CellError(mark("{value} is no date of the form {expected}"), value=show(text), expected=" / ".join(forms))


def _sample(cell: Value, column: ColumnMap | None) -> str:
    """Return a value as it will be read, or as it stands where it cannot be."""
    with suppress(CellError):
        cell = translated(cell, column) if column else cell
    return show(cell.value if isinstance(cell, Fault) else cell)


def _copy(row: list[Value], position: int, column: ColumnMap) -> Value:
    cell = row[position] if position < len(row) else None
    with suppress(CellError):
        return translated(cell, column) if cell is not None else None
    return cell


TEXT, NUMBER, DATE, FAULT = mark("text"), mark("number"), mark("date"), mark("fault")


def _kind(cell: Value) -> str:
    if isinstance(cell, Fault):
        return FAULT
    if isinstance(cell, date):
        return DATE
    return TEXT if isinstance(cell, str) else NUMBER
