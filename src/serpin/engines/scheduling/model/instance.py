"""Turns a case and a selection into the arrays of the scheduler, and remembers what they mean."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from math import ceil

from serpin.base.errors import refuse
from serpin.base.periods import WorkCalendar
from serpin.base.texts import mark
from serpin.engines.scheduling.model.data import FAR
from serpin.engines.scheduling.problem import mode_cost
from serpin.vocabulary.calendar import Resource
from serpin.vocabulary.case import Case
from serpin.vocabulary.project import Project
from serpin.vocabulary.selection import Selection
from serpin.vocabulary.timetable import Placement
from serpin.vocabulary.work import LinkType, Mode, Work

LINK_NUMBER = {
    LinkType.FINISH_START: 0,
    LinkType.START_START: 1,
    LinkType.FINISH_FINISH: 2,
    LinkType.START_FINISH: 3,
}
CENTS = 100
WEIGHT_SCALE = 1000


@dataclass
class Activity:
    """A work that is still to be done, in the words of the case.

    ``begun`` is the actual start of a work under way (0 at the latest counts as start for the arrays), else nothing.
    """

    project: Project
    work: Work
    modes: list[Mode]
    lengths: list[int]
    begun: int | None = None

    @property
    def name(self) -> tuple[str, str]:
        """Codes of project and work."""
        return self.project.id, self.work.id


@dataclass
class Instance:
    """The case as the scheduler sees it."""

    case: Case
    days: WorkCalendar
    projects: list[Project]
    activities: list[Activity]
    done: list[Placement]
    resources: list[Resource]
    limits: list[list[tuple[int, int]]]
    """Steps (since day, units) of each resource, the first at day 0 or before."""
    calendars: list[WorkCalendar | None]
    """Own calendar of each resource."""
    release_of: dict[str, int]
    budgets: dict[str, int]
    """Limits of the costs of projects, in cents."""
    links: list[tuple[int, int, int, int, int]] = field(default_factory=list)
    """(earlier, later, type, least lag, longest lag) between activities."""
    release: list[int] = field(default_factory=list)
    latest: list[int] = field(default_factory=list)
    levels: bool = False
    """Whether resources that never bind count too, since their loads are levelled."""
    columns: dict[int, int] = field(default_factory=dict)
    """Column, among the packed capacities, of each resource that can bind."""

    def largest_capacity(self, resource: int) -> int:
        """Return the largest capacity that a resource ever has."""
        return max(units for _, units in self.limits[resource])


def cents(case_rates: dict[str, float], mode: Mode) -> int:
    """Return the expected cost of a mode with its resources, in cents."""
    return round(CENTS * mode_cost(case_rates, mode))


def read(case: Case, selection: Selection | None) -> Instance:
    """Read a case and a selection.

    Raises
    ------
    InputError
        If the selection names a project that the case does not have.
    """
    known = {project.id for project in case.projects}
    for position, choice in enumerate(selection.choices if selection else ()):
        if choice.project not in known:
            raise refuse(
                mark("there is no project {value}"), "selection", "choices", position, "project", value=choice.project
            )
    days = case.days
    chosen = [project for project in case.projects if selection is None or project.id in selection.projects]
    resources = list(case.resources)
    instance = Instance(
        case=case,
        days=days,
        projects=chosen,
        activities=[],
        done=[],
        resources=resources,
        limits=[_steps(resource, days) for resource in resources],
        calendars=[r.calendar.days_from(case.start) if r.calendar else None for r in resources],
        release_of={},
        budgets={},
    )
    for project in chosen:
        instance.release_of[project.id] = _release(instance, project, selection)
        _read_works(instance, project)
    if selection is not None:
        _read_budgets(instance, selection)
    return instance


def _steps(resource: Resource, days: WorkCalendar) -> list[tuple[int, int]]:
    steps = [(0, resource.capacity)]
    for change in resource.changes:
        day = days.day_of(change.since)
        if day <= 0:
            steps = [(0, change.capacity)]
        else:
            steps.append((day, change.capacity))
    return steps


def _release(instance: Instance, project: Project, selection: Selection | None) -> int:
    release = 0
    if project.earliest_start is not None:
        release = max(release, instance.days.day_of(project.earliest_start))
    choice = selection.choice(project.id) if selection else None
    if choice is not None:
        release = max(release, instance.days.day_of(instance.case.quarters.first_date(choice.quarter)))
    return release


def _read_works(instance: Instance, project: Project) -> None:
    days = instance.days
    number: dict[str, int] = {}
    facts: dict[str, tuple[int, int]] = {}
    for work in project.works:
        modes = list(work.allowed_modes)
        progress = work.progress
        if progress is not None and progress.actual_finish is not None:
            start = days.day_of(progress.actual_start)
            finish = max(start, days.day_of(progress.actual_finish + timedelta(days=1)))
            instance.done.append(
                Placement(project=project.id, work=work.id, mode=modes[0].id, start=start, finish=finish)
            )
            facts[work.id] = (start, finish)
            continue
        share = 1.0 if progress is None else 1.0 - progress.percent / 100
        lengths = [ceil(mode.planned_days * share - 1e-9) for mode in modes]
        begun = None if progress is None else days.day_of(progress.actual_start)
        number[work.id] = len(instance.activities)
        instance.activities.append(Activity(project, work, modes, lengths, begun))
        _add_window(instance, project, work, begun)
    _add_links(instance, project, number, facts)


def _add_window(instance: Instance, project: Project, work: Work, begun: int | None) -> None:
    days = instance.days
    release = instance.release_of[project.id]
    if work.earliest is not None:
        release = max(release, days.day_of(work.earliest))
    latest = FAR
    if begun is not None:
        release = latest = max(0, begun)
    elif work.pinned_start is not None:
        latest = days.day_of(work.pinned_start)
        release = max(release, latest)
    instance.release.append(release)
    instance.latest.append(latest)


def links_of(project: Project) -> list[tuple[str, str, int, int, int]]:
    """Return all links of a project, those of its gates among them: (earlier, later, type, least, longest lag)."""
    found = [
        (link.work, work.id, LINK_NUMBER[link.type], link.lag, FAR if link.longest is None else link.longest)
        for work in project.works
        for link in work.after
    ]
    found += [(a, b, 0, 0, FAR) for gate in project.gates for a in gate.after for b in gate.before]
    return found


def _add_links(instance: Instance, project: Project, number: dict[str, int], facts: dict[str, tuple[int, int]]) -> None:
    """Add links between open works; what is done or begun turns links into windows, and heeds none itself."""
    for earlier, later, kind, lag, most in links_of(project):
        if later not in number or instance.activities[number[later]].begun is not None:
            continue
        position = number[later]
        from_start = kind in (1, 3)
        activity = instance.activities[number[earlier]] if earlier in number else None
        given = None
        if activity is None:
            given = facts[earlier][0] if from_start else facts[earlier][1]
        elif activity.begun is not None and from_start:
            given = activity.begun
        if given is None:
            instance.links.append((number[earlier], position, kind, lag, most))
            continue
        longest = max(instance.activities[position].lengths)
        ahead = 0 if kind in (0, 1) else longest
        instance.release[position] = max(instance.release[position], given + lag - ahead)
        if ahead and max(instance.activities[position].lengths) != min(instance.activities[position].lengths):
            instance.release[position] = max(instance.release[position], given + lag)
        if most < FAR:
            least = 0 if kind in (0, 1) else min(instance.activities[position].lengths)
            instance.latest[position] = min(instance.latest[position], max(0, given + most - least))


def _read_budgets(instance: Instance, selection: Selection) -> None:
    rates = instance.case.rates
    for project in instance.projects:
        choice = selection.choice(project.id)
        if choice is not None:
            cheapest = sum(min(cents(rates, mode) for mode in work.allowed_modes) for work in project.works)
            instance.budgets[project.id] = max(round(float(choice.budget) * CENTS), cheapest)
