"""Opening a workbook safely: what it unpacks to is measured first, then its sheets become plain grids of cells."""

from __future__ import annotations

import re
import warnings
import zipfile
from dataclasses import dataclass, field
from datetime import date
from datetime import time as clock_time
from io import BytesIO
from typing import Any

from serpin.base.errors import InputError, refuse
from serpin.base.texts import mark
from serpin.formats.workbook.cells import Cell, Percent

LARGEST_UNPACKED = 128 * 2**20
"""Most bytes that the parts of a workbook may unpack to."""

MOST_PARTS = 2000
MOST_CELLS = 1_000_000
"""Most cells of a table or a workbook, empty ones that carry a format among them."""

_MOST_TAGS = 8 * MOST_CELLS
_GREATEST_RATIO = 250
_SMALL = 8 * 2**20
MOST_ROWS = 100_000
MOST_COLUMNS = 200

_CONTROL = re.compile(r"_x00(0[0-9A-F]|1[0-9A-F])_")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell[^>]*ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_PLACE = re.compile(r"(?:'((?:[^']|'')+)'|([^'!]+))!\$([A-Z]{1,3})\$(\d{1,7})")
MARK = "serpin."
"""How the hidden names begin that say what a sheet or a column is."""

_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")


@dataclass(frozen=True)
class Fault:
    """A cell that holds no value but a fault.

    Parameters
    ----------
    message
        The marked sentence.
    value
        What the cell shows.
    """

    message: str
    value: str


@dataclass(frozen=True)
class Grid:
    """The cells of a sheet.

    Parameters
    ----------
    title
        Name of the sheet.
    rows
        Cells by row, from the first on; the rows may be of different length.
    marks
        Hidden names of Serpin by the cell (row, column) that they point to.
    """

    title: str
    rows: list[list[Cell | Fault]]
    marks: dict[tuple[int, int], str] = field(default_factory=dict)


def open_workbook(content: bytes, file: str) -> list[Grid]:
    """Return the sheets of a workbook.

    Parameters
    ----------
    content
        The bytes of the file.
    file
        Its name, for messages.

    Raises
    ------
    InputError
        If it is no workbook, damaged, protected by a password or unpacks to too much.
    """
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise refuse(mark("file {file} is an old or password-protected workbook; save it as .xlsx"), file=file)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _check_parts(archive, file, len(content))
            return _grids(content, archive)
    except InputError:
        raise
    except Exception:  # the libraries for zip, XML and workbooks raise whatever a damaged file makes them stumble over
        raise refuse(mark("file {file} is not a workbook, or it is damaged"), file=file) from None


