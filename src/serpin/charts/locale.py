"""The locale: numbers, money, dates and sentences in a language, for charts and for everything above them.

Dates and numbers follow the Unicode tables of Babel, shortened where a label has little room. The browser knows no
Kazakh, so the same tables are handed to Vega as its number and time locales.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from babel import Locale as Tables
from babel.dates import format_date
from babel.numbers import format_decimal

from serpin.base.texts import mark, translate
from serpin.vocabulary.labels import label
from serpin.vocabulary.noun import Words

NO_BREAK = "\u00a0"
MINUS = "\u2212"
_TABLES = {"kk": "kk", "ru": "ru", "en": "en_GB"}
_DAY = {"kk": "y ж. d MMM", "ru": "d MMM y", "en": "d MMM y"}
_MONTH = {"kk": "y ж. LLL", "ru": "LLL y", "en": "LLL y"}
_QUARTER = {
    "kk": ("{number}\u2011тқс.", "{year}\u00a0ж."),
    "ru": ("{number}\u00a0кв.", "{year}"),
    "en": ("Q{number}", "{year}"),
}
_QUOTES = {"kk": ("«", "»"), "ru": ("«", "»"), "en": ("“", "”")}
_WITHIN = {"kk": str.maketrans("«»", "„“"), "ru": str.maketrans("«»", "„“"), "en": str.maketrans("“”", "‘’")}
"""Marks of a name that stands in marks itself."""
_YEAR_FIRST = frozenset({"kk"})
_SIGNS = {"KZT": "₸", "USD": "$", "EUR": "€", "RUB": "₽", "GBP": "£", "CNY": "¥", "TRY": "₺"}
_BILLION, _MILLION, _THOUSAND = 1e9, 1e6, 1e3
_UNITS: tuple[tuple[float, str, str], ...] = (
    (_BILLION, mark("bn {currency}"), mark("{amount} bn {currency}")),
    (_MILLION, mark("mln {currency}"), mark("{amount} mln {currency}")),
    (_THOUSAND, mark("thousand {currency}"), mark("{amount} thousand {currency}")),
    (1.0, "", ""),
)


@dataclass(frozen=True)
class Unit:
    """A unit of money for an axis or a column: by what amounts are divided, and its name."""

    divisor: float
    name: str

    def of(self, amount: float | Decimal) -> float:
        """Return an amount in this unit."""
        return float(amount) / self.divisor


@dataclass(frozen=True)
class Locale:
    """How numbers, money, dates and sentences are written.

    Parameters
    ----------
    language
        One of kk, ru and en.
    currency
        Currency of the case, ISO 4217.
    """

    language: str
    currency: str = "KZT"

    @cached_property
    def _tables(self) -> Tables:
        return Tables.parse(_TABLES[self.language])

    @property
    def sign(self) -> str:
        """The sign of the currency, or its code where there is none."""
        return _SIGNS.get(self.currency, self.currency)

    def say(self, message: str, **values: Any) -> str:
        """Return a marked sentence in the language."""
        return translate(message, self.language, **values).replace(" %", f"{NO_BREAK}%")

    def name(self, words: Words) -> str:
        """Return a name of the case in the language."""
        return words.text(self.language)

    def choice(self, choice: StrEnum) -> str:
        """Return the words of a choice of the vocabulary."""
        return self.say(label(choice))

    def number(self, value: float | Decimal, digits: int = 0) -> str:
        """Return a number with at most so many decimals."""
        pattern = "#,##0" + ("." + "#" * digits if digits else "")
        exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        return self._signed(format_decimal(round(exact, digits), format=pattern, locale=self._tables))

    def figures(self, value: float | Decimal, significant: int = 3) -> str:
        """Return a number with so many significant figures, as a reader takes it in."""
        size = abs(float(value))
        before = len(str(int(size))) if size >= 1 else 1
        digits = max(0, significant - before)
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return self._signed(format_decimal(round(float(value), digits), format=pattern, locale=self._tables))

    def percent(self, share: float, digits: int = 0) -> str:
        """Return a share (0 … 1) in percent; certainty and impossibility are never made by rounding."""
        shown = round(share * 100, digits)
        least = 10.0**-digits
        sign = ""
        if shown >= 100 > share * 100:
            sign, shown = ">", 100 - least
        elif shown <= 0 < share:
            sign, shown = "<", least
        return f"{sign}{self.number(shown, digits)}{NO_BREAK}%"

    def money(self, amount: float | Decimal) -> str:
        """Return an amount in the unit that suits its size, three significant figures: ``4.12 bn ₸``."""
        divisor, _, sentence = _unit_for(abs(float(amount)))
        figures = self.figures(float(amount) / divisor)
        if not sentence:
            return f"{figures}{NO_BREAK}{self.sign}"
        return self.say(sentence, amount=figures, currency=self.sign).replace(" ", NO_BREAK)

    def exact_money(self, amount: float | Decimal) -> str:
        """Return an amount in full, without decimals: ``4,123,456,789 ₸``."""
        return f"{self.number(amount)}{NO_BREAK}{self.sign}"

    def unit(self, amounts: Iterable[float | Decimal]) -> Unit:
        """Return the unit that suits the largest of some amounts."""
        divisor, name, _ = _unit_for(max((abs(float(amount)) for amount in amounts), default=0.0))
        return Unit(divisor, self.say(name, currency=self.sign) if name else self.sign)

    def day(self, day: date) -> str:
        """Return a date: ``5 Mar 2027``."""
        return self._fixed(format_date(day, _DAY[self.language], locale=self._tables))

    def month(self, day: date) -> str:
        """Return month and year of a date: ``Mar 2027``."""
        return self._fixed(format_date(day, _MONTH[self.language], locale=self._tables))

    def quarter(self, name: str, *, between: str = NO_BREAK) -> str:
        """Return a quarter in words from its name (``2027Q1``); headings may break between number and year."""
        number, year = self.quarter_parts(name)
        parts = (year, number) if self.language in _YEAR_FIRST else (number, year)
        return between.join(parts)

    def quarter_parts(self, name: str) -> tuple[str, str]:
        """Return the words for the number and for the year of a quarter."""
        number, year = _QUARTER[self.language]
        return number.format(number=name[5]), year.format(year=name[:4])

    def fixed(self, value: float | Decimal, digits: int) -> str:
        """Return a number with exactly so many decimals."""
        pattern = "#,##0." + "0" * digits
        return self._signed(format_decimal(round(float(value), digits), format=pattern, locale=self._tables))

    def quoted(self, name: str) -> str:
        """Return a name in the quotation marks of the language.

        A name of Kazakh or Russian that begins or ends with marks of its own, as those of enterprises do, needs no
        others; marks elsewhere within a name become those of the second kind.
        """
        opening, closing = _QUOTES[self.language]
        if opening == "«" and (name.startswith(opening) or name.rstrip(")").endswith(closing)):
            return name
        within = name.translate(_WITHIN[self.language])
        return f"{opening}{within}{closing}"

    def listed(self, items: Iterable[str]) -> str:
        """Return items one after the other, with commas."""
        return ", ".join(items)

    def _fixed(self, text: str) -> str:
        return text.replace(" ", NO_BREAK)

    def _signed(self, text: str) -> str:
        return text.replace("-", MINUS)

    @cached_property
    def number_locale(self) -> dict[str, Any]:
        """The number locale of Vega (d3-format)."""
        signs = self._tables.number_symbols["latn"]
        return {
            "decimal": signs["decimal"],
            "thousands": signs["group"],
            "grouping": [3],
            "currency": ["", f"{NO_BREAK}{self.sign}"],
            "percent": f"{NO_BREAK}%",
            "minus": MINUS,
        }

    @cached_property
    def time_locale(self) -> dict[str, Any]:
        """The time locale of Vega (d3-time-format)."""
        months, days = self._tables.months["stand-alone"], self._tables.days["stand-alone"]
        week = (6, 0, 1, 2, 3, 4, 5)
        return {
            "dateTime": "%A, %e %B %Y %X",
            "date": "%d.%m.%Y",
            "time": "%H:%M:%S",
            "periods": ["", ""],
            "days": [days["wide"][day] for day in week],
            "shortDays": [days["abbreviated"][day] for day in week],
            "months": [months["wide"][month] for month in range(1, 13)],
            "shortMonths": [months["abbreviated"][month] for month in range(1, 13)],
        }


def _unit_for(size: float) -> tuple[float, str, str]:
    for unit in _UNITS:
        if size >= unit[0] * 0.9995:
            return unit
    return _UNITS[-1]
