"""The best joint outcome within a public budget: corners of the curve by cuts, what lies between by search and MILP.

A price on the budget turns the problem into a minimum cut again (Lagrange); its solutions are the corners of the upper
envelope and nested. Between two corners lies a jump: a big push has a smallest size that pays. There the envelope is
only a bound. Textbook: ``coordination.md``, section "Under a budget".
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from serpin.base.progress import Deadline
from serpin.engines.coordination.model.cut import best_coalition
from serpin.engines.coordination.model.kernel import value_of
from serpin.engines.coordination.model.network import Flags, Ints, Network
from serpin.engines.coordination.model.peel import peel

_FINEST = 2**52
_LARGEST_PROGRAMME = 20_000
_LEAST_SECONDS = 0.2


@dataclass(frozen=True)
class Corner:
    """A coalition that is best at some price of the budget."""

    included: Flags
    cost: int
    value: int


def corners(network: Network, cost: Ints, points: int) -> list[Corner]:
    """Return corners of the curve of value over budget, the cheapest first.

    Parameters
    ----------
    cost
        What each player takes from the budget, shape (n,).
    points
        Most corners; the widest gaps are looked into first.
    """
    whole = _corner(network, best_coalition(network).included, cost)
    least = _corner(network, _free_coalition(network, cost), cost)
    found = [least] if least.cost == whole.cost else [least, whole]
    closed: set[tuple[int, int]] = set()
    while 2 <= len(found) < points:
        gaps = [
            (right.cost - left.cost, position)
            for position, (left, right) in enumerate(pairwise(found))
            if (left.cost, right.cost) not in closed
        ]
        if not gaps:
            break
        left, right = found[max(gaps)[1]], found[max(gaps)[1] + 1]
        middle = _corner(network, _at_price(network, cost, left, right), cost)
        above = (middle.value - left.value) * (right.cost - left.cost) - (right.value - left.value) * (
            middle.cost - left.cost
        )
        if not left.cost < middle.cost < right.cost or above <= 0:
            closed.add((left.cost, right.cost))
        else:
            found.insert(max(gaps)[1] + 1, middle)
    return found


def envelope(found: list[Corner], budget: int) -> float:
    """Return the value of the upper envelope at a budget: no coalition within it is worth more once it is closed."""
    for left, right in pairwise(found):
        if left.cost <= budget < right.cost:
            share = (budget - left.cost) / (right.cost - left.cost)
            return left.value + share * (right.value - left.value)
    return float(found[-1].value if budget >= found[-1].cost else found[0].value)


def within(
    network: Network, cost: Ints, budget: int, found: list[Corner], limit: Deadline
) -> tuple[Corner, float, bool]:
    """Return the best coalition within a budget that was found, a bound, and whether it is proven.

    Parameters
    ----------
    cost
        What each player takes from the budget, shape (n,).
    budget
        What may be taken in all; what costs nothing, and what is committed, comes in any case.
    found
        Corners of the curve.
    limit
        Time for the mixed-integer programme.
    """
    floor = network.forced.copy()
    fitting = [corner for corner in found if corner.cost <= budget] or [found[0]]
    larger = [corner for corner in found if corner.cost > budget][:1]
    candidates = [fitting[-1]]
    candidates += [
        _corner(network, peel(network, cost, corner.included, budget, floor), cost) for corner in fitting[-1:] + larger
    ]
    best = max((c for c in candidates if c.cost <= budget), key=lambda corner: corner.value, default=found[0])
    bound = _price_bound(network, cost, budget, found)
    if not larger:
        return best, float(best.value), True
    variables = network.size + len(network.gain_from) + len(network.group_public)
    if bound > best.value and variables <= _LARGEST_PROGRAMME and limit.left >= _LEAST_SECONDS:
        included, proven = _programme(network, cost, budget, limit.left)
        bound = min(bound, proven)
        if included is not None:
            corner = _corner(network, included, cost)
            if corner.cost <= budget and corner.value > best.value:
                best = corner
    # Values are whole numbers, so a bound is one, too; what floating numbers may have lost is given back first.
    bound = max(float(best.value), math.floor(bound + 1e-9 * abs(bound) + 1e-6))
    return best, bound, bound <= best.value


def _corner(network: Network, included: Flags, cost: Ints) -> Corner:
    return Corner(included, int(cost[included].sum()), int(value_of(network, included)))


def _free_coalition(network: Network, cost: Ints) -> Flags:
    """Return the best coalition of those who cost nothing, with those who are committed."""
    heavy = np.where(cost > 0, np.abs(network.base) + network.public + 1, 0)
    np.add.at(heavy, np.repeat(np.arange(network.size), np.diff(network.gain_start)), network.gain_amount)
    np.add.at(heavy, network.gain_from, network.gain_amount)
    members = np.repeat(np.arange(len(network.group_public)), np.diff(network.group_start))
    totals = network.group_public.copy()
    np.add.at(totals, members, network.group_amount)
    np.add.at(heavy, network.group_member, totals[members])
    return best_coalition(network, np.where(cost > 0, heavy, 0)).included


def _scales(network: Network, cost: Ints, slope: float) -> tuple[int, float]:
    """Return by which whole number amounts can be multiplied so that a price is fine and no sum overflows."""
    total = float(np.abs(network.base).sum() + network.public.sum() + network.gain_amount.sum() * 2)
    total += float(network.group_amount.sum() + network.group_public.sum()) + slope * float(cost.sum()) + 1
    factor = max(1, min(2**16, int(_FINEST * 256 / total)))
    return factor, slope * factor


def _at_price(network: Network, cost: Ints, left: Corner, right: Corner) -> Flags:
    """Return the best coalition at the price that makes two corners equally good."""
    factor, price = _scales(network, cost, (right.value - left.value) / (right.cost - left.cost))
    return best_coalition(network, np.round(cost * price).astype(np.int64), factor).included


def _price_bound(network: Network, cost: Ints, budget: int, found: list[Corner]) -> float:
    """Return the least that prices on the budget prove: the value at a price, plus the price of the budget."""
    bound = float(found[-1].value)
    for left, right in pairwise(found):
        if not left.cost <= budget < right.cost:
            continue
        factor, price = _scales(network, cost, (right.value - left.value) / (right.cost - left.cost))
        charge = np.floor(cost * price).astype(np.int64)
        dual = best_coalition(network, charge, factor).value / factor + (price / factor) * budget
        bound = min(bound, dual)
    return bound


def _programme(network: Network, cost: Ints, budget: int, seconds: float) -> tuple[Flags | None, float]:
    """Solve the mixed-integer programme: a link or group counts when all of it is in; return members and bound."""
    size, links, groups = network.size, len(network.gain_from), len(network.group_public)
    gainers = np.repeat(np.arange(size), np.diff(network.gain_start))
    members = np.repeat(np.arange(groups), np.diff(network.group_start))
    totals = network.group_public.copy()
    np.add.at(totals, members, network.group_amount)
    scale = max(1.0, float(np.abs(network.base).max(initial=1)) / 1e4)
    gain = np.concatenate([network.base + network.public, network.gain_amount, totals]) / scale
    seats = len(network.group_member)
    # Rows: link ≤ gainer, link ≤ giver, group ≤ member, the budget.
    rows = np.arange(links)
    place = [
        (rows, size + rows, 1.0),
        (rows, gainers, -1.0),
        (links + rows, size + rows, 1.0),
        (links + rows, network.gain_from, -1.0),
        (2 * links + np.arange(seats), size + links + members, 1.0),
        (2 * links + np.arange(seats), network.group_member, -1.0),
    ]
    last = 2 * links + seats
    row = np.concatenate([entry[0] for entry in place] + [np.full(size, last)])
    column = np.concatenate([entry[1] for entry in place] + [np.arange(size)])
    most = max(1.0, float(budget))
    data = np.concatenate([np.full(len(entry[0]), entry[2]) for entry in place] + [cost / most])
    matrix = coo_array((data, (row, column)), shape=(last + 1, size + links + groups)).tocsr()
    upper = np.zeros(last + 1)
    upper[last] = budget / most
    found = milp(
        -gain,
        integrality=np.concatenate([np.ones(size), np.zeros(links + groups)]),
        bounds=Bounds(np.concatenate([network.forced.astype(float), np.zeros(links + groups)]), 1.0),
        constraints=LinearConstraint(matrix, ub=upper),
        options={"time_limit": seconds, "mip_rel_gap": 1e-9},
    )
    dual = getattr(found, "mip_dual_bound", None)
    bound = -float(dual) * scale if dual is not None else float("inf")
    return (found.x[:size] > 0.5 if found.x is not None else None), bound
