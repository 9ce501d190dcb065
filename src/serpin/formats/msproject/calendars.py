"""Calendars of project programs: weeks and exceptions, with public holidays known again by their country."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from serpin.base.periods import national_holidays
from serpin.base.texts import mark, translate
from serpin.formats.msproject.clock import HOURS, moment_of
from serpin.formats.msproject.fields import add
from serpin.formats.msproject.notes import Notes
from serpin.formats.msproject.tree import children, text_of
from serpin.vocabulary.calendar import Calendar

_OFF = mark("Day off")
_WORKED = mark("Worked day")
_HOLIDAY = re.compile(r"([A-Z]{2}): .*")
_HOLIDAY_NAME = mark("Public holiday")
_MOST_DAYS = 4000
_MONDAY_TO_FRIDAY = (1, 2, 3, 4, 5)


def add_calendar(parent: Any, uid: int, name: str, calendar: Calendar, *, years: range, language: str) -> None:
    """Append a base calendar with its exceptions, also in the form that older programs read."""
    element = add(parent, "Calendar")
    add(element, "UID", uid)
    add(element, "Name", name)
    add(element, "IsBaseCalendar", True)
    add(element, "BaseCalendarUID", -1)
    week = add(element, "WeekDays")
    for number in range(1, 8):
        day = add(week, "WeekDay")
        add(day, "DayType", number)
        works = (number - 1 or 7) in calendar.week
        add(day, "DayWorking", works)
        if works:
            _add_hours(day)
    found = list(_exceptions(calendar, years, language))
    for current, _, works in found:
        day = add(week, "WeekDay")
        add(day, "DayType", 0)
        add(day, "DayWorking", works)
        _add_period(day, current)
        if works:
            _add_hours(day)
    if found:
        group = add(element, "Exceptions")
    for current, title, works in found:
        exception = add(group, "Exception")
        add(exception, "EnteredByOccurrences", 0)
        _add_period(exception, current)
        add(exception, "Occurrences", 1)
        add(exception, "Name", title)
        add(exception, "Type", 1)
        add(exception, "DayWorking", works)
        if works:
            _add_hours(exception)


def add_derived_calendar(parent: Any, uid: int, name: str, base: int) -> None:
    """Append the calendar of a resource, which is that of its base."""
    element = add(parent, "Calendar")
    add(element, "UID", uid)
    add(element, "Name", name)
    add(element, "IsBaseCalendar", False)
    add(element, "BaseCalendarUID", base)


def _add_hours(parent: Any) -> None:
    group = add(parent, "WorkingTimes")
    for first, last in HOURS:
        element = add(group, "WorkingTime")
        add(element, "FromTime", first.isoformat())
        add(element, "ToTime", last.isoformat())


def _add_period(parent: Any, current: date) -> None:
    period = add(parent, "TimePeriod")
    add(period, "FromDate", f"{current}T00:00:00")
    add(period, "ToDate", f"{current}T23:59:00")


def _exceptions(calendar: Calendar, years: range, language: str) -> Iterator[tuple[date, str, bool]]:
    told = {*calendar.free, *calendar.worked}
    for year in years if calendar.country else ():
        for current in sorted(national_holidays(calendar.country, year)):
            if current not in told and current.isoweekday() in calendar.week:
                yield current, f"{calendar.country}: {translate(_HOLIDAY_NAME, language)}", False
    for current in dict.fromkeys(calendar.free):
        if current not in calendar.worked:
            yield current, translate(_OFF, language), False
    for current in dict.fromkeys(calendar.worked):
        yield current, translate(_WORKED, language), True


class CalendarReading:
    """One calendar of a file.

    Parameters
    ----------
    element
        Its element.
    base
        The calendar that it adds to, if any.
    """

    def __init__(self, element: Any, base: CalendarReading | None, notes: Notes) -> None:
        self.name = text_of(element, "Name") or ""
        self.uid = text_of(element, "UID") or ""
        self._notes = notes
        self.week: dict[int, bool] = dict(base.week) if base else {n: n in _MONDAY_TO_FRIDAY for n in range(1, 8)}
        self.hours: dict[int, tuple[tuple[time, time], ...]] = dict(base.hours) if base else {}
        self.days: dict[date, tuple[bool, str]] = dict(base.days) if base else {}
        """Exceptions: whether the day is worked, and how the exception is called."""
        self.is_own = base is None
        for day in children(children(element, "WeekDays"), "WeekDay"):
            self._read_week_day(day)
        for exception in children(children(element, "Exceptions"), "Exception"):
            self._read_exception(exception)

    def _read_week_day(self, element: Any) -> None:
        number = int(text_of(element, "DayType") or 0)
        works = text_of(element, "DayWorking") == "1"
        self.is_own = True
        if number == 0:
            self._read_period(element, works, "")
            return
        weekday = number - 1 or 7
        hours = _hours_of(element)
        self.week[weekday] = works
        if works and hours:
            self.hours[weekday] = hours

    def _read_exception(self, element: Any) -> None:
        self.is_own = True
        name = text_of(element, "Name") or ""
        works = text_of(element, "DayWorking") == "1"
        kind = text_of(element, "Type") or "1"
        if kind == "2" and (text_of(element, "Month") or "").isdecimal():
            self._read_yearly(element, works, name)
        elif kind == "1" and (text_of(element, "Period") or "1") in ("0", "1"):
            self._read_period(element, works, name)
        else:
            self._notes.add(
                mark("repeated exceptions of calendars that are not read: {count}, for example {example}"), name
            )

    def _read_period(self, element: Any, works: bool, name: str) -> None:
        for period in children([element], "TimePeriod"):
            first, last = text_of(period, "FromDate"), text_of(period, "ToDate")
            if first and last:
                self._put(moment_of(first).date(), moment_of(last), works, name)

    def _put(self, current: date, last: datetime, works: bool, name: str) -> None:
        end = last.date() if last.time() > time(0) or last.date() == current else last.date() - timedelta(days=1)
        while current <= end and len(self.days) < _MOST_DAYS:
            if name or current not in self.days:
                self.days[current] = (works, name)
            current += timedelta(days=1)
        if current <= end:
            self._notes.add(
                mark("exceptions of calendars that last too long: {count}, for example {example}"), self.name
            )

    def _read_yearly(self, element: Any, works: bool, name: str) -> None:
        month, day = int(text_of(element, "Month") or 0) + 1, int(text_of(element, "MonthDay") or 1)
        for period in children([element], "TimePeriod"):
            first, last = text_of(period, "FromDate"), text_of(period, "ToDate")
            if not first or not last:
                continue
            begin, end = moment_of(first).date(), moment_of(last).date()
            for year in range(begin.year, min(end.year, begin.year + 100) + 1):
                try:
                    current = date(year, month, day)
                except ValueError:
                    continue
                if begin <= current <= end:
                    self.days[current] = (works, name)

    def hours_on(self, current: date) -> tuple[tuple[time, time], ...]:
        """Return the working hours of a date."""
        return self.hours.get(current.isoweekday()) or next(iter(self.hours.values()), HOURS)

    def noun(self) -> dict[str, Any]:
        """Return the calendar in the words of the vocabulary."""
        marked = {day: found[1] for day, (_, name) in self.days.items() if (found := _HOLIDAY.fullmatch(name))}
        country = next(iter(marked.values()), "")
        free = [day for day, (works, _) in self.days.items() if not works and day not in marked]
        worked = [day for day, (works, _) in self.days.items() if works]
        week = [number for number in range(1, 8) if self.week[number]] or list(_MONDAY_TO_FRIDAY)
        try:
            holidays = {
                day
                for year in (range(min(marked).year, max(marked).year + 1) if marked else ())
                for day in national_holidays(country, year)
            }
        except ValueError:
            country, holidays, free = "", set(), [day for day, (works, _) in self.days.items() if not works]
        free += [day for day in marked if country and day not in holidays]
        worked += sorted(day for day in holidays - self.days.keys() if day.isoweekday() in week)
        return {"week": week, "country": country, "free": free, "worked": worked}


def _hours_of(element: Any) -> tuple[tuple[time, time], ...]:
    found = []
    for period in children(children([element], "WorkingTimes"), "WorkingTime"):
        first, last = text_of(period, "FromTime"), text_of(period, "ToTime")
        if first and last and first != last:
            found.append((time.fromisoformat(first[:8]), time.fromisoformat(last[:8])))
    return tuple(sorted(found))


def read_calendars(root: Any, notes: Notes) -> dict[str, CalendarReading]:
    """Return all calendars of a file by their numbers; those of resources know what their base says."""
    elements = {
        text_of(element, "UID") or "": element for element in children(children([root], "Calendars"), "Calendar")
    }
    found: dict[str, CalendarReading] = {}
    for uid in elements:
        chain = [uid]
        while (base := text_of(elements[chain[-1]], "BaseCalendarUID") or "") in elements and base not in chain:
            chain.append(base)
        for number in reversed(chain):
            if number not in found:
                base = text_of(elements[number], "BaseCalendarUID") or ""
                found[number] = CalendarReading(elements[number], found.get(base), notes)
    return found
