"""Statistics of simulated vectors, each with its 95 % interval."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from serpin.engines.simulation.result import Chance, Distribution, JointChance, Percentile

Floats = NDArray[np.float64]
SHARES = (0.05, 0.1, 0.2, 0.5, 0.7, 0.8, 0.9, 0.95)
"""Percentiles that are stored."""
NORMAL_95 = 1.959963984540054


def quantile(ordered: Floats, share: float) -> float:
    """Return the quantile of sorted values: the smallest value that the share of them does not exceed."""
    return float(ordered[max(math.ceil(share * len(ordered) - 1e-9) - 1, 0)])


def percentile(ordered: Floats, share: float) -> Percentile:
    """Return a percentile of sorted values with the interval between two order statistics.

    The number of values below the true quantile is binomial; its normal approximation gives the two ranks (textbook,
    ``simulation.md``, "How precise").
    """
    count = len(ordered)
    reach = NORMAL_95 * math.sqrt(count * share * (1 - share))
    low = max(math.floor(count * share - reach) - 1, 0)
    high = min(math.ceil(count * share + reach), count - 1)
    return Percentile(share=share, value=quantile(ordered, share), low=float(ordered[low]), high=float(ordered[high]))


def distribution(values: Floats) -> Distribution:
    """Return mean, deviation, percentiles and S-curve of values, each with its interval."""
    ordered = np.sort(values)
    mean = float(np.mean(ordered))
    deviation = float(np.std(ordered))
    reach = NORMAL_95 * deviation / math.sqrt(len(ordered))
    return Distribution(
        mean=mean,
        mean_low=mean - reach,
        mean_high=mean + reach,
        deviation=deviation,
        percentiles=tuple(percentile(ordered, share) for share in SHARES),
        curve=tuple(quantile(ordered, step / 100) for step in range(101)),
    )


def chance(hits: float, trials: float) -> Chance:
    """Return a probability with its Wilson interval; nothing tried is a chance of 0 with the interval 0 … 1."""
    if trials <= 0:
        return Chance(value=0.0, low=0.0, high=1.0)
    share = hits / trials
    square = NORMAL_95**2 / trials
    centre = (share + square / 2) / (1 + square)
    reach = math.sqrt(share * (1 - share) * square + square**2 / 4) / (1 + square)
    return Chance(value=share, low=max(0.0, min(share, centre - reach)), high=min(1.0, max(share, centre + reach)))


def joint_chance(finish: Floats, cost: Floats, latest: float, dearest: float) -> JointChance:
    """Return with what probability a finish and a cost are kept, together and each alone."""
    tolerance = 1e-6
    in_time = finish <= latest + tolerance * max(1.0, abs(latest))
    in_budget = cost <= dearest + tolerance * max(1.0, abs(dearest))
    count = len(finish)
    return JointChance(
        finish=latest,
        cost=dearest,
        both=chance(float(np.sum(in_time & in_budget)), count),
        in_time=chance(float(np.sum(in_time)), count),
        in_budget=chance(float(np.sum(in_budget)), count),
    )
