"""The state space of a series: level and damped slope, breaks and shocks, averaged over what is not known.

Textbook: ``strategy.md``, "The trend". All variances are in units of one unknown variance, which is integrated out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_MIXES = (0.1, 0.5, 0.9)
_SLOPES = (0.0, 0.02, 0.1)
_DAMPINGS = (0.8, 0.95, 1.0)
_SLOPE_PRIOR = 0.5
_WIDE = 1e4
_BREAK = 25.0
"""Variance of a break, in units of the variance of a year: a jump of five standard deviations."""
_BREAK_SLOPE = 0.5
_BEFORE, _AFTER = 3, 2
"""Fewest values before and after a break that is looked for."""
_SHAPE, _SCALE = 1.0, 0.5
"""Prior of the variance: inverse gamma whose scale is that of the median squared yearly change."""


@dataclass(frozen=True)
class Grid:
    """Components: all combinations of what is not known, with their prior weights; shape (components,).

    ``noise`` is the variance of an observation, ``level`` and ``slope`` those of a yearly change; ``start`` the
    variance of the first slope, 0 for a level without slope. ``at`` is the place of a break, 0 for none.
    """

    noise: Floats
    level: Floats
    slope: Floats
    damping: Floats
    start: Floats
    at: Ints
    weight: Floats


@dataclass(frozen=True)
class Fit:
    """What history says: state of each component after the last year and its posterior weight; shape (components,)."""

    grid: Grid
    mean: Floats
    drift: Floats
    covariance: Floats
    weight: Floats
    shape: float
    scale: Floats
    last: int
    spread: float


def grid_for(length: int, break_share: float, known: tuple[int, ...] = ()) -> Grid:
    """Return the components for a series of so many years.

    Parameters
    ----------
    length
        Years from the first to the last value.
    break_share
        Probability beforehand of one unknown break.
    known
        Places of breaks that are known; then no other is looked for.
    """
    rows = [
        (1 - mix, mix, slope, damping, _SLOPE_PRIOR) for mix in _MIXES for slope in _SLOPES for damping in _DAMPINGS
    ]
    rows += [(1 - mix, mix, 0.0, 1.0, 0.0) for mix in _MIXES for _ in range(4)]
    base = np.array(rows)
    places = list(known[-1:]) if known else list(range(_BEFORE, length - _AFTER + 1))
    at = [0] if not known else []
    at += places if known or break_share > 0 else []
    weights = []
    for place in at:
        if known:
            weights.append(1.0)
        else:
            weights.append(1.0 - (break_share if places else 0.0) if place == 0 else break_share / len(places))
    count = len(rows)
    return Grid(
        noise=np.tile(base[:, 0], len(at)),
        level=np.tile(base[:, 1], len(at)),
        slope=np.tile(base[:, 2], len(at)),
        damping=np.tile(base[:, 3], len(at)),
        start=np.tile(base[:, 4], len(at)),
        at=np.repeat(np.array(at, dtype=np.int64), count),
        weight=np.repeat(np.array(weights), count) / count,
    )


def fit(years: Ints, values: Floats, grid: Grid) -> Fit:
    """Run the Kalman filter of all components side by side; years without a value are passed over.

    Parameters
    ----------
    years
        In ascending order, each once.
    values
        One for each year.
    grid
        Components.
    """
    count = grid.noise.size
    mean, drift = np.full(count, values[0]), np.zeros(count)
    p11, p12, p22 = np.full(count, _WIDE), np.zeros(count), grid.start.copy()
    squares, logs, seen = np.zeros(count), np.zeros(count), 0
    known = dict(zip(years.tolist(), values.tolist(), strict=True))
    first, last = int(years[0]), int(years[-1])
    for step in range(last - first + 1):
        if step:
            mean, drift = mean + drift, grid.damping * drift
            broken = (grid.at == step) & (grid.at > 0)
            p11 = p11 + 2 * p12 + p22 + grid.level + _BREAK * broken
            p12 = grid.damping * (p12 + p22)
            p22 = grid.damping**2 * p22 + grid.slope + _BREAK_SLOPE * broken * (grid.start > 0)
        value = known.get(first + step)
        if value is None:
            continue
        error, total = value - mean, p11 + grid.noise
        if step:
            squares += error**2 / total
            logs += np.log(total)
            seen += 1
        gain, gain_drift = p11 / total, p12 / total
        mean, drift = mean + gain * error, drift + gain_drift * error
        p11, p12, p22 = p11 * (1 - gain), p12 * (1 - gain), p22 - gain_drift * p12
    changes = np.diff(values) / np.sqrt(np.diff(years))
    typical = float(np.median(changes**2)) or float((changes**2).mean()) or 1e-12
    shape, scale = _SHAPE + seen / 2, _SCALE * typical + squares / 2
    likelihood = -logs / 2 - shape * np.log(scale) + gammaln(shape) + np.log(grid.weight)
    weight = np.exp(likelihood - likelihood.max())
    return Fit(
        grid,
        mean,
        drift,
        np.stack([p11, p12, np.maximum(p22, 0.0)]),
        weight / weight.sum(),
        shape,
        scale,
        last,
        float(np.sqrt(typical)),
    )


def paths(found: Fit, years: int, courses: int, shock_rate: float, numbers: np.random.Generator) -> Floats:
    """Return drawn continuations, shape (courses, years).

    Each course draws a component by its weight, a variance, the state, and then year by year changes, shocks and the
    noise of observation.
    """
    grid = found.grid
    picks = numbers.choice(found.weight.size, courses, p=found.weight)
    variance = found.scale[picks] / numbers.standard_gamma(found.shape, courses)
    deviation = np.sqrt(variance)
    p11, p12, p22 = found.covariance[:, picks]
    one, two = numbers.standard_normal((2, courses))
    root = np.sqrt(np.maximum(p11, 1e-18))
    level = found.mean[picks] + deviation * root * one
    rest = np.sqrt(np.maximum(p22 - (p12 / root) ** 2, 0.0))
    drift = found.drift[picks] + deviation * (p12 / root * one + rest * two)
    noise, step, turn = np.sqrt(grid.noise[picks]), np.sqrt(grid.level[picks]), np.sqrt(grid.slope[picks])
    drawn = np.empty((courses, years))
    for year in range(years):
        normal = numbers.standard_normal((4, courses))
        shock = numbers.random(courses) < shock_rate
        level = level + drift + deviation * (step * normal[0] + np.sqrt(_BREAK) * shock * normal[3])
        drift = grid.damping[picks] * drift + deviation * turn * normal[1]
        drawn[:, year] = level + deviation * noise * normal[2]
    return drawn


def broken(found: Fit, first: int) -> tuple[int | None, float]:
    """Return the most probable year of a break and the probability of any, where the first year is given."""
    at, weight = found.grid.at, found.weight
    chance = float(weight[at > 0].sum())
    if not (at > 0).any():
        return None, 0.0
    sums = np.bincount(at, weights=weight)
    sums[0] = 0.0
    return first + int(sums.argmax()), chance
