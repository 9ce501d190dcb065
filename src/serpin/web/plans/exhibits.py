"""The tables of a plan as lists: what is stored of them is sorted, filtered, paged and exported as every list is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from html import escape
from typing import Any

from django.utils.safestring import SafeString

from serpin.web.ui.lists import Arranged, Heading, arranged
from serpin.web.ui.spreadsheets import Cell

ROWS = 25
"""Rows of a table that a page shows at once: several stand below each other."""
CHIEF = frozenset({"chosen", "rejected"})
"""Tables that stand open on the screen, however long they are: they have pages there."""
_MOST_KINDS, _LONGEST_KIND = 12, 40
"""A column of words is offered as a filter if it holds no more different ones, and none that is longer."""
_PARTIAL = 0.6

Line = dict[str, Any]
"""A row as it is stored: its cells, and how it is shown."""


def name_of(item: Mapping[str, Any]) -> str:
    """Return the name of the list of a table: it stands in addresses and leads to the place on the page."""
    return str(item["name"])


def headings_of(item: Mapping[str, Any]) -> list[Heading[Line]]:
    """Return the columns of a stored table; those of a few words that come again are filters, too."""
    return [
        Heading(
            f"c{place}",
            str(column["title"]),
            _value(place),
            number=bool(column["number"]),
            choices=_is_choice(item["rows"], place),
            told=_told(place),
        )
        for place, column in enumerate(item["columns"], 1)
    ]


def last_apart(item: Mapping[str, Any]) -> tuple[list[Line], list[Line]]:
    """Return the rows of a stored table, and apart from them the last one where it alone speaks of all others."""
    rows: list[Line] = item["rows"]
    is_apart = len(rows) > 2 and bool(rows[-1]["strong"]) and not any(row["strong"] for row in rows[:-1])
    return (rows[:-1], rows[-1:]) if is_apart else (rows, [])


def listed(item: Mapping[str, Any], query: Mapping[str, str]) -> Arranged[Line]:
    """Return a stored table as the query of an address asks for it."""
    return arranged(last_apart(item)[0], headings_of(item), query, name_of(item), page=ROWS)


def markup_of(item: Mapping[str, Any], found: Arranged[Line]) -> dict[str, SafeString]:
    """Return the rows of a table as a page shows them, and below them the one that speaks of all."""
    apart = [(row, True) for row in last_apart(item)[1]]
    return {
        "markup": rows_as_html(found.lines, item["columns"]),
        "apart": rows_as_html(apart, item["columns"]),
    }


def rows_as_html(lines: Iterable[tuple[Line, bool]], columns: list[dict[str, Any]]) -> SafeString:
    """Return rows of a table, written by hand: templates would take most of the time of a page.

    Parameters
    ----------
    lines
        Rows, each with whether the screen shows it; paper shows all of them.
    columns
        The columns as they are stored.
    """
    wide = [" w" if column["wide"] else "" for column in columns]
    found = []
    for row, is_shown in lines:
        anchor = f' id="{escape(row["anchor"])}"' if row["anchor"] else ""
        kinds = " ".join(part for part in ("strong" if row["strong"] else "", "" if is_shown else "off") if part)
        found.append(f"<tr{anchor}{f' class={chr(34)}{kinds}{chr(34)}' if kinds else ''}>")
        for cell, also in zip(row["cells"], wide, strict=True):
            kind = "n" if cell["number"] else "d" if cell["date"] else "c" if cell["code"] else ""
            exact = f' title="{escape(cell["exact"])}"' if cell["exact"] else ""
            found.append(f'<td class="{kind}{also}"{exact}>{escape(str(cell["text"]))}</td>')
        found.append("</tr>")
    return SafeString("".join(found))


def _value(place: int) -> Any:
    def value(row: Line) -> Cell:
        cell = row["cells"][place - 1]
        plain: Cell = cell["value"]
        return date.fromisoformat(str(plain)) if cell["date"] else plain

    return value


def _told(place: int) -> Any:
    return lambda row: str(row["cells"][place - 1]["text"])


def _is_choice(rows: list[Line], place: int) -> bool:
    cells = [row["cells"][place - 1] for row in rows]
    if any(cell["date"] or cell["code"] or not isinstance(cell["value"], str | None) for cell in cells):
        return False
    words = {str(cell["value"]) for cell in cells if cell["value"]}
    few = 1 < len(words) <= min(_MOST_KINDS, _PARTIAL * len(rows))
    return few and max(map(len, words)) <= _LONGEST_KIND
