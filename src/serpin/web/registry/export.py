"""Lists and whole workspaces as files."""

from __future__ import annotations

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
from serpin.web.ui.spreadsheets import XLSX

YAML = "application/yaml; charset=utf-8"


def table_of(kind: Kind, records: Iterable[Record], language: str) -> tuple[list[str], list[list[Cell]]]:
    """Return headings and rows of a list with all of its fields; numbers and dates as such."""
    headings = [entry.heading(language) for entry in kind.fields]
    around = [] if kind.parent is None else [translate(_WITHIN, language)]
    rows: list[list[Cell]] = []
    for record in records:
        parents: list[Cell] = [] if kind.parent is None else [_codes_around(record)]
        rows.append(parents + [cell_of(kind, entry, record, language) for entry in kind.fields])
    return around + headings, rows


_WITHIN = mark("Belongs to")


def _codes_around(record: Record) -> str:
    codes, around = [], record.parent
    while around is not None:
        codes.append(around.code)
        around = around.parent
    return " / ".join(reversed(codes))


def cell_of(kind: Kind, entry: Any, record: Record, language: str) -> Cell:
    """Return a field of a record as a cell: numbers and days as such, everything else in words."""
    if isinstance(entry.codec, Numeric):
        return cells_of(kind, entry, record.body, language).get("")
    if isinstance(entry.codec, EstimateCodec):
        cells = cells_of(kind, entry, record.body, language)
        return cells[""] if set(cells) == {""} else told(kind, entry, record.body, language) or None
    cells = cells_of(kind, entry, record.body, language)
    day = cells.get("")
    return day if isinstance(day, date) else told(kind, entry, record.body, language) or None


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
