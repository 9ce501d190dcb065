"""Compact notations: lists, tables, links, pairs and estimates in one cell or a few.

``W1; W2 SS+5; W3 FF-2 (max 10)`` · ``lab: 1; people: 3`` · ``lognormal 10 14`` · ``discrete 10:0.3 20:0.7``.
A backslash takes the meaning from the sign after it; ``""`` is an empty text.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from pydantic import BaseModel

from serpin.base.errors import show
from serpin.base.texts import mark, translate
from serpin.formats.workbook.cells import Cell, CellError, Codec, Numeric, number_cell, number_of, text_of
from serpin.vocabulary.estimate import Discrete, Empirical, Fixed, Lognormal, ThreePoint
from serpin.vocabulary.noun import Words

_EMPTY = '""'


def join(items: list[str], signs: str = ";") -> str:
    """Return texts as one, separated by semicolons; the signs within them are escaped."""
    return "; ".join(escape(item, signs) for item in items)


def escape(text: str, signs: str) -> str:
    """Return a text in which the signs that would part it are protected."""
    if text == "":
        return _EMPTY
    escaped = "".join("\\" + letter if letter in signs + "\\" else letter for letter in text)
    return "\\" + escaped if text == _EMPTY or text[0].isspace() else escaped


def split(text: str, signs: str = ";") -> list[str]:
    """Return the texts between the signs (or line breaks), escapes kept for :func:`unescape`; blank ones left out."""
    items, current, escaped = [], "", False
    for letter in text:
        if escaped:
            current, escaped = current + letter, False
        elif letter == "\\":
            current, escaped = current + letter, True
        elif letter in signs or letter == "\n":
            items.append(current.strip())
            current = ""
        else:
            current += letter
    return [item for item in [*items, current.strip()] if item]


def unescape(text: str) -> str:
    """Return a text without the signs that protected others."""
    return "" if text == _EMPTY else re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


class ListOf(Codec):
    """Several values in one cell.

    Parameters
    ----------
    item
        How each of them is written.
    commas
        Whether commas separate them too: codes and dates hold none as a rule.
    """

    note = mark("Several are separated by semicolons.")

    def __init__(self, item: Codec, *, commas: bool) -> None:
        self.item = item
        self.signs = ";," if commas else ";"

    def one(self, value: Any, language: str) -> Cell:
        """Return the values, separated by semicolons."""
        return join([_as_text(self.item.one(item, language)) for item in value], self.signs + "\n") or None

    def understand(self, cell: Cell) -> Any:
        """Return the values of a cell; a number or a date alone is a list of one."""
        if not isinstance(cell, str):
            return [self.item.understand(cell)]
        return [self.item.understand(unescape(item)) if item != _EMPTY else "" for item in split(cell, self.signs)]

    def choices(self, language: str) -> list[str]:  # noqa: ARG002 - a cell can hold several: no dropdown
        """Return nothing: a dropdown gives one value only."""
        return []


def _as_text(cell: Cell) -> str:
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else repr(cell) if isinstance(cell, float) else str(cell)


class TableOf(Codec):
    """Codes with numbers: ``lab: 1; people: 3``."""

    note = mark("Written as code: number; several are separated by semicolons.")
    _number = Numeric()

    def one(self, value: Any, language: str) -> Cell:
        """Return the entries, separated by semicolons."""
        entries = [f"{escape(key, ';:=')}: {_as_text(self._number.one(item, language))}" for key, item in value.items()]
        return "; ".join(entries) or None

    def understand(self, cell: Cell) -> Any:
        """Return the table of a cell."""
        table: dict[str, Any] = {}
        for entry in split(text_of(cell)):
            code, number = _pair(entry)
            if code in table:
                raise CellError(mark("code {value} is used twice"), value=show(code))
            table[code] = number_of(number)
        return table


def _pair(entry: str) -> tuple[str, str]:
    found = re.fullmatch(r"((?:\\.|[^:\\])*)[:=](.*)", entry, flags=re.DOTALL)
    if not found or not found[2].strip():
        raise CellError(mark("{value} is not written as code: number"), value=show(entry))
    return unescape(found[1].strip()), found[2].strip()


class Pairs(Codec):
    """Small nouns of two fields, each written as ``first: second``.

    Parameters
    ----------
    names
        Names of the two fields.
    words
        Their English titles.
    first, second
        How they are written.
    """

    note = mark("Written as {first}: {second}; several are separated by semicolons.")

    def __init__(self, names: tuple[str, str], words: tuple[str, str], first: Codec, second: Codec) -> None:
        self.names = names
        self.words = words
        self.first = first
        self.second = second

    def titles(self, language: str) -> tuple[str, str]:
        """Return the titles of the two fields in a language."""
        first, second = (translate(word, language).lower() for word in self.words)
        return first, second

    def one(self, value: Any, language: str) -> Cell:
        """Return the nouns, separated by semicolons."""
        entries = []
        for noun in value:
            first, second = (getattr(noun, name) for name in self.names)
            left = _as_text(self.first.one(first, language))
            entries.append(f"{escape(left, ';:=') if left else ''}: {_as_text(self.second.one(second, language))}")
        return "; ".join(entries) or None

    def understand(self, cell: Cell) -> Any:
        """Return the nouns of a cell."""
        found = []
        for entry in split(text_of(cell)):
            first, second = _pair(entry)
            noun = {self.names[1]: self.second.understand(second)}
            found.append({self.names[0]: self.first.understand(first), **noun} if first else noun)
        return found


class WordsCodec(Codec):
    """A text: in one column, or in a column for each language."""

    parts = ("", "kk", "ru", "en")

    def write(self, value: Any, language: str) -> dict[str, Cell]:  # noqa: ARG002 - every language is written
        """Return the text or the texts."""
        if value is None:
            return {}
        if not isinstance(value, Words):
            return {"": str(value)}
        given = {"": value.plain, "kk": value.kk, "ru": value.ru, "en": value.en}
        return {part: text for part, text in given.items() if text}

    def read(self, cells: dict[str, Cell]) -> Any:
        """Return the text, or the table of texts by language."""
        given = {part: text_of(cell) for part, cell in cells.items() if cell is not None}
        if set(given) == {""}:
            return given[""]
        return {part or "plain": text for part, text in given.items()} or None


SHAPES = ("pert", "triangular", "pert p10-p90", "triangular p10-p90")
"""What the distribution column offers; the others are typed with their numbers."""


class EstimateCodec(Codec):
    """An estimate in four columns; the most likely value alone is a fixed one."""

    parts = ("low", "", "high", "distribution")
    style = "number"
    note = mark(
        "The most likely value alone is fixed. With low and high it is a PERT distribution, or what the column"
        " of the distribution says: {shapes}. Others are written there alone, for example"
        " lognormal 10 14 (median, P90), empirical 3; 4; 5 or discrete 10:0.3 20:0.7 (value:probability)."
    )

    def __init__(self, style: str = "number") -> None:
        self.style = style

    def write(self, value: Any, language: str) -> dict[str, Cell]:  # noqa: ARG002 - the same in every language
        """Return the four cells of an estimate."""
        if isinstance(value, Fixed):
            return {"": number_cell(value.value)}
        if isinstance(value, ThreePoint):
            shape: str = value.shape if value.points == "limits" else f"{value.shape} p10-p90"
            cells: dict[str, Cell] = {"low": value.low, "": value.mode, "high": value.high}
            return {part: number_cell(cell) for part, cell in cells.items()} | {
                "distribution": None if shape == "pert" else shape
            }
        return {"distribution": _notation(value) if isinstance(value, BaseModel) else None}

    def read(self, cells: dict[str, Cell]) -> Any:
        """Return the estimate of the four cells in its short form or as a table."""
        words = str(cells.get("distribution") or "").strip().casefold()
        given: dict[str, Any] = {}
        for part, name in (("low", "low"), ("", "mode"), ("high", "high")):
            if cells.get(part) is not None:
                try:
                    given[name] = number_of(cells[part])
                except CellError as error:
                    raise CellError(error.message, part, **error.values) from None
        shape, _, rest = words.partition(" ")
        if shape in _READERS:
            if given:
                raise CellError(mark("{value} stands alone, without low, most likely and high"), value=show(words))
            return _READERS[shape](rest)
        return _points(given, words)


def _points(given: dict[str, Any], words: str) -> Any:
    if not given and not words:
        return None
    if words in ("", "fixed") and set(given) == {"mode"}:
        return given["mode"]
    if words not in (*SHAPES, "", "pert limits", "triangular limits"):
        message = mark("{value} is not a distribution; expected: {expected}")
        raise CellError(message, "distribution", value=show(words), expected=", ".join((*SHAPES, *_READERS)))
    if len(given) < 3:
        raise CellError(mark("give low, most likely and high, or the most likely value alone"))
    if words == "":
        return [given["low"], given["mode"], given["high"]]
    shape, _, points = words.partition(" ")
    table = {"shape": shape, **given}
    return table | {"points": "p10_p90"} if points == "p10-p90" else table


def _notation(estimate: BaseModel) -> str:
    if isinstance(estimate, Lognormal):
        return f"lognormal {estimate.median!r} {estimate.p90!r}"
    if isinstance(estimate, Empirical):
        return "empirical " + "; ".join(repr(value) for value in estimate.values)
    assert isinstance(estimate, Discrete)  # noqa: S101 - the last of the shapes
    pairs = zip(estimate.values, estimate.probabilities, strict=True)
    return "discrete " + " ".join(f"{value!r}:{probability!r}" for value, probability in pairs)


def _numbers(text: str) -> list[Any]:
    try:
        return [number_of(word) for word in re.split(r"[;\s]+", text) if word]
    except CellError as error:
        raise CellError(error.message, "distribution", **error.values) from None


def _lognormal(text: str) -> Any:
    numbers = _numbers(text)
    if len(numbers) != 2:
        message = mark("a lognormal distribution needs two numbers: median and P90")
        raise CellError(message, "distribution")
    return {"shape": "lognormal", "median": numbers[0], "p90": numbers[1]}


def _empirical(text: str) -> Any:
    return {"shape": "empirical", "values": _numbers(text)}


def _discrete(text: str) -> Any:
    pairs = [entry.partition(":") for entry in re.split(r"[;\s]+", text) if entry]
    if not all(colon for _, colon, _ in pairs):
        raise CellError(mark("{value} is not written as value:probability"), "distribution", value=show(text))
    values = _numbers(" ".join(value for value, _, _ in pairs))
    probabilities = _numbers(" ".join(probability for _, _, probability in pairs))
    return {"shape": "discrete", "values": values, "probabilities": probabilities}


_READERS = {"lognormal": _lognormal, "empirical": _empirical, "discrete": _discrete}
