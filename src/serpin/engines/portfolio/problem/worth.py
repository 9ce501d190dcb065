"""Present values: returns of a market model at launch, and how money in a quarter is discounted.

Textbook: ``portfolio.md``, section "The value of a project".
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from serpin.vocabulary.project import Returns

Vector = npt.NDArray[np.float64]
"""Numbers by quarter, shape (quarters,)."""


def discounts(rate: float, quarters: int) -> Vector:
    """Return the discount factor of the middle of each quarter, shape (quarters,)."""
    return np.asarray((1.0 + rate) ** (-(np.arange(quarters) + 0.5) / 4.0))


def returns_by_quarter(returns: Returns, tax: float) -> Vector:
    """Return net returns after tax in each quarter after launch, in currency units, shape (quarters of life,).

    Ramp and drift are taken in the middle of the quarter, the last quarter counts for the part that life covers; a
    loss is not taxed.
    """
    count = math.ceil(returns.life * 4 - 1e-9)
    middle = (np.arange(count) + 0.5) / 4.0
    level = np.minimum(middle / returns.ramp, 1.0) if returns.ramp > 0 else np.ones(count)
    part = np.minimum(returns.life * 4 - np.arange(count), 1.0)
    net = returns.revenue.mean() - returns.operating_cost.mean()
    net -= tax * max(net, 0.0)
    return np.asarray(net / 4.0 * level * (1.0 + returns.price_drift) ** middle * part)


def worth_at_launch(returns: Returns | None, rate: float, tax: float) -> float:
    """Return the present value, at launch and after tax, of the returns of a project that succeeds."""
    if returns is None:
        return 0.0
    levels = returns_by_quarter(returns, tax)
    return float(levels @ discounts(rate, len(levels)))
