"""How the workbook looks: colours, number formats, widths."""

from __future__ import annotations

from typing import Any

from serpin.formats.workbook.cells import Cell, Choice, Codec, DayCodec, Numeric, YesNo
from serpin.formats.workbook.notation import EstimateCodec, WordsCodec

DARK, MIDDLE, LIGHT, PALE = "#17495A", "#4A7C8C", "#8FB3BD", "#EAF1F3"
GREY, LINE, QUIET = "#8C8C8C", "#D5DDE0", "#B8C4C8"

_NUMBERS = {"number": "General", "percent": "General", "whole": "#,##0", "text": "@", "choice": "@"}
_FONT = {"font_name": "Calibri", "font_size": 11}


class Styles:
    """Cell formats of one workbook, each made once.

    Parameters
    ----------
    book
        The workbook of XlsxWriter.
    language
        Its language; dates are written as it has them.
    """

    def __init__(self, book: Any, language: str) -> None:
        self._book = book
        self._day = "yyyy-mm-dd" if language == "en" else "dd.mm.yyyy"
        self._made: dict[tuple[Any, ...], Any] = {}

    def of(self, **properties: Any) -> Any:
        """Return the format with these properties of XlsxWriter."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(_FONT | properties)
        return self._made[key]

    def heading(self, *, required: bool, parent: bool, inner: bool) -> Any:
        """Return the format of a heading: darker where it must be filled in."""
        colour = DARK if required or parent else LIGHT if inner else MIDDLE
        ink = "#16323B" if colour == LIGHT else "#FFFFFF"
        return self.of(
            bold=required or parent,
            bg_color=colour,
            font_color=ink,
            text_wrap=True,
            valign="top",
            border=1,
            border_color="#FFFFFF",
        )

    def body(self, style: str, value: Cell, *, example: bool, **more: Any) -> Any:
        """Return the format of a cell below a heading, fit for its value."""
        properties: dict[str, Any] = {
            "num_format": self.number_format(style, value),
            "valign": "top",
            "border": 1,
            "border_color": LINE,
            "text_wrap": style in ("text", "words", "choice"),
        } | more
        if example:
            properties |= {"font_color": GREY, "italic": True, "bg_color": "#F6F6F6"}
        return self.of(**properties)

    def number_format(self, style: str, value: Cell) -> str:
        """Return the number format of a kind of value, with decimals only where there are any."""
        if style == "date":
            return self._day
        if style == "money":
            return "#,##0.00" if isinstance(value, float) and not value.is_integer() else "#,##0"
        if style == "share":
            hundredfold = value * 100 if isinstance(value, int | float) else 0
            return "0%" if abs(hundredfold - round(hundredfold)) < 1e-9 else "0.0##%"
        return _NUMBERS.get(style, "General")


_LINE_HEIGHT = 15.5


def height_of(texts: list[tuple[Any, float]]) -> float:
    """Return the height of a row whose cells wrap, from their values and the widths of their columns."""
    lines = [_lines(str(value), width) for value, width in texts if isinstance(value, str)]
    return _LINE_HEIGHT * min(max(lines, default=1), 12)


def _lines(text: str, width: float) -> int:
    """Return in how many lines a text stands when it is broken between words."""
    count = 0
    for paragraph in text.split("\n"):
        left, count = width, count + 1
        for word in paragraph.split(" "):
            if len(word) > left and left < width:
                count, left = count + 1, width
            left -= len(word) + 1
    return count


def style_of(codec: Codec, part: str) -> str:
    """Return the kind of value that stands in a column."""
    if isinstance(codec, EstimateCodec) and part == "distribution":
        return "text"
    return "words" if isinstance(codec, WordsCodec) else codec.style


def width_of(codec: Codec, part: str, name: str, language: str) -> float:
    """Return the width of a column in letters."""
    if name == "id" or isinstance(codec, WordsCodec):
        return 12 if name == "id" else 38
    if isinstance(codec, EstimateCodec):
        return 19 if part == "distribution" else 15 if codec.style == "money" else 13
    if isinstance(codec, YesNo | DayCodec):
        return 13
    if isinstance(codec, Choice):
        return min(max(14, *(len(words) + 2 for words in codec.choices(language))), 40)
    if isinstance(codec, Numeric):
        return 16 if codec.style == "money" else 13
    return 34 if name in ("notes", "note", "reason", "legal_basis", "evidence", "terms", "formula") else 20
