"""Lists of what was read already: searched, filtered, sorted, paged and exported as those of the register are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.core.paginator import Page, Paginator
from django.http import HttpResponse

from serpin.web.ui.database import sort_key
from serpin.web.ui.spreadsheets import Cell, download

PAGE = 50
"""Rows of a page."""
ALL = "all"
"""What the address asks for instead of the number of a page, to have all rows on one."""
MOST = 2000
"""Rows of the longest page; what is longer goes out as a file."""
_SHORT = 10
"""Rows up to which a list beside others is looked through by eye, without a search."""
_MOST_CHOICES = 100
_MOST_TEXT = 200

Row = TypeVar("Row")


class Pages(Paginator):  # type: ignore[type-arg] # generic for the checker only
    """The pages of a list, or all of it on one."""

    def __init__(self, rows: Any, *, size: int, is_whole: bool) -> None:
        self.usual = size
        self.is_whole = is_whole
        super().__init__(rows, MOST if is_whole else size)

    @property
    def is_joined(self) -> bool:
        """Whether all of it is on one page where there would be several."""
        return self.is_whole and self.count > self.usual

    @property
    def fits(self) -> bool:
        """Whether all of it has room on one page."""
        return self.count <= MOST


def page_of(rows: Any, wanted: str | None, size: int = PAGE, *, last: bool = False) -> Page[Any]:
    """Return the page of a list for which the address asks; nonsense asks for the first.

    Parameters
    ----------
    rows
        All rows, read or to be read.
    wanted
        Number of the page, or ``all`` for all rows on one page.
    size
        Rows of a page.
    last
        Whether the last page is shown where nothing is asked for.
    """
    pages = Pages(rows, size=size, is_whole=wanted == ALL)
    return pages.get_page(pages.num_pages if last and not wanted else wanted)


@dataclass(frozen=True)
class Heading(Generic[Row]):
    """A column: its name in addresses, its title in the language of the reader, and what a row has there."""

    name: str
    title: str
    value: Callable[[Row], Cell]
    number: bool = False
    choices: bool = False
    """Whether the list can be filtered by its values."""
    told: Callable[[Row], str] | None = None
    """How a page writes it, where that is not the value itself; a search looks there, too."""


@dataclass(frozen=True)
class Column:
    """A heading as the page shows it: how a click on it sorts, and how the list is sorted by it now."""

    title: str
    number: bool
    sort: str
    order: str
    name: str = ""


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
    headings: Sequence[Heading[Row]]
    name: str = ""
    """Its name where a page has several: it stands before a point in what the address asks of it."""
    ending: str = ""
    """``csv`` or ``xlsx`` where the list is asked for as a file."""

    @property
    def is_filtered(self) -> bool:
        """Whether some rows are left out."""
        return bool(self.search or any(choice.chosen for choice in self.choices))

    @property
    def is_long(self) -> bool:
        """Whether one searches it; a short one beside others is looked through by eye."""
        return not self.name or self.total > _SHORT

    @property
    def is_asked(self) -> bool:
        """Whether the address asks anything of it, so that it stands open on the page."""
        return bool(self.is_filtered or self.sort or self.page.number > 1)

    @property
    def lines(self) -> Iterator[tuple[Row, bool]]:
        """Return rows with whether the screen shows them; paper shows those of the other pages, too."""
        first, last = self.page.start_index() - 1, self.page.end_index()
        rows, start = (self.rows, 0) if len(self.rows) <= MOST else (self.rows[first:last], first)
        return ((row, first <= place < last) for place, row in enumerate(rows, start))


def arranged(
    rows: Sequence[Row],
    headings: Sequence[Heading[Row]],
    query: Mapping[str, str],
    name: str = "",
    *,
    page: int = PAGE,
    last: bool = False,
) -> Arranged[Row]:
    """Return rows as the query of an address asks for them: ``q``, ``sort``, ``page``, ``as``, and values of columns.

    Parameters
    ----------
    rows
        All rows, in the order that holds where nothing else is asked for.
    headings
        The columns, the first of which decide nothing alone.
    query
        The query; nonsense counts for nothing.
    name
        Name of the list where a page has several.
    page
        Rows of a page.
    last
        Whether the last page is shown first, as where people talk.
    """
    before = f"{name}." if name else ""
    search, sort = query.get(f"{before}q", "").strip()[:_MOST_TEXT], query.get(f"{before}sort", "")
    known = {heading.name: heading for heading in headings}
    if sort.removeprefix("-") not in known:
        sort = ""
    choices = [_choice(rows, heading, query.get(before + heading.name, "")) for heading in headings if heading.choices]
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
            heading.name,
        )
        for heading in headings
    ]
    shown = page_of(found, query.get(f"{before}page", ""), page, last=last)
    ending = query.get(f"{before}as", "")
    ending = ending if ending in ("csv", "xlsx") else ""
    return Arranged(shown, found, columns, choices, search, sort, len(rows), headings, name, ending)


def as_file(found: Arranged[Any], name: str, title: str = "") -> HttpResponse | None:
    """Return all rows that were asked for as a file that the browser stores, or nothing where the page is wanted.

    Parameters
    ----------
    found
        The list.
    name
        Name of the file, without its ending.
    title
        Name of the sheet of a workbook; that of the file when empty.
    """
    if not found.ending:
        return None
    rows = [[heading.value(row) for heading in found.headings] for row in found.rows]
    return download(name, found.ending, title or name, [heading.title for heading in found.headings], rows)


def _choice(rows: Sequence[Row], heading: Heading[Row], chosen: str) -> Choice:
    values = sorted({_text(heading.value(row)) for row in rows} - {""}, key=sort_key)[:_MOST_CHOICES]
    return Choice(heading.name, heading.title, values, chosen if chosen in values else "")


def _holds(row: Row, headings: Sequence[Heading[Row]], words: list[str]) -> bool:
    text = " ".join(
        f"{_text(heading.value(row))} {heading.told(row) if heading.told else ''}" for heading in headings
    ).casefold()
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
