"""Reads MS Project XML as a case, with the dates of the file as its timetable."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import PurePath
from typing import Any

from serpin.base.errors import InputError, refuse
from serpin.base.texts import mark
from serpin.formats.cleaning import clean_data
from serpin.formats.msproject.calendars import CalendarReading, read_calendars
from serpin.formats.msproject.clock import Clock, moment_of
from serpin.formats.msproject.fields import CODE, OWNER
from serpin.formats.msproject.notes import Notes
from serpin.formats.msproject.outline import Outline, Task, read_outline
from serpin.formats.msproject.people import read_demands, read_resources
from serpin.formats.msproject.project_file import ProjectFile
from serpin.formats.msproject.tree import name_of, parse, text_of
from serpin.formats.msproject.works import WorkReading
from serpin.vocabulary.calendar import Calendar
from serpin.vocabulary.reading import read_case
from serpin.vocabulary.timetable import Placement, Timetable

_OWN = re.compile(r"serpin (\d{4}-\d{2}-\d{2}) (kk|ru|en)")
_UNFIT = re.compile(r"[\s;:/\[\]|]+")
_LONGEST_CODE = 40
_NOT_STATED = "NA"
_NO_STATUS = mark(
    "begun tasks in a file without a status date, whose rest is counted from its start: for example {example}"
)


def project_file(content: bytes, file: str) -> ProjectFile:
    """Return what a file in MS Project XML holds.

    Parameters
    ----------
    content
        The bytes of the file.
    file
        Its name, for messages.

    Raises
    ------
    InputError
        If it is damaged, hostile or of another kind, or with every problem of its content.
    """
    root = parse(content, file)
    if name_of(root) != "Project":
        raise refuse(mark("file {file} is not MS Project XML: it begins with {value}"), file=file, value=name_of(root))
    try:
        return FileReading(root, file).result()
    except (ValueError, ArithmeticError, KeyError, TypeError) as error:
        if isinstance(error, InputError):
            raise
        message = mark("file {file} holds a value that MS Project XML does not allow: {value}")
        raise refuse(message, file=file, value=str(error)[:60]) from None


class FileReading:
    """Reads one file."""

    def __init__(self, root: Any, file: str) -> None:
        self.root = root
        self.file = file
        self.notes = Notes()
        self.calendars = read_calendars(root, self.notes)
        self.outline: Outline = read_outline(root, self.notes)
        if not self.outline.projects:
            raise refuse(mark("file {file} holds no tasks"), file=file)
        whole = self.outline.whole
        self.own = _OWN.fullmatch(whole.fields.get(CODE, "")) if whole else None
        self.base = self.calendars.get(text_of(root, "CalendarUID") or "")
        self.start = date.fromisoformat(self.own[1]) if self.own else self._first_day()
        self.calendar = Calendar.model_validate(self.base.noun() if self.base else {"country": ""})
        self.days = self.calendar.days_from(self.start)
        self.clock = Clock(self.days, self.base.hours_on if self.base else None)
        self.enterprises: dict[str, str] = {}
        self._by_work: dict[tuple[str, str], Task] = {}

    def _first_day(self) -> date:
        stated = text_of(self.root, "StartDate")
        starts = [moment_of(text) for task in self.outline.tasks.values() if (text := text_of(task.element, "Start"))]
        first = [moment_of(stated)] if stated else starts
        if not first:
            raise refuse(mark("file {file} does not say when the project starts"), file=self.file)
        begin, status = min(first).date(), text_of(self.root, "StatusDate")
        begun = [task.name for task in self.outline.tasks.values() if text_of(task.element, "ActualStart")]
        if not begun:
            return begin
        if not status or status == _NOT_STATED:
            self.notes.add(_NO_STATUS, begun[0])
            return begin
        # what is left of begun works is counted from the day after the status, as the program itself would go on
        return max(begin, moment_of(status).date() + timedelta(days=1))

    def result(self) -> ProjectFile:
        """Return the case and the timetables."""
        minutes = float(text_of(self.root, "MinutesPerDay") or 480)
        resources = read_resources(self.root, self._calendar_of_resource, self.notes)
        demands = read_demands(self.root, resources, self.notes)
        company = text_of(self.root, "Company")
        own_firm = "E1"
        own = self.own is not None
        placements: list[Placement] = []
        earlier: list[Placement] = []
        projects: list[dict[str, Any]] = []
        innovations: dict[str, str] = {}
        codes: set[str] = set()
        for summary, members in self.outline.projects:
            code = _unique(
                (summary.fields.get(CODE) if summary else None) or f"P{summary.uid if summary else ''}", codes
            )
            firm, innovation = self._owner_of(summary, own_firm, code)
            self.enterprises.setdefault(firm, firm if firm != own_firm or self.own else company or firm)
            name = summary.name if summary else self._title()
            innovations.setdefault(innovation, innovation if self.own else name)
            reading = WorkReading(
                self.clock, self.days, minutes, self.notes, tasks=self.outline.tasks, demands=demands, is_own=own
            )
            reading.calendar = self.base.uid if self.base else ""
            project = reading.project(code, summary, members)
            project |= {"id": code, "name": name or code, "innovation": innovation, "enterprise": firm}
            projects.append(project)
            self._by_work |= {(code, reading.code_of(task)): task for task in members if not task.is_gate}
            placements += reading.placements
            earlier += reading.baseline
        for resource in resources.values():
            firm = resource.owner or next(iter(self.enterprises))
            self.enterprises.setdefault(firm, firm)
            resource.noun["owner"] = firm
        data = {
            "title": self._title(),
            "start": self.start,
            "calendar": self.calendar.model_dump(),
            "enterprises": [{"id": code, "name": name} for code, name in self.enterprises.items()],
            "resources": [resource.noun for resource in resources.values()],
            "innovations": [{"id": code, "name": name, "type": "goods"} for code, name in innovations.items()],
            "projects": projects,
        }
        if self.own:
            data["language"] = self.own[2]
        self._currency(data)
        data, cleaned = clean_data(data) if not self.own else (data, [])
        case = read_case(data)
        timetable = Timetable(placements=tuple(placements))
        notes = (*self.notes.problems(), *(problem for problem in cleaned))
        return ProjectFile(case, timetable, Timetable(placements=tuple(earlier)) if earlier else None, notes)

    def tasks_by_work(self) -> dict[tuple[str, str], Task]:
        """Return the tasks by the codes of project and work that they were read as."""
        return self._by_work

    def _title(self) -> str:
        stated = text_of(self.root, "Title") or (self.outline.whole.name if self.outline.whole else None)
        return stated or text_of(self.root, "Name") or PurePath(self.file).stem

    def _currency(self, data: dict[str, Any]) -> None:
        from babel.core import get_global  # noqa: PLC0415 - reads tables that most imports do without

        code = text_of(self.root, "CurrencyCode")
        if code in get_global("all_currencies"):
            data["currency"] = code

    def _owner_of(self, summary: Task | None, firm: str, project: str) -> tuple[str, str]:
        """Return the codes of the enterprise and of the innovation of a project."""
        stated = (summary.fields.get(OWNER, "") if summary and self.own else "").split("; ")
        return (stated[0], stated[1]) if len(stated) == 2 else (firm, f"I-{project}"[:_LONGEST_CODE])

    def _calendar_of_resource(self, element: Any) -> Calendar | None:
        """Return the calendar of a resource where it differs from that of the project."""
        reading = self.calendars.get(text_of(element, "CalendarUID") or "")
        if reading is None or self.base is None or _says_the_same(reading, self.base):
            return None
        return Calendar.model_validate(reading.noun())


def _says_the_same(one: CalendarReading, two: CalendarReading) -> bool:
    return one.uid == two.uid or (not one.is_own and one.week == two.week and one.days == two.days)


def _unique(code: str, codes: set[str]) -> str:
    """Return a code that fits the vocabulary and that no other project has."""
    fit = _UNFIT.sub("-", code).strip("-")[:_LONGEST_CODE] or "P"
    number, found = 1, fit
    while found in codes:
        number += 1
        found = f"{fit[: _LONGEST_CODE - 6]}-{number}"
    codes.add(found)
    return found
