"""A trade table: what places sell of which products in a year."""

from __future__ import annotations

import math
from typing import Self

from pydantic import model_validator

from serpin.base.errors import invalid
from serpin.base.texts import mark
from serpin.vocabulary.indicator import Year
from serpin.vocabulary.noun import Noun, about


class TradeTable(Noun):
    """Exports or output of places by product; one row of values a place."""

    year: Year = about(mark("Year"), mark("Calendar year"))
    places: tuple[str, ...] = about(mark("Places"), mark("Countries or regions, one a row"), min_length=2)
    products: tuple[str, ...] = about(mark("Products"), mark("Products or industries, one a column"), min_length=2)
    values: tuple[tuple[float, ...], ...] = about(mark("Values"), mark("What each place sells of each product"))

    @model_validator(mode="after")
    def _rectangular(self) -> Self:
        rows, columns = len(self.places), len(self.products)
        if len(self.values) != rows or any(len(row) != columns for row in self.values):
            raise invalid(mark("the table needs {rows} rows of {columns} values"), rows=rows, columns=columns)
        for names in (self.places, self.products):
            if len(set(names)) < len(names):
                twice = next(name for name in names if names.count(name) > 1)
                raise invalid(mark("code {value} is used twice"), value=twice)
        least = min(min(row) for row in self.values)
        if least < 0:
            raise invalid(mark("{value} is too small: expected {ge} or more"), value=least, ge=0)
        if not math.fsum(map(math.fsum, self.values)) > 0:
            raise invalid(mark("the table holds no trade"))
        return self
