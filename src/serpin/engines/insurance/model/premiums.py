"""Premium principles, and the rule that a director can check.

A distribution is given by its values in ascending order and their probabilities. Textbook: ``insurance.md``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from serpin.engines.insurance.problem.statement import Vector


@dataclass(frozen=True)
class Spread:
    """A distribution of money: values in ascending order with their probabilities."""

    values: Vector
    chances: Vector

    @classmethod
    def of(cls, values: Vector, chances: Vector) -> Spread:
        """Return the distribution of values in any order; equal ones are joined."""
        found, place = np.unique(values, return_inverse=True)
        return cls(found, np.bincount(place.ravel(), chances, minlength=len(found)).astype(np.float64))

    @property
    def mean(self) -> float:
        """Expected value."""
        return float(self.values @ self.chances)

    @property
    def deviation(self) -> float:
        """Standard deviation."""
        return math.sqrt(max(float((self.values - self.mean) ** 2 @ self.chances), 0.0))

    def quantile(self, level: float) -> float:
        """Return the least value that is not exceeded with this probability (value at risk)."""
        steps = np.cumsum(self.chances)
        return float(self.values[min(int(np.searchsorted(steps, level - 1e-12)), len(self.values) - 1)])

    def tail(self, level: float) -> float:
        """Return the mean of the worst 1 − level (conditional value at risk)."""
        left = np.clip(np.cumsum(self.chances) - level, 0.0, self.chances)
        return float(self.values @ left) / (1.0 - level)

    def exceeded(self, chance: float) -> float:
        """Return S⁻¹(chance): the least value that is exceeded with at most this probability."""
        return self.quantile(1.0 - chance)

    def wang(self, shift: float) -> float:
        """Return Wang's premium ∫ Φ(Φ⁻¹(S(x)) + λ) dx, for values from 0."""
        beyond = np.maximum(1.0 - np.cumsum(self.chances), 0.0)
        edges = np.concatenate([[0.0], self.values])
        survival = np.concatenate([[1.0], beyond[:-1]]) if len(self.values) else np.zeros(0)
        with np.errstate(divide="ignore"):
            distorted = special.ndtr(special.ndtri(np.clip(survival, 0.0, 1.0)) + shift)
        return float(np.diff(edges) @ distorted)


def by_expected_value(expected: float, loading: float, fee: float = 0.0) -> float:
    """Return (1 + θ)·E[Y] + fee."""
    return (1.0 + loading) * expected + fee


def by_deviation(expected: float, deviation: float, loading: float) -> float:
    """Return E[Y] + β·σ[Y]."""
    return expected + loading * deviation


def threshold(loading: float, capital: float) -> float:
    """Return k/(θ + k): what is exceeded more often than with this yearly probability is retained."""
    return capital / (loading + capital) if capital > 0 else 0.0


def insures_above(loading: float, capital: float, level: float) -> bool:
    """Tell whether the rare part is worth its premium: θ < k·a/(1 − a)."""
    return loading < capital * level / (1.0 - level)


def deductible(survival: Spread, loading: float, capital: float, level: float) -> float:
    """Return the deductible S⁻¹(k/(θ + k)), or that at 1 − a where the threshold is rarer than the tail."""
    return survival.exceeded(max(threshold(loading, capital), 1.0 - level))


def lognormal_layer(mean: float, sigma: float, layer: float, attachment: float) -> float:
    """Return E[min((X − attachment)₊, layer)] of a lognormal loss with this mean and sigma of the logarithm."""
    return _lognormal_excess(mean, sigma, attachment) - _lognormal_excess(mean, sigma, attachment + layer)


def _lognormal_excess(mean: float, sigma: float, point: float) -> float:
    if point <= 0:
        return mean - point
    mu = math.log(mean) - sigma**2 / 2
    d = (mu - math.log(point)) / sigma
    return float(mean * special.ndtr(d + sigma) - point * special.ndtr(d))
