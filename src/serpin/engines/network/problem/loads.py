"""Which works need which own resources when, if every project begins as early as it can.

Textbook: ``network.md``, section "Works that lack capacity".
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from serpin.vocabulary.calendar import Resource
from serpin.vocabulary.case import Case
from serpin.vocabulary.enterprise import EnterpriseRole
from serpin.vocabulary.project import Project
from serpin.vocabulary.valuation import cheapest_modes, early_dates
from serpin.vocabulary.work import Mode, Performer, Work, WorkKind

COMMISSIONED = {
    WorkKind.RESEARCH: (EnterpriseRole.RESEARCH, EnterpriseRole.DESIGN_BUREAU),
    WorkKind.MATERIALS: (EnterpriseRole.DESIGN_BUREAU, EnterpriseRole.RESEARCH),
    WorkKind.PROCESS_ENGINEERING: (EnterpriseRole.DESIGN_BUREAU,),
    WorkKind.PROTOTYPE: (EnterpriseRole.DESIGN_BUREAU,),
    WorkKind.INFORMATION: (EnterpriseRole.DESIGN_BUREAU,),
}
"""Kinds of work that others can do, and who."""


@dataclass(frozen=True)
class Need:
    """A work in its mode that needs resources from a working day on for so many days."""

    project: Project
    work: Work
    mode: Mode
    begin: int
    days: int


def needs_of(case: Case) -> list[Need]:
    """Return the works that need resources, in the order of their earliest begin."""
    found = []
    for project in case.projects:
        if not any(mode.demand for work in project.works for mode in work.modes):
            continue
        modes, dates = cheapest_modes(project, case), early_dates(project, case)
        for work in project.works:
            begin, end = dates[work.id]
            if modes[work.id].demand and end > begin:
                found.append(Need(project, work, modes[work.id], begin, end - begin))
    found.sort(key=lambda need: (not need.project.mandatory, need.begin, need.project.id, need.work.id))
    return found


def is_own(need: Need) -> bool:
    """Tell whether a work is done by its own enterprise and could be given to others."""
    return need.mode.performer is Performer.IN_HOUSE and need.work.kind in COMMISSIONED


def capacity_on(resource: Resource, case: Case, horizon: int) -> list[int]:
    """Return the units of a resource on each working day."""
    units = [resource.capacity] * horizon
    for change in resource.changes:
        first = max(case.days.day_of(change.since), 0)
        units[first:] = [change.capacity] * max(horizon - first, 0)
    return units


def fields_of_project(case: Case) -> dict[str, tuple[str, ...]]:
    """Return the fields of each project: those of its innovation, else the activity of its enterprise."""
    innovations = {one.id: one.fields for one in case.innovations}
    activities = {one.id: (one.activity,) if one.activity else () for one in case.enterprises}
    return {one.id: innovations[one.innovation] or activities[one.enterprise] for one in case.projects}


def resources_by_owner(case: Case) -> dict[str, list[Resource]]:
    """Return the resources of each enterprise."""
    found: defaultdict[str, list[Resource]] = defaultdict(list)
    for resource in case.resources:
        found[resource.owner].append(resource)
    return dict(found)
