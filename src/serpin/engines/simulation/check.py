"""What a right answer is: courses recomputed from the case in plain Python, and laws that statistics obey."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from serpin.base.texts import mark
from serpin.engines.simulation.result import Chance, CourseRecord, Distribution, Outcomes
from serpin.vocabulary.case import Case
from serpin.vocabulary.project import Project
from serpin.vocabulary.result import SelfCheck
from serpin.vocabulary.risk import Effect, Impact, ImpactOn
from serpin.vocabulary.timetable import Timetable
from serpin.vocabulary.work import Link, LinkType, Work

Name = tuple[str, str]
_RELATIVE = 1e-4


def check_outcomes(
    case: Case, timetable: Timetable | None, outcomes: Outcomes, courses: Sequence[CourseRecord]
) -> tuple[SelfCheck, ...]:
    """Return what was confirmed or refuted about outcomes.

    Parameters
    ----------
    case, timetable
        What was simulated.
    courses
        A few courses in full.
    """
    return (
        _verdict(mark("Simulated works begin as links, gates and waits demand"), _starts(case, timetable, courses)),
        _verdict(
            mark("Simulated projects end with their last work and cost the sum of their works"), _sums(case, courses)
        ),
        _verdict(mark("Percentiles ascend and lie in their intervals"), _percentiles(outcomes)),
        _verdict(mark("Chances lie between 0 and 1 and in their intervals"), _chances(outcomes)),
        _verdict(mark("Odds of deadlines agree with the end of each project"), _deadlines(case, outcomes)),
        _verdict(mark("Means of the projects add up to the mean of the whole"), _additive(outcomes)),
    )


def _verdict(name: str, offences: Iterator[str]) -> SelfCheck:
    first = next(offences, "")
    return SelfCheck(name=name, passed=not first, detail=first)


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= _RELATIVE * max(1.0, abs(one), abs(other))


def _projects(case: Case, course: CourseRecord) -> list[Project]:
    return [project for project in case.projects if project.id in course.finish]


def _bounds(case: Case, timetable: Timetable | None, course: CourseRecord) -> dict[Name, list[tuple[float, float]]]:
    """Return for each work the days before which it cannot begin: certain lower bound and largest possible one.

    The two differ for a resource wait only: a stopped project gives its resource back no later than it would have.
    """
    bounds: dict[Name, list[tuple[float, float]]] = {}
    for project in _projects(case, course):
        for work in project.works:
            if work.progress is None:
                bounds[project.id, work.id] = [_link_bound(course, project.id, work, link) for link in work.after]
        for gate in project.gates:
            name = (project.id, "gate " + gate.id)
            days = [_finish(course, (project.id, work)) for work in gate.after]
            bounds[name] = [(day, day) for day in days]
            for follower in gate.before:
                if (project.id, follower) in bounds:
                    bounds[project.id, follower].append((course.start[name], course.start[name]))
    for wait in timetable.waits if timetable is not None else ():
        if wait.after in bounds and wait.before in course.start:
            latest = _finish(course, wait.before)
            bounds[wait.after].append((min(latest, course.stop[wait.before[0]]), latest))
    return bounds


def _link_bound(course: CourseRecord, project: str, work: Work, link: Link) -> tuple[float, float]:
    earlier = (project, link.work)
    base = course.start[earlier] + link.lag
    if link.type in (LinkType.FINISH_START, LinkType.FINISH_FINISH):
        base += course.days[earlier]
    if link.type in (LinkType.FINISH_FINISH, LinkType.START_FINISH):
        base -= course.days[project, work.id]
    return base, base


def _finish(course: CourseRecord, name: Name) -> float:
    return course.start[name] + course.days[name]


def _starts(case: Case, timetable: Timetable | None, courses: Sequence[CourseRecord]) -> Iterator[str]:
    releases = _releases(case, timetable)
    for course in courses:
        for name, rows in _bounds(case, timetable, course).items():
            start, release = course.start[name], releases.get(name, 0.0)
            least = max((low for low, _ in rows), default=0.0)
            most = max((high for _, high in rows), default=0.0)
            if start < max(least, release) - _RELATIVE * max(1.0, abs(start)):
                yield f"{name[0]}/{name[1]}: {start} < {max(least, release)}"
            if start > max(most, release) + _RELATIVE * max(1.0, abs(start)):
                yield f"{name[0]}/{name[1]}: {start} > {max(most, release)}"


def _releases(case: Case, timetable: Timetable | None) -> dict[Name, float]:
    """Return the day before which each work may not begin, whatever it waits for."""
    calendar = case.days
    first: dict[str, int] = {}
    for row in timetable.placements if timetable is not None else ():
        first[row.project] = min(row.start, first.get(row.project, row.start))
    releases = {}
    for project in case.projects:
        planned = first.get(project.id, 0)
        for work in project.works:
            dates = [day for day in (project.earliest_start, work.earliest, work.pinned_start) if day]
            releases[project.id, work.id] = float(max(0, planned, *(calendar.day_of(day) for day in dates)))
    return releases


def _hits_whole(impact: Impact, project: str) -> bool:
    whole = impact.work is None and impact.kind is None and impact.effect is Effect.ADDITIVE
    return whole and impact.project in (None, project)


def _sums(case: Case, courses: Sequence[CourseRecord]) -> Iterator[str]:
    for course in courses:
        for project in _projects(case, course):
            impacts = [impact for risk in case.risks for impact in risk.impacts if _hits_whole(impact, project.id)]
            names = [(project.id, work.id) for work in project.works]
            names += [(project.id, "gate " + gate.id) for gate in project.gates]
            last = max(_finish(course, name) for name in names)
            finish, stop = course.finish[project.id], course.stop[project.id]
            delayed = any(impact.on is ImpactOn.DURATION for impact in impacts)
            if math.isinf(stop) and not (_close(finish, last) or (delayed and finish > last)):
                yield f"{project.id}: {finish} ≠ {last}"
            dearer = any(impact.on is ImpactOn.COST for impact in impacts)
            least = math.fsum(_cost_until(course, name, stop, sure=True) for name in names)
            most = math.fsum(_cost_until(course, name, stop, sure=False) for name in names)
            paid = course.paid[project.id]
            slack = _RELATIVE * max(1.0, most)
            if not dearer and not least - slack <= paid <= most + slack:
                yield f"{project.id}: {paid} ≠ {least}"


def _cost_until(course: CourseRecord, name: Name, stop: float, *, sure: bool) -> float:
    """Return the cost of a work until its project stops, even over its duration.

    A work without duration on the very day of the stop may belong to either side.
    """
    start, days = course.start[name], course.days[name]
    if days > 0:
        return course.cost[name] * min(max((stop - start) / days, 0.0), 1.0)
    return course.cost[name] if start < stop or (start == stop and not sure) else 0.0


def _distributions(outcomes: Outcomes) -> Iterator[tuple[str, Distribution]]:
    for name in ("finish", "cost", "value"):
        whole = getattr(outcomes, name)
        if whole is not None:
            yield name, whole
    for project in outcomes.projects:
        for name in ("finish", "cost", "value", "launch"):
            part = getattr(project, name)
            if part is not None:
                yield f"{project.project}/{name}", part


def _percentiles(outcomes: Outcomes) -> Iterator[str]:
    for name, distribution in _distributions(outcomes):
        values = [percentile.value for percentile in distribution.percentiles]
        if values != sorted(values) or list(distribution.curve) != sorted(distribution.curve):
            yield name
        for percentile in distribution.percentiles:
            if not percentile.low <= percentile.value <= percentile.high:
                yield f"{name}: P{percentile.share * 100:.0f}"


def _chances(outcomes: Outcomes) -> Iterator[str]:
    named: list[tuple[str, Chance]] = []
    for project in outcomes.projects:
        named += [(project.project, chance) for chance in (project.success, project.on_time, project.in_budget)]
        named += [(gate.gate, chance) for gate in project.gates for chance in (gate.reached, gate.passed)]
    for pair in outcomes.joint:
        named += [("joint", chance) for chance in (pair.both, pair.in_time, pair.in_budget)]
        if pair.both.value > min(pair.in_time.value, pair.in_budget.value):
            yield "joint"
    for name, chance in named:
        if not 0.0 <= chance.low <= chance.value <= chance.high <= 1.0:
            yield name


def _deadlines(case: Case, outcomes: Outcomes) -> Iterator[str]:
    """Yield projects whose odds of the deadline contradict their deadline, their S-curve or the odds of the plan."""
    for project in outcomes.projects:
        day, odds = case.project(project.project).deadline, project.by_deadline
        if (day is None) != (odds is None) or (day is not None and project.deadline != _first_day_after(case, day)):
            yield project.project
        if odds is None or project.deadline is None or project.finish is None:
            continue
        slack = _RELATIVE * max(1.0, abs(project.deadline))
        below = sum(value <= project.deadline - slack for value in project.finish.curve) - 1
        above = sum(value <= project.deadline + slack for value in project.finish.curve)
        if not (below - 1) / 100 <= odds.value <= (above + 1) / 100:
            yield f"{project.project}: {odds.value}"
        if project.deadline >= project.planned_finish + 1 and odds.value < project.on_time.value:
            yield f"{project.project}: {odds.value} < {project.on_time.value}"


def _first_day_after(case: Case, day: date) -> int:
    return case.days.day_of(day + timedelta(days=1))


def _additive(outcomes: Outcomes) -> Iterator[str]:
    if outcomes.detail_iterations < outcomes.iterations:
        return
    for name, extra in (("cost", outcomes.mitigation_cost), ("value", -outcomes.mitigation_cost)):
        whole = getattr(outcomes, name)
        if whole is not None:
            total = extra + math.fsum(getattr(project, name).mean for project in outcomes.projects)
            scale = math.fsum(abs(getattr(project, name).mean) for project in outcomes.projects)
            if abs(total - whole.mean) > _RELATIVE * max(1.0, scale):
                yield f"{name}: {total} ≠ {whole.mean}"
