"""Links between works in one cell, as project programs write them, in English, Russian or Kazakh.

``W1; W2 SS+5; W3 FF-2 (max 10)`` is our own form; ``W2 НН+5 дн``, ``3ОО-2 нед`` and ``W4 АБ +10 күн`` are read too.
"""

from __future__ import annotations

import re
from typing import Any

from serpin.base.errors import show
from serpin.base.texts import mark
from serpin.formats.workbook.cells import Cell, CellError, Codec, text_of
from serpin.formats.workbook.notation import escape, split, unescape
from serpin.vocabulary.work import LinkType

_TYPES = dict(
    word.split("=")
    for word in (
        *("FS=FS", "SS=SS", "FF=FF", "SF=SF"),
        *("ОН=FS", "НН=SS", "ОО=FF", "НО=SF"),  # окончание, начало
        *("АБ=FS", "ББ=SS", "АА=FF", "БА=SF"),  # аяқталу, басталу
        *("OH=FS", "HH=SS", "OO=FF", "HO=SF", "AA=FF"),  # the same, typed with Latin letters
    )
)
_DAYS = frozenset(["д", "дн", "день", "дня", "дней", "к", "күн", "күні", "d", "day", "days"])
_WORKING = frozenset(["р", "раб", "рабочий", "рабочих", "рабочие", "ж", "жұм", "жұмыс", "working"])
_WEEKS = frozenset(["н", "нед", "неделя", "недели", "недель", "апта", "аптасы", "w", "wk", "wks", "week", "weeks"])
_WEEK = 5

_UNIT = rf"(?:(?:{'|'.join(_WORKING)})\.?\s*)?(?:{'|'.join(sorted(_DAYS | _WEEKS, key=len, reverse=True))})\.?"
_NUMBER = rf"\s*\d{{1,6}}(?:\s*{_UNIT})?"
_TYPE = rf"(?P<type>{'|'.join(_TYPES)})"
_LAG = rf"(?P<lag>[+-]{_NUMBER})?"
_LONGEST = rf"(?:\s+\(?\s*(?:max|ең көбі|не более)\s+(?P<longest>-?{_NUMBER})\s*\)?)?"
_LINK = re.compile(rf"(?P<work>\S+)(?:\s+{_TYPE}?\s*{_LAG})?{_LONGEST}", re.IGNORECASE)
_GLUED = re.compile(rf"(?P<work>\S*\d)(?-i:{_TYPE})\s*{_LAG}{_LONGEST}", re.IGNORECASE)
"""A type behind the digit that ends a code, as project programs write it."""


class Weeks(int):
    """Working days that were given in weeks of five of them."""


class Links(Codec):
    """Links to earlier works, as project programs write them."""

    note = mark("Written as W1; W2 SS+5; W3 FF-2 (max 10): FS, SS, FF or SF and the lag in working days.")

    def one(self, value: Any, language: str) -> Cell:  # noqa: ARG002 - the same in every language
        """Return the links, separated by semicolons."""
        entries = []
        for link in value:
            entry = escape(link.work, ";,")
            if link.type is not LinkType.FINISH_START or link.lag or _GLUED.fullmatch(entry):
                entry += f" {link.type}{link.lag:+d}" if link.lag else f" {link.type}"
            entries.append(entry if link.longest is None else f"{entry} (max {link.longest})")
        return "; ".join(entries) or None

    def understand(self, cell: Cell) -> Any:
        """Return the links of a cell; a week counts as five working days until :func:`in_weeks_of` is told more."""
        links = []
        for entry in split(text_of(cell), ";,"):
            plain = re.sub("[\u2010-\u2015\u2212]", "-", " ".join(entry.split()))
            found = _GLUED.fullmatch(plain) or _LINK.fullmatch(plain)
            if not found:
                raise CellError(mark("{value} is not a link (expected for example W2 SS+5)"), value=show(entry))
            link: dict[str, Any] = {"work": unescape(found["work"])}
            if found["type"]:
                link["type"] = _TYPES[found["type"].upper()]
            for name in ("lag", "longest"):
                if found[name]:
                    link[name] = _days(found[name])
            links.append(link)
        return links


def in_weeks_of(links: Any, days: int) -> Any:
    """Return links as they were read, their weeks counted in weeks of some working days."""
    return [
        {name: value // _WEEK * days if isinstance(value, Weeks) else value for name, value in link.items()}
        for link in links
    ]


def _days(text: str) -> int:
    """Return the working days of a lag with or without its unit."""
    found = re.fullmatch(r"([+-]?)\s*(\d+)\s*(.*)", text)
    assert found is not None  # noqa: S101 - the pattern of the link holds it
    number = int(f"{found[1]}{found[2]}")
    unit = found[3].removesuffix(".").casefold()
    return Weeks(number * _WEEK) if unit in _WEEKS else number
