"""Records as people read them: columns, cells, facts, and the codes among which one chooses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from serpin.base.texts import mark, translate
from serpin.formats.workbook.cells import Cell, Choice, Numeric
from serpin.formats.workbook.layout import Field
from serpin.formats.workbook.notation import EstimateCodec, WordsCodec
from serpin.vocabulary.labels import label
from serpin.web.registry import links
from serpin.web.registry.forms import cells_in, codes_in, value_in
from serpin.web.registry.models import Record
from serpin.web.registry.referring import target_of
from serpin.web.registry.sheets import Kind
from serpin.web.ui.templatetags.speaking import locale_of

_MOST_CODES = 500
_FIVE_DIGITS = 10_000
_LONG, _SHORT = 90, 120
_FIRST = (("code", mark("Code")), ("title", mark("Name")))


@dataclass(frozen=True)
class Column:
    """A column of a list: its heading, and how a click on it sorts."""

    name: str
    title: str
    number: bool = False
    sort: str = ""
    """What the address asks for after a click."""
    order: str = ""
    """How the list is sorted by it now: ``ascending``, ``descending`` or not at all."""


@dataclass(frozen=True)
class Row:
    """A row of a list: the record and its cells."""

    record: Any
    """A record, or as much of one as a list shows: number, code, title, body, and the code of the record around."""
    cells: list[tuple[str, bool]]


def columns_of(kind: Kind, language: str, sort: str = "", currency: str = "") -> list[Column]:
    """Return the columns of a list, those of code and name first."""
    shown = {"code": kind.has_code, "title": kind.has_title}
    found = [Column(name, translate(title, language)) for name, title in _FIRST if shown[name]]
    for entry in kind.columns:
        number = isinstance(entry.codec, Numeric | EstimateCodec)
        unit = f", {locale_of(language, currency).sign}" if currency and entry.codec.style == "money" else ""
        found.append(Column(".".join(entry.path), entry.heading(language) + unit, number))
    return [replace(column, **sorting(column.name, sort)) for column in found]


def sorting(name: str, sort: str) -> dict[str, Any]:
    """Return what a click on the heading of a column asks for, and how it is sorted now."""
    if sort == name:
        return {"sort": f"-{name}", "order": "ascending"}
    return {"sort": name, "order": "descending" if sort == f"-{name}" else ""}


def rows_of(kind: Kind, records: Iterable[Any], language: str) -> list[Row]:
    """Return the rows of a list."""
    columns = kind.columns
    return [
        Row(
            record,
            [
                (told(kind, entry, record.body, language), isinstance(entry.codec, Numeric | EstimateCodec))
                for entry in columns
            ],
        )
        for record in records
    ]


def told(kind: Kind, entry: Field, body: Mapping[str, Any], language: str) -> str:
    """Return a field of a body in words."""
    raw = value_in(body, entry.path)
    if raw is None:
        return ""
    if isinstance(raw, int | float) or (isinstance(raw, str) and len(raw) <= _SHORT):
        return _plain(kind, entry, raw, language)
    return _words(entry, cells_in(kind, entry, raw, language), language)


@lru_cache(maxsize=20_000, typed=True)
def _plain(kind: Kind, entry: Field, raw: str | float, language: str) -> str:
    """Return a plain value in words; the same few codes, choices and days stand in most rows of a list."""
    return _words(entry, cells_in(kind, entry, raw, language), language)


def _words(entry: Field, cells: Mapping[str, Cell], language: str) -> str:
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
        return locale_of(language).day(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        style = entry.codec.style if isinstance(entry.codec, Numeric) else "number"
        if style == "share":
            return locale_of(language).percent(float(cell), 2)
        if style == "whole" and abs(cell) < _FIVE_DIGITS:
            return str(cell)
        return _number(cell, language)
    return "" if cell is None else str(cell)


def _number(cell: Cell, language: str) -> str:
    return locale_of(language).number(cell, 4) if isinstance(cell, int | float) else str(cell)


@dataclass(frozen=True)
class Fact:
    """A field that is filled in: its heading, its words, and the records that it names."""

    heading: str
    words: str
    named: list[tuple[str, Record]] = field(default_factory=list)
    long: bool = False


def facts_of(
    kind: Kind, record: Record, language: str, rows: QuerySet[Record], currency: str
) -> list[tuple[str, list[Fact]]]:
    """Return the fields of a record that are filled in, by the inner noun to which they belong.

    Parameters
    ----------
    kind, record, language
        What is shown, and how.
    rows
        The records that the reader may see; those that are named become links.
    currency
        That of the case.
    """
    named = links.named_in(record.workspace, kind, record, rows)
    found: dict[str, list[Fact]] = {}
    for entry in kind.fields:
        words = told(kind, entry, record.body, language)
        if not words or entry.path in (("id",), ("name",), ("title",)):
            continue
        if entry.codec.style == "money":
            words = f"{words} {locale_of(language, currency).sign}"
        codes = codes_in(record.body, entry.path)
        here = named.get(target_of(kind, entry), {})
        known = [(code, here[code]) for code in here if code in codes]
        group = translate(entry.titles[0], language) if len(entry.path) > 1 else ""
        fact = Fact(translate(entry.titles[-1], language), words, known, len(words) > _LONG)
        found.setdefault(group, []).append(fact)
    return sorted(found.items(), key=lambda item: bool(item[0]))


def groups_of(kind: Kind, language: str) -> list[tuple[str, str]]:
    """Return the choices by which a list is filtered, with their words."""
    entry = kind.group_field
    if entry is None or not isinstance(entry.codec, Choice):
        return []
    return [(choice.value, translate(label(choice), language)) for choice in entry.codec.kind]


def _named(title: str, given: Any, language: str) -> str:
    return str(given.get(language) or title) if isinstance(given, dict) else title


def choices_for(rows: QuerySet[Record], kind: Kind, around: Record | None, language: str) -> dict[str, dict[str, str]]:
    """Return the codes that may stand in the fields of a form, by kind of record: code and title.

    Parameters
    ----------
    rows
        The records that somebody may see.
    kind
        What is filled in.
    around
        The record in which it stands: works are those of its project.
    language
        Of the titles.
    """
    found: dict[str, dict[str, str]] = {}
    project = links.project_around(around)
    for name in sorted({target for entry in kind.fields if (target := target_of(kind, entry))}):
        here = rows.filter(kind=name)
        if "." in name:
            here = here.filter(parent=project) if project is not None else here.none()
        known = here.order_by("position").values_list("code", "title", "body__name")[:_MOST_CODES]
        found[name] = {code: _named(title, given, language) for code, title, given in known}
    return found
