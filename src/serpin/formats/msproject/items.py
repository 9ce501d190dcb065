"""What is written as tasks: works and gates in their places, by the timetable or, without one, by links alone."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import date

from serpin.vocabulary.case import Case
from serpin.vocabulary.estimate import Fixed
from serpin.vocabulary.gate import Gate
from serpin.vocabulary.project import Project
from serpin.vocabulary.timetable import Placement, Timetable
from serpin.vocabulary.work import Link, LinkType, Mode, Work

Code = tuple[str, str]
"""``work`` or ``gate``, and its code within the project."""

LAST_POSITION = 20_000
"""Working days from the start, about 80 years, behind which nothing is written."""


@dataclass
class Item:
    """A work or a gate as a task.

    Parameters
    ----------
    code
        What it is.
    noun
        The work or the gate.
    mode
        How a work is done; nothing for gates.
    days
        Duration in working days.
    links
        What it waits for.
    start
        Position in working days from the start of the case.
    uid
        Number of the task.
    is_moved
        Whether the links alone would put it later than it is.
    is_held
        Whether a project program would put it earlier, since it knows no first day for what has not begun.
    """

    code: Code
    noun: Work | Gate
    mode: Mode | None
    days: float
    links: list[tuple[Code, Link]] = field(default_factory=list)
    start: float = 0.0
    uid: int = 0
    is_moved: bool = False
    is_held: bool = False

    @property
    def finish(self) -> float:
        """Position of the end."""
        return self.start + self.days


def items_of(case: Case, project: Project, timetable: Timetable | None, chosen: str | None = None) -> list[Item]:
    """Return the tasks of a project in the order of the case, each in its place.

    Parameters
    ----------
    case
        The case.
    project
        One of its projects.
    timetable
        Where the works lie; without one they lie where their links put them.
    chosen
        Not used for projects that the timetable places; the code of a mode to prefer otherwise.
    """
    placed = timetable.by_work() if timetable else {}
    items: dict[Code, Item] = {}
    for work in project.works:
        placement = placed.get((project.id, work.id))
        mode = work.mode(placement.mode) if placement else _mode_of(work, chosen)
        days = float(placement.finish - placement.start) if placement else days_of(mode)
        links = [(("work", link.work), link) for link in work.after]
        items["work", work.id] = Item(("work", work.id), work, mode, days, links)
    for gate in project.gates:
        links = [(("work", other), Link(work=other)) for other in gate.after]
        items["gate", gate.id] = Item(("gate", gate.id), gate, None, 0.0, links)
        for other in gate.before:
            if ("work", other) in items:
                items["work", other].links.append((("gate", gate.id), Link(work=other)))
    _place(case, project, items, placed)
    return list(items.values())


def percent_of(item: Item) -> int:
    """Return how much of a task is done, in whole percent."""
    progress = item.noun.progress if isinstance(item.noun, Work) else None
    return 0 if not progress else 100 if progress.actual_finish else round(progress.percent)


def days_of(mode: Mode) -> float:
    """Return the duration that a task gets: a certain one as it is, any other as plans use it."""
    if isinstance(mode.duration, Fixed):
        return mode.duration.value
    return float(int(mode.duration.mean() + 0.5))


def _mode_of(work: Work, chosen: str | None) -> Mode:
    allowed = work.allowed_modes
    return next((mode for mode in allowed if mode.id == chosen), allowed[0])


def _place(case: Case, project: Project, items: dict[Code, Item], placed: dict[tuple[str, str], Placement]) -> None:
    """Put every task at its place, earlier ones first."""
    first = case.days.day_of(max(case.start, project.earliest_start or case.start))
    for item in _in_order(items):
        after = [earliest_by(link, items[code], item.days) for code, link in item.links if code in items]
        by_links = max(after, default=float(first))
        placement = placed.get((project.id, item.code[1])) if item.code[0] == "work" else None
        if placement is not None:
            item.start = float(placement.start)
            item.is_moved = by_links > item.start and item.links != []
        elif item.code[0] == "gate":
            item.start = max([*after], default=float(first))
        else:
            item.start = _free_start(case, item, max(by_links, float(first)))
            item.is_moved = by_links > item.start and item.links != []


def _free_start(case: Case, item: Item, by_links: float) -> float:
    work = item.noun
    if not isinstance(work, Work):
        return by_links
    if work.progress:
        return float(case.days.day_of(work.progress.actual_start))
    if work.pinned_start:
        return float(case.days.day_of(work.pinned_start))
    return max(by_links, float(case.days.day_of(work.earliest)) if work.earliest else 0.0)


def earliest_by(link: Link, before: Item, days: float) -> float:
    """Return the earliest start that a link allows a task of some days."""
    origin = before.finish if link.type in (LinkType.FINISH_START, LinkType.FINISH_FINISH) else before.start
    return origin + link.lag - (days if link.type in (LinkType.FINISH_FINISH, LinkType.START_FINISH) else 0)


def _in_order(items: dict[Code, Item]) -> list[Item]:
    """Return the tasks so that each comes after those that it waits for; circles through gates come last."""
    waiting = {code: sum(other in items for other, _ in item.links) for code, item in items.items()}
    later: dict[Code, list[Code]] = {code: [] for code in items}
    for code, item in items.items():
        for other, _ in item.links:
            if other in items:
                later[other].append(code)
    ready = deque(code for code, count in waiting.items() if count == 0)
    order: list[Code] = []
    while ready:
        order.append(ready.popleft())
        for code in later[order[-1]]:
            waiting[code] -= 1
            if waiting[code] == 0:
                ready.append(code)
    return [items[code] for code in [*order, *(code for code in items if waiting[code] > 0)]]


def hold(case: Case, items: list[Item], start: float) -> None:
    """Find the works that a project program would put earlier than they are, and mark them.

    Parameters
    ----------
    case
        The case.
    items
        The tasks of a project.
    start
        Position at which the whole file starts.
    """
    # the limit of the summary task does not count here: not every program hands it down to the tasks below
    by_code = {item.code: item for item in items}
    for item in items:
        work = item.noun
        if not isinstance(work, Work) or work.progress or work.pinned_start:
            continue
        after = [earliest_by(link, by_code[code], item.days) for code, link in item.links if code in by_code]
        given = float(case.days.day_of(work.earliest)) if work.earliest else start
        item.is_held = max([*after, given, start]) < item.start


def last_date(case: Case, timetable: Timetable | None) -> date:
    """Return a date that no task of the case lies behind."""
    if timetable and timetable.placements:
        return case.days.date_of(max(timetable.makespan, 1))
    total = max((sum(days_of(_mode_of(work, None)) for work in project.works) for project in case.projects), default=0)
    lags = sum(abs(link.lag) for project in case.projects for work in project.works for link in work.after)
    furthest = max(
        (
            day
            for project in case.projects
            for work in project.works
            for day in (work.earliest, work.pinned_start)
            if day
        ),
        default=case.start,
    )
    start = case.days.day_of(max(furthest, *(p.earliest_start or case.start for p in case.projects), case.start))
    return case.days.date_of(int(min(start + total + lags, LAST_POSITION)))
