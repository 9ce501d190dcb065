"""The arrays that compiled code and solver share.

Capacities and demands of several resources lie side by side in one 64-bit word, each in a lane with a guard bit on
top: one subtraction compares all of them, since a lane that runs short borrows from its own guard bit only.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

FAR = 1 << 40
"""A day that never comes."""

FINISH_START, START_START, FINISH_FINISH, START_FINISH = range(4)
"""Types of links as numbers."""

_NARROW = (4, 15)
_WIDE = (2, 30)


class Data(NamedTuple):
    """A scheduling problem as arrays; lists of varying length lie one after the other with a table of firsts.

    Works are numbered 0 … n-1, their modes one after the other; days are working days of the case from day 0.
    """

    mode_first: Ints
    """(n+1,) number of the first mode of each work."""
    length: Ints
    """(M,) working days of each mode."""
    calendar: Ints
    """(M,) number of the calendar on which the mode advances; -1 for the days of the case."""
    demand: Ints
    """(M, W) packed units of the resources."""
    stock_first: Ints
    """(M+1,) where the consumptions of each mode begin."""
    stock: Ints
    """Which stock (budget) is drawn on."""
    stock_use: Ints
    """How much of it."""
    stock_limit: Ints
    """(K,) how much there is of each stock."""
    before_first: Ints
    """(n+1,) where the links into each work begin."""
    before: Ints
    """The earlier work of each link."""
    before_type: Ints
    """Type of each link."""
    before_lag: Ints
    """Least lag of each link; a day before all others when it has only a longest one."""
    before_most: Ints
    """Longest lag of each link, FAR when there is none."""
    after_first: Ints
    """(n+1,) where the links out of each work begin."""
    after: Ints
    """The later work of each link."""
    after_edge: Ints
    """Position of the same link among ``before``."""
    release: Ints
    """(n,) earliest start."""
    latest: Ints
    """(n,) latest start, FAR when there is none."""
    fixed: Ints
    """(n,) 1 where the start is given (then it equals release and latest)."""
    project: Ints
    """(n,) number of the project."""
    due: Ints
    """(P,) day by which each project should be finished, FAR when there is none."""
    weight: Ints
    """(P,) scaled weight of a day of lateness."""
    base: Ints
    """(P,) finish of what is already done."""
    outlay: Ints
    """(M,) cost of each mode in cents, paid in the middle of the work."""
    gain: Ints
    """(n,) what the finish of each work brings, in cents of that day."""
    gain_last: Ints
    """(P,) what the finish of each project brings, in cents of that day."""
    decay: float
    """Exponent by which money loses worth in a day."""
    previous: Ints
    """(n,) start in an earlier plan; -1 where there is none."""
    capacity: Ints
    """(H, W) packed capacity of each day, guard bits set."""
    guard: int
    """The guard bits of a word."""
    worked: Ints
    """(C, H+1) number of worked days of each calendar before a day."""
    worked_day: Ints
    """(C, H) day on which the k-th worked day of each calendar falls, FAR beyond the horizon."""


def lanes_for(largest: int) -> tuple[int, int]:
    """Return (lanes per word, bits per lane) that hold capacities up to a largest one."""
    bits = _NARROW[1]
    return _NARROW if largest < (1 << (bits - 1)) else _WIDE


def guard_of(largest: int) -> int:
    """Return the guard bits of all lanes of a word."""
    lanes, bits = lanes_for(largest)
    return sum(1 << (lane * bits + bits - 1) for lane in range(lanes))


def pack(values: Ints, largest: int) -> Ints:
    """Pack numbers of units into words.

    Parameters
    ----------
    values
        (rows, R) units, each below the largest or equal to it.
    largest
        Largest capacity, which decides the width of the lanes.

    Returns
    -------
    Ints
        (rows, W) words; W is 1 at least.
    """
    lanes, bits = lanes_for(largest)
    rows, resources = values.shape
    words = np.zeros((rows, max(1, -(-resources // lanes))), dtype=np.int64)
    for resource in range(resources):
        words[:, resource // lanes] += values[:, resource] << (bits * (resource % lanes))
    return words


def lanes_of(data: Data, words: Ints) -> Ints:
    """Return the units in packed words, a column for each lane.

    Parameters
    ----------
    data
        The problem whose guard bits tell the width of the lanes.
    words
        (rows, W) packed.
    """
    lanes, bits = _NARROW if data.guard == guard_of(1) else _WIDE
    columns = [
        (words[:, word] >> (bits * lane)) & ((1 << (bits - 1)) - 1)
        for word in range(words.shape[1])
        for lane in range(lanes)
    ]
    return np.stack(columns, axis=1)


def shortened(data: Data, horizon: int) -> Data:
    """Return the same problem for fewer days."""
    days = data.worked_day[:, :horizon]
    return data._replace(
        capacity=np.ascontiguousarray(data.capacity[:horizon]),
        worked=np.ascontiguousarray(data.worked[:, : horizon + 1]),
        worked_day=np.where(days < horizon, days, FAR),
    )
