"""Dropdown lists, limits and comments: what the spreadsheet program itself can tell the person who fills in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from serpin.base.texts import mark, translate
from serpin.formats.workbook.cells import Choice, Codec, DayCodec, Emptiable, Fixture, Numeric, YesNo
from serpin.formats.workbook.guide import LISTS_TITLE
from serpin.formats.workbook.layout import Field, Key, Parent, Sheet, sheet_name, sheets
from serpin.formats.workbook.notation import SHAPES, EstimateCodec, ListOf, Pairs
from serpin.vocabulary.noun import EARLIEST_DATE, LATEST_DATE

_FEWEST_ROWS = 500
_SPARE_ROWS = 200
_LAST_ROW = 20_000

_CHOOSE = mark("Please choose from the list.")
_UNKNOWN_CODE = mark("This code is not in its sheet yet.")
_OUTSIDE = mark("This value is outside the allowed limits.")

_WORKS: Key = ("projects", "works")


class Validation:
    """Attaches lists and limits to the columns of one workbook.

    Parameters
    ----------
    language
        Its language.
    columns
        The columns of every sheet, as they are drawn.
    """

    def __init__(self, language: str, columns: dict[Key, list[Any]]) -> None:
        self.language = language
        self.columns = columns
        self.lists: dict[str, list[str]] = {}
        """Words of every list, by name, in the order in which the hidden sheet holds them."""
        self._lists_sheet = sheet_name(translate(LISTS_TITLE, language))

    def apply(self, paper: Any, sheet: Sheet, position: int, column: Parent | tuple[Field, str], rows: int) -> None:
        """Attach what helps to fill in a column below its heading."""
        last = min(max(_FEWEST_ROWS, rows + _SPARE_ROWS), _LAST_ROW)
        if isinstance(column, Parent):
            rule: dict[str, Any] | None = self._codes(sheet, column.target, position)
        else:
            field, part = column
            single = not isinstance(field.codec, ListOf)
            rule = self._codes(sheet, field.target, position) if field.target and single else None
            rule = rule or self._rule(field.codec, part, field.limits)
        if rule:
            paper.data_validation(1, position, last, position, {"ignore_blank": True, **rule})

    def apply_to_cell(self, paper: Any, field: Field, row: int) -> None:
        """Attach what helps to fill in one field of the case itself."""
        rule = self._rule(field.codec, "", field.limits)
        if rule:
            paper.data_validation(row, 1, row, 1, {"ignore_blank": True, **rule})

    def _rule(self, codec: Codec, part: str, limits: tuple[Any, Any]) -> dict[str, Any] | None:
        if isinstance(codec, EstimateCodec):
            return {"validate": "list", "source": list(SHAPES), "show_error": False} if part == "distribution" else None
        if isinstance(codec, Fixture):
            return self._told("list", {"source": codec.choices(self.language)}, _CHOOSE, "stop")
        if isinstance(codec, Choice | YesNo):
            return self._told("list", {"source": self._words(codec)}, _CHOOSE, "stop")
        if isinstance(codec, DayCodec):
            span = [datetime(d.year, d.month, d.day) for d in (EARLIEST_DATE, LATEST_DATE)]
            return self._told("date", _between(*span), _OUTSIDE, "warning")
        if isinstance(codec, Numeric) and limits != (None, None):
            return self._told(
                "integer" if codec.style == "whole" else "decimal", _between(*limits), _OUTSIDE, "warning"
            )
        return None

    def _told(self, kind: str, rule: dict[str, Any], message: str, severity: str) -> dict[str, Any]:
        words = translate(message, self.language)
        return {"validate": kind, **rule, "error_title": "Serpin", "error_message": words[:255], "error_type": severity}

    def _words(self, codec: Choice | YesNo) -> str:
        """Return the range of the hidden sheet that holds the words of a choice."""
        name = codec.kind.__name__ if isinstance(codec, Choice) else "yes/no"
        self.lists.setdefault(name, codec.choices(self.language))
        letters = letters_of(list(self.lists).index(name))
        return f"='{self._lists_sheet}'!${letters}$1:${letters}${len(self.lists[name])}"

    def _codes(self, sheet: Sheet, target: Key, position: int) -> dict[str, Any] | None:
        """Return the dropdown of the codes of another sheet, of those alone that belong to the same parent."""
        other = next(found for found in sheets() if found.key == target)
        name, code = other.name(self.language), letters_of(other.code_column)
        if not other.parents:
            cells = f"'{name}'!${code}$2:${code}${_LAST_ROW}"
            source = f"=OFFSET('{name}'!${code}$2,0,0,MAX(1,COUNTA({cells})),1)"
            return self._told("list", {"source": source}, _UNKNOWN_CODE, "warning")
        around = self._column_naming(sheet, other.parents[-1].target, position)
        if around is None or len(other.parents) > 1:
            return None
        here, owners = f"${letters_of(around)}2", f"'{name}'!$A$1:$A${_LAST_ROW}"
        source = f"=OFFSET('{name}'!${code}$1,MATCH({here},{owners},0)-1,0,MAX(1,COUNTIF({owners},{here})),1)"
        return self._told("list", {"source": source}, _UNKNOWN_CODE, "warning")

    def _column_naming(self, sheet: Sheet, target: Key, position: int) -> int | None:
        """Return the column of a sheet in which the noun around is named: a parent, a reference or its own code."""
        if sheet.key == target:
            return sheet.code_column
        for number, column in enumerate(self.columns[sheet.key]):
            named = column.target if isinstance(column, Parent) else column[0].target
            if named == target and number != position:
                return number
        return None


def _between(least: Any, most: Any) -> dict[str, Any]:
    if least is None:
        return {"criteria": "<=", "value": most}
    if most is None:
        return {"criteria": ">=", "value": least}
    return {"criteria": "between", "minimum": least, "maximum": most}


def letters_of(column: int) -> str:
    """Return the letters of a column, counted from 0."""
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def comment_of(column: Parent | tuple[Field, str], language: str) -> str:
    """Return the comment of a heading: what belongs there, whether it must, and how it is written."""
    if isinstance(column, Parent):
        return translate(mark("Code of the row of another sheet to which this row belongs."), language)
    field, _ = column
    lines = [translate(field.description, language)]
    if field.required:
        lines.append(translate(mark("Required."), language))
    elif len(field.path) > 1 and field.info.is_required():
        group = ": ".join(translate(title, language) for title in field.titles[:-1])
        lines.append(translate(mark("Required when anything else of {group} is filled in."), language, group=group))
    lines += _how(field.codec, language)
    default = _default_words(field, language)
    if default:
        lines.append(translate(mark("If empty: {value}"), language, value=default))
    return "\n".join(lines)


def _how(codec: Codec, language: str) -> list[str]:
    lines = []
    values: dict[str, Any] = {}
    inner = codec.item if isinstance(codec, ListOf) else codec
    if isinstance(inner, Choice):
        lines.append(translate(mark("Possible: {values}"), language, values="; ".join(inner.choices(language))))
    if isinstance(codec, EstimateCodec):
        values = {"shapes": ", ".join(SHAPES)}
    if isinstance(codec, Pairs):
        values = dict(zip(("first", "second"), codec.titles(language), strict=True))
    if codec.note:
        lines.append(translate(codec.note, language, **values))
    return lines


def _default_words(field: Field, language: str) -> str:
    default = None if field.info.is_required() else field.info.get_default()
    if default is None or default in ("", (), {}) or isinstance(field.codec, Pairs | Emptiable):
        return ""
    if isinstance(field.codec, EstimateCodec):
        return str(default)
    cell = field.codec.write(default, language).get("")
    return (
        ""
        if cell is None
        else f"{cell:.0%}"
        if field.codec.style == "share" and isinstance(cell, int | float)
        else str(cell)
    )
