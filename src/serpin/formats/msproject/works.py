"""Works, gates, links and dates of one project of a file."""

from __future__ import annotations

import math
import re
from datetime import date
from decimal import Decimal
from typing import Any

from serpin.base.periods import WorkCalendar
from serpin.base.texts import mark
from serpin.formats.msproject.clock import Clock, minutes_of, moment_of
from serpin.formats.msproject.fields import CODE, HIGH, KIND, LIMITS, LOW, MODE, MOST_LIKELY
from serpin.formats.msproject.notes import Notes
from serpin.formats.msproject.outline import Task
from serpin.formats.msproject.tasks import LINK_NUMBERS
from serpin.formats.msproject.tree import children, text_of
from serpin.vocabulary.timetable import Placement
from serpin.vocabulary.work import WorkKind

_LINKS = {str(number): kind.value for kind, number in LINK_NUMBERS.items()}
_ELAPSED = frozenset({4, 6, 8, 10, 12, 36, 38, 40, 42, 44})
_PERCENTS = frozenset({19, 20, 51, 52})
_DEFAULT_KIND = WorkKind.ORGANISATION.value
_UNFIT = re.compile(r"[\s;:/\[\]|]+")
_EXACT = 1e-6

_NO_KIND = mark("works without a stated kind, taken as organisation: {count}, for example {example}")
_LAGS = mark("lags rounded to whole working days: {count}, for example of {example}")
_WITHIN_DAY = mark("tasks that begin or end within a day and are placed on whole days: {count}, for example {example}")
_CONSTRAINTS = mark(
    "constraints that are not read (as late as possible, no later than): {count}, for example of {example}"
)
_FINISHES = mark("constraints on the finish read as such on the start: {count}, for example of {example}")
_DEADLINES = mark("deadlines of single tasks that are not read: {count}, for example of {example}")
_CALENDARS = mark("calendars of single tasks that are not read: {count}, for example of {example}")
_BY_HAND = mark("tasks scheduled by hand and read with a fixed start: {count}, for example {example}")
_SPLIT = mark("interrupted tasks read without interruptions: {count}, for example {example}")


