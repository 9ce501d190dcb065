"""Single cells: how one value of the vocabulary stands in a cell, and how a cell is understood."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar

from serpin.base.errors import show
from serpin.base.texts import LANGUAGES, mark, translate
from serpin.formats.workbook.dates import day_in, quarter_in
from serpin.vocabulary.labels import label
from serpin.vocabulary.noun import EARLIEST_DATE, LATEST_DATE

Cell = str | int | float | bool | date | None
"""What a cell can hold; nothing for a blank one."""

_EXCEL_ORIGIN = date(1899, 12, 30)
_SERIALS = range((EARLIEST_DATE - _EXCEL_ORIGIN).days, (LATEST_DATE - _EXCEL_ORIGIN).days + 1)


class CellError(Exception):
    """A cell was not understood.

    Parameters
    ----------
    message
        The marked sentence.
    part
        Which of the columns of a field it is; empty for the main one.
    values
        What stands in the placeholders.
    """

    def __init__(self, message: str, part: str = "", **values: Any) -> None:
        super().__init__(message)
        self.message = message
        self.part = part
        self.values = values


class Codec:
    """How a field is written into cells and read from them; the base is a text in one cell."""

    parts: tuple[str, ...] = ("",)
    style = "text"
    note = ""
    """A marked sentence for the comment of the heading: how the cell is written."""

    def write(self, value: Any, language: str) -> dict[str, Cell]:
        """Return the cells of a value, by part; the language is that of the workbook."""
        return {"": self.one(value, language)}

    def read(self, cells: dict[str, Cell]) -> Any:
        """Return the plain data of the cells, or nothing where they are blank.

        Raises
        ------
        CellError
            If they are not understood.
        """
        cell = cells.get("")
        return None if cell is None else self.understand(cell)

    def one(self, value: Any, language: str) -> Cell:  # noqa: ARG002 - choices need the language
        """Return the one cell of a value."""
        return None if value in (None, "") else str(value)

    def understand(self, cell: Cell) -> Any:
        """Return what one cell means.

        Raises
        ------
        CellError
            If that is not clear.
        """
        return text_of(cell)

    def choices(self, language: str) -> list[str]:  # noqa: ARG002 - choices need the language
        """Return the words among which one chooses; none where any value will do."""
        return []


class Emptiable(Codec):
    """A text that may be empty although its default is not: a blank cell of a noun that is there means empty."""


class Percent(float):
    """A fraction that its cell shows in percent: 0.5, shown as 50 %."""


class Numeric(Codec):
    """A number of any kind."""

    style = "number"

    def __init__(self, style: str = "number") -> None:
        self.style = style
        if style == "share":
            self.note = mark("Shown in percent: 15 % and 0.15 are the same.")
        if style == "percent":
            self.note = mark("From 0 to 100: 50 and 50 % are the same.")

    def one(self, value: Any, language: str) -> Cell:  # noqa: ARG002 - numbers know no language
        """Return the number, or its digits as text where a workbook would round it."""
        return None if value is None else number_cell(value)

    def understand(self, cell: Cell) -> Any:
        """Return the number that a cell holds, as number or as text."""
        number = number_of(cell)
        in_percent = isinstance(cell, Percent) or (isinstance(cell, str) and cell.rstrip().endswith("%"))
        return round(number * 100.0, 10) if self.style == "percent" and in_percent else number


class DayCodec(Codec):
    """A date."""

    style = "date"

    def one(self, value: Any, language: str) -> Cell:  # noqa: ARG002 - dates know no language
        """Return the date."""
        return value if isinstance(value, date) else None

    def understand(self, cell: Cell) -> Any:
        """Return the date that a cell holds: as date, as text or as a day number of the spreadsheet."""
        return day_of(cell)


class QuarterCodec(Codec):
    """A calendar quarter: written ``2027Q1``, read in the words of the languages too."""

    def understand(self, cell: Cell) -> Any:
        """Return the quarter that a cell names; a text that names none is left for the vocabulary to refuse."""
        text = text_of(cell)
        return quarter_in(text) or text


class YesNo(Codec):
    """Yes or no."""

    words: ClassVar[tuple[str, str]] = (mark("no"), mark("yes"))
    style = "choice"

    def one(self, value: Any, language: str) -> Cell:
        """Return the word for a truth value."""
        return None if value is None else translate(self.words[int(value)], language)

    def understand(self, cell: Cell) -> Any:
        """Return the truth value that a cell means in any of the languages."""
        if isinstance(cell, bool):
            return cell
        found = _truths().get(_folded(cell))
        if found is None:
            raise CellError(mark("{value} is neither yes nor no"), value=show(cell))
        return found

    def choices(self, language: str) -> list[str]:
        """Return the two words."""
        return [translate(word, language) for word in reversed(self.words)]


class Choice(Codec):
    """One of the choices of an enumeration, by its words in any language or by its code."""

    style = "choice"

    def __init__(self, kind: type[StrEnum]) -> None:
        self.kind = kind

    def one(self, value: Any, language: str) -> Cell:
        """Return the words of a choice."""
        return None if value is None else translate(label(value), language)

    def understand(self, cell: Cell) -> Any:
        """Return the code of the choice that a cell names."""
        found = _choices_by_words(self.kind).get(_folded(cell))
        if found is None:
            expected = "; ".join(str(choice) for choice in self.kind)
            raise CellError(mark("{value} is not one of: {expected}"), value=show(cell), expected=expected)
        return found

    def choices(self, language: str) -> list[str]:
        """Return the words of all choices."""
        return [translate(label(choice), language) for choice in self.kind]


class Fixture(Codec):
    """One of a few fixed texts or numbers."""

    style = "choice"

    def __init__(self, values: tuple[Any, ...]) -> None:
        self.values = values

    def one(self, value: Any, language: str) -> Cell:  # noqa: ARG002 - the same in every language
        """Return the value itself."""
        return None if value is None else number_cell(value) if isinstance(value, int) else str(value)

    def understand(self, cell: Cell) -> Any:
        """Return the value, as the number or the text that it is."""
        if isinstance(self.values[0], int):
            return number_of(cell)
        text = text_of(cell)
        return {str(value).casefold(): value for value in self.values}.get(text.casefold(), text)

    def choices(self, language: str) -> list[str]:  # noqa: ARG002 - the same in every language
        """Return all values."""
        return [str(value) for value in self.values]


def number_cell(value: Any) -> Cell:
    """Return a number as a cell keeps it; as text where the 16 digits that are written would change it."""
    if isinstance(value, Decimal):
        value = int(value) if value == value.to_integral_value() else float(value)
    exact = float(f"{value:.16G}") == value and abs(value) < 1e300
    return value if exact else repr(value)


_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009\u2060\ufeff'\u2019]+")
_MINUS = re.compile("[\u2010-\u2012\u2212](?=[\\d.,])")
_CURRENCY = re.compile(r"(?:₸|тг\.?|тңг\.?|тенге|теңге|KZT)$", re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?")
_GROUPED_BY_POINTS = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+,\d*")
_UNCLEAR = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
_LONGEST_NUMBER = 400


def number_of(cell: Cell) -> int | float:
    """Return the number of a cell: ``12 500,5``, ``12,500.5`` and ``15 %`` are understood too.

    Raises
    ------
    CellError
        If it is no number, or could be two.
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return int(cell) if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53 else cell
    if isinstance(cell, date):
        raise CellError(mark("the date {value} stands where a number belongs"), value=str(cell)[:10])
    text = _SPACES.sub("", str(cell))
    text = _CURRENCY.sub("", _MINUS.sub("-", text)).replace("٪", "%").replace("％", "%")
    percent = text.endswith("%")
    text = text.removesuffix("%")
    if _UNCLEAR.fullmatch(text):
        raise CellError(mark("{value} may mean two numbers; write it without the comma"), value=show(cell))
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    elif _GROUPED_BY_POINTS.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    else:
        text = text.replace(",", ".")
    if not _NUMBER.fullmatch(text) or len(text) > _LONGEST_NUMBER:
        raise CellError(mark("{value} is not a number (expected for example 12 500.5)"), value=show(cell))
    if percent:
        return float(Decimal(text) / 100)
    return int(text) if re.fullmatch(r"[+-]?\d+", text) else float(text)


