"""Limits of a three-point distribution whose low and high points are given as 10 % and 90 % quantiles.

With mode m and limits a ≤ m ≤ b, the equations F(p10) = 0.1 and F(p90) = 0.9 are solved by turns, each by bisection;
textbook, ``simulation.md``, section "Three points as percentiles".
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

Distribution = Callable[[float, float, float, float], float]
"""``F(x, a, m, b)``: distribution function of a shape with limits a, b and mode m."""

_LOW, _HIGH = 0.1, 0.9
_REACH = 20.0
_ROUNDS = 500
_PRECISION = 1e-10


def _root(increasing: Callable[[float], float], left: float, right: float) -> float:
    for _ in range(80):
        middle = (left + right) / 2
        left, right = (middle, right) if increasing(middle) < 0 else (left, middle)
    return (left + right) / 2


def _solve(p10: float, mode: float, p90: float, distribution: Distribution) -> tuple[float, float]:
    span = p90 - p10
    least, most = p10 - span / 4, p90 + span / 4

    def high_gap(distance: float) -> float:
        return _HIGH - distribution(p90, least, mode, p90 + distance)

    def low_gap(distance: float) -> float:
        return distribution(p10, p10 - distance, mode, most) - _LOW

    for _ in range(_ROUNDS):
        before = (least, most)
        most = p90 + _root(high_gap, 0.0, _REACH * span)
        least = p10 - _root(low_gap, 0.0, _REACH * span)
        if abs(least - before[0]) + abs(most - before[1]) < _PRECISION * span:
            break
    return least, most


def _triangular(x: float, a: float, m: float, b: float) -> float:
    if x <= a:
        return 0.0
    if x >= b:
        return 1.0
    return (x - a) ** 2 / ((b - a) * (m - a)) if x < m else 1 - (b - x) ** 2 / ((b - a) * (b - m) or 1.0)


def _pert(x: float, a: float, m: float, b: float) -> float:
    from scipy.special import betainc  # noqa: PLC0415 - needed for quantile points only

    share = min(max((x - a) / (b - a), 0.0), 1.0)
    rise = (m - a) / (b - a)
    return float(betainc(1 + 4 * rise, 5 - 4 * rise, share))


@lru_cache(maxsize=4096)
def triangular_limits(p10: float, mode: float, p90: float) -> tuple[float, float]:
    """Return minimum and maximum of the triangular distribution with these quantiles and this mode."""
    return _solve(p10, mode, p90, _triangular)


@lru_cache(maxsize=4096)
def pert_limits(p10: float, mode: float, p90: float) -> tuple[float, float]:
    """Return minimum and maximum of the PERT (beta, λ = 4) distribution with these quantiles and this mode."""
    return _solve(p10, mode, p90, _pert)
