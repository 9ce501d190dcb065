"""Keys without a language: hidden names of the workbook say what each sheet and column is, whatever its heading reads.

A name holds the key and a short fingerprint of the words that were written there. A heading that nobody touched is
what its key says; one that was typed anew is what it reads, if that is known; else its key counts.
"""

from __future__ import annotations

import zlib
from functools import cache
from typing import Any, TypeVar

from serpin.formats.workbook.cells import Choice, Codec
from serpin.formats.workbook.headings import ASIDE, Column, columns_by_heading, folded, sheets_by_name
from serpin.formats.workbook.layout import Parent, Sheet, sheets
from serpin.formats.workbook.notation import ListOf, Pairs
from serpin.formats.workbook.opening import Grid

PREFIX = "serpin."
GUIDE = "sheet.guide"
LISTS = "sheet.lists"

_Chosen = TypeVar("_Chosen")


def key_of_sheet(sheet: Sheet) -> str:
    """Return the key of a sheet."""
    return ".".join(("sheet", *(sheet.key or ("case",))))


def key_of_column(sheet: Sheet, column: Column) -> str:
    """Return the key of a column, unique in the workbook."""
    inner = ("of", *column.target) if isinstance(column, Parent) else (*column[0].path, column[1] or "value")
    return ".".join(("column", *(sheet.key or ("case",)), *inner))


def key_of_words(kind: str) -> str:
    """Return the key of the words of a choice on the sheet of lists."""
    return f"words.{kind}"


def key_of_codes(kind: str) -> str:
    """Return the key of the codes beside these words."""
    return f"codes.{kind}"


def marked(key: str, words: str) -> str:
    """Return the hidden name for a cell: its key, and the fingerprint of the words in it."""
    return f"{PREFIX}{key}.{_fingerprint(words)}"


def _fingerprint(words: str) -> str:
    return f"x{zlib.crc32(folded(words).encode()):08x}"


@cache
def _sheets() -> dict[str, Sheet | None]:
    found: dict[str, Sheet | None] = {key_of_sheet(sheet): sheet for sheet in sheets()}
    return found | {GUIDE: None, LISTS: None}


@cache
def _columns(sheet: Sheet) -> dict[str, Column]:
    columns: list[Column] = [*sheet.parents, *((field, part) for field in sheet.fields for part in field.codec.parts)]
    return {key_of_column(sheet, column): column for column in columns}


def sheet_of(grid: Grid) -> tuple[bool, Sheet | None]:
    """Return whether a grid is known, and the sheet that it is; nothing for a sheet that is not read."""
    by_name = sheets_by_name()
    texts = {folded(grid.title): by_name[folded(grid.title)]} if folded(grid.title) in by_name else {}
    for name in grid.marks.values():
        key, _, fingerprint = name.removeprefix(PREFIX).rpartition(".")
        if key in _sheets():
            return _choose(_sheets()[key], fingerprint, grid.title, texts)
    return (True, texts[folded(grid.title)]) if texts else (False, None)


def column_at(sheet: Sheet, grid: Grid, row: int, position: int) -> Column | None:
    """Return the column whose heading stands in a cell, or nothing."""
    cells = grid.rows[row] if row < len(grid.rows) else []
    cell = cells[position] if position < len(cells) else None
    words = cell if isinstance(cell, str) else ""
    by_heading = columns_by_heading(sheet)
    key, _, fingerprint = grid.marks.get((row, position), "").removeprefix(PREFIX).rpartition(".")
    if key in _columns(sheet):
        return _choose(_columns(sheet)[key], fingerprint, words, by_heading)[1]
    return by_heading.get(folded(words)) if words else None


def marked_positions(grid: Grid, row: int) -> set[int]:
    """Return the positions in a row that carry a hidden name."""
    return {position for number, position in grid.marks if number == row}


def _choose(by_key: _Chosen, fingerprint: str, words: str, by_words: dict[str, _Chosen]) -> tuple[bool, _Chosen | None]:
    """Return whether words and key together are known, and what they mean."""
    if words.startswith(ASIDE):
        return False, None
    if _fingerprint(words) != fingerprint and folded(words) in by_words:
        return True, by_words[folded(words)]
    return True, by_key


def words_in(grids: list[Grid]) -> dict[str, dict[str, str]]:
    """Return the words of all choices that a workbook itself holds: kind → folded words → code."""
    found: dict[str, dict[str, str]] = {}
    for grid in grids:
        places = {name.removeprefix(PREFIX).rpartition(".")[0]: cell for cell, name in grid.marks.items()}
        for key, (row, position) in places.items():
            kind = key.removeprefix("words.")
            if not key.startswith("words.") or key_of_codes(kind) not in places:
                continue
            first, beside = places[key_of_codes(kind)]
            words, codes = _downwards(grid, row, position), _downwards(grid, first, beside)
            found[kind] = {folded(word): code for word, code in zip(words, codes, strict=False) if word and code}
    return found


def _downwards(grid: Grid, row: int, position: int) -> list[str]:
    return [str(cells[position] or "") if position < len(cells) else "" for cells in grid.rows[row:]]


def in_codes(codec: Codec, cells: dict[str, Any], words: dict[str, dict[str, str]]) -> dict[str, Any]:
    """Return cells with the words of choices replaced by their codes, as far as the workbook itself knows them."""
    choice = codec.item if isinstance(codec, ListOf) else codec
    known = words.get(choice.kind.__name__) if isinstance(choice, Choice) else None
    cell = cells.get("")
    if not known or not isinstance(cell, str):
        return cells
    whole = known.get(folded(cell))
    if whole is None and isinstance(codec, ListOf):
        whole = "; ".join(known.get(folded(item), item.strip()) for item in cell.split(";"))
    return {**cells, "": whole or cell}


def choices_of(codec: Codec) -> list[Choice]:
    """Return the choices that a codec offers in its cells."""
    if isinstance(codec, Choice):
        return [codec]
    if isinstance(codec, ListOf):
        return choices_of(codec.item)
    return [*choices_of(codec.first), *choices_of(codec.second)] if isinstance(codec, Pairs) else []
