"""Writes a case, with its timetable and a baseline if there are any, as MS Project XML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from lxml import etree

from serpin.base.errors import Problem, refuse
from serpin.base.texts import mark
from serpin.formats.msproject.calendars import add_calendar, add_derived_calendar
from serpin.formats.msproject.clock import HOURS, MINUTES_PER_DAY, Clock, duration_of, shown
from serpin.formats.msproject.fields import CODE, GATE, NAMESPACE, OWNER, add, add_field, add_field_definitions
from serpin.formats.msproject.items import LAST_POSITION, Item, earliest_by, hold, items_of, last_date
from serpin.formats.msproject.losses import losses_of
from serpin.formats.msproject.resources import add_assignments, add_resources
from serpin.formats.msproject.tasks import add_work
from serpin.vocabulary.case import Case
from serpin.vocabulary.project import Project
from serpin.vocabulary.timetable import Timetable
from serpin.vocabulary.work import LinkType, Work

_SUMMARY_CALENDAR = 1


def mspdi_of(
    case: Case,
    timetable: Timetable | None = None,
    baseline: Timetable | None = None,
    *,
    language: str = "en",
) -> tuple[bytes, list[Problem]]:
    """Return a case as MS Project XML, and what could not be carried.

    Dates do not move when a project program computes the file anew: every task that has not begun starts no earlier
    than its day, durations are fixed, and calendars of resources are not followed; a task that its links alone would
    put later is scheduled by hand.

    Parameters
    ----------
    case
        The case.
    timetable
        Where the works lie; projects that it does not hold are left out. Without one, works lie where links put them.
    baseline
        An earlier timetable, written as the baseline.
    language
        Language of names and titles.
    """
    writing = _Writing(case, timetable, baseline, language)
    return writing.content(), losses_of(case, timetable, language)


class _Writing:
    """Draws the file."""

    def __init__(self, case: Case, timetable: Timetable | None, baseline: Timetable | None, language: str) -> None:
        self.case = case
        self.timetable = timetable
        self.baseline = baseline.by_work() if baseline else {}
        self.language = language
        self.clock = Clock(case.days)
        kept = {placement.project for placement in timetable.placements} if timetable is not None else None
        self.projects = [project for project in case.projects if kept is None or project.id in kept]
        self.items = {project.id: items_of(case, project, timetable) for project in self.projects}
        self.summaries: dict[str, int] = {}
        self._moments: dict[int, datetime] = {}
        self._by_code = {
            id(item): {other.code: other for other in items} for items in self.items.values() for item in items
        }
        uid = 0
        for project in self.projects:
            uid += 1
            self.summaries[project.id] = uid
            for item in self.items[project.id]:
                uid += 1
                item.uid = uid

    def content(self) -> bytes:
        """Return the bytes of the file."""
        names: Any = {None: NAMESPACE}
        root = etree.Element(f"{{{NAMESPACE}}}Project", nsmap=names)
        every = [item for items in self.items.values() for item in items]
        for item in every:
            if item.finish > LAST_POSITION:
                message = mark("{value} would end so late that project programs have no date for it")
                raise refuse(message, value=item.code[1])
        begin = min([item.start for item in every], default=0.0)
        for project in self.projects:
            hold(self.case, self.items[project.id], min(begin, 0.0))
        self.first = min(self.clock.begin(begin), datetime.combine(self.case.start, HOURS[0][0]))
        self.last = max((self._end(item) for item in every), default=self.first)
        self._head(root)
        add_field_definitions(root, self.language)
        self._calendars(root)
        self._tasks(root)
        uids = add_resources(add(root, "Resources"), self.case, self._own_calendars(), self.language)
        add_assignments(add(root, "Assignments"), self._spans(every), uids)
        text: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True, pretty_print=True)
        return text

    def _spans(self, items: list[Item]) -> Iterator[tuple[Item, datetime, datetime]]:
        for item in items:
            if item.mode is not None:
                yield item, self._begin(item), self._end(item)

    def _begin(self, item: Item) -> datetime:
        """Return the first moment of a task; of one without duration and limit the moment that its links give."""
        key = id(item)
        if key not in self._moments:
            self._moments[key] = self.clock.begin(item.start)
            if item.days == 0 and not self._is_held(item):
                self._moments[key] = self._by_links(item)
        return self._moments[key]

    def _is_held(self, item: Item) -> bool:
        """Tell whether something else than links gives a task its place."""
        work = item.noun
        if not isinstance(work, Work):
            return False
        limited = work.earliest is not None and self.case.days.day_of(work.earliest) == item.start
        return bool(self.timetable is not None or item.is_held or work.progress or work.pinned_start or limited)

    def _by_links(self, item: Item) -> datetime:
        driving = []
        for code, link in item.links:
            before = self._by_code[id(item)].get(code)
            if before is not None and earliest_by(link, before, 0.0) == item.start:
                from_end = link.type in (LinkType.FINISH_START, LinkType.FINISH_FINISH)
                moment = self._end(before) if from_end else self._begin(before)
                driving.append(moment if link.lag == 0 else self.clock.end(item.start))
        return max(driving, default=self.clock.begin(item.start))

    def _end(self, item: Item) -> datetime:
        return self._begin(item) if item.days == 0 else self.clock.end(item.finish)

    def _head(self, root: Any) -> None:
        case = self.case
        title = case.title.text(self.language)
        for name, value in (
            ("SaveVersion", 14),
            ("Name", title),
            ("Title", title),
            ("ScheduleFromStart", True),
            ("StartDate", shown(self.first)),
            ("FinishDate", shown(self.last)),
            ("FYStartDate", 1),
            ("CriticalSlackLimit", 0),
            ("CurrencyDigits", 2),
            ("CurrencySymbol", case.currency),
            ("CurrencyCode", case.currency),
            ("CurrencySymbolPosition", 3),
            ("CalendarUID", _SUMMARY_CALENDAR),
            ("DefaultStartTime", HOURS[0][0].isoformat()),
            ("DefaultFinishTime", HOURS[-1][1].isoformat()),
            ("MinutesPerDay", MINUTES_PER_DAY),
            ("MinutesPerWeek", MINUTES_PER_DAY * len(case.calendar.week)),
            ("DaysPerMonth", 20),
            ("DefaultTaskType", 1),
            ("DefaultFixedCostAccrual", 3),
            ("DurationFormat", 7),
            ("WorkFormat", 2),
            ("HonorConstraints", True),
            ("MultipleCriticalPaths", False),
            ("NewTasksEffortDriven", False),
            ("NewTasksEstimated", False),
            ("SplitsInProgressTasks", False),
            ("WeekStartDay", 1),
            ("NewTaskStartDate", 0),
            ("NewTasksAreManual", False),
        ):
            add(root, name, value)

    def _own_calendars(self) -> dict[str, tuple[int, int]]:
        """Return the numbers of the calendars of each resource: its own, and the one that this is based on."""
        found = {}
        number = _SUMMARY_CALENDAR
        for resource in self.case.resources:
            base = _SUMMARY_CALENDAR
            if resource.calendar is not None:
                number += 1
                base = number
            number += 1
            found[resource.id] = (number, base)
        return found

    def _calendars(self, root: Any) -> None:
        group = add(root, "Calendars")
        case = self.case
        last = max(last_date(case, self.timetable), self.last.date())
        years = range(min(case.start, self.first.date()).year, max(last.year, case.start.year + case.horizon // 4) + 2)
        add_calendar(group, _SUMMARY_CALENDAR, "Serpin", case.calendar, years=years, language=self.language)
        for resource in case.resources:
            number, base = self._own_calendars()[resource.id]
            name = resource.name.text(self.language)
            if resource.calendar is not None:
                title = f"{name} ({resource.id})"
                add_calendar(group, base, title, resource.calendar, years=years, language=self.language)
            add_derived_calendar(group, number, name, base)

    def _tasks(self, root: Any) -> None:
        group = add(root, "Tasks")
        self._summary(group, None, 0, 0)
        for number, project in enumerate(self.projects, start=1):
            self._summary(group, project, self.summaries[project.id], number)
            uids = {item.code: item.uid for item in self.items[project.id]}
            for position, item in enumerate(self.items[project.id], start=1):
                element = add(group, "Task")
                outline = f"{number}.{position}"
                placement = self.baseline.get((project.id, item.code[1])) if item.code[0] != GATE else None
                before = None
                if placement is not None:
                    days = float(placement.finish - placement.start)
                    before = replace(item, start=float(placement.start), days=days)
                add_work(
                    element,
                    item,
                    span=(self._begin(item), self._end(item)),
                    baseline=self._baseline(before) if before else None,
                    outline=outline,
                    uids=uids,
                    is_planned=self.timetable is not None,
                    language=self.language,
                )

    def _baseline(self, item: Item) -> tuple[float, datetime, datetime]:
        begin = self.clock.begin(item.start)
        return item.days, begin, self.clock.end(item.finish) if item.days else begin

    def _summary(self, group: Any, project: Project | None, uid: int, number: int) -> None:
        """Append the task that a project is, or the one of the whole file."""
        element = add(group, "Task")
        projects = [project] if project else self.projects
        items = [item for each in projects for item in self.items[each.id]]
        begin = min((self._begin(item) for item in items), default=self.first)
        end = max((self._end(item) for item in items), default=begin)
        days = self.clock.position(end) - self.clock.position(begin)
        text = project.name.text(self.language) if project else self.case.title.text(self.language)
        limit = project.earliest_start if project else None
        for tag, value in (
            ("UID", uid),
            ("ID", uid),
            ("Name", text),
            ("Active", True),
            ("Manual", False),
            ("Type", 1),
            ("IsNull", False),
            ("WBS", number),
            ("OutlineNumber", number),
            ("OutlineLevel", 1 if project else 0),
            ("Priority", 500),
            ("Start", shown(begin)),
            ("Finish", shown(end)),
            ("Duration", duration_of(days)),
            ("DurationFormat", 7),
            ("EffortDriven", False),
            ("Milestone", False),
            ("Summary", True),
            ("FixedCostAccrual", 3),
            ("ConstraintType", 4 if limit else 0),
            ("CalendarUID", -1),
            ("ConstraintDate", shown(_morning(limit)) if limit else None),
            ("Deadline", shown(_evening(project.deadline)) if project and project.deadline else None),
            ("IgnoreResourceCalendar", False),
        ):
            if value is not None:
                add(element, tag, value)
        if project is not None:
            add_field(element, CODE, project.id)
            add_field(element, OWNER, f"{project.enterprise}; {project.innovation}")
        else:
            add_field(element, CODE, f"serpin {self.case.start} {self.case.language}")


def _morning(day: date) -> datetime:
    return datetime.combine(day, HOURS[0][0])


def _evening(day: date) -> datetime:
    return datetime.combine(day, HOURS[-1][1])
