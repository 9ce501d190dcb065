"""Statistics of simulated vectors, each with its 95 % interval."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from serpin.engines.simulation.result import (
    Chance,
    Difference,
    Distribution,
    FrontierPoint,
    JointChance,
    Percentile,
    Tail,
    TailPart,
)

Floats = NDArray[np.float64]
SHARES = (0.05, 0.1, 0.2, 0.5, 0.7, 0.8, 0.9, 0.95)
"""Percentiles that are stored."""
NORMAL_95 = 1.959963984540054
TAIL = 0.05
"""Share of the worst courses that make up a tail."""


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


def reach_of_p80(ordered: Floats) -> float:
    """Return how far the 95 % interval of P80 of sorted values reaches, as a share of their standard deviation."""
    deviation = float(np.std(ordered))
    if deviation <= 1e-9 * max(1.0, abs(float(ordered[-1]))):
        return 0.0
    found = percentile(ordered, 0.8)
    return max(found.high - found.value, found.value - found.low) / deviation


def difference(changes: Floats) -> Difference:
    """Return the mean of paired differences with its interval."""
    mean = float(np.mean(changes))
    reach = NORMAL_95 * float(np.std(changes)) / math.sqrt(len(changes))
    return Difference(mean=mean, low=mean - reach, high=mean + reach)


def frontier(finish: Floats, cost: Floats, share: float, points: int = 9) -> list[FrontierPoint]:
    """Return pairs of finish and cost that are kept together with a chance, from the earliest finish to the latest.

    The least cost for a finish is an order statistic of the costs of the courses that keep that finish.
    """
    order = np.argsort(finish, kind="stable")
    by_finish, by_cost = finish[order], cost[order]
    count, needed = len(finish), math.ceil(share * len(finish))
    found = []
    for position in np.linspace(needed, count, points).round().astype(int):
        latest = float(by_finish[position - 1])
        kept = by_cost[: int(np.searchsorted(by_finish, latest, side="right"))]
        found.append(FrontierPoint(chance=share, finish=latest, cost=float(np.partition(kept, needed - 1)[needed - 1])))
    return found


def tail(measure: Literal["value", "cost"], total: Floats, parts: Floats, names: tuple[str, ...]) -> Tail:
    """Return the mean of the worst twentieth of all courses, and each project's part of it (Euler allocation).

    Parameters
    ----------
    total
        The measure of all projects together, by iteration.
    parts
        The same by project; it may have fewer iterations.
    """
    worst = max(1, round(TAIL * len(total)))
    order = np.argsort(total if measure == "value" else -total, kind="stable")
    found = total[order[:worst]]
    mean = float(np.mean(found))
    edge = float(found[-1])
    spread = math.sqrt(float(np.var(found)) + (1 - TAIL) * (mean - edge) ** 2)
    reach = NORMAL_95 * spread / math.sqrt(worst)
    detailed = total[: parts.shape[1]]
    few = np.argsort(detailed if measure == "value" else -detailed, kind="stable")
    amounts = parts[:, few[: max(1, round(TAIL * len(detailed)))]].mean(axis=1, dtype=np.float64)
    return Tail(
        measure=measure,
        share=TAIL,
        threshold=edge,
        mean=mean,
        mean_low=mean - reach,
        mean_high=mean + reach,
        parts=tuple(TailPart(project=name, amount=float(part)) for name, part in zip(names, amounts, strict=True)),
    )
