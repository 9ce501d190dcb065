"""Series that are fit for a forecast: what is bad is refused, or repaired with a note. Textbook: "Bad series"."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from serpin.base.errors import Problem
from serpin.base.texts import mark
from serpin.vocabulary.indicator import Indicator
from serpin.vocabulary.result import Message

LEAST = 4
"""A series of fewer values is not forecast."""

_LONGEST_GAP = 4
_HUNDRED = (45.0, 220.0)
_THOUSAND = (350.0, 2800.0)


@dataclass(frozen=True)
class Series:
    """A series in the order of years, with what was repaired; ``is_percent`` by its unit."""

    indicator: str
    years: tuple[int, ...]
    values: tuple[float, ...]
    is_percent: bool
    notes: tuple[Message, ...] = ()

    @property
    def is_enough(self) -> bool:
        """Whether a forecast can rest on it."""
        return len(self.years) >= LEAST

    def until(self, year: int | None) -> Series:
        """Return the part up to a year, all of it without one."""
        if year is None:
            return self
        kept = [(at, value) for at, value in zip(self.years, self.values, strict=True) if at <= year]
        return Series(
            self.indicator,
            tuple(at for at, _ in kept),
            tuple(value for _, value in kept),
            self.is_percent,
            self.notes,
        )


def series_of(indicator: Indicator, place: int) -> tuple[Series, list[Problem]]:
    """Return the series of an indicator in order, repaired where that is safe, and what must be refused.

    Percent given as fractions among percents are multiplied by 100 and gaps are left open, both with a note. A year
    that stands twice, values in another unit (a jump by about a thousand and back, or to stay) and gaps of more than
    four years are refused.

    Parameters
    ----------
    indicator
        The indicator.
    place
        Its place in the case, for the messages.
    """
    found = sorted((one.year, one.value) for one in indicator.series)
    years, values = [year for year, _ in found], [value for _, value in found]
    is_percent = indicator.unit.strip().startswith(("%", "percent"))
    where = ("indicators", place, "series")
    problems = [
        Problem(mark("year {value} stands twice in the series"), where, {"value": year})
        for year, following in pairwise(years)
        if year == following
    ]
    notes: list[Message] = []
    if not problems and len(values) >= LEAST:
        if is_percent:
            values, repaired = _as_percent(years, values)
            notes += [
                Message(
                    text=mark(
                        "{indicator}: {before} in {year} was a fraction among percents and is read as {after} %."
                    ),
                    values={"indicator": indicator.id, "before": before, "year": year, "after": round(before * 100, 6)},
                )
                for year, before in repaired
            ]
        problems += _units(years, values, where)
        problems += [
            Problem(
                mark("no values between {first} and {last}; a gap so long is not bridged"),
                where,
                {"first": a, "last": b},
            )
            for a, b in pairwise(years)
            if b - a > _LONGEST_GAP + 1
        ]
        missing = [year for a, b in pairwise(years) for year in range(a + 1, b) if b - a <= _LONGEST_GAP + 1]
        if missing:
            notes.append(
                Message(
                    text=mark("{indicator}: no values for {year}; the gap stays open and widens the intervals."),
                    values={"indicator": indicator.id, "year": missing},
                )
            )
    return Series(indicator.id, tuple(years), tuple(values), is_percent, tuple(notes)), problems


def _as_percent(years: list[int], values: list[float]) -> tuple[list[float], list[tuple[int, float]]]:
    """Multiply single fractions among percents by 100: below 1, and about a hundredth of the others."""
    fixed, repaired = list(values), []
    for place, value in enumerate(values):
        others = [other for other in _near(values, place) if other > 1]
        if 0 < value < 1 and others and _HUNDRED[0] < median(others) / value < _HUNDRED[1]:
            fixed[place] = value * 100
            repaired.append((years[place], value))
    return (fixed, repaired) if len(repaired) * 2 < len(values) else (values, [])


def _near(values: list[float], place: int) -> list[float]:
    return values[max(0, place - 3) : place] + values[place + 1 : place + 4]


def _units(years: list[int], values: list[float], where: tuple[str | int, ...]) -> list[Problem]:
    """Refuse a jump by about a thousand from one value to the next: two units are mixed."""
    found = []
    for (first, before), (second, after) in zip(
        zip(years, values, strict=True), zip(years[1:], values[1:], strict=True), strict=False
    ):
        if before * after <= 0:
            continue
        ratio = math.exp(abs(math.log(after / before)))
        if _THOUSAND[0] < ratio < _THOUSAND[1]:
            message = mark("from {first} to {second} the value jumps from {before} to {after}: two units are mixed")
            values_ = {"first": first, "second": second, "before": before, "after": after}
            found.append(Problem(message, where, values_))
    return found


def target_problem(series: Series, value: float) -> str:
    """Return why a target cannot be meant so, or an empty text: a fraction among percents, or another unit."""
    if not series.is_enough:
        return ""
    typical = median(series.values[-3:])
    if series.is_percent and 0 < value < 1 < typical and typical / value > _HUNDRED[0] / 5:
        return mark("the target {value} looks like a fraction; the series is in percent, about {typical}")
    if typical * value > 0 and _THOUSAND[0] < max(typical / value, value / typical) < _THOUSAND[1]:
        return mark("the target {value} is about a thousand times from the series, {typical}: two units are mixed")
    return ""
