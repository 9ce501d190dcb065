"""Time: working days counted from a start, calendars that turn them into dates, and quarters.

Engines count working days as integers from day 0, the first working day at or after the start. Only here do they
become dates.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

QUARTER_MONTHS = 3
WORKING_DAYS_PER_YEAR = 250
"""Working days of a year where no calendar is at hand: 52 weeks of five days less about ten holidays."""
_BLOCK_DAYS = 366


@lru_cache(maxsize=256)
def national_holidays(country: str, year: int) -> frozenset[date]:
    """Return the public holidays of a country (ISO 3166-1 alpha-2) in a year, moved days included.

    Raises
    ------
    ValueError
        If the country is not known to the holiday tables.
    """
    import holidays  # noqa: PLC0415 - heavy, and needed only where dates are shown

    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        message = f"country {country!r} is not known to the holiday tables"
        raise ValueError(message) from None


class WorkCalendar:
    """Turns working-day numbers into dates and back.

    Parameters
    ----------
    start
        Day 0 is the first working day at or after this date.
    week
        The working weekdays, Monday = 0.
    country
        Whose public holidays are free; empty for none.
    free
        Further days off.
    worked
        Days worked although weekend or holiday.
    """

    def __init__(
        self,
        start: date,
        *,
        week: Iterable[int] = (0, 1, 2, 3, 4),
        country: str = "",
        free: Iterable[date] = (),
        worked: Iterable[date] = (),
    ) -> None:
        self.start = start
        self._week = frozenset(week)
        self._country = country
        self._free = frozenset(free)
        self._worked = frozenset(worked)
        self._days: list[date] = []
        self._read_until = start

    def is_working(self, day: date) -> bool:
        """Tell whether a date is a working day."""
        if day in self._worked:
            return True
        if day in self._free or day.weekday() not in self._week:
            return False
        return not (self._country and day in national_holidays(self._country, day.year))

    def _read(self, until: date) -> None:
        while self._read_until <= until:
            if self.is_working(self._read_until):
                self._days.append(self._read_until)
            self._read_until += timedelta(days=1)

    def date_of(self, day: int) -> date:
        """Return the date of a working-day number; numbers before the start are counted backwards.

        Parameters
        ----------
        day
            Working days from the start; 0 is the first.
        """
        if day < 0:
            current = self.start
            while day < 0:
                current -= timedelta(days=1)
                if self.is_working(current):
                    day += 1
            return current
        while len(self._days) <= day:
            self._read(self._read_until + timedelta(days=_BLOCK_DAYS))
        return self._days[day]

    def day_of(self, day: date) -> int:
        """Return the number of the first working day at or after a date; negative before the start."""
        if day < self.start:
            count = 0
            current = day
            while current < self.start:
                if self.is_working(current):
                    count -= 1
                current += timedelta(days=1)
            return count
        self._read(day)
        return bisect_left(self._days, day)


class Quarters:
    """The quarters of a plan: number 0 is the calendar quarter that holds the start.

    Parameters
    ----------
    start
        Any date of quarter 0.
    """

    def __init__(self, start: date) -> None:
        self.start = start
        self._origin = start.year * 4 + (start.month - 1) // QUARTER_MONTHS

    def number_of(self, day: date) -> int:
        """Return the number of the quarter that holds a date."""
        return day.year * 4 + (day.month - 1) // QUARTER_MONTHS - self._origin

    def name_of(self, number: int) -> str:
        """Return the name of a quarter: ``2027Q1``."""
        year, quarter = divmod(self._origin + number, 4)
        return f"{year}Q{quarter + 1}"

    def parse(self, name: str) -> int:
        """Return the number of a quarter from its name (``2027Q1``)."""
        return int(name[:4]) * 4 + int(name[5]) - 1 - self._origin

    def year_of(self, number: int) -> int:
        """Return the calendar year of a quarter."""
        return (self._origin + number) // 4

    def first_date(self, number: int) -> date:
        """Return the first date of a quarter."""
        year, quarter = divmod(self._origin + number, 4)
        return date(year, quarter * QUARTER_MONTHS + 1, 1)


def discount_factor(rate: float, quarters: float) -> float:
    """Return what one unit of money after some quarters is worth today: ``(1 + rate) ** (-quarters / 4)``.

    Parameters
    ----------
    rate
        Discount rate per year, as a fraction.
    quarters
        Time from today in quarters.
    """
    return float((1.0 + rate) ** (-quarters / 4.0))
