"""What model and checker must read in the same words: costs of modes, and what returns are worth.

Textbook: ``scheduling.md``, section on value.
"""

from __future__ import annotations

import math

from serpin.base.periods import WORKING_DAYS_PER_YEAR
from serpin.vocabulary.case import Case
from serpin.vocabulary.project import Project
from serpin.vocabulary.work import Mode


def mode_cost(rates: dict[str, float], mode: Mode) -> float:
    """Return the expected cost of a mode with its resources, in the currency of the case.

    Parameters
    ----------
    rates
        Cost of one unit of each resource for one working day.
    mode
        The mode.
    """
    people = sum(units * rates[resource] for resource, units in mode.demand.items())
    return mode.cost.mean() + mode.planned_days * people


def decay_of(case: Case) -> float:
    """Return by which exponent money loses worth in a working day."""
    return math.log1p(case.discount_rate) / WORKING_DAYS_PER_YEAR


def worth_at_launch(case: Case, project: Project) -> float:
    """Return the present value, at launch and after tax, of the expected returns of a project.

    Quarter by quarter: ramp, drift and discount are taken in the middle of the quarter, the last quarter counts for
    the part that life covers, and a loss is not taxed.
    """
    returns = project.returns
    if returns is None:
        return 0.0
    net = returns.revenue.mean() - returns.operating_cost.mean()
    net -= case.tax_rate * max(net, 0.0)
    total = 0.0
    for quarter in range(math.ceil(returns.life * 4 - 1e-9)):
        middle = (quarter + 0.5) / 4.0
        level = min(middle / returns.ramp, 1.0) if returns.ramp > 0 else 1.0
        part = min(returns.life * 4 - quarter, 1.0)
        growth = ((1.0 + returns.price_drift) / (1.0 + case.discount_rate)) ** middle
        total += net / 4.0 * level * growth * part
    return total
