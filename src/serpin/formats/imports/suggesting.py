"""Guesses a map by the likeness of headings, for a person to look through."""

from __future__ import annotations

from functools import cache
from typing import Any

from serpin.base.texts import LANGUAGES
from serpin.formats.tables import heading_of, name_of
from serpin.formats.workbook.headings import folded
from serpin.formats.workbook.layout import Parent, Sheet, sheets
from serpin.formats.workbook.opening import Grid
from serpin.formats.workbook.rows import Column

_ROWS_LOOKED_AT = 20
_ALIKE = 80.0
_FEWEST = 2

_NEEDED: dict[str, dict[str, str]] = {
    "innovations": {"type": "goods"},
    "projects": {"innovation": "I1", "enterprise": "E1"},
    "projects.works": {"kind": "organisation"},
    "resources": {"owner": "E1"},
}
"""What every entry of a table needs: the values that a guess puts there."""

_SYNONYMS = {
    "id": "шифр; номер; №; № п/п; n; code; no; no.; number; индекс; рет №",
    "name": "наименование; название работы; наименование работы; работа; задача; проект; наименование проекта; task;"
    " task name; activity; title; атауы; жұмыс; жұмыс атауы; жоба атауы; ресурс; предприятие; организация",
    "duration": "длительность; продолжительность; срок; дней; рабочих дней; длительность, дней; duration; days;"
    " ұзақтығы",
    "earliest": "начало; дата начала; не ранее; start; start date; басталуы",
    "deadline": "срок окончания; крайний срок; окончание; дата окончания; due; finish; мерзімі; аяқталуы",
    "after": "предшественники; после; зависит от; predecessors; depends on; алдыңғы жұмыстар",
    "cost": "стоимость; цена; затраты; сумма; бюджет; budget; price; құны; шығын",
    "demand": "ресурсы; исполнители; resources; assigned to; resource names; ресурстар; орындаушылар",
    "capacity": "количество; численность; мощность; quantity; units; саны",
    "kind": "вид; вид работ; тип; type; category; категория; түрі",
    "of projects": "проект; код проекта; шифр проекта; project; project code; жоба; жоба коды",
    "of works": "код работы; работа; work; work code; жұмыс коды",
}
"""Headings that people use beside ours, by field."""


def suggested_map(grids: list[Grid]) -> dict[str, Any]:
    """Return a map as plain data: every sheet that looks like a table of a case, with a field for every likely column.

    Parameters
    ----------
    grids
        The opened sheets of the file.
    """
    entries: list[dict[str, Any]] = []
    for grid in grids:
        entries += _entries(grid)
    title = grids[0].title if grids else ""
    return {"case": {"title": title, "start": "2027-01-04"}, "nouns": _completed(entries, title), "sheets": entries}


def _completed(entries: list[dict[str, Any]], title: str) -> dict[str, Any]:
    """Give entries constants for what every noun needs and no column holds; return the nouns that these name."""
    tables = {entry["as"] for entry in entries}
    nouns: dict[str, Any] = {}
    for table, name in (("enterprises", "E1"), ("innovations", "I1"), ("projects", "P1")):
        if table in tables or (table == "projects" and "projects.works" not in tables):
            continue
        nouns[table] = [{"id": name, "name": title, **_NEEDED.get(table, {})}]
    for entry in entries:
        needed = dict(_NEEDED.get(entry["as"], {}))
        if entry["as"].startswith("projects.works") and "projects" in nouns:
            needed["of projects"] = "P1"
        held = {*entry["columns"].values(), *entry.get("constants", {})}
        missing = {name: value for name, value in needed.items() if name not in held}
        if missing:
            entry["constants"] = {**entry.get("constants", {}), **missing}
    return nouns


def _entries(grid: Grid) -> list[dict[str, Any]]:
    best: tuple[float, int, Sheet, dict[int, str]] | None = None
    for number, row in enumerate(grid.rows[:_ROWS_LOOKED_AT]):
        words = {position: cell for position, cell in enumerate(row) if isinstance(cell, str)}
        if len(words) < _FEWEST or number + 1 >= len(grid.rows):
            continue
        for sheet in sheets():
            if not sheet.key:
                continue
            score, columns = _matched(sheet, words, grid.title)
            if len(columns) >= _FEWEST and (best is None or score > best[0]):
                best = (score, number, sheet, columns)
    if best is None:
        return []
    _, number, sheet, columns = best
    entries = [_entry(grid, number, sheet, columns)]
    for inner in sheets():
        if sheet.key and inner.key[:-1] == sheet.key:
            entries += _inner_entry(grid, number, sheet, inner, columns)
    return entries


def _inner_entry(grid: Grid, number: int, sheet: Sheet, inner: Sheet, columns: dict[int, str]) -> list[dict[str, Any]]:
    """Return an entry for parts of the same rows, such as duration and cost of works, which belong to their modes."""
    words = {n: c for n, c in enumerate(grid.rows[number]) if isinstance(c, str) and n not in columns}
    _, found = _matched(inner, words, "")
    found = {n: name for n, name in found.items() if name not in ("id", "name") and not name.startswith("of ")}
    if not found:
        return []
    around = f"of {sheet.key[-1]}"
    outer = {position: name for position, name in columns.items() if name.startswith("of ")}
    own = {position: around for position, name in columns.items() if name == "id"}
    entry = _entry(grid, number, inner, {**outer, **own, **found})
    entry.pop("codes", None)
    if not own:
        entry["codes"] = {around: sheet.key[-1][0].upper()}
    entry["constants"] = {"id": "1"}
    return [entry]


def _entry(grid: Grid, number: int, sheet: Sheet, columns: dict[int, str]) -> dict[str, Any]:
    headings = {str(cell): columns.get(position) for position, cell in enumerate(grid.rows[number]) if cell is not None}
    entry: dict[str, Any] = {"sheet": grid.title, "as": name_of(sheet), "header": number + 1, "columns": headings}
    if "id" not in columns.values() and "id" in sheet.model.model_fields:
        entry["codes"] = sheet.key[-1][0].upper()
    return entry


def _matched(sheet: Sheet, words: dict[int, str], title: str) -> tuple[float, dict[int, str]]:
    """Return how well headings fit a sheet, and the field of each heading that fits one."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - needed only here

    known = _known(sheet)
    pairs = []
    for position, heading in words.items():
        best = process.extractOne(folded(heading), known.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=_ALIKE)
        if best is not None:
            pairs.append((best[1], position, known[best[0]]))
    columns: dict[int, str] = {}
    total = 0.0
    for score, position, name in sorted(pairs, key=lambda pair: (-pair[0], pair[1])):
        if name not in columns.values():
            columns[position] = name
            total += score
    names = [folded(sheet.name(language)) for language in LANGUAGES]
    likeness = max((fuzz.token_sort_ratio(folded(title), name) for name in names), default=0.0) if title else 0.0
    return total + likeness, columns


@cache
def _known(sheet: Sheet) -> dict[str, str]:
    """Return the folded headings that a sheet may have, with the names of their fields."""
    found: dict[str, str] = {}
    columns: list[Column] = [*sheet.parents, *((field, part) for field in sheet.fields for part in field.codec.parts)]
    for column in columns:
        name = heading_of(column)
        found.setdefault(name, name)
        for words in _SYNONYMS.get(name, "").split(";"):
            if words.strip():
                found.setdefault(folded(words), name)
        for language in LANGUAGES:
            if isinstance(column, Parent):
                found[folded(column.heading(language))] = name
            else:
                found[folded(column[0].heading(language, column[1]))] = name
    return found
