"""The lists that stand within a record: the works of a project, the modes of a work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse

from serpin.formats.workbook.layout import Field
from serpin.web.registry import export, tables
from serpin.web.registry.bridge import Below
from serpin.web.registry.models import CASE, Record
from serpin.web.registry.sheets import Kind
from serpin.web.ui import lists, spreadsheets
from serpin.web.ui.lists import Arranged, Heading
from serpin.web.ui.templatetags.speaking import title_in


def lists_within(
    record: Record, kind: Kind, below: Below, query: Mapping[str, str], *, language: str, currency: str
) -> list[tuple[Kind, Arranged[Record], list[tables.Row]]]:
    """Return the lists within a record as the query of an address asks for them, each with the rows of its page.

    Parameters
    ----------
    record, kind, below
        The record, its kind, and what stands within it.
    query
        The query of the address.
    language, currency
        Of the headings.
    """
    found = []
    for child in kind.children if kind.name != CASE else ():
        rows = [row for row in below.get(record.pk, ()) if row.kind == child.name]
        listed = lists.arranged(rows, _headings(child, language, currency), query, child.list_name)
        found.append((child, listed, tables.rows_of(child, listed.page.object_list, language)))
    return found


def as_file(found: list[tuple[Kind, Arranged[Record], list[tables.Row]]], name: str, language: str) -> Any:
    """Return the list that is asked for as a file with all its fields, or nothing where the page is wanted."""
    for child, listed, _ in found:
        if listed.ending:
            table = export.table_of(child, listed.rows, language)
            title = child.sheet.name(language)
            made: HttpResponse = spreadsheets.download(f"{name}-{child.list_name}", listed.ending, title, *table)
            return made
    return None


def _headings(kind: Kind, language: str, currency: str) -> list[Heading[Record]]:
    by_path = {".".join(entry.path): entry for entry in kind.columns}
    return [
        _heading(kind, column, by_path.get(column.name), language)
        for column in tables.columns_of(kind, language, currency=currency)
    ]


def _heading(kind: Kind, column: tables.Column, entry: Field | None, language: str) -> Heading[Record]:
    if entry is None:
        read = (lambda row: row.code) if column.name == "code" else (lambda row: title_in(row, language))
        return Heading(column.name, column.title, read)
    return Heading(
        column.name,
        column.title,
        lambda row: export.cell_of(kind, entry, row, language),
        number=column.number,
        choices=entry is kind.group_field,
        told=lambda row: tables.told(kind, entry, row.body, language),
    )
