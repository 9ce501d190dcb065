"""The cheapest way to pay for a project in a deal: a flow of least cost from sources to quarters, compiled.

Money flows from own sources, and through one gate of limited width from all others, to the quarters that need it.
"""

from __future__ import annotations

import math

import numba
import numpy as np
import numpy.typing as npt

from serpin.engines.portfolio.problem.worth import Vector

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_CRUMB = 1e-9
_TIE = 1e-12
_PASSES = 100
_ROOT, _GATE, _NOWHERE = -1, -2, -9


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def pay(  # noqa: C901, PLR0912, PLR0915, PLR0917 - one compiled loop
    need: Vector, cost: Vector, most: Vector, cap: Vector, outer: Flags, gate: float, paid: Vector
) -> float:
    """Return the least cost of paying for every quarter and fill in who pays what, or infinity where nobody can.

    Parameters
    ----------
    need
        Money needed by quarter, shape (quarters,).
    cost
        Price of a unit of each source in each quarter, shape (sources, quarters).
    most
        The most that each source may pay in each quarter, of the same shape.
    cap
        The most that each source may pay in all, shape (sources,).
    outer
        Which sources pay through the gate.
    gate
        The most that these may pay together.
    paid
        Filled in: what each source pays in each quarter.
    """
    sources, quarters = cost.shape
    left, room, used = need.copy(), cap.copy(), np.zeros(sources)
    paid[:, :] = 0.0
    far, far_quarter = np.empty(sources), np.empty(quarters)
    before, before_quarter = np.empty(sources, np.int64), np.empty(quarters, np.int64)
    total = 0.0
    for target in range(quarters):
        while left[target] > _CRUMB:
            # the cheapest path to the quarter, along what is free and back along what is paid
            far[:], far_quarter[:] = math.inf, math.inf
            before[:], before_quarter[:] = _NOWHERE, _NOWHERE
            far_gate, before_gate = (0.0, _ROOT) if gate > _CRUMB else (math.inf, _NOWHERE)
            for source in range(sources):
                if room[source] > _CRUMB and not outer[source]:
                    far[source], before[source] = 0.0, _ROOT
            for _ in range(_PASSES):
                changed = False
                for source in range(sources):
                    if outer[source]:
                        if room[source] > _CRUMB and far_gate < far[source] - _TIE:
                            far[source], before[source], changed = far_gate, _GATE, True
                        if used[source] > _CRUMB and far[source] < far_gate - _TIE:
                            far_gate, before_gate, changed = far[source], source, True
                    if far[source] < math.inf:
                        for quarter in range(quarters):
                            price = far[source] + cost[source, quarter]
                            is_free = most[source, quarter] - paid[source, quarter] > _CRUMB
                            if is_free and price < far_quarter[quarter] - _TIE:
                                far_quarter[quarter], before_quarter[quarter], changed = price, source, True
                for quarter in range(quarters):
                    if far_quarter[quarter] < math.inf:
                        for source in range(sources):
                            price = far_quarter[quarter] - cost[source, quarter]
                            if paid[source, quarter] > _CRUMB and price < far[source] - _TIE:
                                far[source], before[source], changed = price, quarter, True
                if not changed:
                    break
            if far_quarter[target] == math.inf:
                return math.inf
            amount = left[target]
            for is_taken in (False, True):
                # first along the path to see how much fits, then again to pay it
                source, quarter, steps = before_quarter[target], target, 0
                while True:
                    steps += 1
                    if steps > 4 * (sources + quarters):
                        return math.inf
                    if is_taken:
                        paid[source, quarter] += amount
                    else:
                        amount = min(amount, most[source, quarter] - paid[source, quarter])
                    from_gate = before[source] == _GATE
                    if before[source] == _ROOT or from_gate:
                        if is_taken:
                            room[source] -= amount
                            used[source] += amount
                        else:
                            amount = min(amount, room[source])
                        if not from_gate:
                            break
                        if before_gate == _ROOT:
                            if is_taken:
                                gate -= amount
                            else:
                                amount = min(amount, gate)
                            break
                        source = before_gate
                        if is_taken:
                            room[source] += amount
                            used[source] -= amount
                        else:
                            amount = min(amount, used[source])
                    quarter = before[source]
                    if is_taken:
                        paid[source, quarter] -= amount
                    else:
                        amount = min(amount, paid[source, quarter])
                    source = before_quarter[quarter]
            if amount <= 0.1 * _CRUMB:
                return math.inf
            total += amount * far_quarter[target]
            left[target] -= amount
    return total


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def price(  # noqa: PLR0917 - one compiled loop
    values: Vector,
    floor: float,
    need: Vector,
    length: Numbers,
    cost: Vector,
    most: Vector,
    cap: Vector,
    outer: Flags,
    first: Numbers,
    open_in: Flags,
    own_share: Vector,
    equity: Vector,
    returns: Vector,
) -> Vector:
    """Return what each way is worth in each of its deals after its cheapest payments, shape (pairs,).

    A pair that cannot be worth more than the floor, whatever the limits of its sources, gets minus infinity.

    Parameters
    ----------
    values
        What each way is worth before it is paid, shape (ways,).
    floor
        Worth below which nothing is worked out.
    need, length
        Money needed in the quarters of each way, and how many these are.
    cost, most
        Price and most of each source in these quarters, shape (ways, sources, quarters).
    cap, outer
        The most of each source in all, and whether it is not own money, shape (ways, sources).
    first
        Number of the first pair of each way, and the number of pairs at the end, shape (ways + 1,).
    open_in, own_share, equity
        Open sources of each pair, its least own share, and the share of the returns that goes away.
    returns
        Returns of each way.
    """
    found = np.full(len(own_share), -math.inf)
    sources = cost.shape[1]
    for way in range(len(values)):
        quarters = length[way]
        total = need[way, :quarters].sum()
        paid = np.empty((sources, quarters))
        for pair in range(first[way], first[way + 1]):
            worth = values[way] - equity[pair] * returns[way]
            most_worth = worth
            for quarter in range(quarters):
                least = math.inf
                for source in range(sources):
                    if open_in[pair, source] and most[way, source, quarter] > 0:
                        least = min(least, cost[way, source, quarter])
                if need[way, quarter] > 0:
                    most_worth -= least * need[way, quarter]
            if most_worth <= floor:
                continue
            caps = np.where(open_in[pair], cap[way], 0.0)
            gate = (1.0 - own_share[pair]) * total
            costs, limits = cost[way, :, :quarters], most[way, :, :quarters]
            found[pair] = worth - pay(need[way, :quarters], costs, limits, caps, outer[way], gate, paid)
    return found