def day_of(cell: Cell) -> date | str:
    """Return the date of a cell; a text that is no date is returned for the vocabulary to refuse.

    Raises
    ------
    CellError
        If a number stands there that is no day number of a spreadsheet.
    """
    if isinstance(cell, datetime):
        return cell.isoformat() if cell.time() != datetime.min.time() else cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if cell in _SERIALS:
            return _EXCEL_ORIGIN + timedelta(days=int(cell))
        raise CellError(mark("{value} is not a date (expected for example 2027-03-31)"), value=show(cell))
    text = text_of(cell)
    return day_in(text) or text


def text_of(cell: Cell) -> str:
    """Return the text of a cell; whole numbers lose the point that spreadsheets add.

    Raises
    ------
    CellError
        If a date stands there: the spreadsheet made it from something else.
    """
    if isinstance(cell, date):
        message = mark("the date {value} stands where text belongs; format the cell as text")
        raise CellError(message, value=str(cell)[:10])
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    return str(cell).strip()


def _folded(cell: Cell) -> str:
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    return " ".join(text.split()).casefold()


@cache
def _choices_by_words(kind: type[StrEnum]) -> dict[str, str]:
    """Return the code of every choice by its folded words in all languages, its code and its leading number."""
    found: dict[str, str] = {}
    for choice in kind:
        for language in LANGUAGES:
            words = _folded(translate(label(choice), language))
            found.setdefault(words, choice.value)
            number = words.split(" ")[0]
            if number.isdecimal():
                found.setdefault(number, choice.value)
    return found | {choice.value.casefold(): choice.value for choice in kind}


@cache
def _truths() -> dict[str, bool]:
    found = {"true": True, "false": False, "1": True, "0": False, "+": True, "-": False}
    for language in LANGUAGES:
        for truth, word in enumerate(YesNo.words):
            found[_folded(translate(word, language))] = bool(truth)
    return found
