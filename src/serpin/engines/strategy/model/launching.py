"""When projects are launched, in each course: works along their links, with their odds. Textbook: "Launches"."""

from __future__ import annotations

import math

import numpy as np

from serpin.base.randomness import stream
from serpin.engines.strategy.model.states import Flags, Floats
from serpin.vocabulary.case import Case
from serpin.vocabulary.estimate import Discrete, Empirical, Estimate, Fixed, Lognormal, ThreePoint
from serpin.vocabulary.launches import LaunchTable
from serpin.vocabulary.project import Project
from serpin.vocabulary.selection import Selection
from serpin.vocabulary.timetable import Placement, Timetable
from serpin.vocabulary.work import LinkType, Mode, Work

_DAYS = 365.25
_SAMPLE = 1095


def launches_of(  # noqa: PLR0917 - what is drawn, and from where
    case: Case,
    projects: tuple[Project, ...],
    selection: Selection | None,
    timetable: Timetable | None,
    courses: int,
    seed: int,
) -> LaunchTable:
    """Return drawn launches: each project by itself, from its planned start, never before its planned works.

    Parameters
    ----------
    case
        Its calendar.
    projects
        Whose launches are asked for.
    selection
        Gives the first quarter of a chosen project.
    timetable
        No work begins before its place in it; it also names the modes.
    courses
        How many are drawn.
    seed
        Each project has its own stream, so that it keeps its draws in every selection.
    """
    begin = case.start.year + (case.start.timetuple().tm_yday - 1) / _DAYS
    pace = case.days.day_of(case.start.replace(year=case.start.year + 3)) / 3 if case.start.day < 29 else 248.0
    placed: dict[str, dict[str, Placement]] = {}
    for placement in timetable.placements if timetable is not None else ():
        placed.setdefault(placement.project, {})[placement.work] = placement
    launch = np.empty((courses, len(projects)))
    for column, project in enumerate(projects):
        numbers = stream(seed, f"strategy/launch/{project.id}")
        start = _first_day(case, project, selection)
        finish, comes = _course(project, start, placed.get(project.id, {}), courses, numbers)
        delay = project.returns.delay if project.returns is not None else 0
        launch[:, column] = np.where(comes, begin + (finish + delay) / pace, np.nan)
    return LaunchTable(tuple(project.id for project in projects), launch)


def _first_day(case: Case, project: Project, selection: Selection | None) -> int:
    """Return the working day on which a project may begin."""
    choice = selection.choice(project.id) if selection is not None else None
    days = [0]
    if choice is not None:
        days.append(case.days.day_of(case.quarters.first_date(choice.quarter)))
    if project.earliest_start is not None:
        days.append(case.days.day_of(project.earliest_start))
    return max(days)


def _course(
    project: Project, start: int, placed: dict[str, Placement], courses: int, numbers: np.random.Generator
) -> tuple[Floats, Flags]:
    """Return the day after which the launch is possible, and whether it ever comes."""
    begun: dict[str, Floats] = {}
    done: dict[str, Floats] = {}
    chance = 1.0
    waiting = list(project.works)
    while waiting:
        ready = [work for work in waiting if all(link.work in done for link in work.after)] or waiting[:1]
        for work in ready:
            waiting.remove(work)
            place = placed.get(work.id)
            mode = _mode(work, place)
            days = _days(work, mode, courses, numbers)
            earliest = np.full(courses, float(max(start, place.start if place is not None else 0)))
            for link in work.after:
                if link.work not in done:
                    continue
                from_start = link.type in (LinkType.START_START, LinkType.START_FINISH)
                moment = (begun if from_start else done)[link.work] + link.lag
                to_finish = link.type in (LinkType.FINISH_FINISH, LinkType.START_FINISH)
                earliest = np.maximum(earliest, moment - days if to_finish else moment)
            is_done = work.progress is not None and work.progress.actual_finish is not None
            begun[work.id] = np.zeros(courses) if is_done else earliest
            done[work.id] = np.zeros(courses) if is_done else earliest + days
            chance *= 1.0 if is_done else 1.0 - work.occurrence * (1.0 - mode.success)
    chance *= math.prod(gate.success for gate in project.gates if not gate.is_passed)
    last = project.returns.launch_after if project.returns is not None else None
    finish = done[last] if last is not None else np.max(list(done.values()), axis=0)
    return finish, numbers.random(courses) < chance


def _mode(work: Work, place: Placement | None) -> Mode:
    return work.mode(place.mode) if place is not None else work.allowed_modes[0]


def _days(work: Work, mode: Mode, courses: int, numbers: np.random.Generator) -> Floats:
    """Return working days that are still to go, with rework and with the chance that the work is not needed."""
    days = drawn(mode.duration, courses, numbers)
    needed = numbers.random(courses) < work.occurrence
    if work.rework is not None:
        rounds = np.minimum(numbers.geometric(1.0 - work.rework.probability, courses) - 1, work.rework.rounds)
        days = days * (1.0 + work.rework.share * rounds)
    left = 1.0 - work.progress.percent / 100 if work.progress is not None else 1.0
    return np.where(needed, days * left, 0.0)


def drawn(estimate: Estimate, courses: int, numbers: np.random.Generator) -> Floats:
    """Return values drawn from an estimate, shape (courses,)."""
    if isinstance(estimate, Fixed):
        return np.full(courses, estimate.value)
    if isinstance(estimate, Lognormal):
        return estimate.median * np.exp(estimate.sigma * numbers.standard_normal(courses))
    if isinstance(estimate, Empirical):
        return numbers.choice(np.array(estimate.values), courses)
    if isinstance(estimate, Discrete):
        share = np.array(estimate.probabilities)
        return numbers.choice(np.array(estimate.values), courses, p=share / share.sum())
    return _three(estimate, courses, numbers)


def _three(estimate: ThreePoint, courses: int, numbers: np.random.Generator) -> Floats:
    low, high = estimate.limits()
    if high <= low:
        return np.full(courses, low)
    if estimate.shape == "triangular":
        return numbers.triangular(low, min(max(estimate.mode, low), high), high, courses)
    rise = (estimate.mode - low) / (high - low)
    return low + (high - low) * numbers.beta(1 + 4 * rise, 5 - 4 * rise, courses)
