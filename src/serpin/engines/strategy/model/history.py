"""From a series to drawn continuations in its own unit, and the test of the method on the past."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from serpin.base.randomness import stream
from serpin.engines.strategy.model.states import Fit, Floats, broken, fit, grid_for, paths
from serpin.engines.strategy.problem.series import LEAST, Series

_TESTED_FROM = 6
_TEST_COURSES = 1000
_MOST_GROWTH = 12.0


@dataclass(frozen=True)
class History:
    """The fit of a series; ``is_logarithmic`` says whether it was taken by its logarithm."""

    series: Series
    is_logarithmic: bool
    found: Fit

    @property
    def slope(self) -> float:
        """Yearly change of the trend after the last year; as a share where the logarithm was taken."""
        change = float((self.found.drift * self.found.weight).sum())
        return float(np.expm1(change)) if self.is_logarithmic else change

    @property
    def break_(self) -> tuple[int | None, float]:
        """Most probable year of a break, and the probability of any."""
        return broken(self.found, self.series.years[0])


def learn(series: Series, break_share: float, known: tuple[int, ...] = ()) -> History:
    """Return what a series teaches.

    Parameters
    ----------
    series
        At least four values.
    break_share
        Probability beforehand of an unknown break.
    known
        Years of known breaks.
    """
    values = np.array(series.values)
    is_logarithmic = bool(values.min() > 0) and not series.is_percent
    scaled = np.log(values) if is_logarithmic else values
    years = np.array(series.years, dtype=np.int64)
    places = tuple(year - series.years[0] for year in known if series.years[0] < year <= series.years[-1])
    grid = grid_for(int(years[-1] - years[0]) + 1, break_share, places)
    return History(series, is_logarithmic, fit(years, scaled, grid))


def continued(history: History, last: int, courses: int, shock_rate: float, seed: int) -> Floats:
    """Return drawn values from the year after the last known one to a year, shape (courses, years)."""
    years = last - history.series.years[-1]
    numbers = stream(seed, f"strategy/trend/{history.series.indicator}")
    drawn = paths(history.found, years, courses, shock_rate, numbers)
    if history.is_logarithmic:
        middle = np.log(history.series.values[-1])
        drawn = np.exp(np.clip(drawn, middle - _MOST_GROWTH, middle + _MOST_GROWTH))
    if history.series.is_percent and min(history.series.values) >= 0 and max(history.series.values) <= 100:
        drawn = np.clip(drawn, 0.0, 100.0)
    return drawn


@dataclass(frozen=True)
class Tested:
    """Forecasts of the past of a series, level by level: cases, covered; and mean absolute errors."""

    cases: int
    covered: tuple[int, ...]
    error: float
    naive: float


def tested(
    series: Series, levels: tuple[float, ...], horizons: int, shares: tuple[float, float], seed: int
) -> Tested | None:
    """Forecast the past from every year with at least six values before it, and compare with what came.

    Parameters
    ----------
    series
        The whole series.
    levels
        Of the intervals, 0 … 1.
    horizons
        So many years ahead.
    shares
        Probability of a break beforehand, and rate of shocks a year.
    seed
        Of the draws.

    Returns
    -------
    Tested | None
        Nothing where the series is too short.
    """
    covered = [0] * len(levels)
    cases, errors, naive = 0, 0.0, 0.0
    known = dict(zip(series.years, series.values, strict=True))
    for count in range(max(_TESTED_FROM, LEAST), len(series.years)):
        past = series.until(series.years[count - 1])
        last = min(past.years[-1] + horizons, series.years[-1])
        drawn = continued(learn(past, shares[0]), last, _TEST_COURSES, shares[1], seed)
        for year in range(past.years[-1] + 1, last + 1):
            if year not in known:
                continue
            column, came = drawn[:, year - past.years[-1] - 1], known[year]
            cases += 1
            errors += abs(float(np.median(column)) - came)
            naive += abs(past.values[-1] - came)
            for place, level in enumerate(levels):
                low, high = np.quantile(column, [(1 - level) / 2, (1 + level) / 2])
                covered[place] += bool(low <= came <= high)
    return Tested(cases, tuple(covered), errors / cases, naive / cases) if cases else None
