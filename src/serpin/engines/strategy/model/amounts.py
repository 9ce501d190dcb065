"""What projects add to an indicator in a year, in each course. Textbook: "What a project adds"."""

from __future__ import annotations

import numpy as np

from serpin.engines.strategy.model.states import Floats
from serpin.vocabulary.project import Project

_WITHOUT_RETURNS = 40.0


def added(project: Project, indicator: str, launch: Floats, year: int, additional: float) -> Floats:
    """Return the contribution of a project to an indicator in a calendar year, shape (courses,).

    Parameters
    ----------
    project
        With its contributions; ramp and life come from its returns.
    indicator
        Code of the indicator.
    launch
        Decimal year of the launch in each course; not a number where there is none.
    year
        Calendar year.
    additional
        Part that comes on top of the trend.
    """
    amount = sum(part.amount for part in project.contributions if part.indicator == indicator)
    if not amount:
        return np.zeros(launch.size)
    ramp = project.returns.ramp if project.returns is not None else 0.0
    life = project.returns.life if project.returns is not None else _WITHOUT_RETURNS
    since = np.where(np.isnan(launch), np.inf, launch)
    whole = _until(year + 1 - since, ramp, life) - _until(year - since, ramp, life)
    return amount * additional * whole


def _until(time: Floats, ramp: float, life: float) -> Floats:
    """Return the integral of the level from the launch on: rising in a straight line over the ramp, then full."""
    inside = np.clip(time, 0.0, life)
    if ramp <= 0:
        return inside
    rising = np.minimum(inside, ramp)
    return rising**2 / (2 * ramp) + (inside - rising)
