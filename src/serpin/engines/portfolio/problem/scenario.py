"""Scenarios of what projects turn out to be worth: failures at works and gates, returns, and a market that all share.

Textbook: ``portfolio.md``, section "Mean and tail".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from serpin.base.randomness import stream
from serpin.engines.portfolio.problem.statement import Statement
from serpin.engines.portfolio.problem.way import Way
from serpin.engines.portfolio.problem.worth import Vector
from serpin.vocabulary.estimate import Discrete, Empirical, Estimate, Fixed, Lognormal, ThreePoint

_GRID = 512


@dataclass(frozen=True)
class Scenarios:
    """Draws of each project, shape (scenarios,) each: how far it gets (uniform) and its yearly profit over the mean."""

    progress: Mapping[str, Vector]
    profit: Mapping[str, Vector]
    count: int

    def values(self, way: Way) -> Vector:
        """Return the net present value of a way in each scenario, shape (scenarios,); the mean is that of the way.

        A draw of progress below the chance of success means success. What the outlay and the ends at gates are worth is
        taken at its mean over the failures, so that the mean over all draws is the expected value of the way.
        """
        succeeds = self.progress[way.project] < way.success
        rest = way.value - way.returns
        if way.success <= 0:
            return np.full(self.count, rest)
        return np.asarray(rest + np.where(succeeds, way.returns / way.success * self.profit[way.project], 0.0))


def draw_scenarios(statement: Statement, seed: int, count: int, correlation: float) -> Scenarios:
    """Draw scenarios; the averages over them are made equal to the expected values.

    Parameters
    ----------
    statement
        The problem.
    seed
        Seed of the draws.
    count
        How many scenarios.
    correlation
        Correlation of the normal scores of the returns of any two projects: the market that they share.
    """
    market = stream(seed, "portfolio/market").standard_normal(count)
    normal = NormalDist()
    grid = np.array([normal.inv_cdf((number + 0.5) / _GRID) for number in range(_GRID)])
    progress, profit = {}, {}
    for project in statement.case.projects:
        # strata of equal size: the share of scenarios that succeed is the chance of success to within 1 / count
        order = stream(seed, f"portfolio/progress/{project.id}").permutation(count)
        progress[project.id] = (order + 0.5) / count
        own = stream(seed, f"portfolio/returns/{project.id}").standard_normal(count)
        score = np.sqrt(correlation) * market + np.sqrt(1.0 - correlation) * own
        factor = np.ones(count)
        if project.returns is not None:
            revenue = _at(project.returns.revenue, grid, score)
            cost = project.returns.operating_cost.mean()
            mean = project.returns.revenue.mean() - cost
            net = revenue - cost
            net = np.where(net > 0, net * (1 - statement.case.tax_rate), net)
            level = mean * (1 - statement.case.tax_rate) if mean > 0 else mean
            factor = net / level if level else np.ones(count)
        wins = progress[project.id] < max(_success(statement, project.id), 0.0)
        average = float(factor[wins].mean()) if wins.any() else 1.0
        profit[project.id] = factor - average + 1.0
    return Scenarios(progress, profit, count)


def _success(statement: Statement, project: str) -> float:
    return max((way.success for way in statement.ways_of(project)), default=1.0)


def _at(estimate: Estimate, grid: Vector, score: Vector) -> Vector:
    """Return the quantiles of an estimate at normal scores, by interpolation between points of equal chance."""
    if isinstance(estimate, Fixed):
        return np.full(len(score), estimate.value)
    if isinstance(estimate, Lognormal):
        return np.asarray(estimate.median * np.exp(estimate.sigma * score))
    return np.asarray(np.interp(score, grid, _quantiles(estimate)), dtype=float)


def _quantiles(estimate: ThreePoint | Empirical | Discrete) -> npt.NDArray[np.float64]:
    """Return the quantiles at the middles of equal parts of the distribution, shape (parts,)."""
    shares = (np.arange(_GRID) + 0.5) / _GRID
    if isinstance(estimate, Empirical):
        return np.asarray(np.sort(estimate.values)[np.minimum((shares * len(estimate.values)).astype(int), _GRID)])
    if isinstance(estimate, Discrete):
        order = np.argsort(estimate.values, kind="stable")
        reached = np.cumsum(np.array(estimate.probabilities)[order])
        places = np.minimum(np.searchsorted(reached, shares), len(order) - 1)
        return np.asarray(np.array(estimate.values)[order][places], dtype=float)
    low, high = estimate.limits()
    if high <= low:
        return np.full(_GRID, low)
    points = np.linspace(low, high, 4 * _GRID)
    middle = np.clip((points - low) / (high - low), 1e-12, 1 - 1e-12)
    rise = (estimate.mode - low) / (high - low)
    if estimate.shape == "pert":
        density = middle ** (4 * rise) * (1 - middle) ** (4 * (1 - rise))
    else:
        falling = (1 - middle) / max(1 - rise, 1e-12)
        density = np.minimum(middle / max(rise, 1e-12), falling) if 0 < rise < 1 else (falling if rise <= 0 else middle)
    reached = np.cumsum(density)
    return np.asarray(np.interp(shares, (reached - density / 2) / reached[-1], points), dtype=float)


def tail(values: Vector, share: float) -> tuple[float, npt.NDArray[np.intp]]:
    """Return the mean of the worst share of the scenarios (CVaR), and their numbers."""
    size = max(1, round(share * len(values)))
    worst = np.argsort(values, kind="stable")[:size]
    return float(values[worst].mean()), worst
