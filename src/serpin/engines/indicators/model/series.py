"""Series: cleaned with notes or refused, chained to a base year, and held against published statements.

Textbook: ``indicators.md``, sections "Series" and "Chain".
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from statistics import median

from serpin.base.errors import refuse
from serpin.base.texts import mark
from serpin.engines.indicators.options import Point, RawSeries
from serpin.engines.indicators.problem.tables import Industry, Statement
from serpin.engines.indicators.result.series import Chain, CleanSeries, StatementAnswer
from serpin.vocabulary.indicator import Indicator
from serpin.vocabulary.noun import Words
from serpin.vocabulary.result import Message

_SIZES = {
    "thousand": 1e3,
    "тыс": 1e3,
    "мың": 1e3,
    "mln": 1e6,
    "million": 1e6,
    "млн": 1e6,
    "bn": 1e9,
    "billion": 1e9,
    "млрд": 1e9,
}
_BASES = {
    "%": ("share", 0.01),
    "percent": ("share", 0.01),
    "процент": ("share", 0.01),
    "пайыз": ("share", 0.01),
    "fraction": ("share", 1.0),
    "share": ("share", 1.0),
    "доля": ("share", 1.0),
    "үлес": ("share", 1.0),
    "kzt": ("kzt", 1.0),
    "tenge": ("kzt", 1.0),
    "тенге": ("kzt", 1.0),
    "теңге": ("kzt", 1.0),
    "тг": ("kzt", 1.0),
    "₸": ("kzt", 1.0),
}
_LOW, _HIGH = 33.0, 300.0
"""A value whose median is so many times as large is a fraction among per cents."""
_NEAR = 3.0
_LEAST_OTHERS = 3
_FRACTION_INDEX = (0.3, 3.0)
_GROWTH = 30.0

_TWICE = mark("series {name}: year {year} stands twice with the values {first} and {second}")
_AGAIN = mark("Series {name}: year {year} stood twice with one value; it is counted once.")
_MIXED = mark("series {name}: the unit {value} of year {year} cannot be turned into {unit}")
_TURNED = mark("Series {name}: year {year} was given in {given} and turned into {unit}.")
_FRACTION = mark("Series {name}: {given} in {year} was a fraction among per cents; {repaired} is counted.")
_PER_CENT = mark("Series {name}: {given} in {year} was a per cent among fractions; {repaired} is counted.")
_UNCLEAR = mark("series {name}: the index {value} of year {year} may be growth; indices are near 100")
_BROKEN = mark("series {name}: yearly indices cannot be chained over missing years: {years}")
_GAPS = mark("Series {name}: no values for {year}; they are left open.")


def clean(raw: RawSeries) -> CleanSeries:
    """Return a series that can be computed with, and what was repaired.

    Raises
    ------
    InputError
        If a year stands twice with different values, units cannot be brought together, an index may be growth, or
        yearly indices leave a gap.
    """
    notes: list[Message] = []
    values: dict[int, float] = {}
    for point in sorted(raw.points, key=lambda one: one.year):
        value = _turned(raw, point, notes)
        if point.year in values:
            if not math.isclose(values[point.year], value, rel_tol=1e-9):
                told = {"first": values[point.year], "second": value}
                raise refuse(_TWICE, "series", raw.name, name=raw.name, year=point.year, **told)
            notes.append(_note(_AGAIN, raw.name, point.year))
            continue
        values[point.year] = value
    _mend_fractions(raw, values, notes)
    years = sorted(values)
    gaps = tuple(year for year in range(years[0], years[-1]) if year not in values) if years else ()
    if gaps:
        listed = ", ".join(map(str, gaps))
        if raw.kind == "index":
            raise refuse(_BROKEN, "series", raw.name, name=raw.name, years=listed)
        notes.append(Message(text=_GAPS, values={"name": raw.name, "year": list(gaps)}))
    return CleanSeries(
        name=raw.name,
        unit=raw.unit,
        years=tuple(years),
        values=tuple(values[year] for year in years),
        gaps=gaps,
        notes=tuple(notes),
    )


def raw_of(indicator: Indicator, language: str) -> RawSeries:
    """Return the series of an indicator as it stands in the case."""
    points = tuple(Point(year=one.year, value=one.value) for one in indicator.series)
    return RawSeries(name=indicator.name.text(language), unit=indicator.unit, points=points)


def _note(text: str, name: str, year: int, **values: object) -> Message:
    return Message(text=text, values={"name": name, "year": year, **values})


def _turned(raw: RawSeries, point: Point, notes: list[Message]) -> float:
    """Return a value in the unit of the series."""
    if not point.unit or point.unit == raw.unit:
        return point.value
    own, wanted = _unit(point.unit), _unit(raw.unit)
    if own is None or wanted is None or own[0] != wanted[0]:
        told = {"value": point.unit, "unit": raw.unit or "–"}
        raise refuse(_MIXED, "series", raw.name, name=raw.name, year=point.year, **told)
    if own[1] == wanted[1]:
        return point.value
    notes.append(_note(_TURNED, raw.name, point.year, given=point.unit, unit=raw.unit))
    return float(f"{point.value * own[1] / wanted[1]:.12g}")


def _unit(text: str) -> tuple[str, float] | None:
    """Return what a unit measures and its size: ``mln KZT`` is (kzt, 1e6)."""
    size, base = 1.0, None
    for word in text.casefold().replace(".", " ").split():
        if word in _SIZES:
            size *= _SIZES[word]
        elif word in _BASES and base is None:
            base = _BASES[word]
        else:
            return None
    return (base[0], base[1] * size) if base else None


def _mend_fractions(raw: RawSeries, values: dict[int, float], notes: list[Message]) -> None:
    """Turn fractions among per cents into per cents, where nothing else is likely."""
    if raw.kind == "index":
        for year, value in values.items():
            if _FRACTION_INDEX[0] <= value <= _FRACTION_INDEX[1]:
                values[year] = float(f"{value * 100:.12g}")
                notes.append(_note(_FRACTION, raw.name, year, given=value, repaired=values[year]))
            elif value < _GROWTH:
                raise refuse(_UNCLEAR, "series", raw.name, name=raw.name, value=value, year=year)
        return
    if _unit(raw.unit) == ("share", 0.01):
        _rescale(raw, values, notes, (0.0, 1.0, 100.0), _FRACTION)
    elif _unit(raw.unit) == ("share", 1.0):
        _rescale(raw, values, notes, (1.0, math.inf, 0.01), _PER_CENT)


def _rescale(
    raw: RawSeries,
    values: dict[int, float],
    notes: list[Message],
    doubtful: tuple[float, float, float],
    text: str,
) -> None:
    """Multiply values between two limits by a factor where only then they are near the others."""
    low, high, factor = doubtful
    odd = [year for year, value in values.items() if low < value < high]
    others = [value for year, value in values.items() if year not in odd and value > 0]
    if len(others) < _LEAST_OTHERS:
        return
    middle = median(others)
    for year in odd:
        given, mended = values[year], float(f"{values[year] * factor:.12g}")
        away = max(middle / given, given / middle)
        if _LOW <= away <= _HIGH and min(others) / _NEAR <= mended <= max(others) * _NEAR:
            values[year] = mended
            notes.append(_note(text, raw.name, year, given=given, repaired=mended))


def chain(name: Words, years: Iterable[int], indices: Iterable[float], base: int) -> Chain:
    """Chain yearly indices (per cent of the year before) so that the base year is 100.

    Raises
    ------
    InputError
        If the base year is not among the years or the one before the first.
    """
    levels: dict[int, float] = {}
    level = 100.0
    for year, index in zip(years, indices, strict=True):
        levels.setdefault(year - 1, level)
        level *= index / 100.0
        levels[year] = level
    if base not in levels:
        raise refuse(mark("the base year {value} is not in the series"), "base_year", value=base)
    scale = 100.0 / levels[base]
    return Chain(name=name, base=base, years=tuple(levels), levels=tuple(level * scale for level in levels.values()))


def chain_industry(table: Industry, base: int) -> Chain:
    """Chain the published indices of industry."""
    years = range(table.first, table.first + len(table.indices))
    made = chain(table.name, years, table.indices, base)
    return made.model_copy(update={"source": table.source, "verified": table.verified})


def held(statement: Statement, made: Chain) -> StatementAnswer:
    """Hold a published statement against a chain."""
    if statement.kind == "grows":
        until = statement.until or statement.year
        levels = {year: made.level(year) for year in range(statement.year - 1, until + 1)}
        fell = tuple(
            year
            for year in range(statement.year, until + 1)
            if levels[year] is None or levels[year - 1] is None or not levels[year] > levels[year - 1]  # type: ignore[operator]
        )
        return StatementAnswer(
            id=statement.id,
            text=statement.text,
            kind="grows",
            actual=made.level(until),
            holds=not fell,
            years=fell,
            source=statement.source,
        )
    actual = made.level(statement.year)
    low, high = statement.low, statement.high
    holds = actual is not None and (low is None or actual >= low) and (high is None or actual <= high)
    return StatementAnswer(
        id=statement.id,
        text=statement.text,
        kind="level",
        actual=actual,
        low=low,
        high=high,
        holds=holds,
        years=() if holds else (statement.year,),
        source=statement.source,
    )
