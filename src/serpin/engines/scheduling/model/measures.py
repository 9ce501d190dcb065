# ruff: noqa: PLR0917 - compiled functions take no keyword-only arguments
# mypy: disable-error-code="no-any-return"
"""What plans are worth: lateness, makespan, value, stability, levelling and compactness, as whole numbers to minimise.

Textbook: ``scheduling.md``, section on objectives.
"""

from __future__ import annotations

import math

import numpy as np

from serpin.engines.scheduling.model.compile import compiled
from serpin.engines.scheduling.model.data import Data, Ints
from serpin.engines.scheduling.options import ObjectiveName

LATE, MAKESPAN, VALUE, STABILITY, LEVELLING, TOTAL = range(6)

NUMBERS = {
    ObjectiveName.LATENESS: LATE,
    ObjectiveName.MAKESPAN: MAKESPAN,
    ObjectiveName.VALUE: VALUE,
    ObjectiveName.STABILITY: STABILITY,
    ObjectiveName.LEVELLING: LEVELLING,
}


def ranking_of(objectives: tuple[ObjectiveName, ...]) -> Ints:
    """Return the numbers of the measures in the order of importance; compactness comes last."""
    return np.array([*(NUMBERS[name] for name in objectives), TOTAL], dtype=np.int64)


@compiled
def ranked(data: Data, ranking: Ints, modes: Ints, starts: Ints, finishes: Ints, key: Ints) -> None:
    """Fill a key with the measures of a plan in the order of importance.

    Parameters
    ----------
    data
        The problem.
    ranking
        Numbers of the measures, the most important first.
    modes, starts, finishes
        (n,) the plan.
    key
        (len(ranking),) is filled.
    """
    last = data.base.copy()
    total = 0
    for work in range(len(starts)):
        total += finishes[work]
        last[data.project[work]] = max(last[data.project[work]], finishes[work])
    for position in range(len(ranking)):
        which = ranking[position]
        if which == LATE:
            key[position] = _lateness(data, last)
        elif which == MAKESPAN:
            key[position] = last.max() if len(last) else 0
        elif which == VALUE:
            key[position] = -round(value_of(data, modes, starts, finishes, last))
        elif which == STABILITY:
            key[position] = _shift(data, starts)
        elif which == LEVELLING:
            key[position] = _peaks(data, modes, starts, finishes)
        else:
            key[position] = total


@compiled
def _lateness(data: Data, last: Ints) -> int:
    late = 0
    for project in range(len(last)):
        if last[project] > data.due[project]:
            late += data.weight[project] * (last[project] - data.due[project])
    return late


@compiled
def value_of(data: Data, modes: Ints, starts: Ints, finishes: Ints, last: Ints) -> float:
    """Return the present value of a plan in cents: gains at finishes less outlays in the middle of works.

    Parameters
    ----------
    last
        (P,) finishes of the projects.
    """
    value = 0.0
    for work in range(len(starts)):
        if data.outlay[modes[work]] != 0:
            middle = 0.5 * (starts[work] + finishes[work])
            value -= data.outlay[modes[work]] * math.exp(-data.decay * middle)
        if data.gain[work] != 0:
            value += data.gain[work] * math.exp(-data.decay * finishes[work])
    for project in range(len(last)):
        value += data.gain_last[project] * math.exp(-data.decay * last[project])
    return value


@compiled
def _shift(data: Data, starts: Ints) -> int:
    """Return by how many days all works together depart from the earlier plan."""
    days = 0
    for work in range(len(starts)):
        if data.previous[work] >= 0:
            days += abs(starts[work] - data.previous[work])
    return days


@compiled
def _peaks(data: Data, modes: Ints, starts: Ints, finishes: Ints) -> int:
    """Return the sum over the resources of the largest use."""
    horizon = len(data.capacity)
    bits = 15 if data.guard & (1 << 14) else 30
    lanes = 60 // bits
    total = 0
    for word in range(data.demand.shape[1]):
        for lane in range(lanes):
            change = np.zeros(horizon + 1, dtype=np.int64)
            for work in range(len(starts)):
                units = (data.demand[modes[work], word] >> (bits * lane)) & ((1 << (bits - 1)) - 1)
                change[starts[work]] += units
                change[min(finishes[work], horizon)] -= units
            used = 0
            peak = 0
            for day in range(horizon):
                used += change[day]
                peak = max(peak, used)
            total += peak
    return total
