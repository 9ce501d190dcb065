"""Working time to the minute: positions in working days from the start, and the moments that belong to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

from serpin.base.periods import WorkCalendar

HOURS: tuple[tuple[time, time], ...] = ((time(9), time(13)), (time(14), time(18)))
"""Working hours of a written file; eight of them."""

MINUTES_PER_DAY = 480
YEARS = range(1900, 2200)
"""Years in which moments are read; project programs know fewer."""

_ROUND = 6


class Clock:
    """Turns positions in working days into moments and back.

    Parameters
    ----------
    days
        The day counter.
    hours
        Working hours of a date, in order; the usual eight when left out.
    """

    def __init__(self, days: WorkCalendar, hours: Callable[[date], Sequence[tuple[time, time]]] | None = None) -> None:
        self._days = days
        self._hours = hours or (lambda _: HOURS)

    def begin(self, position: float) -> datetime:
        """Return the moment at which something begins: at a whole position, the morning of that day."""
        day = int(position // 1)
        return self._within(day, position - day)

    def end(self, position: float) -> datetime:
        """Return the moment at which something ends: at a whole position, the evening of the day before."""
        day = -int(-position // 1) - 1
        return self._within(day, position - day)

    def _within(self, day: int, share: float) -> datetime:
        current = self._days.date_of(day)
        left = round(share * _minutes(self._hours(current)), _ROUND)
        moment = datetime.combine(current, self._hours(current)[0][0])
        for first, last in self._hours(current):
            length = _between(first, last)
            moment = datetime.combine(current, first) + timedelta(minutes=min(left, length))
            left -= length
            if left <= 0:
                break
        return moment

    def position(self, moment: datetime) -> float:
        """Return the position of a moment; times off lie at the next working moment."""
        day = self._days.day_of(moment.date())
        if not self._days.is_working(moment.date()):
            return float(day)
        hours = self._hours(moment.date())
        worked = sum(_between(first, min(max(moment.time(), first), last)) for first, last in hours)
        return day + worked / max(_minutes(hours), 1)


def _between(first: time, last: time) -> float:
    """Return the minutes between two times; midnight at the end is the end of the day."""
    end = 24 * 60.0 if last == time(0) and first > last else last.hour * 60 + last.minute + last.second / 60
    return end - (first.hour * 60 + first.minute + first.second / 60)


def _minutes(hours: Sequence[tuple[time, time]]) -> float:
    return sum(_between(first, last) for first, last in hours)


_DURATION = re.compile(r"(-?)P(?:(\d+)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?")


def minutes_of(text: str) -> float:
    """Return the minutes of a duration (``PT16H30M0S``).

    Raises
    ------
    ValueError
        If it is none.
    """
    found = _DURATION.fullmatch(text.strip())
    if not found or text.strip() in ("P", "-P"):
        raise ValueError(text)
    sign, days, hours, minutes, seconds = found.groups()
    total = float(days or 0) * 24 * 60 + float(hours or 0) * 60 + float(minutes or 0) + float(seconds or 0) / 60
    return -total if sign else total


def duration_of(days: float) -> str:
    """Return a number of working days as a duration, to the second."""
    seconds = round(days * MINUTES_PER_DAY * 60)
    sign, seconds = ("-" if seconds < 0 else ""), abs(seconds)
    return f"{sign}PT{seconds // 3600}H{seconds % 3600 // 60}M{seconds % 60}S"


def moment_of(text: str) -> datetime:
    """Return the moment that a file states, without a time zone.

    Times that no program writes would make the days between them too many to count.

    Raises
    ------
    ValueError
        If it is none.
    """
    moment = datetime.fromisoformat(text.strip()).replace(tzinfo=None)
    if moment.year not in YEARS:
        raise ValueError(text)
    return moment


def shown(moment: datetime) -> str:
    """Return a moment as the file states it."""
    return moment.isoformat(timespec="seconds")
