"""Launches from a simulation: what its outcomes say of each project, as a table for the forecast of a strategy."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from serpin.base.periods import WorkCalendar
from serpin.base.randomness import stream
from serpin.engines.simulation.result import Outcomes
from serpin.vocabulary.case import Case
from serpin.vocabulary.launches import LaunchTable

_DAYS = 365.25


def launches_from(case: Case, outcomes: Outcomes, courses: int, seed: int) -> LaunchTable:
    """Return launches drawn from the simulated success and finish of each project.

    Success and the S-curve of the finish are those of the simulation, with its resources, risks and gates; that
    projects are late together is lost, since outcomes hold one distribution for each project.

    Parameters
    ----------
    case
        The case.
    outcomes
        What the simulation found.
    courses
        How many are drawn.
    seed
        Each project has its own stream.
    """
    projects = {project.id: project for project in case.projects}
    calendar = case.days
    names: list[str] = []
    columns: list[npt.NDArray[np.float64]] = []
    for outcome in outcomes.projects:
        project = projects[outcome.project]
        numbers = stream(seed, f"planning/launch/{project.id}")
        luck, place = numbers.random(courses), numbers.random(courses)
        names.append(project.id)
        if outcome.finish is None or not outcome.finish.curve:
            columns.append(np.full(courses, np.nan))
            continue
        curve = np.array(outcome.finish.curve)
        finish = np.interp(place, np.linspace(0, 1, curve.size), curve)
        delay = project.returns.delay if project.returns is not None else 0
        days, at = np.unique((finish + delay).astype(int), return_inverse=True)
        moments = np.array([_decimal(calendar, int(day)) for day in days])[at]
        columns.append(np.where(luck < outcome.success.value, moments, np.nan))
    return LaunchTable(tuple(names), np.stack(columns, axis=1) if columns else np.zeros((courses, 0)))


def _decimal(calendar: WorkCalendar, day: int) -> float:
    moment = calendar.date_of(day)
    return moment.year + (moment.timetuple().tm_yday - 1) / _DAYS
