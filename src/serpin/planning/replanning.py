"""Re-planning: a portfolio under way is planned from its actuals, with as little shuffling as asked."""

from __future__ import annotations

from serpin.engines.scheduling.options import ObjectiveName
from serpin.planning.options import PlanOptions
from serpin.planning.result import Plan
from serpin.vocabulary.case import Case
from serpin.vocabulary.project import Project
from serpin.vocabulary.timetable import Timetable

MOST_STABLE = 3
"""Levels of stability: 0 plans anew, 1 keeps what has begun and lets the earlier schedule break ties, 2 keeps starts
before an earlier end of all, 3 keeps all projects of the earlier plan, and their starts before their deadlines."""

_OBJECTIVES = {
    1: (ObjectiveName.LATENESS, ObjectiveName.MAKESPAN, ObjectiveName.STABILITY),
    2: (ObjectiveName.LATENESS, ObjectiveName.STABILITY),
    3: (ObjectiveName.STABILITY, ObjectiveName.LATENESS),
}


def replanned(options: PlanOptions, case: Case, baseline: Plan, stability: int) -> PlanOptions:
    """Return options under which a plan departs from an earlier one as little as asked.

    Parameters
    ----------
    options
        The options otherwise.
    case
        The case as it is now, with actual starts and finishes.
    baseline
        The earlier plan.
    stability
        From 0, plan anew, to :data:`MOST_STABLE`, keep what can be kept.
    """
    schedule = baseline.schedule
    if stability <= 0 or schedule is None or not schedule.status.has_answer:
        return options
    planned = {placement.project for placement in schedule.timetable.placements}
    known = {project.id for project in case.projects}
    kept = {project.id for project in case.projects if project.id in planned and is_under_way(project)}
    if stability >= MOST_STABLE:
        kept |= planned & known
    ordered = tuple(project.id for project in case.projects if project.id in {*kept, *options.portfolio.kept})
    return options.model_copy(
        update={
            "portfolio": options.portfolio.model_copy(update={"kept": ordered}),
            "scheduling": options.scheduling.model_copy(
                update={
                    "previous": moved(schedule.timetable, baseline.case, case),
                    "objectives": _OBJECTIVES[min(stability, MOST_STABLE)],
                }
            ),
        }
    )


def is_under_way(project: Project) -> bool:
    """Tell whether any work of a project has begun."""
    return any(work.progress is not None for work in project.works)


def moved(timetable: Timetable, before: Case, after: Case) -> Timetable:
    """Return an earlier timetable in the working days of the case as it is now, without works that are no more.

    Parameters
    ----------
    timetable, before
        The earlier timetable, and the case from whose start its days count.
    after
        The case as it is now.
    """
    works = {(project.id, work.id) for project in after.projects for work in project.works}
    known = [one for one in timetable.placements if (one.project, one.work) in works]
    if before.start == after.start and before.calendar == after.calendar:
        return Timetable(placements=tuple(known))
    placements = []
    for one in known:
        start = after.days.day_of(before.days.date_of(one.start))
        placements.append(one.model_copy(update={"start": start, "finish": start + one.finish - one.start}))
    return Timetable(placements=tuple(placements))