class WorkReading:
    """Reads the works of one project.

    Parameters
    ----------
    clock
        Moments of the file as positions in working days.
    days
        The day counter of the case.
    minutes
        Minutes of a day in durations and lags.
    notes
        What is not read.
    tasks
        All tasks of the file by their numbers.
    demands
        What every task takes of which resource.
    is_own
        Whether Serpin wrote the file.
    """

    def __init__(
        self,
        clock: Clock,
        days: WorkCalendar,
        minutes: float,
        notes: Notes,
        *,
        tasks: dict[str, Task],
        demands: dict[str, dict[str, int]],
        is_own: bool,
    ) -> None:
        self.clock = clock
        self.days = days
        self.minutes = minutes
        self.tasks = tasks
        self.demands = demands
        self.notes = notes
        self.is_own = is_own
        self.placements: list[Placement] = []
        self.baseline: list[Placement] = []
        self.calendar = ""
        """Number of the calendar of the file; tasks with another one are told."""
        self._codes: dict[str, str] = {}

    def project(self, code: str, summary: Task | None, members: list[Task]) -> dict[str, Any]:
        """Return what a project holds beside its name and owner."""
        self._name(members)
        works = [task for task in members if not task.is_gate]
        gates = [task for task in members if task.is_gate]
        found: dict[str, Any] = {"works": [self._work(code, task, gates) for task in works]}
        if gates:
            found["gates"] = [self._gate(task, works) for task in gates]
        if summary is not None:
            deadline, limit = text_of(summary.element, "Deadline"), text_of(summary.element, "ConstraintDate")
            if deadline:
                found["deadline"] = moment_of(deadline).date()
            if limit and text_of(summary.element, "ConstraintType") in ("2", "4"):
                found["earliest_start"] = moment_of(limit).date()
        return found

    def _name(self, members: list[Task]) -> None:
        """Give every task a code: its own, or its number."""
        taken: set[tuple[bool, str]] = set()
        for task in members:
            code = _UNFIT.sub("-", task.fields.get(CODE, "") if self.is_own else "")[:40] or task.uid
            if (task.is_gate, code) in taken:
                code = f"{code[:30]}-{task.uid}"
            taken.add((task.is_gate, code))
            self._codes[task.uid] = code

    def code_of(self, task: Task) -> str:
        """Return the code of a task that was read."""
        return self._codes[task.uid]

    def _work(self, project: str, task: Task, gates: list[Task]) -> dict[str, Any]:
        element = task.element
        kind = task.fields.get(KIND, "")
        if kind not in set(WorkKind):
            self.notes.add(_NO_KIND, task.name)
            kind = _DEFAULT_KIND
        mode: dict[str, Any] = {
            "id": (task.fields.get(MODE) if self.is_own else None) or "1",
            "duration": self._duration(task),
            "demand": self.demands.get(task.uid, {}),
        }
        cost = text_of(element, "FixedCost")
        if cost and Decimal(cost):
            mode["cost"] = float(Decimal(cost) / 100)
        if notes := text_of(element, "Notes"):
            mode["notes"] = notes
        code = self._codes[task.uid]
        work: dict[str, Any] = {"id": code, "name": task.name or code, "kind": kind, "modes": [mode]}
        gate_uids = {gate.uid for gate in gates}
        work["after"] = [self._link(task, uid, link) for uid, link in task.links if uid not in gate_uids]
        self._limits(task, work)
        if (text_of(element, "CalendarUID") or "-1") not in ("-1", self.calendar):
            self.notes.add(_CALENDARS, task.name)
        self._progress(element, work)
        self._place(project, task, code, mode["id"])
        return work

    def _gate(self, task: Task, works: list[Task]) -> dict[str, Any]:
        uids = {work.uid for work in works}
        return {
            "id": self._codes[task.uid],
            "name": task.name,
            "after": [self._codes[uid] for uid, _ in task.links if uid in uids],
            "before": [self._codes[work.uid] for work in works if any(uid == task.uid for uid, _ in work.links)],
        }

    def _duration(self, task: Task) -> Any:
        points = [task.fields.get(number) for number in (LOW, MOST_LIKELY, HIGH)]
        if self.is_own and all(points):
            return [_plain(minutes_of(str(point)) / self.minutes) for point in points]
        if self.is_own and points[1]:
            return _plain(minutes_of(points[1]) / self.minutes)
        stated = text_of(task.element, "Duration")
        if stated and int(text_of(task.element, "DurationFormat") or 7) not in _ELAPSED:
            return _plain(max(minutes_of(stated), 0.0) / self.minutes)
        span = self._span(task.element, "Start", "Finish")
        if span is None:
            return _plain(minutes_of(stated or "PT8H0M0S") / (24 * 60))
        return _plain(span[1] - span[0])

    def _span(self, element: Any, first: str, last: str) -> tuple[float, float] | None:
        """Return two moments of an element as positions, or nothing where they are not given."""
        begin, end = text_of(element, first), text_of(element, last)
        if not begin or not end:
            return None
        start = self.clock.position(moment_of(begin))
        return start, max(self.clock.position(moment_of(end)), start)

    def _link(self, task: Task, before: str, element: Any) -> dict[str, Any]:
        lag = float(text_of(element, "LinkLag") or 0)
        form = int(text_of(element, "LagFormat") or 7)
        if form in _PERCENTS:  # of the duration of the earlier task
            days = lag / 100 * minutes_of(text_of(self.tasks[before].element, "Duration") or "PT0H0M0S") / self.minutes
        elif form in _ELAPSED:
            days = lag / 10 / (24 * 60) * 5 / 7
        else:
            days = lag / 10 / self.minutes
        whole = math.ceil(days - _EXACT)
        if abs(days - whole) > _EXACT or form in _PERCENTS or form in _ELAPSED:
            self.notes.add(_LAGS, task.name)
        kind = _LINKS.get(text_of(element, "Type") or "1", "FS")
        return {"work": self._codes[before], "type": kind, "lag": max(min(whole, 5000), -5000)}

    def _limits(self, task: Task, work: dict[str, Any]) -> None:
        element = task.element
        given = task.fields.get(LIMITS) if self.is_own else None
        if given is not None:
            for limit in given.split():
                if limit.startswith(">="):
                    work["earliest"] = date.fromisoformat(limit[2:])
                elif limit.startswith("="):
                    work["pinned_start"] = date.fromisoformat(limit[1:])
            return
        kind, text = text_of(element, "ConstraintType") or "0", text_of(element, "ConstraintDate")
        if kind in ("1", "5", "7"):
            self.notes.add(_CONSTRAINTS, task.name)
        if text and kind in ("2", "3", "4", "6"):
            day = moment_of(text).date()
            if kind in ("3", "6"):
                self.notes.add(_FINISHES, task.name)
                length = minutes_of(text_of(element, "Duration") or "PT0H0M0S") / self.minutes
                day = self.days.date_of(self.days.day_of(day) - max(math.ceil(length - _EXACT) - 1, 0))
            work["pinned_start" if kind in ("2", "3") else "earliest"] = day
        if text_of(element, "Deadline"):
            self.notes.add(_DEADLINES, task.name)
        begin = text_of(element, "Start")
        if text_of(element, "Manual") == "1" and begin and not text_of(element, "ActualStart"):
            self.notes.add(_BY_HAND, task.name)
            work["pinned_start"] = moment_of(begin).date()

    def _progress(self, element: Any, work: dict[str, Any]) -> None:
        begun, ended = text_of(element, "ActualStart"), text_of(element, "ActualFinish")
        percent = text_of(element, "PercentComplete") or "0"
        if not begun:
            return
        work["progress"] = {"actual_start": moment_of(begun).date(), "percent": float(percent)}
        if ended:
            work["progress"]["actual_finish"] = moment_of(ended).date()
        cost = text_of(element, "ActualCost")
        if cost and Decimal(cost) > 0:
            work["progress"]["actual_cost"] = Decimal(cost) / 100

    def _place(self, project: str, task: Task, code: str, mode: str) -> None:
        span = self._span(task.element, "Start", "Finish")
        if span is not None:
            self.placements.append(self._placement(project, code, mode, span))
            if any(abs(point - round(point)) > _EXACT for point in span):
                self.notes.add(_WITHIN_DAY, task.name)
        for element in children(task.element, "Baseline"):
            earlier = self._span(element, "Start", "Finish") if text_of(element, "Number") in (None, "0") else None
            if earlier is not None:
                self.baseline.append(self._placement(project, code, mode, earlier))
        if children(task.element, "Split"):
            self.notes.add(_SPLIT, task.name)

    def _placement(self, project: str, code: str, mode: str, span: tuple[float, float]) -> Placement:
        start, finish = math.floor(span[0] + _EXACT), math.ceil(span[1] - _EXACT)
        if span[1] - span[0] < _EXACT:
            start = finish = math.ceil(span[0] - _EXACT)
        return Placement(project=project, work=code, mode=mode, start=start, finish=max(start, finish))


def _plain(days: float) -> int | float:
    """Return days without the noise of divisions, whole ones as whole numbers."""
    days = round(days, 9)
    return int(days) if days == int(days) else days