def _check_parts(archive: zipfile.ZipFile, file: str, size: int) -> None:
    """Read every part once, so that no more than is allowed is ever unpacked, whatever the archive claims."""
    left, tags, cells = LARGEST_UNPACKED, 0, 0
    parts = archive.infolist()
    if sum(part.compress_size for part in parts) > 2 * size:  # parts that lie over each other
        raise refuse(_TOO_LARGE, file=file, limit=LARGEST_UNPACKED // 2**20)
    for part in parts if len(parts) <= MOST_PARTS else ():
        is_xml = part.filename.endswith((".xml", ".rels", ".vml"))
        with archive.open(part) as stream:
            tail, unpacked = b"", 0
            while block := stream.read(2**20):
                left -= len(block)
                unpacked += len(block)
                if left < 0 or (unpacked > _SMALL and unpacked > _GREATEST_RATIO * part.compress_size):
                    raise refuse(_TOO_LARGE, file=file, limit=LARGEST_UNPACKED // 2**20)
                if is_xml and (b"<!" in tail + block or b"\0" in block) and _declares(tail + block):
                    raise refuse(mark("file {file} holds declarations that a workbook must not have"), file=file)
                tail = block[-20:]
                tags += block.count(b"<") if is_xml else 0
                cells += block.count(b"<c ") + block.count(b":c ") if "/worksheets/" in part.filename else 0
                if tags > _MOST_TAGS or cells > MOST_CELLS:
                    message = mark("{file} holds more than {limit} cells")
                    raise refuse(message, file=f"{file}, {part.filename}", limit=MOST_CELLS)
    if len(parts) > MOST_PARTS:
        raise refuse(_TOO_LARGE, file=file, limit=LARGEST_UNPACKED // 2**20)


_TOO_LARGE = mark("file {file} unpacks to more than {limit} megabytes")


def _declares(text: bytes) -> bool:
    return b"<!DOCTYPE" in text or b"<!ENTITY" in text or b"\0" in text


def _grids(content: bytes, archive: zipfile.ZipFile) -> list[Grid]:
    import openpyxl  # noqa: PLC0415 - heavy

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        formulas: Any = None
        marks = _marks(book)
        found = []
        for sheet in book.worksheets:
            part = archive.read(_part_of(sheet))
            rows = _rows(sheet)
            if _FORMULA.search(part):
                formulas = formulas or openpyxl.load_workbook(BytesIO(content), read_only=True, keep_links=False)
                _mark_unvalued(rows, _rows(formulas[sheet.title]))
            _fill_merged(rows, part)
            found.append(Grid(str(sheet.title), rows, marks.get(str(sheet.title), {})))
        return found


def _marks(book: Any) -> dict[str, dict[tuple[int, int], str]]:
    """Return the hidden names of Serpin in a workbook: sheet → cell → name."""
    found: dict[str, dict[tuple[int, int], str]] = {}
    for name, defined in book.defined_names.items():
        place = _PLACE.fullmatch(str(defined.attr_text or ""))
        if str(name).startswith(MARK) and place is not None:
            title = (place[1] if place[1] is not None else place[2]).replace("''", "'")
            found.setdefault(title, {})[int(place[4]) - 1, column_number(place[3])] = str(name)
    return found


def _part_of(sheet: Any) -> str:
    return str(sheet._worksheet_path).lstrip("/")


def _rows(sheet: Any) -> list[list[Cell | Fault]]:
    sheet.reset_dimensions()
    rows: list[list[Cell | Fault]] = []
    filled = 0
    for row in sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS):
        cells = [_value(cell) for cell in row]
        rows.append(cells)
        if any(cell is not None for cell in cells):
            filled = len(rows)
    return rows[:filled]


def _value(cell: Any) -> Cell | Fault:
    value, kind = cell.value, cell.data_type
    if value is None:
        return None
    if kind == "e":
        return Fault(mark("the cell shows the fault {value}"), str(value))
    if isinstance(value, str):
        text = _CONTROL.sub(lambda found: chr(int(found[1], 16)), value)
        return text if text.strip() else None
    if isinstance(value, clock_time):
        return date(1899, 12, 30)  # a day number below 1, shown as a time
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in str(cell.number_format):
        value = Percent(value)
    return value if isinstance(value, bool | int | float | date) else str(value)


def _mark_unvalued(rows: list[list[Cell | Fault]], formulas: list[list[Cell | Fault]]) -> None:
    """Mark formulas whose result is not stored: they would pass for blank cells."""
    for number, row in enumerate(formulas):
        for column, cell in enumerate(row):
            if not isinstance(cell, str) or not cell.startswith("="):
                continue
            while len(rows) <= number:
                rows.append([])
            rows[number] += [None] * (column + 1 - len(rows[number]))
            if rows[number][column] is None:
                message = mark("the result of the formula {value} is not stored; open and save the workbook once")
                rows[number][column] = Fault(message, cell[:60])


def _fill_merged(rows: list[list[Cell | Fault]], part: bytes) -> None:
    """Give every row of a merged range the value that the range shows, in its first column."""
    for first, top, _, bottom in _MERGED.findall(part):
        column = column_number(first.decode())
        start, end = int(top) - 1, min(int(bottom), len(rows))
        if start >= len(rows) or column >= len(rows[start]):
            continue
        for row in rows[start + 1 : end]:
            row.extend([None] * (column + 1 - len(row)))
            if row[column] is None:
                row[column] = rows[start][column]


def column_number(letters: str) -> int:
    """Return the number of a column from its letters, counted from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
