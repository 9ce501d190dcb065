"""Lists of what was read already: searched, filtered, sorted, paged and exported as those of the register are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.core.paginator import Page, Paginator

from serpin.web.ui.database import sort_key
from serpin.web.ui.spreadsheets import Cell

PAGE = 50
"""Rows of a page."""
_MOST_CHOICES = 100
_MOST_TEXT = 200

Row = TypeVar("Row")


@dataclass(frozen=True)
class Heading(Generic[Row]):
    """A column: its name in addresses, its title in the language of the reader, and what a row has there."""

    name: str
    title: str
    value: Callable[[Row], Cell]
    number: bool = False
    choices: bool = False
    """Whether the list can be filtered by its values."""


@dataclass(frozen=True)
class Column:
    """A heading as the page shows it: how a click on it sorts, and how the list is sorted by it now."""

    title: str
    number: bool
    sort: str
    order: str


@dataclass(frozen=True)
class Choice:
    """A filter: the name of its column, its title, its values, and the one that is chosen."""

    name: str
    title: str
    values: list[str]
    chosen: str


@dataclass(frozen=True)
class Arranged(Generic[Row]):
    """A list as it was asked for."""

    page: Page[Row]
    rows: list[Row]
    columns: list[Column]
    choices: list[Choice]
    search: str
    sort: str
    total: int
    """How many rows there are without search and filters."""

    @property
    def is_filtered(self) -> bool:
        """Whether some rows are left out."""
        return bool(self.search or any(choice.chosen for choice in self.choices))


def arranged(rows: Sequence[Row], headings: Sequence[Heading[Row]], query: Mapping[str, str]) -> Arranged[Row]:
    """Return rows as the query of an address asks for them: ``q``, ``sort``, ``page``, and values of columns.

    Parameters
    ----------
    rows
        All rows, in the order that holds where nothing else is asked for.
    headings
        The columns, the first of which decide nothing alone.
    query
        The query; nonsense counts for nothing.
    """
    search, sort = query.get("q", "").strip()[:_MOST_TEXT], query.get("sort", "")
    known = {heading.name: heading for heading in headings}
    if sort.removeprefix("-") not in known:
        sort = ""
    choices = [_choice(rows, heading, query.get(heading.name, "")) for heading in headings if heading.choices]
    found = [row for row in rows if all(_text(known[c.name].value(row)) == c.chosen for c in choices if c.chosen)]
    words = search.casefold().split()
    if words:
        found = [row for row in found if _holds(row, headings, words)]
    if sort:
        heading = known[sort.removeprefix("-")]
        found.sort(key=lambda row: _key(heading.value(row)), reverse=sort.startswith("-"))
    columns = [
        Column(
            heading.title,
            heading.number,
            f"-{heading.name}" if sort == heading.name else heading.name,
            {heading.name: "ascending", f"-{heading.name}": "descending"}.get(sort, ""),
        )
        for heading in headings
    ]
    page = Paginator(found, PAGE).get_page(query.get("page"))
    return Arranged(page, found, columns, choices, search, sort, len(rows))


def table_of(found: Arranged[Row], headings: Sequence[Heading[Row]]) -> tuple[list[str], list[list[Cell]]]:
    """Return headings and cells of all rows that were asked for, for a file."""
    return [heading.title for heading in headings], [[h.value(row) for h in headings] for row in found.rows]


def _choice(rows: Sequence[Row], heading: Heading[Row], chosen: str) -> Choice:
    values = sorted({_text(heading.value(row)) for row in rows} - {""}, key=sort_key)[:_MOST_CHOICES]
    return Choice(heading.name, heading.title, values, chosen if chosen in values else "")


def _holds(row: Row, headings: Sequence[Heading[Row]], words: list[str]) -> bool:
    text = " ".join(_text(heading.value(row)) for heading in headings).casefold()
    return all(word in text for word in words)


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def _key(cell: Cell) -> tuple[int, Any]:
    """Return what a cell is sorted by; blank ones first, then numbers, days, texts in the order of the alphabet."""
    if cell is None or cell == "":
        return 0, 0
    if isinstance(cell, int | float):
        return 1, cell
    if isinstance(cell, datetime):
        return 2, cell.isoformat()
    if isinstance(cell, date):
        return 2, cell.isoformat()
    return 3, sort_key(str(cell))
