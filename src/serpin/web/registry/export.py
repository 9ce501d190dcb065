"""Lists and whole workspaces as files; a text that a spreadsheet would take for a formula stays a text."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from serpin.base.errors import refuse
from serpin.base.texts import mark, translate
from serpin.formats.files import write_case
from serpin.formats.workbook.cells import Cell, Numeric
from serpin.formats.workbook.notation import EstimateCodec
from serpin.web.accounts.models import Workspace
from serpin.web.registry import bridge
from serpin.web.registry.forms import cells_of
from serpin.web.registry.models import Record
from serpin.web.registry.sheets import Kind
from serpin.web.registry.tables import told

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
YAML = "application/yaml; charset=utf-8"
_BOM = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_WIDEST, _NARROWEST = 60, 9


def harmless(cell: Cell) -> Cell:
    """Return a cell of a CSV file in which no text is taken for a formula; numbers stay as they are."""
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f"'{cell}"
    return cell


def table_of(kind: Kind, records: Iterable[Record], language: str) -> tuple[list[str], list[list[Cell]]]:
    """Return headings and rows of a list with all of its fields; numbers and dates as such."""
    headings = [entry.heading(language) for entry in kind.fields]
    around = [] if kind.parent is None else [translate(_WITHIN, language)]
    rows: list[list[Cell]] = []
    for record in records:
        parents: list[Cell] = [] if kind.parent is None else [_codes_around(record)]
        rows.append(parents + [_cell(kind, entry, record, language) for entry in kind.fields])
    return around + headings, rows


_WITHIN = mark("Belongs to")


def _codes_around(record: Record) -> str:
    codes, around = [], record.parent
    while around is not None:
        codes.append(around.code)
        around = around.parent
    return " / ".join(reversed(codes))


def _cell(kind: Kind, entry: Any, record: Record, language: str) -> Cell:
    if isinstance(entry.codec, Numeric):
        return cells_of(kind, entry, record.body, language).get("")
    if isinstance(entry.codec, EstimateCodec):
        cells = cells_of(kind, entry, record.body, language)
        return cells[""] if set(cells) == {""} else told(kind, entry, record.body, language) or None
    cells = cells_of(kind, entry, record.body, language)
    day = cells.get("")
    return day if isinstance(day, date) else told(kind, entry, record.body, language) or None


def csv_of(headings: list[str], rows: Iterable[list[Cell]]) -> bytes:
    """Return a table as CSV in UTF-8 with the mark by which spreadsheets know it."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([harmless(heading) for heading in headings])
    writer.writerows([[harmless(cell) for cell in row] for row in rows])
    return (_BOM + text.getvalue()).encode()


def xlsx_of(title: str, headings: list[str], rows: list[list[Cell]]) -> bytes:
    """Return a table as a workbook; texts are written as texts, whatever they begin with."""
    import xlsxwriter  # noqa: PLC0415 - needed for this alone

    content = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with xlsxwriter.Workbook(content, plain) as book:
        sheet = book.add_worksheet(title)
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
            longest = max((len(str(row[column] or "")) for row in rows), default=0)
            sheet.set_column(column, column, min(_WIDEST, max(_NARROWEST, longest + 1)))
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, day)
                elif cell is not None:
                    sheet.write(number, column, cell)
        sheet.freeze_panes(1, 0)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(headings) - 1)
    return content.getvalue()


def workspace_file(workspace: Workspace, ending: str, language: str) -> tuple[bytes, str]:
    """Return a whole workspace as a file and its type.

    Parameters
    ----------
    workspace
        What is written.
    ending
        ``xlsx`` or ``yaml``.
    language
        That of the headings of a workbook.

    Raises
    ------
    InputError
        If the case is not consistent, or another ending is asked for.
    """
    if ending not in ("xlsx", "yaml"):
        raise refuse(_NO_ENDING, value=ending, expected="xlsx, yaml")
    case = bridge.case_of(workspace)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"case.{ending}"
        write_case(case, path, language)
        return path.read_bytes(), XLSX if ending == "xlsx" else YAML


_NO_ENDING = mark("{value} is no kind of file that is written here; expected: {expected}")
