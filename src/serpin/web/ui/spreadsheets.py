"""Tables as files for spreadsheets; a text that one of them would take for a formula stays a text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime

from django.http import HttpResponse

Cell = str | int | float | bool | date | None
"""What stands in a cell; a moment has no time zone."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
_BOM = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_WIDEST, _NARROWEST = 60, 9
_NO_TITLE, _LONGEST_TITLE = str.maketrans(dict.fromkeys("[]:*?/\\", " ")), 31
"""What the name of a sheet may not hold, and how long it may be."""


def harmless(cell: Cell) -> Cell:
    """Return a cell of a CSV file in which no text is taken for a formula; numbers stay as they are."""
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f"'{cell}"
    return cell.isoformat(" ", "seconds") if isinstance(cell, datetime) else cell


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
        sheet = book.add_worksheet(" ".join(title.translate(_NO_TITLE).split())[:_LONGEST_TITLE].strip("' ") or None)
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"})
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
            longest = max((len(str(row[column] or "")) for row in rows), default=0)
            sheet.set_column(column, column, min(_WIDEST, max(_NARROWEST, longest + 1)))
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write_datetime(number, column, cell, moment)
                elif isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, day)
                elif cell is not None:
                    sheet.write(number, column, cell)
        sheet.freeze_panes(1, 0)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(headings) - 1)
    return content.getvalue()


def download(name: str, ending: str, title: str, headings: list[str], rows: list[list[Cell]]) -> HttpResponse:
    """Return a table as a file that the browser stores.

    Parameters
    ----------
    name, ending
        Name of the file, and ``csv`` or ``xlsx``.
    title
        Name of the sheet of a workbook.
    headings, rows
        The table.
    """
    content = csv_of(headings, rows) if ending == "csv" else xlsx_of(title, headings, rows)
    answer = HttpResponse(content, content_type=CSV if ending == "csv" else XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return answer
