"""Robust portfolio modelling: portfolios that no other beats for all weights and values that are possible.

Liesiö, Mild and Salo, European Journal of Operational Research 181 (2007) and 190 (2008). Textbook: ``portfolio.md``,
section "Core, borderline, exterior".
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Matrix2 = npt.NDArray[np.float64]
Chosen = npt.NDArray[np.bool_]
"""Portfolios as rows of yes and no, shape (portfolios, projects)."""

_TOLERANCE = 1e-9


def non_dominated(low: Matrix2, high: Matrix2, costs: Matrix2, budgets: Matrix2, weights: Matrix2) -> Chosen:
    """Return all feasible portfolios that no other feasible one dominates, in the order in which they were found.

    Parameters
    ----------
    low, high
        Least and greatest value of each project on each criterion, shape (projects, criteria).
    costs
        Use of each resource by each project, shape (projects, resources), not negative.
    budgets
        What there is of each resource, shape (resources,).
    weights
        Extreme points of the set of possible weights, shape (points, criteria).
    """
    least, spread = low @ weights.T, (high - low) @ weights.T
    labels = np.zeros((1, len(low)), dtype=bool)
    for project in range(len(low)):
        joined = labels.copy()
        joined[:, project] = True
        joined = joined[np.all(joined @ costs <= budgets + _TOLERANCE, axis=1)]
        labels = _undominated(np.vstack([labels, joined]), least, spread, costs)
    return _undominated(labels, least, spread, None)


def _undominated(labels: Chosen, least: Matrix2, spread: Matrix2, costs: Matrix2 | None) -> Chosen:
    """Drop portfolios that another dominates; where projects are still to come, one that costs no more."""
    kept = labels[np.argsort(-(labels @ (least + spread).sum(axis=1)), kind="stable")]
    number = kept.astype(float)
    low, high = number @ least, number @ (least + spread)
    use = number @ costs if costs is not None else np.zeros((len(kept), 1))
    alive = np.ones(len(kept), dtype=bool)
    for row in range(len(kept)):
        if not alive[row]:
            continue
        common = (number * number[row]) @ spread
        at_worst = low[row] - high + common
        at_best = high[row] - low - common
        beaten = np.all(at_worst >= -_TOLERANCE, axis=1) & np.any(at_best > _TOLERANCE, axis=1)
        beaten &= np.all(use[row] <= use + _TOLERANCE, axis=1)
        beaten[row] = False
        alive &= ~beaten
    return kept[alive]


def core_index(portfolios: Chosen) -> Matrix2:
    """Return the share of the portfolios in which each project is: 1 is core, 0 exterior, between is borderline."""
    return np.asarray(portfolios.mean(axis=0), dtype=float)


def ordinal_weights(criteria: int) -> Matrix2:
    """Return the extreme points of weights that fall from the first criterion to the last, one a row."""
    points = np.tril(np.ones((criteria, criteria)))
    return np.asarray(points / points.sum(axis=1, keepdims=True))
