"""An independent reader of MS Project XML, and what a project program makes of it when it computes all dates anew.

Nothing of the product is used here: another parser, another arithmetic (minutes, day by day), written from the
description of the format.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from datetime import datetime, time, timedelta

SPACE = "{http://schemas.microsoft.com/project}"


def tree(text: str | bytes) -> ET.Element:
    """Return the root of a file that was just written here."""
    return ET.fromstring(text)  # noqa: S314 - nothing foreign


def at(element: ET.Element, path: str) -> str:
    found = element.find("/".join(SPACE + step for step in path.split("/")))
    return "" if found is None or found.text is None else found.text


def every(element: ET.Element, path: str) -> list[ET.Element]:
    return element.findall("/".join(SPACE + step for step in path.split("/")))


def minutes(text: str) -> int:
    hours, _, rest = text.removeprefix("PT").partition("H")
    whole, _, seconds = rest.partition("M")
    assert seconds in ("0S", "")
    return int(hours) * 60 + int(whole)


class WorkingTime:
    """The calendar of the file, minute by minute."""

    def __init__(self, root: ET.Element) -> None:
        calendar = next(c for c in every(root, "Calendars/Calendar") if at(c, "UID") == at(root, "CalendarUID"))
        self.week = {}
        for day in every(calendar, "WeekDays/WeekDay"):
            if at(day, "DayType") != "0":
                self.week[(int(at(day, "DayType")) - 2) % 7] = self._hours(day)
        self.days = {}
        for exception in every(calendar, "Exceptions/Exception"):
            first = datetime.fromisoformat(at(exception, "TimePeriod/FromDate")).date()
            last = datetime.fromisoformat(at(exception, "TimePeriod/ToDate")).date()
            while first <= last:
                self.days[first] = self._hours(exception)
                first += timedelta(days=1)

    @staticmethod
    def _hours(element: ET.Element) -> list[tuple[time, time]]:
        if at(element, "DayWorking") != "1":
            return []
        times = every(element, "WorkingTimes/WorkingTime")
        return [(time.fromisoformat(at(t, "FromTime")), time.fromisoformat(at(t, "ToTime"))) for t in times]

    def spans(self, day) -> list[tuple[datetime, datetime]]:
        hours = self.days[day] if day in self.days else self.week[day.weekday()]
        return [(datetime.combine(day, first), datetime.combine(day, last)) for first, last in hours]

    def forward(self, moment: datetime, count: int) -> datetime:
        """Return the moment after so many working minutes; after none, the next working moment."""
        day = moment.date()
        while True:
            for first, last in self.spans(day):
                begin = max(first, moment)
                if begin < last:
                    here = int((last - begin).total_seconds() // 60)
                    if count <= here:
                        return begin + timedelta(minutes=count)
                    count -= here
            day += timedelta(days=1)

    def backward(self, moment: datetime, count: int) -> datetime:
        """Return the moment so many working minutes before."""
        day = moment.date()
        while True:
            for first, last in reversed(self.spans(day)):
                end = min(last, moment)
                if end > first:
                    here = int((end - first).total_seconds() // 60)
                    if count <= here:
                        return end - timedelta(minutes=count)
                    count -= here
            day -= timedelta(days=1)

    def shifted(self, moment: datetime, count: int) -> datetime:
        return moment if count == 0 else self.forward(moment, count) if count > 0 else self.backward(moment, -count)


@dataclass
class Dates:
    """Where a task lies."""

    start: datetime
    finish: datetime


def stated(root: ET.Element) -> dict[str, Dates]:
    """Return the dates of the tasks (no summaries) as they stand in the file."""
    return {
        at(task, "UID"): Dates(datetime.fromisoformat(at(task, "Start")), datetime.fromisoformat(at(task, "Finish")))
        for task in every(root, "Tasks/Task")
        if at(task, "Summary") != "1"
    }


def computed(root: ET.Element) -> dict[str, Dates]:
    """Return the dates of the tasks as a project program computes them from start, links, limits and durations."""
    working = WorkingTime(root)
    tasks = {at(task, "UID"): task for task in every(root, "Tasks/Task") if at(task, "Summary") != "1"}
    limits, current = {}, None
    for task in every(root, "Tasks/Task"):
        if at(task, "Summary") == "1":
            current = at(task, "ConstraintDate") if at(task, "ConstraintType") == "4" else ""
        limits[at(task, "UID")] = current
    found: dict[str, Dates] = {}
    for _ in range(len(tasks) + 1):
        for uid, task in tasks.items():
            links = every(task, "PredecessorLink")
            if uid not in found and all(at(link, "PredecessorUID") in found for link in links):
                found[uid] = _dates(root, task, working, found, limits[uid])
    return found


def _dates(root, task, working, found, limit) -> Dates:
    links = every(task, "PredecessorLink")
    length = minutes(at(task, "Duration"))
    if at(task, "Manual") == "1":
        return Dates(*(datetime.fromisoformat(at(task, name)) for name in ("ManualStart", "ManualFinish")))
    begins = [datetime.fromisoformat(at(root, "StartDate"))]
    if limit:
        begins.append(datetime.fromisoformat(limit))
    for link in links:
        before = found[at(link, "PredecessorUID")]
        kind, lag = at(link, "Type"), int(at(link, "LinkLag")) // 10
        moment = working.shifted(before.finish if kind in ("0", "1") else before.start, lag)
        begins.append(working.backward(moment, length) if kind in ("0", "2") and length else moment)
    start = max(begins)
    if at(task, "ActualStart"):
        start = datetime.fromisoformat(at(task, "ActualStart"))
    elif at(task, "ConstraintType") == "2":
        start = datetime.fromisoformat(at(task, "ConstraintDate"))
    elif at(task, "ConstraintType") == "4":
        start = max(start, datetime.fromisoformat(at(task, "ConstraintDate")))
    if length == 0:
        return Dates(start, start)
    start = working.forward(start, 0)
    return Dates(start, working.forward(start, length))
