"""A sample moved in time by whole years, so that a demonstration begins near the day on which it is looked at.

Quarters, strategy years and statistical years stay what they are within a year, so only whole years are moved, and all
nouns by the same number: days, quarters, years, and the years in names and codes. Dates of laws stay.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from serpin.vocabulary.case import Case

_YEAR_FIELDS = frozenset({"year", "begun", "ended"})
_FIXED_FIELDS = frozenset({"legal_basis"})
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_SATURDAY = 5
_HALF_A_YEAR = 183


def years_to(case: Case, day: date) -> int:
    """Return by how many years a case has to be moved so that it begins at the turn of the year next to a day.

    It is never moved back: the rules of earlier years were others.
    """
    return max(0, (day + timedelta(days=_HALF_A_YEAR)).year - case.start.year)


def moved(case: Case, years: int) -> Case:
    """Return a case moved by whole years; a working weekday that would fall on a weekend falls on a weekday beside it.

    Parameters
    ----------
    case
        What is moved; it stays as it is.
    years
        How many years later.
    """
    return case if years == 0 else Case.model_validate(_moved(case.model_dump(mode="json"), years, ""))


def _moved(value: Any, years: int, name: str) -> Any:
    if name in _FIXED_FIELDS:
        return value
    if isinstance(value, dict):
        return {key: _moved(inner, years, str(key)) for key, inner in value.items()}
    if isinstance(value, list):
        return [_moved(inner, years, name) for inner in value]
    if isinstance(value, str):
        if _DAY.fullmatch(value):
            return _moved_day(date.fromisoformat(value), years).isoformat()
        return _YEAR.sub(lambda found: str(int(found[0]) + years), value)
    return value + years if name in _YEAR_FIELDS and isinstance(value, int) else value


def _moved_day(day: date, years: int) -> date:
    try:
        later = day.replace(year=day.year + years)
    except ValueError:
        later = day.replace(year=day.year + years, day=28)
    over = later.weekday() - _SATURDAY + 1
    if over <= 0 or day.weekday() >= _SATURDAY:
        return later
    before = later - timedelta(days=over)
    return before if before.month == later.month else later + timedelta(days=3 - over)
