"""Ruin: how large a fund has to be that it lasts for years, and what pooling saves.

Yearly losses on a lattice: f[j] = P(R = j·h). Textbook: ``insurance.md``, section "The reserve".
"""

from __future__ import annotations

import math

import numpy as np

from serpin.engines.insurance.model.compound import convolved
from serpin.engines.insurance.problem.statement import Vector


def ruin_within(loss: Vector, step: float, contribution: float, years: int, funds: list[float]) -> list[float]:
    """Return for each fund the probability that u + c·t − R₁ − … − R_t falls below nothing within so many years.

    Parameters
    ----------
    loss
        Distribution of the loss of a year on the lattice.
    step
        Step of the lattice; contribution and funds are rounded down to it, so that ruin is not understated.
    contribution
        What flows in at the beginning of each year.
    years
        How many years.
    funds
        Initial funds.
    """
    inflow = math.floor(contribution / step + 1e-9)
    found = []
    for fund in funds:
        state = np.zeros(math.floor(fund / step + 1e-9) + inflow * years + 1)
        state[math.floor(fund / step + 1e-9)] = 1.0
        backwards = loss[::-1]
        for _ in range(years):
            if inflow:
                state = np.concatenate([np.zeros(inflow), state[: len(state) - inflow]])
            # index of the full convolution with the reversed loss is u − R + len(loss) − 1
            moved = convolved(state, backwards, len(state) + len(loss))
            state = moved[len(loss) - 1 : len(loss) - 1 + len(state)]
        found.append(float(max(0.0, 1.0 - state.sum())))
    return found


def fund_for(loss: Vector, step: float, contribution: float, years: int, shortfall: float) -> float:
    """Return the least fund on the lattice whose ruin within so many years is at most ``shortfall``."""
    low, high = -1, len(loss) * years
    while high - low > 1:
        middle = (low + high) // 2
        (chance,) = ruin_within(loss, step, contribution, years, [middle * step])
        low, high = (low, middle) if chance <= shortfall + 1e-12 else (middle, high)
    return high * step


def cramer_lundberg(fund: float, mean: float, loading: float) -> float:
    """Return the probability of ruin in all time for exponential claims: e^{−θu/((1+θ)μ)}/(1+θ)."""
    return math.exp(-loading * fund / ((1.0 + loading) * mean)) / (1.0 + loading)


def cramer_lundberg_fund(shortfall: float, mean: float, loading: float) -> float:
    """Return the fund whose ruin in all time is ``shortfall``, for exponential claims."""
    return (1.0 + loading) * mean / loading * math.log(1.0 / ((1.0 + loading) * shortfall))


def pooled(loss: Vector, members: int) -> Vector:
    """Return the distribution of the sum of the losses of independent members."""
    result, power, left = np.ones(1), loss, members
    while left:
        if left & 1:
            result = convolved(result, power, len(result) + len(power) - 1)
        left >>= 1
        if left:
            power = convolved(power, power, 2 * len(power) - 1)
    return result


def quantile_index(distribution: Vector, level: float) -> int:
    """Return the least index up to which the distribution holds this probability."""
    return min(int(np.searchsorted(np.cumsum(distribution), level - 1e-9)), len(distribution) - 1)


def pooled_deviation(deviation: float, members: int, correlation: float) -> float:
    """Return the standard deviation of the loss of a member in a pool: σ·√((1 + (n−1)ρ)/n), which tends to σ·√ρ."""
    return deviation * math.sqrt((1.0 + (members - 1) * correlation) / members)
