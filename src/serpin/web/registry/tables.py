"""Records as people read them: columns, cells, facts, and the codes among which one chooses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from serpin.base.texts import translate
from serpin.charts.locale import Locale
from serpin.formats.workbook.cells import Cell, Choice, Numeric
from serpin.formats.workbook.layout import Field
from serpin.formats.workbook.notation import EstimateCodec, WordsCodec
from serpin.vocabulary.labels import label
from serpin.web.accounts.models import Workspace
from serpin.web.registry.forms import cells_of
from serpin.web.registry.models import Record
from serpin.web.registry.sheets import Kind

_MOST_CODES = 500


@dataclass(frozen=True)
class Column:
    """A column of a list."""

    name: str
    title: str
    number: bool = False


@dataclass(frozen=True)
class Row:
    """A row of a list: the record and its cells."""

    record: Record
    cells: list[tuple[str, bool]]


def columns_of(kind: Kind, language: str) -> list[Column]:
    """Return the columns of a list beside code and name."""
    return [
        Column(".".join(entry.path), entry.heading(language), isinstance(entry.codec, Numeric | EstimateCodec))
        for entry in kind.columns
    ]


def rows_of(kind: Kind, records: Iterable[Record], language: str) -> list[Row]:
    """Return the rows of a list."""
    columns = kind.columns
    return [
        Row(
            record,
            [(told(kind, entry, record.body, language), isinstance(entry.codec, Numeric)) for entry in columns],
        )
        for record in records
    ]


def told(kind: Kind, entry: Field, body: Mapping[str, Any], language: str) -> str:
    """Return a field of a body in words."""
    cells = cells_of(kind, entry, body, language)
    if not cells:
        return ""
    if isinstance(entry.codec, WordsCodec):
        return str(cells.get(language) or cells.get("") or next(iter(cells.values())))
    if isinstance(entry.codec, EstimateCodec):
        return _estimate(cells, language)
    return _cell(entry, cells.get("", ""), language)


def _estimate(cells: Mapping[str, Cell], language: str) -> str:
    figures = [_number(cells[part], language) for part in ("low", "", "high") if part in cells]
    words = str(cells.get("distribution", ""))
    return " ".join([" … ".join(figures), words]).strip()


def _cell(entry: Field, cell: Cell, language: str) -> str:
    if isinstance(cell, date):
        return Locale(language).day(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        style = entry.codec.style if isinstance(entry.codec, Numeric) else "number"
        if style == "share":
            return Locale(language).percent(float(cell), 2)
        return _number(cell, language)
    return "" if cell is None else str(cell)


def _number(cell: Cell, language: str) -> str:
    return Locale(language).number(cell, 4) if isinstance(cell, int | float) else str(cell)


def facts_of(kind: Kind, body: Mapping[str, Any], language: str) -> list[tuple[str, str]]:
    """Return the fields of a body that are filled in, as heading and words."""
    found = []
    for entry in kind.fields:
        words = told(kind, entry, body, language)
        if words and entry.path not in (("id",), ("name",)):
            found.append((entry.heading(language), words))
    return found


def groups_of(kind: Kind, language: str) -> list[tuple[str, str]]:
    """Return the choices by which a list is filtered, with their words."""
    entry = kind.group_field
    if entry is None or not isinstance(entry.codec, Choice):
        return []
    return [(choice.value, translate(label(choice), language)) for choice in entry.codec.kind]


def choices_for(workspace: Workspace, kind: Kind, around: Record | None) -> dict[str, list[tuple[str, str]]]:
    """Return the codes that may stand in the fields of a form, by kind of record: code and title."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name in sorted({".".join(entry.target) for entry in kind.fields if entry.target}):
        rows = Record.objects.filter(workspace=workspace, kind=name)
        if "." in name:
            while around is not None and around.kind != name.rpartition(".")[0]:
                around = around.parent
            rows = rows.filter(parent=around) if around is not None else rows
        found[name] = list(rows.order_by("position").values_list("code", "title")[:_MOST_CODES])
    return found
